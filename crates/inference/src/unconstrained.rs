//! A density on bounded parameters as one on the whole space.

use crate::block::{Block, Memory};
use crate::chains::{Chain, Chains};
use crate::density::{LogDensity, LogDensityGradient};
use crate::error::{DensityError, Error};
use crate::parameter::ParameterInfo;
use crate::require::require_length;
use crate::transform::Transform;

/// A density over θ seen as a density over unconstrained y, θₖ = xₖ(yₖ).
///
/// ```text
/// ln p_y(y) = ln p(θ(y)) + Σₖ ln |dxₖ/dyₖ|
/// ```
///
/// Expectations agree with those of the wrapped density. Its maximum does not: the Jacobian
/// moves it, so maximise the wrapped density for a mode in θ.
///
/// # Examples
///
/// ```
/// use lastscatter_inference::{Density, LogDensity, Transform, Unconstrained};
///
/// // Exponential: p(x) = exp(−x), x > 0.
/// let transforms = vec![Transform::new((0.0, f64::INFINITY))?];
/// let density = Unconstrained::new(Density::new(1, |x| -x[0]), transforms)?;
/// assert_eq!(density.ln_density(&[0.0])?, -1.0);
/// assert_eq!(density.constrain(&[0.0])?, [1.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Unconstrained<D> {
    density: D,
    transforms: Vec<Transform>,
}

impl<D: LogDensity> Unconstrained<D> {
    /// One transform for each dimension of `density`.
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] where the numbers differ.
    pub fn new(density: D, transforms: Vec<Transform>) -> Result<Self, Error> {
        require_length("transforms", transforms.len(), density.dimension())?;
        Ok(Self {
            density,
            transforms,
        })
    }

    /// The wrapped density.
    #[must_use]
    pub const fn inner(&self) -> &D {
        &self.density
    }

    /// θ(y).
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] for a wrong length.
    pub fn constrain(&self, y: &[f64]) -> Result<Vec<f64>, Error> {
        require_length("y", y.len(), self.transforms.len())?;
        let pairs = self.transforms.iter().zip(y);
        Ok(pairs.map(|(t, &y)| t.constrain(y)).collect())
    }

    /// y(θ).
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] for a wrong length, [`Error::OutOfDomain`] unless θ lies strictly inside the support.
    pub fn unconstrain(&self, theta: &[f64]) -> Result<Vec<f64>, Error> {
        require_length("theta", theta.len(), self.transforms.len())?;
        let pairs = self.transforms.iter().zip(theta);
        pairs.map(|(t, &x)| t.unconstrain(x)).collect()
    }

    /// Chains over y as chains over θ, their log-densities without the Jacobian.
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] where the chains have another number of columns, [`Error::InvalidName`] as in [`Chains::new`].
    pub fn constrained_chains(
        &self,
        chains: &Chains,
        parameters: Vec<ParameterInfo>,
    ) -> Result<Chains, Error> {
        let constrained = chains.chains().iter().map(|chain| {
            let rows = chain.rows().map(|y| self.constrain(y));
            let samples = rows.collect::<Result<Vec<_>, _>>()?.concat();
            let pairs = chain.rows().zip(chain.ln_density());
            let ln_density = pairs
                .map(|(y, value)| value - self.ln_jacobian(y))
                .collect();
            let weights = chain.weights().to_vec();
            Chain::new(chain.dimension(), samples, weights, ln_density)
        });
        Chains::new(parameters, constrained.collect::<Result<_, _>>()?)
    }

    fn ln_jacobian(&self, y: &[f64]) -> f64 {
        let pairs = self.transforms.iter().zip(y);
        pairs.map(|(t, &y)| t.ln_jacobian(y)).sum()
    }
}

impl<D: LogDensity> LogDensity for Unconstrained<D> {
    fn dimension(&self) -> usize {
        self.transforms.len()
    }

    fn ln_density(&self, y: &[f64]) -> Result<f64, DensityError> {
        Ok(self.density.ln_density(&self.constrain(y)?)? + self.ln_jacobian(y))
    }

    fn blocks(&self) -> Vec<Block> {
        self.density.blocks()
    }

    fn ln_density_reusing(
        &self,
        y: &[f64],
        changed: usize,
        memory: &mut Memory,
    ) -> Result<f64, DensityError> {
        let theta = self.constrain(y)?;
        let value = self.density.ln_density_reusing(&theta, changed, memory)?;
        Ok(value + self.ln_jacobian(y))
    }
}

impl<D: LogDensityGradient> LogDensityGradient for Unconstrained<D> {
    fn ln_density_and_gradient(
        &self,
        y: &[f64],
        gradient: &mut [f64],
    ) -> Result<f64, DensityError> {
        let value = self
            .density
            .ln_density_and_gradient(&self.constrain(y)?, gradient)?;
        for ((g, t), &y) in gradient.iter_mut().zip(&self.transforms).zip(y) {
            *g = *g * t.derivative(y) + t.ln_jacobian_derivative(y);
        }
        Ok(value + self.ln_jacobian(y))
    }
}
