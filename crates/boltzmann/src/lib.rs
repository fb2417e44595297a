//! Perturbations of the universe and the spectra that they leave on the sky.

mod error;
mod transfer;

pub use error::Error;
