//! What quantum gravity might leave in the primordial spectra, one proposal a module.

mod dispersion;
mod parity;
mod track;
mod trans_planckian;

pub use dispersion::{Dispersion, Helicity};
pub use parity::{ChernSimons, ChernSimonsSolution, Coupling};
pub use trans_planckian::{TransPlanckian, TransPlanckianSolution};
