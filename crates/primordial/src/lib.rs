//! Primordial spectra of inflation and quantum gravity.

mod error;
pub mod inflation;
mod initial_condition;
mod model;
mod observables;
pub mod potential;
pub mod quantum_gravity;
mod spectra;
mod spectrum;
mod tabulated;
pub mod templates;
mod vacuum;

pub use error::Error;
pub use inflation::Inflation;
pub use initial_condition::InitialCondition;
pub use model::{Model, Powers};
pub use observables::Observables;
pub use spectra::{PrimordialSpectra, from_fn};
pub use spectrum::Spectrum;
pub use tabulated::Tabulated;
pub use templates::{PowerLaw, TensorTilt};
pub use vacuum::{Bogoliubov, SurfaceState, Vacuum};
