//! Steps where the solution oscillates: the phase from the Riccati equation.
//!
//! With y = u′/u + γ the equation becomes y′ + y² + Ω² = 0, Ω² = ω² − γ² − γ′. Its two non-oscillating solutions are complex
//! conjugates; the defect correction
//!
//! ```text
//! y ← y − R/(2y),   R = y′ + y² + Ω²,   y₀ = iΩ
//! ```
//!
//! on the Chebyshev nodes of a panel gains one power of (rate of change)/ω each time, until the asymptotic series turns (`agocs2024`).

use num_complex::Complex64;
use pulp::{Arch, NullaryFnOnce};

use super::{
    chebyshev::{NODES, Nodal, chebyshev},
    problem::{Coefficients, Oscillator, finite_coefficients},
};
use crate::Error;

/// Corrections tried.
pub(super) const ITERATIONS: usize = 24;
/// Radians that make a phase step cheaper than series steps.
pub(super) const WORTHWHILE: f64 = 14.0;
/// Rounding that no longer panel or further correction removes, relative to the phase.
const ROUNDING: f64 = 4.0 * f64::EPSILON;

/// A panel as it is sampled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Samples {
    half: f64,
    damping: Nodal,
    frequency_squared: Nodal,
}

impl Samples {
    /// The coefficients on the nodes from `start` to `end`, exactly there too.
    #[inline(always)]
    pub(super) fn new(oscillator: &impl Oscillator, start: f64, end: f64) -> Result<Self, Error> {
        let half = 0.5 * (end - start);
        let mut samples = Self {
            half,
            damping: [0.0; NODES],
            frequency_squared: [0.0; NODES],
        };
        for (j, s) in chebyshev().nodes.iter().enumerate() {
            let t = if j + 1 < NODES {
                start + half * (1.0 + s)
            } else {
                end
            };
            let Coefficients {
                frequency_squared,
                damping,
            } = finite_coefficients(oscillator, t)?;
            samples.damping[j] = damping;
            samples.frequency_squared[j] = frequency_squared;
        }
        Ok(samples)
    }
}

/// The coefficients of the Riccati equation on the nodes of a panel.
#[derive(Debug, Clone, Copy)]
pub(super) struct Panel {
    pub(super) half: f64,
    pub(super) damping: Nodal,
    /// Ω² = ω² − γ² − γ′.
    pub(super) squared: Nodal,
}

impl Panel {
    #[inline(always)]
    pub(super) fn new(samples: &Samples) -> Self {
        let Samples {
            half,
            damping,
            frequency_squared,
        } = *samples;
        let slope = chebyshev().derivative(&damping);
        let mut squared = frequency_squared;
        for j in 0..NODES {
            squared[j] -= damping[j] * damping[j] + slope[j] / half;
        }
        Self {
            half,
            damping,
            squared,
        }
    }

    /// One defect correction of y = (real, imaginary): the corrections −R/(2y) with their sizes.
    #[inline(always)]
    pub(super) fn correct(&self, real: &mut Nodal, imaginary: &mut Nodal) -> Nodal {
        let (d_real, d_imaginary) = chebyshev().derivatives(real, imaginary);
        let inverse = 1.0 / self.half;
        let mut sizes = [0.0; NODES];
        for j in 0..NODES {
            let (r, a) = (real[j], imaginary[j]);
            let residual_real = d_real[j] * inverse + (r * r - a * a) + self.squared[j];
            let residual_imaginary = d_imaginary[j] * inverse + 2.0 * r * a;
            let factor = 0.5 / (r * r + a * a);
            let step_real = (residual_real * r + residual_imaginary * a) * factor;
            let step_imaginary = (residual_imaginary * r - residual_real * a) * factor;
            real[j] = r - step_real;
            imaginary[j] = a - step_imaginary;
            sizes[j] = step_real.abs().max(step_imaginary.abs());
        }
        sizes
    }
}

/// The outcome of one attempt.
#[derive(Debug, Clone, Copy)]
pub(super) enum Attempt {
    /// The new state and the estimated relative error of the coefficients' representation, which the length controls.
    Done { state: [Complex64; 2], error: f64 },
    /// A panel of this length may do.
    Shorter { h: f64 },
    /// The solution does not oscillate fast enough here.
    NotOscillating,
}

/// Tries the panel from `t` to `target`.
#[inline]
pub(super) fn attempt(
    oscillator: &impl Oscillator,
    t: f64,
    target: f64,
    state: [Complex64; 2],
    tolerance: f64,
) -> Result<Attempt, Error> {
    Ok(carried(Task {
        samples: Samples::new(oscillator, t, target)?,
        state,
        tolerance,
    }))
}

/// A step of which the coefficients are known.
#[derive(Debug, Clone, Copy)]
struct Task {
    samples: Samples,
    state: [Complex64; 2],
    tolerance: f64,
}

/// The step, compiled for the machine at hand.
#[inline(never)]
fn carried(task: Task) -> Attempt {
    Arch::new().dispatch(task)
}

impl NullaryFnOnce for Task {
    type Output = Attempt;

    #[inline(always)]
    fn call(self) -> Attempt {
        phase_step(&self)
    }
}

#[inline(always)]
fn phase_step(task: &Task) -> Attempt {
    let panel = Panel::new(&task.samples);
    let first = panel.squared[0];
    if first.is_nan() || first <= 0.0 || first.is_infinite() {
        return Attempt::NotOscillating;
    }
    if let Some(j) = panel.squared.iter().position(|s| s.is_nan() || *s <= 0.0) {
        return panel.until(j - 1);
    }
    let mut real = [0.0; NODES];
    let mut imaginary = panel.squared.map(f64::sqrt);
    let unresolved = panel.missed(&[&imaginary, &panel.damping], &imaginary);
    if unresolved.is_nan() || unresolved > task.tolerance {
        return panel.shorter(task.tolerance / unresolved);
    }
    if let Err(usable) = panel.converge(&mut real, &mut imaginary, task.tolerance) {
        return usable.map_or(Attempt::NotOscillating, |node| panel.until(node));
    }
    let unresolved = panel.missed(&[&imaginary, &real, &panel.damping], &imaginary);
    if unresolved.is_nan() || unresolved > task.tolerance {
        return panel.shorter(task.tolerance / unresolved);
    }
    Attempt::Done {
        state: panel.propagated(&real, &imaginary, task.state),
        error: unresolved,
    }
}

impl Panel {
    /// The panel up to shortly before node `j`, if that is worth while.
    #[inline(always)]
    fn until(&self, j: usize) -> Attempt {
        self.part(0.5 * (1.0 + chebyshev().nodes[j]) * 0.95)
    }

    /// A shorter panel that misses less by `factor`.
    #[inline(always)]
    fn shorter(&self, factor: f64) -> Attempt {
        self.part((0.9 * factor.powf(1.0 / NODES as f64)).clamp(0.05, 0.9))
    }

    /// A part of the panel from its start, if that is worth while.
    #[inline(always)]
    fn part(&self, part: f64) -> Attempt {
        let h = 2.0 * self.half * part;
        if h.abs() * self.squared[0].sqrt() > WORTHWHILE {
            Attempt::Shorter { h }
        } else {
            Attempt::NotOscillating
        }
    }

    /// What the nodes miss of these functions. Coefficients beyond the last polynomial count in quadratures with a weight of
    /// 16/NODES³, and in slopes at the ends with one of NODES², which make a mistake in y that mixes the two solutions.
    #[inline(always)]
    fn missed(&self, functions: &[&Nodal], frequency: &Nodal) -> f64 {
        let length = self.half.abs();
        let ends = frequency[0].min(frequency[NODES - 1]);
        let quadrature = length * (16.0 / (NODES * NODES * NODES) as f64);
        let slope = (NODES * NODES) as f64 / (4.0 * length * ends * ends);
        let neglected: f64 = functions.iter().map(|f| chebyshev().neglected(f)).sum();
        neglected * (quadrature + slope)
    }

    /// Corrects y from iΩ until what is left, as a phase and as a mixture of the two solutions at the ends, meets the tolerance;
    /// or the last node up to which the series meets it, if any.
    #[inline(always)]
    fn converge(
        &self,
        real: &mut Nodal,
        imaginary: &mut Nodal,
        tolerance: f64,
    ) -> Result<(), Option<usize>> {
        let weights = &chebyshev().weights;
        let length = self.half.abs();
        let tolerance = tolerance + ROUNDING * length * chebyshev().integral(imaginary);
        // The smallest correction so far at each node.
        let mut least = [f64::INFINITY; NODES];
        let mut previous = f64::INFINITY;
        let mut slow = 0;
        for _ in 0..ITERATIONS {
            let sizes = self.correct(real, imaginary);
            let mut error = (sizes[0] / imaginary[0]).max(sizes[NODES - 1] / imaginary[NODES - 1]);
            for j in 0..NODES {
                least[j] = least[j].min(sizes[j]);
                error += length * weights[j] * sizes[j];
            }
            // The next correction would be smaller by about as much as this one was.
            let fall = if previous.is_finite() {
                (2.0 * error / previous).min(1.0)
            } else {
                1.0
            };
            if error * fall <= tolerance && imaginary.iter().all(|a| *a > 0.0) {
                return Ok(());
            }
            // Halving is the least that is worth another try.
            slow = if error < 0.5 * previous { 0 } else { slow + 1 };
            if slow > 1 || error.is_nan() {
                break;
            }
            previous = error;
        }
        let mut sum = 0.0;
        for j in 0..NODES {
            sum += length * weights[j] * least[j];
            let error = sum + least[j] / self.squared[j].sqrt();
            if error.is_nan() || error > 0.5 * tolerance {
                return Err(j.checked_sub(1));
            }
        }
        Err(Some(NODES / 2))
    }

    /// The state at the end: u = A u₊ + B u₋, where u₊′/u₊ = y − γ, u₋ is the conjugate, and |u₊|² Im y e^{2∫γ} is constant, which
    /// keeps the Wronskian.
    #[inline(always)]
    fn propagated(&self, real: &Nodal, imaginary: &Nodal, state: [Complex64; 2]) -> [Complex64; 2] {
        let last = NODES - 1;
        let [at_start, at_end] =
            [0, last].map(|j| Complex64::new(real[j] - self.damping[j], imaginary[j]));
        let phase = self.half * chebyshev().integral(imaginary);
        let damped = self.half * chebyshev().integral(&self.damping);
        let growth = (imaginary[0] / imaginary[last]).sqrt() * (-damped).exp();
        let growth = Complex64::from_polar(growth, phase);
        let norm = Complex64::new(0.0, -0.5 / imaginary[0]);
        let positive = (state[1] - at_start.conj() * state[0]) * norm * growth;
        let negative = (at_start * state[0] - state[1]) * norm * growth.conj();
        [
            positive + negative,
            positive * at_end + negative * at_end.conj(),
        ]
    }
}
