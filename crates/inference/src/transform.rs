//! From a bounded parameter to the real line and back.

use crate::error::Error;
use crate::require::{require_positive, require_support};

/// A smooth, increasing map from the real line (y) onto a parameter's support (x).
///
/// ```text
/// no bound          x = y
/// lower bound a     x = a + eʸ
/// upper bound b     x = b − e⁻ʸ
/// both              x = a + (b − a)/(1 + e⁻ʸ)
/// ```
///
/// A density p(x) becomes p(x(y)) |dx/dy|, so that ln p gains [`ln_jacobian`](Self::ln_jacobian).
///
/// # Examples
///
/// ```
/// use lastscatter_inference::Transform;
///
/// let transform = Transform::new((0.0, f64::INFINITY))?;
/// assert_eq!(transform.constrain(0.0), 1.0);
/// assert!((transform.unconstrain(2.0)? - 2f64.ln()).abs() < 1e-15);
/// assert_eq!(transform.ln_jacobian(3.0), 3.0);
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Transform(Map);

#[derive(Debug, Clone, Copy, PartialEq)]
enum Map {
    Identity,
    Above(f64),
    Below(f64),
    Between(f64, f64),
}

impl Transform {
    /// The map for a support `(lower, upper)`, infinite where there is no bound.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] for NaN, an empty interval, or one too wide for `f64`.
    pub fn new((lower, upper): (f64, f64)) -> Result<Self, Error> {
        require_support(lower, upper)?;
        Ok(Self(match (lower.is_finite(), upper.is_finite()) {
            (false, false) => Map::Identity,
            (true, false) => Map::Above(lower),
            (false, true) => Map::Below(upper),
            (true, true) => {
                require_positive("upper - lower", upper - lower)?;
                Map::Between(lower, upper)
            }
        }))
    }

    /// x(y), finite and strictly inside the support for every y that is not NaN (unless no `f64` lies
    /// between the bounds).
    #[must_use]
    pub fn constrain(&self, y: f64) -> f64 {
        match self.0 {
            Map::Identity => y.clamp(f64::MIN, f64::MAX),
            Map::Above(lower) => (lower + y.exp()).clamp(lower.next_up(), f64::MAX),
            Map::Below(upper) => (upper - (-y).exp()).clamp(f64::MIN, upper.next_down()),
            Map::Between(lower, upper) => {
                // From the nearer bound, which keeps its distance accurate.
                let fraction = (-y.abs()).exp();
                let distance = (upper - lower) * (fraction / (1.0 + fraction));
                let x = if y < 0.0 {
                    lower + distance
                } else {
                    upper - distance
                };
                x.max(lower.next_up()).min(upper.next_down())
            }
        }
    }

    /// y(x).
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless x lies strictly inside the support.
    pub fn unconstrain(&self, x: f64) -> Result<f64, Error> {
        let y = match self.0 {
            Map::Identity => x,
            Map::Above(lower) => (x - lower).ln(),
            Map::Below(upper) => -(upper - x).ln(),
            Map::Between(lower, upper) => (x - lower).ln() - (upper - x).ln(),
        };
        if y.is_finite() {
            Ok(y)
        } else {
            Err(Error::OutOfDomain {
                name: "parameter",
                value: x,
                expected: "a number strictly inside the support",
            })
        }
    }

    /// dx/dy.
    #[must_use]
    pub fn derivative(&self, y: f64) -> f64 {
        self.ln_jacobian(y).exp()
    }

    /// ln |dx/dy|.
    #[must_use]
    pub fn ln_jacobian(&self, y: f64) -> f64 {
        match self.0 {
            Map::Identity => 0.0,
            Map::Above(_) => y,
            Map::Below(_) => -y,
            Map::Between(lower, upper) => {
                let distance = y.abs();
                (upper - lower).ln() - distance - 2.0 * (-distance).exp().ln_1p()
            }
        }
    }

    /// d ln |dx/dy| / dy.
    #[must_use]
    pub fn ln_jacobian_derivative(&self, y: f64) -> f64 {
        match self.0 {
            Map::Identity => 0.0,
            Map::Above(_) => 1.0,
            Map::Below(_) => -1.0,
            Map::Between(..) => -(0.5 * y).tanh(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INF: f64 = f64::INFINITY;

    #[test]
    fn every_point_lands_inside() {
        for support in [
            (-INF, INF),
            (0.0, INF),
            (3.0, INF),
            (-INF, -2.0),
            (-1.0, 4.0),
            (0.0, 1.0),
        ] {
            let transform = Transform::new(support).unwrap();
            for y in [-1e4, -800.0, -40.0, -1.0, 0.0, 2.0, 50.0, 710.0, 1e4] {
                let x = transform.constrain(y);
                assert!(
                    x.is_finite() && support.0 < x && x < support.1,
                    "{support:?} {y}"
                );
                assert!(transform.ln_jacobian(y).is_finite());
            }
            for y in [-INF, INF] {
                let x = transform.constrain(y);
                assert!(x.is_finite() && support.0 < x && x < support.1);
            }
        }
    }

    #[test]
    fn tails_keep_their_digits() {
        let unit = Transform::new((0.0, 1.0)).unwrap();
        // x = e^{−50} to rounding, and its logarithm back.
        assert!((unit.constrain(-50.0) / (-50f64).exp() - 1.0).abs() < 1e-15);
        assert!((unit.unconstrain(unit.constrain(-700.0)).unwrap() + 700.0).abs() < 1e-12);
        assert!((unit.ln_jacobian(-700.0) + 700.0).abs() < 1e-12);
    }

    #[test]
    fn bad_input_is_a_typed_error() {
        for support in [
            (1.0, 1.0),
            (f64::NAN, 1.0),
            (0.0, f64::NAN),
            (INF, INF),
            (f64::MIN, f64::MAX),
        ] {
            assert!(matches!(
                Transform::new(support),
                Err(Error::OutOfDomain { .. })
            ));
        }
        let unit = Transform::new((0.0, 1.0)).unwrap();
        for x in [0.0, 1.0, -0.1, f64::NAN] {
            assert!(matches!(
                unit.unconstrain(x),
                Err(Error::OutOfDomain { .. })
            ));
        }
    }
}
