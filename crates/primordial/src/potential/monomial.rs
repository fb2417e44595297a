//! Powers of the field.

use lastscatter_numerics::{Elementary, Real};
use serde::{Deserialize, Serialize};

use super::{Derivatives, GENTLE, Potential, valid_scale};
use crate::{Error, error::within};

/// Chaotic inflation:
///
/// ```text
/// V = V₀ |φ|ⁿ
/// ```
///
/// In slow roll n_s ≃ 1 − (n + 2)/2N and r ≃ 4n/N.
///
/// # References
///
/// `linde1983`.
///
/// # Examples
///
/// ```
/// use lastscatter_primordial::potential::{Monomial, Potential};
///
/// let v = Monomial { scale: 0.5, power: 2.0 }.at(10.0);
/// assert!((v.epsilon() - 2.0 / 100.0).abs() < 1e-15 && (v.eta() - 2.0 / 100.0).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Monomial {
    /// V₀: V at φ = M_P in M_P⁴.
    pub scale: f64,
    /// n, 0.05 to 20.
    pub power: f64,
}

impl Potential for Monomial {
    fn at(&self, field: f64) -> Derivatives {
        Derivatives::of(field, |x| x.abs().powf(self.power) * self.scale)
    }

    fn on_the_slope(&self) -> f64 {
        self.power / GENTLE
    }

    fn validate(&self) -> Result<(), Error> {
        valid_scale(self.scale)?;
        within("power of a monomial potential", self.power, [0.05, 20.0]).map(|_| ())
    }
}
