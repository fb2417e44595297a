//! Blackbody radiation, spectral distortions and unit conversions through bandpasses.

mod error;
pub mod planck;

pub use error::Error;
