//! Radiance, and spectral radiance per unit of each spectral variable.

use uom::si::f64::{Frequency, Length, ReciprocalLength};

use super::linear_quantity;
use crate::codata::SPEED_OF_LIGHT;

/// 1 MJy/sr in W m⁻² Hz⁻¹ sr⁻¹.
const MEGAJANSKY_PER_STERADIAN: f64 = 1e-20;

linear_quantity! {
    /// Spectral radiance (specific intensity) per unit frequency, I_ν.
    ///
    /// The three spectral radiances are densities over different variables and do not mix:
    ///
    /// ```compile_fail,E0308
    /// use lastscatter_constants::quantity::{
    ///     SpectralRadiancePerFrequency, SpectralRadiancePerWavelength,
    /// };
    /// let a = SpectralRadiancePerFrequency::from_si(1.0);
    /// let b = SpectralRadiancePerWavelength::from_si(1.0);
    /// let _ = a + b;
    /// ```
    SpectralRadiancePerFrequency, "W m⁻² Hz⁻¹ sr⁻¹"
}

linear_quantity! {
    /// Spectral radiance per unit wavelength, I_λ = I_ν c/λ².
    SpectralRadiancePerWavelength, "W m⁻³ sr⁻¹"
}

linear_quantity! {
    /// Spectral radiance per unit wavenumber ν̃ = 1/λ, I_ν̃ = c I_ν.
    SpectralRadiancePerWavenumber, "W m⁻¹ sr⁻¹"
}

linear_quantity! {
    /// Radiance, energy per time, area and solid angle.
    Radiance, "W m⁻² sr⁻¹"
}

linear_quantity! {
    /// Photon radiance, photons per time, area and solid angle.
    PhotonRadiance, "s⁻¹ m⁻² sr⁻¹"
}

linear_quantity! {
    /// Spectral photon radiance, photons per time, area, solid angle and unit frequency.
    SpectralPhotonRadiance, "s⁻¹ m⁻² sr⁻¹ Hz⁻¹"
}

impl SpectralRadiancePerFrequency {
    /// From MJy/sr (1 Jy = 10⁻²⁶ W m⁻² Hz⁻¹).
    #[must_use]
    pub const fn from_mjy_per_sr(value: f64) -> Self {
        Self::from_si(value * MEGAJANSKY_PER_STERADIAN)
    }

    /// In MJy/sr.
    #[must_use]
    pub const fn mjy_per_sr(self) -> f64 {
        self.si() / MEGAJANSKY_PER_STERADIAN
    }

    /// The same radiation per unit wavelength, at its frequency.
    #[must_use]
    pub fn per_wavelength(self, frequency: Frequency) -> SpectralRadiancePerWavelength {
        let nu = frequency.value;
        SpectralRadiancePerWavelength::from_si(self.si() * nu * nu / SPEED_OF_LIGHT.si())
    }

    /// The same radiation per unit wavenumber.
    #[must_use]
    pub fn per_wavenumber(self) -> SpectralRadiancePerWavenumber {
        SpectralRadiancePerWavenumber::from_si(self.si() * SPEED_OF_LIGHT.si())
    }
}

impl SpectralRadiancePerWavelength {
    /// The same radiation per unit frequency, at its wavelength.
    #[must_use]
    pub fn per_frequency(self, wavelength: Length) -> SpectralRadiancePerFrequency {
        let lambda = wavelength.value;
        SpectralRadiancePerFrequency::from_si(self.si() * lambda * lambda / SPEED_OF_LIGHT.si())
    }
}

impl SpectralRadiancePerWavenumber {
    /// The same radiation per unit frequency.
    #[must_use]
    pub fn per_frequency(self) -> SpectralRadiancePerFrequency {
        SpectralRadiancePerFrequency::from_si(self.si() / SPEED_OF_LIGHT.si())
    }
}

/// ν = c ν̃, the frequency of a wavenumber ν̃ = 1/λ.
#[must_use]
pub fn frequency_of_wavenumber(wavenumber: ReciprocalLength) -> Frequency {
    SPEED_OF_LIGHT.value() * wavenumber
}
