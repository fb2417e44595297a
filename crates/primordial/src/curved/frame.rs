//! A background with its place among today's scales.

use lastscatter_numerics::ode::OscillatorSolver;
use num_complex::Complex64;

use super::{
    Geometry,
    modes::{self, Perturbation, Wave},
    start::Background,
};
use crate::{
    Error, Powers,
    error::within,
    inflation::{Amplitude, History},
    potential::Potential,
};

/// Where a universe stands among today's scales.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pivot {
    pub e_folds: f64,
    pub k_inv_mpc: f64,
    pub amplitude: Amplitude,
}

/// A universe whose pivot scale is known.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub background: Background,
    /// ln of aH in Mpc⁻¹ less that in units of M_P with a = 1 at N = 0.
    ln_unit: f64,
    factor: f64,
    tolerance: f64,
    pub solver: OscillatorSolver,
    /// N from which on decaying modes are gone.
    settled: f64,
}

impl Pivot {
    /// What the settings of all models have to fulfil.
    pub(crate) fn validate(&self, tolerance: f64, potential: &impl Potential) -> Result<(), Error> {
        within("tolerance", tolerance, [1e-11, 1e-2])?;
        within("pivot in 1/Mpc", self.k_inv_mpc, [1e-8, 1e8])?;
        within("N_*", self.e_folds, [1.0, 1000.0])?;
        if let Amplitude::Scalar(amplitude) = self.amplitude {
            within("A_s", amplitude, [1e-30, 1.0])?;
        }
        potential.validate()
    }
}

/// The tolerance of a history which that of powers asks for.
pub(crate) fn history_tolerance(tolerance: f64) -> f64 {
    (1e-4 * tolerance).clamp(1e-13, 1e-9)
}

/// The least ln of aH in Mpc⁻¹, whose square is still a number.
const SMALLEST: f64 = -300.0;

impl Frame {
    pub(crate) fn new(
        background: Background,
        pivot: &Pivot,
        tolerance: f64,
    ) -> Result<Self, Error> {
        let Background { history, onset, .. } = &background;
        let at = history.end() - pivot.e_folds;
        if at <= *onset {
            return Err(Error::TooShort {
                e_folds: history.end() - onset,
                needed: pivot.e_folds,
                k_inv_mpc: pivot.k_inv_mpc,
            });
        }
        let ln_unit = pivot.k_inv_mpc.ln() - history.ln_a_h(at);
        let smallest = ln_unit + history.ln_a_h(*onset).min(history.ln_a_h(0.0));
        if smallest < SMALLEST {
            return Err(Error::OutOfDomain {
                name: "ln of the onset's horizon in 1/Mpc",
                value: smallest,
                expected: "at least -300: less inflation before the pivot scale",
            });
        }
        // ℛ_N falls as 1/(a³φ_N²) where the field slows down.
        let once = 0.1 * tolerance;
        let slow = onset - once.ln() / 3.0;
        let slowed = (history.velocity(*onset) / history.velocity(slow.min(at))).abs();
        let settled = (slow + 2.0 / 3.0 * slowed.max(1.0).ln()).min(history.end());
        Ok(Self {
            ln_unit,
            factor: 1.0,
            tolerance,
            // The steps of a mode share its error.
            solver: OscillatorSolver::new(0.1 * tolerance),
            settled,
            background,
        })
    }

    /// Scales the powers to the amplitude, `powers` being those of the pivot scale.
    pub(crate) fn normalised(
        mut self,
        pivot: &Pivot,
        powers: impl Fn(&Self, f64) -> Result<Powers, Error>,
    ) -> Result<Self, Error> {
        if let Amplitude::Scalar(amplitude) = pivot.amplitude {
            self.factor = amplitude / powers(&self, pivot.k_inv_mpc)?.scalar;
        }
        Ok(self)
    }

    pub(crate) const fn history(&self) -> &History {
        &self.background.history
    }

    pub(crate) fn geometry(&self) -> Geometry {
        Geometry {
            curvature_inv_mpc2: self.background.curvature * (2.0 * self.ln_unit).exp(),
        }
    }

    /// aH in Mpc⁻¹.
    pub(crate) fn horizon_inv_mpc(&self, n: f64) -> f64 {
        (self.ln_unit + self.history().ln_a_h(n)).exp()
    }

    /// From n = 3 in a closed universe, from well outside the onset's horizon in others, until scales that are frozen when inflation ends.
    pub(crate) fn range_inv_mpc(&self) -> [f64; 2] {
        let curvature = self.geometry().curvature_inv_mpc2;
        let low = if curvature > 0.0 {
            // Rounding of n√K must not lose the lowest wave.
            (3.0 - 1e-9) * curvature.sqrt()
        } else if curvature < 0.0 {
            1e-3 * (-curvature).sqrt()
        } else {
            1e-3 * self.horizon_inv_mpc(self.background.onset)
        };
        let end = self.horizon_inv_mpc(self.history().end());
        [low, end * (0.1 * self.tolerance).sqrt()]
    }

    /// The wave of a wavenumber, which must lie within the range.
    pub(crate) fn wave(&self, k_inv_mpc: f64) -> Result<Wave<'_>, Error> {
        let range_inv_mpc = self.range_inv_mpc();
        // Rounding must not put the ends themselves outside.
        let [low, high] = [
            range_inv_mpc[0] * (1.0 - 1e-12),
            range_inv_mpc[1] * (1.0 + 1e-12),
        ];
        if !(k_inv_mpc >= low && k_inv_mpc <= high) {
            return Err(Error::OutsideSpectrum {
                k_inv_mpc,
                range_inv_mpc,
            });
        }
        Ok(Wave {
            history: self.history(),
            squared: (2.0 * (k_inv_mpc.ln() - self.ln_unit)).exp(),
            curvature: self.background.curvature,
        })
    }

    /// P_ℛ and P_t of modes that begin with these u_N/u at N = 0.
    pub(crate) fn powers(
        &self,
        k_inv_mpc: f64,
        scalar: (&impl Perturbation, Complex64),
        tensor: (&impl Perturbation, Complex64),
    ) -> Result<Powers, Error> {
        let failed = |source| Error::Mode { k_inv_mpc, source };
        let scalar =
            modes::power(&self.solver, scalar.0, scalar.1, self.settled).map_err(failed)?;
        let tensor =
            modes::power(&self.solver, tensor.0, tensor.1, self.settled).map_err(failed)?;
        Ok(Powers::even(scalar, tensor).scaled(self.factor))
    }
}
