//! How far chains lie apart, in all parameters at once.

use nalgebra::{DMatrix, DVector};

use crate::chains::{Chain, Chains, Marginal};
use crate::covariance::Covariance;
use crate::error::Error;
use crate::require::require_probability;

/// A chain alone is compared with itself in this many stretches.
const STRETCHES: usize = 4;

/// R − 1 of the means: the largest variance of the chains' means, in units of the variance within
/// the chains, among all linear combinations of the parameters,
///
/// ```text
/// R − 1 = max_v (vᵀ B v)/(vᵀ W v),   B = cov(⟨θ⟩_c),   W = ⟨cov(θ)⟩_c
/// ```
///
/// A single chain is cut in four. Below 0.01 means and covariances serve most purposes; limits want
/// [`r_minus_1_of_limits`].
///
/// # Accuracy
///
/// Known values of two shifted chains: tests of this module.
///
/// # References
///
/// `brooks1998` (several parameters), `lewis2013` (as a rule when to stop).
///
/// # Errors
///
/// [`Error::NotPositiveDefinite`] where the chains do not span the parameter space.
pub fn r_minus_1_of_means(chains: &Chains) -> Result<f64, Error> {
    Ok(Dispersion::new(chains.chains())?.r_minus_1)
}

/// R − 1 of the limits: the standard deviation among the chains of the ends of the equal-tailed interval of
/// probability `mass`, in units of the posterior's; the largest of all ends of all parameters.
///
/// A single chain is cut in four. Below 0.2 limits of 95 % are good enough to print.
///
/// # References
///
/// `lewis2013`.
///
/// # Errors
///
/// As [`r_minus_1_of_means`]; [`Error::OutOfDomain`] for `mass` outside [0, 1].
pub fn r_minus_1_of_limits(chains: &Chains, mass: f64) -> Result<f64, Error> {
    require_probability("probability", mass)?;
    let groups = groups(chains.chains());
    let sigma = Dispersion::of_groups(&groups)?.within.standard_deviations();
    let mut worst = 0.0_f64;
    for (parameter, sigma) in sigma.iter().enumerate() {
        let mut ends = [Vec::new(), Vec::new()];
        for group in &groups {
            let pairs = group.iter().map(|(row, weight)| (row[parameter], *weight));
            let interval = Marginal::sorted(pairs.collect()).interval(mass)?;
            ends[0].push(interval.lower);
            ends[1].push(interval.upper);
        }
        for end in ends {
            worst = worst.max(super::draws::variance(&end).sqrt() / sigma);
        }
    }
    Ok(worst)
}

/// R − 1 of the means, and the covariance within the chains that it is measured by.
pub(crate) struct Dispersion {
    pub(crate) r_minus_1: f64,
    pub(crate) within: Covariance,
}

/// Rows with their weights.
type Group<'a> = Vec<(&'a [f64], f64)>;

impl Dispersion {
    /// Of one or more chains of one dimension.
    pub(crate) fn new(chains: &[Chain]) -> Result<Self, Error> {
        Self::of_groups(&groups(chains))
    }

    fn of_groups(groups: &[Group<'_>]) -> Result<Self, Error> {
        let moments: Vec<_> = groups.iter().map(moments).collect();
        let count = moments.len() as f64;
        let n = moments[0].0.len();
        let mut centre = DVector::zeros(n);
        let mut within = DMatrix::zeros(n, n);
        for (mean, covariance) in &moments {
            centre += mean / count;
            within += covariance / count;
        }
        let within = Covariance::new(within)?;
        let whitened = moments.iter().map(|(mean, _)| {
            let mut offset = mean - &centre;
            within.whiten(offset.as_mut_slice())?;
            Ok(offset)
        });
        let whitened = whitened.collect::<Result<Vec<_>, Error>>()?;
        // The inner products of the m offsets have the eigenvalues of B in the metric of W, zeros apart.
        let products = DMatrix::from_fn(groups.len(), groups.len(), |a, b| {
            whitened[a].dot(&whitened[b]) / (count - 1.0)
        });
        Ok(Self {
            r_minus_1: products.symmetric_eigenvalues().max(),
            within,
        })
    }
}

/// The chains' rows, or those of a single chain in four stretches of equal weight.
fn groups(chains: &[Chain]) -> Vec<Group<'_>> {
    let rows = |chain| -> Group<'_> {
        let chain: &Chain = chain;
        chain.rows().zip(chain.weights().iter().copied()).collect()
    };
    if chains.len() > 1 {
        return chains.iter().map(rows).collect();
    }
    let length = chains[0].total_weight() / STRETCHES as f64;
    let mut groups = vec![Group::new(); STRETCHES];
    let (mut filled, mut current) = (0.0, 0);
    for (row, mut weight) in rows(&chains[0]) {
        while current + 1 < STRETCHES && filled + weight >= length {
            groups[current].push((row, length - filled));
            weight -= length - filled;
            filled = 0.0;
            current += 1;
        }
        groups[current].push((row, weight));
        filled += weight;
    }
    groups
}

fn moments(group: &Group<'_>) -> (DVector<f64>, DMatrix<f64>) {
    let n = group[0].0.len();
    let mut mean = DVector::<f64>::zeros(n);
    let mut scatter = DMatrix::zeros(n, n);
    let mut delta = vec![0.0; n];
    let mut total = 0.0;
    for (row, weight) in group.iter().filter(|(_, w)| *w > 0.0) {
        total += weight;
        for k in 0..n {
            delta[k] = row[k] - mean[k];
            mean[k] += delta[k] * weight / total;
        }
        for j in 0..n {
            let factor = weight * (row[j] - mean[j]);
            for i in j..n {
                scatter[(i, j)] += factor * delta[i];
            }
        }
    }
    scatter.fill_upper_triangle_with_lower_triangle();
    (mean, scatter / total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ParameterInfo;

    fn chains(rows: &[&[f64]]) -> Chains {
        let chains = rows
            .iter()
            .map(|r| Chain::new(1, r.to_vec(), vec![1.0; r.len()], vec![0.0; r.len()]).unwrap());
        Chains::new(vec![ParameterInfo::new("x", "x")], chains.collect()).unwrap()
    }

    #[test]
    fn two_shifted_chains_have_the_ratio_of_the_variances() {
        // Means 0 and 3, variances 1: B = 4.5.
        let pair = chains(&[&[-1.0, 1.0, -1.0, 1.0], &[2.0, 4.0, 2.0, 4.0]]);
        assert!((r_minus_1_of_means(&pair).unwrap() - 4.5).abs() < 1e-14);
        // Each limit is three apart: sd 3/√2.
        assert!((r_minus_1_of_limits(&pair, 0.95).unwrap() - 4.5_f64.sqrt()).abs() < 1e-14);
    }

    #[test]
    fn a_single_chain_is_compared_with_itself() {
        let steady = chains(&[&[-1.0, 1.0].repeat(8)]);
        assert!(r_minus_1_of_means(&steady).unwrap() < 1e-14);
        // Four stretches of means 0, 1, 2, 3 and variance 1: B = 5/3.
        let drift: Vec<f64> = (0..16)
            .map(|i| f64::from(i / 4) + [-1.0, 1.0][i as usize % 2])
            .collect();
        assert!((r_minus_1_of_means(&chains(&[&drift])).unwrap() - 5.0 / 3.0).abs() < 1e-14);
    }

    #[test]
    fn the_largest_ratio_is_found_among_combinations_and_units_do_not_matter() {
        // The difference of two strongly correlated columns is where the chains disagree.
        let column = |shift: f64, unit: f64| -> Vec<f64> {
            (0..40)
                .flat_map(|i| {
                    let (big, small) = ((f64::from(i) * 1.7).sin(), (f64::from(i) * 2.9).cos());
                    [big + 0.01 * (small + shift), unit * big]
                })
                .collect()
        };
        let value = |unit| {
            let chain =
                |shift| Chain::new(2, column(shift, unit), vec![1.0; 40], vec![0.0; 40]).unwrap();
            Dispersion::new(&[chain(0.0), chain(1.0)])
                .unwrap()
                .r_minus_1
        };
        assert!(value(1.0) > 0.5);
        assert!((value(1e-8) / value(1.0) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn chains_that_do_not_move_are_a_typed_error() {
        assert!(matches!(
            r_minus_1_of_means(&chains(&[&[1.0; 8], &[2.0; 8]])),
            Err(Error::NotPositiveDefinite { .. })
        ));
    }
}
