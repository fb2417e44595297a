//! The thermal history as the perturbations see it: opacity, visibility, epochs.

mod grid;
mod scales;
mod solution;

pub use scales::Epoch;
pub use solution::{Conditions, Thermodynamics};
