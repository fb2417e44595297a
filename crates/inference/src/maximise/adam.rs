//! The Adam method.

use super::{Maximum, MaximumStop, require_search};
use crate::density::{LogDensityGradient, checked_gradient};
use crate::error::Error;
use crate::require::require_positive;
use crate::start::require_density;

/// Maximises ln p by gradient steps that each parameter's recent gradients normalise.
///
/// ```text
/// m ← β₁ m + (1 − β₁) g,   v ← β₂ v + (1 − β₂) g²
/// θ ← θ + aₜ m̂ / (√v̂ + ε),   aₜ = a [1 + cos(π t/T)]/2
/// ```
///
/// with m̂, v̂ freed of their bias towards zero and T the number of iterations allowed. It tolerates noisy and
/// badly scaled gradients; where they are exact, [`Lbfgs`](crate::Lbfgs) needs far fewer.
///
/// # References
///
/// `kingma2015`, algorithm 1; `loshchilov2017` (the cosine).
///
/// # Examples
///
/// ```
/// use lastscatter_inference::{Adam, DifferentiableDensity};
///
/// let density = DifferentiableDensity::new(1, |t, gradient| {
///     gradient[0] = 3.0 - t[0];
///     -0.5 * (t[0] - 3.0).powi(2)
/// });
/// let maximum = Adam::default().maximise(&density, &[0.0])?;
/// assert!((maximum.theta[0] - 3.0).abs() < 1e-5);
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adam {
    /// First step a, in scales. Default 0.1; too large a value overshoots, too small a one never arrives.
    pub learning_rate: f64,
    /// Memory β₁ of the gradient's mean. Default 0.9.
    pub mean_decay: f64,
    /// Memory β₂ of the gradient's square. Default 0.999.
    pub square_decay: f64,
    /// Largest component of the gradient (times its scale) that counts as zero. Default 1e-6.
    pub gradient_tolerance: f64,
    /// Number of steps T over which the rate falls to zero. Default 10 000.
    pub max_iterations: usize,
}

impl Default for Adam {
    fn default() -> Self {
        Self {
            learning_rate: 0.1,
            mean_decay: 0.9,
            square_decay: 0.999,
            gradient_tolerance: 1e-6,
            max_iterations: 10_000,
        }
    }
}

/// ε of the update: keeps a vanished gradient from dividing by zero.
const LEAST_DENOMINATOR: f64 = 1e-8;

impl Adam {
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
    ///
    /// A step to a point without density goes back to the best one and halves the rate.
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] and [`Error::NonFiniteEntry`] for a bad start, [`Error::OutOfDomain`] for bad scales or
    /// options, [`Error::NonFinite`] where ln p is NaN or +∞, [`Error::OutsideSupport`] where it is −∞ at the start, [`Error::NonFiniteEntry`] for such a
    /// gradient, [`Error::Density`] for a fatal failure, [`Error::NotConverged`] with the largest component of the
    /// gradient as residual.
    pub fn maximise_scaled<D: LogDensityGradient>(
        &self,
        density: &D,
        start: &[f64],
        scales: &[f64],
    ) -> Result<Maximum, Error> {
        self.validate()?;
        require_search(density, start, scales)?;
        let n = start.len();
        let mut theta = start.to_vec();
        let mut gradient = vec![0.0; n];
        let mut value = checked_gradient(density, &theta, &mut gradient)?;
        require_density(value, start)?;
        let (mut best_theta, mut best_gradient, mut best_value) =
            (theta.clone(), gradient.clone(), value);
        let (mut mean, mut square) = (vec![0.0; n], vec![0.0; n]);
        let (mut mean_weight, mut square_weight) = (1.0, 1.0);
        let mut rate = self.learning_rate;
        let mut iteration = 0;
        loop {
            let sizes = gradient.iter().zip(scales).map(|(g, s)| (g * s).abs());
            let steepest = sizes.fold(0.0, f64::max);
            if steepest <= self.gradient_tolerance {
                return Ok(Maximum {
                    theta,
                    ln_density: value,
                    iterations: iteration,
                    evaluations: iteration + 1,
                    stop: MaximumStop::Gradient,
                });
            }
            if iteration == self.max_iterations {
                return Err(Error::NotConverged {
                    what: "Adam",
                    iterations: iteration,
                    residual: steepest,
                    tolerance: self.gradient_tolerance,
                    theta,
                });
            }
            mean_weight *= self.mean_decay;
            square_weight *= self.square_decay;
            let progress = iteration as f64 / self.max_iterations as f64;
            let annealed = 0.5 * rate * (1.0 + (std::f64::consts::PI * progress).cos());
            for k in 0..n {
                let g = gradient[k] * scales[k];
                mean[k] = self.mean_decay * mean[k] + (1.0 - self.mean_decay) * g;
                square[k] = self.square_decay * square[k] + (1.0 - self.square_decay) * g * g;
                let root = (square[k] / (1.0 - square_weight)).sqrt();
                let ratio = mean[k] / (1.0 - mean_weight) / (root + LEAST_DENOMINATOR);
                theta[k] += annealed * scales[k] * ratio;
            }
            value = checked_gradient(density, &theta, &mut gradient)?;
            if value == f64::NEG_INFINITY {
                theta.copy_from_slice(&best_theta);
                gradient.copy_from_slice(&best_gradient);
                value = best_value;
                mean.fill(0.0);
                square.fill(0.0);
                (mean_weight, square_weight) = (1.0, 1.0);
                rate *= 0.5;
            } else if value > best_value {
                best_theta.copy_from_slice(&theta);
                best_gradient.copy_from_slice(&gradient);
                best_value = value;
            }
            iteration += 1;
        }
    }

    fn validate(&self) -> Result<(), Error> {
        require_positive("learning_rate", self.learning_rate)?;
        require_positive("gradient_tolerance", self.gradient_tolerance)?;
        for (name, decay) in [
            ("mean_decay", self.mean_decay),
            ("square_decay", self.square_decay),
        ] {
            if !(0.0..1.0).contains(&decay) {
                return Err(Error::OutOfDomain {
                    name,
                    value: decay,
                    expected: "0 <= decay < 1",
                });
            }
        }
        Ok(())
    }
}
