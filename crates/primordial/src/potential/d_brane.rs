//! A brane in a warped throat.

use lastscatter_numerics::Elementary;
use serde::{Deserialize, Serialize};

use super::{Derivatives, Potential, gentle_slope, valid_scale};
use crate::{Error, error::within};

/// D-brane inflation:
///
/// ```text
/// V = V₀ / [1 + (μ/φ)ᵖ]    DBraneForm::Kklti
/// V = V₀ [1 − (μ/φ)ᵖ]      DBraneForm::Coulomb, φ > μ
/// ```
///
/// Both agree where φ ≫ μ; p = 4 for D3-branes, p = 2 for D5-branes. n_s ≃ 1 − 2(p + 1)/((p + 2)N) there.
///
/// # References
///
/// `kachru2003`; `martin2014`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DBrane {
    /// V₀ in M_P⁴.
    pub scale: f64,
    /// μ in M_P, 1e-6 to 1e4.
    pub mu: f64,
    /// p, 1 to 10.
    pub power: f64,
    /// Which of the two forms.
    pub form: DBraneForm,
}

/// How the potential goes on near the tip of the throat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DBraneForm {
    /// Bounded, with a minimum at φ = 0.
    Kklti,
    /// Unbounded, as for distant branes alone.
    Coulomb,
}

impl Potential for DBrane {
    fn at(&self, field: f64) -> Derivatives {
        Derivatives::of(field, |x| {
            let shape = match self.form {
                DBraneForm::Kklti => {
                    let tip = (x * (1.0 / self.mu)).powf(self.power);
                    tip / (tip + 1.0)
                }
                DBraneForm::Coulomb => -(x * (1.0 / self.mu)).powf(-self.power) + 1.0,
            };
            shape * self.scale
        })
    }

    fn on_the_slope(&self) -> f64 {
        let far = 100.0 * self.power.max(1.0 + self.mu);
        match self.form {
            DBraneForm::Kklti => gentle_slope(self, far, 1e-6 * self.mu),
            DBraneForm::Coulomb => gentle_slope(self, far, self.mu),
        }
    }

    fn validate(&self) -> Result<(), Error> {
        valid_scale(self.scale)?;
        within("mu of a brane in M_P", self.mu, [1e-6, 1e4])?;
        within("power of a brane", self.power, [1.0, 10.0]).map(|_| ())
    }
}
