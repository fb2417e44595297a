//! Gradients by central differences.

use crate::block::{Block, Memory};
use crate::density::{LogDensity, LogDensityGradient};
use crate::error::{DensityError, Error};
use crate::require::{require_length, require_positive};

/// Central-difference step for a parameter of value `x`: ε^{1/3} max(|x|, `scale`).
pub(crate) fn central_step(x: f64, scale: f64) -> f64 {
    let h = f64::EPSILON.cbrt() * x.abs().max(scale);
    // The step as it is after rounding, so that (x + h) − x is exact.
    (x + h) - x
}

/// Gives a [`LogDensity`] a gradient by central differences.
///
/// ```text
/// ∂ ln p/∂θᵢ ≈ [ln p(θ + hᵢ eᵢ) − ln p(θ − hᵢ eᵢ)] / 2hᵢ,   hᵢ = ε^{1/3} max(|θᵢ|, sᵢ)
/// ```
///
/// where sᵢ is the scale over which ln p changes (1 unless [`with_scales`](Self::with_scales) says otherwise). It
/// costs 2n + 1 evaluations. Where one neighbour lies outside the support the difference becomes
/// one-sided; where both do, the component is zero.
///
/// # Accuracy
///
/// About 1e-10 of the change of ln p over one scale (`finite_difference::tests::agrees_with_the_exact_gradient`).
/// Noise in ln p is amplified by 1/hᵢ.
#[derive(Debug, Clone)]
pub struct FiniteDifference<D> {
    density: D,
    scales: Vec<f64>,
}

impl<D: LogDensity> FiniteDifference<D> {
    /// With unit scales.
    pub fn new(density: D) -> Self {
        let scales = vec![1.0; density.dimension()];
        Self { density, scales }
    }

    /// With a scale for each parameter, such as its expected standard deviation.
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] for a wrong number of scales, [`Error::OutOfDomain`] unless they are positive.
    pub fn with_scales(density: D, scales: Vec<f64>) -> Result<Self, Error> {
        require_length("scales", scales.len(), density.dimension())?;
        for &scale in &scales {
            require_positive("scale", scale)?;
        }
        Ok(Self { density, scales })
    }
}

impl<D: LogDensity> LogDensity for FiniteDifference<D> {
    fn dimension(&self) -> usize {
        self.density.dimension()
    }

    fn ln_density(&self, theta: &[f64]) -> Result<f64, DensityError> {
        self.density.ln_density(theta)
    }

    fn blocks(&self) -> Vec<Block> {
        self.density.blocks()
    }

    fn ln_density_reusing(
        &self,
        theta: &[f64],
        changed: usize,
        memory: &mut Memory,
    ) -> Result<f64, DensityError> {
        self.density.ln_density_reusing(theta, changed, memory)
    }
}

impl<D: LogDensity> LogDensityGradient for FiniteDifference<D> {
    fn ln_density_and_gradient(
        &self,
        theta: &[f64],
        gradient: &mut [f64],
    ) -> Result<f64, DensityError> {
        require_length("theta", theta.len(), self.scales.len())?;
        require_length("gradient", gradient.len(), self.scales.len())?;
        let centre = self.density.ln_density(theta)?;
        if centre == f64::NEG_INFINITY {
            gradient.fill(0.0);
            return Ok(centre);
        }
        let value = |point: &[f64]| match self.density.ln_density(point) {
            Err(e) if e.is_recoverable() => Ok(f64::NEG_INFINITY),
            other => other,
        };
        let mut point = theta.to_vec();
        for i in 0..theta.len() {
            let h = central_step(theta[i], self.scales[i]);
            point[i] = theta[i] + h;
            let above = value(&point)?;
            point[i] = theta[i] - h;
            let below = value(&point)?;
            point[i] = theta[i];
            gradient[i] = match (above == f64::NEG_INFINITY, below == f64::NEG_INFINITY) {
                (false, false) => (above - below) / (2.0 * h),
                (false, true) => (above - centre) / h,
                (true, false) => (centre - below) / h,
                (true, true) => 0.0,
            };
        }
        Ok(centre)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Density;

    #[test]
    fn agrees_with_the_exact_gradient() {
        let density = FiniteDifference::new(Density::new(2, |t| {
            -t[0].powi(4) + t[0] * t[1].sin() - t[1].exp()
        }));
        let (x, y) = (0.7_f64, -1.3_f64);
        let mut gradient = [0.0; 2];
        density
            .ln_density_and_gradient(&[x, y], &mut gradient)
            .unwrap();
        assert!((gradient[0] - (-4.0 * x.powi(3) + y.sin())).abs() < 3e-10);
        assert!((gradient[1] - (x * y.cos() - y.exp())).abs() < 3e-10);
    }

    #[test]
    fn becomes_one_sided_at_the_edge_of_the_support() {
        let density = FiniteDifference::new(Density::new(1, |t| {
            if t[0] < 0.0 {
                f64::NEG_INFINITY
            } else {
                -2.0 * t[0]
            }
        }));
        let mut gradient = [0.0];
        density
            .ln_density_and_gradient(&[0.0], &mut gradient)
            .unwrap();
        assert!((gradient[0] + 2.0).abs() < 1e-9);
    }

    #[test]
    fn bad_scales_are_typed_errors() {
        let density = Density::new(2, |t| -t[0] * t[0]);
        assert!(matches!(
            FiniteDifference::with_scales(density, vec![1.0]),
            Err(Error::Dimension { .. })
        ));
        assert!(matches!(
            FiniteDifference::with_scales(density, vec![1.0, 0.0]),
            Err(Error::OutOfDomain { .. })
        ));
    }
}
