//! Spectra in closed form.

mod power_law;

pub use power_law::{PowerLaw, TensorTilt};
