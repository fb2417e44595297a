//! Two power laws that meet.

use serde::{Deserialize, Serialize};

use super::{PowerLaw, WAVENUMBERS};
use crate::{Error, PrimordialSpectra, error::within};

/// A power law whose tilt is another below a break:
///
/// ```text
/// P_ℛ(k) = base(k) (1 + (k_b/k)^s)^(−δ/s)
/// ```
///
/// far above k_b the base, far below it the base times (k/k_b)^δ. δ = 0 is the base.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BrokenPowerLaw {
    /// The spectrum above the break.
    pub base: PowerLaw,
    /// k_b in Mpc⁻¹.
    pub k_break_inv_mpc: f64,
    /// δ: the tilt below the break less that above, −10 to 10.
    pub tilt_change: f64,
    /// s: how sharp the break is; it takes some 1/s in ln k. 0.1 to 1000.
    pub sharpness: f64,
}

impl BrokenPowerLaw {
    /// These spectra if their parameters make sense.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] naming the parameter.
    pub fn validated(self) -> Result<Self, Error> {
        self.base.validated()?;
        within("break in 1/Mpc", self.k_break_inv_mpc, WAVENUMBERS)?;
        within("tilt change at the break", self.tilt_change, [-10.0, 10.0])?;
        within("sharpness of the break", self.sharpness, [0.1, 1e3])?;
        Ok(self)
    }

    /// P_ℛ over that of the base.
    #[must_use]
    pub fn modulation(&self, k_inv_mpc: f64) -> f64 {
        let steps = self.sharpness * (self.k_break_inv_mpc / k_inv_mpc).ln();
        // ln(1 + eˣ) without overflow.
        let softened = steps.max(0.0) + (-steps.abs()).exp().ln_1p();
        (-self.tilt_change / self.sharpness * softened).exp()
    }
}

impl PrimordialSpectra for BrokenPowerLaw {
    fn scalar(&self, k_inv_mpc: f64) -> f64 {
        self.base.scalar(k_inv_mpc) * self.modulation(k_inv_mpc)
    }

    fn tensor(&self, k_inv_mpc: f64) -> f64 {
        PrimordialSpectra::tensor(&self.base, k_inv_mpc)
    }
}
