//! Data sets of the cosmic microwave background in their published formats, as likelihoods and
//! predictive draws.
//!
//! A likelihood takes its theory as numbers and never calls a solver. Files are read strictly: an [`Error`] says
//! which file, which line, what stands there and what was expected.
//!
//! χ² of Planck 2018 for a universe, C_ℓ from any solver:
//!
//! ```no_run
//! use lastscatter_likelihood::spectra::{SpectraLikelihood, Theory};
//! use lastscatter_likelihood::{DataFolder, planck, planck::PlikLite};
//! # let lensed = lastscatter_stokes::spectra::AngularSpectra::from_values([0.0], [0.0], [0.0], [0.0])?;
//!
//! let folder = DataFolder::find(None)?; // named by LASTSCATTER_DATA
//! let plik_lite = planck::plik_lite(&folder, PlikLite::TTTEEE)?;
//! let commander = planck::Commander::read(&folder)?;
//! let theory = Theory::new(&lensed); // C_ℓ in µK² to ℓ = 2508
//! for likelihood in [&plik_lite as &dyn SpectraLikelihood, &commander] {
//!     let chi_squared = likelihood.chi_squared(&theory, &[1.0])?; // at A_planck = 1
//!     println!("{}: {:.1}", likelihood.name(), chi_squared.total);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - [`firas`]: the monopole spectrum of COBE/FIRAS.
//! - [`planck`]: Planck's angular spectra, lensing included.
//! - [`act`], [`spt`]: the Atacama Cosmology Telescope's and the South Pole Telescope's.
//! - [`bao`]: distances from baryon acoustic oscillations.
//! - [`bicep_keck`]: B modes of BICEP and the Keck Array.
//! - [`survey`]: simulated surveys, without files.
//! - [`GaussianConstraint`]: named quantities, as H₀.
//! - [`spectra`]: what likelihoods of angular spectra have in common.

pub mod act;
pub mod bao;
pub mod bicep_keck;
mod constraint;
mod dataset;
mod description;
mod error;
pub mod firas;
mod folder;
pub mod planck;
mod record;
pub mod spectra;
pub mod spt;
pub mod survey;
mod table;

pub use constraint::GaussianConstraint;
pub use error::Error;
pub use folder::{Checksums, DataFolder};
