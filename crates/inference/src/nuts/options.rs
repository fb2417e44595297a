//! What a user may choose.

use crate::error::Error;
use crate::progress::Execution;

/// What is learnt of the posterior's shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MassMatrix {
    /// The width of each parameter.
    Diagonal,
    /// The whole covariance: correlations cost no steps, an evaluation some d² operations more.
    #[default]
    Dense,
}

/// Choices of a [`NutsSampler`](super::NutsSampler).
///
/// ```
/// use lastscatter_inference::{MassMatrix, NutsOptions};
///
/// let options = NutsOptions { mass: MassMatrix::Diagonal, ..NutsOptions::default() };
/// assert_eq!(options.warm_up, 1000);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct NutsOptions {
    /// Seed of all random streams. Default 0.
    pub seed: u64,
    /// Steps of each chain in which step size and mass matrix are learnt; none is stored. Default 1000.
    pub warm_up: usize,
    /// Mean acceptance that the step size aims at; nearer to one where trajectories diverge. Default 0.8.
    pub target_acceptance: f64,
    /// What is learnt of the shape. Default dense.
    pub mass: MassMatrix,
    /// A trajectory has at most 2 to this power leapfrog steps. Default 10.
    pub largest_depth: usize,
    /// Threads for the chains. Default automatic: side by side.
    pub execution: Execution,
}

impl Default for NutsOptions {
    fn default() -> Self {
        Self {
            seed: 0,
            warm_up: 1000,
            target_acceptance: 0.8,
            mass: MassMatrix::default(),
            largest_depth: 10,
            execution: Execution::default(),
        }
    }
}

impl NutsOptions {
    pub(super) fn validate(&self) -> Result<(), Error> {
        if !(self.target_acceptance > 0.0 && self.target_acceptance < 1.0) {
            return Err(Error::OutOfDomain {
                name: "target_acceptance",
                value: self.target_acceptance,
                expected: "a number between 0 and 1",
            });
        }
        if !(1..=20).contains(&self.largest_depth) {
            return Err(Error::OutOfDomain {
                name: "largest_depth",
                value: self.largest_depth as f64,
                expected: "1 to 20",
            });
        }
        Ok(())
    }
}
