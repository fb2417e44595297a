//! Whether new points were drawn as they should have been.

/// The test of insertion ranks.
///
/// A point drawn uniformly above the threshold takes every rank among the live points with the same
/// probability. Ranks that are not uniform betray a search that misses parts of the region, or a chain of slices too
/// short to forget its start; the evidence is then biased. Ties are broken at random, so plateaus do no harm.
///
/// # References
///
/// `fowlie2020`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InsertionRanks {
    /// Probability of ranks further from uniform than these (Kolmogorov–Smirnov), all ranks together.
    pub p_value: f64,
    /// Probability that the worst of successive blocks, as long as there are live points, is worse than it is: it finds
    /// trouble that did not last.
    pub p_value_of_blocks: f64,
    /// Ranks.
    pub count: usize,
}

impl InsertionRanks {
    /// From ranks scaled to (0, 1).
    pub(super) fn new(ranks: &[f64], live_points: usize) -> Self {
        let blocks = ranks.chunks_exact(live_points.max(1));
        // Ranks that are too few for a block are one.
        let count = blocks.len().max(1) as f64;
        let worst = blocks.map(p_value).fold(1.0, f64::min);
        Self {
            p_value: p_value(ranks),
            p_value_of_blocks: -(count * (-worst).ln_1p()).exp_m1(),
            count: ranks.len(),
        }
    }
}

/// Probability that the distance of n uniform numbers from uniformity is larger than that of `sample`, by Stephens'
/// modification of the asymptotic distribution.
fn p_value(sample: &[f64]) -> f64 {
    if sample.is_empty() {
        return 1.0;
    }
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let distance = sorted.iter().enumerate().fold(0.0, |d: f64, (i, x)| {
        d.max(x - i as f64 / n).max((i + 1) as f64 / n - x)
    });
    let z = distance * (n.sqrt() + 0.12 + 0.11 / n.sqrt());
    if z < 0.3 {
        return 1.0;
    }
    let term = |k: i32| {
        let sign = if k % 2 == 1 { 1.0 } else { -1.0 };
        sign * (-2.0 * (f64::from(k) * z).powi(2)).exp()
    };
    (2.0 * (1..=100).map(term).sum::<f64>()).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::stream;
    use rand::RngExt;

    #[test]
    fn quantiles_of_the_distribution_are_the_published_ones() {
        // Kolmogorov's distribution: P(z > 1.3581) = 0.05, P(z > 1.6276) = 0.01.
        let n = 1_000_000;
        for (z, p) in [(1.358_1, 0.05), (1.627_6, 0.01)] {
            let shift = z / (n as f64).sqrt();
            let sample: Vec<f64> = (0..n)
                .map(|i| ((f64::from(i) + 0.5) / f64::from(n) + shift).min(1.0))
                .collect();
            assert!((p_value(&sample) / p - 1.0).abs() < 5e-3);
        }
    }

    #[test]
    fn uniform_ranks_pass_and_a_passing_fault_is_found() {
        let mut rng = stream(8, 0);
        let mut passed = 0;
        for _ in 0..200 {
            let mut ranks: Vec<f64> = (0..2000).map(|_| rng.random()).collect();
            let test = InsertionRanks::new(&ranks, 100);
            assert!(test.p_value > 1e-4 && test.p_value_of_blocks > 1e-4);
            passed += usize::from(test.p_value_of_blocks > 0.5);
            ranks[500..600].iter_mut().for_each(|r| *r *= 0.5);
            assert!(InsertionRanks::new(&ranks, 100).p_value_of_blocks < 1e-4);
        }
        // Half of them, within five binomial standard deviations.
        assert!((65..=135).contains(&passed), "{passed}");
    }
}
