//! An axion's cosine.

use lastscatter_numerics::Elementary;
use serde::{Deserialize, Serialize};

use super::{Derivatives, GENTLE, Potential, valid_scale};
use crate::{Error, error::within};

/// Natural inflation:
///
/// ```text
/// V = V₀ (1 + cos φ/f)
/// ```
///
/// It tends to φ² about its minimum as f → ∞.
///
/// # References
///
/// `freese1990`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Natural {
    /// V₀ in M_P⁴.
    pub scale: f64,
    /// The decay constant f in M_P, 0.01 to 1e4; below about 1 there is hardly any inflation.
    pub decay_constant: f64,
}

impl Potential for Natural {
    fn at(&self, field: f64) -> Derivatives {
        // Near its minimum 1 + cos cancels: twice the square of a cosine does not.
        Derivatives::of(field, |x| {
            (x * (0.5 / self.decay_constant)).cos().powi(2) * (2.0 * self.scale)
        })
    }

    fn on_the_slope(&self) -> f64 {
        // |V′/V| = tan(φ/2f)/f.
        2.0 * self.decay_constant * (GENTLE * self.decay_constant).atan()
    }

    fn validate(&self) -> Result<(), Error> {
        valid_scale(self.scale)?;
        let f = self.decay_constant;
        within("decay constant in M_P", f, [0.01, 1e4]).map(|_| ())
    }
}
