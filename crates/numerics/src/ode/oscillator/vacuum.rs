//! Adiabatic states of positive frequency.

use num_complex::Complex64;

use super::{
    OscillatorSolver,
    chebyshev::{NODES, chebyshev},
    phase::{ITERATIONS, Panel, Samples},
    problem::{Oscillator, finite_coefficients},
};
use crate::Error;

/// The highest adiabatic order.
const HIGHEST: usize = 12;
/// The largest ratio of Ω² within a panel.
const SPREAD: f64 = 12.0;

/// How far the adiabatic series of a state of positive frequency is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdiabaticOrder {
    /// Terms with at most this many time derivatives, 0 to 12. Order 0 is u′/u = −iω; order 1 adds −γ − ω′/(2ω); and so on.
    Fixed(u32),
    /// Until the defect meets the solver's tolerance or stops falling.
    Converged,
}

/// The state of positive frequency u ~ e^{−i∫ω dt} at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PositiveFrequency {
    /// u′/u; its imaginary part is negative.
    pub logarithmic_derivative: Complex64,
    /// Estimated relative error of u′/u: what the truncated series leaves.
    pub error: f64,
}

impl OscillatorSolver {
    /// u′/u of the solution u ~ e^{−i∫ω dt} at `t`, from coefficients on both sides of `t` (within some 30/ω, less where they change
    /// fast).
    ///
    /// With x = Σ x_n, x₀ = −iω and n counting derivatives,
    ///
    /// ```text
    /// x₁ = −γ − ω′/(2ω),   x_{n+1} = −(x_n′ + 2γ x_n + Σ_{j=1}^{n} x_j x_{n+1−j}) / (2x₀)
    /// ```
    ///
    /// # Accuracy
    ///
    /// Against the exact states of de Sitter space and of power-law inflation the error is at most three times the estimate, at
    /// every order (`oscillator::bunch_davies_state_of_de_sitter`, `golden_oscillator::bunch_davies_states`).
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] for an order above 12, a tolerance outside [1e-14, 0.1], coefficients that are not finite (with the
    /// time) or ω² ≤ 0 at `t`; [`Error::NotConverged`] when the coefficients are not smooth about `t`, or ω² − γ² − γ′
    /// is not positive there.
    pub fn positive_frequency(
        &self,
        oscillator: &impl Oscillator,
        t: f64,
        order: AdiabaticOrder,
    ) -> Result<PositiveFrequency, Error> {
        self.check()?;
        if let AdiabaticOrder::Fixed(order) = order
            && order as usize > HIGHEST
        {
            return Err(Error::OutOfDomain {
                name: "adiabatic order",
                value: f64::from(order),
                expected: "at most 12",
            });
        }
        let here = finite_coefficients(oscillator, t)?;
        if here.frequency_squared <= 0.0 {
            return Err(Error::OutOfDomain {
                name: "squared frequency of a positive-frequency state",
                value: here.frequency_squared,
                expected: "a positive number",
            });
        }
        let longest = oscillator.longest_step(t);
        let mut half = 30.0 / here.frequency_squared.sqrt();
        if longest > 0.0 {
            half = half.min(0.5 * longest);
        }
        let mut unresolved = f64::NAN;
        for _ in 0..40 {
            let panel = Panel::new(&Samples::new(oscillator, t - half, t + half)?);
            let largest = panel.squared.iter().copied().fold(0.0, f64::max);
            // Not so far that the other end has its own, worse series.
            if panel.squared.iter().all(|s| *s > largest / SPREAD) {
                let frequency = panel.squared.map(f64::sqrt);
                unresolved = chebyshev().neglected(&frequency) / largest.sqrt();
                if unresolved <= 1e-3 * self.tolerance {
                    return match order {
                        AdiabaticOrder::Fixed(order) => series(&panel, order as usize, t),
                        AdiabaticOrder::Converged => converged(&panel, self.tolerance, t),
                    };
                }
            }
            half *= 0.7;
        }
        Err(not_converged(unresolved, self.tolerance))
    }
}

fn not_converged(residual: f64, tolerance: f64) -> Error {
    Error::NotConverged {
        what: "state of positive frequency",
        iterations: ITERATIONS,
        residual,
        tolerance,
    }
}

/// A state from its logarithmic derivative, if that is a number.
fn state(x: Complex64, error: f64, t: f64) -> Result<PositiveFrequency, Error> {
    if x.is_finite() && error.is_finite() && x.im < 0.0 {
        Ok(PositiveFrequency {
            logarithmic_derivative: x,
            error: error.max(4.0 * f64::EPSILON),
        })
    } else {
        Err(Error::OutOfDomain {
            name: "time of a positive-frequency state",
            value: t,
            expected: "a time at which the coefficients change slowly",
        })
    }
}

/// Sum of the terms of the adiabatic series up to an order, in y = x + γ.
fn series(panel: &Panel, order: usize, t: f64) -> Result<PositiveFrequency, Error> {
    let tables = chebyshev();
    let damping_slope = tables.derivative(&panel.damping);
    let potential: [f64; NODES] = std::array::from_fn(|j| {
        panel.damping[j] * panel.damping[j] + damping_slope[j] / panel.half
    });
    let frequency: [f64; NODES] =
        std::array::from_fn(|j| (panel.squared[j] + potential[j]).max(0.0).sqrt());
    let mut terms = [[Complex64::ZERO; NODES]; HIGHEST + 3];
    terms[0] = frequency.map(|w| Complex64::new(0.0, -w));
    for n in 0..order + 2 {
        let (real, imaginary) =
            tables.derivatives(&terms[n].map(|y| y.re), &terms[n].map(|y| y.im));
        for j in 0..NODES {
            let mut sum = Complex64::new(real[j], imaginary[j]) / panel.half;
            for m in 1..=n {
                sum += terms[m][j] * terms[n + 1 - m][j];
            }
            if n == 1 {
                sum -= potential[j];
            }
            terms[n + 1][j] = -sum / (2.0 * terms[0][j]);
        }
    }
    let middle = |term: &[Complex64; NODES]| {
        Complex64::new(
            tables.middle(&term.map(|y| y.re)),
            tables.middle(&term.map(|y| y.im)),
        )
    };
    let damping = tables.middle(&panel.damping);
    let mut x: Complex64 = terms[..=order].iter().map(middle).sum();
    let mut left = middle(&terms[order + 1]);
    if order == 0 {
        left -= damping;
    } else {
        x -= damping;
    }
    let left = left.norm() + middle(&terms[order + 2]).norm();
    state(x, left / x.norm(), t)
}

/// Defect correction until it meets the tolerance or turns.
fn converged(panel: &Panel, tolerance: f64, t: f64) -> Result<PositiveFrequency, Error> {
    let tables = chebyshev();
    let mut real = [0.0; NODES];
    let mut imaginary = panel.squared.map(|s| -s.sqrt());
    let value = |real: &[f64; NODES], imaginary: &[f64; NODES]| {
        Complex64::new(tables.middle(real), tables.middle(imaginary))
    };
    let mut y = value(&real, &imaginary);
    let (mut change, mut before) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..ITERATIONS {
        panel.correct(&mut real, &mut imaginary);
        let next = value(&real, &imaginary);
        // A change that is small by chance counts as much as the two before let expect.
        let expected = if before.is_finite() {
            change * change / before
        } else {
            0.0
        };
        let moved = (next - y).norm().max(expected);
        // The change that made things worse is not made: it is what is left.
        if moved.is_nan() || moved >= change {
            break;
        }
        (before, change) = (change, moved);
        y = next;
        if change <= 0.1 * tolerance * y.norm() {
            break;
        }
    }
    let x = y - tables.middle(&panel.damping);
    state(x, change / x.norm(), t)
}
