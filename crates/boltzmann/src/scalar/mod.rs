//! Scalar perturbations: equations of motion, approximations, sources.

mod beginning;
mod dark_energy;
mod einstein;
mod equations;
mod evolution;
mod layout;
mod metric;
mod neutrinos;
mod photons;
mod regimes;
mod sources;
mod species;
mod stress_energy;
mod stretch;
mod tight_coupling;
mod transition;

pub(crate) use evolution::Evolution;
pub use metric::Gauge;
pub(crate) use sources::ScalarSources;
pub(crate) use species::Contrasts;
