//! Spectral distortions: small departures of a spectrum from that of a blackbody.
//!
//! All are combinations of three functions of x = hν/kT. With g = T ∂B_ν/∂T,
//!
//! ```text
//! temperature shift   ΔI_ν = (ΔT/T) g(x)
//! y distortion        ΔI_ν = y g(x) (x coth(x/2) − 4)
//! μ distortion        ΔI_ν = −μ g(x) / x                    at fixed temperature
//!                     ΔI_ν =  μ g(x) (1/β − 1/x)            at fixed photon number
//! ```
//!
//! with β = 3ζ(3)/ζ(2) = 2.1923. The two μ distortions differ by a temperature shift of μ/β, so that a fit
//! which leaves the temperature free gives the same μ with either.
//!
//! # References
//!
//! `zeldovich1969` (y), `sunyaev1970` (μ), `fixsen1996` (the forms used for FIRAS), `chluba2012`
//! (photon number fixed).

use lastscatter_constants::quantity::SpectralRadiancePerFrequency;
use lastscatter_numerics::elementary::{Kernel, map_into};
use uom::si::f64::Frequency;

use crate::{Blackbody, Error, error::nonnegative, planck::parts};

/// 1/β = ζ(2)/(3ζ(3)): the relative temperature shift that, together with a chemical potential μ = 1,
/// conserves the number of photons to first order.
pub const INVERSE_BETA: f64 = 0.456_144_259_206_735_29;

/// What the amplitude of a μ distortion leaves unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MuConvention {
    /// The temperature: n = 1/(exp(x + μ) − 1) to first order in μ, as `fixsen1996` used. A positive
    /// μ takes photons and energy away.
    FixedTemperature,
    /// The number of photons: only energy was injected, and a positive μ means more of it,
    /// Δu/u = 0.7140 μ = μ/1.401.
    FixedPhotonNumber,
}

/// A shape of spectral distortion.
///
/// # Accuracy
///
/// A relative (2x + 12) ε (`golden_blackbody::spectra`), of the larger term where two cancel.
///
/// # Examples
///
/// ```
/// use lastscatter_constants::astronomical::CMB_TEMPERATURE;
/// use lastscatter_radiation::{Blackbody, Distortion};
/// use lastscatter_radiation::uom::si::{f64::Frequency, frequency::gigahertz};
///
/// let cmb = Blackbody::new(CMB_TEMPERATURE.value())?;
/// let at = |ghz| Distortion::ComptonY.spectral_radiance(cmb, Frequency::new::<gigahertz>(ghz));
/// // The Sunyaev–Zel'dovich effect darkens the sky below 217 GHz and brightens it above.
/// assert!(at(217.4)?.si() < 0.0 && at(217.6)?.si() > 0.0);
/// # Ok::<(), lastscatter_radiation::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Distortion {
    /// Temperature shift; its amplitude is ΔT in kelvin.
    Temperature,
    /// Compton y distortion; its amplitude is the dimensionless y.
    ComptonY,
    /// Chemical potential; its amplitude is the dimensionless μ.
    ChemicalPotential(MuConvention),
}

impl Distortion {
    /// Change of the spectral radiance of `blackbody` per unit amplitude (for [`Self::Temperature`], per
    /// kelvin), to first order.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] when the frequency is negative or NaN.
    pub fn spectral_radiance(
        self,
        blackbody: Blackbody,
        frequency: Frequency,
    ) -> Result<SpectralRadiancePerFrequency, Error> {
        let nu = nonnegative("frequency in Hz", frequency.value)?;
        let radiance = self.kernel(blackbody).eval(nu);
        Ok(SpectralRadiancePerFrequency::from_si(radiance))
    }

    /// [`Self::spectral_radiance`] for frequencies in Hz, in W m⁻² Hz⁻¹ sr⁻¹; NaN at a negative frequency.
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`] when `out` is not as long as `nu_hz`; `out` is then untouched.
    pub fn spectral_radiance_into(
        self,
        blackbody: Blackbody,
        nu_hz: &[f64],
        out: &mut [f64],
    ) -> Result<(), Error> {
        Ok(map_into(self.kernel(blackbody), nu_hz, out)?)
    }

    pub(crate) fn kernel(self, blackbody: Blackbody) -> Shape {
        let (thermal, compton, potential) = match self {
            Self::Temperature => (1.0 / blackbody.temperature().value, 0.0, 0.0),
            Self::ComptonY => (0.0, 1.0, 0.0),
            Self::ChemicalPotential(MuConvention::FixedTemperature) => (0.0, 0.0, -1.0),
            Self::ChemicalPotential(MuConvention::FixedPhotonNumber) => (INVERSE_BETA, 0.0, -1.0),
        };
        Shape {
            x_per_hertz: blackbody.x_per_hertz(),
            scale: blackbody.radiance_scale(),
            thermal,
            compton,
            potential,
        }
    }
}

/// g (thermal + compton (x coth(x/2) − 4) + potential/x).
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    x_per_hertz: f64,
    scale: f64,
    thermal: f64,
    compton: f64,
    potential: f64,
}

impl Kernel for Shape {
    #[inline(always)]
    fn eval(self, nu: f64) -> f64 {
        let p = parts(nu * self.x_per_hertz);
        let even = self.thermal + self.compton * (p.x_coth_half() - 4.0);
        self.scale * (p.x * p.scaled_slope() * (self.potential + p.x * even))
    }
}
