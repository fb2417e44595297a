//! What the examples share: options, an output folder that is written whole or not at all, a run
//! manifest, descriptions of models, aligned tables, progress bars and figures; and the way from cosmological parameters to a posterior.

pub mod cosmology;
mod description;
mod failure;
mod manifest;
mod nearest;
mod options;
mod output;
mod parabola;
pub mod plot;
mod progress;
mod table;

pub use description::ModelFile;
pub use failure::{Failure, run, say};
pub use manifest::Manifest;
pub use nearest::nearest;
pub use options::{OutputOptions, RunOptions};
pub use output::{Output, OutputError};
pub use parabola::{NewtonAscent, Parabola};
pub use progress::{Bar, Bars, finished};
pub use table::TextTable;
