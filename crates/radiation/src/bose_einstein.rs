//! The Bose–Einstein spectrum, of which the μ distortion is the linear part.

use lastscatter_constants::quantity::{ChemicalPotential, SpectralRadiancePerFrequency};
use uom::si::f64::{Frequency, ThermodynamicTemperature};

use crate::{Blackbody, Error, error::nonnegative, planck};

/// Photons in kinetic but not chemical equilibrium.
///
/// ```text
/// n(x) = 1 / (exp(x + μ) − 1)
/// ```
///
/// # Examples
///
/// ```
/// use lastscatter_constants::{astronomical::CMB_TEMPERATURE, quantity::ChemicalPotential};
/// use lastscatter_radiation::BoseEinstein;
/// use lastscatter_radiation::uom::si::{f64::Frequency, frequency::gigahertz};
///
/// let mu = ChemicalPotential::from_si(9e-5);
/// let sky = BoseEinstein::new(CMB_TEMPERATURE.value(), mu)?;
/// let nu = Frequency::new::<gigahertz>(100.0);
/// let deficit = sky.spectral_radiance(nu)? - sky.blackbody().spectral_radiance(nu)?;
/// assert!((deficit.mjy_per_sr() + 0.033_3).abs() < 1e-4);
/// # Ok::<(), lastscatter_radiation::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BoseEinstein {
    blackbody: Blackbody,
    potential: ChemicalPotential,
}

impl BoseEinstein {
    /// The spectrum of a temperature and a dimensionless chemical potential.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless the temperature is one of [`Blackbody::new`], and μ ≥ 0 and finite: below
    /// zero, the occupation number would be infinite at x = −μ.
    pub fn new(
        temperature: ThermodynamicTemperature,
        potential: ChemicalPotential,
    ) -> Result<Self, Error> {
        let mu = potential.si();
        if !(0.0..f64::INFINITY).contains(&mu) {
            return Err(Error::OutOfDomain {
                name: "chemical potential",
                value: mu,
                expected: "a finite number >= 0",
            });
        }
        Ok(Self {
            blackbody: Blackbody::new(temperature)?,
            potential,
        })
    }

    /// The blackbody of the same temperature.
    #[must_use]
    pub const fn blackbody(self) -> Blackbody {
        self.blackbody
    }

    /// Photon occupation number.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] when the frequency is negative or NaN.
    pub fn occupation(self, frequency: Frequency) -> Result<f64, Error> {
        let nu = nonnegative("frequency in Hz", frequency.value)?;
        Ok(planck::occupation(
            nu * self.blackbody.x_per_hertz() + self.potential.si(),
        ))
    }

    /// Spectral radiance per unit frequency, 2hν³/c² n.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] when the frequency is negative or NaN.
    pub fn spectral_radiance(
        self,
        frequency: Frequency,
    ) -> Result<SpectralRadiancePerFrequency, Error> {
        let nu = nonnegative("frequency in Hz", frequency.value)?;
        let x = nu * self.blackbody.x_per_hertz();
        let shifted = x + self.potential.si();
        // x³ n(x + μ), with both ends of the spectrum left to the kernel.
        let share = if shifted > 0.0 && shifted < f64::INFINITY {
            (x / shifted).powi(3)
        } else {
            1.0
        };
        Ok(SpectralRadiancePerFrequency::from_si(
            self.blackbody.radiance_scale() * share * planck::energy_spectrum(shifted),
        ))
    }
}
