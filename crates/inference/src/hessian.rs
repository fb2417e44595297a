//! Second derivatives of a log-density.

use nalgebra::DMatrix;

use crate::density::{LogDensity, LogDensityGradient, checked_gradient, checked_value};
use crate::error::Error;
use crate::require::{require_finite, require_length};
use crate::ridders::extrapolation;
use crate::start::starting_value;

/// ∂² ln p/∂θᵢ∂θⱼ at a point, with an estimate of its numerical error.
///
/// The differences start from steps of about half a standard deviation, found from ln p itself (over such a step
/// ln p falls by about 0.1), and are extrapolated to zero step by Ridders' method.
///
/// # Accuracy
///
/// Below 1e-11 of 1/σᵢσⱼ for an analytic ln p of order 1, from values or from gradients (`hessian::tests`); the rounding of
/// a large ln p adds some 100 ε |ln p|. The error estimate is good to a factor of about three.
///
/// # References
///
/// `ridders1982`.
#[derive(Debug, Clone, PartialEq)]
pub struct Hessian {
    /// The matrix, symmetric.
    pub matrix: DMatrix<f64>,
    /// Estimated absolute error of each entry.
    pub error: DMatrix<f64>,
}

impl Hessian {
    /// From values alone: some 16 n(n + 1) evaluations in n dimensions.
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] and [`Error::NonFiniteEntry`] for a bad point, [`Error::NonFinite`] where ln p is NaN or +∞,
    /// [`Error::OutsideSupport`] where it is −∞ at `theta` itself, [`Error::Density`] for a fatal failure, [`Error::NotConverged`] where ln p does not
    /// change along a parameter, or `theta` has no neighbours with density.
    pub fn from_values<D: LogDensity>(density: &D, theta: &[f64]) -> Result<Self, Error> {
        let scales = scales(density, theta)?;
        let n = theta.len();
        let centre = checked_value(density, theta)?;
        let (mut matrix, mut error) = (DMatrix::zeros(n, n), DMatrix::zeros(n, n));
        let mut point = theta.to_vec();
        for i in 0..n {
            for j in 0..=i {
                let mut value = |a: f64, b: f64| {
                    point.copy_from_slice(theta);
                    point[i] += a * scales[i];
                    point[j] += b * scales[j];
                    checked_value(density, &point)
                };
                let (d, e) = extrapolation(WHAT, theta, |t| {
                    let second = if i == j {
                        (value(t, 0.0)? - 2.0 * centre + value(-t, 0.0)?) / (t * t)
                    } else {
                        let same = value(t, t)? + value(-t, -t)?;
                        (same - value(t, -t)? - value(-t, t)?) / (4.0 * t * t)
                    };
                    Ok(second.is_finite().then(|| vec![second]))
                })?;
                let unit = scales[i] * scales[j];
                for entry in [(i, j), (j, i)] {
                    matrix[entry] = d[0] / unit;
                    error[entry] = e[0] / unit;
                }
            }
        }
        Ok(Self { matrix, error })
    }

    /// From differences of the gradient: 16 n gradients in n dimensions.
    ///
    /// # Errors
    ///
    /// As [`from_values`](Self::from_values).
    pub fn from_gradient<D: LogDensityGradient>(density: &D, theta: &[f64]) -> Result<Self, Error> {
        let scales = scales(density, theta)?;
        let n = theta.len();
        let (mut matrix, mut error) = (DMatrix::zeros(n, n), DMatrix::zeros(n, n));
        let mut point = theta.to_vec();
        let (mut above, mut below) = (vec![0.0; n], vec![0.0; n]);
        for j in 0..n {
            let (d, e) = extrapolation(WHAT, theta, |t| {
                point[j] = theta[j] + t * scales[j];
                let upper = checked_gradient(density, &point, &mut above)?;
                point[j] = theta[j] - t * scales[j];
                let lower = checked_gradient(density, &point, &mut below)?;
                point[j] = theta[j];
                let slopes = above
                    .iter()
                    .zip(&below)
                    .map(|(a, b)| (a - b) / (2.0 * t * scales[j]));
                Ok((upper.is_finite() && lower.is_finite()).then(|| slopes.collect()))
            })?;
            for i in 0..n {
                matrix[(i, j)] = d[i];
                error[(i, j)] = e[i];
            }
        }
        let asymmetry = (&matrix - matrix.transpose()).abs() * 0.5;
        Ok(Self {
            matrix: (&matrix + matrix.transpose()) * 0.5,
            error: DMatrix::from_fn(n, n, |i, j| {
                error[(i, j)].max(error[(j, i)]).max(asymmetry[(i, j)])
            }),
        })
    }
}

const WHAT: &str = "Hessian of the log-density";
/// Mean fall of ln p over one step to either side that is aimed at, and those that will do.
const FALL: f64 = 0.1;
const LEAST_FALL: f64 = 0.02;
const LARGEST_FALL: f64 = 0.5;
const MOST_TRIALS: usize = 200;

/// Steps along each parameter over which ln p changes by about [`FALL`].
pub(crate) fn scales<D: LogDensity + ?Sized>(
    density: &D,
    theta: &[f64],
) -> Result<Vec<f64>, Error> {
    require_length("theta", theta.len(), density.dimension())?;
    require_finite("theta", theta)?;
    let centre = starting_value(density, theta)?;
    let noise = 100.0 * f64::EPSILON * centre.abs();
    let mut point = theta.to_vec();
    (0..theta.len())
        .map(|k| {
            let mut step = 1e-2 * if theta[k] == 0.0 { 1.0 } else { theta[k].abs() };
            for _ in 0..MOST_TRIALS {
                point[k] = theta[k] + step;
                let above = checked_value(density, &point)?;
                point[k] = theta[k] - step;
                let below = checked_value(density, &point)?;
                point[k] = theta[k];
                let fall = (0.5 * (above - centre) + 0.5 * (below - centre)).abs();
                if (LEAST_FALL..=LARGEST_FALL).contains(&fall) {
                    return Ok(step);
                }
                // Exact for a parabola; cautious where it cannot be one.
                step *= if fall == f64::INFINITY {
                    0.1
                } else if fall <= noise {
                    30.0
                } else {
                    (FALL / fall).sqrt().clamp(1e-3, 1e3)
                };
                if !(step > 0.0 && step < f64::MAX.sqrt()) {
                    break;
                }
            }
            Err(Error::NotConverged {
                what: "step along a parameter for second derivatives",
                iterations: MOST_TRIALS,
                residual: step,
                tolerance: LARGEST_FALL,
                theta: theta.to_vec(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Density, DifferentiableDensity};

    /// ln p = −cosh(x/10⁻⁶) − x y/10⁻⁶ /2 − y⁴/4 − y², at a point off the maximum.
    fn value(t: &[f64]) -> f64 {
        let (x, y) = (t[0] / 1e-6, t[1]);
        -x.cosh() - 0.5 * x * y - 0.25 * y.powi(4) - y * y
    }

    const POINT: [f64; 2] = [0.3e-6, 0.2];

    fn exact() -> DMatrix<f64> {
        let xy = -0.5 / 1e-6;
        DMatrix::from_row_slice(2, 2, &[-(0.3f64.cosh()) / 1e-12, xy, xy, -3.0 * 0.04 - 2.0])
    }

    fn errors(hessian: &Hessian) -> (f64, f64) {
        let exact = exact();
        let (mut error, mut estimate) = (0.0_f64, 0.0_f64);
        for i in 0..2 {
            for j in 0..2 {
                let unit = (exact[(i, i)] * exact[(j, j)]).sqrt();
                error = error.max((hessian.matrix[(i, j)] - exact[(i, j)]).abs() / unit);
                estimate = estimate.max(hessian.error[(i, j)] / unit);
            }
        }
        (error, estimate)
    }

    #[test]
    fn from_values() {
        let (error, estimate) =
            errors(&Hessian::from_values(&Density::new(2, value), &POINT).unwrap());
        assert!(
            error < 1e-11 && error < 3.0 * estimate && estimate < 1e-9,
            "{error:e} {estimate:e}"
        );
    }

    #[test]
    fn from_gradients() {
        let density = DifferentiableDensity::new(2, |t: &[f64], g: &mut [f64]| {
            let (x, y) = (t[0] / 1e-6, t[1]);
            g[0] = (-x.sinh() - 0.5 * y) / 1e-6;
            g[1] = -0.5 * x - y.powi(3) - 2.0 * y;
            value(t)
        });
        let (error, estimate) = errors(&Hessian::from_gradient(&density, &POINT).unwrap());
        assert!(error < 1e-11 && estimate < 1e-8, "{error:e} {estimate:e}");
    }

    #[test]
    fn edges_shorten_the_step() {
        let density = Density::new(1, |t| {
            if t[0] <= 0.0 || t[0] >= 0.011 {
                f64::NEG_INFINITY
            } else {
                -0.5 * t[0] * t[0]
            }
        });
        let error = Hessian::from_values(&density, &[0.01]).unwrap_err();
        // The density never falls by 0.1 before its edge: no step can be found.
        assert!(matches!(error, Error::NotConverged { .. }), "{error}");
        let density = Density::new(1, |t| {
            if t[0] <= 0.0 {
                f64::NEG_INFINITY
            } else {
                3.0 * t[0].ln() - t[0]
            }
        });
        let hessian = Hessian::from_values(&density, &[0.1]).unwrap();
        assert!((hessian.matrix[(0, 0)] / -300.0 - 1.0).abs() < 1e-8);
    }

    #[test]
    fn flat_directions_and_bad_points_are_typed_errors() {
        let flat = Density::new(2, |t| -t[0] * t[0]);
        assert!(matches!(
            Hessian::from_values(&flat, &[0.0, 0.0]),
            Err(Error::NotConverged { .. })
        ));
        assert!(matches!(
            Hessian::from_values(&flat, &[0.0]),
            Err(Error::Dimension { .. })
        ));
        let outside = Density::new(1, |_| f64::NEG_INFINITY);
        assert!(matches!(
            Hessian::from_values(&outside, &[0.0]),
            Err(Error::OutsideSupport { .. })
        ));
    }
}
