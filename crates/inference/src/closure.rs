//! Densities from closures.

use crate::density::{LogDensity, LogDensityGradient};
use crate::error::DensityError;

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
        let mut scratch = vec![0.0; self.dimension];
        Ok((self.ln_density_and_gradient)(theta, &mut scratch))
    }
}

impl<F: Fn(&[f64], &mut [f64]) -> f64 + Sync> LogDensityGradient for DifferentiableDensity<F> {
    fn ln_density_and_gradient(
        &self,
        theta: &[f64],
        gradient: &mut [f64],
    ) -> Result<f64, DensityError> {
        Ok((self.ln_density_and_gradient)(theta, gradient))
    }
}
