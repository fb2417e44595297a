//! From a model to a report: what the examples that sample a cosmology share.

mod analysis;
mod figures;
mod report;

pub use analysis::{Analysis, Task, Validation};
pub use figures::{corner, spectra};
pub use report::{Reference, conclude};
