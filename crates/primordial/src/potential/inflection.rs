//! A point of inflection, where the field rolls ultra-slowly.

use lastscatter_numerics::Elementary;
use serde::{Deserialize, Serialize};

use super::{Derivatives, Potential, gentle_slope, valid_scale};
use crate::{Error, error::within};

/// A plateau with a point of near-inflection on the way down:
///
/// ```text
/// V = V₀ x² (6 − 4a x + 3x²)/(1 + b x²)²,   x = φ/v
/// b = 1 − a²/3 + a²/3 [9/(2a²) − 1]^(2/3) − β
/// ```
///
/// At β = 0 a point has V′ = V″ = 0, for a = 3/2 at x = 1; a small β > 0 leaves a slope, β < 0 a barrier. The field slows down there and
/// perturbations grow outside the horizon: a peak of P_ℛ that may make black holes.
///
/// # References
///
/// `garciabellido2017`.
///
/// # Examples
///
/// ```
/// use lastscatter_primordial::potential::{Inflection, Potential};
///
/// let flat = Inflection { scale: 1.0, v: 0.2, a: 1.5, beta: 0.0 }.at(0.2);
/// assert!(flat.first.abs() < 1e-13 && flat.second.abs() < 1e-11);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Inflection {
    /// V₀ in M_P⁴; λv⁴/12 of the reference.
    pub scale: f64,
    /// v in M_P, 0.01 to 10.
    pub v: f64,
    /// a, 0.5 to 2.1.
    pub a: f64,
    /// β, −0.1 to 0.1.
    pub beta: f64,
}

impl Potential for Inflection {
    fn at(&self, field: f64) -> Derivatives {
        let a = self.a;
        let third = a * a / 3.0;
        let b = 1.0 - third + third * (9.0 / (2.0 * a * a) - 1.0).powf(2.0 / 3.0) - self.beta;
        Derivatives::of(field, |x| {
            let x = x * (1.0 / self.v);
            let square = x * x;
            square * (square * 3.0 + x * (-4.0 * a) + 6.0) / (square * b + 1.0).powi(2) * self.scale
        })
    }

    fn on_the_slope(&self) -> f64 {
        // The plateau lies beyond the steepest place above the inflection.
        let slope = |x: f64| {
            let v = self.at(x * self.v);
            v.first / v.value
        };
        let steepest = (12..=100)
            .map(|i| f64::from(i) / 10.0)
            .max_by(|&x, &y| slope(x).total_cmp(&slope(y)))
            .unwrap_or(2.0);
        gentle_slope(self, 1e3 * self.v.max(1.0), steepest * self.v)
    }

    fn validate(&self) -> Result<(), Error> {
        valid_scale(self.scale)?;
        within("v of an inflection in M_P", self.v, [0.01, 10.0])?;
        within("a of an inflection", self.a, [0.5, 2.1])?;
        within("beta of an inflection", self.beta, [-0.1, 0.1]).map(|_| ())
    }
}
