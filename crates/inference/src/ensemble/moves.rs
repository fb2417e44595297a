//! Proposals from the other half of the ensemble.

use rand::{Rng, RngExt};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::error::Error;

/// How a walker X at θ is moved, with the help of walkers of the other half of the ensemble.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Move {
    /// The stretch move,
    ///
    /// ```text
    /// Y = X_j + z (X − X_j),   g(z) ∝ 1/√z on [1/a, a],   accept with min(1, z^{d−1} p(Y)/p(X)).
    /// ```
    ///
    /// `goodman2010`, section 2.
    Stretch {
        /// a > 1; 2 is usual.
        scale: f64,
    },
    /// Differential evolution with two walkers i ≠ j,
    ///
    /// ```text
    /// Y = X + γ (X_i − X_j),   accept with min(1, p(Y)/p(X)),
    /// ```
    ///
    /// where γ = 2.38/√(2d) up to a uniform jitter of one part in ten, and γ = 1 at every tenth step
    /// on average, which jumps between separate modes. The jitter takes the place of the paper's
    /// additive noise: it keeps the move affine-invariant. `terbraak2006`.
    DifferentialEvolution,
    /// The snooker move: along the line through an anchor X_k, by a difference of two walkers seen along that line,
    ///
    /// ```text
    /// e = X − X_k,   Y = X + γ e ⟨X_i − X_j, e⟩/⟨e, e⟩,   γ uniform on [1.2, 2.2],
    /// accept with min(1, (|Y − X_k|/|X − X_k|)^{d−1} p(Y)/p(X)).
    /// ```
    ///
    /// Lengths and products are taken in units of each parameter's width among the other half, so that the move does not
    /// depend on the parameters' units. It reaches far along bent valleys. `terbraak2008`.
    Snooker,
}

impl Move {
    /// The stretch move with a = 2.
    #[must_use]
    pub const fn stretch() -> Self {
        Self::Stretch { scale: 2.0 }
    }

    pub(super) fn validate(self) -> Result<(), Error> {
        match self {
            Self::Stretch { scale } if !(scale > 1.0 && scale.is_finite()) => {
                Err(Error::OutOfDomain {
                    name: "stretch scale",
                    value: scale,
                    expected: "a finite number above 1",
                })
            }
            _ => Ok(()),
        }
    }

    /// Writes a proposal for the walker at `present` and returns the logarithm of the factor that
    /// multiplies p(Y)/p(X) in the acceptance probability. `weights` are the others' inverse variances.
    #[inline]
    pub(super) fn propose(
        self,
        present: &[f64],
        others: &[f64],
        weights: &[f64],
        proposal: &mut [f64],
        rng: &mut Xoshiro256PlusPlus,
    ) -> f64 {
        let dimension = present.len();
        let count = others.len() / dimension;
        let other = |i: usize| &others[i * dimension..(i + 1) * dimension];
        match self {
            Self::Stretch { scale } => {
                let anchor = other(below(count, rng));
                let u: f64 = rng.random();
                let root = 1.0 + (scale - 1.0) * u;
                let z = root * root / scale;
                for ((y, x), a) in proposal.iter_mut().zip(present).zip(anchor) {
                    *y = a + z * (x - a);
                }
                (dimension - 1) as f64 * z.ln()
            }
            Self::DifferentialEvolution => {
                let (i, j) = pair(count, rng);
                let gamma = if below(10, rng) == 0 {
                    1.0
                } else {
                    let u: f64 = rng.random();
                    2.38 / ((2 * dimension) as f64).sqrt() * (0.9 + 0.2 * u)
                };
                for (((y, x), a), b) in proposal.iter_mut().zip(present).zip(other(i)).zip(other(j))
                {
                    *y = x + gamma * (a - b);
                }
                0.0
            }
            Self::Snooker => {
                let anchor = other(below(count, rng));
                let (i, j) = pair(count, rng);
                let u: f64 = rng.random();
                let (mut along, mut squared) = (0.0, 0.0);
                for ((((x, c), a), b), w) in present
                    .iter()
                    .zip(anchor)
                    .zip(other(i))
                    .zip(other(j))
                    .zip(weights)
                {
                    along += w * (x - c) * (a - b);
                    squared += w * (x - c) * (x - c);
                }
                // In units of the distance from the anchor; nothing where the two coincide.
                let stretch = 1.0 + (1.2 + u) * along / squared;
                if !stretch.is_finite() {
                    proposal.copy_from_slice(present);
                    return f64::NEG_INFINITY;
                }
                for ((y, x), c) in proposal.iter_mut().zip(present).zip(anchor) {
                    *y = c + stretch * (x - c);
                }
                (dimension - 1) as f64 * stretch.abs().ln()
            }
        }
    }
}

/// 1/variance of each parameter among `others`; one where they do not differ.
pub(super) fn inverse_variances(others: &[f64], dimension: usize, weights: &mut Vec<f64>) {
    let count = (others.len() / dimension) as f64;
    weights.clear();
    weights.extend((0..dimension).map(|k| {
        let column = || others.iter().skip(k).step_by(dimension);
        let mean = column().sum::<f64>() / count;
        let variance = column().map(|x| (x - mean) * (x - mean)).sum::<f64>() / count;
        let weight = variance.recip();
        if weight.is_finite() { weight } else { 1.0 }
    }));
}

/// Two different numbers below `n`, all pairs equally likely.
#[inline]
fn pair(n: usize, rng: &mut Xoshiro256PlusPlus) -> (usize, usize) {
    let i = below(n, rng);
    (i, (i + 1 + below(n - 1, rng)) % n)
}

/// A whole number in 0..n, uniform to 2⁻⁶⁴ n.
#[inline]
fn below(n: usize, rng: &mut Xoshiro256PlusPlus) -> usize {
    ((u128::from(rng.next_u64()) * n as u128) >> 64) as usize
}
