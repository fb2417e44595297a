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

/// The coefficients on the nodes of a panel.
#[derive(Debug, Clone, Copy)]
pub(super) struct Panel {
    pub(super) half: f64,
    pub(super) damping: Nodal,
    /// ω² − γ² − γ′.
    pub(super) squared: Nodal,
}

impl Panel {
    /// Samples the panel of length `h` from `t`.
    #[inline(always)]
    pub(super) fn new(oscillator: &impl Oscillator, t: f64, h: f64) -> Result<Self, Error> {
        let half = 0.5 * h;
        let (mut damping, mut squared) = ([0.0; NODES], [0.0; NODES]);
        for j in 0..NODES {
            let Coefficients {
                frequency_squared,
                damping: gamma,
            } = finite_coefficients(oscillator, t + half * (1.0 + chebyshev().nodes[j]))?;
            damping[j] = gamma;
            squared[j] = frequency_squared;
        }
        let (slope, _) = chebyshev().derivatives(&damping, &damping);
        for j in 0..NODES {
            squared[j] -= damping[j] * damping[j] + slope[j] / half;
        }
        Ok(Self {
            half,
            damping,
            squared,
        })
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

/// Tries the panel of length `h` from `t`.
#[inline]
pub(super) fn attempt(
    oscillator: &impl Oscillator,
    t: f64,
    h: f64,
    state: [Complex64; 2],
    tolerance: f64,
) -> Result<Attempt, Error> {
    let panel = Panel::new(oscillator, t, h)?;
    let nodes = &chebyshev().nodes;
    let weights = &chebyshev().weights;
    // The panel up to shortly before node j, if that is worth while.
    let until = |j: usize, frequency: f64| {
        let h = 0.5 * h * (1.0 + nodes[j]) * 0.95;
        if h.abs() * frequency > WORTHWHILE {
            Attempt::Shorter { h }
        } else {
            Attempt::NotOscillating
        }
    };
    let first = panel.squared[0];
    if first.is_nan() || first <= 0.0 || first.is_infinite() {
        return Ok(Attempt::NotOscillating);
    }
    if let Some(j) = panel.squared.iter().position(|s| s.is_nan() || *s <= 0.0) {
        return Ok(until(j - 1, first.sqrt()));
    }
    let mut imaginary = panel.squared.map(f64::sqrt);
    let mut real = [0.0; NODES];
    let length = panel.half.abs();
    let phase = length * chebyshev().integral(&imaginary);
    let rounding = ROUNDING * phase;
    // Clenshaw–Curtis quadrature sees what lies beyond the last polynomial with a weight of 16/NODES³.
    let missed = |f: &Nodal| chebyshev().tail(f) * length * (16.0 / (NODES * NODES * NODES) as f64);
    let unresolved = missed(&imaginary) + missed(&panel.damping);
    if unresolved.is_nan() || unresolved - rounding > tolerance {
        let factor = 0.9 * (tolerance / unresolved).powf(1.0 / NODES as f64);
        let h = h * factor.clamp(0.05, 0.9);
        return Ok(if h.abs() * first.sqrt() > WORTHWHILE {
            Attempt::Shorter { h }
        } else {
            Attempt::NotOscillating
        });
    }
    // The smallest correction so far at each node.
    let mut least = [f64::INFINITY; NODES];
    let mut previous = f64::INFINITY;
    let mut slow = 0;
    let mut converged = false;
    for _ in 0..ITERATIONS {
        let sizes = panel.correct(&mut real, &mut imaginary);
        let mut error = 0.0;
        for j in 0..NODES {
            least[j] = least[j].min(sizes[j]);
            error += weights[j] * sizes[j];
        }
        error *= length;
        error += (sizes[0] / imaginary[0]).max(sizes[NODES - 1] / imaginary[NODES - 1]);
        // The next correction would be smaller by about as much as this one was.
        let left = if previous.is_finite() {
            error * (2.0 * error / previous).min(1.0)
        } else {
            error
        };
        if left <= tolerance + rounding {
            converged = true;
            break;
        }
        // Halving is the least that is worth another try.
        slow = if error < 0.5 * previous { 0 } else { slow + 1 };
        if slow > 1 || error.is_nan() {
            break;
        }
        previous = error;
    }
    if !converged {
        let mut sum = 0.0;
        for j in 0..NODES {
            sum += weights[j] * least[j] * length;
            let error = sum + least[j] / panel.squared[j].sqrt();
            if error.is_nan() || error > 0.5 * tolerance + rounding {
                return Ok(if j == 0 {
                    Attempt::NotOscillating
                } else {
                    until(j - 1, first.sqrt())
                });
            }
        }
        return Ok(until(NODES / 2, first.sqrt()));
    }
    let last = NODES - 1;
    if !imaginary.iter().all(|a| *a > 0.0) {
        return Ok(until(NODES / 2, first.sqrt()));
    }
    let phase = panel.half * chebyshev().integral(&imaginary);
    let damped = panel.half * chebyshev().integral(&panel.damping);
    let at_start = Complex64::new(real[0] - panel.damping[0], imaginary[0]);
    let at_end = Complex64::new(real[last] - panel.damping[last], imaginary[last]);
    // u = A u₊ + B u₋ with u₊ = 1 at the start. |u₊|² Im y e^{2∫γ} is constant: the Wronskian.
    let norm = Complex64::new(0.0, -0.5 / imaginary[0]);
    let positive = (state[1] - at_start.conj() * state[0]) * norm;
    let negative = (at_start * state[0] - state[1]) * norm;
    let growth = Complex64::from_polar(
        (imaginary[0] / imaginary[last]).sqrt() * (-damped).exp(),
        phase,
    );
    let (positive, negative) = (positive * growth, negative * growth.conj());
    Ok(Attempt::Done {
        state: [
            positive + negative,
            positive * at_end + negative * at_end.conj(),
        ],
        error: (unresolved - rounding).max(0.0),
    })
}
