//! The truncated normal distribution.

use std::f64::consts::PI;

use lastscatter_numerics::special::{normal_cdf, normal_quantile};

use super::Univariate;
use crate::error::Error;

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

impl TruncatedNormal {
    pub(super) fn new(location: f64, scale: f64, lower: f64, upper: f64) -> Result<Self, Error> {
        let out = |name, value, expected| Error::OutOfDomain {
            name,
            value,
            expected,
        };
        if lower.is_nan() || lower == f64::INFINITY {
            return Err(out("lower", lower, "a number or -inf"));
        }
        if upper.is_nan() || upper <= lower {
            return Err(out(
                "upper",
                upper,
                "a number above the lower bound, or +inf",
            ));
        }
        let (a, b) = ((lower - location) / scale, (upper - location) / scale);
        let (scale, a, b) = if a + b > 0.0 {
            (-scale, -b, -a)
        } else {
            (scale, a, b)
        };
        let mass = probability(a, b);
        if mass < LEAST_MASS {
            return Err(out(
                "probability of the interval before truncation",
                mass,
                "at least 1e-300",
            ));
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
        let lower = self.a.max(centre - REACH * length);
        let upper = self.b.min(REACH);
        let panels = (2.0 * (upper - lower) / length).ceil().max(1.0);
        let width = (upper - lower) / panels;
        let mut moments = [0.0; 3];
        for panel in 0..panels as usize {
            for (node, weight) in gauss_legendre() {
                let t = lower - centre + width * (panel as f64 + 0.5 + 0.5 * node);
                let density = 0.5 * width * weight * (-t * (centre + 0.5 * t)).exp();
                moments[0] += density;
                moments[1] += density * t;
                moments[2] += density * t * t;
            }
        }
        (centre, moments)
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
        let half = 0.5 * (b - a);
        let centre = a + half;
        let sum: f64 = gauss_legendre()
            .map(|(node, weight)| weight * (-0.5 * (centre + half * node).powi(2)).exp())
            .sum();
        half * sum / (2.0 * PI).sqrt()
    } else if a > 0.0 {
        normal_cdf(-a) - normal_cdf(-b)
    } else {
        normal_cdf(b) - normal_cdf(a)
    }
}

/// Nodes and weights of ten points on [−1, 1] (NIST DLMF table 3.5.3).
fn gauss_legendre() -> impl Iterator<Item = (f64, f64)> {
    const HALF: [(f64, f64); 5] = [
        (0.148_874_338_981_631_210_88, 0.295_524_224_714_752_870_17),
        (0.433_395_394_129_247_190_80, 0.269_266_719_309_996_355_09),
        (0.679_409_568_299_024_406_23, 0.219_086_362_515_982_043_99),
        (0.865_063_366_688_984_510_73, 0.149_451_349_150_580_593_15),
        (0.973_906_528_517_171_720_08, 0.066_671_344_308_688_137_59),
    ];
    HALF.into_iter().flat_map(|(x, w)| [(-x, w), (x, w)])
}
