//! How much of a posterior is its prior.

use lastscatter_inference::{
    self as inference, Chain, Chains, DensityError, LogDensity, Parameter, Prior, Reweighting,
};

use crate::Error;

/// Another prior of one parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct PriorChange {
    /// The parameter.
    pub parameter: String,
    /// How the prior differs, in words.
    pub description: String,
    /// The prior.
    pub prior: Prior,
}

impl PriorChange {
    /// Changes that a posterior should survive:
    ///
    /// - a flat prior: flat in the logarithm, where all of it is positive; half as wide, about the posterior's mean;
    /// - one flat in the logarithm: flat;
    /// - an unbounded prior with a mean and standard deviation: normal, twice and half as wide.
    ///
    /// # Errors
    ///
    /// [`Error::Inference`] for a parameter that the chains have not.
    pub fn usual(chains: &Chains, parameters: &[Parameter]) -> Result<Vec<Self>, Error> {
        let means = chains.mean();
        let mut changes = Vec::new();
        for parameter in parameters {
            let mean = means[chains.index(parameter.name())?];
            for (description, prior) in alternatives(parameter.prior(), mean)? {
                changes.push(Self {
                    parameter: parameter.name().to_owned(),
                    description: description.to_owned(),
                    prior,
                });
            }
        }
        Ok(changes)
    }
}

fn alternatives(prior: &Prior, mean: f64) -> Result<Vec<(&'static str, Prior)>, Error> {
    let (lower, upper) = prior.support();
    if lower.is_finite() && upper.is_finite() {
        let within = |share: f64| lower + share * (upper - lower);
        let densities = [0.2, 0.5, 0.8].map(|share| prior.ln_pdf(within(share)));
        let logarithmic = [0.2, 0.5, 0.8].map(|share| within(share).ln());
        let same = |values: [f64; 3]| {
            (values[0] - values[1])
                .abs()
                .max((values[2] - values[1]).abs())
                < 1e-9
        };
        if same(densities) {
            let mut all = Vec::new();
            if lower > 0.0 {
                all.push(("flat in the logarithm", Prior::log_uniform(lower, upper)?));
            }
            let quarter = 0.25 * (upper - lower);
            let centre = mean.clamp(lower + quarter, upper - quarter);
            let half = Prior::uniform(centre - quarter, centre + quarter)?;
            all.push(("half as wide", half));
            return Ok(all);
        }
        let flat_in_logarithm: [f64; 3] = std::array::from_fn(|i| densities[i] + logarithmic[i]);
        if lower > 0.0 && same(flat_in_logarithm) {
            return Ok(vec![("flat", Prior::uniform(lower, upper)?)]);
        }
        return Ok(Vec::new());
    }
    match (prior.mean(), prior.standard_deviation()) {
        (Some(centre), Some(sigma)) if lower == f64::NEG_INFINITY && upper == f64::INFINITY => {
            Ok(vec![
                ("twice as wide", Prior::normal(centre, 2.0 * sigma)?),
                ("half as wide", Prior::normal(centre, 0.5 * sigma)?),
            ])
        }
        _ => Ok(Vec::new()),
    }
}

/// What another prior of one parameter does to a posterior, by the weights π′/π of its samples: without a further likelihood.
///
/// ```
/// use lastscatter_analysis::validation::{PriorChange, PriorSensitivity};
/// use lastscatter_inference::{Chain, Chains, Parameter, Prior};
///
/// let x = Parameter::new("x", "x", Prior::uniform(1.0, 9.0)?)?;
/// let chain = Chain::new(1, vec![2.0, 4.0], vec![1.0, 1.0], vec![0.0, 0.0])?;
/// let chains = Chains::new(vec![x.info()], vec![chain])?;
/// // Flat in the logarithm, 2 weighs twice as much as 4.
/// let change = PriorChange {
///     parameter: "x".into(),
///     description: "flat in the logarithm".into(),
///     prior: Prior::log_uniform(1.0, 9.0)?,
/// };
/// let found = PriorSensitivity::new(&chains, &[x], change)?;
/// assert!((found.shifts[0] + 1.0 / 3.0).abs() < 1e-12); // from 3 to 8/3, σ = 1
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct PriorSensitivity {
    /// What was changed.
    pub change: PriorChange,
    /// By how many of its standard deviations each column's mean moves.
    pub shifts: Vec<f64>,
    /// The standard deviation of each column in units of what it was.
    pub widths: Vec<f64>,
    /// Share of the effective samples that is left: below a few per cent the chains cannot tell.
    pub efficiency: f64,
    /// ln (Z′/Z).
    pub ln_evidence_ratio: f64,
}

impl PriorSensitivity {
    /// Of chains whose first columns are these parameters.
    ///
    /// # Errors
    ///
    /// [`Error::Inference`] for a parameter that is not there, or a prior that excludes all samples.
    pub fn new(
        chains: &Chains,
        parameters: &[Parameter],
        change: PriorChange,
    ) -> Result<Self, Error> {
        let place = parameters.iter().position(|p| p.name() == change.parameter);
        let place = place.ok_or_else(|| inference::Error::UnknownParameter {
            name: change.parameter.clone(),
        })?;
        if chains.index(&change.parameter)? != place {
            return Err(inference::Error::InvalidName {
                name: change.parameter,
                expected: "the chains' columns in the order of the parameters",
            }
            .into());
        }
        let old = parameters[place].prior();
        // The likelihood cancels: chains of the old prior alone, weighed by the new one.
        let of_prior = chains.chains().iter().map(|chain| {
            let densities = chain.rows().map(|row| old.ln_pdf(row[place]));
            Chain::new(
                chain.dimension(),
                chain.samples().to_vec(),
                chain.weights().to_vec(),
                densities.collect(),
            )
        });
        let of_prior = Chains::new(
            chains.parameters().to_vec(),
            of_prior.collect::<Result<_, _>>()?,
        )?;
        let new = NewPrior {
            prior: change.prior,
            place,
        };
        let reweighted = Reweighting::new(&of_prior, &new)?;
        let (means, sigmas) = (chains.mean(), chains.standard_deviation());
        let (new_means, new_sigmas) = (
            reweighted.chains.mean(),
            reweighted.chains.standard_deviation(),
        );
        let columns = 0..means.len();
        Ok(Self {
            change,
            shifts: (columns.clone())
                .map(|k| (new_means[k] - means[k]) / sigmas[k])
                .collect(),
            widths: columns.map(|k| new_sigmas[k] / sigmas[k]).collect(),
            efficiency: reweighted.efficiency,
            ln_evidence_ratio: reweighted.ln_evidence_ratio,
        })
    }

    /// The column whose mean moves most, and by how many standard deviations.
    #[must_use]
    pub fn largest_shift(&self) -> (usize, f64) {
        let shifts = self.shifts.iter().copied().enumerate();
        shifts.fold((0, 0.0), |largest: (usize, f64), shift| {
            if shift.1.abs() > largest.1.abs() {
                shift
            } else {
                largest
            }
        })
    }
}

/// A prior of one column.
struct NewPrior {
    prior: Prior,
    place: usize,
}

impl LogDensity for NewPrior {
    fn dimension(&self) -> usize {
        self.place + 1
    }

    fn ln_density(&self, theta: &[f64]) -> Result<f64, DensityError> {
        Ok(self.prior.ln_pdf(theta[self.place]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameter(prior: Prior) -> Parameter {
        Parameter::new("x", "x", prior).unwrap()
    }

    /// Samples at the quantiles of a normal density.
    fn normal(mean: f64, sigma: f64, parameter: &Parameter) -> Chains {
        let normal = Prior::normal(mean, sigma).unwrap();
        let quantile = |i: usize| normal.quantile((i as f64 + 0.5) / 40_000.0).unwrap();
        let samples: Vec<f64> = (0..40_000).map(quantile).collect();
        let chain = Chain::new(1, samples, vec![1.0; 40_000], vec![0.0; 40_000]).unwrap();
        Chains::new(vec![parameter.info()], vec![chain]).unwrap()
    }

    /// Precisions of normal densities add and subtract.
    #[test]
    fn a_wider_normal_prior() {
        // Posterior 1 ± 1 from a prior 0 ± 2, so data of precision ¾ at 4/3.
        let x = parameter(Prior::normal(0.0, 2.0).unwrap());
        let chains = normal(1.0, 1.0, &x);
        let changes = PriorChange::usual(&chains, std::slice::from_ref(&x)).unwrap();
        let found: Vec<PriorSensitivity> = (changes.into_iter())
            .map(|c| PriorSensitivity::new(&chains, std::slice::from_ref(&x), c).unwrap())
            .collect();
        for (found, precision) in found.iter().zip([1.0 / 16.0, 1.0]) {
            let total = 0.75 + precision;
            assert!(
                (found.shifts[0] - (1.0 / total - 1.0)).abs() < 2e-3,
                "{found:?}"
            );
            assert!(
                (found.widths[0] - total.sqrt().recip()).abs() < 2e-3,
                "{found:?}"
            );
        }
        // Z = N(4/3; 0, 4/3 + σ²).
        let ln_evidence = |sigma: f64| {
            let variance = 4.0 / 3.0 + sigma * sigma;
            -0.5 * variance.ln() - 0.5 * 16.0 / 9.0 / variance
        };
        let expected = ln_evidence(4.0) - ln_evidence(2.0);
        assert!((found[0].ln_evidence_ratio - expected).abs() < 1e-3);
    }

    #[test]
    fn a_flat_prior_half_as_wide_doubles_the_evidence() {
        let x = parameter(Prior::uniform(0.0, 100.0).unwrap());
        let chains = normal(10.0, 1.0, &x);
        let changes = PriorChange::usual(&chains, std::slice::from_ref(&x)).unwrap();
        // Not in the logarithm: it begins at 0.
        assert_eq!(changes.len(), 1);
        assert_eq!(changes[0].prior.support(), (0.0, 50.0));
        let found = PriorSensitivity::new(&chains, &[x], changes[0].clone()).unwrap();
        assert!((found.ln_evidence_ratio - 2f64.ln()).abs() < 1e-12);
        assert!(found.largest_shift().1.abs() < 1e-12 && (found.efficiency - 1.0).abs() < 1e-12);
    }

    #[test]
    fn flat_and_flat_in_the_logarithm_are_each_other_s_alternative() {
        let x = parameter(Prior::uniform(1.0, 30.0).unwrap());
        let chains = normal(10.0, 1.0, &x);
        let changes = PriorChange::usual(&chains, std::slice::from_ref(&x)).unwrap();
        let found = PriorSensitivity::new(&chains, &[x], changes[0].clone()).unwrap();
        // ⟨x · x⁻¹⟩/⟨x⁻¹⟩, by the moments of 1/x about 10.
        let inverse = 0.1 * (1.0 + 0.01 + 3e-4 + 15e-6 + 105e-8);
        assert!((found.shifts[0] - (1.0 / inverse - 10.0)).abs() < 1e-4);
        let x = parameter(Prior::log_uniform(1.0, 30.0).unwrap());
        let changes = PriorChange::usual(&chains, std::slice::from_ref(&x)).unwrap();
        assert_eq!(changes[0].prior, Prior::uniform(1.0, 30.0).unwrap());
    }

    #[test]
    fn priors_that_exclude_all_samples_are_refused() {
        let x = parameter(Prior::uniform(0.0, 100.0).unwrap());
        let chains = normal(10.0, 1.0, &x);
        let change = PriorChange {
            parameter: "x".to_owned(),
            description: String::new(),
            prior: Prior::uniform(90.0, 100.0).unwrap(),
        };
        assert!(PriorSensitivity::new(&chains, &[x], change).is_err());
    }
}
