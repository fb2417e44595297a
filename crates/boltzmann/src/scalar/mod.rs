//! Scalar perturbations: equations of motion, approximations, sources.

mod dark_energy;
mod equations;
mod evolution;
mod layout;
mod metric;
mod sources;
mod species;
mod tight_coupling;

pub(crate) use evolution::Evolution;
pub use metric::Gauge;
pub(crate) use sources::ScalarSources;
pub(crate) use species::Contrasts;
