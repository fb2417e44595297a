//! R + R² gravity in the Einstein frame.

use serde::{Deserialize, Serialize};

use super::{Derivatives, Potential, valid_scale};
use crate::Error;

/// Starobinsky's model, R + R²/6M² in the Einstein frame:
///
/// ```text
/// V = V₀ (1 − e^(−√(2/3) φ))²,   V₀ = ¾ M²
/// ```
///
/// n_s ≃ 1 − 2/N and r ≃ 12/N².
///
/// # References
///
/// `starobinsky1980`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Starobinsky {
    /// V₀ in M_P⁴.
    pub scale: f64,
}

/// √(2/3).
const SLOPE: f64 = 0.816_496_580_927_726;

impl Potential for Starobinsky {
    fn at(&self, field: f64) -> Derivatives {
        // By hand for speed: this is the model that everything is compared with.
        let e = (-SLOPE * field).exp();
        // Near the minimum 1 − e cancels.
        let rest = if e < 0.5 {
            1.0 - e
        } else {
            -(-SLOPE * field).exp_m1()
        };
        let slope = 2.0 * self.scale * SLOPE * e;
        Derivatives {
            value: self.scale * rest * rest,
            first: slope * rest,
            second: slope * SLOPE * (2.0 * e - 1.0),
            third: slope * SLOPE * SLOPE * (1.0 - 4.0 * e),
        }
    }

    fn on_the_slope(&self) -> f64 {
        3.0
    }

    fn validate(&self) -> Result<(), Error> {
        valid_scale(self.scale)
    }
}
