//! Isocurvature of inflation as an initial condition of the hot universe.

use super::TwoFieldSpectra;
use crate::{Error, InitialCondition, PrimordialSpectra, error::within};

/// Curvature and isocurvature of two fields, handed to one regular isocurvature mode of the hot universe.
///
/// What becomes of S when the fields decay depends on what they decay into, which no spectrum knows. Here it is one number:
///
/// ```text
/// ℛ_hot = ℛ,     δ_mode = T S
/// ```
///
/// at every scale, ℛ not being changed after inflation. T is zero when all species share one temperature and no number is conserved. For cold
/// dark matter that comes of the field e₂ alone and a plasma that comes of the other, T is of the order of one and model by model a different number.
#[derive(Debug, Clone)]
pub struct Mixture {
    spectra: TwoFieldSpectra,
    isocurvature: InitialCondition,
    transfer: f64,
}

impl Mixture {
    /// The mode that S becomes and T, with its sign.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] for a T beyond 10⁶; [`Error::OutOfDomain`] when the mode is the adiabatic one.
    pub fn new(
        spectra: TwoFieldSpectra,
        isocurvature: InitialCondition,
        transfer: f64,
    ) -> Result<Self, Error> {
        within("transfer of isocurvature", transfer, [-1e6, 1e6])?;
        if isocurvature == InitialCondition::Adiabatic {
            return Err(Error::OutOfDomain {
                name: "transfer of isocurvature to the adiabatic mode",
                value: transfer,
                expected: "one of the isocurvature modes",
            });
        }
        Ok(Self {
            spectra,
            isocurvature,
            transfer,
        })
    }
}

impl PrimordialSpectra for Mixture {
    fn scalar(&self, k_inv_mpc: f64) -> f64 {
        self.spectra.scalar(k_inv_mpc)
    }

    fn tensor(&self, k_inv_mpc: f64) -> f64 {
        self.spectra.tensor(k_inv_mpc)
    }

    fn range_inv_mpc(&self) -> [f64; 2] {
        self.spectra.range_inv_mpc()
    }

    fn correlation(&self, a: InitialCondition, b: InitialCondition, k_inv_mpc: f64) -> f64 {
        let powers = self.spectra.values(k_inv_mpc);
        let factor = |mode| {
            if mode == InitialCondition::Adiabatic {
                Some(1.0)
            } else {
                (mode == self.isocurvature).then_some(self.transfer)
            }
        };
        let (Some(x), Some(y)) = (factor(a), factor(b)) else {
            return 0.0;
        };
        x * y
            * match [a, b].map(|mode| mode == InitialCondition::Adiabatic) {
                [true, true] => powers.curvature,
                [false, false] => powers.isocurvature,
                _ => powers.correlation,
            }
    }
}
