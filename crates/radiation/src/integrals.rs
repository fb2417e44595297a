//! Integrals of the Planck law over part of the spectrum, and over all of it.
//!
//! ```text
//! E(a, b) = ∫ₐᵇ x³/(eˣ − 1) dx,   N(a, b) = ∫ₐᵇ x²/(eˣ − 1) dx
//! ```
//!
//! Bands no wider than 4 in x, those from zero included, are integrated by a Gauss–Legendre rule, which
//! converges to rounding since the next singularities lie at ±2πi; no small difference of large numbers
//! occurs however narrow the band. Wider ones come from the sum over Boltzmann factors of the tail beyond x,
//!
//! ```text
//! E(x, ∞) = Σ_{k≥1} e^(−kx) (x³/k + 3x²/k² + 6x/k³ + 6/k⁴)
//! ```
//!
//! # Accuracy
//!
//! A relative 2e-15 (1 + a/40), since the rounding of x moves e^(−x)
//! (`golden_integrals::bands_of_all_widths`).

use lastscatter_constants::quantity::{PhotonRadiance, Radiance};
use std::sync::LazyLock;

use lastscatter_constants::codata::SPEED_OF_LIGHT;
use lastscatter_numerics::quadrature::GaussLegendre;
use uom::si::f64::{Frequency, Length};

use crate::{
    Blackbody, Error,
    error::{nonnegative, positive},
    planck,
};

/// E(0, ∞) = π⁴/15 = 6 ζ(4).
pub const ENERGY_INTEGRAL: f64 = 6.493_939_402_266_829_15;

/// N(0, ∞) = 2 ζ(3).
pub const PHOTON_INTEGRAL: f64 = 2.404_113_806_319_188_57;

/// Widest band in x that the rule integrates, and its order.
const WIDEST: f64 = 4.0;
static RULE: LazyLock<GaussLegendre> =
    LazyLock::new(|| GaussLegendre::new(24).expect("the order is not zero"));

/// Energy between two dimensionless frequencies, E(a, b) with 0 ≤ a ≤ b ≤ ∞.
///
/// # Errors
///
/// [`Error::OutOfDomain`] when a bound is negative or NaN, or when they are in the wrong order.
///
/// # Examples
///
/// ```
/// use lastscatter_radiation::integrals::{ENERGY_INTEGRAL, energy_between};
/// use lastscatter_radiation::wien;
///
/// // A quarter of the energy lies at wavelengths below the maximum of B_λ.
/// let fraction = energy_between(wien::PER_WAVELENGTH, f64::INFINITY)? / ENERGY_INTEGRAL;
/// assert!((fraction - 0.250_055).abs() < 1e-6);
/// # Ok::<(), lastscatter_radiation::Error>(())
/// ```
pub fn energy_between(a: f64, b: f64) -> Result<f64, Error> {
    let width = ordered("x", a, b)?;
    Ok(ENERGY.band(a, width))
}

/// Photons between two dimensionless frequencies, N(a, b) with 0 ≤ a ≤ b ≤ ∞.
///
/// # Errors
///
/// [`Error::OutOfDomain`] when a bound is negative or NaN, or when they are in the wrong order.
pub fn photons_between(a: f64, b: f64) -> Result<f64, Error> {
    let width = ordered("x", a, b)?;
    Ok(PHOTONS.band(a, width))
}

impl Blackbody {
    /// Radiance between two frequencies, ∫ B_ν dν.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] when a frequency is negative or NaN, or when they are in the wrong order.
    pub fn band_radiance(self, low: Frequency, high: Frequency) -> Result<Radiance, Error> {
        let (low, high) = (low.value, high.value);
        let width = ordered("frequency in Hz", low, high)?;
        let scale = self.x_per_hertz();
        let integral = ENERGY.band(low * scale, width * scale);
        Ok(Radiance::from_si(self.radiance_scale() / scale * integral))
    }

    /// Photon radiance between two frequencies, ∫ B_ν/hν dν.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] when a frequency is negative or NaN, or when they are in the wrong order.
    pub fn band_photon_radiance(
        self,
        low: Frequency,
        high: Frequency,
    ) -> Result<PhotonRadiance, Error> {
        let (low, high) = (low.value, high.value);
        let width = ordered("frequency in Hz", low, high)?;
        let scale = self.x_per_hertz();
        let integral = PHOTONS.band(low * scale, width * scale);
        // dν = (kT/h) dx turns 2(kT/hc)² into a photon rate.
        let q = self.wavenumber_scale();
        Ok(PhotonRadiance::from_si(2.0 * q * q / scale * integral))
    }

    /// Radiance between two wavelengths, ∫ B_λ dλ.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless both are positive and finite, and in order.
    pub fn band_radiance_between_wavelengths(
        self,
        short: Length,
        long: Length,
    ) -> Result<Radiance, Error> {
        let short = positive("wavelength in m", short.value)?;
        let long = positive("wavelength in m", long.value)?;
        let width = ordered("wavelength in m", short, long)?;
        let scale = self.x_per_hertz();
        let low = SPEED_OF_LIGHT.si() / long;
        let integral = ENERGY.band(low * scale, low * (width / short) * scale);
        Ok(Radiance::from_si(self.radiance_scale() / scale * integral))
    }
}

/// The width of an interval, which for a narrow one is exact.
fn ordered(name: &'static str, low: f64, high: f64) -> Result<f64, Error> {
    let low = nonnegative(name, low)?;
    if high < low || high.is_nan() {
        return Err(Error::OutOfDomain {
            name,
            value: high,
            expected: "an upper bound that is not below the lower one",
        });
    }
    Ok(if high > low { high - low } else { 0.0 })
}

/// A spectrum x^power/(eˣ − 1), as a function, as its tail's polynomial in 1/k, and as a total.
struct Spectrum {
    value: fn(f64) -> f64,
    tail_term: fn(f64, f64) -> f64,
    total: f64,
}

const ENERGY: Spectrum = Spectrum {
    value: planck::energy_spectrum,
    tail_term: |x, k| (x * x * x + (3.0 * x * x + (6.0 * x + 6.0 / k) / k) / k) / k,
    total: ENERGY_INTEGRAL,
};

const PHOTONS: Spectrum = Spectrum {
    value: planck::photon_spectrum,
    tail_term: |x, k| (x * x + (2.0 * x + 2.0 / k) / k) / k,
    total: PHOTON_INTEGRAL,
};

impl Spectrum {
    /// The integral from `a` over `width`, both ≥ 0.
    fn band(&self, a: f64, width: f64) -> f64 {
        if width <= WIDEST {
            let half = 0.5 * width;
            half * RULE.integral(-1.0, 1.0, |t| (self.value)(a + half * (1.0 + t)))
        } else if a < 0.5 * WIDEST {
            self.total - self.band(0.0, a) - self.tail(a + width)
        } else {
            self.tail(a) - self.tail(a + width)
        }
    }

    /// The integral from `x` to infinity, x ≥ 2.
    fn tail(&self, x: f64) -> f64 {
        let factor = (-x).exp();
        if factor == 0.0 {
            return 0.0;
        }
        let mut power = factor;
        let mut sum = 0.0;
        let mut k = 1.0;
        loop {
            let term = power * (self.tail_term)(x, k);
            sum += term;
            if term <= 0.1 * f64::EPSILON * sum {
                return sum;
            }
            power *= factor;
            k += 1.0;
        }
    }
}
