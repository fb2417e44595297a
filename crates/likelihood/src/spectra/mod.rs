//! Likelihoods of angular spectra: what they see of a theory, and what they offer.
//!
//! | | what |
//! | --- | --- |
//! | [`Theory`] | lensed C_ℓ in µK², and φφ, from any solver |
//! | [`SpectraLikelihood`] | ln L, χ² by part, residuals, predictive draws |
//! | [`Requirements`] | how far the spectra must go |
//! | [`Nuisance`] | the data's own parameters, as calibrations |
//! | [`GaussianBandpowers`] | the likelihood that most data sets have, of [`Bandpower`]s |

mod bandpower;
mod flat;
mod gaussian;
mod hamimeche_lewis;
mod likelihood;
mod nuisance;
mod require;
mod theory;
mod whitener;

pub use bandpower::{Bandpower, Calibration, Template, Window};
pub(crate) use flat::flat_bins;
pub use gaussian::GaussianBandpowers;
pub(crate) use hamimeche_lewis::{HamimecheLewis, distinct, from_distinct};
pub use likelihood::{ChiSquared, Part, Quantity, Residual, SpectraLikelihood};
pub use nuisance::Nuisance;
pub(crate) use require::{calibrated, covariance_of, require_nuisance, require_replacement};
pub use theory::{Requirements, Theory};
pub(crate) use whitener::{Whitener, dot};
