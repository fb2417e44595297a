//! What quantum gravity might leave in the primordial spectra, one proposal a module.

pub mod asymptotic_safety;
pub mod bounce;
pub mod dispersion;
pub mod holographic;
pub mod loop_quantum_cosmology;
pub mod noncommutative;
pub mod parity;
pub mod string_gas;
mod track;
pub mod trans_planckian;
pub mod wheeler_dewitt;
