//! α-attractors.

use lastscatter_numerics::{Elementary, Real};
use serde::{Deserialize, Serialize};

use super::{Derivatives, Potential, gentle_slope, valid_scale};
use crate::{Error, error::within};

/// The T-model of the α-attractors:
///
/// ```text
/// V = V₀ |tanh(φ/√(6α))|ⁿ
/// ```
///
/// n_s ≃ 1 − 2/N and r ≃ 12α/N² as long as α ≪ N; φⁿ as α → ∞.
///
/// # References
///
/// `kallosh2013`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AlphaAttractorT {
    /// V₀ in M_P⁴.
    pub scale: f64,
    /// α, 1e-6 to 1e6.
    pub alpha: f64,
    /// n, 0.1 to 20; the original has 2.
    pub power: f64,
}

/// The E-model of the α-attractors:
///
/// ```text
/// V = V₀ |1 − e^(−√(2/3α) φ)|ⁿ
/// ```
///
/// Starobinsky's model for α = 1 and n = 2; n_s ≃ 1 − 2/N and r ≃ 12α/N² as long as α ≪ N.
///
/// # References
///
/// `kallosh2013`.
///
/// # Examples
///
/// ```
/// use lastscatter_primordial::potential::{AlphaAttractorE, Potential, Starobinsky};
///
/// let [e, r] = [
///     AlphaAttractorE { scale: 1.0, alpha: 1.0, power: 2.0 }.at(5.0),
///     Starobinsky { scale: 1.0 }.at(5.0),
/// ];
/// assert!((e.third / r.third - 1.0).abs() < 1e-13);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AlphaAttractorE {
    /// V₀ in M_P⁴.
    pub scale: f64,
    /// α, 1e-6 to 1e6.
    pub alpha: f64,
    /// n, 0.1 to 20; the original has 2.
    pub power: f64,
}

impl Potential for AlphaAttractorT {
    fn at(&self, field: f64) -> Derivatives {
        let width = 1.0 / (6.0 * self.alpha).sqrt();
        Derivatives::of(field, |x| {
            (x * width).tanh().abs().powf(self.power) * self.scale
        })
    }

    fn on_the_slope(&self) -> f64 {
        // From where a double still tells the plateau's slope.
        gentle_slope(self, 15.0 * (6.0 * self.alpha).sqrt(), 0.0)
    }

    fn validate(&self) -> Result<(), Error> {
        valid(self.scale, self.alpha, self.power)
    }
}

impl Potential for AlphaAttractorE {
    fn at(&self, field: f64) -> Derivatives {
        let width = (2.0 / (3.0 * self.alpha)).sqrt();
        Derivatives::of(field, |x| {
            (-(x * -width).exp() + 1.0).abs().powf(self.power) * self.scale
        })
    }

    fn on_the_slope(&self) -> f64 {
        gentle_slope(self, 30.0 / (2.0 / (3.0 * self.alpha)).sqrt(), 0.0)
    }

    fn validate(&self) -> Result<(), Error> {
        valid(self.scale, self.alpha, self.power)
    }
}

fn valid(scale: f64, alpha: f64, power: f64) -> Result<(), Error> {
    valid_scale(scale)?;
    within("alpha of an attractor", alpha, [1e-6, 1e6])?;
    within("power of an attractor", power, [0.1, 20.0]).map(|_| ())
}
