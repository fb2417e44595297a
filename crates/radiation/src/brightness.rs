//! Temperatures that stand for a spectral radiance: the inverse of the Planck law and its limit.

use lastscatter_constants::{
    codata::{BOLTZMANN, PLANCK, SPEED_OF_LIGHT},
    quantity::SpectralRadiancePerFrequency,
};
use uom::si::{
    f64::{Frequency, ThermodynamicTemperature},
    thermodynamic_temperature::kelvin,
};

use crate::{Error, error::positive};

/// Brightness temperature: that of the blackbody with this spectral radiance at this frequency.
///
/// ```text
/// T_b = hν / (k ln(1 + 2hν³/(c² I_ν)))
/// ```
///
/// # Accuracy
///
/// A relative 3e-15 for 10⁻⁸ < x < 600 (`blackbody::brightness_temperature_is_the_inverse`).
///
/// # Errors
///
/// [`Error::OutOfDomain`] unless both are positive and finite, or when the temperature is beyond the range
/// of numbers.
///
/// # Examples
///
/// ```
/// use lastscatter_constants::quantity::SpectralRadiancePerFrequency;
/// use lastscatter_radiation::brightness_temperature;
/// use lastscatter_radiation::uom::si::{f64::Frequency, frequency::gigahertz, thermodynamic_temperature::kelvin};
///
/// let sky = SpectralRadiancePerFrequency::from_mjy_per_sr(383.87);
/// let t = brightness_temperature(sky, Frequency::new::<gigahertz>(160.23))?;
/// assert!((t.get::<kelvin>() - 2.7255).abs() < 1e-4);
/// # Ok::<(), lastscatter_radiation::Error>(())
/// ```
pub fn brightness_temperature(
    radiance: SpectralRadiancePerFrequency,
    frequency: Frequency,
) -> Result<ThermodynamicTemperature, Error> {
    let nu = positive("frequency in Hz", frequency.value)?;
    let radiance = positive("spectral radiance in W m^-2 Hz^-1 sr^-1", radiance.si())?;
    let photon_energy = PLANCK.si() * nu;
    let wavenumber = nu / SPEED_OF_LIGHT.si();
    let inverse_occupation = 2.0 * photon_energy * wavenumber * wavenumber / radiance;
    temperature(photon_energy / (BOLTZMANN.si() * inverse_occupation.ln_1p()))
}

/// Rayleigh–Jeans (antenna) temperature of a spectral radiance: the limit of [`brightness_temperature`]
/// for hν ≪ kT.
///
/// ```text
/// T_RJ = c² I_ν / (2kν²)
/// ```
///
/// # Errors
///
/// As [`brightness_temperature`].
pub fn rayleigh_jeans_temperature(
    radiance: SpectralRadiancePerFrequency,
    frequency: Frequency,
) -> Result<ThermodynamicTemperature, Error> {
    let nu = positive("frequency in Hz", frequency.value)?;
    let radiance = positive("spectral radiance in W m^-2 Hz^-1 sr^-1", radiance.si())?;
    let wavelength = SPEED_OF_LIGHT.si() / nu;
    temperature(radiance / (2.0 * BOLTZMANN.si()) * wavelength * wavelength)
}

fn temperature(value: f64) -> Result<ThermodynamicTemperature, Error> {
    positive("temperature in K", value).map(ThermodynamicTemperature::new::<kelvin>)
}
