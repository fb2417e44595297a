//! The likelihood of amplitude and angle, in the principal axes of the noise and in units of its
//! major axis.

use std::f64::consts::{FRAC_PI_2, PI, TAU};
use std::sync::LazyLock;

use lastscatter_numerics::quadrature::GaussLegendre;
use lastscatter_numerics::special::erfc;

use super::prior::Measure;
use super::{AmplitudePrior, NoiseCovariance};
use crate::Error;

/// Points whose χ² exceeds the least by this count for nothing: e^{−40} = 4e-18.
const NEGLIGIBLE: f64 = 80.0;

/// Fewest points tried on the bound.
const MIN_STEPS: f64 = 32.0;

/// Largest ratio of the noise's axes: the work grows with its square.
const MAX_AXIS_RATIO: f64 = 100.0;

/// Largest amplitude in units of the major axis: eight digits are left for the posterior's shape.
const MAX_DISTANCE: f64 = 1e8;

/// Farthest that a measurement may lie above the prior's bound, in standard deviations.
const MAX_EXCESS: f64 = 30.0;

/// Exact to rounding for a Gaussian that changes by less than a factor e.
static RULE: LazyLock<GaussLegendre> =
    LazyLock::new(|| GaussLegendre::new(12).expect("the order is not zero"));

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Kernel {
    /// The measurement, along the major and the minor axis.
    along: f64,
    across: f64,
    /// Minor axis over major axis.
    minor: f64,
    /// Its distance from the origin and its direction.
    distance: f64,
    pub(super) centre: f64,
    /// Points farther than this from the measurement are negligible.
    reach: f64,
    /// χ² that is subtracted from all others: the least one that the prior allows, about.
    reference: f64,
    upper: f64,
    measure: Measure,
    /// Standard deviation along the major axis, in the user's unit.
    pub(super) unit: f64,
    /// Direction of the major axis in the (Q, U) plane.
    pub(super) turn: f64,
}

impl Kernel {
    pub(super) fn new(
        q: f64,
        u: f64,
        noise: &NoiseCovariance,
        prior: AmplitudePrior,
    ) -> Result<Self, Error> {
        let axes = noise.principal_axes();
        let minor = axes.minor / axes.major;
        if minor.is_nan() || minor * MAX_AXIS_RATIO < 1.0 {
            return Err(Error::OutOfDomain {
                name: "ratio of the noise's principal axes",
                value: minor.recip(),
                expected: "at most 100",
            });
        }
        let (sin, cos) = axes.direction.sin_cos();
        let (along, across) = (
            (cos * q + sin * u) / axes.major,
            (cos * u - sin * q) / axes.major,
        );
        let distance = along.hypot(across);
        if distance.is_nan() || distance > MAX_DISTANCE {
            return Err(Error::OutOfDomain {
                name: "amplitude over noise",
                value: distance,
                expected: "at most 1e8: beyond, the posterior is Gaussian",
            });
        }
        let mut kernel = Self {
            along,
            across,
            minor,
            distance,
            centre: across.atan2(along),
            reach: NEGLIGIBLE.sqrt(),
            reference: 0.0,
            upper: prior.upper / axes.major,
            measure: prior.measure,
            unit: axes.major,
            turn: axes.direction,
        };
        if distance > kernel.upper {
            kernel.reference = kernel.least_chi_squared_at_the_bound()?;
            kernel.reach = (NEGLIGIBLE + kernel.reference).sqrt();
        }
        Ok(kernel)
    }

    /// Range of amplitudes that matter.
    pub(super) fn amplitudes(&self) -> (f64, f64) {
        (
            (self.distance - self.reach).max(0.0),
            (self.distance + self.reach).min(self.upper),
        )
    }

    /// Half the range of angles around `centre` that matter, at most π.
    pub(super) fn half_window(&self) -> f64 {
        if self.distance > self.reach {
            (self.reach / self.distance).asin()
        } else {
            PI
        }
    }

    /// Distance over which densities of the amplitude are smooth.
    pub(super) fn amplitude_scale(&self) -> f64 {
        1.5 * self.minor
    }

    /// The same for the angle φ = 2ψ.
    pub(super) fn angle_scale(&self) -> f64 {
        1.5 * self.minor / (1.0 + self.distance)
    }

    /// exp(−χ²/2) times the prior's power of p.
    pub(super) fn joint(&self, p: f64, phi: f64) -> f64 {
        if (0.0..=self.upper).contains(&p) {
            self.weight(p) * self.exponent(p, phi.sin_cos()).exp()
        } else {
            0.0
        }
    }

    /// ∫ joint dp from zero to the bound at the angle `centre` + `offset`, in closed form: along a
    /// ray the likelihood is a Gaussian.
    pub(super) fn over_amplitudes(&self, offset: f64) -> f64 {
        let (sin, cos) = (self.centre + offset).sin_cos();
        let s2 = self.minor * self.minor;
        // χ² = a (p − peak)² + rest.
        let a = cos * cos + sin * sin / s2;
        let peak = (self.along * cos + self.across * sin / s2) / a;
        let rest = (self.distance * offset.sin()).powi(2) / (s2 * a);
        let root = (0.5 * a).sqrt();
        let (below, above) = (peak * root, (self.upper - peak) * root);
        let gaussian = (-0.5 * (rest - self.reference)).exp();
        // Below so low a bound, what follows would be the difference of nearly equal numbers.
        if self.upper * root * (1.0 + 2.0 * below.abs()) < 1.0 {
            let share = |p: f64| self.weight(p) * (-0.5 * a * (p - peak) * (p - peak)).exp();
            return gaussian * RULE.integral(0.0, self.upper, share);
        }
        // Differences of the complementary function whose arguments are positive.
        let probability = if above < 0.0 {
            erfc(-above) - erfc(below)
        } else {
            erfc(-below) - erfc(above)
        };
        let flat = (FRAC_PI_2 / a).sqrt() * probability;
        let integral = match self.measure {
            Measure::Amplitude => flat,
            Measure::Stokes => {
                let ends = (-below * below).exp() - (-above * above).exp();
                (peak * flat + ends / a).max(0.0)
            }
        };
        gaussian * integral
    }

    /// ln of (evidence / likelihood of no polarisation), from the integral of `joint` over all p
    /// and φ; `None` for an improper prior.
    pub(super) fn ln_bayes_factor(&self, integral: f64) -> Option<f64> {
        let prior = match self.measure {
            Measure::Amplitude => (TAU * self.upper).recip(),
            Measure::Stokes => (PI * self.upper * self.upper).recip(),
        };
        self.upper
            .is_finite()
            .then(|| (integral * prior).ln() - self.exponent(0.0, (0.0, 1.0)))
    }

    /// −χ²/2 against the reference, at the amplitude p and the angle of this sine and cosine.
    pub(super) fn exponent(&self, p: f64, (sin, cos): (f64, f64)) -> f64 {
        let along = p * cos - self.along;
        let across = (p * sin - self.across) / self.minor;
        -0.5 * (along * along + across * across - self.reference)
    }

    /// Minor over major axis.
    pub(super) fn minor(&self) -> f64 {
        self.minor
    }

    /// The prior's power of p.
    pub(super) fn weight(&self, p: f64) -> f64 {
        match self.measure {
            Measure::Amplitude => 1.0,
            Measure::Stokes => p,
        }
    }

    fn least_chi_squared_at_the_bound(&self) -> Result<f64, Error> {
        let too_far = |excess: f64| Error::Unphysical {
            what: "the prior's upper bound, in standard deviations,",
            excess,
            tolerance: MAX_EXCESS,
        };
        let gap = self.distance - self.upper;
        if gap > MAX_EXCESS {
            return Err(too_far(gap));
        }
        let chi_squared = |phi: f64| -2.0 * self.exponent(self.upper, phi.sin_cos());
        let start = chi_squared(self.centre);
        let half = (start.sqrt() / self.distance).min(1.0).asin();
        let steps = (MIN_STEPS + 2.0 * half * self.upper / (0.3 * self.minor)).ceil() as usize;
        let least = (0..=steps)
            .map(|k| self.centre + half * (2.0 * k as f64 / steps as f64 - 1.0))
            .map(chi_squared)
            .fold(start, f64::min);
        if least.sqrt() > MAX_EXCESS {
            return Err(too_far(least.sqrt()));
        }
        Ok(least)
    }
}
