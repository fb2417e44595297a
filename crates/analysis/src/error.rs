//! What can go wrong between a run file and a likelihood.

use lastscatter_boltzmann as boltzmann;
use lastscatter_cosmology as cosmology;
use lastscatter_inference::{self as inference, DensityError};
use lastscatter_likelihood as likelihood;
use lastscatter_primordial as primordial;

/// A run file that makes no sense, or a universe that cannot be computed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file cannot be read.
    #[error("{file}: {source}")]
    Read {
        /// The file.
        file: String,
        /// The cause.
        source: std::io::Error,
    },
    /// A run file that is no such file.
    #[error("{file}: {message}")]
    RunFile {
        /// The file.
        file: String,
        /// Line, what stands there and what was expected.
        message: String,
    },
    /// A table of spectra that is none.
    #[error("{file}, line {line}: expected {expected}")]
    Spectra {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What should stand there.
        expected: String,
    },
    /// A parameter that nothing in the run file has.
    #[error(
        "parameter {name:?} is neither in [theory] nor in [primordial] nor of a data set: did you mean {nearest:?}?"
    )]
    UnknownParameter {
        /// Its name.
        name: String,
        /// The nearest that there is.
        nearest: String,
    },
    /// A constraint on a quantity that is not computed.
    #[error("no quantity {name:?}: did you mean {nearest:?}?")]
    UnknownQuantity {
        /// Its name.
        name: String,
        /// The nearest that there is.
        nearest: String,
    },
    /// A parameter whose entry makes no sense.
    #[error("parameter {name:?}: {source}")]
    Parameter {
        /// Its name.
        name: String,
        /// What is wrong.
        source: inference::Error,
    },
    /// A value that makes no sense.
    #[error("{name} = {value}: expected {expected}")]
    Value {
        /// The key.
        name: String,
        /// What stands there.
        value: String,
        /// What should.
        expected: &'static str,
    },
    /// A file of a run's folder.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// The cause.
        source: std::io::Error,
    },
    /// A run was told to stop.
    #[error(
        "interrupted; chains of the solver go on with the same command, those of an expansion begin anew"
    )]
    Interrupted,
    /// The homogeneous universe.
    #[error(transparent)]
    Cosmology(#[from] cosmology::Error),
    /// The beginning.
    #[error(transparent)]
    Primordial(#[from] primordial::Error),
    /// Perturbations and spectra.
    #[error(transparent)]
    Boltzmann(#[from] boltzmann::Error),
    /// Data and their likelihood.
    #[error(transparent)]
    Likelihood(#[from] likelihood::Error),
    /// Priors and parameters.
    #[error(transparent)]
    Inference(#[from] inference::Error),
    /// Special functions.
    #[error(transparent)]
    Numerics(#[from] lastscatter_numerics::Error),
}

impl Error {
    /// Whether a sampler may reject the point and go on.
    #[must_use]
    pub fn is_recoverable(&self) -> bool {
        match self {
            Self::Cosmology(error) => error.is_recoverable(),
            Self::Primordial(error) => error.is_recoverable(),
            Self::Boltzmann(error) => error.is_recoverable(),
            Self::Likelihood(error) => error.is_recoverable(),
            Self::Inference(error) => error.is_recoverable(),
            _ => false,
        }
    }
}

impl From<Error> for DensityError {
    fn from(error: Error) -> Self {
        if error.is_recoverable() {
            Self::Rejected(error.into())
        } else {
            Self::Fatal(error.into())
        }
    }
}
