//! What every likelihood of angular spectra offers.

use std::fmt;

use lastscatter_stokes::spectra::Pair;
use rand::Rng;

use super::{GaussianBandpowers, Nuisance, Requirements, Theory};
use crate::Error;

/// A data set as the likelihood of a universe's angular spectra.
///
/// Each method takes a [`Theory`] and the values of the [nuisance parameters](Self::nuisance) in their order;
/// their priors are not part of ln L. An error that [is recoverable](Error::is_recoverable) says that
/// the point lies outside what the data were tabulated for: a sampler rejects it.
pub trait SpectraLikelihood: fmt::Debug + Send + Sync {
    /// A short name, as in reports and errors.
    fn name(&self) -> &str;

    /// How far it needs the theory.
    fn requirements(&self) -> Requirements;

    /// The data's own parameters.
    fn nuisance(&self) -> &[Nuisance];

    /// ln L, up to a constant.
    ///
    /// # Errors
    ///
    /// [`Error::TheoryTooShort`], [`Error::NoLensingPotential`] and [`Error::NuisanceCount`] for input that is
    /// not what [`requirements`](Self::requirements) and [`nuisance`](Self::nuisance) ask for;
    /// [`Error::OutOfRange`], recoverable, where the likelihood is not defined.
    fn ln_likelihood(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<f64, Error>;

    /// χ², in all and part by part; −2 ln L, up to the published constant, where the likelihood is no Gaussian of the spectra.
    ///
    /// # Errors
    ///
    /// As [`ln_likelihood`](Self::ln_likelihood).
    fn chi_squared(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<ChiSquared, Error>;

    /// Data beside prediction, one for each bandpower or multipole.
    ///
    /// # Errors
    ///
    /// As [`ln_likelihood`](Self::ln_likelihood).
    fn residuals(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<Vec<Residual>, Error>;

    /// Data that this theory might have given, in the order and form of the [`residuals`](Self::residuals)' `observed`.
    ///
    /// # Errors
    ///
    /// As [`ln_likelihood`](Self::ln_likelihood); [`Error::NoPredictiveModel`] where what was published does not tell.
    fn draw(
        &self,
        theory: &Theory<'_>,
        nuisance: &[f64],
        rng: &mut dyn Rng,
    ) -> Result<Vec<f64>, Error>;

    /// The same likelihood with these data in place of its own, as a [`draw`](Self::draw) gives them.
    ///
    /// # Errors
    ///
    /// [`Error::Replacement`] for data of another length, not finite or of a forbidden sign;
    /// [`Error::NoPredictiveModel`] as [`draw`](Self::draw).
    fn with_data(&self, data: &[f64]) -> Result<Box<dyn SpectraLikelihood>, Error>;

    /// This likelihood as one of bandpowers with Gaussian errors, of which more is known: the distribution of χ², and χ² of any range of
    /// multipoles. None where it is of another form.
    fn as_gaussian(&self) -> Option<&GaussianBandpowers> {
        None
    }
}

/// χ² of a data set and of its parts.
///
/// A part's χ² is that of its own data with the rest ignored: parts that are correlated do not add up to
/// the total.
#[derive(Debug, Clone, PartialEq)]
pub struct ChiSquared {
    /// Of all data together.
    pub total: f64,
    /// Number of data.
    pub count: usize,
    /// Of each part.
    pub parts: Vec<Part>,
}

/// χ² of one part of a data set.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// What it is: `TT`, say.
    pub name: String,
    /// χ² of it alone.
    pub chi_squared: f64,
    /// Number of data in it.
    pub count: usize,
}

/// One bandpower (or multipole) beside its prediction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Residual {
    /// Which spectrum.
    pub pair: Pair,
    /// What is given of it, and in which unit.
    pub quantity: Quantity,
    /// Effective multipole.
    pub ell: f64,
    /// What was measured.
    pub observed: f64,
    /// What theory and nuisance parameters say.
    pub predicted: f64,
    /// Standard error.
    pub sigma: f64,
}

impl Residual {
    /// (observed − predicted) / σ.
    #[must_use]
    pub fn normalised(&self) -> f64 {
        (self.observed - self.predicted) / self.sigma
    }
}

/// What a bandpower is of a spectrum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// C_ℓ in µK².
    Cl,
    /// D_ℓ = ℓ(ℓ+1) C_ℓ / 2π in µK².
    Dl,
    /// [L(L+1)]² C_L^φφ / 2π.
    Deflection,
    /// C_L^κκ = [L(L+1)]² C_L^φφ / 4.
    Convergence,
}

impl Quantity {
    /// This of one multipole, from its C_ℓ.
    #[must_use]
    pub fn factor(self, ell: f64) -> f64 {
        let laplacian = ell * (ell + 1.0);
        match self {
            Self::Cl => 1.0,
            Self::Dl => laplacian / std::f64::consts::TAU,
            Self::Deflection => laplacian * laplacian / std::f64::consts::TAU,
            Self::Convergence => 0.25 * laplacian * laplacian,
        }
    }
}
