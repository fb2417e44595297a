//! Independent random streams, one per chain or walker.

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

/// SplitMix64's increment: the odd integer nearest 2⁶⁴/φ.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// The random stream of chain or walker `index` in a run seeded with `seed`.
///
/// The four state words are SplitMix64 hashes of seed and index,
///
/// ```text
/// s_k = mix( mix(mix(seed) + (k+1) γ) ⊕ mix(index) ),   k = 0..3,
/// ```
///
/// so that for one seed no two indices share a state word, and neighbouring seeds share nothing.
/// A stream belongs to a walker and never to a thread: that is why results do not depend on the
/// number of threads.
///
/// # References
///
/// `steele2014` (SplitMix), `blackman2021` (xoshiro256++).
///
/// # Examples
///
/// ```
/// use lastscatter_inference::stream;
/// use rand::RngExt;
///
/// let mut first = stream(2026, 0);
/// let mut again = stream(2026, 0);
/// let mut other = stream(2026, 1);
/// let u: f64 = first.random();
/// assert_eq!(u.to_bits(), again.random::<f64>().to_bits());
/// assert_ne!(u.to_bits(), other.random::<f64>().to_bits());
/// ```
#[must_use]
pub fn stream(seed: u64, index: u64) -> Xoshiro256PlusPlus {
    let base = mix(seed);
    let index = mix(index);
    let mut state = [0; 32];
    let mut offset = 0_u64;
    for word in state.chunks_exact_mut(8) {
        offset = offset.wrapping_add(GOLDEN);
        word.copy_from_slice(&mix(mix(base.wrapping_add(offset)) ^ index).to_le_bytes());
    }
    Xoshiro256PlusPlus::from_seed(state)
}

/// SplitMix64's output function (Stafford's mixer 13), a bijection of the 64-bit integers.
const fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(GOLDEN);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, RngExt};

    #[test]
    fn mixer_matches_the_published_splitmix64_sequence() {
        // First outputs of SplitMix64 seeded with 1234567 (Rosetta Code, and Vigna's C source).
        let expected = [6_457_827_717_110_365_317_u64, 3_203_168_211_198_807_973];
        assert_eq!(mix(1_234_567), expected[0]);
        assert_eq!(mix(1_234_567_u64.wrapping_add(GOLDEN)), expected[1]);
    }

    #[test]
    fn streams_of_neighbouring_seeds_and_indices_are_uncorrelated() {
        let draws = |seed, index| -> Vec<f64> {
            let mut rng = stream(seed, index);
            (0..20_000).map(|_| rng.random::<f64>() - 0.5).collect()
        };
        let reference = draws(1, 0);
        for other in [
            draws(1, 1),
            draws(2, 0),
            draws(1_u64.wrapping_add(GOLDEN), 0),
        ] {
            let covariance: f64 = reference.iter().zip(&other).map(|(a, b)| a * b).sum();
            // Each product has variance 1/144: five standard deviations of the sum.
            assert!(covariance.abs() < 5.0 * (20_000.0_f64 / 144.0).sqrt());
        }
    }

    #[test]
    fn no_two_streams_start_alike() {
        let mut first: Vec<u64> = (0..64)
            .flat_map(|seed| (0..64).map(move |index| stream(seed, index).next_u64()))
            .collect();
        first.sort_unstable();
        first.dedup();
        assert_eq!(first.len(), 64 * 64);
    }
}
