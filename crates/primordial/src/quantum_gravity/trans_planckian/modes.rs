//! One wave with modified dispersion, from where it begins to far outside the horizon.

use std::f64::consts::PI;

use lastscatter_numerics::ode::{AdiabaticOrder, Coefficients, Oscillator, OscillatorSolver};
use num_complex::Complex64;

use super::super::dispersion::{Dispersion, Helicity};
use crate::{
    Bogoliubov, Error, Vacuum,
    inflation::{History, frozen, growth_from},
    vacuum::{Pump, SurfaceState},
};

/// ℛ or gravitational waves of one helicity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Scalar,
    Tensor(Helicity),
}

/// A wave of one wavenumber.
///
/// ```text
/// u_NN + 2γ u_N + (ω²(k/a)/H²) u = 0,   2γ = 3 − ε + dln ε/dN (scalars), 3 − ε (gravitational waves)
/// ```
#[derive(Debug, Clone, Copy)]
pub(super) struct Wave<'a> {
    pub history: &'a History,
    pub solver: &'a OscillatorSolver,
    pub kind: Kind,
    pub dispersion: &'a Dispersion,
    pub vacuum: Vacuum,
    /// p/H where it begins.
    pub depth: f64,
    /// H_* in units of the history.
    pub hubble: f64,
    pub k_inv_mpc: f64,
    pub ln_k: f64,
}

impl Oscillator for Wave<'_> {
    #[inline]
    fn coefficients(&self, n: f64) -> Coefficients {
        let [ln_a_h, epsilon] = self.history.horizon(n);
        let (damping, helicity) = match self.kind {
            Kind::Scalar => (0.5 * self.history.scalar_damping(n), 1.0),
            Kind::Tensor(helicity) => (0.5 * (3.0 - epsilon), helicity.sign()),
        };
        let ratio = if matches!(self.dispersion, Dispersion::Relativistic) {
            1.0
        } else {
            self.dispersion.ratio((self.ln_k - n).exp() / self.hubble, helicity)
        };
        Coefficients {
            frequency_squared: ratio * (2.0 * (self.ln_k - ln_a_h)).exp(),
            damping,
        }
    }
}

impl Wave<'_> {
    /// P_ℛ, or the part of P_t of one helicity.
    pub(super) fn power(&self) -> Result<f64, Error> {
        let start = self.start()?;
        let slope = self.slope(start)?;
        let end = frozen(self.history, self.solver, self.ln_k);
        let growth = growth_from(self.solver, self, start, slope, end).map_err(|e| self.failure(e))?;
        let [ln_a_h, _] = self.history.horizon(start);
        // v = zℛ or ah M_P/2 has the Wronskian i.
        let unit = (3.0 * self.ln_k - 2.0 * start - ln_a_h).exp() / (2.0 * PI * PI);
        Ok(match self.kind {
            Kind::Scalar => unit * growth / self.history.velocity(start).powi(2),
            Kind::Tensor(_) => 4.0 * unit * growth,
        })
    }

    /// The state in which it begins relative to the adiabatic vacuum there.
    pub(super) fn excitation(&self) -> Result<Bogoliubov, Error> {
        let start = self.start()?;
        let vacuum = self
            .solver
            .positive_frequency(self, start, AdiabaticOrder::Converged)
            .map_err(|e| self.failure(e))?;
        Ok(Bogoliubov::between(vacuum.logarithmic_derivative, self.slope(start)?))
    }

    /// N at the beginning.
    fn start(&self) -> Result<f64, Error> {
        let start = match self.vacuum {
            Vacuum::Hypersurface { .. } => Some(self.ln_k - (self.depth * self.hubble).ln()),
            Vacuum::BunchDavies | Vacuum::AlphaVacuum(_) => {
                self.history.crossing(self.ln_k - self.depth.ln())
            }
        };
        start.filter(|&n| n > 0.0).ok_or(Error::TooShort {
            e_folds: self.history.end(),
            needed: self.history.end() - self.ln_k + (self.depth * self.hubble).ln(),
            k_inv_mpc: self.k_inv_mpc,
        })
    }

    /// u_N/u at the beginning.
    fn slope(&self, start: f64) -> Result<Complex64, Error> {
        match self.vacuum {
            Vacuum::BunchDavies | Vacuum::AlphaVacuum(_) => self.adiabatic(start),
            Vacuum::Hypersurface {
                state: SurfaceState::Squeezed(state),
                ..
            } => Ok(state.slope(self.adiabatic(start)?)),
            Vacuum::Hypersurface { state, .. } => state
                .slope(self.solver, self, start, |n| self.pump(n))
                .map_err(|e| self.failure(e)),
        }
    }

    fn adiabatic(&self, start: f64) -> Result<Complex64, Error> {
        let not_vacuum = |error| Error::NotVacuum {
            what: "the adiabatic state",
            k_inv_mpc: self.k_inv_mpc,
            error,
            tolerance: self.solver.tolerance,
        };
        let state = self
            .solver
            .positive_frequency(self, start, AdiabaticOrder::Converged)
            .map_err(|failure| match failure {
                // Frequencies that expansion overdamps.
                lastscatter_numerics::Error::NotConverged { residual, .. } => not_vacuum(residual),
                other => self.failure(other),
            })?;
        if state.error > self.solver.tolerance {
            return Err(not_vacuum(state.error));
        }
        Ok(state.logarithmic_derivative)
    }

    /// z′/z and z″/z in units of aH and (aH)²: 2γ = 2z_N/z + 1 − ε.
    fn pump(&self, n: f64) -> Pump {
        let growth = |n: f64| {
            let [_, epsilon] = self.history.horizon(n);
            self.coefficients(n).damping - 0.5 * (1.0 - epsilon)
        };
        let [_, epsilon] = self.history.horizon(n);
        let step = 1e-3;
        let g = growth(n);
        let change = (8.0 * (growth(n + step) - growth(n - step)) - growth(n + 2.0 * step)
            + growth(n - 2.0 * step))
            / (12.0 * step);
        Pump {
            growth: g,
            curvature: g * g + change + (1.0 - epsilon) * g,
        }
    }

    fn failure(&self, source: lastscatter_numerics::Error) -> Error {
        Error::Mode {
            k_inv_mpc: self.k_inv_mpc,
            source,
        }
    }
}
