//! From cosmological parameters to a posterior: a run file, the universe that it describes, its sky, and what data sets say of it.
//!
//! ```text
//! RunFile ─▶ Universe ─▶ Solution ─▶ Sky ─▶ ln L ─▶ Model, an inference::LogDensity
//! ```
//!
//! Nothing below knows of all of these: likelihoods take spectra from anywhere, samplers any density.

mod analysis;
mod best_fit;
mod data_set;
mod error;
mod figures;
mod model;
mod report;
mod run_file;
mod sampling;
mod sky;
mod taylor;
mod universe;

pub use analysis::{Analysis, Task};
pub use best_fit::{BestFit, Goodness, goodness};
pub use data_set::DataSet;
pub use error::ModelError;
pub use figures::{corner, spectra};
pub use model::{ChiSquaredOfPart, Model};
pub use report::Reference;
pub use run_file::{ParameterEntry, PriorEntry, RunFile, SamplerEntry};
pub use sampling::{Sampled, TaylorError, by_expansion, by_solver};
pub use sky::Sky;
pub use taylor::TaylorModel;
pub use universe::{Preset, Universe};
