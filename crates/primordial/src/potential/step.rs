//! A step on another potential.

use lastscatter_numerics::Elementary;
use serde::{Deserialize, Serialize};

use super::{Derivatives, Potential};
use crate::{Error, error::within};

/// Another potential with a step:
///
/// ```text
/// V = V_base(φ) [1 + c tanh((φ − φ_s)/d)]
/// ```
///
/// The spectrum rings from k ≃ aH at the step up to k ≃ aH |φ_N|/d.
///
/// # References
///
/// `adams2001`, where the base is ½m²φ².
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TanhStep<P> {
    /// The potential without the step.
    pub base: P,
    /// Half the height of the step over V, c, −0.5 to 0.5.
    pub height: f64,
    /// Where it is, φ_s in M_P.
    pub field: f64,
    /// Its width d in M_P, 1e-5 to 10.
    pub width: f64,
}

impl<P: Potential> Potential for TanhStep<P> {
    fn at(&self, field: f64) -> Derivatives {
        let base = self.base.at(field).series();
        Derivatives::of(field, |x| {
            let distance = (x + -self.field) * (1.0 / self.width);
            base * (distance.tanh() * self.height + 1.0)
        })
    }

    fn on_the_slope(&self) -> f64 {
        self.base.on_the_slope()
    }

    fn validate(&self) -> Result<(), Error> {
        self.base.validate()?;
        within("height of a step", self.height, [-0.5, 0.5])?;
        within("field of a step in M_P", self.field, [-1e4, 1e4])?;
        within("width of a step in M_P", self.width, [1e-5, 10.0]).map(|_| ())
    }
}
