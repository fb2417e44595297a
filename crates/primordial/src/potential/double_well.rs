//! Two minima and a hill between them.

use lastscatter_numerics::Elementary;
use serde::{Deserialize, Serialize};

use super::{Derivatives, Potential, gentle_slope, valid_scale};
use crate::{Error, error::within};

/// Inflation from the hill between two minima:
///
/// ```text
/// V = V₀ [1 − (φ/φ₀)²]²
/// ```
///
/// φ² about a minimum as φ₀ → ∞.
///
/// # References
///
/// `martin2014`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DoubleWell {
    /// V₀ in M_P⁴.
    pub scale: f64,
    /// The minima's φ₀ in M_P, 0.01 to 1e4; below about 3 there is hardly any inflation.
    pub minimum: f64,
}

impl Potential for DoubleWell {
    fn at(&self, field: f64) -> Derivatives {
        Derivatives::of(field, |x| {
            (-(x * (1.0 / self.minimum)).powi(2) + 1.0).powi(2) * self.scale
        })
    }

    fn on_the_slope(&self) -> f64 {
        gentle_slope(self, 0.0, self.minimum)
    }

    fn validate(&self) -> Result<(), Error> {
        valid_scale(self.scale)?;
        within("minimum of a double well in M_P", self.minimum, [0.01, 1e4]).map(|_| ())
    }
}
