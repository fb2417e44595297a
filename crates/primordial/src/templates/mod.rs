//! Spectra in closed form: power laws, and what may be written over them.
//!
//! Each is a struct of its parameters; `validated()` says whether they make sense. All but the power law itself multiply the scalars of a
//! `base` by a function of the wavenumber and leave its gravitational waves alone.
//!
//! ```
//! use lastscatter_primordial::{PrimordialSpectra, templates::{ExponentialCutoff, PowerLaw}};
//!
//! let cut = ExponentialCutoff::contaldi2003(PowerLaw::planck2018(), 3e-4).validated()?;
//! assert!(cut.scalar(1e-4) < 0.03 * cut.base.scalar(1e-4));
//! # Ok::<(), lastscatter_primordial::Error>(())
//! ```

mod broken;
mod bump;
mod cutoff;
mod hankel;
mod kinetic;
mod oscillations;
mod power_law;

pub use broken::BrokenPowerLaw;
pub use bump::Bump;
pub use cutoff::ExponentialCutoff;
pub use kinetic::KineticCutoff;
pub use oscillations::{Envelope, Oscillations, Variable};
pub use power_law::{PowerLaw, TensorTilt};

/// Wavenumbers in Mpc⁻¹ that a template may name.
const WAVENUMBERS: [f64; 2] = [1e-12, 1e24];
