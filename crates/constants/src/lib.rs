//! Constants of nature and of astronomy, safe in their units.
//!
//! - [`codata`]: CODATA 2022, each a [`Constant`] with its unit, its standard uncertainty and its
//!   correlations with the others.
//! - [`astronomical`]: IAU constants, the parsec, the Sun, the temperature of the microwave
//!   background.
//! - [`planck`] and [`NaturalUnits`]: Planck units, and conversion of any quantity to powers of an
//!   energy and back.
//! - [`quantity`]: what `uom` lacks for radiation: spectral radiance, thermodynamic against
//!   Rayleigh–Jeans temperature differences, dimensionless frequency.
//!
//! Quantities are [`uom`]'s, re-exported here: adding a temperature to a frequency does not compile.
//!
//! ```
//! use lastscatter_constants::{astronomical, codata, planck};
//!
//! // Peak of the microwave background per unit frequency: b′T = 160.2 GHz.
//! let peak = codata::WIEN_FREQUENCY * astronomical::CMB_TEMPERATURE;
//! assert!((peak.si() / 1e9 - 160.23).abs() < 0.01);
//! // The Planck mass is known to 1.1e-5, because G is known to 2.2e-5.
//! assert!((planck::MASS.relative_standard_uncertainty() - 1.1e-5).abs() < 1e-6);
//! assert!(codata::STEFAN_BOLTZMANN.is_exact() && !codata::BOHR_RADIUS.is_exact());
//! ```
//!
//! ```compile_fail,E0308
//! use lastscatter_constants::{astronomical, codata};
//! let nonsense = astronomical::CMB_TEMPERATURE.value() + codata::CAESIUM_HYPERFINE_FREQUENCY.value();
//! ```

pub mod astronomical;
pub mod codata;
mod constant;
mod error;
mod natural;
pub mod planck;
mod propagation;
pub mod quantity;

pub use constant::Constant;
pub use error::Error;
pub use natural::NaturalUnits;
pub use uom;
