//! A least-squares problem as a density.

use nalgebra::DMatrix;

use super::LeastSquares;
use crate::density::{LogDensity, LogDensityGradient};
use crate::error::DensityError;
use crate::require::require_length;

/// ln L(θ) = −½ χ²(θ) of a [`LeastSquares`] problem, so that what is fitted can be sampled.
///
/// The constant −½ ln det 2πC is left out; the gradient is −Jᵀ r.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GaussianLikelihood<P>(pub P);

impl<P: LeastSquares> LogDensity for GaussianLikelihood<P> {
    fn dimension(&self) -> usize {
        self.0.parameter_count()
    }

    fn ln_density(&self, theta: &[f64]) -> Result<f64, DensityError> {
        let mut residuals = vec![0.0; self.0.data_count()];
        self.0.residuals(theta, &mut residuals)?;
        Ok(-0.5 * residuals.iter().map(|r| r * r).sum::<f64>())
    }
}

impl<P: LeastSquares> LogDensityGradient for GaussianLikelihood<P> {
    fn ln_density_and_gradient(
        &self,
        theta: &[f64],
        gradient: &mut [f64],
    ) -> Result<f64, DensityError> {
        require_length("gradient", gradient.len(), self.0.parameter_count())?;
        let mut residuals = vec![0.0; self.0.data_count()];
        let mut jacobian = DMatrix::zeros(residuals.len(), self.0.parameter_count());
        self.0.residuals(theta, &mut residuals)?;
        self.0.jacobian(theta, &mut jacobian)?;
        for (g, column) in gradient.iter_mut().zip(jacobian.column_iter()) {
            *g = -column
                .iter()
                .zip(&residuals)
                .map(|(j, r)| j * r)
                .sum::<f64>();
        }
        Ok(-0.5 * residuals.iter().map(|r| r * r).sum::<f64>())
    }
}
