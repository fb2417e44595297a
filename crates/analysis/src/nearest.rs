//! What somebody may have meant.

/// The word that comes nearest to what was written: one that begins with it, or that it begins with; else the fewest
/// letters added, dropped, exchanged or changed.
#[must_use]
pub fn nearest<'a>(written: &str, words: impl IntoIterator<Item = &'a str>) -> &'a str {
    let written = written.to_lowercase();
    let rank = |word: &&str| {
        let shorter = written.len().min(word.len());
        let begins = word.starts_with(&written) || shorter > 1 && written.starts_with(word);
        (!begins, distance(&written, word))
    };
    words.into_iter().min_by_key(rank).unwrap_or_default()
}

/// Edit distance; a changed letter counts 3, one added, dropped or exchanged with its neighbour 2.
fn distance(a: &str, b: &str) -> usize {
    const MOVED: usize = 2;
    const CHANGED: usize = 3;
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                MOVED * (i + j)
            } else {
                let same = a[i - 1] == b[j - 1];
                let mut least = (rows[i - 1][j - 1] + if same { 0 } else { CHANGED })
                    .min(rows[i - 1][j] + MOVED)
                    .min(rows[i][j - 1] + MOVED);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    least = least.min(rows[i - 2][j - 2] + MOVED);
                }
                least
            };
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance("tau", "tau"), 0);
        assert_eq!(distance("tua", "tau"), 2);
        assert_eq!(distance("", "tau"), 6);
        assert_eq!(distance("kitten", "sitting"), 3 + 3 + 2);
    }
}
