//! Blackbody radiation, spectral distortions and unit conversions through bandpasses.
//!
//! ```
//! use lastscatter_constants::astronomical::CMB_TEMPERATURE;
//! use lastscatter_radiation::Blackbody;
//! use lastscatter_radiation::uom::si::frequency::gigahertz;
//!
//! let cmb = Blackbody::new(CMB_TEMPERATURE.value())?;
//! let peak = cmb.peak_frequency();
//! assert!((peak.get::<gigahertz>() - 160.23).abs() < 0.01);
//! assert!((cmb.spectral_radiance(peak)?.mjy_per_sr() - 383.87).abs() < 0.01);
//! # Ok::<(), lastscatter_radiation::Error>(())
//! ```
//!
//! - [`Blackbody`]: the Planck law in every spectral variable, its derivative, peaks, totals and bands;
//!   [`brightness_temperature`] is its inverse.
//! - [`Distortion`]: temperature shift, y and μ; [`BoseEinstein`] is the exact form of the latter.
//! - [`UnitConversion`]: K_CMB, K_RJ, MJy/sr and y at a frequency or through a [`Bandpass`].
//! - [`planck`], [`integrals`], [`wien`]: the same as functions of the pure number x = hν/kT, alone and over
//!   slices.

mod bandpass;
mod blackbody;
mod bose_einstein;
mod brightness;
mod conversion;
mod distortion;
mod error;
pub mod integrals;
pub mod planck;
pub mod wien;

pub use bandpass::{Bandpass, PowerLaw, Weighting};
pub use blackbody::Blackbody;
pub use bose_einstein::BoseEinstein;
pub use brightness::{brightness_temperature, rayleigh_jeans_temperature};
pub use conversion::{Brightness, UnitConversion};
pub use distortion::{Distortion, INVERSE_BETA, MuConvention};
pub use error::Error;
pub use uom;
