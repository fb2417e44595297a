//! Power gathered about one scale.

use serde::{Deserialize, Serialize};

use super::{PowerLaw, WAVENUMBERS};
use crate::{Error, PrimordialSpectra, error::within};

/// A local bump or, with a negative amplitude, dip:
///
/// ```text
/// P_ℛ(k) = base(k) (1 + A exp(−ln²(k/k_b)/2σ²))
/// ```
///
/// A = 0 is the base.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bump {
    /// The spectrum without the bump.
    pub base: PowerLaw,
    /// A, −1 to 10¹².
    pub amplitude: f64,
    /// k_b in Mpc⁻¹.
    pub k_bump_inv_mpc: f64,
    /// σ in ln k, 10⁻³ to 10.
    pub width: f64,
}

impl Bump {
    /// These spectra if their parameters make sense.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] naming the parameter.
    pub fn validated(self) -> Result<Self, Error> {
        self.base.validated()?;
        within("amplitude of the bump", self.amplitude, [-1.0, 1e12])?;
        within("bump in 1/Mpc", self.k_bump_inv_mpc, WAVENUMBERS)?;
        within("width of the bump in ln k", self.width, [1e-3, 10.0])?;
        Ok(self)
    }

    /// P_ℛ over that of the base.
    #[must_use]
    pub fn modulation(&self, k_inv_mpc: f64) -> f64 {
        1.0 + self.amplitude * gaussian(k_inv_mpc, self.k_bump_inv_mpc, self.width)
    }
}

/// exp(−ln²(k/k₀)/2σ²).
pub(super) fn gaussian(k: f64, centre: f64, width: f64) -> f64 {
    let x = (k / centre).ln() / width;
    (-0.5 * x * x).exp()
}

impl PrimordialSpectra for Bump {
    fn scalar(&self, k_inv_mpc: f64) -> f64 {
        self.base.scalar(k_inv_mpc) * self.modulation(k_inv_mpc)
    }

    fn tensor(&self, k_inv_mpc: f64) -> f64 {
        PrimordialSpectra::tensor(&self.base, k_inv_mpc)
    }
}
