//! Chains of one density as samples of another.

use rayon::prelude::*;

use crate::chains::{Chain, Chains};
use crate::density::{LogDensity, checked_value};
use crate::error::Error;
use crate::require::require_length;

/// Chains whose weights were changed so that they sample another density,
///
/// ```text
/// w′ = w p′(θ)/p(θ),   scaled so that the largest ratio is one
/// ```
///
/// which is far cheaper than new chains where p′ differs little from p: a likelihood at higher accuracy, one
/// more data set, another prior. It cannot find what p never visited: mind the efficiency.
///
/// # Accuracy
///
/// Moments and evidence of a shifted and widened Gaussian within five standard errors: `tests/importance.rs`.
///
/// # References
///
/// `lewis2002`, appendix B.
///
/// # Examples
///
/// ```
/// use lastscatter_inference::{Chain, Chains, Density, ParameterInfo, Reweighting};
///
/// let chain = Chain::new(1, vec![0.0, 1.0], vec![1.0, 3.0], vec![0.0, 0.0])?;
/// let chains = Chains::new(vec![ParameterInfo::new("x", "x")], vec![chain])?;
/// let reweighting = Reweighting::new(&chains, &Density::new(1, |t| -t[0] * 3f64.ln()))?;
/// assert!((reweighting.chains.mean()[0] - 0.5).abs() < 1e-14);
/// assert!((reweighting.efficiency - 0.75).abs() < 1e-14);
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Reweighting {
    /// The chains with new weights and log-densities; where the new density is zero, so is the weight.
    pub chains: Chains,
    /// Share of the steps that is left, (Σ w r)²/(Σ w Σ w r²) with r = p′/p: the effective sample size
    /// is this times that of the old chains, or less. Below a few per cent a few samples rule.
    pub efficiency: f64,
    /// ln Σ w r/Σ w = ln (Z′/Z), the ratio of the evidences if both densities carry their constants.
    pub ln_evidence_ratio: f64,
}

impl Reweighting {
    /// Evaluates `density` at every row, on rayon's ambient pool. Its parameters are the chains' first columns.
    ///
    /// # Errors
    ///
    /// [`Error::TooFew`] where the chains have fewer columns than the density parameters, [`Error::OutOfDomain`] where a
    /// row has density zero in the old chains, or all have in the new, and what the density fails with.
    pub fn new<D: LogDensity + ?Sized>(chains: &Chains, density: &D) -> Result<Self, Error> {
        let dimension = density.dimension();
        if chains.parameters().len() < dimension {
            require_length("list of parameters", chains.parameters().len(), dimension)?;
        }
        let evaluated = chains.chains().iter().map(|chain| {
            (0..chain.len())
                .into_par_iter()
                .map(|i| checked_value(density, &chain.row(i)[..dimension]))
                .collect::<Result<Vec<f64>, _>>()
        });
        let evaluated = evaluated.collect::<Result<Vec<_>, _>>()?;
        let mut largest = f64::NEG_INFINITY;
        for (chain, new) in chains.chains().iter().zip(&evaluated) {
            for ((new, old), weight) in new.iter().zip(chain.ln_density()).zip(chain.weights()) {
                if *old == f64::NEG_INFINITY {
                    return Err(Error::OutOfDomain {
                        name: "log-density of a sample",
                        value: *old,
                        expected: "a finite number",
                    });
                }
                if *weight > 0.0 {
                    largest = largest.max(new - old);
                }
            }
        }
        if largest == f64::NEG_INFINITY {
            return Err(Error::OutOfDomain {
                name: "largest new log-density of the samples",
                value: largest,
                expected: "a finite number",
            });
        }
        let (mut sum, mut sum_ratio, mut sum_squared) = (0.0, 0.0, 0.0);
        let mut reweighted = Vec::new();
        for (chain, new) in chains.chains().iter().zip(evaluated) {
            let rows = new.iter().zip(chain.ln_density()).zip(chain.weights());
            let weights = rows.map(|((new, old), weight)| {
                let ratio = if *weight > 0.0 {
                    (new - old - largest).exp()
                } else {
                    0.0
                };
                sum += weight;
                sum_ratio += weight * ratio;
                sum_squared += weight * ratio * ratio;
                weight * ratio
            });
            let weights: Vec<f64> = weights.collect();
            // A chain that the new density excludes as a whole counts for nothing.
            if weights.iter().any(|w| *w > 0.0) {
                let samples = chain.samples().to_vec();
                reweighted.push(Chain::new(chain.dimension(), samples, weights, new)?);
            }
        }
        Ok(Self {
            chains: Chains::new(chains.parameters().to_vec(), reweighted)?,
            efficiency: sum_ratio.powi(2) / (sum * sum_squared),
            ln_evidence_ratio: largest + (sum_ratio / sum).ln(),
        })
    }
}
