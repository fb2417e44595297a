//! Rank normalisation.

use lastscatter_numerics::special::normal_quantile;

/// The normal scores of all draws,
///
/// ```text
/// z = Φ⁻¹( (r − 3/8) / (S + 1/4) ),
/// ```
///
/// with r the rank among all S draws of all chains, ties sharing their mean rank. `vehtari2021` equation
/// 14, with Blom's denominator S + 1/4 in place of the misprinted S − 1/4.
pub(super) fn normal_scores(chains: &[&[f64]]) -> Vec<Vec<f64>> {
    let mut order: Vec<(usize, usize)> = (0..chains.len())
        .flat_map(|c| (0..chains[c].len()).map(move |i| (c, i)))
        .collect();
    let value = |(c, i): (usize, usize)| chains[c][i];
    order.sort_by(|a, b| value(*a).total_cmp(&value(*b)));
    let total = order.len() as f64;
    let mut scores: Vec<Vec<f64>> = chains.iter().map(|c| vec![0.0; c.len()]).collect();
    let mut first = 0;
    // Not total_cmp: −0 ties with 0.
    for tied in order.chunk_by(|a, b| value(*a) >= value(*b)) {
        let rank = first as f64 + 0.5 * (tied.len() + 1) as f64;
        let score = normal_quantile((rank - 0.375) / (total + 0.25));
        for &(chain, i) in tied {
            scores[chain][i] = score;
        }
        first += tied.len();
    }
    scores
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
