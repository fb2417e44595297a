//! The limited-memory BFGS method.

use std::collections::VecDeque;

use super::line_search::{LineSearch, Point, dot};
use super::{Maximum, MaximumStop, require_search, rounding};
use crate::density::LogDensityGradient;
use crate::error::Error;
use crate::require::require_positive;
use crate::start::require_density;

/// Maximises a smooth ln p by quasi-Newton steps.
///
/// The inverse Hessian H of −ln p is modelled from the latest steps and gradients; a line search
/// finds a point that satisfies the strong Wolfe conditions. The search stops by a measure without units,
///
/// ```text
/// λ = √(gᵀ H g),   g = ∇ ln p
/// ```
///
/// which is the distance to the maximum in standard deviations where ln p is quadratic and H exact.
///
/// For a density without gradient, wrap it in [`FiniteDifference`](crate::FiniteDifference).
///
/// # References
///
/// `nocedal2006`, section 7.2 and algorithm 7.4.
///
/// # Examples
///
/// ```
/// use lastscatter_inference::{Density, FiniteDifference, Lbfgs};
///
/// let rosenbrock = Density::new(2, |t| {
///     -(1.0 - t[0]).powi(2) - 100.0 * (t[1] - t[0] * t[0]).powi(2)
/// });
/// let maximum = Lbfgs::default().maximise(&FiniteDifference::new(rosenbrock), &[-1.2, 1.0])?;
/// assert!((maximum.theta[0] - 1.0).abs() < 1e-5 && maximum.evaluations < 80);
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lbfgs {
    /// Steps remembered. Default 10; more help where parameters are strongly correlated.
    pub memory: usize,
    /// Largest λ that counts as the maximum. Default 1e-6, which costs a step or two more than 1e-3.
    /// H errs on the small side early on, so do not go above 1e-2.
    pub tolerance: f64,
    /// Most steps. Default 1000.
    pub max_iterations: usize,
}

impl Default for Lbfgs {
    fn default() -> Self {
        Self {
            memory: 10,
            tolerance: 1e-6,
            max_iterations: 1000,
        }
    }
}

impl Lbfgs {
    /// The maximum reached from `start`, for parameters whose scales are around 1.
    ///
    /// # Errors
    ///
    /// As [`maximise_scaled`](Self::maximise_scaled).
    pub fn maximise<D: LogDensityGradient>(
        &self,
        density: &D,
        start: &[f64],
    ) -> Result<Maximum, Error> {
        self.maximise_scaled(density, start, &vec![1.0; start.len()])
    }

    /// The maximum reached from `start`; `scales` are guesses of the parameters' standard deviations.
    /// The first step is at most one of them long.
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] and [`Error::NonFiniteEntry`] for a bad start, [`Error::OutOfDomain`] for bad scales or
    /// options, [`Error::NonFinite`] where ln p is NaN or +∞, [`Error::OutsideSupport`] where it is −∞ at the start, [`Error::NonFiniteEntry`] for such a
    /// gradient, [`Error::Density`] for a fatal failure, [`Error::NotConverged`] with λ as residual.
    pub fn maximise_scaled<D: LogDensityGradient>(
        &self,
        density: &D,
        start: &[f64],
        scales: &[f64],
    ) -> Result<Maximum, Error> {
        require_positive("tolerance", self.tolerance)?;
        require_search(density, start, scales)?;
        let mut point = Point::new(density, start.to_vec())?;
        require_density(-point.cost, start)?;
        let mut inverse_hessian = InverseHessian::new(self.memory.max(1), scales);
        let mut evaluations = 1;
        let mut iterations = 0;
        loop {
            let mut direction = inverse_hessian.times(&point.gradient);
            let decrement_squared = dot(&direction, &point.gradient);
            let decrement = decrement_squared.max(0.0).sqrt();
            let stop = if decrement <= self.tolerance {
                Some(MaximumStop::Gradient)
            } else if 0.5 * decrement_squared <= rounding(point.cost) {
                Some(MaximumStop::Precision)
            } else {
                None
            };
            if let Some(stop) = stop {
                return Ok(Maximum {
                    theta: point.theta,
                    ln_density: -point.cost,
                    iterations,
                    evaluations,
                    stop,
                });
            }
            let not_converged = || Error::NotConverged {
                what: "L-BFGS",
                iterations,
                residual: decrement,
                tolerance: self.tolerance,
                theta: point.theta.clone(),
            };
            if iterations == self.max_iterations {
                return Err(not_converged());
            }
            for d in &mut direction {
                *d = -*d;
            }
            let first = if inverse_hessian.is_empty() {
                1.0 / decrement.max(1.0)
            } else {
                1.0
            };
            let mut line = LineSearch::new(density, &point, &direction);
            let found = line.search(first)?;
            evaluations += line.evaluations;
            match found {
                Some(next) => {
                    inverse_hessian.update(&point, &next);
                    point = next;
                }
                // A stale model can point nowhere; steepest ascent is tried before giving up.
                None if !inverse_hessian.is_empty() => inverse_hessian.clear(),
                None => return Err(not_converged()),
            }
            iterations += 1;
        }
    }
}

/// The two-loop recursion.
struct InverseHessian<'a> {
    memory: usize,
    scales: &'a [f64],
    /// (s, y, 1/sᵀy), oldest first.
    pairs: VecDeque<(Vec<f64>, Vec<f64>, f64)>,
}

impl<'a> InverseHessian<'a> {
    fn new(memory: usize, scales: &'a [f64]) -> Self {
        Self {
            memory,
            scales,
            pairs: VecDeque::new(),
        }
    }

    fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    fn clear(&mut self) {
        self.pairs.clear();
    }

    fn update(&mut self, from: &Point, to: &Point) {
        let s = difference(&to.theta, &from.theta);
        let y = difference(&to.gradient, &from.gradient);
        let curvature = dot(&s, &y);
        // The Wolfe conditions make it positive, unless the search had to settle for less.
        if curvature > f64::EPSILON * dot(&y, &self.scaled(&y)) {
            if self.pairs.len() == self.memory {
                self.pairs.pop_front();
            }
            self.pairs.push_back((s, y, 1.0 / curvature));
        }
    }

    fn scaled(&self, v: &[f64]) -> Vec<f64> {
        v.iter().zip(self.scales).map(|(v, s)| v * s * s).collect()
    }

    fn times(&self, gradient: &[f64]) -> Vec<f64> {
        let mut q = gradient.to_vec();
        let mut weights = Vec::with_capacity(self.pairs.len());
        for (s, y, rho) in self.pairs.iter().rev() {
            let weight = rho * dot(s, &q);
            add(&mut q, -weight, y);
            weights.push(weight);
        }
        let mut r = self.scaled(&q);
        if let Some((_, y, rho)) = self.pairs.back() {
            let gamma = 1.0 / (rho * dot(y, &self.scaled(y)));
            for r in &mut r {
                *r *= gamma;
            }
        }
        for ((s, y, rho), weight) in self.pairs.iter().zip(weights.iter().rev()) {
            let factor = weight - rho * dot(y, &r);
            add(&mut r, factor, s);
        }
        r
    }
}

fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

fn add(v: &mut [f64], factor: f64, w: &[f64]) {
    for (v, w) in v.iter_mut().zip(w) {
        *v += factor * w;
    }
}
