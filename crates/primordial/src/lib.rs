//! Primordial spectra of inflation and quantum gravity.

pub mod curved;
pub mod description;
mod error;
pub mod inflation;
mod initial_condition;
mod model;
mod observables;
mod panels;
pub mod potential;
pub mod quantum_gravity;
mod spectra;
mod spectrum;
mod squeezed;
mod tabulated;
pub mod templates;
pub mod two_fields;
mod vacuum;

pub use curved::Curved;
pub use error::Error;
pub use inflation::Inflation;
pub use initial_condition::InitialCondition;
pub use model::{Model, Powers};
pub use observables::Observables;
pub use spectra::{PrimordialSpectra, from_fn};
pub use spectrum::Spectrum;
pub use squeezed::consistency_f_nl;
pub use tabulated::Tabulated;
pub use templates::{PowerLaw, TensorTilt};
pub use vacuum::{Bogoliubov, SurfaceState, Vacuum};
