//! Starting points.

use nalgebra::DMatrix;
use rand::RngExt;
use rand_distr::StandardNormal;

use crate::density::{LogDensity, accepted};
use crate::error::Error;
use crate::require::{require_finite, require_length, require_positive};
use crate::rng::stream;

/// Keeps these draws apart from those of a sampler with the same seed.
const PURPOSE: u64 = 0x7363_6174_7465_7221;

/// `count` points drawn from independent normal distributions around `centre` with standard
/// deviations `scales`: where ensembles and chains start.
///
/// # Errors
///
/// [`Error::Dimension`], [`Error::NonFiniteEntry`], or [`Error::OutOfDomain`] for a scale that is not
/// positive.
///
/// # Examples
///
/// ```
/// let start = lastscatter_inference::scatter(&[2.725, 0.0], &[1e-3, 1e-5], 8, 1)?;
/// assert_eq!(start.len(), 8);
/// assert!((start[7][0] - 2.725).abs() < 5e-3);
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
pub fn scatter(
    centre: &[f64],
    scales: &[f64],
    count: usize,
    seed: u64,
) -> Result<Vec<Vec<f64>>, Error> {
    require_finite("centre", centre)?;
    require_length("scales", scales.len(), centre.len())?;
    for &scale in scales {
        require_positive("scale", scale)?;
    }
    Ok((0..count as u64)
        .map(|index| {
            let mut rng = stream(seed ^ PURPOSE, index);
            let point = centre.iter().zip(scales).map(|(c, s)| {
                let z: f64 = rng.sample(StandardNormal);
                c + s * z
            });
            point.collect()
        })
        .collect())
}

/// The log-density at a start, which must be finite.
pub(crate) fn starting_value<D: LogDensity + ?Sized>(
    density: &D,
    theta: &[f64],
) -> Result<f64, Error> {
    // A point to go on from must have a value, so even a rejection is reported with its cause.
    let value = accepted(Ok(density.ln_density(theta)?), theta)?;
    require_density(value, theta)?;
    Ok(value)
}

/// Fails where the log-density at `theta` is −∞.
pub(crate) fn require_density(ln_density: f64, theta: &[f64]) -> Result<(), Error> {
    if ln_density > f64::NEG_INFINITY {
        Ok(())
    } else {
        Err(Error::OutsideSupport {
            theta: theta.to_vec(),
        })
    }
}

/// Fails unless the starting points have the right length and are finite.
pub(crate) fn require_points(points: &[Vec<f64>], dimension: usize) -> Result<(), Error> {
    for point in points {
        require_length("starting point", point.len(), dimension)?;
        require_finite("starting point", point)?;
    }
    Ok(())
}

/// Fails unless the points span all directions of the parameter space.
///
/// Each column is first scaled to unit spread, so that units do not matter.
pub(crate) fn require_full_rank(points: &[f64], dimension: usize) -> Result<(), Error> {
    const TOLERANCE: f64 = 1e-8;
    let count = points.len() / dimension;
    let mut matrix = DMatrix::from_row_slice(count, dimension, points);
    for mut column in matrix.column_iter_mut() {
        let mean = column.mean();
        column.add_scalar_mut(-mean);
        let spread = column.norm();
        // Differences at the level of rounding are no spread.
        if spread > 4.0 * f64::EPSILON * mean.abs() * (count as f64).sqrt() {
            column.unscale_mut(spread);
        } else {
            column.fill(0.0);
        }
    }
    let singular = matrix.singular_values();
    let largest = singular.max();
    let rank = singular
        .iter()
        .filter(|s| **s > TOLERANCE * largest)
        .count();
    if rank == dimension {
        Ok(())
    } else {
        Err(Error::DegenerateEnsemble { rank, dimension })
    }
}
