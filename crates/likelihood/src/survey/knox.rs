//! The covariance of bandpowers of Gaussian fields.

use lastscatter_inference::Covariance;
use lastscatter_stokes::spectra::{Dl, Field, Normalization, Pair};
use nalgebra::DMatrix;

use super::definition::Survey;
use crate::Error;
use crate::spectra::Theory;

/// (C^XZ C^YW + C^XW C^YZ)/ν of two spectra XY and ZW, from the C of all pairs.
pub(super) fn covariance_of_pairs(
    cl: impl Fn(Pair) -> f64,
    one: Pair,
    other: Pair,
    modes: f64,
) -> f64 {
    let ([x, y], [z, w]) = (one.fields(), other.fields());
    let cl = |a: Field, b: Field| cl(Pair::new(a, b));
    (cl(x, z) * cl(y, w) + cl(x, w) * cl(y, z)) / modes
}

/// Of the plain means of D_ℓ over consecutive bins.
pub(super) fn covariance(
    survey: &Survey,
    fiducial: &Theory<'_>,
    widths: &[usize],
) -> Result<Covariance, Error> {
    let pairs = survey.pairs();
    let amplitudes = survey.defaults();
    let n = widths.len();
    let mut matrix = DMatrix::zeros(n * pairs.len(), n * pairs.len());
    let mut begin = *survey.multipoles().start();
    for (bin, &width) in widths.iter().enumerate() {
        for ell in begin..begin + width {
            // Fields without a spectrum of their own in the survey do not meet.
            let total = pairs.iter().map(|&pair| {
                let noise = survey.noise(pair, ell);
                survey.sky(fiducial, &amplitudes, pair, ell) + noise
            });
            let total: Vec<f64> = total.collect();
            let cl = |pair: Pair| {
                let at = pairs.iter().position(|&p| p == pair);
                at.map_or(0.0, |at| total[at])
            };
            let modes = (2 * ell + 1) as f64 * survey.sky_fraction();
            let weight = (Dl::factor(ell) / width as f64).powi(2);
            for (i, &one) in pairs.iter().enumerate() {
                for (j, &other) in pairs.iter().enumerate() {
                    matrix[(i * n + bin, j * n + bin)] +=
                        weight * covariance_of_pairs(cl, one, other, modes);
                }
            }
        }
        begin += width;
    }
    Ok(Covariance::new(matrix)?)
}
