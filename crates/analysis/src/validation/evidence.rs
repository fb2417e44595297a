//! Evidence from a best fit or from chains.

use lastscatter_inference::{self as inference, Chains, NestedResult, ParameterRole};
use lastscatter_numerics::special::chi_squared_survival;

use super::NormalPosterior;
use crate::{BestFit, Error};

/// ln Z = ln ∫ L π dθ, up to the constant that ln L leaves out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// ln Z.
    pub ln_evidence: f64,
    /// Its standard error, where it is known.
    pub error: Option<f64>,
}

/// Pieces of chains that the error is estimated from.
const BATCHES: usize = 20;

impl From<&NestedResult> for Evidence {
    fn from(result: &NestedResult) -> Self {
        Self {
            ln_evidence: result.ln_evidence,
            error: Some(result.ln_evidence_error),
        }
    }
}

impl Evidence {
    /// Laplace's approximation at the best fit,
    ///
    /// ```text
    /// ln Z = ln p(θ̂) + (n/2) ln 2π + ½ ln det C
    /// ```
    ///
    /// which knows nothing of skewness, nor of a prior that cuts the posterior.
    #[must_use]
    pub fn laplace(best: &BestFit) -> Self {
        let n = best.theta.len() as f64;
        let volume = n * std::f64::consts::TAU.ln() + best.covariance.ln_determinant();
        Self {
            ln_evidence: best.ln_posterior + 0.5 * volume,
            error: None,
        }
    }

    /// From Markov chains of a posterior with normalised priors, by a truncated normal density φ of the chains' mean m and covariance C,
    ///
    /// ```text
    /// 1/Z = ⟨φ(θ)/p(θ)⟩,   φ = N(θ; m, C)/P_n(r²) inside (θ − m)ᵀ C⁻¹ (θ − m) < r², else 0
    /// ```
    ///
    /// where p is the unnormalised density that the chains carry. r² is the median over the chains, or less where the ellipsoid would reach past the
    /// bound of a parameter. φ has lighter tails than any posterior, which the plain harmonic mean has not, and needs no further
    /// likelihood. The error is that of the means of 20 pieces of the chains; a posterior of several modes is not for it.
    ///
    /// # Accuracy
    ///
    /// Correlated normal posteriors, one cut by its prior, within four standard errors of some 0.01: tests of this module.
    ///
    /// # References
    ///
    /// `gelfand1994`; `robert2009` for the truncation.
    ///
    /// # Errors
    ///
    /// [`Error::Inference`] for chains that do not span the space, a mean that lies on a bound, or fewer than 100 samples inside.
    pub fn from_chains(chains: &Chains) -> Result<Self, Error> {
        let info = chains.parameters().iter().enumerate();
        let columns: Vec<usize> = info
            .filter(|(_, p)| p.role == ParameterRole::Sampled)
            .map(|(i, _)| i)
            .collect();
        let normal = NormalPosterior::of_chains(chains)?;
        let distances = chains.chains().iter().map(|chain| {
            let rows = chain.rows().map(|row| {
                let offset = columns.iter().zip(normal.mean()).map(|(&c, m)| row[c] - m);
                normal.covariance().chi_squared(&offset.collect::<Vec<_>>())
            });
            rows.collect::<Result<Vec<f64>, _>>()
        });
        let distances = distances.collect::<Result<Vec<_>, _>>()?;
        let mut radius_squared = median(chains, &distances);
        let sigmas = normal.covariance().standard_deviations();
        for ((&column, mean), sigma) in columns.iter().zip(normal.mean()).zip(sigmas) {
            let bounds = &chains.parameters()[column];
            for bound in [bounds.lower, bounds.upper].into_iter().flatten() {
                radius_squared = radius_squared.min(((mean - bound) / sigma).powi(2));
            }
        }
        let n = columns.len() as f64;
        let inside = 1.0 - chi_squared_survival(radius_squared, n)?;
        let ln_height = -0.5
            * (n * std::f64::consts::TAU.ln() + normal.covariance().ln_determinant())
            - inside.ln();
        let ln_ratio = |distance: f64, ln_density: f64| ln_height - 0.5 * distance - ln_density;
        let mut largest = f64::NEG_INFINITY;
        let mut count = 0;
        for (chain, distances) in chains.chains().iter().zip(&distances) {
            for (&distance, &ln_density) in distances.iter().zip(chain.ln_density()) {
                if distance < radius_squared {
                    largest = largest.max(ln_ratio(distance, ln_density));
                    count += 1;
                }
            }
        }
        if count < FEWEST {
            return Err(inference::Error::TooFew {
                what: "samples about the mean",
                found: count,
                required: FEWEST,
            }
            .into());
        }
        let mut batches = Vec::new();
        let pieces = BATCHES.div_ceil(chains.chains().len());
        for (chain, distances) in chains.chains().iter().zip(&distances) {
            let rows = distances
                .iter()
                .zip(chain.ln_density())
                .zip(chain.weights());
            let rows: Vec<_> = rows.collect();
            for piece in rows.chunks(rows.len().div_ceil(pieces)) {
                let (mut sum, mut weights) = (0.0, 0.0);
                for &((&distance, &ln_density), &weight) in piece {
                    weights += weight;
                    if distance < radius_squared {
                        sum += weight * (ln_ratio(distance, ln_density) - largest).exp();
                    }
                }
                batches.push((sum, weights));
            }
        }
        let total: f64 = batches.iter().map(|b| b.1).sum();
        let mean = batches.iter().map(|b| b.0).sum::<f64>() / total;
        let squares = batches
            .iter()
            .map(|(sum, weight)| (sum - mean * weight).powi(2));
        let count = batches.len() as f64;
        let variance = squares.sum::<f64>() / (total * total) * count / (count - 1.0).max(1.0);
        Ok(Self {
            ln_evidence: -largest - mean.ln(),
            error: Some(variance.sqrt() / mean),
        })
    }
}

/// Samples that a mean needs.
const FEWEST: usize = 100;

/// The weighted median.
fn median(chains: &Chains, values: &[Vec<f64>]) -> f64 {
    let weights = chains.chains().iter().flat_map(|chain| chain.weights());
    let pairs = values.iter().flatten().zip(weights);
    let mut pairs: Vec<(f64, f64)> = pairs.map(|(&v, &w)| (v, w)).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut left = 0.5 * pairs.iter().map(|p| p.1).sum::<f64>();
    for &(value, weight) in &pairs {
        left -= weight;
        if left <= 0.0 {
            return value;
        }
    }
    pairs.last().map_or(0.0, |p| p.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lastscatter_inference::nalgebra::DMatrix;
    use lastscatter_inference::{Chain, Covariance, ParameterInfo, stream};
    use rand::RngExt;
    use rand_distr::StandardNormal;

    /// Independent draws of a normal density of evidence e⁷, kept where the first parameter is above `lower`.
    fn chains(lower: Option<f64>) -> Chains {
        let covariance = [1.0, 0.6, 0.2, 0.6, 2.0, -0.3, 0.2, -0.3, 0.5];
        let covariance = Covariance::new(DMatrix::from_row_slice(3, 3, &covariance)).unwrap();
        let ln_height =
            7.0 - 0.5 * (3.0 * std::f64::consts::TAU.ln() + covariance.ln_determinant());
        let infos = (0..3).map(|i| ParameterInfo {
            lower: lower.filter(|_| i == 0),
            ..ParameterInfo::new(format!("x{i}"), "")
        });
        let chain = |index| {
            let mut rng = stream(3, index);
            let (mut samples, mut densities) = (Vec::new(), Vec::new());
            while densities.len() < 5000 {
                let mut x: Vec<f64> = (0..3).map(|_| rng.sample(StandardNormal)).collect();
                let square: f64 = x.iter().map(|z| z * z).sum();
                covariance.colour(&mut x).unwrap();
                if lower.is_none_or(|lower| x[0] > lower) {
                    samples.extend(x);
                    densities.push(ln_height - 0.5 * square);
                }
            }
            Chain::new(3, samples, vec![1.0; 5000], densities).unwrap()
        };
        Chains::new(infos.collect(), (0..4).map(chain).collect()).unwrap()
    }

    #[test]
    fn evidence_of_a_normal_density() {
        let found = Evidence::from_chains(&chains(None)).unwrap();
        let error = found.error.unwrap();
        assert!((0.001..0.02).contains(&error), "{error}");
        assert!((found.ln_evidence - 7.0).abs() < 4.0 * error, "{found:?}");
    }

    #[test]
    fn a_prior_that_cuts_is_seen() {
        let found = Evidence::from_chains(&chains(Some(-0.5))).unwrap();
        // ∫ of the unit normal above −½.
        let expected = 7.0 + 0.691_462_461_274_013_1f64.ln();
        let error = found.error.unwrap();
        assert!(error < 0.05, "{error}");
        assert!(
            (found.ln_evidence - expected).abs() < 4.0 * error,
            "{found:?}"
        );
    }
}
