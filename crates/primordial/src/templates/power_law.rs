//! Power laws with running.

use serde::{Deserialize, Serialize};

use crate::{Error, PrimordialSpectra, error::within};

/// Tilt of the primordial gravitational waves.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TensorTilt {
    /// A given n_t.
    Given(f64),
    /// The single-field relation n_t = −r/8 (2 − n_s − r/8), of second order in slow roll.
    #[default]
    Consistency,
}

/// Power-law primordial spectra with running.
///
/// With L = ln(k/k₀), pivots k₀ of their own for scalars and tensors, 0.05 Mpc⁻¹ where a description leaves them out:
///
/// ```text
/// P_ℛ(k) = A_s exp[(n_s − 1) L + α_s L²/2 + β_s L³/6]
/// P_t(k) = r A_s exp[n_t L]
/// ```
///
/// # Examples
///
/// ```
/// use lastscatter_primordial::PowerLaw;
///
/// let power = PowerLaw::planck2018();
/// assert!((power.scalar(0.05) - 2.1e-9).abs() < 1e-11);
/// assert!(power.scalar(0.002) > power.scalar(0.05));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PowerLaw {
    /// Scalar amplitude at the pivot, A_s.
    pub a_s: f64,
    /// Scalar tilt, n_s.
    pub n_s: f64,
    /// Running, α_s = dn_s/dln k.
    #[serde(default)]
    pub alpha_s: f64,
    /// Running of the running, β_s = d²n_s/dln k².
    #[serde(default)]
    pub beta_s: f64,
    /// Scalar pivot in Mpc⁻¹.
    #[serde(default = "pivot_inv_mpc")]
    pub k_pivot_inv_mpc: f64,
    /// Tensor-to-scalar ratio r: tensor amplitude at the tensor pivot over A_s.
    #[serde(default)]
    pub r: f64,
    /// Tensor tilt.
    #[serde(default)]
    pub n_t: TensorTilt,
    /// Tensor pivot in Mpc⁻¹.
    #[serde(default = "pivot_inv_mpc")]
    pub k_pivot_tensor_inv_mpc: f64,
}

const fn pivot_inv_mpc() -> f64 {
    0.05
}

impl PowerLaw {
    /// Scalars of Planck's baseline cosmology: ln(10¹⁰A_s) = 3.044,
    /// n_s = 0.9649.
    ///
    /// # References
    ///
    /// `planck2020vi`, table 2.
    #[must_use]
    pub fn planck2018() -> Self {
        Self {
            a_s: 3.044_f64.exp() * 1e-10,
            n_s: 0.9649,
            alpha_s: 0.0,
            beta_s: 0.0,
            k_pivot_inv_mpc: 0.05,
            r: 0.0,
            n_t: TensorTilt::Consistency,
            k_pivot_tensor_inv_mpc: 0.05,
        }
    }

    /// These spectra if their parameters make sense.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] naming the parameter.
    pub fn validated(self) -> Result<Self, Error> {
        within("A_s", self.a_s, [0.0, 1e-4])?;
        within("n_s", self.n_s, [-5.0, 5.0])?;
        within("alpha_s", self.alpha_s, [-2.0, 2.0])?;
        within("beta_s", self.beta_s, [-2.0, 2.0])?;
        within("r", self.r, [0.0, 1e4])?;
        within("n_t", self.tensor_tilt(), [-10.0, 10.0])?;
        within("pivot in 1/Mpc", self.k_pivot_inv_mpc, [1e-8, 1e8])?;
        within(
            "tensor pivot in 1/Mpc",
            self.k_pivot_tensor_inv_mpc,
            [1e-8, 1e8],
        )?;
        Ok(self)
    }

    /// n_t.
    #[must_use]
    pub fn tensor_tilt(&self) -> f64 {
        match self.n_t {
            TensorTilt::Given(tilt) => tilt,
            TensorTilt::Consistency => -self.r / 8.0 * (2.0 - self.n_s - self.r / 8.0),
        }
    }

    /// P_ℛ at a wavenumber in Mpc⁻¹; NaN unless it is positive.
    #[must_use]
    pub fn scalar(&self, k_inv_mpc: f64) -> f64 {
        let l = (k_inv_mpc / self.k_pivot_inv_mpc).ln();
        let tilt = self.n_s - 1.0 + l * (0.5 * self.alpha_s + l * self.beta_s / 6.0);
        self.a_s * (tilt * l).exp()
    }

    /// P_t at a wavenumber in Mpc⁻¹; NaN unless it is positive.
    #[must_use]
    pub fn tensor(&self, k_inv_mpc: f64) -> f64 {
        let l = (k_inv_mpc / self.k_pivot_tensor_inv_mpc).ln();
        self.r * self.a_s * (self.tensor_tilt() * l).exp()
    }
}

impl PrimordialSpectra for PowerLaw {
    fn scalar(&self, k_inv_mpc: f64) -> f64 {
        Self::scalar(self, k_inv_mpc)
    }

    fn tensor(&self, k_inv_mpc: f64) -> f64 {
        // An r that makes no sense goes on to where spectra are judged.
        if self.r == 0.0 {
            0.0
        } else {
            Self::tensor(self, k_inv_mpc)
        }
    }
}
