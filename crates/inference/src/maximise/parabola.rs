//! The parabola that a log-density looks like from a distance of its own width.

use nalgebra::{DMatrix, DVector};
use rayon::prelude::*;

use super::{Maximum, MaximumStop, Optimiser, require_search};
use crate::block::{Block, Memory};
use crate::covariance::Covariance;
use crate::density::{LogDensity, accepted, checked_value};
use crate::error::Error;
use crate::start::require_density;

/// A log-density about a point, to second order:
///
/// ```text
/// ln p(c + x) ≈ ln p(c) + gᵀx − ½ xᵀ C⁻¹ x
/// ```
///
/// from central differences over steps about as long as the density is wide, which see past the grain of tabulated likelihoods and the
/// noise of solvers. What a density reuses between its blocks is made use of.
#[derive(Debug, Clone)]
pub struct Parabola {
    value: f64,
    /// From the centre to the summit, C g.
    ascent: DVector<f64>,
    /// How much higher the summit is than the centre, ½ gᵀ C g.
    gain: f64,
    covariance: Covariance,
    evaluations: usize,
}

impl Parabola {
    /// The parabola about `centre`, first from steps of the given lengths along each parameter, then from steps of half its own widths
    /// along its own axes: where parameters are degenerate, the first alone says little.
    ///
    /// # Errors
    ///
    /// What the density fails with; [`Error::OutsideSupport`] where a difference would leave its support, [`Error::NotPositiveDefinite`] where it is
    /// not concave at that scale; [`Error::Dimension`], [`Error::OutOfDomain`] for a centre or lengths of another number or not positive.
    pub fn new<D: LogDensity + ?Sized>(
        density: &D,
        centre: &[f64],
        lengths: &[f64],
    ) -> Result<Self, Error> {
        require_search(density, centre, lengths)?;
        let mut failure = None;
        for factor in FACTORS {
            let first = factor * DMatrix::from_diagonal(&DVector::from_column_slice(lengths));
            let found = Self::along(density, centre, &first);
            match found.and_then(|first| first.refined(density, centre)) {
                Err(error @ (Error::NotPositiveDefinite { .. } | Error::OutsideSupport { .. })) => {
                    failure.get_or_insert(error);
                }
                outcome => return outcome,
            }
        }
        Err(failure.unwrap_or(Error::NotPositiveDefinite {
            what: "curvature of ln p",
        }))
    }

    /// The same from steps along its own axes.
    fn refined<D: LogDensity + ?Sized>(&self, density: &D, centre: &[f64]) -> Result<Self, Error> {
        // Where faster parameters come later, the columns of L for these change nothing slower.
        let steps = STEP * self.covariance.cholesky_factor();
        let found = Self::along(density, centre, &steps)?;
        Ok(Self {
            evaluations: self.evaluations + found.evaluations,
            ..found
        })
    }

    /// From steps along the columns of a matrix.
    fn along<D: LogDensity + ?Sized>(
        density: &D,
        centre: &[f64],
        steps: &DMatrix<f64>,
    ) -> Result<Self, Error> {
        let n = density.dimension();
        let blocks = density.blocks();
        let mut memory = Memory::default();
        let value = density.ln_density_reusing(centre, 0, &mut memory);
        let value = accepted(value, centre)?;
        require_density(value, centre)?;
        // Both ends of each step, and of the diagonal of each pair of steps.
        let jobs: Vec<(usize, usize, f64)> = (0..n)
            .flat_map(|i| (0..=i).flat_map(move |j| [(i, j, 1.0), (i, j, -1.0)]))
            .collect();
        let values = jobs
            .par_iter()
            .with_max_len(1)
            .map(|&(i, j, sign)| {
                let mut step = sign * steps.column(i);
                if i != j {
                    step += sign * steps.column(j);
                }
                let theta: Vec<f64> = centre.iter().zip(&step).map(|(c, s)| c + s).collect();
                let moved = |block: &Block| block.parameters.iter().any(|&k| step[k].abs() > 0.0);
                let changed = blocks.iter().position(moved).unwrap_or(0);
                let there = density.ln_density_reusing(&theta, changed, &mut memory.clone());
                let there = accepted(there, &theta)?;
                require_density(there, &theta)?;
                Ok(there)
            })
            .collect::<Result<Vec<f64>, Error>>()?;
        let mut slope = DVector::zeros(n);
        let mut second = DMatrix::zeros(n, n);
        for (&(i, j, sign), there) in jobs.iter().zip(&values) {
            second[(i, j)] += there - value;
            if i == j {
                slope[i] += 0.5 * sign * there;
            }
        }
        let precision = DMatrix::from_fn(n, n, |a, b| {
            let (i, j) = (a.max(b), a.min(b));
            let mixed: f64 = if i == j {
                second[(i, i)]
            } else {
                0.5 * (second[(i, j)] - second[(i, i)] - second[(j, j)])
            };
            -mixed
        });
        // In units of the steps so far.
        let own = Covariance::from_precision(&precision, "curvature of ln p")?;
        let ascent = steps * own.matrix() * &slope;
        Ok(Self {
            value,
            gain: 0.5 * slope.dot(&(own.matrix() * &slope)),
            ascent,
            covariance: Covariance::new(steps * own.matrix() * steps.transpose())?,
            evaluations: 1 + jobs.len(),
        })
    }

    /// C, the covariance of the Gaussian with this curvature.
    #[must_use]
    pub const fn covariance(&self) -> &Covariance {
        &self.covariance
    }
}

/// Climbs from parabola to parabola: a handful of steps to the summit of a density that is nearly normal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NewtonAscent {
    /// Stops where less than this is left to gain in ln p. Default 5e-3.
    pub tolerance: f64,
    /// Most parabolas. Default 12.
    pub max_iterations: usize,
}

impl Default for NewtonAscent {
    fn default() -> Self {
        Self {
            tolerance: 5e-3,
            max_iterations: 12,
        }
    }
}

impl<D: LogDensity> Optimiser<D> for NewtonAscent {
    /// `scales` are the first parabola's steps; further ones have those of the one before. Ascents are halved where ln p does not rise.
    fn maximum(&self, density: &D, start: &[f64], scales: &[f64]) -> Result<Maximum, Error> {
        require_search(density, start, scales)?;
        let mut theta = start.to_vec();
        let mut parabola = Parabola::new(density, &theta, scales)?;
        for iterations in 1..=self.max_iterations {
            let mut best = parabola.value;
            let mut step = parabola.ascent.clone();
            let mut tried = 0;
            while tried < HALVINGS {
                let there: Vec<f64> = theta.iter().zip(&step).map(|(t, s)| t + s).collect();
                let value = checked_value(density, &there)?;
                tried += 1;
                if value > best {
                    (theta, best) = (there, value);
                    break;
                }
                step *= 0.5;
            }
            let evaluations = parabola.evaluations + tried;
            if parabola.gain < self.tolerance {
                return Ok(Maximum {
                    theta,
                    ln_density: best,
                    iterations,
                    evaluations,
                    stop: MaximumStop::Gradient,
                });
            }
            parabola = match parabola.refined(density, &theta) {
                // Its own axes may have led it astray.
                Err(Error::NotPositiveDefinite { .. } | Error::OutsideSupport { .. }) => {
                    Parabola::new(density, &theta, scales)?
                }
                refined => refined?,
            };
            parabola.evaluations += tried;
        }
        let left = parabola.gain;
        Err(Error::NotConverged {
            what: "Newton's ascent",
            iterations: self.max_iterations,
            residual: left,
            tolerance: self.tolerance,
            theta,
        })
    }
}

/// Where a density is not concave over the lengths that were given, or ends within them, others may do.
const FACTORS: [f64; 4] = [1.0, 0.5, 2.0, 0.25];

/// Steps in widths: long enough to see past grain and noise, short enough that skewness moves a summit by a hundredth of a width only.
const STEP: f64 = 0.5;

/// Times that a step which does not lead upwards is halved.
const HALVINGS: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Density;

    /// A normal density of correlation 0.6 and widths 1 and 0.1 about (2, −1).
    fn normal(theta: &[f64]) -> f64 {
        let (x, y) = (theta[0] - 2.0, 10.0 * (theta[1] + 1.0));
        -0.5 * (x * x - 1.2 * x * y + y * y) / (1.0 - 0.36)
    }

    #[test]
    fn a_normal_density_is_its_own_parabola() {
        let density = Density::new(2, normal);
        let parabola = Parabola::new(&density, &[2.5, -1.1], &[1.0, 0.1]).unwrap();
        let c = parabola.covariance().matrix();
        for (found, expected) in [(c[(0, 0)], 1.0), (c[(1, 1)], 0.01), (c[(0, 1)], 0.06)] {
            assert!((found - expected).abs() < 1e-12);
        }
        assert!((parabola.ascent - DVector::from_vec(vec![-0.5, 0.1])).norm() < 1e-12);
        assert!((parabola.gain + normal(&[2.5, -1.1])).abs() < 1e-12);
    }

    #[test]
    fn the_summit_of_a_skew_density_is_found() {
        // Gamma of shape 50: its mode is at 49.
        let density = Density::new(1, |t| {
            if t[0] > 0.0 {
                49.0 * t[0].ln() - t[0]
            } else {
                f64::NEG_INFINITY
            }
        });
        let found = NewtonAscent::default()
            .maximum(&density, &[65.0], &[1.0])
            .unwrap();
        // 0.015 of its width: what is left to gain, and the skewness.
        assert!((found.theta[0] - 49.0).abs() < 0.1, "{found:?}");
    }
}
