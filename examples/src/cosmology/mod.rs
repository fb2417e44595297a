//! From cosmological parameters to a posterior: a run file, the universe that it describes, its sky, and what data sets say of it.
//!
//! ```text
//! RunFile ─▶ Universe ─▶ Solution ─▶ Sky ─▶ ln L ─▶ Model, an inference::LogDensity
//! ```
//!
//! Nothing below knows of all of these: likelihoods take spectra from anywhere, samplers any density.

mod data_set;
mod error;
mod model;
mod run_file;
mod sky;
mod taylor;
mod universe;

pub use data_set::DataSet;
pub use error::ModelError;
pub use model::{ChiSquaredOfPart, Model};
pub use run_file::{ParameterEntry, PriorEntry, RunFile, SamplerEntry};
pub use sky::Sky;
pub use taylor::TaylorModel;
pub use universe::{Preset, Universe};
