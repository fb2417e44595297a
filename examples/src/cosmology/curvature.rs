//! The width of a posterior about a point, for a first proposal.

use lastscatter::inference::nalgebra::DMatrix;
use lastscatter::inference::{Covariance, LogDensity, Memory};
use rayon::prelude::*;

use super::ModelError;

/// The covariance that second differences of ln p, taken over steps of the length of `scales`, give at `centre`.
///
/// Steps as long as the posterior is wide see past the grain of tabulated likelihoods and the noise of solvers.
///
/// # Errors
///
/// What the density fails with, and [`ModelError::Inference`] where ln p is not concave at that scale or a step leaves the support.
pub fn curvature(
    density: &impl LogDensity,
    centre: &[f64],
    scales: &[f64],
) -> Result<Covariance, ModelError> {
    let n = density.dimension();
    let blocks = density.blocks();
    let block = |k: usize| blocks.iter().position(|b| b.parameters.contains(&k));
    let mut memory = Memory::default();
    let here = density
        .ln_density_reusing(centre, 0, &mut memory)
        .map_err(lastscatter::inference::Error::from)?;
    // Both ends of each axis, then both ends of each diagonal of a pair.
    let pairs = (0..n).flat_map(|i| (0..=i).map(move |j| (i, j)));
    let jobs: Vec<(usize, usize, f64)> = pairs
        .flat_map(|(i, j)| [(i, j, 1.0), (i, j, -1.0)])
        .collect();
    let values = jobs
        .par_iter()
        .with_max_len(1)
        .map(|&(i, j, sign)| {
            let mut theta = centre.to_vec();
            theta[i] += sign * scales[i];
            if i != j {
                theta[j] += sign * scales[j];
            }
            let changed = block(i).min(block(j)).unwrap_or(0);
            let value = density.ln_density_reusing(&theta, changed, &mut memory.clone());
            Ok(value.map_err(lastscatter::inference::Error::from)?)
        })
        .collect::<Result<Vec<f64>, ModelError>>()?;
    let mut second = DMatrix::zeros(n, n);
    for (job, value) in jobs.iter().zip(&values) {
        second[(job.0, job.1)] += value - here;
    }
    let fisher = DMatrix::from_fn(n, n, |a, b| {
        let (i, j) = (a.max(b), a.min(b));
        let mixed: f64 = if i == j {
            second[(i, i)]
        } else {
            0.5 * (second[(i, j)] - second[(i, i)] - second[(j, j)])
        };
        -mixed / (scales[i] * scales[j])
    });
    let fisher = Covariance::new(fisher)?;
    // The inverse by its columns.
    let factor = fisher.cholesky_factor();
    let inverse = factor
        .clone()
        .try_inverse()
        .map(|inverse| inverse.transpose() * inverse)
        .unwrap_or(factor);
    Ok(Covariance::new((&inverse + inverse.transpose()) * 0.5)?)
}
