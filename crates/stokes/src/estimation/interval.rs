//! Credible intervals on the line and on the circle of angles.

use std::f64::consts::PI;

use uom::si::angle::radian;
use uom::si::f64::Angle;

use crate::Error;

/// Which of the intervals of a given probability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IntervalKind {
    /// As much probability below as above. Never contains p = 0, so it cannot show a non-detection.
    /// For an angle the tails meet opposite (at 90°) to the median.
    EqualTailed,
    /// The shortest interval; where the density has one peak, every point inside is more probable
    /// than any outside.
    HighestDensity,
}

/// An interval of amplitudes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CredibleInterval {
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// Its probability.
    pub content: f64,
}

impl CredibleInterval {
    /// Whether the value lies inside, ends included.
    #[must_use]
    pub fn contains(&self, value: f64) -> bool {
        (self.lower..=self.upper).contains(&value)
    }

    /// Length.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.upper - self.lower
    }
}

/// An interval of polarisation angles, which repeat after 180°.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AngleInterval {
    /// Where it begins, in (−90°, 90°].
    pub lower: Angle,
    /// Where it ends, at most 180° further on: beyond 90° if the interval wraps.
    pub upper: Angle,
    /// Its probability.
    pub content: f64,
}

impl AngleInterval {
    pub(super) fn new(lower: f64, width: f64, content: f64) -> Self {
        let lower = principal(lower);
        Self {
            lower: Angle::new::<radian>(lower),
            upper: Angle::new::<radian>(lower + width),
            content,
        }
    }

    /// Whether the angle, or one that differs by a multiple of 180°, lies inside.
    #[must_use]
    pub fn contains(&self, angle: Angle) -> bool {
        let offset = (angle - self.lower).get::<radian>().rem_euclid(PI);
        offset <= self.width().get::<radian>()
    }

    /// Length.
    #[must_use]
    pub fn width(&self) -> Angle {
        self.upper - self.lower
    }
}

/// The angle in (−π/2, π/2] that differs by a multiple of π.
pub(super) fn principal(angle: f64) -> f64 {
    let reduced = angle.rem_euclid(PI);
    if reduced > 0.5 * PI {
        reduced - PI
    } else {
        reduced
    }
}

pub(super) fn checked_content(content: f64) -> Result<f64, Error> {
    if content > 0.0 && content < 1.0 {
        Ok(content)
    } else {
        Err(Error::OutOfDomain {
            name: "probability of the interval",
            value: content,
            expected: "a number between 0 and 1",
        })
    }
}
