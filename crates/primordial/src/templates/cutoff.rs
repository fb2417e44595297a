//! Less power on the largest scales.

use serde::{Deserialize, Serialize};

use super::{PowerLaw, WAVENUMBERS};
use crate::{Error, PrimordialSpectra, error::within};

/// An exponential cutoff below k_c:
///
/// ```text
/// P_ℛ(k) = base(k) (1 − exp(−(k/k_c)^α))
/// ```
///
/// Far above k_c it is the base, far below the base times (k/k_c)^α. k_c → 0 is the base.
///
/// # References
///
/// `contaldi2003`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExponentialCutoff {
    /// The spectrum above the cutoff.
    pub base: PowerLaw,
    /// k_c in Mpc⁻¹.
    pub k_cut_inv_mpc: f64,
    /// α, 0.1 to 100.
    pub steepness: f64,
}

impl ExponentialCutoff {
    /// α = 3.35, fitted to inflation that begins in kinetic domination.
    ///
    /// # References
    ///
    /// `contaldi2003`.
    #[must_use]
    pub const fn contaldi2003(base: PowerLaw, k_cut_inv_mpc: f64) -> Self {
        Self {
            base,
            k_cut_inv_mpc,
            steepness: 3.35,
        }
    }

    /// These spectra if their parameters make sense.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] naming the parameter.
    pub fn validated(self) -> Result<Self, Error> {
        self.base.validated()?;
        within("cutoff in 1/Mpc", self.k_cut_inv_mpc, WAVENUMBERS)?;
        within("steepness of the cutoff", self.steepness, [0.1, 100.0])?;
        Ok(self)
    }

    /// P_ℛ over that of the base.
    #[must_use]
    pub fn modulation(&self, k_inv_mpc: f64) -> f64 {
        -(-(k_inv_mpc / self.k_cut_inv_mpc).powf(self.steepness)).exp_m1()
    }
}

impl PrimordialSpectra for ExponentialCutoff {
    fn scalar(&self, k_inv_mpc: f64) -> f64 {
        self.base.scalar(k_inv_mpc) * self.modulation(k_inv_mpc)
    }

    fn tensor(&self, k_inv_mpc: f64) -> f64 {
        PrimordialSpectra::tensor(&self.base, k_inv_mpc)
    }
}
