//! What can go wrong, typed.

use std::path::PathBuf;

/// Errors of this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A data file cannot be read.
    #[error("{}: cannot be read: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// A data file does not have the expected form.
    #[error("{}, line {line}: found {found}, expected {expected}", path.display())]
    Data {
        /// The file.
        path: PathBuf,
        /// Line number, from 1.
        line: usize,
        /// What stands there.
        found: String,
        /// What should.
        expected: String,
    },
    /// A covariance matrix cannot serve as one.
    #[error("{}: {source}", path.display())]
    Covariance {
        /// The file it came from.
        path: PathBuf,
        /// What is wrong with it.
        source: lastscatter_inference::Error,
    },
    /// A list of model components that cannot be fitted.
    #[error("model components: found {found}, expected {expected}")]
    Components {
        /// What was given.
        found: String,
        /// What would have been accepted.
        expected: &'static str,
    },
    /// A vector or matrix does not fit the data.
    #[error(transparent)]
    Inference(#[from] lastscatter_inference::Error),
    /// The radiation model refused its input.
    #[error(transparent)]
    Radiation(#[from] lastscatter_radiation::Error),
}

/// Rejected where the error [is recoverable](Error::is_recoverable), fatal otherwise.
impl From<Error> for lastscatter_inference::DensityError {
    fn from(error: Error) -> Self {
        if error.is_recoverable() {
            Self::Rejected(error.into())
        } else {
            Self::Fatal(error.into())
        }
    }
}

impl Error {
    /// Whether a sampler may reject the point and go on.
    #[must_use]
    pub fn is_recoverable(&self) -> bool {
        match self {
            Self::Inference(e) => e.is_recoverable(),
            Self::Radiation(e) => e.is_recoverable(),
            _ => false,
        }
    }
}
