//! Perturbations of the universe and the spectra that they leave on the sky.

mod accuracy;
mod components;
mod error;
mod hierarchy;
mod initial;
pub mod lensing;
mod matter;
mod momenta;
mod nodes;
mod primordial;
mod scalar;
mod solver;
mod spectra;
mod tensor;
mod timeline;
mod transfer;
mod wavenumbers;

pub use accuracy::{Accuracy, Multipole};
pub use components::Components;
pub use error::Error;
pub use initial::InitialCondition;
pub use matter::{MatterPower, MatterSolver, MatterTransfer, Species};
pub use primordial::{PrimordialSpectra, Tabulated, from_fn};
pub use scalar::Gauge;
pub use solver::{Solution, Solver, Tensors};
pub use spectra::Spectra;
