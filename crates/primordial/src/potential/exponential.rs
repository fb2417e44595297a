//! An exponential: power-law inflation.

use serde::{Deserialize, Serialize};

use super::{Derivatives, Potential, valid_scale};
use crate::{Error, error::within};

/// Power-law inflation, which does not end by itself:
///
/// ```text
/// V = V₀ e^(−λφ),   ε = λ²/2,   a ∝ t^(1/ε)
/// ```
///
/// The modes are Hankel functions of order ν = 3/2 + ε/(1 − ε), so that n_s − 1 = n_t = −2ε/(1 − ε) and r = 16ε exactly; λ → 0 is de Sitter
/// space.
///
/// # References
///
/// `lucchin1985`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Exponential {
    /// V₀ in M_P⁴.
    pub scale: f64,
    /// λ in 1/M_P, 1e-8 to 1.4: inflation needs λ < √2.
    pub steepness: f64,
}

impl Potential for Exponential {
    fn at(&self, field: f64) -> Derivatives {
        let slope = -self.steepness;
        let value = self.scale * (slope * field).exp();
        Derivatives {
            value,
            first: slope * value,
            second: slope * slope * value,
            third: slope * slope * slope * value,
        }
    }

    fn on_the_slope(&self) -> f64 {
        0.0
    }

    fn validate(&self) -> Result<(), Error> {
        valid_scale(self.scale)?;
        let steepness = self.steepness;
        within("steepness in 1/M_P", steepness, [1e-8, 1.4]).map(|_| ())
    }
}
