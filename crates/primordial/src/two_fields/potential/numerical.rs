//! A potential without derivatives.

use std::fmt;

use super::{Landscape, TwoFieldPotential};

/// A potential given by its value alone; derivatives are central differences of sixth order.
///
/// # Accuracy
///
/// With a step h and variation on a scale s: (h/s)⁶ and rounding, about 1e-16 s/h in the gradient and 1e-16 (s/h)² in second
/// derivatives, which h = s/50 balances near 1e-10 and 1e-11 (`two_fields::derivatives_of_potentials`).
pub struct Numerical<F> {
    value: F,
    step: f64,
}

impl<F: Fn([f64; 2]) -> f64 + Send + Sync> Numerical<F> {
    /// V(φ, χ) and the step of differences, some fiftieth of the scale in M_P on which it varies.
    pub const fn new(value: F, step: f64) -> Self {
        Self { value, step }
    }
}

impl<F> fmt::Debug for Numerical<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Numerical")
            .field("step", &self.step)
            .finish_non_exhaustive()
    }
}

/// First derivative: Σ w (f(jh) − f(−jh))/h.
const FIRST: [f64; 3] = [0.75, -0.15, 1.0 / 60.0];

/// Second derivative: Σ w (f(jh) + f(−jh) − 2f(0))/h².
const SECOND: [f64; 3] = [1.5, -0.15, 1.0 / 90.0];

impl<F: Fn([f64; 2]) -> f64 + Send + Sync> TwoFieldPotential for Numerical<F> {
    fn at(&self, [phi, chi]: [f64; 2]) -> Landscape {
        let h = self.step;
        let v = |i: f64, j: f64| (self.value)([phi + i * h, chi + j * h]);
        let value = v(0.0, 0.0);
        let mut gradient = [0.0; 2];
        let mut along = [0.0; 3];
        // Second derivatives along φ, along χ and along the diagonal.
        for (j, (first, second)) in (1..).map(f64::from).zip(FIRST.into_iter().zip(SECOND)) {
            let pairs = [
                [v(j, 0.0), v(-j, 0.0)],
                [v(0.0, j), v(0.0, -j)],
                [v(j, j), v(-j, -j)],
            ];
            for (sum, [plus, minus]) in gradient.iter_mut().zip(pairs) {
                *sum += first * (plus - minus) / h;
            }
            for (sum, [plus, minus]) in along.iter_mut().zip(pairs) {
                *sum += second * (plus + minus - 2.0 * value) / (h * h);
            }
        }
        let [pp, cc, diagonal] = along;
        Landscape {
            value,
            gradient,
            hessian: [pp, 0.5 * (diagonal - pp - cc), cc],
        }
    }
}
