//! What quantum gravity might leave in the primordial spectra, one proposal a module.

pub mod asymptotic_safety;
pub mod bounce;
pub mod dispersion;
pub mod holographic;
pub mod loop_quantum_cosmology;
pub mod no_boundary;
pub mod noncommutative;
pub mod parity;
pub mod pre_inflation;
pub mod string_gas;
mod track;
pub mod trans_planckian;
pub mod wheeler_dewitt;

pub use asymptotic_safety::AsymptoticallySafe;
pub use bounce::Bounce;
pub use dispersion::{Dispersion, Helicity};
pub use holographic::Holographic;
pub use loop_quantum_cosmology::LoopQuantumCosmology;
pub use no_boundary::NoBoundary;
pub use noncommutative::{Anisotropic, StringyInflation};
pub use parity::{ChernSimons, Coupling};
pub use pre_inflation::PreInflation;
pub use string_gas::StringGas;
pub use trans_planckian::TransPlanckian;
pub use wheeler_dewitt::WheelerDeWitt;
