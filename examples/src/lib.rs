//! What the examples share: options, an output folder that is written whole or not at all, a run
//! manifest, descriptions of models, aligned tables, progress bars and figures.

mod description;
mod failure;
mod manifest;
mod options;
mod output;
pub mod plot;
pub mod posterior;
mod progress;
mod table;

pub use description::ModelFile;
pub use failure::{Failure, run, say};
pub use manifest::Manifest;
pub use options::{OutputOptions, RunOptions};
pub use output::{Output, OutputError};
pub use progress::{Bar, Bars, ProgressOptions, finished};
pub use table::TextTable;
