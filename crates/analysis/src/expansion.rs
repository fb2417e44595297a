//! A sky that is cheap to vary.

use std::sync::Arc;

use lastscatter_inference::nalgebra::DMatrix;
use lastscatter_inference::{Block, Covariance, DensityError, LogDensity, Memory};
use lastscatter_stokes::spectra::{AngularSpectra, Spectrum};
use rayon::prelude::*;

use crate::{Error, Model, Sky};

/// The likelihood of a [`Model`] with its spectra expanded about a point, to second order in all parameters but the data's own:
///
/// ```text
/// C_ℓ(θ) ≈ C_ℓ(c) + Σ_i g_ℓi x_i + ½ Σ_ij h_ℓij x_i x_j,   x = Λ^{−1/2} Vᵀ (θ − c)
/// ```
///
/// The x_i are the principal axes of a covariance, in units of their widths; the coefficients are central differences over 1.5 widths, at which
/// the expansion is exact along each axis. It serves where the data leave little room: over Planck's posterior of ΛCDM, say. How well is for
/// the solver to say, at points of the posterior.
#[derive(Debug)]
pub struct Expansion<'a> {
    model: &'a Model,
    series: Arc<Series>,
}

#[derive(Debug)]
struct Series {
    axes: Axes,
    /// C(c), then g_i and h_ij (j ≤ i), each the five spectra one after the other.
    value: Vec<f64>,
    first: Vec<Vec<f64>>,
    second: Vec<Vec<f64>>,
    lmax: usize,
}

/// How many evaluations of the data's own parameters take as long as one of the expansion.
const SPEED: f64 = 10.0;

/// The expansion is exact along each axis this many widths away.
const REACH: f64 = 1.5;

/// TT, EE, BB, TE and φφ.
const SPECTRA: usize = 5;

/// The principal axes of the parameters that spectra depend on.
#[derive(Debug)]
struct Axes {
    centre: Vec<f64>,
    /// The parameters.
    expanded: Vec<usize>,
    /// Λ^{−1/2} Vᵀ, and its inverse V Λ^{1/2}.
    inward: DMatrix<f64>,
    outward: DMatrix<f64>,
}

impl Axes {
    fn new(model: &Model, centre: &[f64], covariance: &Covariance) -> Self {
        let expanded = model.theory_parameters();
        let n = expanded.len();
        // Of the correlations, lest units matter.
        let sigma = covariance.standard_deviations();
        let correlation = covariance.correlation();
        let part = DMatrix::from_fn(n, n, |i, j| correlation[(expanded[i], expanded[j])]);
        let eigen = part.symmetric_eigen();
        let (vectors, values) = (eigen.eigenvectors, eigen.eigenvalues);
        let width = |k: usize| values[k].max(f64::EPSILON).sqrt();
        Self {
            centre: centre.to_vec(),
            inward: DMatrix::from_fn(n, n, |k, i| vectors[(i, k)] / width(k) / sigma[expanded[i]]),
            outward: DMatrix::from_fn(n, n, |i, k| vectors[(i, k)] * width(k) * sigma[expanded[i]]),
            expanded,
        }
    }

    /// x of a point.
    fn inward(&self, theta: &[f64]) -> Vec<f64> {
        let n = self.expanded.len();
        let from_centre = |i: usize| theta[self.expanded[i]] - self.centre[self.expanded[i]];
        (0..n)
            .map(|k| (0..n).map(|i| self.inward[(k, i)] * from_centre(i)).sum())
            .collect()
    }

    /// The point so far along some axes.
    fn outward(&self, steps: &[(usize, f64)]) -> Vec<f64> {
        let mut theta = self.centre.clone();
        for (i, &k) in self.expanded.iter().enumerate() {
            for &(axis, x) in steps {
                theta[k] += x * self.outward[(i, axis)];
            }
        }
        theta
    }
}

impl<'a> Expansion<'a> {
    /// The expansion about `centre` over the ellipsoid of a covariance of all parameters.
    ///
    /// # Errors
    ///
    /// What the solver fails with at a place of the differences.
    pub fn new(model: &'a Model, centre: &[f64], covariance: &Covariance) -> Result<Self, Error> {
        let axes = Axes::new(model, centre, covariance);
        let n = axes.expanded.len();
        let pairs = (0..n).flat_map(|i| (0..=i).map(move |j| (i, j)));
        let jobs: Vec<(usize, usize, f64)> = pairs
            .flat_map(|(i, j)| [(i, j, REACH), (i, j, -REACH)])
            .collect();
        let skies = jobs
            .par_iter()
            .with_max_len(1)
            .map(|&(i, j, x)| {
                let steps: &[(usize, f64)] = &[(i, x), (j, x)];
                let steps = if i == j { &steps[..1] } else { steps };
                Ok(numbers(&model.sky(&axes.outward(steps))?))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let value = numbers(&model.sky(centre)?);
        let even = |pair: &[Vec<f64>]| -> Vec<f64> {
            let both = pair[0].iter().zip(&pair[1]).zip(&value);
            both.map(|((plus, minus), here)| (plus + minus - 2.0 * here) / (REACH * REACH))
                .collect()
        };
        let mut second: Vec<Vec<f64>> = skies.chunks_exact(2).map(even).collect();
        let odd = |i: usize| {
            let (plus, minus) = (&skies[2 * place(i, i)], &skies[2 * place(i, i) + 1]);
            let both = plus.iter().zip(minus);
            both.map(|(plus, minus)| 0.5 * (plus - minus) / REACH)
                .collect()
        };
        let first = (0..n).map(odd).collect();
        // ∂²/∂i∂j from the diagonal of a pair, less what the axes have.
        for i in 0..n {
            for j in 0..i {
                let (axis_i, axis_j) = (second[place(i, i)].clone(), second[place(j, j)].clone());
                for ((mixed, a), b) in second[place(i, j)].iter_mut().zip(axis_i).zip(axis_j) {
                    *mixed = 0.5 * (*mixed - a - b);
                }
            }
        }
        let series = Series {
            axes,
            lmax: (value.len() - 1) / SPECTRA - 1,
            value,
            first,
            second,
        };
        Ok(Self {
            model,
            series: Arc::new(series),
        })
    }

    /// The same for other data on the same parameters.
    #[must_use]
    pub fn of<'b>(&self, model: &'b Model) -> Expansion<'b> {
        Expansion {
            model,
            series: Arc::clone(&self.series),
        }
    }

    /// The sky at a point.
    ///
    /// # Errors
    ///
    /// [`Error::Boltzmann`] where the expansion is not finite.
    pub fn sky(&self, theta: &[f64]) -> Result<Sky, Error> {
        self.series.sky(theta)
    }
}

impl Series {
    fn sky(&self, theta: &[f64]) -> Result<Sky, Error> {
        let x = self.axes.inward(theta);
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
        let r_drag_mpc = sum.pop().unwrap_or(f64::NAN);
        let mut spectra = sum.chunks_exact(self.lmax + 1).map(<[f64]>::to_vec);
        let mut next = || spectra.next().unwrap_or_default();
        let error = lastscatter_boltzmann::Error::from;
        let lensed = AngularSpectra::from_values(next(), next(), next(), next());
        let phi_phi = Spectrum::new(next());
        Ok(Sky::of(
            lensed.map_err(error)?,
            phi_phi.map_err(error)?,
            r_drag_mpc,
        ))
    }
}

/// TT, EE, BB, TE and φφ, one after the other, and the sound horizon.
fn numbers(sky: &Sky) -> Vec<f64> {
    let lensed = sky.lensed();
    let spectra = [lensed.tt(), lensed.ee(), lensed.bb(), lensed.te()];
    let mut all: Vec<f64> = spectra.iter().flat_map(|s| s.values()).copied().collect();
    all.extend(sky.phi_phi().values());
    all.push(sky.r_drag_mpc());
    all
}

/// Where the pair i ≥ j stands.
const fn place(i: usize, j: usize) -> usize {
    i * (i + 1) / 2 + j
}

impl LogDensity for Expansion<'_> {
    fn dimension(&self) -> usize {
        self.series.axes.centre.len()
    }

    fn ln_density(&self, theta: &[f64]) -> Result<f64, DensityError> {
        Ok(self.model.ln_likelihood(&self.sky(theta)?, theta)?)
    }

    fn blocks(&self) -> Vec<Block> {
        let axes = &self.series.axes;
        let own = (0..axes.centre.len()).filter(|k| !axes.expanded.contains(k));
        let blocks = [(axes.expanded.clone(), 1.0), (own.collect(), SPEED)];
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
