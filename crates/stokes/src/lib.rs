//! Polarised light: Stokes vectors, Jones and Mueller calculus, sky conventions, angular power
//! spectra, and what can be learnt about polarisation from noisy data.
//!
//! ```
//! use lastscatter_stokes::{Iau, MuellerMatrix, StokesVector};
//! use lastscatter_stokes::uom::si::{angle::degree, f64::Angle};
//!
//! // Unpolarised light through a polariser at 20° and a half-wave plate at 50°.
//! let deg = Angle::new::<degree>;
//! let optics = MuellerMatrix::<Iau>::half_wave_plate(deg(50.0)) * MuellerMatrix::polarizer(deg(20.0));
//! let light = optics * StokesVector::unpolarized(1.0);
//!
//! assert!((light.i - 0.5).abs() < 1e-15);
//! assert!((light.angle()?.get::<degree>() - 80.0).abs() < 1e-12); // mirrored at 50°
//! # Ok::<(), lastscatter_stokes::Error>(())
//! ```
//!
//! | What | Where |
//! | --- | --- |
//! | conventions on the sky | [`Iau`], [`Cosmo`], [`PolarizationConvention`] |
//! | light | [`StokesVector`], [`CoherencyMatrix`], [`JonesVector`] |
//! | elements | [`JonesMatrix`], [`MuellerMatrix`], [`RotationMeasure`] |
//! | what a measured element is | [`CloudeDecomposition`], [`LuChipman`] |
//! | polarisation from noisy Q and U | [`estimation`] |
//! | spectra of T, E, B and φ | [`spectra`] |
//!
//! Throughout, fields vary as e^{+iωt}, angles grow from x towards y of the [`Convention`], and
//! products act from right to left: in `b * a * light`, `a` is passed first.

mod coherency;
mod convention;
mod error;
pub mod estimation;
mod faraday;
mod jones;
mod mueller;
pub mod spectra;
mod stokes_vector;

pub use coherency::{CoherencyMatrix, EigenMode};
pub use convention::{Convention, Cosmo, Iau, PolarizationConvention};
pub use error::Error;
pub use faraday::RotationMeasure;
pub use jones::{JonesMatrix, JonesVector};
pub use mueller::{CloudeDecomposition, LuChipman, MuellerMatrix};
pub use stokes_vector::{Handedness, StokesVector};
pub use {nalgebra, num_complex, uom};
