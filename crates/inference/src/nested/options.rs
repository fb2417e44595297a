//! What a user may choose.

use crate::error::Error;
use crate::progress::Execution;
use crate::require::require_at_least;

/// How points above a likelihood threshold are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Exploration {
    /// Ellipsoids in up to ten dimensions while they cost less than slices, slices otherwise.
    Automatic,
    /// Independent draws from ellipsoids around the live points, until one lies above the threshold. Exact where the
    /// ellipsoids hold all that lies above it; the cost of a point grows exponentially with the dimension. `feroz2009`.
    Ellipsoids,
    /// From a live point, slice sampling along the directions of random bases, orthonormal where the live points
    /// have unit covariance. The cost of a point is proportional to the dimension. `handley2015`, `neal2003`.
    Slices {
        /// Bases, each of as many slices as parameters.
        sweeps: usize,
    },
}

/// Choices of a [`NestedSampler`](super::NestedSampler).
///
/// ```
/// use lastscatter_inference::{Exploration, NestedOptions};
///
/// let options = NestedOptions {
///     live_points: 2000, // half the error of 500 for four times the cost
///     exploration: Exploration::Slices { sweeps: 5 },
///     ..NestedOptions::default()
/// };
/// assert_eq!(options.batch, 25);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct NestedOptions {
    /// Seed of all random streams. Default 0.
    pub seed: u64,
    /// Points kept: the error of ln Z is about √(H/n), and a mode with less than some ten of them may be lost. Default 500.
    pub live_points: usize,
    /// Points replaced at a time, side by side on threads; m of n cost about m/2n of the precision. Default 25.
    pub batch: usize,
    /// How new points are found. Default automatic.
    pub exploration: Exploration,
    /// The run is over when the live points hold less than this share of the evidence (they are counted all the
    /// same). Default 10⁻³.
    pub remaining: f64,
    /// Threads for the likelihood. Default automatic.
    pub execution: Execution,
}

impl Default for NestedOptions {
    fn default() -> Self {
        Self {
            seed: 0,
            live_points: 500,
            batch: 25,
            exploration: Exploration::Automatic,
            remaining: 1e-3,
            execution: Execution::default(),
        }
    }
}

impl NestedOptions {
    pub(super) fn validate(&self, dimension: usize) -> Result<(), Error> {
        require_at_least("parameters", dimension, 1)?;
        require_at_least("live points", self.live_points, (2 * dimension).max(20))?;
        require_at_least("points replaced at a time", self.batch, 1)?;
        let out_of_domain = |name, value, expected| {
            Err(Error::OutOfDomain {
                name,
                value,
                expected,
            })
        };
        if 2 * self.batch > self.live_points {
            let half = "at most half of the live points";
            return out_of_domain("points replaced at a time", self.batch as f64, half);
        }
        if !(self.remaining > 0.0 && self.remaining < 1.0) {
            return out_of_domain("remaining", self.remaining, "a number between 0 and 1");
        }
        match self.exploration {
            Exploration::Slices { sweeps: 0 } => out_of_domain("sweeps", 0.0, "1 or more"),
            _ => Ok(()),
        }
    }
}
