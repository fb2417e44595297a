//! Rank normalisation.

use lastscatter_numerics::special::normal_quantile;

/// The normal scores of all draws,
///
/// ```text
/// z = Φ⁻¹( (r − 3/8) / (S + 1/4) ),
/// ```
///
/// with r the rank among all S draws of all chains, ties sharing their mean rank. `vehtari2021`,
/// equation 14, with Blom's denominator S + 1/4 in place of the misprinted S − 1/4.
pub(super) fn normal_scores(chains: &[&[f64]]) -> Vec<Vec<f64>> {
    let all = chains.iter().flat_map(|c| c.iter().copied());
    let mut ascending: Vec<(f64, usize)> = all.zip(0..).collect();
    ascending.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let total = ascending.len() as f64;
    let mut scores = vec![0.0; ascending.len()];
    let mut first = 0;
    // Not total_cmp: −0 ties with 0.
    for tied in ascending.chunk_by(|a, b| a.0 >= b.0) {
        let rank = first as f64 + 0.5 * (tied.len() + 1) as f64;
        let score = normal_quantile((rank - 0.375) / (total + 0.25));
        for &(_, index) in tied {
            scores[index] = score;
        }
        first += tied.len();
    }
    let mut rest = scores.as_slice();
    chains
        .iter()
        .map(|chain| {
            let (own, others) = rest.split_at(chain.len());
            rest = others;
            own.to_vec()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_their_mean_rank() {
        let scores = normal_scores(&[&[3.0, 0.0, -0.0], &[1.0, 1.0, 1.0]]);
        // Ranks 6, 1.5, 1.5 and 4, 4, 4 of six.
        for (score, rank) in [
            (scores[0][0], 6.0),
            (scores[0][1], 1.5),
            (scores[0][2], 1.5),
            (scores[1][1], 4.0),
        ] {
            let expected = normal_quantile((rank - 0.375) / 6.25);
            assert!((score - expected).abs() < 1e-15);
        }
    }
}
