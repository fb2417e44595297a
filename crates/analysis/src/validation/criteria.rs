//! Information criteria: how well a model fits, less what its freedom would fit anyway.

use lastscatter_inference::{self as inference, Chains, LogDensity, Posterior};

use crate::Error;

/// The criteria that the best fit gives; smaller is better.
///
/// ```text
/// AIC = −2 ln L_max + 2k,   AICc = AIC + 2k(k+1)/(n − k − 1),   BIC = −2 ln L_max + k ln n
/// ```
///
/// # References
///
/// `akaike1974`; `schwarz1978`; `liddle2007`.
///
/// ```
/// use lastscatter_analysis::validation::InformationCriteria;
///
/// let model = InformationCriteria { ln_likelihood: -500.0, parameters: 7, data: 1000 };
/// assert!((model.aic() - 1014.0).abs() < 1e-12);
/// assert!((model.bic() - 1048.354_287).abs() < 1e-6);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InformationCriteria {
    /// ln L_max, up to a constant that all models share.
    pub ln_likelihood: f64,
    /// k, the parameters that were fitted.
    pub parameters: usize,
    /// n, the data.
    pub data: usize,
}

impl InformationCriteria {
    /// Akaike's criterion.
    #[must_use]
    pub fn aic(&self) -> f64 {
        2.0 * self.parameters as f64 - 2.0 * self.ln_likelihood
    }

    /// The same for few data; none where there are no more than k + 1.
    #[must_use]
    pub fn aicc(&self) -> Option<f64> {
        let (k, n) = (self.parameters as f64, self.data as f64);
        let freedom = n - k - 1.0;
        (freedom > 0.0).then(|| self.aic() + 2.0 * k * (k + 1.0) / freedom)
    }

    /// Schwarz's criterion.
    #[must_use]
    pub fn bic(&self) -> f64 {
        self.parameters as f64 * (self.data as f64).ln() - 2.0 * self.ln_likelihood
    }
}

/// The deviance D = −2 ln L over a posterior.
///
/// ```text
/// p_D = ⟨D⟩ − D(⟨θ⟩),   p_V = ½ ⟨(D − ⟨D⟩)²⟩,   DIC = D(⟨θ⟩) + 2 p_D
/// ```
///
/// p_D and p_V count the parameters that the data constrain; both are n for a normal likelihood of n parameters with wide priors.
///
/// # References
///
/// `spiegelhalter2002`; `handleylemos2019b` for p_V.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Deviance {
    /// ⟨D⟩.
    pub mean: f64,
    /// ⟨(D − ⟨D⟩)²⟩.
    pub variance: f64,
    /// D(⟨θ⟩).
    pub at_mean: f64,
}

impl Deviance {
    /// From chains of a posterior; its likelihood is asked once, at the mean of the parameters.
    ///
    /// # Errors
    ///
    /// [`Error::Inference`] where the chains have fewer columns than the posterior parameters, or the likelihood fails at the mean.
    pub fn new<L: LogDensity>(chains: &Chains, posterior: &Posterior<L>) -> Result<Self, Error> {
        let n = posterior.parameters().len();
        if chains.parameters().len() < n {
            return Err(inference::Error::Dimension {
                what: "chains' columns",
                found: chains.parameters().len(),
                expected: n,
            }
            .into());
        }
        let likelihood = posterior.likelihood();
        let mean = chains.mean();
        let there = likelihood.ln_density(&mean[..n]);
        let there = there.map_err(inference::Error::from)?;
        Self::of(
            chains,
            |theta| Ok(posterior.ln_prior(&theta[..n])?),
            -2.0 * there,
        )
    }

    /// Mean and variance over chains whose densities have these priors in them.
    pub(super) fn of(
        chains: &Chains,
        ln_prior: impl Fn(&[f64]) -> Result<f64, Error>,
        at_mean: f64,
    ) -> Result<Self, Error> {
        let (mut mean, mut square, mut total) = (0.0, 0.0, 0.0);
        for chain in chains.chains() {
            let rows = chain.rows().zip(chain.weights()).zip(chain.ln_density());
            for ((row, &weight), ln_density) in rows.filter(|((_, w), _)| **w > 0.0) {
                let deviance = -2.0 * (ln_density - ln_prior(row)?);
                total += weight;
                let from_mean = deviance - mean;
                mean += from_mean * weight / total;
                square += weight * from_mean * (deviance - mean);
            }
        }
        Ok(Self {
            mean,
            variance: square / total,
            at_mean,
        })
    }

    /// p_D.
    #[must_use]
    pub fn effective_parameters(&self) -> f64 {
        self.mean - self.at_mean
    }

    /// p_V, the Bayesian model dimensionality.
    #[must_use]
    pub fn dimensionality(&self) -> f64 {
        0.5 * self.variance
    }

    /// DIC.
    #[must_use]
    pub fn dic(&self) -> f64 {
        self.at_mean + 2.0 * self.effective_parameters()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_data_are_not_overrated() {
        let criteria = InformationCriteria {
            ln_likelihood: 0.0,
            parameters: 2,
            data: 7,
        };
        assert!((criteria.aicc().unwrap() - (4.0 + 12.0 / 4.0)).abs() < 1e-14);
        let criteria = InformationCriteria {
            data: 3,
            ..criteria
        };
        assert!(criteria.aicc().is_none());
    }
}
