//! New points above a threshold.

use rand::RngExt;
use rand_distr::StandardNormal;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::region::Region;
use super::state::Point;
use crate::density::{LogDensity, checked_value};
use crate::error::Error;
use crate::posterior::Posterior;

/// Length of the first bracket of a slice, in standard deviations of the live points along it. A chord of a ball in
/// d dimensions is about 3.5 long; what the bracket does not reach, the next slices do.
const BRACKET: f64 = 5.0;
/// A bracket shrinks to the point itself in fewer cuts than this.
const MOST_CUTS: usize = 200;

/// ln L at a point of the cube; −∞ where the prior's quantile has no finite value.
pub(super) fn ln_likelihood<L: LogDensity>(
    posterior: &Posterior<L>,
    cube: &[f64],
) -> Result<f64, Error> {
    let theta = posterior.prior_quantile(cube)?;
    if theta.iter().all(|t| t.is_finite()) {
        checked_value(posterior.likelihood(), &theta)
    } else {
        Ok(f64::NEG_INFINITY)
    }
}

/// A uniform number in (0, 1), the ends left out.
pub(super) fn open_unit(rng: &mut Xoshiro256PlusPlus) -> f64 {
    let cell = rng.random::<u64>() >> 12;
    (cell as f64 + 0.5) * 2f64.powi(-52)
}

fn inside(cube: &[f64]) -> bool {
    cube.iter().all(|u| *u > 0.0 && *u < 1.0)
}

/// What a search found, and what it cost. The point may be missing where the search was given up.
pub(super) struct Found {
    pub(super) point: Option<Point>,
    pub(super) evaluations: u64,
}

/// A search above `threshold` in the part of the cube that `region` covers.
pub(super) struct Search<'a, L> {
    pub(super) posterior: &'a Posterior<L>,
    pub(super) region: &'a Region,
    pub(super) threshold: f64,
}

impl<L: LogDensity> Search<'_, L> {
    /// An independent draw from the region's ellipsoids, the first above the threshold.
    pub(super) fn drawn(
        &self,
        rng: &mut Xoshiro256PlusPlus,
        most_evaluations: u64,
    ) -> Result<Found, Error> {
        let ellipsoids = &self.region.ellipsoids;
        let volumes: Vec<f64> = ellipsoids.iter().map(|e| e.ln_volume().exp()).collect();
        let total: f64 = volumes.iter().sum();
        let mut cube = vec![0.0; self.posterior.parameters().len()];
        let mut evaluations = 0;
        while evaluations < most_evaluations {
            if ellipsoids.is_empty() {
                cube.iter_mut().for_each(|u| *u = open_unit(rng));
            } else {
                let mut pick = rng.random::<f64>() * total;
                let mut chosen = 0;
                while chosen + 1 < volumes.len() && pick >= volumes[chosen] {
                    pick -= volumes[chosen];
                    chosen += 1;
                }
                ellipsoids[chosen].draw(rng, &mut cube);
                if !inside(&cube) {
                    continue;
                }
                // Where q ellipsoids overlap, a point comes q times as often.
                let others = ellipsoids.iter().zip(0..).filter(|(_, i)| *i != chosen);
                let overlaps = 1 + others.filter(|(e, _)| e.depth(&cube) <= 1.0).count();
                if overlaps > 1 && rng.random::<f64>() * overlaps as f64 >= 1.0 {
                    continue;
                }
            }
            evaluations += 1;
            let ln_likelihood = ln_likelihood(self.posterior, &cube)?;
            if ln_likelihood > self.threshold {
                let point = Some(Point {
                    cube,
                    ln_likelihood,
                });
                return Ok(Found { point, evaluations });
            }
        }
        Ok(Found {
            point: None,
            evaluations,
        })
    }

    /// Where a chain of slices from `start` ends.
    pub(super) fn walked(
        &self,
        start: &Point,
        sweeps: usize,
        rng: &mut Xoshiro256PlusPlus,
    ) -> Result<Found, Error> {
        let dimension = start.cube.len();
        let mut point = start.clone();
        let mut candidate = vec![0.0; dimension];
        let mut direction = vec![0.0; dimension];
        let mut evaluations = 0;
        for _ in 0..sweeps {
            // One cluster's metric for a whole basis, chosen whatever the point: a choice by the point's own cluster would
            // break the balance between clusters.
            let metric = self.metric(rng);
            for axis in orthonormal_basis(dimension, rng).chunks_exact(dimension) {
                match metric {
                    Some(metric) => self.region.ellipsoids[metric].direction(axis, &mut direction),
                    None => direction.copy_from_slice(axis),
                }
                evaluations += self.slice(&mut point, &direction, &mut candidate, rng)?;
            }
        }
        Ok(Found {
            point: Some(point),
            evaluations,
        })
    }

    fn metric(&self, rng: &mut Xoshiro256PlusPlus) -> Option<usize> {
        let ellipsoids = &self.region.ellipsoids;
        let mut pick: f64 = rng.random();
        for (i, ellipsoid) in ellipsoids.iter().enumerate() {
            if pick < ellipsoid.share {
                return Some(i);
            }
            pick -= ellipsoid.share;
        }
        ellipsoids.len().checked_sub(1)
    }

    /// Moves `point` along `direction`; returns the cost.
    fn slice(
        &self,
        point: &mut Point,
        direction: &[f64],
        candidate: &mut [f64],
        rng: &mut Xoshiro256PlusPlus,
    ) -> Result<u64, Error> {
        let mut evaluations = 0;
        let mut lower = -BRACKET * rng.random::<f64>();
        let mut upper = lower + BRACKET;
        for _ in 0..MOST_CUTS {
            let t = lower + (upper - lower) * rng.random::<f64>();
            for ((c, x), v) in candidate.iter_mut().zip(&point.cube).zip(direction) {
                *c = x + t * v;
            }
            if inside(candidate) {
                evaluations += 1;
                let ln_likelihood = ln_likelihood(self.posterior, candidate)?;
                if ln_likelihood > self.threshold {
                    point.cube.copy_from_slice(candidate);
                    point.ln_likelihood = ln_likelihood;
                    break;
                }
            }
            if t < 0.0 {
                lower = t;
            } else {
                upper = t;
            }
        }
        Ok(evaluations)
    }
}

/// Rows of unit length, at right angles, all orientations equally likely.
fn orthonormal_basis(dimension: usize, rng: &mut Xoshiro256PlusPlus) -> Vec<f64> {
    let mut rows = vec![0.0; dimension * dimension];
    for i in 0..dimension {
        let (before, rest) = rows.split_at_mut(i * dimension);
        let row = &mut rest[..dimension];
        let length = loop {
            row.iter_mut().for_each(|x| *x = rng.sample(StandardNormal));
            // Twice, so that rounding leaves no trace of the rows before.
            for _ in 0..2 {
                for other in before.chunks_exact(dimension) {
                    let product: f64 = row.iter().zip(other).map(|(a, b)| a * b).sum();
                    for (x, o) in row.iter_mut().zip(other) {
                        *x -= product * o;
                    }
                }
            }
            let length = row.iter().map(|x| x * x).sum::<f64>().sqrt();
            if length > 1e-6 {
                break length;
            }
        };
        row.iter_mut().for_each(|x| *x /= length);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::stream;

    #[test]
    fn bases_are_orthonormal() {
        let mut rng = stream(3, 0);
        let basis = orthonormal_basis(20, &mut rng);
        for (i, a) in basis.chunks_exact(20).enumerate() {
            for (j, b) in basis.chunks_exact(20).enumerate() {
                let product: f64 = a.iter().zip(b).map(|(a, b)| a * b).sum();
                let expected = if i == j { 1.0 } else { 0.0 };
                assert!((product - expected).abs() < 1e-14);
            }
        }
    }
}
