//! The likelihood of amplitude and angle, in the principal axes of the noise and in units of its major axis.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use lastscatter_numerics::special::erfc;

use super::prior::Measure;
use super::{AmplitudePrior, NoiseCovariance};
use crate::Error;

/// Points whose χ² exceeds the least by this count for nothing: e^{−40} = 4e-18.
const NEGLIGIBLE: f64 = 80.0;

/// Step of the trapezium rule along the circle, in units of the noise's minor axis. Its error for a Gaussian,
/// 2 exp(−2π²/0.6²), is 3e-24.
const ARC_STEP: f64 = 0.6;

/// Fewest steps around the circle.
const MIN_STEPS: f64 = 32.0;

/// Largest ratio of the noise's axes: the work grows with its square.
const MAX_AXIS_RATIO: f64 = 100.0;

/// Farthest that a measurement may lie above the prior's bound, in standard deviations.
const MAX_EXCESS: f64 = 30.0;

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
        if !(minor * MAX_AXIS_RATIO >= 1.0) {
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
        if !distance.is_finite() {
            return Err(Error::OutOfDomain {
                name: "amplitude over noise",
                value: distance,
                expected: "a finite number",
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
            self.weight(p) * (-0.5 * (self.chi_squared(p, phi) - self.reference)).exp()
        } else {
            0.0
        }
    }

    /// ∫ joint dφ around the circle: the trapezium rule, which for a periodic analytic function (or one that vanishes at both
    /// ends) converges exponentially.
    pub(super) fn over_angles(&self, p: f64) -> f64 {
        let half = self.half_window();
        let steps = (MIN_STEPS + 2.0 * half * p / (ARC_STEP * self.minor)).ceil() as usize;
        let step = 2.0 * half / steps as f64;
        let sum: f64 = (0..steps)
            .map(|k| {
                let phi = self.centre - half + step * k as f64;
                (-0.5 * (self.chi_squared(p, phi) - self.reference)).exp()
            })
            .sum();
        self.weight(p) * step * sum
    }

    /// ∫ joint dp from zero to the bound, in closed form: along a ray the likelihood is a Gaussian.
    pub(super) fn over_amplitudes(&self, phi: f64) -> f64 {
        let (sin, cos) = phi.sin_cos();
        let s2 = self.minor * self.minor;
        // χ² = a (p − peak)² + rest.
        let a = cos * cos + sin * sin / s2;
        let peak = (self.along * cos + self.across * sin / s2) / a;
        let rest = (self.along * sin - self.across * cos).powi(2) / (s2 * a);
        let root = (0.5 * a).sqrt();
        let (below, above) = (peak * root, (self.upper - peak) * root);
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
        (-0.5 * (rest - self.reference)).exp() * integral
    }

    /// ln of (evidence / likelihood of no polarisation), from the integral of `joint` over all p and φ; `None` for an
    /// improper prior.
    pub(super) fn ln_bayes_factor(&self, integral: f64) -> Option<f64> {
        let prior = match self.measure {
            Measure::Amplitude => (TAU * self.upper).recip(),
            Measure::Stokes => (PI * self.upper * self.upper).recip(),
        };
        let at_zero = self.chi_squared(0.0, 0.0);
        self.upper
            .is_finite()
            .then(|| (integral * prior).ln() + 0.5 * (at_zero - self.reference))
    }

    fn weight(&self, p: f64) -> f64 {
        match self.measure {
            Measure::Amplitude => 1.0,
            Measure::Stokes => p,
        }
    }

    fn chi_squared(&self, p: f64, phi: f64) -> f64 {
        let (sin, cos) = phi.sin_cos();
        let along = p * cos - self.along;
        let across = (p * sin - self.across) / self.minor;
        along * along + across * across
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
        let start = self.chi_squared(self.upper, self.centre);
        let half = (start.sqrt() / self.distance).min(1.0).asin();
        let steps = (MIN_STEPS + 2.0 * half * self.upper / (0.3 * self.minor)).ceil() as usize;
        let least = (0..=steps)
            .map(|k| self.centre + half * (2.0 * k as f64 / steps as f64 - 1.0))
            .map(|phi| self.chi_squared(self.upper, phi))
            .fold(start, f64::min);
        if least.sqrt() > MAX_EXCESS {
            return Err(too_far(least.sqrt()));
        }
        Ok(least)
    }
}
