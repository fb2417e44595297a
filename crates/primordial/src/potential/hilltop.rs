//! The top of a hill.

use lastscatter_numerics::Elementary;
use serde::{Deserialize, Serialize};

use super::{Derivatives, Potential, gentle_slope, valid_scale};
use crate::{Error, error::within};

/// Hilltop inflation, the field leaving an unstable maximum:
///
/// ```text
/// V = V₀ [1 − (φ/μ)ᵖ],   0 < φ < μ
/// ```
///
/// For p > 2 and μ ≪ 1, n_s ≃ 1 − 2(p − 1)/((p − 2)N) and r → 0.
///
/// # References
///
/// `boubekeur2005`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Hilltop {
    /// V₀ in M_P⁴.
    pub scale: f64,
    /// μ in M_P, 1e-3 to 1e4.
    pub mu: f64,
    /// p, 2 to 20.
    pub power: f64,
}

impl Potential for Hilltop {
    fn at(&self, field: f64) -> Derivatives {
        Derivatives::of(field, |x| {
            (-(x * (1.0 / self.mu)).powf(self.power) + 1.0) * self.scale
        })
    }

    fn on_the_slope(&self) -> f64 {
        gentle_slope(self, 0.0, self.mu)
    }

    fn validate(&self) -> Result<(), Error> {
        valid_scale(self.scale)?;
        within("mu of a hilltop in M_P", self.mu, [1e-3, 1e4])?;
        within("power of a hilltop", self.power, [2.0, 20.0]).map(|_| ())
    }
}
