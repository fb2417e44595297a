//! One wave with modified dispersion, from where it begins to the end of inflation.

use lastscatter_numerics::ode::{AdiabaticOrder, Coefficients, Oscillator};
use num_complex::Complex64;

use super::super::{
    dispersion::{Dispersion, Helicity},
    track::{Field, Track},
};
use crate::{
    Bogoliubov, Error, Vacuum,
    vacuum::{Pump, SurfaceState},
};

/// A wave of one wavenumber.
///
/// ```text
/// u_NN + 2γ u_N + (ω²(k/a)/H²) u = 0,   2γ = 3 − ε + dln ε/dN (scalars), 3 − ε (gravitational waves)
/// ```
#[derive(Debug, Clone, Copy)]
pub(super) struct Wave<'a> {
    pub track: Track<'a>,
    pub field: Field,
    pub helicity: Helicity,
    pub dispersion: &'a Dispersion,
    pub vacuum: Vacuum,
    /// p/H where it begins.
    pub depth: f64,
    /// H_* in units of the history.
    pub hubble: f64,
}

impl Oscillator for Wave<'_> {
    #[inline]
    fn coefficients(&self, n: f64) -> Coefficients {
        let Track { ln_k, .. } = self.track;
        let history = self.track.history();
        let [ln_a_h, damping] = match self.field {
            Field::Scalar => history.scalar(n),
            Field::Tensor => {
                let [ln_a_h, epsilon] = history.horizon(n);
                [ln_a_h, 3.0 - epsilon]
            }
        };
        let ratio = match self.dispersion {
            Dispersion::Relativistic => 1.0,
            dispersion => dispersion.ratio((ln_k - n).exp() / self.hubble, self.helicity.sign()),
        };
        Coefficients {
            frequency_squared: ratio * (2.0 * (ln_k - ln_a_h)).exp(),
            damping: 0.5 * damping,
        }
    }

    fn longest_step(&self, n: f64) -> f64 {
        self.track.history().longest_step(n)
    }
}

impl Wave<'_> {
    /// P_ℛ, or the part of P_t of one helicity.
    pub(super) fn power(&self) -> Result<f64, Error> {
        let start = self.start()?;
        self.track
            .power(self, self.field, start, self.slope(start)?)
    }

    /// The state in which it begins relative to the adiabatic vacuum there.
    pub(super) fn excitation(&self) -> Result<Bogoliubov, Error> {
        let start = self.start()?;
        let vacuum = self
            .track
            .inflation
            .solver()
            .positive_frequency(self, start, AdiabaticOrder::Converged)
            .map_err(|source| self.track.failure(source))?;
        Ok(Bogoliubov::between(
            vacuum.logarithmic_derivative,
            self.slope(start)?,
        ))
    }

    /// N at the beginning.
    fn start(&self) -> Result<f64, Error> {
        if matches!(self.vacuum, Vacuum::Hypersurface { .. }) {
            Ok(self.track.ln_k - (self.depth * self.hubble).ln())
        } else {
            self.track.depth(self.depth)
        }
    }

    /// u_N/u at the beginning.
    fn slope(&self, start: f64) -> Result<Complex64, Error> {
        let adiabatic = || self.track.vacuum(self, start, "the adiabatic state");
        match self.vacuum {
            Vacuum::BunchDavies | Vacuum::AlphaVacuum(_) => adiabatic(),
            Vacuum::Hypersurface {
                state: SurfaceState::Squeezed(state),
                ..
            } => Ok(state.slope(adiabatic()?)),
            Vacuum::Hypersurface { state, .. } => state
                .slope(self.track.inflation.solver(), self, start, |n| self.pump(n))
                .map_err(|source| self.track.failure(source)),
        }
    }

    /// z′/z and z″/z in units of aH and (aH)²: 2γ = 2z_N/z + 1 − ε.
    fn pump(&self, n: f64) -> Pump {
        let epsilon = |n: f64| self.track.history().horizon(n)[1];
        let growth = |n: f64| self.coefficients(n).damping - 0.5 * (1.0 - epsilon(n));
        let step = 1e-3;
        let g = growth(n);
        let change = (8.0 * (growth(n + step) - growth(n - step)) - growth(n + 2.0 * step)
            + growth(n - 2.0 * step))
            / (12.0 * step);
        Pump {
            growth: g,
            curvature: g * g + change + (1.0 - epsilon(n)) * g,
        }
    }
}
