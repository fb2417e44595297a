//! A sudden change of slope.

use lastscatter_numerics::{Elementary, Real};
use serde::{Deserialize, Serialize};

use super::{Derivatives, Potential, valid_scale};
use crate::{Error, error::within};

/// Starobinsky's linear potential with a change of slope at φ = φ₀, rounded over a width d:
///
/// ```text
/// V = V₀ { 1 + ½(A₊ + A₋) x + ½(A₊ − A₋) d ln[2 cosh(x/d)] },   x = φ − φ₀
/// V → V₀ (1 + A₊ x) for x ≫ d,   V₀ (1 + A₋ x) for x ≪ −d
/// ```
///
/// The field rolls from above. The spectrum is a step of the height (A₋/A₊)² from small k to large, with oscillations; between the two slopes
/// the field rolls ultra-slowly if A₋ ≪ A₊.
///
/// # References
///
/// `starobinsky1992`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Kink {
    /// V₀: V at the kink, in M_P⁴.
    pub scale: f64,
    /// φ₀ in M_P.
    pub field: f64,
    /// A₊ in 1/M_P: the slope over V₀ before, 1e-8 to 10.
    pub slope_above: f64,
    /// A₋ in 1/M_P: the slope over V₀ after, 1e-8 to 10.
    pub slope_below: f64,
    /// d in M_P, 1e-9 to 1.
    pub width: f64,
}

impl Potential for Kink {
    fn at(&self, field: f64) -> Derivatives {
        let [mean, half] = [
            0.5 * (self.slope_above + self.slope_below),
            0.5 * (self.slope_above - self.slope_below),
        ];
        Derivatives::of(field, |x| {
            let x = x + -self.field;
            // ln(2 cosh y) = |y| + ln(1 + e^(−2|y|)).
            let y = (x * (1.0 / self.width)).abs();
            let rounded = (y + ((y * -2.0).exp() + 1.0).ln()) * self.width;
            (x * mean + rounded * half + 1.0) * self.scale
        })
    }

    fn on_the_slope(&self) -> f64 {
        self.field + 5.0 * self.width + 0.01
    }

    fn validate(&self) -> Result<(), Error> {
        valid_scale(self.scale)?;
        within("field of a kink in M_P", self.field, [-1e4, 1e4])?;
        within(
            "slope above a kink in 1/M_P",
            self.slope_above,
            [1e-8, 10.0],
        )?;
        within(
            "slope below a kink in 1/M_P",
            self.slope_below,
            [1e-8, 10.0],
        )?;
        within("width of a kink in M_P", self.width, [1e-9, 1.0]).map(|_| ())
    }
}
