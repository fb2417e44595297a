//! What can go wrong, typed.

use std::path::PathBuf;

/// The cause behind a failed density evaluation.
pub type BoxedError = Box<dyn std::error::Error + Send + Sync>;

/// Why a density has no value at a point.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DensityError {
    /// The point cannot be evaluated (a solver did not converge, say); a sampler treats it as
    /// having zero density and goes on.
    #[error("point rejected: {0}")]
    Rejected(#[source] BoxedError),
    /// The density itself is broken; a sampler stops and hands back what it has.
    #[error("density failed: {0}")]
    Fatal(#[source] BoxedError),
}

impl DensityError {
    /// Whether a sampler may reject the point and go on.
    #[must_use]
    pub fn is_recoverable(&self) -> bool {
        matches!(self, Self::Rejected(_))
    }
}

/// Errors of this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A number lies outside the values that make sense.
    #[error("{name} = {value}: expected {expected}")]
    OutOfDomain {
        /// The quantity's name.
        name: &'static str,
        /// The value given.
        value: f64,
        /// What would have been accepted.
        expected: &'static str,
    },
    /// A vector or matrix has the wrong size.
    #[error("{what} has length {found}: expected {expected}")]
    Dimension {
        /// What was measured.
        what: &'static str,
        /// Its length.
        found: usize,
        /// The length wanted.
        expected: usize,
    },
    /// An iteration ended before its tolerance was met.
    #[error(
        "{what} did not converge: residual {residual:e} after {iterations} iterations, tolerance {tolerance:e}"
    )]
    NotConverged {
        /// The iteration.
        what: &'static str,
        /// Iterations spent.
        iterations: usize,
        /// The last measure of convergence.
        residual: f64,
        /// What it had to reach.
        tolerance: f64,
    },
    /// A matrix that must be positive definite is not.
    #[error("{what} is not positive definite")]
    NotPositiveDefinite {
        /// The matrix.
        what: &'static str,
    },
    /// The density returned NaN or +∞.
    #[error("the log-density is {value} at {theta:?}: expected a finite number or -inf")]
    NonFinite {
        /// The value returned.
        value: f64,
        /// Where.
        theta: Vec<f64>,
    },
    /// The density failed.
    #[error(transparent)]
    Density(#[from] DensityError),
    /// A chain file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// A chain file does not have the expected form.
    #[error("{}, line {line}: found {found:?}, expected {expected}", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// Line number, from 1.
        line: usize,
        /// What stands there.
        found: String,
        /// What should.
        expected: String,
    },
}

impl Error {
    /// Whether a sampler may reject the point and go on.
    #[must_use]
    pub fn is_recoverable(&self) -> bool {
        match self {
            Self::Density(e) => e.is_recoverable(),
            Self::NotConverged { .. } => true,
            _ => false,
        }
    }
}
