//! The border between a model and everything that explores it.

use crate::block::{Block, Memory};
use crate::error::{DensityError, Error};
use crate::guided::Guide;
use crate::require::require_finite;

/// A log-density over real parameters, known up to a constant.
///
/// Optimisers and samplers see nothing else of a problem. Evaluation may happen on several threads
/// at once, hence `Sync`. NaN and +∞ are mistakes, which they report as [`Error::NonFinite`].
pub trait LogDensity: Sync {
    /// Number of parameters.
    fn dimension(&self) -> usize;

    /// ln p(θ) + constant at `theta` (length [`dimension`](Self::dimension)); `-inf` outside the support.
    ///
    /// # Errors
    ///
    /// [`DensityError::Rejected`] where a sampler should reject the point,
    /// [`DensityError::Fatal`] where it should stop. The densities of this crate answer a slice of the wrong
    /// length with the latter.
    fn ln_density(&self, theta: &[f64]) -> Result<f64, DensityError>;

    /// The parameters by what it costs to change them, slowest first; each stands in one block.
    ///
    /// By default all are in one. [`SlowFast`](crate::SlowFast) has two.
    fn blocks(&self) -> Vec<Block> {
        vec![Block {
            parameters: (0..self.dimension()).collect(),
            speed: 1.0,
        }]
    }

    /// As [`ln_density`](Self::ln_density), with what `memory` keeps of a point that differs from `theta` in the block
    /// `changed` and those after it only. Afterwards `memory` keeps what `theta` is worth.
    ///
    /// `memory` may be empty, and everything must then be made anew. The value may not depend on it.
    /// Where the outcome is an error or `-inf`, callers do not use what `memory` holds.
    ///
    /// # Errors
    ///
    /// As [`ln_density`](Self::ln_density).
    fn ln_density_reusing(
        &self,
        theta: &[f64],
        changed: usize,
        memory: &mut Memory,
    ) -> Result<f64, DensityError> {
        let _ = (changed, memory);
        self.ln_density(theta)
    }

    /// A cheap likeness of this density, see [`Guided`](crate::Guided). By default there is none.
    fn guide(&self) -> Option<Guide<'_>> {
        None
    }
}

/// A log-density whose gradient is known.
pub trait LogDensityGradient: LogDensity {
    /// ln p(θ) + constant, writing ∂ ln p/∂θ into `gradient` (length [`LogDensity::dimension`]).
    ///
    /// Where the value is `-inf` the gradient is not read.
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

impl<D: LogDensity + ?Sized> LogDensity for &D {
    fn dimension(&self) -> usize {
        (**self).dimension()
    }

    fn ln_density(&self, theta: &[f64]) -> Result<f64, DensityError> {
        (**self).ln_density(theta)
    }

    fn blocks(&self) -> Vec<Block> {
        (**self).blocks()
    }

    fn ln_density_reusing(
        &self,
        theta: &[f64],
        changed: usize,
        memory: &mut Memory,
    ) -> Result<f64, DensityError> {
        (**self).ln_density_reusing(theta, changed, memory)
    }

    fn guide(&self) -> Option<Guide<'_>> {
        (**self).guide()
    }
}

impl<D: LogDensityGradient + ?Sized> LogDensityGradient for &D {
    fn ln_density_and_gradient(
        &self,
        theta: &[f64],
        gradient: &mut [f64],
    ) -> Result<f64, DensityError> {
        (**self).ln_density_and_gradient(theta, gradient)
    }
}

/// ln p with rejected points as `-inf` and NaN or `+inf` as an error.
pub(crate) fn checked_value<D: LogDensity + ?Sized>(
    density: &D,
    theta: &[f64],
) -> Result<f64, Error> {
    accepted(density.ln_density(theta), theta)
}

/// As [`checked_value`], with the gradient; its entries are finite wherever the value is.
pub(crate) fn checked_gradient<D: LogDensityGradient + ?Sized>(
    density: &D,
    theta: &[f64],
    gradient: &mut [f64],
) -> Result<f64, Error> {
    let value = accepted(density.ln_density_and_gradient(theta, gradient), theta)?;
    if value.is_finite() {
        require_finite("gradient of the log-density", gradient)?;
    }
    Ok(value)
}

pub(crate) fn accepted(value: Result<f64, DensityError>, theta: &[f64]) -> Result<f64, Error> {
    match value {
        Ok(value) if value.is_nan() || value == f64::INFINITY => Err(Error::NonFinite {
            value,
            theta: theta.to_vec(),
        }),
        Ok(value) => Ok(value),
        Err(e) if e.is_recoverable() => Ok(f64::NEG_INFINITY),
        Err(e) => Err(e.into()),
    }
}
