//! Blackbody radiation at a temperature.

use std::f64::consts::PI;

use lastscatter_constants::{
    codata::{BOLTZMANN, PLANCK, RADIATION, SPEED_OF_LIGHT, STEFAN_BOLTZMANN},
    quantity::{
        DimensionlessFrequency, Radiance, SpectralPhotonRadiance, SpectralRadiancePerFrequency,
        SpectralRadiancePerWavelength, SpectralRadiancePerWavenumber, ThermodynamicDifference,
    },
};
use lastscatter_numerics::elementary::{Kernel, map_into};
use uom::si::{
    f64::{
        Frequency, HeatFluxDensity, Length, Pressure, ReciprocalLength, ThermodynamicTemperature,
        VolumetricHeatCapacity, VolumetricNumberDensity,
    },
    heat_flux_density::watt_per_square_meter,
    pressure::pascal,
    volumetric_heat_capacity::joule_per_cubic_meter_kelvin,
    volumetric_number_density::per_cubic_meter,
};

use crate::{
    Error,
    error::{nonnegative, positive},
    integrals::PHOTON_INTEGRAL,
    planck::{self, parts},
};

/// A blackbody, known by its temperature alone.
///
/// Spectral quantities exist at every frequency from zero to infinity; a negative or undefined one is an
/// [`Error::OutOfDomain`]. The slice forms (`_into`) take hertz, give the bits of the scalar forms, and
/// write NaN for such a frequency.
///
/// # Accuracy
///
/// The kernels of [`planck`] to their few ulp, times the effect of the rounding of x = hν/kT, which is
/// x ulp (`golden_blackbody`).
///
/// # Examples
///
/// ```
/// use lastscatter_constants::astronomical::CMB_TEMPERATURE;
/// use lastscatter_radiation::Blackbody;
/// use lastscatter_radiation::uom::si::{f64::Frequency, frequency::gigahertz};
///
/// let cmb = Blackbody::new(CMB_TEMPERATURE.value())?;
/// let peak = cmb.spectral_radiance(Frequency::new::<gigahertz>(160.23))?;
/// assert!((peak.mjy_per_sr() - 383.87).abs() < 0.01);
/// // 411 photons in every cubic centimetre.
/// assert!((cmb.photon_number_density().value * 1e-6 - 410.7).abs() < 0.1);
/// # Ok::<(), lastscatter_radiation::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Blackbody {
    temperature: ThermodynamicTemperature,
}

impl Blackbody {
    /// The blackbody of a temperature.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless the temperature lies between 10⁻⁶⁰ and 10⁶⁰ K, where no power of it that
    /// is needed overflows or underflows.
    pub fn new(temperature: ThermodynamicTemperature) -> Result<Self, Error> {
        if !(1e-60..=1e60).contains(&temperature.value) {
            return Err(Error::OutOfDomain {
                name: "temperature in K",
                value: temperature.value,
                expected: "a number from 1e-60 to 1e60",
            });
        }
        Ok(Self { temperature })
    }

    /// Temperature, T.
    #[must_use]
    pub const fn temperature(self) -> ThermodynamicTemperature {
        self.temperature
    }

    /// The frequency at which hν/kT has the value `x`.
    #[must_use]
    pub fn frequency(self, x: DimensionlessFrequency) -> Frequency {
        x.frequency(self.temperature)
    }

    /// Photon occupation number, n = 1/(exp(hν/kT) − 1); infinite at ν = 0.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] when the frequency is negative or NaN.
    pub fn occupation(self, frequency: Frequency) -> Result<f64, Error> {
        let nu = nonnegative("frequency in Hz", frequency.value)?;
        Ok(planck::occupation(nu * self.x_per_hertz()))
    }

    /// Spectral radiance per unit frequency.
    ///
    /// ```text
    /// B_ν = 2hν³/c² n
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] when the frequency is negative or NaN.
    pub fn spectral_radiance(
        self,
        frequency: Frequency,
    ) -> Result<SpectralRadiancePerFrequency, Error> {
        let nu = nonnegative("frequency in Hz", frequency.value)?;
        let radiance = self.radiance_kernel().eval(nu);
        Ok(SpectralRadiancePerFrequency::from_si(radiance))
    }

    /// [`Self::spectral_radiance`] for frequencies in Hz, in W m⁻² Hz⁻¹ sr⁻¹.
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`] when `out` is not as long as `nu_hz`; `out` is then untouched.
    pub fn spectral_radiance_into(self, nu_hz: &[f64], out: &mut [f64]) -> Result<(), Error> {
        Ok(map_into(self.radiance_kernel(), nu_hz, out)?)
    }

    /// Spectral radiance per unit wavelength.
    ///
    /// ```text
    /// B_λ = 2hc²/λ⁵ n
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless the wavelength is positive and finite.
    pub fn spectral_radiance_per_wavelength(
        self,
        wavelength: Length,
    ) -> Result<SpectralRadiancePerWavelength, Error> {
        let lambda = positive("wavelength in m", wavelength.value)?;
        let q = self.wavenumber_scale();
        let scale = 2.0 * SPEED_OF_LIGHT.si() * self.energy_scale() * (q * q) * (q * q);
        let spectrum = planck::wavelength_spectrum(1.0 / (lambda * q));
        Ok(SpectralRadiancePerWavelength::from_si(scale * spectrum))
    }

    /// Spectral radiance per unit wavenumber ν̃ = 1/λ.
    ///
    /// ```text
    /// B_ν̃ = 2hc²ν̃³ n = c B_ν
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] when the wavenumber is negative or NaN.
    pub fn spectral_radiance_per_wavenumber(
        self,
        wavenumber: ReciprocalLength,
    ) -> Result<SpectralRadiancePerWavenumber, Error> {
        let wavenumber = nonnegative("wavenumber in 1/m", wavenumber.value)?;
        let q = self.wavenumber_scale();
        let scale = 2.0 * SPEED_OF_LIGHT.si() * self.energy_scale() * (q * q);
        let spectrum = planck::energy_spectrum(wavenumber / q);
        Ok(SpectralRadiancePerWavenumber::from_si(scale * spectrum))
    }

    /// Spectral photon radiance per unit frequency.
    ///
    /// ```text
    /// B_ν/hν = 2ν²/c² n
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] when the frequency is negative or NaN.
    pub fn spectral_photon_radiance(
        self,
        frequency: Frequency,
    ) -> Result<SpectralPhotonRadiance, Error> {
        let nu = nonnegative("frequency in Hz", frequency.value)?;
        let q = self.wavenumber_scale();
        let spectrum = planck::photon_spectrum(nu * self.x_per_hertz());
        Ok(SpectralPhotonRadiance::from_si(2.0 * q * q * spectrum))
    }

    /// What a small change of temperature does to the spectral radiance, to first order.
    ///
    /// ```text
    /// ΔB_ν = ∂B_ν/∂T ΔT,   ∂B_ν/∂T = 2hν³/(c²T) · x eˣ/(eˣ − 1)²
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] when the frequency is negative or NaN.
    pub fn response(
        self,
        frequency: Frequency,
        difference: ThermodynamicDifference,
    ) -> Result<SpectralRadiancePerFrequency, Error> {
        let nu = nonnegative("frequency in Hz", frequency.value)?;
        let derivative = self.derivative_kernel().eval(nu);
        Ok(SpectralRadiancePerFrequency::from_si(
            derivative * difference.kelvin(),
        ))
    }

    /// [`Self::response`] per unit wavelength, ∂B_λ/∂T ΔT.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless the wavelength is positive and finite.
    pub fn response_per_wavelength(
        self,
        wavelength: Length,
        difference: ThermodynamicDifference,
    ) -> Result<SpectralRadiancePerWavelength, Error> {
        let lambda = positive("wavelength in m", wavelength.value)?;
        let q = self.wavenumber_scale();
        let scale = 2.0 * SPEED_OF_LIGHT.si() * BOLTZMANN.si() * (q * q) * (q * q);
        let p = parts(1.0 / (lambda * q));
        let spectrum = (p.x * p.x) * (p.x * p.x) * p.scaled_slope();
        Ok(SpectralRadiancePerWavelength::from_si(
            scale * spectrum * difference.kelvin(),
        ))
    }

    /// [`Self::response`] per unit wavenumber, ∂B_ν̃/∂T ΔT.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] when the wavenumber is negative or NaN.
    pub fn response_per_wavenumber(
        self,
        wavenumber: ReciprocalLength,
        difference: ThermodynamicDifference,
    ) -> Result<SpectralRadiancePerWavenumber, Error> {
        let wavenumber = nonnegative("wavenumber in 1/m", wavenumber.value)?;
        let derivative = self
            .derivative_kernel()
            .eval(wavenumber * SPEED_OF_LIGHT.si());
        Ok(SpectralRadiancePerWavenumber::from_si(
            SPEED_OF_LIGHT.si() * derivative * difference.kelvin(),
        ))
    }

    /// ∂B_ν/∂T for frequencies in Hz, in W m⁻² Hz⁻¹ sr⁻¹ K⁻¹.
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`] when `out` is not as long as `nu_hz`; `out` is then untouched.
    pub fn temperature_derivative_into(self, nu_hz: &[f64], out: &mut [f64]) -> Result<(), Error> {
        Ok(map_into(self.derivative_kernel(), nu_hz, out)?)
    }

    /// Radiance over all frequencies, σT⁴/π.
    #[must_use]
    pub fn radiance(self) -> Radiance {
        Radiance::from_si(self.exitance().value / PI)
    }

    /// Radiant exitance, the power that leaves unit area of the body, σT⁴.
    #[must_use]
    pub fn exitance(self) -> HeatFluxDensity {
        let t = self.temperature.value;
        HeatFluxDensity::new::<watt_per_square_meter>(STEFAN_BOLTZMANN.si() * t.powi(4))
    }

    /// Energy density, u = aT⁴ with a = 4σ/c, in the unit J m⁻³ = Pa.
    #[must_use]
    pub fn energy_density(self) -> Pressure {
        Pressure::new::<pascal>(RADIATION.si() * self.temperature.value.powi(4))
    }

    /// Radiation pressure, u/3.
    #[must_use]
    pub fn pressure(self) -> Pressure {
        self.energy_density() / 3.0
    }

    /// Entropy density, s = 4u/3T.
    #[must_use]
    pub fn entropy_density(self) -> VolumetricHeatCapacity {
        let t = self.temperature.value;
        VolumetricHeatCapacity::new::<joule_per_cubic_meter_kelvin>(
            4.0 / 3.0 * RADIATION.si() * t.powi(3),
        )
    }

    /// Photon number density.
    ///
    /// ```text
    /// n_γ = 16π ζ(3) (kT/hc)³
    /// ```
    #[must_use]
    pub fn photon_number_density(self) -> VolumetricNumberDensity {
        let q = self.wavenumber_scale();
        VolumetricNumberDensity::new::<per_cubic_meter>(8.0 * PI * PHOTON_INTEGRAL * q.powi(3))
    }

    /// h/kT in s.
    pub(crate) fn x_per_hertz(self) -> f64 {
        PLANCK.si() / (BOLTZMANN.si() * self.temperature.value)
    }

    /// kT in J.
    pub(crate) fn energy_scale(self) -> f64 {
        BOLTZMANN.si() * self.temperature.value
    }

    /// kT/hc in 1/m.
    pub(crate) fn wavenumber_scale(self) -> f64 {
        self.energy_scale() / (PLANCK.si() * SPEED_OF_LIGHT.si())
    }

    /// 2(kT)³/(hc)², the unit of x³n in W m⁻² Hz⁻¹ sr⁻¹.
    pub(crate) fn radiance_scale(self) -> f64 {
        let q = self.wavenumber_scale();
        2.0 * self.energy_scale() * (q * q)
    }

    fn radiance_kernel(self) -> SpectralRadiance {
        SpectralRadiance {
            x_per_hertz: self.x_per_hertz(),
            scale: self.radiance_scale(),
        }
    }

    pub(crate) fn derivative_kernel(self) -> TemperatureDerivative {
        TemperatureDerivative {
            x_per_hertz: self.x_per_hertz(),
            scale: self.radiance_scale() / self.temperature.value,
        }
    }
}

#[derive(Clone, Copy)]
struct SpectralRadiance {
    x_per_hertz: f64,
    scale: f64,
}

impl Kernel for SpectralRadiance {
    #[inline(always)]
    fn eval(self, nu: f64) -> f64 {
        self.scale * planck::energy_spectrum(nu * self.x_per_hertz)
    }
}

#[derive(Clone, Copy)]
pub(crate) struct TemperatureDerivative {
    x_per_hertz: f64,
    scale: f64,
}

impl Kernel for TemperatureDerivative {
    #[inline(always)]
    fn eval(self, nu: f64) -> f64 {
        let p = parts(nu * self.x_per_hertz);
        self.scale * (p.x * p.x * p.scaled_slope())
    }
}
