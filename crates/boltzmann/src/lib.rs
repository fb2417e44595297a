//! Perturbations of the universe and the spectra that they leave on the sky.

mod error;
pub mod lensing;

pub use error::Error;
