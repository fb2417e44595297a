//! Modes from their vacuum to where they are frozen.

use lastscatter_numerics::ode::{AdiabaticOrder, OscillatorSolver};
use num_complex::Complex64;

use super::{
    background::{Point, State, Universe},
    equations::Equation,
    history::History,
    table::{Mode, Table},
    vacuum::Instant,
};
use crate::{Error, potential::Potential};

/// k/aq where a vacuum is set.
pub(super) const DEPTH: f64 = 100.0;

/// Why a wavenumber has no power.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Failure {
    /// The universe has no time at which the wavenumber was deep inside the horizon.
    Short,
    /// The state is no vacuum: relative error.
    Vacuum(f64),
    Numerics(lastscatter_numerics::Error),
}

impl From<lastscatter_numerics::Error> for Failure {
    fn from(error: lastscatter_numerics::Error) -> Self {
        Self::Numerics(error)
    }
}

/// A complex solution at s.
pub(super) type Wave = [Complex64; 2];

/// u and u_s at s, with the square of the norm that the vacuum has there, in units of k³/2π².
#[derive(Debug, Clone, Copy)]
pub(super) struct Beginning {
    pub s: f64,
    pub slope: Complex64,
    /// k³ |u|² of the vacuum where u = 1 here: κ³q²/(2w), κ = k/aq and w = −Im u_s/u.
    pub power: f64,
}

impl Beginning {
    pub(super) fn new(ln_k: f64, [horizon, ln_q]: [f64; 2], s: f64, slope: Complex64) -> Self {
        let power = (3.0 * (ln_k - horizon) + 2.0 * ln_q).exp() / (-2.0 * slope.im);
        Self { s, slope, power }
    }

    pub(super) fn state(&self) -> Wave {
        [Complex64::ONE, self.slope]
    }
}

/// When and in which state modes of u = v/a begin.
#[derive(Debug, Clone, Copy)]
pub(super) enum Start {
    /// In an adiabatic state of the instant; wavenumbers above the second number (ln k) are in it until inflation.
    Instant(Instant, f64),
    /// In the contraction; wavenumbers above the number are in the vacuum until inflation.
    Contraction(f64),
}

impl Start {
    /// The beginning of ln k.
    pub(super) fn beginning(
        &self,
        history: &History,
        table: &Table,
        solver: &OscillatorSolver,
        ln_k: f64,
    ) -> Result<Beginning, Failure> {
        let [begin, end] = history.range();
        let (Self::Instant(_, late) | Self::Contraction(late)) = *self;
        if ln_k > late
            && let Some(s) = history.crossing([history.onset(), end], ln_k - DEPTH.ln())
        {
            return converged(history, table, solver, ln_k, s);
        }
        match self {
            Self::Instant(instant, _) => {
                let state = instant.state(ln_k).map_err(Failure::Vacuum)?;
                let slope = Complex64::new(state.real, -state.frequency);
                let place = [instant.horizon, instant.ln_q];
                Ok(Beginning::new(ln_k, place, instant.s, slope))
            }
            Self::Contraction(_) => {
                let s = history
                    .crossing([begin, 0.0], ln_k - DEPTH.ln())
                    .filter(|s| s - begin > 0.5)
                    .ok_or(Failure::Short)?;
                converged(history, table, solver, ln_k, s)
            }
        }
    }
}

/// The vacuum of positive frequency at s.
fn converged(
    history: &History,
    table: &Table,
    solver: &OscillatorSolver,
    ln_k: f64,
    s: f64,
) -> Result<Beginning, Failure> {
    let vacuum = solver.positive_frequency(&Mode { table, ln_k }, s, AdiabaticOrder::Converged)?;
    if vacuum.error.is_nan() || vacuum.error > solver.tolerance {
        return Err(Failure::Vacuum(vacuum.error));
    }
    let place = [history.horizon(s), history.ln_q(s)];
    Ok(Beginning::new(
        ln_k,
        place,
        s,
        vacuum.logarithmic_derivative,
    ))
}

/// The end of modes' evolution, where they are frozen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frozen {
    /// The s before which none counts as frozen, and the end of inflation.
    range: [f64; 2],
}

/// E-folds of inflation that also the longest waves are followed through.
const SETTLED: f64 = 7.0;

impl Frozen {
    pub(super) fn new(history: &History) -> Self {
        let [_, end] = history.range();
        let [lowest, _] = history.horizons([0.0, end]);
        let first = history.crossing([0.0, end], lowest + SETTLED);
        Self {
            range: [first.unwrap_or(end), end],
        }
    }

    /// ln(k/aq) of a frozen mode.
    pub(super) fn depth(tolerance: f64) -> f64 {
        0.5 * (0.1 * tolerance).ln()
    }

    pub(super) fn at(&self, history: &History, tolerance: f64, ln_k: f64) -> f64 {
        let horizon = ln_k - Self::depth(tolerance);
        let [first, end] = self.range;
        history
            .crossing([0.0, end], horizon)
            .unwrap_or(end)
            .max(first)
    }
}

/// What happens to a mode at the time when it is deepest inside the horizon.
#[derive(Debug, Clone, Copy)]
pub(super) enum Passage {
    /// Nothing.
    Coherent,
    /// Its positive and negative frequencies lose their relative phase at this s.
    Dephased(f64),
}

impl Passage {
    /// A solution at the end of one equation, up to a phase.
    pub(super) fn carried(
        self,
        table: &Table,
        solver: &OscillatorSolver,
        ln_k: f64,
        (start, state): (f64, Wave),
        end: f64,
    ) -> Result<Wave, Failure> {
        let mode = Mode { table, ln_k };
        match self {
            Self::Dephased(at) if start < at => {
                let there = solver.solve(&mode, start, state, at)?;
                let vacuum = solver.positive_frequency(&mode, at, AdiabaticOrder::Converged)?;
                let state = dephased(there.state, vacuum.logarithmic_derivative);
                Ok(solver.solve(&mode, at, state, end)?.state)
            }
            _ => Ok(solver.solve(&mode, start, state, end)?.state),
        }
    }
}

/// The state of positive frequency with as much |u|² as both parts of u have together.
fn dephased([u, slope]: Wave, vacuum: Complex64) -> Wave {
    let norm = Complex64::new(0.0, 2.0 * vacuum.im);
    let positive = (slope - vacuum.conj() * u) / norm;
    let negative = (vacuum * u - slope) / norm;
    let size = Complex64::from((positive.norm_sqr() + negative.norm_sqr()).sqrt());
    [size, size * vacuum]
}

/// Where modes are deepest inside the horizon between bounce and inflation, and how much of their power is averaged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Valley {
    s: f64,
    horizon: f64,
}

/// k/aq at which averaging begins, and from which on it is complete.
const MIXED: [f64; 2] = [15.0, 50.0];

impl Valley {
    pub(super) fn new(history: &History) -> Self {
        let [_, end] = history.range();
        let [s, horizon] = history.lowest_horizon([0.0, end]);
        Self { s, horizon }
    }

    /// The passages of ln k with their weights.
    pub(super) fn passages(&self, ln_k: f64) -> [(Passage, f64); 2] {
        let [from, to] = MIXED.map(f64::ln);
        let x = ((ln_k - self.horizon - from) / (to - from)).clamp(0.0, 1.0);
        // Smooth to second order at both ends.
        let weight = x * x * x * (10.0 + x * (6.0 * x - 15.0));
        [
            (Passage::Coherent, 1.0 - weight),
            (Passage::Dephased(self.s), weight),
        ]
    }
}

/// An equation tabulated between two s.
pub(super) fn tabulated<P: Potential + ?Sized>(
    universe: &Universe<'_, P>,
    history: &History,
    equation: Equation,
    range: [f64; 2],
    tolerance: f64,
) -> Result<Table, Error> {
    let tolerance = (1e-3 * tolerance).max(1e-13);
    let point = |s: f64| -> Point {
        let state: State = history.state(s);
        universe.point(state)
    };
    Table::new(&history.times(range), tolerance, |s| {
        equation.terms(&point(s))
    })
}

#[cfg(test)]
mod tests {
    use std::f64::consts::{FRAC_2_PI, FRAC_PI_2};

    use super::{
        super::history::tests::{Massless, massless_history},
        *,
    };

    const CRITICAL: f64 = 258.0;

    /// α and β after the bounce of a massless field, from the vacuum before it.
    fn bogoliubov(equation: Equation, k_over_lqc: f64) -> [f64; 2] {
        let universe = Universe {
            potential: &Massless,
            critical: CRITICAL,
        };
        let history = massless_history(CRITICAL, 10.0);
        let table = tabulated(&universe, &history, equation, [-10.0, 10.0], 1e-12).unwrap();
        let solver = OscillatorSolver::new(1e-12);
        let ln_k = (k_over_lqc * CRITICAL.sqrt()).ln();
        let mode = Mode {
            table: &table,
            ln_k,
        };
        let place = 8.0;
        let vacuum = |s| {
            let state = solver.positive_frequency(&mode, s, AdiabaticOrder::Converged);
            state.unwrap().logarithmic_derivative
        };
        let [before, after] = [vacuum(-place), vacuum(place)];
        // 2iW a³q|u|² = const., and a³q has no s-dependence: d = 0.
        let start = [Complex64::ONE, before];
        let [u, slope] = solver.solve(&mode, -place, start, place).unwrap().state;
        let wronskian = (u * slope.conj()).im / -before.im;
        assert!((wronskian - 1.0).abs() < 1e-10, "{wronskian}");
        let norm = Complex64::new(0.0, 2.0 * after.im);
        let scale = (after.im / before.im).sqrt();
        let positive = scale * (slope - after.conj() * u) / norm;
        let negative = scale * (after * u - slope) / norm;
        [positive.norm_sqr(), negative.norm_sqr()]
    }

    #[test]
    fn long_waves_through_a_massless_bounce() {
        // Gravitational waves h = H₀(kη) before and after, joined by h_ss = 0: with z = ½k/aq extrapolated to the bounce,
        // z_B = k √(3/ρ_c)/2^(5/3), |β| = (2/π)|ln(z_B/2) + γ_E| up to corrections of order z_B².
        for k in [1e-4, 1e-3, 1e-2] {
            let [alpha, beta] = bogoliubov(Equation::DressedTensor, k);
            assert!((alpha - beta - 1.0).abs() < 1e-9 * alpha);
            let z = k * 3.0_f64.sqrt() / 2.0_f64.powf(5.0 / 3.0);
            let expected = FRAC_2_PI * ((0.5 * z).ln() + 0.577_215_664_901_532_9);
            let error = beta.sqrt() / expected.abs() - 1.0;
            assert!(error.abs() < 2.0 * k * k + 1e-8, "{k}: {error:e}");
        }
    }

    #[test]
    fn short_waves_through_a_massless_bounce() {
        // |β| falls as exp(−2kη_*) with the singularity of a at iη_*: η_* = √(3/ρ_c) ∫ cos^(2/3)(3s) ds from 0 to π/6.
        let steps = 2000;
        let integral: f64 = (0..steps)
            .map(|i| {
                let s = (f64::from(i) + 0.5) / f64::from(steps) * FRAC_PI_2 / 3.0;
                (3.0 * s).cos().powf(2.0 / 3.0) * FRAC_PI_2 / 3.0 / f64::from(steps)
            })
            .sum();
        let rate = 2.0 * 3.0_f64.sqrt() * integral;
        let [low, high] = [3.0, 6.0];
        let [a, b] = [low, high].map(|k| bogoliubov(Equation::DressedTensor, k)[1].sqrt());
        let measured = (a / b).ln() / (high - low);
        assert!((measured / rate - 1.0).abs() < 0.02, "{measured} {rate}");
    }
}
