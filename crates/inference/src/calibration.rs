//! Simulation-based calibration: does a sampler draw from the posterior that it claims?

use lastscatter_numerics::special::chi_squared_survival;

use crate::chains::Chain;
use crate::error::Error;
use crate::require::{require_at_least, require_finite, require_length};

/// Ranks of true parameters among posterior draws.
///
/// Draw θ* from the prior, data from the likelihood at θ*, and L draws from the posterior given
/// the data. If sampler and model agree, the number of posterior draws below θ* is uniform on 0, 1, …, L, for
/// each parameter. Record many such trials, then test [`uniformity`](Self::uniformity): ranks that are not uniform
/// show an error, uniform ones do not exclude every error (a sampler that returns the prior has them).
///
/// # Accuracy
///
/// Both samplers pass on a conjugate normal model, and a posterior that is too narrow by 1.5 fails:
/// `tests/calibration.rs`.
///
/// # References
///
/// `talts2018`.
///
/// # Examples
///
/// ```
/// use lastscatter_inference::{Calibration, Chain, stream};
/// use rand::RngExt;
///
/// // The posterior equals the prior: a measurement that measures nothing.
/// let mut calibration = Calibration::new(1, 19)?;
/// for trial in 0..400 {
///     let mut rng = stream(5, trial);
///     let truth: f64 = rng.random();
///     let draws = (0..19).map(|_| rng.random()).collect();
///     calibration.record(&[truth], &Chain::new(1, draws, vec![1.0; 19], vec![0.0; 19])?)?;
/// }
/// assert!(calibration.uniformity(10)?[0].probability_to_exceed > 0.01);
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calibration {
    draws: usize,
    /// By parameter, then by trial.
    ranks: Vec<Vec<usize>>,
}

/// Outcome of the χ² test of uniform ranks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uniformity {
    /// Σ (counted − expected)²/expected over the bins.
    pub chi_squared: f64,
    /// Bins less one.
    pub degrees_of_freedom: usize,
    /// Probability of a larger χ² where the ranks are uniform.
    pub probability_to_exceed: f64,
}

impl Calibration {
    /// No trials yet, of `parameters` parameters with L = `draws` posterior draws each.
    ///
    /// # Errors
    ///
    /// [`Error::TooFew`] where either is zero.
    pub fn new(parameters: usize, draws: usize) -> Result<Self, Error> {
        require_at_least("parameters", parameters, 1)?;
        require_at_least("draws", draws, 1)?;
        Ok(Self {
            draws,
            ranks: vec![Vec::new(); parameters],
        })
    }

    /// Records one trial: the true parameters, and the posterior chain, of which L steps, evenly
    /// spaced, are used. They must be far enough apart to be independent; correlated draws
    /// make the ranks pile up at both ends.
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`], [`Error::NonFiniteEntry`], [`Error::ChainTooShort`] below L steps.
    pub fn record(&mut self, truth: &[f64], posterior: &Chain) -> Result<(), Error> {
        require_length("truth", truth.len(), self.ranks.len())?;
        require_length("posterior", posterior.dimension(), self.ranks.len())?;
        require_finite("truth", truth)?;
        let mut trial = Vec::with_capacity(truth.len());
        for (parameter, value) in truth.iter().enumerate() {
            let draws = posterior.draws(parameter)?;
            if draws.len() < self.draws {
                return Err(Error::ChainTooShort {
                    what: "calibration",
                    draws: draws.len(),
                    required: self.draws,
                });
            }
            // The last of each of L equal stretches.
            let chosen = (1..=self.draws).map(|i| draws[i * draws.len() / self.draws - 1]);
            trial.push(chosen.filter(|draw| draw < value).count());
        }
        for (ranks, rank) in self.ranks.iter_mut().zip(trial) {
            ranks.push(rank);
        }
        Ok(())
    }

    /// The ranks, 0 to L, of each trial, by parameter.
    #[must_use]
    pub fn ranks(&self) -> &[Vec<usize>] {
        &self.ranks
    }

    /// The χ² test that the ranks of each parameter are uniform, in `bins` equal bins.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless there are two or more bins that divide L + 1 evenly and expect at
    /// least five trials each, below which χ² does not follow its distribution.
    pub fn uniformity(&self, bins: usize) -> Result<Vec<Uniformity>, Error> {
        let ranks = self.draws + 1;
        let trials = self.ranks[0].len();
        if bins < 2 || !ranks.is_multiple_of(bins) || trials < 5 * bins {
            return Err(Error::OutOfDomain {
                name: "bins",
                value: bins as f64,
                expected: "two or more that divide L + 1, and five trials in each",
            });
        }
        let expected = trials as f64 / bins as f64;
        self.ranks
            .iter()
            .map(|parameter| {
                let mut counts = vec![0_u64; bins];
                for rank in parameter {
                    counts[rank * bins / ranks] += 1;
                }
                let chi_squared = counts
                    .iter()
                    .map(|&n| (n as f64 - expected).powi(2) / expected)
                    .sum();
                let probability_to_exceed = chi_squared_survival(chi_squared, (bins - 1) as f64)
                    .map_err(|_| Error::OutOfDomain {
                        name: "chi squared",
                        value: chi_squared,
                        expected: "zero or more",
                    })?;
                Ok(Uniformity {
                    chi_squared,
                    degrees_of_freedom: bins - 1,
                    probability_to_exceed,
                })
            })
            .collect()
    }
}
