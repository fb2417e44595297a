//! A frequency band: beam and noise.

use std::f64::consts::{LN_2, PI};

/// Radians in an arcminute.
const ARCMINUTE: f64 = PI / 10_800.0;

/// Noise that grows towards large scales.
///
/// ```text
/// N_ℓ → N_ℓ [1 + (ℓ/ℓ_knee)^−a]
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Knee {
    /// ℓ_knee.
    pub multipole: f64,
    /// Exponent a > 0.
    pub exponent: f64,
}

/// Noise of a map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Noise {
    /// White level, µK·arcmin.
    pub white_uk_arcmin: f64,
    /// Where noise that is not white takes over.
    pub knee: Option<Knee>,
}

impl Noise {
    /// White noise of this level in µK·arcmin.
    #[must_use]
    pub const fn white(white_uk_arcmin: f64) -> Self {
        Self {
            white_uk_arcmin,
            knee: None,
        }
    }

    /// Power N_ℓ in µK² before the beam is divided out.
    fn power(&self, ell: f64) -> f64 {
        let white = (self.white_uk_arcmin * ARCMINUTE).powi(2);
        let knee = |knee: Knee| (ell / knee.multipole).powf(-knee.exponent);
        white * (1.0 + self.knee.map_or(0.0, knee))
    }

    fn is_valid(&self) -> bool {
        let positive = |x: f64| x > 0.0 && x.is_finite();
        let knee = |knee: Knee| positive(knee.multipole) && positive(knee.exponent);
        positive(self.white_uk_arcmin) && self.knee.is_none_or(knee)
    }
}

/// A frequency band with a Gaussian beam.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Frequency, GHz.
    pub frequency_ghz: f64,
    /// Full width of the beam at half its maximum, arcmin.
    pub fwhm_arcmin: f64,
    /// Noise of T.
    pub temperature: Noise,
    /// Noise of Q and of U.
    pub polarisation: Noise,
}

impl Band {
    /// Power of noise over that of the sky: N_ℓ / b_ℓ², b_ℓ² = exp[−ℓ(ℓ+1) θ²/(8 ln 2)].
    pub(super) fn deconvolved(&self, noise: &Noise, ell: usize) -> f64 {
        let ell = ell as f64;
        let theta = self.fwhm_arcmin * ARCMINUTE;
        noise.power(ell) * (ell * (ell + 1.0) * theta * theta / (8.0 * LN_2)).exp()
    }

    pub(super) fn is_valid(&self) -> bool {
        let not_negative = self.fwhm_arcmin >= 0.0 && self.fwhm_arcmin.is_finite();
        let frequency = self.frequency_ghz > 0.0 && self.frequency_ghz.is_finite();
        not_negative && frequency && self.temperature.is_valid() && self.polarisation.is_valid()
    }
}
