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
    /// multiplies p(Y)/p(X) in the acceptance probability.
    #[inline]
    pub(super) fn propose(
        self,
        present: &[f64],
        others: &[f64],
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
                let i = below(count, rng);
                // One of the others, all equally likely.
                let j = (i + 1 + below(count - 1, rng)) % count;
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
        }
    }
}

/// A whole number in 0..n, uniform to 2⁻⁶⁴ n.
#[inline]
fn below(n: usize, rng: &mut Xoshiro256PlusPlus) -> usize {
    ((u128::from(rng.next_u64()) * n as u128) >> 64) as usize
}
