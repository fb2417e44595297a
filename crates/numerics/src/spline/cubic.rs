//! Cubic splines.

use std::sync::Arc;

use super::{Knots, Location};
use crate::Error;

/// What a cubic spline does at its two ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Boundary {
    /// Zero second derivative: an error of order h² near the ends unless the function does the same.
    Natural,
    /// Given first derivatives: order h⁴ everywhere.
    Clamped {
        /// Derivative at the first knot.
        first: f64,
        /// Derivative at the last knot.
        last: f64,
    },
    /// One cubic over the first two intervals and one over the last two: order h⁴ without knowing derivatives.
    /// Needs four knots.
    NotAKnot,
}

/// A twice continuously differentiable piecewise cubic through given points.
///
/// On the interval [x_i, x_{i+1}] of length h, with s = (x − x_i)/h and second derivatives M:
///
/// ```text
/// S(x) = (1−s) y_i + s y_{i+1} − h²/6 s(1−s) [(2−s) M_i + (1+s) M_{i+1}]
/// ```
///
/// Outside its knots, and for NaN, each function here returns NaN.
///
/// # Accuracy
///
/// For a smooth function the error falls as h⁴ (the first derivative's as h³, the second's as h²), and cubics are
/// reproduced to rounding (`spline::error_falls_with_the_fourth_power`, `spline::cubics_are_reproduced`).
///
/// # References
///
/// `deboor2001`, chapter IV.
///
/// # Examples
///
/// ```
/// use lastscatter_numerics::spline::{Boundary, CubicSpline};
///
/// let x: Vec<f64> = (0..=20).map(|i| 0.1 * f64::from(i)).collect();
/// let y = x.iter().map(|x| x.sin()).collect();
/// let sine = CubicSpline::new(x, y, Boundary::NotAKnot)?;
/// assert!((sine.value(1.234) - 1.234_f64.sin()).abs() < 1e-6);
/// assert!((sine.integral(0.0, 2.0) - (1.0 - 2.0_f64.cos())).abs() < 1e-6);
/// # Ok::<(), lastscatter_numerics::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CubicSpline {
    knots: Arc<Knots>,
    /// Value and second derivative at each knot.
    nodes: Vec<[f64; 2]>,
}

impl CubicSpline {
    /// The spline through the points (x, y).
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] when the knots do not ascend, the lengths differ, a value is not finite, or there
    /// are too few points for the boundary.
    pub fn new(x: Vec<f64>, y: Vec<f64>, boundary: Boundary) -> Result<Self, Error> {
        Self::on(Arc::new(Knots::new(x)?), y, boundary)
    }

    /// The spline with values `y` on knots that others may share.
    ///
    /// # Errors
    ///
    /// As [`Self::new`].
    pub fn on(knots: Arc<Knots>, y: Vec<f64>, boundary: Boundary) -> Result<Self, Error> {
        let x = knots.as_slice();
        if x.len() != y.len() {
            return Err(Error::OutOfDomain {
                name: "number of values",
                value: y.len() as f64,
                expected: "as many as knots",
            });
        }
        if boundary == Boundary::NotAKnot && x.len() < 4 {
            return Err(Error::OutOfDomain {
                name: "number of knots",
                value: x.len() as f64,
                expected: "at least 4 with this boundary",
            });
        }
        let slopes = if let Boundary::Clamped { first, last } = boundary {
            [first, last]
        } else {
            [0.0; 2]
        };
        if let Some(&value) = y.iter().chain(&slopes).find(|v| !v.is_finite()) {
            return Err(Error::OutOfDomain {
                name: "value of a spline",
                value,
                expected: "a finite number",
            });
        }
        let second = second_derivatives(x, &y, boundary);
        let nodes = y.into_iter().zip(second).map(|(y, m)| [y, m]).collect();
        Ok(Self { knots, nodes })
    }

    /// The knots.
    #[must_use]
    pub const fn knots(&self) -> &Arc<Knots> {
        &self.knots
    }

    /// Value at `x`.
    #[must_use]
    pub fn value(&self, x: f64) -> f64 {
        self.knots
            .locate(x)
            .map_or(f64::NAN, |place| self.value_at(place))
    }

    /// First derivative at `x`.
    #[must_use]
    pub fn first_derivative(&self, x: f64) -> f64 {
        self.knots
            .locate(x)
            .map_or(f64::NAN, |place| self.first_derivative_at(place))
    }

    /// Second derivative at `x`, linear between knots.
    #[must_use]
    pub fn second_derivative(&self, x: f64) -> f64 {
        self.knots
            .locate(x)
            .map_or(f64::NAN, |place| self.second_derivative_at(place))
    }

    /// ∫ S dx from `low` to `high`, in any order.
    #[must_use]
    pub fn integral(&self, low: f64, high: f64) -> f64 {
        if low > high {
            return -self.integral(high, low);
        }
        let (Some(a), Some(b)) = (self.knots.locate(low), self.knots.locate(high)) else {
            return f64::NAN;
        };
        let whole: f64 = (a.interval()..b.interval()).map(|i| self.whole(i)).sum();
        whole + self.partial(b.interval(), high) - self.partial(a.interval(), low)
    }

    /// ∫ S dx over each interval between knots, in order.
    pub fn interval_integrals(&self) -> impl DoubleEndedIterator<Item = f64> + ExactSizeIterator {
        (0..self.nodes.len() - 1).map(|i| self.whole(i))
    }

    /// [`Self::value`] at a place found among these very knots.
    ///
    /// # Panics
    ///
    /// When the place belongs to other, more numerous knots.
    #[must_use]
    pub fn value_at(&self, place: Location) -> f64 {
        let (h, s, [y0, m0], [y1, m1]) = self.piece(place.interval(), place.x());
        let t = 1.0 - s;
        t * y0 + s * y1 - h * h / 6.0 * s * t * ((1.0 + t) * m0 + (1.0 + s) * m1)
    }

    /// [`Self::first_derivative`] at a place found among these very knots.
    ///
    /// # Panics
    ///
    /// When the place belongs to other, more numerous knots.
    #[must_use]
    pub fn first_derivative_at(&self, place: Location) -> f64 {
        let (h, s, [y0, m0], [y1, m1]) = self.piece(place.interval(), place.x());
        let t = 1.0 - s;
        (y1 - y0) / h + h / 6.0 * ((1.0 - 3.0 * t * t) * m0 + (3.0 * s * s - 1.0) * m1)
    }

    /// [`Self::second_derivative`] at a place found among these very knots.
    ///
    /// # Panics
    ///
    /// When the place belongs to other, more numerous knots.
    #[must_use]
    pub fn second_derivative_at(&self, place: Location) -> f64 {
        let (_, s, [_, m0], [_, m1]) = self.piece(place.interval(), place.x());
        (1.0 - s) * m0 + s * m1
    }

    fn piece(&self, i: usize, x: f64) -> (f64, f64, [f64; 2], [f64; 2]) {
        let knots = self.knots.as_slice();
        let h = knots[i + 1] - knots[i];
        (h, (x - knots[i]) / h, self.nodes[i], self.nodes[i + 1])
    }

    /// The integral over the interval `i`.
    fn whole(&self, i: usize) -> f64 {
        let knots = self.knots.as_slice();
        let h = knots[i + 1] - knots[i];
        let ([y0, m0], [y1, m1]) = (self.nodes[i], self.nodes[i + 1]);
        h * (0.5 * (y0 + y1) - h * h / 24.0 * (m0 + m1))
    }

    /// The integral from the knot `i` to `x` in its interval.
    fn partial(&self, i: usize, x: f64) -> f64 {
        let (h, s, [y0, m0], [y1, m1]) = self.piece(i, x);
        let s2 = s * s;
        let curvature = (4.0 - 4.0 * s + s2) * m0 + (2.0 - s2) * m1;
        h * (s * y0 + 0.5 * s2 * (y1 - y0) - h * h * s2 / 24.0 * curvature)
    }
}

/// The second derivatives at the knots, from continuity of the first.
fn second_derivatives(x: &[f64], y: &[f64], boundary: Boundary) -> Vec<f64> {
    let n = x.len();
    let h = |i: usize| x[i + 1] - x[i];
    let slope = |i: usize| (y[i + 1] - y[i]) / h(i);
    // Rows: lower, diagonal, upper, right-hand side.
    let mut rows = vec![[0.0, 1.0, 0.0, 0.0]; n];
    for i in 1..n - 1 {
        let right = 6.0 * (slope(i) - slope(i - 1));
        rows[i] = [h(i - 1), 2.0 * (h(i - 1) + h(i)), h(i), right];
    }
    match boundary {
        Boundary::Natural => {}
        Boundary::Clamped { first, last } => {
            let (a, b) = (h(0), h(n - 2));
            rows[0] = [0.0, 2.0 * a, a, 6.0 * (slope(0) - first)];
            rows[n - 1] = [b, 2.0 * b, 0.0, 6.0 * (last - slope(n - 2))];
        }
        // The end values, linear continuations of their neighbours, are eliminated from rows 1 and n − 2.
        Boundary::NotAKnot => {
            let (a, b) = (h(0), h(1));
            rows[1][1] += a * (a + b) / b;
            rows[1][2] -= a * a / b;
            rows[1][0] = 0.0;
            let (a, b) = (h(n - 2), h(n - 3));
            rows[n - 2][1] += a * (a + b) / b;
            rows[n - 2][0] -= a * a / b;
            rows[n - 2][2] = 0.0;
        }
    }
    for i in 1..n {
        let factor = rows[i][0] / rows[i - 1][1];
        rows[i][1] -= factor * rows[i - 1][2];
        rows[i][3] -= factor * rows[i - 1][3];
    }
    let mut second = vec![0.0; n];
    second[n - 1] = rows[n - 1][3] / rows[n - 1][1];
    for i in (0..n - 1).rev() {
        second[i] = (rows[i][3] - rows[i][2] * second[i + 1]) / rows[i][1];
    }
    if boundary == Boundary::NotAKnot {
        let outward = |a: f64, b: f64, near: f64, far: f64| near + a / b * (near - far);
        second[0] = outward(h(0), h(1), second[1], second[2]);
        second[n - 1] = outward(h(n - 2), h(n - 3), second[n - 2], second[n - 3]);
    }
    second
}
