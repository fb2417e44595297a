//! From a run file to a posterior: the universe that it describes, its sky, what data sets say of it, and whether to believe that.
//!
//! ```text
//! RunFile ─▶ Universe ─▶ Solution ─▶ Sky ─▶ ln L ─▶ Model, an inference::LogDensity ─▶ BestFit ─▶ Sampled ─▶ validation ─▶ report
//! ```
//!
//! Nothing below knows of all of these: likelihoods take spectra from anywhere, samplers any density.
//!
//! χ² of Planck's spectra where a run file's parameters begin:
//!
//! ```no_run
//! use std::path::Path;
//! use lastscatter_analysis::{Model, RunFile};
//! use lastscatter_likelihood::DataFolder;
//!
//! let (run, _) = RunFile::read(Path::new("planck.toml"))?;
//! let model = Model::new(&run, &DataFolder::find(None)?)?;
//! let theta = model.start();
//! for set in model.chi_squared(&model.sky(&theta)?, &theta)? {
//!     println!("{}: {:.2}", set.name, set.chi_squared.total);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod best_fit;
mod calibration;
mod data_set;
mod error;
mod expansion;
mod homogeneous;
mod imprint;
mod model;
mod nearest;
pub mod report;
mod response;
mod run_file;
mod sampling;
pub mod simulation;
mod sky;
mod table;
mod universe;
pub mod validation;

pub use best_fit::BestFit;
pub use calibration::{Calibrated, calibration};
pub use data_set::{Data, DataSet};
pub use error::Error;
pub use expansion::Expansion;
pub use imprint::Imprint;
pub use model::{ChiSquaredOfPart, Model};
pub use nearest::nearest;
pub use response::{Response, Shape};
pub use run_file::{
    Constraint, Method, ParameterEntry, PriorEntry, RunFile, SamplerEntry, Spectra,
};
pub use sampling::{ExpansionError, Sampled};
pub use sky::Sky;
pub use universe::{NonLinear, Preset, SolvedUniverse, Universe};
