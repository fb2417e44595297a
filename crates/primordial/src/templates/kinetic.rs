//! Inflation that begins at once out of kinetic domination.

use lastscatter_numerics::special::spherical_bessel;
use serde::{Deserialize, Serialize};

use super::{PowerLaw, WAVENUMBERS, hankel::hankel};
use crate::{Error, PrimordialSpectra, error::within};

/// A cutoff with ringing: a field dominated by its motion until the scale 1/k_c fills the horizon, de Sitter space from then on.
///
/// With x = k/k_c, the vacuum of the kinetic time carried over into that of inflation:
///
/// ```text
/// P_ℛ(k) = base(k) (πx/4) |sin x H₀⁽²⁾(x/2) + (cos x − sin x/x) H₁⁽²⁾(x/2)|²
/// ```
///
/// Far above k_c it rings about the base, far below it falls as k³. k_c → 0 is the base.
///
/// # References
///
/// `contaldi2003`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KineticCutoff {
    /// The spectrum above the cutoff.
    pub base: PowerLaw,
    /// k_c in Mpc⁻¹.
    pub k_cut_inv_mpc: f64,
}

impl KineticCutoff {
    /// These spectra if their parameters make sense.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] naming the parameter.
    pub fn validated(self) -> Result<Self, Error> {
        self.base.validated()?;
        within("cutoff in 1/Mpc", self.k_cut_inv_mpc, WAVENUMBERS)?;
        Ok(self)
    }

    /// P_ℛ over that of the base.
    #[must_use]
    pub fn modulation(&self, k_inv_mpc: f64) -> f64 {
        use std::f64::consts::FRAC_PI_4;
        let x = k_inv_mpc / self.k_cut_inv_mpc;
        // Rounding of the sine and cosine: by then the ringing is smaller.
        if x > 1e9 {
            return 1.0;
        }
        let [h0, h1] = hankel(0.5 * x);
        let amplitude = h0 * x.sin() - h1 * (x * spherical_bessel(1, x));
        FRAC_PI_4 * x * amplitude.norm_sqr()
    }
}

impl PrimordialSpectra for KineticCutoff {
    fn scalar(&self, k_inv_mpc: f64) -> f64 {
        self.base.scalar(k_inv_mpc) * self.modulation(k_inv_mpc)
    }

    fn tensor(&self, k_inv_mpc: f64) -> f64 {
        PrimordialSpectra::tensor(&self.base, k_inv_mpc)
    }
}
