//! Perturbations of the universe and the spectra that they leave on the sky.

mod error;
#[cfg_attr(
    not(test),
    expect(dead_code, unused_imports, reason = "awaits the perturbation solver")
)]
mod transfer;

pub use error::Error;
