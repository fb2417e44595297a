//! A monomial with an axion's oscillation on it.

use lastscatter_numerics::{Elementary, Real};
use serde::{Deserialize, Serialize};

use super::{Derivatives, GENTLE, Potential, valid_scale};
use crate::{Error, error::within};

/// Axion monodromy:
///
/// ```text
/// V = V₀ [|φ|ᵖ + b f cos(φ/f + δ)]
/// ```
///
/// For p = 1 the potential is monotonic as long as b < 1. The spectrum oscillates in ln k with the frequency |φ_N|/f.
///
/// # References
///
/// `flauger2010`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AxionMonodromy {
    /// V₀: the monomial at φ = M_P in M_P⁴.
    pub scale: f64,
    /// p, 0.1 to 4; the original has 1 or 2/3.
    pub power: f64,
    /// b, 0 to 0.9: slope of the oscillation over V₀/M_P.
    pub modulation: f64,
    /// f in M_P, 1e-4 to 10.
    pub decay_constant: f64,
    /// δ in radians, −10 to 10.
    pub phase: f64,
}

impl Potential for AxionMonodromy {
    fn at(&self, field: f64) -> Derivatives {
        let f = self.decay_constant;
        Derivatives::of(field, |x| {
            let wave = (x * (1.0 / f) + self.phase).cos() * (self.modulation * f);
            (x.abs().powf(self.power) + wave) * self.scale
        })
    }

    fn on_the_slope(&self) -> f64 {
        self.power / GENTLE
    }

    fn validate(&self) -> Result<(), Error> {
        valid_scale(self.scale)?;
        within("power of a monodromy", self.power, [0.1, 4.0])?;
        within("modulation of a monodromy", self.modulation, [0.0, 0.9])?;
        let f = self.decay_constant;
        within("decay constant in M_P", f, [1e-4, 10.0])?;
        within("phase of a monodromy", self.phase, [-10.0, 10.0]).map(|_| ())
    }
}
