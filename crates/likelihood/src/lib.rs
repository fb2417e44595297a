//! Data sets of the cosmic microwave background in their published formats, as likelihoods and
//! predictive draws.
//!
//! A likelihood is a [`LogDensity`](lastscatter_inference::LogDensity) over its own parameters; it
//! takes its theory as numbers and never calls a solver. Files are read strictly: an [`Error`] says
//! which file, which line, what stands there and what was expected.
//!
//! - [`firas`]: the monopole spectrum of COBE/FIRAS.
//! - [`planck`]: Planck's angular spectra, lensing included.
//! - [`act`]: lensing of the Atacama Cosmology Telescope.
//! - [`spectra`]: what likelihoods of angular spectra have in common.

pub mod act;
mod dataset;
mod error;
pub mod firas;
mod folder;
pub mod planck;
mod record;
pub mod spectra;
mod table;

pub use error::Error;
pub use folder::{Checksums, DataFolder};
