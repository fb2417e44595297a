//! The truncated normal distribution.

use std::f64::consts::PI;
use std::sync::LazyLock;

use lastscatter_numerics::quadrature::GaussLegendre;
use lastscatter_numerics::special::{normal_cdf, normal_quantile};

use super::Univariate;
use crate::error::Error;
use crate::require::require_support;

/// In standard units z = (x − m)/σ, mirrored where needed so that the interval [a, b] has its middle
/// at or below zero: tail probabilities are then small and accurate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TruncatedNormal {
    location: f64,
    /// σ, negative where mirrored.
    scale: f64,
    lower: f64,
    upper: f64,
    a: f64,
    b: f64,
    /// Φ(b) − Φ(a).
    mass: f64,
}

/// Least probability inside the interval, well above where `f64` loses digits.
const LEAST_MASS: f64 = 1e-300;
/// Where a standard normal density (or, in units of its length, an exponential) has vanished.
const REACH: f64 = 40.0;
/// Intervals narrower than this are integrated instead of differenced.
const NARROW: f64 = 0.25;

static RULE: LazyLock<GaussLegendre> =
    LazyLock::new(|| GaussLegendre::new(10).expect("the order is not zero"));

impl TruncatedNormal {
    pub(super) fn new(location: f64, scale: f64, lower: f64, upper: f64) -> Result<Self, Error> {
        require_support(lower, upper)?;
        let (a, b) = ((lower - location) / scale, (upper - location) / scale);
        let (scale, a, b) = if a + b > 0.0 {
            (-scale, -b, -a)
        } else {
            (scale, a, b)
        };
        let mass = probability(a, b);
        if mass < LEAST_MASS {
            return Err(Error::OutOfDomain {
                name: "probability of the interval before truncation",
                value: mass,
                expected: "at least 1e-300",
            });
        }
        Ok(Self {
            location,
            scale,
            lower,
            upper,
            a,
            b,
            mass,
        })
    }

    fn standard(&self, x: f64) -> f64 {
        (x - self.location) / self.scale
    }

    /// c = min(b, 0) and ∫ (z − c)ᵏ φ(z)/φ(c) dz for k = 0, 1, 2.
    fn moments(&self) -> (f64, [f64; 3]) {
        let centre = self.b.min(0.0);
        // Below c the density falls over 1/(1 + |c|).
        let length = 1.0 / (1.0 - centre);
        let first = self.a.max(centre - REACH * length) - centre;
        let last = self.b.min(REACH) - centre;
        let panels = (2.0 * (last - first) / length).ceil().max(1.0);
        let width = (last - first) / panels;
        let moment = |k: i32| {
            let density = |t: f64| t.powi(k) * (-t * (centre + 0.5 * t)).exp();
            (0..panels as u32)
                .map(|panel| {
                    let start = first + width * f64::from(panel);
                    RULE.integral(start, start + width, density)
                })
                .sum()
        };
        (centre, [moment(0), moment(1), moment(2)])
    }

    /// z with P(a < z' < z) = `target`, for a below zero or an interval in the lower tail.
    fn solve(a: f64, b: f64, target: f64) -> f64 {
        let mut z = normal_quantile((normal_cdf(a) + target).min(1.0)).clamp(a, b);
        // Newton steps restore what the sum has lost in narrow intervals.
        for _ in 0..2 {
            let density = (-0.5 * z * z).exp() / (2.0 * PI).sqrt();
            let step = (probability(a, z) - target) / density;
            if step.is_finite() {
                z = (z - step).clamp(a, b);
            }
        }
        z
    }
}

impl Univariate for TruncatedNormal {
    fn support(&self) -> (f64, f64) {
        (self.lower, self.upper)
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        let z = self.standard(x);
        -0.5 * z * z - 0.5 * (2.0 * PI).ln() - self.scale.abs().ln() - self.mass.ln()
    }

    fn ln_pdf_derivative(&self, x: f64) -> f64 {
        -self.standard(x) / self.scale
    }

    fn cdf(&self, x: f64) -> f64 {
        let z = self.standard(x).clamp(self.a, self.b);
        let below = if self.scale > 0.0 {
            probability(self.a, z)
        } else {
            probability(z, self.b)
        };
        (below / self.mass).min(1.0)
    }

    fn quantile(&self, u: f64) -> f64 {
        // Fractions below and above z: the smaller one has the digits.
        let (below, above) = if self.scale > 0.0 {
            (u, 1.0 - u)
        } else {
            (1.0 - u, u)
        };
        let z = if below <= 0.5 || self.b < 0.0 {
            Self::solve(self.a, self.b, below * self.mass)
        } else {
            -Self::solve(-self.b, -self.a, above * self.mass)
        };
        self.location + self.scale * z
    }

    fn mean(&self) -> Option<f64> {
        let (centre, [m0, m1, _]) = self.moments();
        Some(self.location + self.scale * (centre + m1 / m0))
    }

    fn standard_deviation(&self) -> Option<f64> {
        let (_, [m0, m1, m2]) = self.moments();
        let mean = m1 / m0;
        Some(self.scale.abs() * (m2 / m0 - mean.powi(2)).max(0.0).sqrt())
    }
}

/// Φ(b) − Φ(a) for a ≤ b.
fn probability(a: f64, b: f64) -> f64 {
    if b - a < NARROW {
        RULE.integral(a, b, |z| (-0.5 * z * z).exp()) / (2.0 * PI).sqrt()
    } else if a > 0.0 {
        normal_cdf(-a) - normal_cdf(-b)
    } else {
        normal_cdf(b) - normal_cdf(a)
    }
}
