//! Likelihoods of angular spectra: what they see of a theory, and what they offer.
//!
//! | | what |
//! | --- | --- |
//! | [`Theory`] | lensed C_ℓ in µK², and φφ, from any solver |
//! | [`SpectraLikelihood`] | ln L, χ² by part, residuals, predictive draws |
//! | [`Requirements`] | how far the spectra must go |
//! | [`Nuisance`] | the data's own parameters, as calibrations |
//! | [`GaussianBandpowers`] | the likelihood that most data sets have |

mod bandpowers;
mod likelihood;
mod nuisance;
mod theory;
mod whitener;

pub use bandpowers::{Bandpower, Calibration, GaussianBandpowers, Window};
pub(crate) use bandpowers::{
    covariance_of, require_calibration, require_nuisance, require_replacement,
};
pub use likelihood::{ChiSquared, Part, Quantity, Residual, SpectraLikelihood};
pub use nuisance::Nuisance;
pub use theory::{Requirements, Theory};
