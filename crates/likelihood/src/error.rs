//! What can go wrong, typed.

use std::path::PathBuf;

use lastscatter_stokes::spectra::Pair;

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
    /// A binary file does not have the expected form.
    #[error("{}, byte {offset}: found {found}, expected {expected}", path.display())]
    Record {
        /// The file.
        path: PathBuf,
        /// Where, in bytes from its beginning.
        offset: usize,
        /// What stands there.
        found: String,
        /// What should.
        expected: String,
    },
    /// A file of a published data set is not the published one.
    #[error("{}: SHA-256 {found}, published is {expected}", path.display())]
    Checksum {
        /// The file.
        path: PathBuf,
        /// Its SHA-256.
        found: String,
        /// That of the published file.
        expected: String,
    },
    /// No folder of data sets is where one was looked for.
    #[error("no data folder: {found}, expected {expected}")]
    Folder {
        /// What was found, and where.
        found: String,
        /// What should be there.
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
    /// A spectrum of the theory ends before the data do.
    #[error("{likelihood}: {spectrum} ends at ℓ = {found}, expected ℓ_max = {required} at least")]
    TheoryTooShort {
        /// Name of the likelihood.
        likelihood: String,
        /// The spectrum.
        spectrum: Pair,
        /// Its last multipole.
        found: usize,
        /// The last multipole that the data need.
        required: usize,
    },
    /// A window of a bandpower that no theory could fill.
    #[error(
        "a window of {spectrum} with {count} weights from ℓ = {first} on: expected one of TT, EE, BB, TE, TB, EB or φφ below ℓ = 10⁶"
    )]
    Window {
        /// Its spectrum.
        spectrum: Pair,
        /// Its first multipole.
        first: usize,
        /// Number of weights.
        count: usize,
    },
    /// The theory has no spectrum of the lensing potential.
    #[error("{likelihood}: needs the lensing potential's spectrum φφ to ℓ = {required}")]
    NoLensingPotential {
        /// Name of the likelihood.
        likelihood: String,
        /// The last multipole that the data need.
        required: usize,
    },
    /// A simulated survey that cannot be.
    #[error("survey: found {found}, expected {expected}")]
    Survey {
        /// What was given.
        found: String,
        /// What would have been accepted.
        expected: &'static str,
    },
    /// A data set has no map of this name.
    #[error("no map {map}, expected one of {known}")]
    NoSuchMap {
        /// What was asked for.
        map: String,
        /// What there is.
        known: String,
    },
    /// A data set has no such bins, or no map was asked for.
    #[error(
        "bins {first} to {last} of {maps} maps, expected some of 1 to {count} of one map at least"
    )]
    NoSuchBins {
        /// Number of maps that were asked for.
        maps: usize,
        /// The first bin.
        first: usize,
        /// The last bin.
        last: usize,
        /// Number of bins that there are.
        count: usize,
    },
    /// The growth rate was measured, and the universe does not tell it.
    #[error("{likelihood}: needs fσ₈ at z = {redshift}")]
    NoGrowthRate {
        /// Name of the likelihood.
        likelihood: String,
        /// Where.
        redshift: f64,
    },
    /// The nuisance parameters are not those of the likelihood.
    #[error("{likelihood}: found {found} nuisance parameters, expected {expected}")]
    NuisanceCount {
        /// Name of the likelihood.
        likelihood: String,
        /// How many were given.
        found: usize,
        /// How many there are.
        expected: usize,
    },
    /// The point lies where the likelihood is not defined; a sampler rejects it.
    #[error("{likelihood}: {quantity} = {value}, expected {lower} to {upper}")]
    OutOfRange {
        /// Name of the likelihood.
        likelihood: String,
        /// What lies outside.
        quantity: String,
        /// Its value.
        value: f64,
        /// The smallest value accepted.
        lower: f64,
        /// The largest value accepted.
        upper: f64,
    },
    /// The likelihood cannot say what other data would look like.
    #[error("{likelihood}: no predictive draws: {reason}")]
    NoPredictiveModel {
        /// Name of the likelihood.
        likelihood: String,
        /// Why.
        reason: &'static str,
    },
    /// The data set was not published in this variant.
    #[error("{likelihood}: {what} are not among the published files")]
    NotPublished {
        /// Name of the likelihood.
        likelihood: String,
        /// What is missing.
        what: &'static str,
    },
    /// Data that cannot replace those of a likelihood.
    #[error("{likelihood}: data {found}, expected {expected}")]
    Replacement {
        /// Name of the likelihood.
        likelihood: String,
        /// What was given.
        found: String,
        /// What would have been accepted.
        expected: String,
    },
    /// A vector or matrix does not fit the data.
    #[error(transparent)]
    Inference(#[from] lastscatter_inference::Error),
    /// The radiation model refused its input.
    #[error(transparent)]
    Radiation(#[from] lastscatter_radiation::Error),
    /// A spectrum cannot be one.
    #[error(transparent)]
    Spectra(#[from] lastscatter_stokes::Error),
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
            Self::OutOfRange { .. } => true,
            _ => false,
        }
    }
}
