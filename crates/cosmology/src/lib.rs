//! Cosmological parameters, expansion, recombination, reionisation and the thermal history of the universe.
//!
//! The way of the data: [`Parameters`] → [`Background`] → [`recombination`] and reionisation → [`Thermodynamics`]. Each stage checks what it
//! is given, is immutable once solved, and can be used alone.
//!
//! ```
//! use lastscatter_cosmology::{Parameters, Thermodynamics};
//!
//! let history = Thermodynamics::new(&Parameters::planck2018())?;
//! println!("last scattering at z = {:.1}", history.last_scattering().redshift);
//! assert!((history.last_scattering().redshift - 1089.9).abs() < 0.1);
//! assert!((100.0 * history.theta_star() - 1.0411).abs() < 2e-4);
//! assert!((history.drag_epoch().sound_horizon_mpc - 147.1).abs() < 0.1);
//! # Ok::<(), lastscatter_cosmology::Error>(())
//! ```
//!
//! Lengths and times are in Mpc with c = 1, unless a name says otherwise; temperatures in kelvin; a is 1 today.

mod accuracy;
mod acoustic;
mod background;
mod error;
mod helium;
mod neutrinos;
mod parameters;
pub mod recombination;
mod reionisation;
mod thermodynamics;
mod units;

pub use accuracy::Accuracy;
pub use background::{Background, Densities};
pub use error::Error;
pub use helium::{Helium, nucleosynthesis_mass_fraction};
pub use neutrinos::{MassiveNeutrino, Neutrinos};
pub use parameters::{DarkEnergy, Parameters};
pub use reionisation::{Reionisation, ReionisationHistory};
pub use thermodynamics::{Conditions, Epoch, Thermodynamics};
