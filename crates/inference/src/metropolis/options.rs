//! What a user may choose.

use crate::covariance::Covariance;
use crate::error::Error;
use crate::progress::Execution;
use crate::require::{require_length, require_positive};

/// The first guess of the posterior's shape, from which the proposal learns.
#[derive(Debug, Clone, PartialEq)]
pub enum Proposal {
    /// A standard deviation for each parameter.
    Scales(Vec<f64>),
    /// A covariance, from a fit, a Fisher matrix or an earlier run, say.
    Covariance(Covariance),
}

impl Proposal {
    /// The lower Cholesky factor, column-major.
    pub(super) fn factor(&self, dimension: usize) -> Result<Vec<f64>, Error> {
        match self {
            Self::Scales(scales) => {
                require_length("scales", scales.len(), dimension)?;
                let mut factor = vec![0.0; dimension * dimension];
                for (i, &scale) in scales.iter().enumerate() {
                    require_positive("scale", scale)?;
                    factor[i * (dimension + 1)] = scale;
                }
                Ok(factor)
            }
            Self::Covariance(covariance) => {
                require_length("covariance", covariance.dimension(), dimension)?;
                Ok(covariance.cholesky_factor().as_slice().to_vec())
            }
        }
    }
}

/// Choices of a [`MetropolisSampler`](super::MetropolisSampler).
#[derive(Debug, Clone, PartialEq)]
pub struct MetropolisOptions {
    /// Seed of all random streams. Default 0.
    pub seed: u64,
    /// Steps of each chain in which the proposal adapts and nothing is stored. Default 2000.
    pub warm_up: usize,
    /// Acceptance that the scale is tuned to. Default 0.234, optimal in many dimensions
    /// (`roberts1997`); 0.44 suits one.
    pub target_acceptance: f64,
    /// Threads: chains run side by side. Default automatic.
    pub execution: Execution,
}

impl Default for MetropolisOptions {
    fn default() -> Self {
        Self {
            seed: 0,
            warm_up: 2000,
            target_acceptance: 0.234,
            execution: Execution::default(),
        }
    }
}

impl MetropolisOptions {
    pub(super) fn validate(&self) -> Result<(), Error> {
        if self.target_acceptance > 0.0 && self.target_acceptance < 1.0 {
            Ok(())
        } else {
            Err(Error::OutOfDomain {
                name: "target acceptance",
                value: self.target_acceptance,
                expected: "between 0 and 1",
            })
        }
    }
}
