//! Spectra of two-field inflation at all wavenumbers.

use super::{TwoFieldPowers, TwoFieldSolution};
use crate::{Error, Model, PrimordialSpectra, panels::Panels};

/// P_ℛ, P_S, C_ℛS and P_t over a range of wavenumbers, interpolated from those solved.
///
/// # Accuracy
///
/// The tolerance, relative to P_ℛ, P_t and √(P_ℛ P_S) or, where isocurvature has all but died, relative to the tolerance times P_ℛ
/// (`two_fields::interpolation`).
#[derive(Debug, Clone)]
pub struct TwoFieldSpectra {
    panels: Panels<4>,
    /// What is added to P_S, in units of P_ℛ: below it is noise.
    floor: f64,
}

impl TwoFieldSpectra {
    /// The spectra of `solution` from the first to the second wavenumber in Mpc⁻¹, to a relative `tolerance` beyond that of the solution.
    ///
    /// # Errors
    ///
    /// As [`Spectrum::new`](crate::Spectrum::new).
    pub fn new(
        solution: &TwoFieldSolution,
        range_inv_mpc: [f64; 2],
        tolerance: f64,
    ) -> Result<Self, Error> {
        let floor = 1e-2 * tolerance;
        let values = |k_inv_mpc: f64| {
            let powers = solution.two_field_powers(k_inv_mpc)?;
            let lifted = powers.isocurvature + floor * powers.curvature;
            // Between 1 and 3, so that its logarithm is as smooth as itself.
            let shifted = 2.0 + powers.correlation / (powers.curvature * lifted).sqrt();
            Ok([powers.curvature, lifted, shifted, powers.tensor])
        };
        Ok(Self {
            panels: Panels::new(
                values,
                range_inv_mpc,
                solution.range_inv_mpc(),
                solution.resolution(),
                tolerance,
            )?,
            floor,
        })
    }

    /// The powers at a wavenumber in Mpc⁻¹.
    ///
    /// # Errors
    ///
    /// [`Error::OutsideSpectrum`].
    pub fn powers(&self, k_inv_mpc: f64) -> Result<TwoFieldPowers, Error> {
        Ok(self.unlifted(self.panels.checked(k_inv_mpc)?))
    }

    /// How many wavenumbers were solved.
    #[must_use]
    pub const fn solved(&self) -> usize {
        self.panels.solved()
    }

    fn unlifted(&self, [curvature, lifted, shifted, tensor]: [f64; 4]) -> TwoFieldPowers {
        let isocurvature = (lifted - self.floor * curvature).max(0.0);
        let most = (curvature * isocurvature).sqrt();
        let correlation = (shifted - 2.0) * (curvature * lifted).sqrt();
        TwoFieldPowers {
            curvature,
            isocurvature,
            correlation: correlation.max(-most).min(most),
            tensor,
        }
    }

    /// The powers; NaN outside the range.
    pub(super) fn values(&self, k_inv_mpc: f64) -> TwoFieldPowers {
        self.unlifted(self.panels.values(k_inv_mpc))
    }
}

impl PrimordialSpectra for TwoFieldSpectra {
    fn scalar(&self, k_inv_mpc: f64) -> f64 {
        self.values(k_inv_mpc).curvature
    }

    fn tensor(&self, k_inv_mpc: f64) -> f64 {
        self.values(k_inv_mpc).tensor
    }

    fn range_inv_mpc(&self) -> [f64; 2] {
        self.panels.range_inv_mpc()
    }
}
