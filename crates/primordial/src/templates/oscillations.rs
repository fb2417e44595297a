//! Ringing spectra.

use serde::{Deserialize, Serialize};

use super::{PowerLaw, WAVENUMBERS, bump::gaussian};
use crate::{Error, PrimordialSpectra, error::within};

/// What a spectrum rings in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variable {
    /// ln κ, as resonances with a periodic potential do.
    Logarithmic,
    /// κ, as sudden events do.
    Linear,
}

/// How strongly it rings where.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Envelope {
    /// The same everywhere.
    #[default]
    Uniform,
    /// κ^`index`.
    Power {
        /// −10 to 10.
        index: f64,
    },
    /// exp(−ln²(k/k_e)/2σ²).
    Gaussian {
        /// k_e in Mpc⁻¹.
        k_centre_inv_mpc: f64,
        /// σ in ln k, 10⁻³ to 100.
        width: f64,
    },
}

/// A power law with oscillations in k or in ln k whose frequency may drift:
///
/// ```text
/// P_ℛ(k) = base(k) (1 + A E(k) cos(ω x (1 + α ln κ) + φ)),    κ = k/k_*,    x = ln κ or κ
/// ```
///
/// k_* is the scalar pivot of the base. A = 0 is the base; α = 0 and a uniform envelope E = 1 are the templates of Planck's searches, α ≠ 0
/// their running frequency.
///
/// # References
///
/// `planck2020x`, section 7.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Oscillations {
    /// The spectrum that rings.
    pub base: PowerLaw,
    /// ln κ or κ.
    pub variable: Variable,
    /// A, 0 to 1.
    pub amplitude: f64,
    /// ω, 0 to 10⁶.
    pub frequency: f64,
    /// φ in radians, −100 to 100.
    #[serde(default)]
    pub phase: f64,
    /// α, −10 to 10.
    #[serde(default)]
    pub drift: f64,
    /// E(k).
    #[serde(default)]
    pub envelope: Envelope,
}

impl Oscillations {
    /// Uniform oscillations of one frequency and no phase.
    #[must_use]
    pub const fn new(base: PowerLaw, variable: Variable, amplitude: f64, frequency: f64) -> Self {
        Self {
            base,
            variable,
            amplitude,
            frequency,
            phase: 0.0,
            drift: 0.0,
            envelope: Envelope::Uniform,
        }
    }

    /// These spectra if their parameters make sense. An envelope that rises may still ask for negative power somewhere: there it is zero.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] naming the parameter.
    pub fn validated(self) -> Result<Self, Error> {
        self.base.validated()?;
        within("amplitude of oscillations", self.amplitude, [0.0, 1.0])?;
        within("frequency of oscillations", self.frequency, [0.0, 1e6])?;
        within("phase of oscillations", self.phase, [-100.0, 100.0])?;
        within("drift of oscillations", self.drift, [-10.0, 10.0])?;
        match self.envelope {
            Envelope::Uniform => {}
            Envelope::Power { index } => {
                within("index of the envelope", index, [-10.0, 10.0])?;
            }
            Envelope::Gaussian {
                k_centre_inv_mpc,
                width,
            } => {
                within(
                    "centre of the envelope in 1/Mpc",
                    k_centre_inv_mpc,
                    WAVENUMBERS,
                )?;
                within("width of the envelope in ln k", width, [1e-3, 100.0])?;
            }
        }
        Ok(self)
    }

    /// P_ℛ over that of the base.
    #[must_use]
    pub fn modulation(&self, k_inv_mpc: f64) -> f64 {
        let kappa = k_inv_mpc / self.base.k_pivot_inv_mpc;
        let l = kappa.ln();
        let x = match self.variable {
            Variable::Logarithmic => l,
            Variable::Linear => kappa,
        };
        let envelope = match self.envelope {
            Envelope::Uniform => 1.0,
            Envelope::Power { index } => kappa.powf(index),
            Envelope::Gaussian {
                k_centre_inv_mpc,
                width,
            } => gaussian(k_inv_mpc, k_centre_inv_mpc, width),
        };
        let wave = (self.frequency * x * (1.0 + self.drift * l) + self.phase).cos();
        let modulation = 1.0 + self.amplitude * envelope * wave;
        // NaN stays NaN.
        if modulation < 0.0 { 0.0 } else { modulation }
    }
}

impl PrimordialSpectra for Oscillations {
    fn scalar(&self, k_inv_mpc: f64) -> f64 {
        self.base.scalar(k_inv_mpc) * self.modulation(k_inv_mpc)
    }

    fn tensor(&self, k_inv_mpc: f64) -> f64 {
        PrimordialSpectra::tensor(&self.base, k_inv_mpc)
    }
}
