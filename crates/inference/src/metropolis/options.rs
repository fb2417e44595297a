//! What a user may choose.

use std::num::NonZeroUsize;

use nalgebra::DMatrix;

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
    pub(super) fn covariance(&self, dimension: usize) -> Result<Covariance, Error> {
        match self {
            Self::Scales(scales) => {
                require_length("scales", scales.len(), dimension)?;
                for &scale in scales {
                    require_positive("scale", scale)?;
                }
                let variances = scales.iter().map(|s| s * s);
                Covariance::new(DMatrix::from_diagonal(&nalgebra::DVector::from_iterator(
                    dimension, variances,
                )))
            }
            Self::Covariance(covariance) => {
                require_length("covariance", covariance.dimension(), dimension)?;
                Ok(covariance.clone())
            }
        }
    }
}

/// What is made of [`Block`](crate::Block)s that are faster than others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FastSteps {
    /// Each block is moved as often as it has parameters times (its speed/the slowest speed)^`power`,
    /// rounded. 0 treats all alike, 1 spends equal time on each parameter.
    Oversampled {
        /// The power, from 0 to 1.
        power: f64,
    },
    /// Whenever another block moves, the last is dragged along in this many steps, each of two evaluations,
    /// to where the moved parameters want it. Worth it where fast and slow parameters are
    /// correlated and 2 × `steps` fast evaluations cost no more than a slow one.
    Dragged {
        /// Steps, some times the number of fast parameters.
        steps: NonZeroUsize,
    },
}

/// How the proposal learns from the chains while they warm up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Learning {
    /// Cycles through all moves after which the chains meet: with one block a cycle is a step for
    /// each parameter. Default 40.
    pub cycles: NonZeroUsize,
    /// Chains with a larger R − 1 of the means teach nothing. Default 30: they need only roughly agree
    /// on where they are.
    pub from: f64,
    /// The warm-up ends below this R − 1. Default 0.1; 0 makes it last its full time.
    pub until: f64,
}

impl Default for Learning {
    fn default() -> Self {
        Self {
            cycles: NonZeroUsize::new(40).unwrap_or(NonZeroUsize::MIN),
            from: 30.0,
            until: 0.1,
        }
    }
}

/// Choices of a [`MetropolisSampler`](super::MetropolisSampler).
#[derive(Debug, Clone, PartialEq)]
pub struct MetropolisOptions {
    /// Seed of all random streams. Default 0.
    pub seed: u64,
    /// Most steps of each chain in which the proposal learns and which are no samples. Default 200 000: agreement
    /// ends it much earlier as a rule.
    pub warm_up: usize,
    /// Typical length of a step along a random direction, in standard deviations. Default 2.4
    /// (`gelman1996`, `lewis2013`); smaller where the posterior is far from normal.
    pub scale: f64,
    /// What is made of parameters that are fast to change. Default oversampling with power 0.4.
    pub fast_steps: FastSteps,
    /// When chains teach the proposal.
    pub learning: Learning,
    /// Threads: chains run side by side. Default automatic.
    pub execution: Execution,
}

impl Default for MetropolisOptions {
    fn default() -> Self {
        Self {
            seed: 0,
            warm_up: 200_000,
            scale: 2.4,
            fast_steps: FastSteps::Oversampled { power: 0.4 },
            learning: Learning::default(),
            execution: Execution::default(),
        }
    }
}

impl MetropolisOptions {
    pub(super) fn validate(&self) -> Result<(), Error> {
        require_positive("scale", self.scale)?;
        let zero_or_more = |name, value: f64| {
            if value >= 0.0 {
                return Ok(());
            }
            Err(Error::OutOfDomain {
                name,
                value,
                expected: "zero or more",
            })
        };
        zero_or_more("learning.from", self.learning.from)?;
        zero_or_more("learning.until", self.learning.until)?;
        match self.fast_steps {
            FastSteps::Oversampled { power } if !(0.0..=1.0).contains(&power) => {
                Err(Error::OutOfDomain {
                    name: "power of oversampling",
                    value: power,
                    expected: "a number from 0 to 1",
                })
            }
            _ => Ok(()),
        }
    }
}

/// When [`converge`](super::MetropolisSampler::converge) is content.
///
/// Chains are looked at when they meet, at first each time, later after every tenth of their length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Convergence {
    /// Largest [R − 1 of the means](crate::diagnostics::r_minus_1_of_means). Default 0.01.
    pub means: f64,
    /// Largest [R − 1 of the limits](crate::diagnostics::r_minus_1_of_limits) of 95 %. Default 0.2.
    pub limits: f64,
    /// Most steps of each chain, the warm-up apart. Default a million.
    pub max_steps: usize,
}

impl Default for Convergence {
    fn default() -> Self {
        Self {
            means: 0.01,
            limits: 0.2,
            max_steps: 1_000_000,
        }
    }
}
