//! Angular power spectra: the fields T, E, B and φ, C_ℓ against D_ℓ, and their units.
//!
//! | | what |
//! | --- | --- |
//! | [`Field`], [`Pair`] | what is correlated with what |
//! | [`Spectrum<N, U>`](Spectrum) | one spectrum from ℓ = 0, as [`Cl`] or [`Dl`], in a [`Unit`] |
//! | [`AngularSpectra<U>`](AngularSpectra) | TT, EE, BB, TE, TB and EB to one ℓ_max |
//! | [`LensingPotential<U>`](LensingPotential) | φφ, Tφ and Eφ, deflection and convergence |
//!
//! ```
//! use lastscatter_stokes::spectra::{AngularSpectra, MicrokelvinSquared, Pair};
//! use lastscatter_stokes::uom::si::{angle::degree, f64::Angle};
//!
//! // ℓ = 0, 1, 2 of a Planck-like universe, its plane of polarisation turned by β = 0.35°.
//! let spectra = AngularSpectra::<MicrokelvinSquared>::from_values(
//!     [0.0, 0.0, 1070.1], // TT
//!     [0.0, 0.0, 0.03256], // EE
//!     [0.0, 0.0, 1.8e-6], // BB
//!     [0.0, 0.0, 2.760], // TE
//! )?;
//! assert!((spectra.tt().to_dl().values()[2] - 1021.9).abs() < 0.1); // µK²
//!
//! let turned = spectra.rotated(Angle::new::<degree>(0.35))?;
//! let tb = turned.spectrum(Pair::TB).and_then(|tb| tb.get(2));
//! assert!(tb.is_some_and(|tb| (tb - 0.0337).abs() < 1e-4));
//! # Ok::<(), lastscatter_stokes::Error>(())
//! ```
//!
//! E and B are those of HEALPix: with Q and U in the convention [`Cosmo`](crate::Cosmo) and spin-weighted
//! harmonics, the coefficients of Q ± iU are
//!
//! ```text
//! a_{±2,ℓm} = −(E_ℓm ± i B_ℓm)
//! ```
//!
//! so TE > 0 at the lowest multipoles of a universe like ours. Reading a map in the convention [`Iau`](crate::Iau) as
//! if it were `Cosmo` changes the sign of B and hence of TB and EB.
//!
//! # References
//!
//! `gorski1999`.

mod angular;
mod field;
mod lensing;
mod normalization;
mod rotation;
mod spectrum;
mod unit;

pub use angular::AngularSpectra;
pub use field::{Field, Pair};
pub use lensing::LensingPotential;
pub use normalization::{Cl, Dl, Normalization};
pub use spectrum::Spectrum;
pub use unit::{Dimensionless, Microkelvin, MicrokelvinSquared, PowerUnit, Unit};
