//! Densities from closures.

use crate::density::{LogDensity, LogDensityGradient};
use crate::error::DensityError;
use crate::require::require_length;

/// A closure as a [`LogDensity`].
///
/// The closure returns ln p(θ) + constant, and `-inf` outside the support. A model that can fail
/// implements [`LogDensity`] itself, to tell a rejected point from a broken density.
///
/// # Examples
///
/// The maximum of a two-dimensional Gaussian:
///
/// ```
/// use lastscatter_inference::{Density, NelderMead};
///
/// let density = Density::new(2, |t| -0.5 * ((t[0] - 3.0).powi(2) + (t[1] + 1.0).powi(2) / 0.04));
/// let maximum = NelderMead::default().maximise(&density, &[1.0, 1.0])?;
/// assert!((maximum.theta[0] - 3.0).abs() < 1e-5 && (maximum.theta[1] + 1.0).abs() < 1e-5);
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Density<F> {
    dimension: usize,
    ln_density: F,
}

impl<F: Fn(&[f64]) -> f64 + Sync> Density<F> {
    /// `ln_density` as a density over `dimension` parameters.
    pub const fn new(dimension: usize, ln_density: F) -> Self {
        Self {
            dimension,
            ln_density,
        }
    }
}

impl<F> std::fmt::Debug for Density<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Density")
            .field("dimension", &self.dimension)
            .finish_non_exhaustive()
    }
}

impl<F: Fn(&[f64]) -> f64 + Sync> LogDensity for Density<F> {
    fn dimension(&self) -> usize {
        self.dimension
    }

    fn ln_density(&self, theta: &[f64]) -> Result<f64, DensityError> {
        require_length("theta", theta.len(), self.dimension)?;
        Ok((self.ln_density)(theta))
    }
}

/// A closure that also writes its gradient, as a [`LogDensityGradient`].
///
/// # Examples
///
/// ```
/// use lastscatter_inference::{DifferentiableDensity, Lbfgs};
///
/// let density = DifferentiableDensity::new(1, |t, gradient| {
///     gradient[0] = 2.0 - t[0].exp();
///     2.0 * t[0] - t[0].exp()
/// });
/// let maximum = Lbfgs::default().maximise(&density, &[0.0])?;
/// assert!((maximum.theta[0] - 2f64.ln()).abs() < 1e-6);
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct DifferentiableDensity<F> {
    dimension: usize,
    ln_density_and_gradient: F,
}

impl<F: Fn(&[f64], &mut [f64]) -> f64 + Sync> DifferentiableDensity<F> {
    /// A density over `dimension` parameters; the closure's second argument receives ∂ ln p/∂θ.
    pub const fn new(dimension: usize, ln_density_and_gradient: F) -> Self {
        Self {
            dimension,
            ln_density_and_gradient,
        }
    }
}

impl<F> std::fmt::Debug for DifferentiableDensity<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DifferentiableDensity")
            .field("dimension", &self.dimension)
            .finish_non_exhaustive()
    }
}

impl<F: Fn(&[f64], &mut [f64]) -> f64 + Sync> LogDensity for DifferentiableDensity<F> {
    fn dimension(&self) -> usize {
        self.dimension
    }

    fn ln_density(&self, theta: &[f64]) -> Result<f64, DensityError> {
        self.ln_density_and_gradient(theta, &mut vec![0.0; self.dimension])
    }
}

impl<F: Fn(&[f64], &mut [f64]) -> f64 + Sync> LogDensityGradient for DifferentiableDensity<F> {
    fn ln_density_and_gradient(
        &self,
        theta: &[f64],
        gradient: &mut [f64],
    ) -> Result<f64, DensityError> {
        require_length("theta", theta.len(), self.dimension)?;
        require_length("gradient", gradient.len(), self.dimension)?;
        Ok((self.ln_density_and_gradient)(theta, gradient))
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::*;
    use crate::{
        Error, FiniteDifference, GaussianLikelihood, LeastSquares, LinearModel, Parameter,
        Posterior, Prior, Residuals, Transform, Unconstrained,
    };

    fn refuses(outcome: Result<impl Sized, DensityError>) -> bool {
        let Err(DensityError::Fatal(cause)) = outcome else {
            return false;
        };
        matches!(cause.downcast_ref(), Some(Error::Dimension { .. }))
    }

    #[test]
    fn slices_of_the_wrong_length_are_typed_errors() {
        let plain = Density::new(2, |t| -t[0] - t[1]);
        let differentiable = DifferentiableDensity::new(2, |t, g| {
            g.fill(-1.0);
            -t[0] - t[1]
        });
        let prior = |name| Parameter::new(name, "", Prior::normal(0.0, 1.0).unwrap()).unwrap();
        let posterior = Posterior::new(vec![prior("a"), prior("b")], differentiable).unwrap();
        let transform = Transform::new((0.0, 1.0)).unwrap();
        let unconstrained = Unconstrained::new(differentiable, vec![transform; 2]).unwrap();
        let residuals = GaussianLikelihood(Residuals::new(3, 2, |t, r| r.fill(t[0] - t[1])));
        let design = DMatrix::from_row_slice(3, 2, &[1.0, 0.0, 1.0, 1.0, 1.0, 2.0]);
        let linear = LinearModel::new(&design, &[0.0; 3], &[1.0; 3]).unwrap();
        let densities: [&dyn LogDensityGradient; 6] = [
            &differentiable,
            &FiniteDifference::new(plain),
            &posterior,
            &unconstrained,
            &residuals,
            &GaussianLikelihood(&linear),
        ];
        for density in densities {
            for length in [0, 1, 3] {
                let theta = vec![0.5; length];
                assert!(refuses(density.ln_density(&theta)));
                assert!(refuses(
                    density.ln_density_and_gradient(&theta, &mut [0.0; 2])
                ));
                let mut gradient = vec![0.0; length];
                assert!(refuses(
                    density.ln_density_and_gradient(&[0.5; 2], &mut gradient)
                ));
            }
        }
        let problems: [&dyn LeastSquares; 2] = [&residuals.0, &linear];
        for problem in problems {
            assert!(refuses(problem.residuals(&[0.0; 2], &mut [0.0; 2])));
            for shape in [(2, 2), (3, 1)] {
                let mut jacobian = DMatrix::zeros(shape.0, shape.1);
                assert!(refuses(problem.jacobian(&[0.0; 2], &mut jacobian)));
            }
        }
    }
}
