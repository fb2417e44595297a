//! Perturbations of the universe and the spectra that they leave on the sky.

mod error;
mod initial;

pub use error::Error;
pub use initial::InitialCondition;
