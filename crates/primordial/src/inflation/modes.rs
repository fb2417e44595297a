//! Scalar and tensor modes in flat space, from deep inside the horizon to far outside.

use std::f64::consts::PI;

use lastscatter_numerics::ode::{AdiabaticOrder, Coefficients, Oscillator, OscillatorSolver};
use num_complex::Complex64;

use super::History;
use crate::Error;

/// ℛ of one wavenumber: ℛ_NN + (3 − ε + dln ε/dN) ℛ_N + (k/aH)² ℛ = 0.
struct Scalar<'a> {
    history: &'a History,
    ln_k: f64,
}

impl Oscillator for Scalar<'_> {
    fn coefficients(&self, n: f64) -> Coefficients {
        let [ln_a_h, _] = self.history.horizon(n);
        Coefficients {
            frequency_squared: (2.0 * (self.ln_k - ln_a_h)).exp(),
            damping: 0.5 * self.history.scalar_damping(n),
        }
    }
}

/// h of one wavenumber and helicity: h_NN + (3 − ε) h_N + (k/aH)² h = 0.
struct Tensor<'a> {
    history: &'a History,
    ln_k: f64,
}

impl Oscillator for Tensor<'_> {
    fn coefficients(&self, n: f64) -> Coefficients {
        let [ln_a_h, epsilon] = self.history.horizon(n);
        Coefficients {
            frequency_squared: (2.0 * (self.ln_k - ln_a_h)).exp(),
            damping: 0.5 * (3.0 - epsilon),
        }
    }
}

/// The powers P_ℛ and P_t of ln k, k in units of aH at N = 0 and M_P.
pub(super) fn powers(history: &History, solver: &OscillatorSolver, ln_k: f64) -> Result<[f64; 2], Failure> {
    // Depth inside the horizon where the vacuum is set, and outside where modes are frozen.
    let crossing = |ln_a_h| history.crossing(ln_a_h);
    let start = crossing(ln_k - DEPTH.ln()).ok_or(Failure::Short)?;
    let end = frozen(history, solver, ln_k);
    let [ln_a_h, _] = history.horizon(start);
    // |u|² of the vacuum follows from its Wronskian: v = z ℛ or a h M_P/2.
    let unit = (3.0 * ln_k - 2.0 * start - ln_a_h).exp() / (2.0 * PI * PI);
    let scalar = growth(solver, &Scalar { history, ln_k }, start, end)?;
    let tensor = growth(solver, &Tensor { history, ln_k }, start, end)?;
    let velocity = history.velocity(start);
    Ok([
        unit * scalar / (velocity * velocity),
        8.0 * unit * tensor,
    ])
}

/// k/aH where the vacuum is set.
const DEPTH: f64 = 100.0;

/// Why a wavenumber has no power.
pub(super) enum Failure {
    /// The universe began with the wavenumber outside the horizon or too near.
    Short,
    Vacuum(f64),
    Numerics(lastscatter_numerics::Error),
}

impl From<lastscatter_numerics::Error> for Failure {
    fn from(error: lastscatter_numerics::Error) -> Self {
        Self::Numerics(error)
    }
}

/// N at which a mode is frozen to the solver's tolerance, or the end of inflation.
pub(crate) fn frozen(history: &History, solver: &OscillatorSolver, ln_k: f64) -> f64 {
    let frozen = ln_k - 0.5 * (0.1 * solver.tolerance).ln();
    history.crossing(frozen).unwrap_or(history.end())
}

/// |u|² at the end of a solution that begins in the vacuum with the Wronskian u u*′ − u* u′ = i.
fn growth(
    solver: &OscillatorSolver,
    mode: &impl Oscillator,
    start: f64,
    end: f64,
) -> Result<f64, Failure> {
    let vacuum = solver.positive_frequency(mode, start, AdiabaticOrder::Converged)?;
    if vacuum.error > solver.tolerance {
        return Err(Failure::Vacuum(vacuum.error));
    }
    let slope = vacuum.logarithmic_derivative;
    Ok(growth_from(solver, mode, start, slope, end)?)
}

/// |u|² at the end of a solution that begins with u′/u = `slope` and the Wronskian u u*′ − u* u′ = i.
pub(crate) fn growth_from(
    solver: &OscillatorSolver,
    mode: &impl Oscillator,
    start: f64,
    slope: Complex64,
    end: f64,
) -> Result<f64, lastscatter_numerics::Error> {
    let state = [Complex64::new(1.0, 0.0), slope];
    let solution = solver.solve(mode, start, state, end)?;
    Ok(solution.state[0].norm_sqr() / (-2.0 * slope.im))
}
