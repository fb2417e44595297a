//! Primordial spectra of inflation and quantum gravity.

mod error;
mod initial_condition;
mod spectra;
mod tabulated;
pub mod templates;

pub use error::Error;
pub use initial_condition::InitialCondition;
pub use spectra::{PrimordialSpectra, from_fn};
pub use tabulated::Tabulated;
pub use templates::{PowerLaw, TensorTilt};
