//! A posterior by its mean and covariance.

use lastscatter_inference::nalgebra::DMatrix;
use lastscatter_inference::{self as inference, Chains, Covariance, ParameterRole, Prior};

use crate::Error;

/// Mean and covariance of a posterior: all of it where it is normal.
#[derive(Debug, Clone)]
pub struct NormalPosterior {
    names: Vec<String>,
    mean: Vec<f64>,
    covariance: Covariance,
}

impl NormalPosterior {
    /// Of parameters with these names.
    ///
    /// # Errors
    ///
    /// [`inference::Error::Dimension`] unless all have one length; [`inference::Error::NonFiniteEntry`] for a mean that is none.
    pub fn new(names: Vec<String>, mean: Vec<f64>, covariance: Covariance) -> Result<Self, Error> {
        let lengths = [
            ("mean of a posterior", mean.len()),
            ("names of a posterior's parameters", names.len()),
        ];
        for (what, found) in lengths {
            if found != covariance.dimension() {
                return Err(inference::Error::Dimension {
                    what,
                    found,
                    expected: covariance.dimension(),
                }
                .into());
            }
        }
        if let Some(index) = mean.iter().position(|m| !m.is_finite()) {
            return Err(inference::Error::NonFiniteEntry {
                what: "mean of a posterior",
                index,
                value: mean[index],
            }
            .into());
        }
        Ok(Self {
            names,
            mean,
            covariance,
        })
    }

    /// Of all sampled parameters of chains.
    ///
    /// # Errors
    ///
    /// [`inference::Error::NotPositiveDefinite`] where the samples do not span the space.
    pub fn of_chains(chains: &Chains) -> Result<Self, Error> {
        let sampled = chains.parameters().iter();
        let sampled = sampled.filter(|p| p.role == ParameterRole::Sampled);
        let names: Vec<&str> = sampled.map(|p| p.name.as_str()).collect();
        Self::of_parameters(chains, &names)
    }

    /// Of the parameters with these names.
    ///
    /// # Errors
    ///
    /// [`inference::Error::UnknownParameter`], and as [`of_chains`](Self::of_chains).
    pub fn of_parameters(chains: &Chains, names: &[&str]) -> Result<Self, Error> {
        let columns = names.iter().map(|name| chains.index(name));
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        let (mean, all) = (chains.mean(), chains.covariance());
        let n = columns.len();
        let covariance = DMatrix::from_fn(n, n, |i, j| all[(columns[i], columns[j])]);
        Self::new(
            names.iter().map(|&name| name.to_owned()).collect(),
            columns.iter().map(|&c| mean[c]).collect(),
            Covariance::new(covariance)?,
        )
    }

    /// The posteriors of the parameters that both chains have sampled, in one order.
    ///
    /// # Errors
    ///
    /// [`inference::Error::TooFew`] where there are none, and as [`of_chains`](Self::of_chains).
    pub fn of_both(one: &Chains, other: &Chains) -> Result<[Self; 2], Error> {
        let sampled = |chains: &Chains, name: &str| {
            let mut all = chains.parameters().iter();
            all.any(|p| p.name == name && p.role == ParameterRole::Sampled)
        };
        let names = one.parameters().iter().map(|p| p.name.as_str());
        let names: Vec<&str> = names
            .filter(|name| sampled(one, name) && sampled(other, name))
            .collect();
        if names.is_empty() {
            return Err(inference::Error::TooFew {
                what: "parameters in common",
                found: 0,
                required: 1,
            }
            .into());
        }
        Ok([
            Self::of_parameters(one, &names)?,
            Self::of_parameters(other, &names)?,
        ])
    }

    /// Names of the parameters.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Mean.
    #[must_use]
    pub fn mean(&self) -> &[f64] {
        &self.mean
    }

    /// Covariance.
    #[must_use]
    pub const fn covariance(&self) -> &Covariance {
        &self.covariance
    }

    /// How many parameters the data measure, the prior being independent of variances σ_k²:
    ///
    /// ```text
    /// N_eff = N − Σ_k C_kk / σ_k²
    /// ```
    ///
    /// as many degrees of freedom does a fit take from the data. A prior without variance counts as infinitely wide; a posterior that is wider
    /// than its prior, by noise of the chains, as measuring nothing.
    ///
    /// # References
    ///
    /// `raveri2019`.
    ///
    /// # Errors
    ///
    /// [`inference::Error::Dimension`] unless there are as many priors as parameters.
    pub fn measured_parameters(&self, priors: &[Prior]) -> Result<f64, Error> {
        if priors.len() != self.mean.len() {
            return Err(inference::Error::Dimension {
                what: "priors",
                found: priors.len(),
                expected: self.mean.len(),
            }
            .into());
        }
        let pairs = priors.iter().zip(self.covariance.standard_deviations());
        let measured = pairs.map(|(prior, sigma)| match prior.standard_deviation() {
            Some(before) => 1.0 - (sigma / before).powi(2).min(1.0),
            None => 1.0,
        });
        Ok(measured.sum())
    }

    /// Fails unless both have the same parameters.
    pub(super) fn require_same(&self, other: &Self) -> Result<(), Error> {
        if let Some((name, _)) = (self.names.iter().zip(&other.names)).find(|(a, b)| a != b) {
            return Err(inference::Error::UnknownParameter { name: name.clone() }.into());
        }
        if self.names.len() != other.names.len() {
            return Err(inference::Error::Dimension {
                what: "posterior to compare with",
                found: other.names.len(),
                expected: self.names.len(),
            }
            .into());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prior_that_rules_counts_for_nothing() {
        let covariance = DMatrix::from_diagonal(&vec![1.0, 1.0, 4.0].into());
        let names = ["a", "b", "c"].map(str::to_owned).to_vec();
        let posterior =
            NormalPosterior::new(names, vec![0.0; 3], Covariance::new(covariance).unwrap());
        let posterior = posterior.unwrap();
        // σ² as before, half of what it was, and a twelfth of the square of the width.
        let priors = [
            Prior::normal(0.0, 1.0).unwrap(),
            Prior::normal(0.0, 2f64.sqrt()).unwrap(),
            Prior::uniform(-60.0, 60.0).unwrap(),
        ];
        let measured = posterior.measured_parameters(&priors).unwrap();
        assert!((measured - (0.0 + 0.5 + 1.0 - 4.0 / 1200.0)).abs() < 1e-12);
        assert!(posterior.measured_parameters(&priors[..2]).is_err());
    }
}
