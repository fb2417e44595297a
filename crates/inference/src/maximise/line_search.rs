//! A line search for the strong Wolfe conditions.

use crate::density::{LogDensityGradient, checked_gradient};
use crate::error::Error;

/// A point, its cost f = −ln p and the cost's gradient.
#[derive(Debug, Clone)]
pub(super) struct Point {
    pub(super) theta: Vec<f64>,
    pub(super) cost: f64,
    pub(super) gradient: Vec<f64>,
}

impl Point {
    pub(super) fn new<D: LogDensityGradient + ?Sized>(
        density: &D,
        theta: Vec<f64>,
    ) -> Result<Self, Error> {
        let mut gradient = vec![0.0; theta.len()];
        let cost = -checked_gradient(density, &theta, &mut gradient)?;
        for g in &mut gradient {
            *g = -*g;
        }
        Ok(Self {
            theta,
            cost,
            gradient,
        })
    }
}

/// Sufficient fall, and curvature, of the Wolfe conditions.
const SUFFICIENT_FALL: f64 = 1e-4;
const CURVATURE: f64 = 0.9;
const MOST_PROBES: usize = 60;

struct Probe {
    alpha: f64,
    slope: f64,
    point: Point,
}

pub(super) struct LineSearch<'a, D: ?Sized> {
    density: &'a D,
    origin: &'a Point,
    direction: &'a [f64],
    slope: f64,
    pub(super) evaluations: usize,
}

impl<'a, D: LogDensityGradient + ?Sized> LineSearch<'a, D> {
    /// Along a `direction` of descent from `origin`.
    pub(super) fn new(density: &'a D, origin: &'a Point, direction: &'a [f64]) -> Self {
        Self {
            density,
            origin,
            direction,
            slope: dot(&origin.gradient, direction),
            evaluations: 0,
        }
    }

    /// A point with (`nocedal2006`, algorithms 3.5 and 3.6)
    ///
    /// ```text
    /// f(α) ≤ f(0) + c₁ α f'(0),   |f'(α)| ≤ c₂ |f'(0)|
    /// ```
    ///
    /// or at least the first of them; `None` where rounding hides any fall, or f falls without end.
    pub(super) fn search(&mut self, first: f64) -> Result<Option<Point>, Error> {
        let mut previous = Probe {
            alpha: 0.0,
            slope: self.slope,
            point: self.origin.clone(),
        };
        let mut alpha = first;
        while self.evaluations < MOST_PROBES {
            let probe = self.probe(alpha)?;
            let rises = previous.alpha > 0.0 && probe.point.cost >= previous.point.cost;
            if !self.falls_enough(&probe) || rises {
                return self.zoom(previous, probe);
            }
            if self.is_flat_enough(&probe) {
                return Ok(Some(probe.point));
            }
            if probe.slope >= 0.0 {
                return self.zoom(probe, previous);
            }
            alpha *= 2.0;
            previous = probe;
        }
        // ln p still rises after 2⁶⁰ first steps: there is no maximum this way.
        Ok(None)
    }

    /// Narrows the interval between `low`, the lowest point that falls enough, and `high`.
    fn zoom(&mut self, mut low: Probe, mut high: Probe) -> Result<Option<Point>, Error> {
        while self.evaluations < MOST_PROBES {
            let width = high.alpha - low.alpha;
            if width.abs() <= f64::EPSILON * low.alpha.max(high.alpha) {
                break;
            }
            let probe = self.probe(low.alpha + width * interpolated(&low, &high))?;
            if !self.falls_enough(&probe) || probe.point.cost >= low.point.cost {
                high = probe;
            } else {
                if self.is_flat_enough(&probe) {
                    return Ok(Some(probe.point));
                }
                if probe.slope * width >= 0.0 {
                    high = low;
                }
                low = probe;
            }
        }
        Ok((low.alpha > 0.0).then_some(low.point))
    }

    fn probe(&mut self, alpha: f64) -> Result<Probe, Error> {
        let pairs = self.origin.theta.iter().zip(self.direction);
        let point = Point::new(self.density, pairs.map(|(t, d)| t + alpha * d).collect())?;
        self.evaluations += 1;
        Ok(Probe {
            alpha,
            slope: dot(&point.gradient, self.direction),
            point,
        })
    }

    fn falls_enough(&self, probe: &Probe) -> bool {
        probe.point.cost <= self.origin.cost + SUFFICIENT_FALL * probe.alpha * self.slope
    }

    fn is_flat_enough(&self, probe: &Probe) -> bool {
        probe.slope.abs() <= CURVATURE * self.slope.abs()
    }
}

/// Minimum of the cubic through both ends' values and slopes, as a fraction of the way from low to
/// high, kept a tenth away from the ends; halfway where `high` has no density.
fn interpolated(low: &Probe, high: &Probe) -> f64 {
    if !high.point.cost.is_finite() {
        return 0.5;
    }
    let width = high.alpha - low.alpha;
    let (s0, s1) = (low.slope * width, high.slope * width);
    let d1 = s0 + s1 - 3.0 * (high.point.cost - low.point.cost);
    let d2 = (d1.powi(2) - s0 * s1).max(0.0).sqrt();
    let fraction = 1.0 - (s1 + d2 - d1) / (s1 - s0 + 2.0 * d2);
    if fraction.is_finite() {
        fraction.clamp(0.1, 0.9)
    } else {
        0.5
    }
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DifferentiableDensity;

    type Function = fn(f64) -> (f64, f64);

    /// f and f': two test functions of `more1994`, section 5, one with many minima,
    /// one with an edge.
    const FUNCTIONS: [Function; 4] = [
        |a| {
            let d = a * a + 2.0;
            (-a / d, (a * a - 2.0) / (d * d))
        },
        |a| {
            let b = a + 0.004;
            (
                b.powi(5) - 2.0 * b.powi(4),
                5.0 * b.powi(4) - 8.0 * b.powi(3),
            )
        },
        |a| {
            (
                -a + 0.3 * (3.0 * a).sin() + 0.05 * a * a,
                -1.0 + 0.9 * (3.0 * a).cos() + 0.1 * a,
            )
        },
        |a| {
            if a < 3.0 {
                (-a - 0.1 * (3.0 - a).ln(), -1.0 + 0.1 / (3.0 - a))
            } else {
                (f64::INFINITY, 0.0)
            }
        },
    ];

    #[test]
    fn any_first_step_leads_to_the_strong_wolfe_conditions() {
        for (index, function) in FUNCTIONS.into_iter().enumerate() {
            let density = DifferentiableDensity::new(1, move |t: &[f64], g: &mut [f64]| {
                let (value, slope) = function(t[0]);
                g[0] = -slope;
                -value
            });
            let origin = Point::new(&density, vec![0.0]).unwrap();
            let slope = origin.gradient[0];
            for first in [1e-3, 0.1, 1.0, 10.0, 1e3] {
                let mut line = LineSearch::new(&density, &origin, &[1.0]);
                let point = line.search(first).unwrap().expect("a step");
                let alpha = point.theta[0];
                let case = format!("function {index} from {first}: {alpha}");
                assert!(
                    point.cost <= origin.cost + SUFFICIENT_FALL * alpha * slope,
                    "{case}"
                );
                assert!(point.gradient[0].abs() <= CURVATURE * slope.abs(), "{case}");
                assert!(line.evaluations <= 20, "{case} after {}", line.evaluations);
            }
        }
    }
}
