//! Pure numbers that still must not be mistaken for each other.

use uom::si::f64::{Frequency, ThermodynamicTemperature};

use super::linear_quantity;
use crate::Error;
use crate::codata::{BOLTZMANN, PLANCK};
use crate::constant::quantity;
use crate::error::positive;

linear_quantity! {
    /// Compton parameter y, the dimensionless amplitude of a Sunyaev–Zel'dovich or y distortion.
    ComptonY, "1"
}

linear_quantity! {
    /// Dimensionless chemical potential μ of a Bose–Einstein distribution,
    /// n = 1/(exp(x + μ) − 1).
    ChemicalPotential, "1"
}

/// Dimensionless frequency, x = hν/kT: positive and finite.
///
/// ```
/// use lastscatter_constants::{astronomical::CMB_TEMPERATURE, quantity::DimensionlessFrequency};
/// use lastscatter_constants::uom::si::{f64::Frequency, frequency::gigahertz};
///
/// let x = DimensionlessFrequency::of(
///     Frequency::new::<gigahertz>(150.0),
///     CMB_TEMPERATURE.value(),
/// )?;
/// assert!((x.value() - 2.641_31).abs() < 1e-5);
/// # Ok::<(), lastscatter_constants::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct DimensionlessFrequency(f64);

impl DimensionlessFrequency {
    /// From a number.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless `x` is positive and finite.
    pub fn new(x: f64) -> Result<Self, Error> {
        positive("x = hν/kT", x).map(Self)
    }

    /// x of a frequency at a temperature.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless both are positive and finite.
    pub fn of(frequency: Frequency, temperature: ThermodynamicTemperature) -> Result<Self, Error> {
        let nu = positive("frequency in Hz", frequency.value)?;
        let t = positive("temperature in K", temperature.value)?;
        Self::new(PLANCK.si() / BOLTZMANN.si() * nu / t)
    }

    /// The number x.
    #[must_use]
    pub const fn value(self) -> f64 {
        self.0
    }

    /// The frequency with this x at a temperature, ν = x kT/h.
    #[must_use]
    pub fn frequency(self, temperature: ThermodynamicTemperature) -> Frequency {
        quantity(self.0 * BOLTZMANN.si() / PLANCK.si() * temperature.value)
    }
}
