//! Likelihood times prior.

use rand::Rng;

use crate::block::{Block, Memory};
use crate::density::{LogDensity, LogDensityGradient};
use crate::error::{DensityError, Error};
use crate::parameter::{Parameter, ParameterInfo, require_distinct};
use crate::require::require_length;
use crate::transform::Transform;
use crate::unconstrained::Unconstrained;

/// A likelihood with independent priors,
///
/// ```text
/// ln p(θ|d) = ln L(θ) + Σₖ ln πₖ(θₖ) + constant
/// ```
///
/// The priors come first: outside their support the likelihood is never called. They are
/// normalised, so ∫ p dθ is the evidence where L is a normalised probability of the data.
///
/// # Examples
///
/// One datum 2.0 ± 0.5 of a quantity known to be 1.0 ± 1.0 beforehand; the posterior mean is 1.8:
///
/// ```
/// use lastscatter_inference::{Density, FiniteDifference, Lbfgs, Parameter, Posterior, Prior};
///
/// let parameter = Parameter::new("x", "x", Prior::normal(1.0, 1.0)?)?;
/// let likelihood = Density::new(1, |t| -0.5 * ((t[0] - 2.0) / 0.5).powi(2));
/// let posterior = Posterior::new(vec![parameter], FiniteDifference::new(likelihood))?;
/// let mode = Lbfgs::default().maximise(&posterior, &[0.0])?;
/// assert!((mode.theta[0] - 1.8).abs() < 1e-6);
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Posterior<L> {
    parameters: Vec<Parameter>,
    likelihood: L,
}

impl<L: LogDensity> Posterior<L> {
    /// One parameter for each dimension of the likelihood, in its order.
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] where the numbers differ, [`Error::InvalidName`] for a name given twice.
    pub fn new(parameters: Vec<Parameter>, likelihood: L) -> Result<Self, Error> {
        require_length("parameters", parameters.len(), likelihood.dimension())?;
        require_distinct(parameters.iter().map(Parameter::name))?;
        Ok(Self {
            parameters,
            likelihood,
        })
    }

    /// The parameters.
    #[must_use]
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// The likelihood.
    #[must_use]
    pub const fn likelihood(&self) -> &L {
        &self.likelihood
    }

    /// Names, labels and bounds for chains and plots.
    #[must_use]
    pub fn info(&self) -> Vec<ParameterInfo> {
        self.parameters.iter().map(Parameter::info).collect()
    }

    /// Σₖ ln πₖ(θₖ), `-inf` outside the support.
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] for a wrong length.
    pub fn ln_prior(&self, theta: &[f64]) -> Result<f64, Error> {
        require_length("theta", theta.len(), self.parameters.len())?;
        let terms = self.parameters.iter().zip(theta);
        Ok(terms.map(|(p, &t)| p.prior().ln_pdf(t)).sum())
    }

    /// A point drawn from the priors.
    pub fn prior_sample<R: Rng + ?Sized>(&self, rng: &mut R) -> Vec<f64> {
        self.parameters
            .iter()
            .map(|p| p.prior().sample(rng))
            .collect()
    }

    /// The point whose prior quantiles are `unit`: maps the unit cube onto the prior.
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] for a wrong length, [`Error::OutOfDomain`] outside the cube.
    pub fn prior_quantile(&self, unit: &[f64]) -> Result<Vec<f64>, Error> {
        require_length("unit", unit.len(), self.parameters.len())?;
        let pairs = self.parameters.iter().zip(unit);
        pairs.map(|(p, &u)| p.prior().quantile(u)).collect()
    }

    /// The same posterior over the whole ℝⁿ.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] for a prior on an interval too wide for `f64`.
    pub fn unconstrained(self) -> Result<Unconstrained<Self>, Error> {
        let supports = self.parameters.iter().map(|p| p.prior().support());
        let transforms = supports.map(Transform::new).collect::<Result<_, _>>()?;
        Unconstrained::new(self, transforms)
    }
}

impl<L: LogDensity> LogDensity for Posterior<L> {
    fn dimension(&self) -> usize {
        self.parameters.len()
    }

    fn ln_density(&self, theta: &[f64]) -> Result<f64, DensityError> {
        let ln_prior = self.ln_prior(theta)?;
        if ln_prior == f64::NEG_INFINITY {
            return Ok(ln_prior);
        }
        Ok(ln_prior + self.likelihood.ln_density(theta)?)
    }

    fn blocks(&self) -> Vec<Block> {
        self.likelihood.blocks()
    }

    fn ln_density_reusing(
        &self,
        theta: &[f64],
        changed: usize,
        memory: &mut Memory,
    ) -> Result<f64, DensityError> {
        let ln_prior = self.ln_prior(theta)?;
        if ln_prior == f64::NEG_INFINITY {
            return Ok(ln_prior);
        }
        let ln_likelihood = self.likelihood.ln_density_reusing(theta, changed, memory)?;
        Ok(ln_prior + ln_likelihood)
    }
}

impl<L: LogDensityGradient> LogDensityGradient for Posterior<L> {
    fn ln_density_and_gradient(
        &self,
        theta: &[f64],
        gradient: &mut [f64],
    ) -> Result<f64, DensityError> {
        let ln_prior = self.ln_prior(theta)?;
        if ln_prior == f64::NEG_INFINITY {
            gradient.fill(0.0);
            return Ok(ln_prior);
        }
        let ln_likelihood = self.likelihood.ln_density_and_gradient(theta, gradient)?;
        for ((g, p), &t) in gradient.iter_mut().zip(&self.parameters).zip(theta) {
            *g += p.prior().ln_pdf_derivative(t);
        }
        Ok(ln_prior + ln_likelihood)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Prior;

    /// Fails the test when called outside its domain.
    struct Guarded;

    impl LogDensity for Guarded {
        fn dimension(&self) -> usize {
            2
        }
        fn ln_density(&self, theta: &[f64]) -> Result<f64, DensityError> {
            if theta[0] <= 0.0 {
                return Err(DensityError::Fatal("called outside the support".into()));
            }
            Ok(theta[0].ln() - theta[1])
        }
    }

    impl LogDensityGradient for Guarded {
        fn ln_density_and_gradient(
            &self,
            theta: &[f64],
            gradient: &mut [f64],
        ) -> Result<f64, DensityError> {
            gradient.copy_from_slice(&[1.0 / theta[0], -1.0]);
            self.ln_density(theta)
        }
    }

    fn posterior() -> Posterior<Guarded> {
        let a = Parameter::new("a", "a", Prior::log_uniform(0.1, 10.0).unwrap()).unwrap();
        let b = Parameter::new("b", "b", Prior::normal(0.0, 2.0).unwrap()).unwrap();
        Posterior::new(vec![a, b], Guarded).unwrap()
    }

    #[test]
    fn the_likelihood_is_not_called_outside_the_support() {
        let posterior = posterior();
        let mut gradient = [1.0; 2];
        for theta in [[-1.0, 0.0], [20.0, 0.0], [f64::NAN, 0.0], [1.0, f64::NAN]] {
            let value = posterior.ln_density(&theta).unwrap();
            assert!(value == f64::NEG_INFINITY);
            let value = posterior
                .ln_density_and_gradient(&theta, &mut gradient)
                .unwrap();
            assert!(value == f64::NEG_INFINITY);
        }
    }

    #[test]
    fn value_and_gradient_are_sums() {
        let posterior = posterior();
        let theta = [2.0, 0.5];
        let mut gradient = [0.0; 2];
        let value = posterior
            .ln_density_and_gradient(&theta, &mut gradient)
            .unwrap();
        assert!((value - posterior.ln_prior(&theta).unwrap() - 2f64.ln() + 0.5).abs() < 1e-14);
        // ln θ₁ of the likelihood cancels the log-uniform prior.
        assert!(gradient[0].abs() < 1e-15);
        assert!((gradient[1] + 1.0 + 0.5 / 4.0).abs() < 1e-15);
    }

    #[test]
    fn names_and_numbers_are_checked() {
        let a = Parameter::new("a", "a", Prior::normal(0.0, 1.0).unwrap()).unwrap();
        assert!(matches!(
            Posterior::new(vec![a.clone()], Guarded),
            Err(Error::Dimension { .. })
        ));
        assert!(matches!(
            Posterior::new(vec![a.clone(), a], Guarded),
            Err(Error::InvalidName { .. })
        ));
        assert!(posterior().prior_quantile(&[0.5, 1.5]).is_err());
        let median = posterior().prior_quantile(&[0.5, 0.5]).unwrap();
        assert!((median[0] - 1.0).abs() < 1e-14 && median[1].abs() < 1e-15);
    }
}
