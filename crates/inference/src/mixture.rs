//! A density as a sum of Gaussians.

use nalgebra::DMatrix;
use rand::RngExt;
use rand_distr::StandardNormal;

use crate::chains::Chain;
use crate::covariance::Covariance;
use crate::density::LogDensity;
use crate::error::{DensityError, Error};
use crate::require::{require_at_least, require_length};
use crate::rng::stream;

/// Keeps these draws apart from those of a sampler with the same seed.
const PURPOSE: u64 = 0x6d69_7874_7572_6521;
const MOST_ITERATIONS: usize = 200;
/// Change of the mean log-density at which a fit is done.
const TOLERANCE: f64 = 1e-6;
/// Fits from different centres; the best is kept.
const ATTEMPTS: u64 = 5;

/// A mixture of Gaussians,
///
/// ```text
/// p(θ) = Σₖ wₖ N(θ; mₖ, Cₖ),
/// ```
///
/// fitted to samples by expectation maximisation: where chains start and what they first propose after a short run
/// ([`draws`](Self::draws), [`covariance`](Self::covariance)), or a density that stands for the samples.
///
/// # Accuracy
///
/// Weights, means and widths of three known components are found within five standard errors: tests of
/// this module.
///
/// # References
///
/// `dempster1977`; `schwarz1978` for the number of components.
///
/// # Examples
///
/// ```
/// use lastscatter_inference::{Chain, GaussianMixture};
///
/// let samples: Vec<f64> = (0..200).map(|i| f64::from(i % 2) * 10.0 + f64::from(i) / 200.0).collect();
/// let chain = Chain::new(1, samples, vec![1.0; 200], vec![0.0; 200])?;
/// let mixture = GaussianMixture::with_fewest(&chain, 3, 1)?;
/// assert!(mixture.weights().len() >= 2);
/// assert!((mixture.mean()[0] - 5.5).abs() < 0.1);
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct GaussianMixture {
    weights: Vec<f64>,
    means: Vec<Vec<f64>>,
    covariances: Vec<Covariance>,
    /// Mean ln p of the samples.
    mean_ln_density: f64,
}

impl GaussianMixture {
    /// `components` Gaussians that make the weighted samples of `chain` most probable, the best of five fits.
    ///
    /// # Errors
    ///
    /// [`Error::TooFew`] for no component or fewer than d + 2 samples of positive weight a component;
    /// [`Error::NotPositiveDefinite`] where the samples do not span the space.
    pub fn new(chain: &Chain, components: usize, seed: u64) -> Result<Self, Error> {
        require_at_least("components", components, 1)?;
        let samples = Samples::new(chain)?;
        let needed = components * (chain.dimension() + 2);
        require_at_least("samples of a mixture", samples.rows.len(), needed)?;
        let fits = (0..ATTEMPTS).map(|attempt| samples.fit(components, seed ^ PURPOSE, attempt));
        let best = fits
            .flatten()
            .max_by(|a, b| a.mean_ln_density.total_cmp(&b.mean_ln_density));
        best.ok_or(Error::NotPositiveDefinite {
            what: "covariance of the samples",
        })
    }

    /// Of the mixtures with 1, 2, …, `most` components the one with the least k ln n − 2 ln L, n the effective number
    /// of samples (Σ w)²/Σ w².
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new), for one component.
    pub fn with_fewest(chain: &Chain, most: usize, seed: u64) -> Result<Self, Error> {
        let squares: f64 = chain.weights().iter().map(|w| w * w).sum();
        let n = chain.total_weight().powi(2) / squares;
        let d = chain.dimension();
        let criterion = |mixture: &Self| {
            let freedom = mixture.weights.len() * (1 + d + d * (d + 1) / 2) - 1;
            freedom as f64 * n.ln() - 2.0 * n * mixture.mean_ln_density
        };
        let mut best = Self::new(chain, 1, seed)?;
        for components in 2..=most {
            match Self::new(chain, components, seed) {
                Ok(mixture) if criterion(&mixture) < criterion(&best) => best = mixture,
                Ok(_) => {}
                Err(_) => break,
            }
        }
        Ok(best)
    }

    /// wₖ, summing to one.
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// mₖ.
    #[must_use]
    pub fn means(&self) -> &[Vec<f64>] {
        &self.means
    }

    /// Cₖ.
    #[must_use]
    pub fn covariances(&self) -> &[Covariance] {
        &self.covariances
    }

    /// The mean of the whole.
    #[must_use]
    pub fn mean(&self) -> Vec<f64> {
        let mut mean = vec![0.0; self.dimension()];
        for (weight, centre) in self.weights.iter().zip(&self.means) {
            for (m, c) in mean.iter_mut().zip(centre) {
                *m += weight * c;
            }
        }
        mean
    }

    /// The covariance of the whole, for a first proposal.
    ///
    /// # Errors
    ///
    /// [`Error::NotPositiveDefinite`] by rounding only.
    pub fn covariance(&self) -> Result<Covariance, Error> {
        let mean = self.mean();
        let n = mean.len();
        let mut matrix = DMatrix::zeros(n, n);
        for ((weight, centre), covariance) in
            self.weights.iter().zip(&self.means).zip(&self.covariances)
        {
            let within = covariance.matrix();
            matrix += DMatrix::from_fn(n, n, |i, j| {
                weight * (within[(i, j)] + (centre[i] - mean[i]) * (centre[j] - mean[j]))
            });
        }
        Covariance::new(matrix)
    }

    /// `count` independent points: where ensembles and chains start.
    ///
    /// # Errors
    ///
    /// None for a mixture that was fitted; [`Error::Dimension`] is passed on.
    pub fn draws(&self, count: usize, seed: u64) -> Result<Vec<Vec<f64>>, Error> {
        let draw = |index| {
            let mut rng = stream(seed ^ PURPOSE, index);
            let mut pick: f64 = rng.random();
            let mut k = 0;
            while k + 1 < self.weights.len() && pick >= self.weights[k] {
                pick -= self.weights[k];
                k += 1;
            }
            let mut point: Vec<f64> = self.means[k]
                .iter()
                .map(|_| rng.sample(StandardNormal))
                .collect();
            self.covariances[k].colour(&mut point)?;
            for (x, m) in point.iter_mut().zip(&self.means[k]) {
                *x += m;
            }
            Ok(point)
        };
        (0..count as u64).map(draw).collect()
    }

    /// ln wₖ N(θ; mₖ, Cₖ) of each component.
    fn terms(&self, theta: &[f64], ln_heights: &[f64]) -> Result<Vec<f64>, Error> {
        let components = self.means.iter().zip(&self.covariances).zip(ln_heights);
        components
            .map(|((mean, covariance), ln_height)| {
                let offset: Vec<f64> = theta.iter().zip(mean).map(|(t, m)| t - m).collect();
                Ok(ln_height - 0.5 * covariance.chi_squared(&offset)?)
            })
            .collect()
    }

    /// ln wₖ N(mₖ; mₖ, Cₖ) of each component.
    fn ln_heights(&self) -> Vec<f64> {
        let constant = self.dimension() as f64 * std::f64::consts::TAU.ln();
        let components = self.weights.iter().zip(&self.covariances);
        components
            .map(|(weight, c)| weight.ln() - 0.5 * (c.ln_determinant() + constant))
            .collect()
    }
}

/// ln Σ eˣ.
fn ln_sum(terms: &[f64]) -> f64 {
    let largest = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if largest == f64::NEG_INFINITY {
        return largest;
    }
    largest + terms.iter().map(|t| (t - largest).exp()).sum::<f64>().ln()
}

impl LogDensity for GaussianMixture {
    fn dimension(&self) -> usize {
        self.means[0].len()
    }

    fn ln_density(&self, theta: &[f64]) -> Result<f64, DensityError> {
        require_length("theta", theta.len(), self.dimension())?;
        Ok(ln_sum(&self.terms(theta, &self.ln_heights())?))
    }
}

/// Weighted samples, the weights summing to one.
struct Samples<'a> {
    rows: Vec<(&'a [f64], f64)>,
    covariance: Covariance,
}

impl<'a> Samples<'a> {
    fn new(chain: &'a Chain) -> Result<Self, Error> {
        let total = chain.total_weight();
        let weighted = chain.rows().zip(chain.weights()).filter(|(_, w)| **w > 0.0);
        let rows: Vec<(&[f64], f64)> = weighted.map(|(row, w)| (row, w / total)).collect();
        require_at_least("samples of a mixture", rows.len(), chain.dimension() + 2)?;
        let (_, covariance) = moments(&rows, |_| 1.0);
        Ok(Self {
            covariance: Covariance::new(covariance)?,
            rows,
        })
    }

    fn fit(&self, components: usize, seed: u64, attempt: u64) -> Result<GaussianMixture, Error> {
        let mut mixture = GaussianMixture {
            weights: vec![1.0 / components as f64; components],
            means: self.centres(components, seed, attempt)?,
            covariances: vec![self.covariance.clone(); components],
            mean_ln_density: f64::NEG_INFINITY,
        };
        // Never narrower than a thousandth of the whole: a component on a single sample would be infinitely probable.
        let floor = self.covariance.matrix() * 1e-6;
        for _ in 0..MOST_ITERATIONS {
            let before = mixture.mean_ln_density;
            let mut shares = Vec::with_capacity(self.rows.len() * components);
            let mut mean_ln_density = 0.0;
            let ln_heights = mixture.ln_heights();
            for (row, weight) in &self.rows {
                let terms = mixture.terms(row, &ln_heights)?;
                let ln_density = ln_sum(&terms);
                mean_ln_density += weight * ln_density;
                shares.extend(terms.iter().map(|t| (t - ln_density).exp()));
            }
            mixture.mean_ln_density = mean_ln_density;
            if mean_ln_density - before < TOLERANCE {
                break;
            }
            for k in 0..components {
                let share = |i: usize| shares[i * components + k];
                let weight: f64 = (0..self.rows.len())
                    .map(|i| self.rows[i].1 * share(i))
                    .sum();
                let (mean, covariance) = moments(&self.rows, share);
                mixture.weights[k] = weight;
                mixture.means[k] = mean;
                mixture.covariances[k] = Covariance::new(covariance + &floor)?;
            }
        }
        Ok(mixture)
    }

    /// Samples far from one another: each drawn with probability ∝ the squared distance from the nearest before.
    fn centres(&self, components: usize, seed: u64, attempt: u64) -> Result<Vec<Vec<f64>>, Error> {
        let mut rng = stream(seed, (1 << 32) + attempt);
        let mut odds: Vec<f64> = self.rows.iter().map(|(_, w)| *w).collect();
        let mut nearest = vec![f64::INFINITY; self.rows.len()];
        let mut centres: Vec<Vec<f64>> = Vec::new();
        for _ in 0..components {
            let mut pick = rng.random::<f64>() * odds.iter().sum::<f64>();
            let mut chosen = 0;
            while chosen + 1 < odds.len() && pick >= odds[chosen] {
                pick -= odds[chosen];
                chosen += 1;
            }
            let centre = self.rows[chosen].0.to_vec();
            for (i, (row, weight)) in self.rows.iter().enumerate() {
                let offset: Vec<f64> = row.iter().zip(&centre).map(|(a, b)| a - b).collect();
                nearest[i] = nearest[i].min(self.covariance.chi_squared(&offset)?);
                odds[i] = weight * nearest[i];
            }
            centres.push(centre);
        }
        Ok(centres)
    }
}

/// Mean and covariance of the rows, each weighted by its own weight times `share`.
fn moments(rows: &[(&[f64], f64)], share: impl Fn(usize) -> f64) -> (Vec<f64>, DMatrix<f64>) {
    let n = rows[0].0.len();
    let mut mean = vec![0.0; n];
    let mut total = 0.0;
    for (i, (row, weight)) in rows.iter().enumerate() {
        let weight = weight * share(i);
        total += weight;
        for (m, x) in mean.iter_mut().zip(*row) {
            *m += weight * x;
        }
    }
    mean.iter_mut().for_each(|m| *m /= total);
    let mut covariance = DMatrix::zeros(n, n);
    for (i, (row, weight)) in rows.iter().enumerate() {
        let weight = weight * share(i) / total;
        for k in 0..n {
            for l in 0..=k {
                covariance[(k, l)] += weight * (row[k] - mean[k]) * (row[l] - mean[l]);
            }
        }
    }
    covariance.fill_upper_triangle_with_lower_triangle();
    (mean, covariance)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three Gaussians in the plane, of weights 0.5, 0.3 and 0.2.
    fn three(count: usize) -> Chain {
        let centres = [[0.0, 0.0], [5.0, 5.0], [-6.0, 4.0]];
        let widths = [[1.0, 0.5], [0.3, 1.0], [1.0, 1.0]];
        let mut samples = Vec::new();
        for i in 0..count {
            let mut rng = stream(4, i as u64);
            let k = [0, 0, 0, 0, 0, 1, 1, 1, 2, 2][i % 10];
            for axis in 0..2 {
                let z: f64 = rng.sample(StandardNormal);
                samples.push(centres[k][axis] + widths[k][axis] * z);
            }
        }
        Chain::new(2, samples, vec![1.0; count], vec![0.0; count]).unwrap()
    }

    #[test]
    fn three_components_are_found_and_counted() {
        let chain = three(2000);
        let mixture = GaussianMixture::with_fewest(&chain, 4, 1).unwrap();
        assert_eq!(mixture.weights().len(), 3);
        for (weight, mean, widths) in [
            (0.5, [0.0, 0.0], [1.0, 0.5]),
            (0.3, [5.0, 5.0], [0.3, 1.0]),
            (0.2, [-6.0, 4.0], [1.0, 1.0]),
        ] {
            let found = |m: &Vec<f64>| (m[0] - mean[0]).hypot(m[1] - mean[1]) < 1.0;
            let k = mixture.means().iter().position(found).unwrap();
            // The counts are fixed; a few samples change sides.
            assert!((mixture.weights()[k] - weight).abs() < 0.005);
            let n = 2000.0 * weight;
            let sigma = mixture.covariances()[k].standard_deviations();
            for axis in 0..2 {
                let error = widths[axis] / f64::sqrt(n);
                assert!((mixture.means()[k][axis] - mean[axis]).abs() < 5.0 * error);
                assert!((sigma[axis] - widths[axis]).abs() < 5.0 * error / 2f64.sqrt());
            }
        }
    }

    #[test]
    fn draws_have_the_moments_of_the_whole() {
        let mixture = GaussianMixture::new(&three(1000), 3, 1).unwrap();
        let draws = mixture.draws(20_000, 2).unwrap();
        let (mean, covariance) = (mixture.mean(), mixture.covariance().unwrap());
        for axis in 0..2 {
            let sigma = covariance.standard_deviations()[axis];
            let average = draws.iter().map(|d| d[axis]).sum::<f64>() / 20_000.0;
            assert!((average - mean[axis]).abs() < 5.0 * sigma / 20_000f64.sqrt());
        }
        let inside = |d: &&Vec<f64>| mixture.ln_density(d).unwrap() > f64::NEG_INFINITY;
        assert_eq!(draws.iter().filter(inside).count(), 20_000);
    }

    #[test]
    fn too_few_or_flat_samples_are_typed_errors() {
        let chain = three(10);
        assert!(matches!(
            GaussianMixture::new(&chain, 0, 1),
            Err(Error::TooFew { .. })
        ));
        assert!(matches!(
            GaussianMixture::new(&chain, 3, 1),
            Err(Error::TooFew { .. })
        ));
        let flat = Chain::new(2, vec![1.0; 40], vec![1.0; 20], vec![0.0; 20]).unwrap();
        assert!(matches!(
            GaussianMixture::new(&flat, 1, 1),
            Err(Error::NotPositiveDefinite { .. })
        ));
    }
}
