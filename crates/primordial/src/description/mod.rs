//! Any model, as a TOML names it.

mod model;
mod named;
mod potential;
mod solved;

pub use model::Description;
pub use potential::{AnyPotential, AnyTwoFieldPotential};
pub use solved::Solved;
