//! The monopole spectrum of COBE/FIRAS: the temperature of the microwave background and its
//! spectral distortions.
//!
//! [`FirasData`] holds the residuals and their covariance, [`Component`] the parts of the model,
//! [`FirasLikelihood`] brings them together. The Galaxy is fitted along, as in the published
//! analysis.

mod data;
mod model;

pub use data::{CovarianceFile, CovarianceForm, FirasData, reference_temperature};
pub use model::{Component, FirasLikelihood};
