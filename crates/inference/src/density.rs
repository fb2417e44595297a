//! The border between a model and everything that explores it.

use crate::error::DensityError;

/// A log-density over real parameters, known up to a constant.
///
/// Optimisers and samplers see nothing else of a problem. Evaluation may happen on several threads
/// at once, hence `Sync`.
pub trait LogDensity: Sync {
    /// Number of parameters.
    fn dimension(&self) -> usize;

    /// ln p(θ) + constant at `theta` (length [`dimension`](Self::dimension)); `-inf` outside the support.
    ///
    /// # Errors
    ///
    /// [`DensityError::Rejected`] where a sampler should reject the point,
    /// [`DensityError::Fatal`] where it should stop.
    fn ln_density(&self, theta: &[f64]) -> Result<f64, DensityError>;
}

/// A log-density whose gradient is known.
pub trait LogDensityGradient: LogDensity {
    /// ln p(θ) + constant, writing ∂ ln p/∂θ into `gradient` (length [`LogDensity::dimension`]).
    ///
    /// # Errors
    ///
    /// As [`LogDensity::ln_density`].
    fn ln_density_and_gradient(
        &self,
        theta: &[f64],
        gradient: &mut [f64],
    ) -> Result<f64, DensityError>;
}
