//! A sky that is cheap to vary.

use lastscatter::inference::{Block, DensityError, LogDensity, Memory};
use lastscatter::stokes::spectra::{AngularSpectra, Spectrum};
use rayon::prelude::*;

use super::{Model, ModelError, Sky};

/// The likelihood of a [`Model`] with its spectra expanded about a point, to second order in all parameters but the data's own:
///
/// ```text
/// C_ℓ(c + x) ≈ C_ℓ(c) + Σ_i g_ℓi x_i + ½ Σ_ij h_ℓij x_i x_j
/// ```
///
/// The coefficients are central differences over steps of given lengths, at which the expansion is exact along each axis. It serves
/// where the data leave little room: over Planck's posterior of ΛCDM, say. How well is for the solver to say, at points of the posterior.
#[derive(Debug)]
pub struct TaylorModel<'a> {
    model: &'a Model,
    centre: Vec<f64>,
    lengths: Vec<f64>,
    /// The parameters of the expansion.
    expanded: Vec<usize>,
    /// C(c), then g_i and h_ij (j ≤ i) in units of the lengths, each the five spectra one after the other.
    value: Vec<f64>,
    first: Vec<Vec<f64>>,
    second: Vec<Vec<f64>>,
    lmax: usize,
}

/// How many evaluations of the data's own parameters take as long as one of the expansion.
const SPEED: f64 = 10.0;

impl<'a> TaylorModel<'a> {
    /// The expansion about `centre`.
    ///
    /// # Errors
    ///
    /// What the solver fails with at a place of the differences.
    pub fn new(model: &'a Model, centre: &[f64], lengths: &[f64]) -> Result<Self, ModelError> {
        let expanded = model.theory_parameters();
        let n = expanded.len();
        let here = model.solution(centre)?;
        let sky_here = model.sky_of(&here, centre)?;
        let jobs: Vec<(usize, usize, f64)> = (0..n)
            .flat_map(|i| (0..=i).flat_map(move |j| [(i, j, 1.0), (i, j, -1.0)]))
            .collect();
        let skies = jobs
            .par_iter()
            .with_max_len(1)
            .map(|&(i, j, sign)| {
                let mut theta = centre.to_vec();
                for k in [Some(i), (i != j).then_some(j)].into_iter().flatten() {
                    theta[expanded[k]] += sign * lengths[expanded[k]];
                }
                let changed = [i, j].iter().any(|&k| model.is_slow(expanded[k]));
                let sky = if changed {
                    model.sky(&theta)?
                } else {
                    model.sky_of(&here, &theta)?
                };
                Ok(numbers(&sky))
            })
            .collect::<Result<Vec<_>, ModelError>>()?;
        let value = numbers(&sky_here);
        let pairs = skies.chunks_exact(2);
        let even = |pair: &[Vec<f64>]| -> Vec<f64> {
            let both = pair[0].iter().zip(&pair[1]).zip(&value);
            both.map(|((plus, minus), here)| plus + minus - 2.0 * here)
                .collect()
        };
        let mut first = Vec::new();
        let mut second: Vec<Vec<f64>> = pairs.clone().map(even).collect();
        for i in 0..n {
            let axis = &skies[2 * place(i, i)..][..2];
            let odd = axis[0].iter().zip(&axis[1]);
            first.push(odd.map(|(plus, minus)| 0.5 * (plus - minus)).collect());
        }
        // ∂²/∂i∂j from the diagonal of a pair, less what the axes have.
        for i in 0..n {
            for j in 0..i {
                let (axis_i, axis_j) = (second[place(i, i)].clone(), second[place(j, j)].clone());
                for ((mixed, a), b) in second[place(i, j)].iter_mut().zip(axis_i).zip(axis_j) {
                    *mixed = 0.5 * (*mixed - a - b);
                }
            }
        }
        Ok(Self {
            model,
            centre: centre.to_vec(),
            lengths: lengths.to_vec(),
            expanded,
            lmax: value.len() / SPECTRA - 1,
            value,
            first,
            second,
        })
    }

    /// The sky at a point.
    ///
    /// # Errors
    ///
    /// [`ModelError::Boltzmann`] where the expansion is not finite.
    pub fn sky(&self, theta: &[f64]) -> Result<Sky, ModelError> {
        let x: Vec<f64> = self
            .expanded
            .iter()
            .map(|&k| (theta[k] - self.centre[k]) / self.lengths[k])
            .collect();
        let mut sum = self.value.clone();
        let mut add = |weight: f64, term: &[f64]| {
            for (sum, term) in sum.iter_mut().zip(term) {
                *sum += weight * term;
            }
        };
        for i in 0..x.len() {
            add(x[i], &self.first[i]);
            for j in 0..=i {
                let weight = if i == j { 0.5 } else { 1.0 };
                add(weight * x[i] * x[j], &self.second[place(i, j)]);
            }
        }
        let mut spectra = sum.chunks_exact(self.lmax + 1).map(<[f64]>::to_vec);
        let mut next = || spectra.next().unwrap_or_default();
        let error = lastscatter::boltzmann::Error::from;
        let lensed = AngularSpectra::from_values(next(), next(), next(), next());
        let phi_phi = Spectrum::new(next());
        Ok(Sky::of(lensed.map_err(error)?, phi_phi.map_err(error)?))
    }
}

const SPECTRA: usize = 5;

/// TT, EE, BB, TE and φφ, one after the other.
fn numbers(sky: &Sky) -> Vec<f64> {
    let lensed = sky.lensed();
    let spectra = [lensed.tt(), lensed.ee(), lensed.bb(), lensed.te()];
    let mut all: Vec<f64> = spectra.iter().flat_map(|s| s.values()).copied().collect();
    all.extend(sky.phi_phi().values());
    all
}

/// Where the pair i ≥ j stands.
const fn place(i: usize, j: usize) -> usize {
    i * (i + 1) / 2 + j
}

impl LogDensity for TaylorModel<'_> {
    fn dimension(&self) -> usize {
        self.centre.len()
    }

    fn ln_density(&self, theta: &[f64]) -> Result<f64, DensityError> {
        Ok(self.model.ln_likelihood(&self.sky(theta)?, theta)?)
    }

    fn blocks(&self) -> Vec<Block> {
        let own = (0..self.centre.len()).filter(|k| !self.expanded.contains(k));
        let blocks = [(self.expanded.clone(), 1.0), (own.collect(), SPEED)];
        let some = blocks.into_iter().filter(|(list, _)| !list.is_empty());
        some.map(|(parameters, speed)| Block { parameters, speed })
            .collect()
    }

    fn ln_density_reusing(
        &self,
        theta: &[f64],
        changed: usize,
        memory: &mut Memory,
    ) -> Result<f64, DensityError> {
        if changed > 0
            && let Some(sky) = memory.recall::<Sky>()
        {
            return Ok(self.model.ln_likelihood(sky, theta)?);
        }
        let sky = self.sky(theta)?;
        let value = self.model.ln_likelihood(&sky, theta)?;
        memory.keep(sky);
        Ok(value)
    }
}
