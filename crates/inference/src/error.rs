//! What can go wrong, typed.

use std::path::{Path, PathBuf};

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

/// Rejected where the error [is recoverable](Error::is_recoverable), fatal otherwise, so that a density may
/// use `?` on what this crate returns.
impl From<Error> for DensityError {
    fn from(error: Error) -> Self {
        match error {
            Error::Density(error) => error,
            error if error.is_recoverable() => Self::Rejected(error.into()),
            error => Self::Fatal(error.into()),
        }
    }
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
    /// There is too little of something.
    #[error("{what}: found {found}, expected at least {required}")]
    TooFew {
        /// What was counted.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there must be.
        required: usize,
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
        /// Where a search stood, to go on from with other options; the point where a derivative was sought.
        theta: Vec<f64>,
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
    /// An entry of a vector or matrix is NaN or infinite.
    #[error("{what}[{index}] = {value}: expected a finite number")]
    NonFiniteEntry {
        /// The vector or matrix.
        what: &'static str,
        /// Index of the entry (column-major in a matrix).
        index: usize,
        /// Its value.
        value: f64,
    },
    /// A parameter's name cannot be used.
    #[error("parameter name {name:?}: expected {expected}")]
    InvalidName {
        /// The name given.
        name: String,
        /// What would have been accepted.
        expected: &'static str,
    },
    /// The density failed.
    #[error(transparent)]
    Density(#[from] DensityError),
    /// No parameter has this name.
    #[error("no parameter is called {name:?}")]
    UnknownParameter {
        /// The name asked for.
        name: String,
    },
    /// The density is zero where it must not be: at a starting point, or where a derivative is sought.
    #[error("the density is zero at {theta:?}: expected a point inside the support of every prior")]
    OutsideSupport {
        /// Where.
        theta: Vec<f64>,
    },
    /// The starting ensemble does not span the parameter space, and affine moves never would.
    #[error("the ensemble spans {rank} of {dimension} directions")]
    DegenerateEnsemble {
        /// Directions spanned.
        rank: usize,
        /// Directions needed.
        dimension: usize,
    },
    /// Too few draws for a diagnostic.
    #[error("{what} needs {required} draws a chain: found {draws}")]
    ChainTooShort {
        /// The diagnostic.
        what: &'static str,
        /// Draws found.
        draws: usize,
        /// Draws needed.
        required: usize,
    },
    /// Draws that never change have no diagnostic.
    #[error("{what} is undefined: the draws are constant")]
    ConstantDraws {
        /// The diagnostic.
        what: &'static str,
    },
    /// A draw is NaN or infinite.
    #[error("draw {index} of chain {chain} is {value}: expected a finite number")]
    NonFiniteDraw {
        /// The chain, from 0.
        chain: usize,
        /// The draw, from 0.
        index: usize,
        /// Its value.
        value: f64,
    },
    /// A diagnostic failed for one parameter.
    #[error("parameter {name}: {source}")]
    Parameter {
        /// The parameter.
        name: String,
        /// The cause.
        source: Box<Self>,
    },
    /// A file or folder cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// A file is not what its format demands, or of another format.
    #[error("{}: {source}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What its reader says.
        source: BoxedError,
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
    /// Another process runs in this folder.
    #[error("{}: another process runs in this folder", path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
    },
    /// A run was begun with another configuration than it was to go on with.
    #[error(
        "{}: the run was begun with {expected:?}, now it is {found:?}: use another folder or the old settings",
        path.display()
    )]
    ConfigurationChanged {
        /// The record of the configuration.
        path: PathBuf,
        /// The first line that differs, as it is now.
        found: String,
        /// As it was when the run began.
        expected: String,
    },
    /// A file of a run is damaged.
    #[error("{}, byte {offset}: {what}; all before it is whole", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// Where the damage begins.
        offset: u64,
        /// What is wrong.
        what: &'static str,
    },
    /// The density has another value than when the run was begun.
    #[error(
        "the log-density at {theta:?} is {found}, was {expected}: the density is not that of the run"
    )]
    DensityChanged {
        /// Where.
        theta: Vec<f64>,
        /// The value now.
        found: f64,
        /// The value then.
        expected: f64,
    },
    /// Another process of the [`Company`](crate::Company) failed, or went another way.
    #[error("process {rank} of the company: {reason}")]
    Companion {
        /// Which.
        rank: usize,
        /// What it says.
        reason: String,
    },
    /// A process of the [`Company`](crate::Company) is gone or out of reach.
    #[error("the company is broken: {source}")]
    Communication {
        /// The cause.
        source: BoxedError,
    },
    /// A record cannot be written as TOML, or is no such record.
    #[error("manifest: {reason}")]
    Manifest {
        /// What the writer or reader says.
        reason: String,
    },
}

/// The [`Error::Io`] of `path`.
pub(crate) fn io_error(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    move |source| Error::Io {
        path: path.into(),
        source,
    }
}

impl Error {
    /// Whether a sampler may reject the point and go on.
    #[must_use]
    pub fn is_recoverable(&self) -> bool {
        match self {
            Self::Density(e) => e.is_recoverable(),
            Self::Parameter { source, .. } => source.is_recoverable(),
            Self::NotConverged { .. } => true,
            _ => false,
        }
    }
}
