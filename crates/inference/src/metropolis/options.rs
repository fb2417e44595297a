//! What a user may choose.

use nalgebra::DMatrix;

use crate::density::{require_finite, require_length, require_positive};
use crate::error::Error;
use crate::progress::Execution;

/// The first guess of the posterior's shape, from which the proposal learns.
#[derive(Debug, Clone, PartialEq)]
pub enum Proposal {
    /// A standard deviation for each parameter.
    Scales(Vec<f64>),
    /// A covariance, from a Fisher matrix or an earlier run, say.
    Covariance(DMatrix<f64>),
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
                require_length("rows of the covariance", covariance.nrows(), dimension)?;
                require_length("columns of the covariance", covariance.ncols(), dimension)?;
                require_finite("covariance", covariance.as_slice())?;
                let asymmetry = (covariance - covariance.transpose()).amax();
                if asymmetry > 1e-10 * covariance.amax() {
                    return Err(Error::OutOfDomain {
                        name: "asymmetry of the covariance",
                        value: asymmetry,
                        expected: "a symmetric matrix",
                    });
                }
                let factor = covariance
                    .clone()
                    .cholesky()
                    .ok_or(Error::NotPositiveDefinite { what: "covariance" })?
                    .unpack();
                Ok(factor.as_slice().to_vec())
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
