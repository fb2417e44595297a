//! Sums of squared residuals and their minima.

mod fit;
mod gaussian_likelihood;
mod levenberg_marquardt;
mod linear_model;

pub use fit::{Fit, FitStop};
pub use gaussian_likelihood::GaussianLikelihood;
pub use levenberg_marquardt::LevenbergMarquardt;
pub use linear_model::LinearModel;

use nalgebra::DMatrix;

use crate::error::DensityError;
use crate::require::require_length;

/// A model compared with data by whitened residuals,
///
/// ```text
/// χ²(θ) = Σᵢ rᵢ(θ)²,   r = L⁻¹ [m(θ) − d],   C = L Lᵀ
/// ```
///
/// with model m, data d and data covariance C (for independent errors rᵢ = (mᵢ − dᵢ)/σᵢ).
pub trait LeastSquares: Sync {
    /// Number of residuals.
    fn data_count(&self) -> usize;

    /// Number of parameters.
    fn parameter_count(&self) -> usize;

    /// Writes r(θ) into `residuals` (length [`data_count`](Self::data_count)).
    ///
    /// # Errors
    ///
    /// [`DensityError::Rejected`] where the model has no value, [`DensityError::Fatal`] to stop. The problems of
    /// this crate answer a slice of the wrong length with the latter.
    fn residuals(&self, theta: &[f64], residuals: &mut [f64]) -> Result<(), DensityError>;

    /// Writes Jᵢⱼ = ∂rᵢ/∂θⱼ into `jacobian` (data × parameters).
    ///
    /// By default central differences, whose step is ε^{1/3} |θⱼ|, widened where the residuals do
    /// not respond to it, and one-sided where a neighbour is rejected. They are good to about 1e-9 of each column's
    /// norm, one-sided ones to 1e-5.
    ///
    /// # Errors
    ///
    /// As [`residuals`](Self::residuals).
    fn jacobian(&self, theta: &[f64], jacobian: &mut DMatrix<f64>) -> Result<(), DensityError> {
        central_difference_jacobian(self, theta, jacobian)
    }
}

impl<P: LeastSquares + ?Sized> LeastSquares for &P {
    fn data_count(&self) -> usize {
        (**self).data_count()
    }

    fn parameter_count(&self) -> usize {
        (**self).parameter_count()
    }

    fn residuals(&self, theta: &[f64], residuals: &mut [f64]) -> Result<(), DensityError> {
        (**self).residuals(theta, residuals)
    }

    fn jacobian(&self, theta: &[f64], jacobian: &mut DMatrix<f64>) -> Result<(), DensityError> {
        (**self).jacobian(theta, jacobian)
    }
}

/// A closure that writes residuals, as a [`LeastSquares`] problem.
///
/// # Examples
///
/// A decay through three exact points:
///
/// ```
/// use lastscatter_inference::{LevenbergMarquardt, Residuals};
///
/// let (t, y) = ([0.0, 1.0, 2.0], [8.0, 4.0, 2.0]);
/// let problem = Residuals::new(3, 2, |theta, r| {
///     for i in 0..3 {
///         r[i] = theta[0] * (-theta[1] * t[i]).exp() - y[i];
///     }
/// });
/// let fit = LevenbergMarquardt::default().minimise(&problem, &[1.0, 1.0])?;
/// assert!((fit.theta[0] - 8.0).abs() < 1e-9 && (fit.theta[1] - 2f64.ln()).abs() < 1e-10);
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Residuals<F> {
    data_count: usize,
    parameter_count: usize,
    residuals: F,
}

impl<F: Fn(&[f64], &mut [f64]) + Sync> Residuals<F> {
    /// `residuals` writes r(θ), of length `data_count`, into its second argument.
    pub const fn new(data_count: usize, parameter_count: usize, residuals: F) -> Self {
        Self {
            data_count,
            parameter_count,
            residuals,
        }
    }
}

impl<F> std::fmt::Debug for Residuals<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Residuals")
            .field("data_count", &self.data_count)
            .field("parameter_count", &self.parameter_count)
            .finish_non_exhaustive()
    }
}

impl<F: Fn(&[f64], &mut [f64]) + Sync> LeastSquares for Residuals<F> {
    fn data_count(&self) -> usize {
        self.data_count
    }

    fn parameter_count(&self) -> usize {
        self.parameter_count
    }

    fn residuals(&self, theta: &[f64], residuals: &mut [f64]) -> Result<(), DensityError> {
        require_length("theta", theta.len(), self.parameter_count)?;
        require_length("residuals", residuals.len(), self.data_count)?;
        (self.residuals)(theta, residuals);
        Ok(())
    }
}

/// Smallest change of the residuals, relative to their norm, that a difference may rest on.
const LEAST_RESPONSE: f64 = 1e-8;
/// First step for a parameter that is exactly zero, relative to the usual one of a parameter of size 1.
const FIRST_STEP_AT_ZERO: f64 = 1e-9;
/// Widening of a step without response.
const WIDENING: f64 = 100.0;

fn central_difference_jacobian<P: LeastSquares + ?Sized>(
    problem: &P,
    theta: &[f64],
    jacobian: &mut DMatrix<f64>,
) -> Result<(), DensityError> {
    require_length("theta", theta.len(), problem.parameter_count())?;
    require_length("Jacobian's rows", jacobian.nrows(), problem.data_count())?;
    require_length("Jacobian's columns", jacobian.ncols(), theta.len())?;
    let mut centre = vec![0.0; problem.data_count()];
    problem.residuals(theta, &mut centre)?;
    let norm = centre.iter().map(|r| r * r).sum::<f64>().sqrt();
    let (mut above, mut below) = (centre.clone(), centre.clone());
    let widest = f64::EPSILON.cbrt();
    let mut point = theta.to_vec();
    for (j, mut column) in jacobian.column_iter_mut().enumerate() {
        let size = if theta[j] == 0.0 {
            FIRST_STEP_AT_ZERO
        } else {
            theta[j].abs()
        };
        let mut step = widest * size;
        loop {
            let mut residuals_at = |x: f64, residuals: &mut [f64]| {
                point[j] = x;
                match problem.residuals(&point, residuals) {
                    Ok(()) => Ok(x),
                    // One-sided at the edge of the model's domain.
                    Err(e) if e.is_recoverable() => {
                        residuals.copy_from_slice(&centre);
                        Ok(theta[j])
                    }
                    Err(e) => Err(e),
                }
            };
            let upper = residuals_at(theta[j] + step, &mut above)?;
            let lower = residuals_at(theta[j] - step, &mut below)?;
            // The step as it is after rounding; zero only where both neighbours were rejected.
            let width = (upper - lower).max(f64::MIN_POSITIVE);
            let mut squared = 0.0;
            for ((entry, a), b) in column.iter_mut().zip(&above).zip(&below) {
                squared += (a - b) * (a - b);
                *entry = (a - b) / width;
            }
            // A NaN response ends the search too; the caller checks the entries.
            let unresponsive = squared.sqrt() <= LEAST_RESPONSE * norm;
            if step >= widest || !unresponsive {
                break;
            }
            step *= WIDENING;
        }
        point[j] = theta[j];
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_find_the_scale_of_each_parameter() {
        // Parameters of sizes 1e-9 and 1e5, one exactly zero, and one zero up to rounding.
        let problem = Residuals::new(4, 4, |t, r| {
            r[0] = (1e9 * t[0]).exp();
            r[1] = (1e-5 * t[1]).sin() + 1.0;
            r[2] = 1.0 + 1e5 * t[2];
            r[3] = 2.0 + t[3].exp();
        });
        let mut jacobian = DMatrix::zeros(4, 4);
        problem
            .jacobian(&[2e-9, 3e5, 0.0, 1e-17], &mut jacobian)
            .unwrap();
        let exact = [1e9 * 2f64.exp(), 1e-5 * 3f64.cos(), 1e5, 1.0];
        for (i, e) in exact.iter().enumerate() {
            assert!((jacobian[(i, i)] / e - 1.0).abs() < 1e-7, "{i}");
        }
        assert!(jacobian.iter().filter(|v| **v != 0.0).count() == 4);
    }
}
