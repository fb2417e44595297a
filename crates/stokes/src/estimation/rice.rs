//! Rice's distribution.

use std::f64::consts::FRAC_PI_2;

use lastscatter_numerics::special::{bessel_i0e, bessel_i1e};

use crate::Error;

/// Distribution of the naive amplitude √(Q² + U²) for a true amplitude p₀ and isotropic noise σ.
///
/// ```text
/// f(p) = p/σ² exp(−(p² + p₀²)/2σ²) I₀(p p₀/σ²)
/// ⟨p⟩  = σ √(π/2) e^{−x} [(1 + 2x) I₀(x) + 2x I₁(x)],   x = p₀²/4σ²
/// ⟨p²⟩ = p₀² + 2σ²
/// ```
///
/// # References
///
/// `rice1945`, `simmons1985`.
///
/// # Examples
///
/// Noise alone looks like an amplitude of 1.25 σ:
///
/// ```
/// use lastscatter_stokes::estimation::RiceDistribution;
///
/// let noise = RiceDistribution::new(0.0, 1.0)?;
/// assert!((noise.mean() - 1.253_314_137_315_5).abs() < 1e-13);
/// # Ok::<(), lastscatter_stokes::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RiceDistribution {
    amplitude: f64,
    sigma: f64,
}

/// Largest p₀/σ, whose square is a number.
const LARGEST_RATIO: f64 = 1e150;

/// p₀/σ above which the bias is summed as a series, lest it be lost in the difference.
const ASYMPTOTIC: f64 = 10.0;

/// Σ_{n≥1} ((−½)_n)² / (n! zⁿ), z = p₀²/2σ² ≥ 50: the asymptotic series of L_{1/2}(−z) (`dlmf2010`,
/// equation 13.7.2), whose terms fall below rounding long before they grow.
fn relative_bias(z: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 0.0);
    for n in 1..20 {
        let n = f64::from(n);
        term *= (n - 1.5) * (n - 1.5) / (n * z);
        sum += term;
    }
    sum
}

impl RiceDistribution {
    /// For the true amplitude p₀ and the noise σ.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless p₀ ≥ 0 and σ > 0, both finite, and p₀ ≤ 10¹⁵⁰ σ.
    pub fn new(amplitude: f64, sigma: f64) -> Result<Self, Error> {
        if !(amplitude >= 0.0 && amplitude.is_finite()) {
            return Err(Error::OutOfDomain {
                name: "true amplitude",
                value: amplitude,
                expected: "a finite amplitude, not negative",
            });
        }
        if !(sigma > 0.0 && sigma.is_finite()) {
            return Err(Error::OutOfDomain {
                name: "sigma",
                value: sigma,
                expected: "a positive finite standard deviation",
            });
        }
        let ratio = amplitude / sigma;
        if ratio > LARGEST_RATIO {
            return Err(Error::OutOfDomain {
                name: "true amplitude over sigma",
                value: ratio,
                expected: "at most 1e150",
            });
        }
        Ok(Self { amplitude, sigma })
    }

    /// Probability density of the naive amplitude; zero for negative ones.
    #[must_use]
    pub fn density(&self, naive: f64) -> f64 {
        if naive < 0.0 {
            return 0.0;
        }
        let (p, p0) = (naive / self.sigma, self.amplitude / self.sigma);
        let gaussian = (-0.5 * (p - p0) * (p - p0)).exp();
        if gaussian == 0.0 {
            return 0.0;
        }
        p * gaussian * bessel_i0e(p * p0) / self.sigma
    }

    /// Mean of the naive amplitude.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.amplitude + self.bias()
    }

    /// Bias ⟨p⟩ − p₀ of the naive amplitude.
    #[must_use]
    pub fn bias(&self) -> f64 {
        let ratio = self.amplitude / self.sigma;
        if ratio > ASYMPTOTIC {
            return self.amplitude * relative_bias(0.5 * ratio * ratio);
        }
        let x = 0.25 * ratio * ratio;
        let sum = (1.0 + 2.0 * x) * bessel_i0e(x) + 2.0 * x * bessel_i1e(x);
        self.sigma * FRAC_PI_2.sqrt() * sum - self.amplitude
    }

    /// Variance of the naive amplitude.
    #[must_use]
    pub fn variance(&self) -> f64 {
        let (bias, p0) = (self.bias() / self.sigma, self.amplitude / self.sigma);
        (2.0 - bias * (2.0 * p0 + bias)) * self.sigma * self.sigma
    }
}
