//! Tables for people to read.

use std::fmt;

/// A table whose columns are aligned when it is printed: the first to the left, others to the right.
#[derive(Debug, Clone, Default)]
pub struct TextTable {
    rows: Vec<Vec<String>>,
}

impl TextTable {
    /// A table with these headings.
    pub fn new<S: Into<String>>(headings: impl IntoIterator<Item = S>) -> Self {
        Self {
            rows: vec![headings.into_iter().map(Into::into).collect()],
        }
    }

    /// Adds a row.
    pub fn row<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }
}

impl fmt::Display for TextTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let cell = |row: &[String], j: usize| row.get(j).cloned().unwrap_or_default();
        let width = |j| {
            self.rows
                .iter()
                .map(|row| cell(row, j).chars().count())
                .max()
        };
        let widths: Vec<usize> = (0..columns).map(|j| width(j).unwrap_or(0)).collect();
        for (i, row) in self.rows.iter().enumerate() {
            let mut line = format!("  {:<1$}", cell(row, 0), widths[0]);
            for (j, width) in widths.iter().enumerate().skip(1) {
                line += &format!("  {:>1$}", cell(row, j), *width);
            }
            writeln!(f, "{}", line.trim_end())?;
            if i == 0 {
                let rule: Vec<String> = widths.iter().map(|w| "─".repeat(*w)).collect();
                writeln!(f, "  {}", rule.join("──"))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() {
        let mut table = TextTable::new(["name", "value"]);
        table.row(["μ", "-0.90"]);
        table.row(["longer", "1"]);
        let expected = "  name    value\n  ─────────────\n  μ       -0.90\n  longer      1\n";
        assert_eq!(table.to_string(), expected);
    }
}
