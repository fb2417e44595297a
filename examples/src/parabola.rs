//! The parabola that a log-density looks like from a distance of its own width.

use lastscatter::inference::nalgebra::{DMatrix, DVector};
use lastscatter::inference::{
    Covariance, Error, LogDensity, Maximum, MaximumStop, Memory, Optimiser,
};
use rayon::prelude::*;

/// A log-density about a point, to second order:
///
/// ```text
/// ln p(c + x) ≈ ln p(c) + gᵀx − ½ xᵀ C⁻¹ x
/// ```
///
/// from central differences over steps as long as the density is wide, which see past the grain of tabulated likelihoods and the
/// noise of solvers. What a density reuses between its blocks is made use of.
#[derive(Debug, Clone)]
pub struct Parabola {
    value: f64,
    gradient: DVector<f64>,
    covariance: Covariance,
    evaluations: usize,
}

impl Parabola {
    /// The parabola about `centre`, from steps of the given lengths along each axis.
    ///
    /// # Errors
    ///
    /// What the density fails with; [`Error::NotPositiveDefinite`] where it is not concave at that scale.
    pub fn new<D: LogDensity + ?Sized>(
        density: &D,
        centre: &[f64],
        lengths: &[f64],
    ) -> Result<Self, Error> {
        let n = density.dimension();
        let blocks = density.blocks();
        let block = |k: usize| blocks.iter().position(|b| b.parameters.contains(&k));
        let mut memory = Memory::default();
        let value = density.ln_density_reusing(centre, 0, &mut memory)?;
        // Both ends of each axis, and of the diagonal of each pair of axes.
        let jobs: Vec<(usize, usize, f64)> = (0..n)
            .flat_map(|i| (0..=i).flat_map(move |j| [(i, j, 1.0), (i, j, -1.0)]))
            .collect();
        let values = jobs
            .par_iter()
            .with_max_len(1)
            .map(|&(i, j, sign)| {
                let mut theta = centre.to_vec();
                theta[i] += sign * lengths[i];
                if i != j {
                    theta[j] += sign * lengths[j];
                }
                let changed = block(i).min(block(j)).unwrap_or(0);
                Ok(density.ln_density_reusing(&theta, changed, &mut memory.clone())?)
            })
            .collect::<Result<Vec<f64>, Error>>()?;
        let mut gradient = DVector::zeros(n);
        let mut second = DMatrix::zeros(n, n);
        for (&(i, j, sign), there) in jobs.iter().zip(&values) {
            second[(i, j)] += there - value;
            if i == j {
                gradient[i] += 0.5 * sign * there / lengths[i];
            }
        }
        let precision = DMatrix::from_fn(n, n, |a, b| {
            let (i, j) = (a.max(b), a.min(b));
            let mixed: f64 = if i == j {
                second[(i, i)]
            } else {
                0.5 * (second[(i, j)] - second[(i, i)] - second[(j, j)])
            };
            -mixed / (lengths[i] * lengths[j])
        });
        Ok(Self {
            value,
            gradient,
            covariance: inverse(precision)?,
            evaluations: 1 + jobs.len(),
        })
    }

    /// C, the covariance of the Gaussian with this curvature.
    #[must_use]
    pub const fn covariance(&self) -> &Covariance {
        &self.covariance
    }

    /// From the centre to the summit, C g.
    fn step(&self) -> DVector<f64> {
        self.covariance.matrix() * &self.gradient
    }

    /// How much higher the summit is than the centre, ½ gᵀ C g.
    fn gain(&self) -> f64 {
        0.5 * self.gradient.dot(&self.step())
    }
}

/// The inverse of a symmetric matrix, as a covariance.
fn inverse(precision: DMatrix<f64>) -> Result<Covariance, Error> {
    let n = precision.nrows();
    // By its Cholesky factor L: the columns of L⁻¹, then L⁻ᵀ L⁻¹.
    let precision = Covariance::new(precision)?;
    let mut whitened = DMatrix::identity(n, n);
    for mut column in whitened.column_iter_mut() {
        precision.whiten(column.as_mut_slice())?;
    }
    Covariance::new(whitened.transpose() * whitened)
}

/// Climbs from parabola to parabola: a handful of steps to the summit of a density that is nearly normal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NewtonAscent {
    /// Stops where less than this is left to gain in ln p. Default 1e-3.
    pub tolerance: f64,
    /// Most parabolas. Default 12.
    pub max_iterations: usize,
}

impl Default for NewtonAscent {
    fn default() -> Self {
        Self {
            tolerance: 1e-3,
            max_iterations: 12,
        }
    }
}

impl<D: LogDensity> Optimiser<D> for NewtonAscent {
    /// Steps are as long as the narrowest direction through `scales` allows, halved where ln p does not rise.
    fn maximum(&self, density: &D, start: &[f64], scales: &[f64]) -> Result<Maximum, Error> {
        let mut theta = start.to_vec();
        let mut evaluations = 0;
        let mut left = f64::INFINITY;
        for iterations in 0..self.max_iterations {
            let parabola = Parabola::new(density, &theta, scales)?;
            evaluations += parabola.evaluations;
            left = parabola.gain();
            let mut step = parabola.step();
            let mut best = parabola.value;
            let mut rose = false;
            for _ in 0..HALVINGS {
                let there: Vec<f64> = theta.iter().zip(&step).map(|(t, s)| t + s).collect();
                let value = density.ln_density(&there)?;
                evaluations += 1;
                if value > best {
                    (theta, best, rose) = (there, value, true);
                    break;
                }
                step *= 0.5;
            }
            if left < self.tolerance || !rose {
                return Ok(Maximum {
                    theta,
                    ln_density: best,
                    iterations: iterations + 1,
                    evaluations,
                    stop: MaximumStop::Gradient,
                });
            }
        }
        Err(Error::NotConverged {
            what: "Newton's ascent",
            iterations: self.max_iterations,
            residual: left,
            tolerance: self.tolerance,
            theta,
        })
    }
}

/// Times that a step which does not lead upwards is halved.
const HALVINGS: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;
    use lastscatter::inference::Density;

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
        assert!((parabola.step() - DVector::from_vec(vec![-0.5, 0.1])).norm() < 1e-12);
        assert!((parabola.gain() + normal(&[2.5, -1.1])).abs() < 1e-12);
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
        assert!((found.theta[0] - 49.0).abs() < 0.05, "{found:?}");
    }
}
