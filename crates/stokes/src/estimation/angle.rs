//! The posterior of the polarisation angle.

use std::f64::consts::{PI, TAU};

use lastscatter_numerics::roots::brent;
use uom::si::angle::radian;
use uom::si::f64::Angle;

use super::density_table::DensityTable;
use super::interval::{checked_content, principal};
use super::kernel::Kernel;
use super::{AngleInterval, IntervalKind};
use crate::Error;

/// Resultant below which no direction is distinguished from any other.
const NO_DIRECTION: f64 = 1e-12;

/// Posterior distribution of the polarisation angle ψ, which repeats after 180°. All angles are
/// returned in (−90°, 90°], in the measurement's convention.
#[derive(Debug, Clone, PartialEq)]
pub struct AnglePosterior {
    /// Of 2ψ − `turn`, with period 2π.
    table: DensityTable,
    turn: f64,
    mode: f64,
    median: f64,
    mean: f64,
    /// One minus the mean resultant length.
    spread: f64,
}

impl AnglePosterior {
    pub(super) fn new(kernel: &Kernel) -> Result<Self, Error> {
        let half = kernel.half_window();
        let table = DensityTable::new(-half, half, kernel.angle_scale(), Some(TAU), |offset| {
            Ok(kernel.over_amplitudes(offset))
        })?;
        let cos = table.expectation(f64::cos);
        let sin = table.expectation(f64::sin);
        let mean = sin.atan2(cos);
        // 1 − ⟨cos⟩ about the mean, without the cancellation.
        let spread = 2.0 * table.expectation(|offset| (0.5 * (offset - mean)).sin().powi(2));
        // Rounding may carry that of a flat density beyond 1, where the deviation has no value.
        let spread = spread.min(1.0);
        // At the median as much lies within half a circle to one side as to the other: its sign
        // differs half a turn apart.
        let imbalance = |m: f64| table.wrapped_cdf(m) - table.wrapped_cdf(m - PI) - 0.5;
        // Where rounding hides that change of sign the density is flat, and the mean will do.
        let median = if imbalance(mean).abs() < f64::EPSILON {
            mean
        } else {
            brent(imbalance, mean - 0.5 * PI, mean + 0.5 * PI, 0.0).unwrap_or(mean)
        };
        Ok(Self {
            mode: table.mode()?,
            median,
            mean,
            spread,
            turn: kernel.turn + kernel.centre,
            table,
        })
    }

    /// Probability density at ψ, per radian.
    #[must_use]
    pub fn density(&self, angle: Angle) -> f64 {
        2.0 * self
            .table
            .wrapped_density(2.0 * angle.get::<radian>() - self.turn)
    }

    /// The most probable angle.
    #[must_use]
    pub fn mode(&self) -> Angle {
        self.angle(self.mode)
    }

    /// The angle with as much probability in the 90° to one side as to the other.
    #[must_use]
    pub fn median(&self) -> Angle {
        self.angle(self.median)
    }

    /// Circular mean ½ arg⟨e^{2iψ}⟩.
    ///
    /// # Errors
    ///
    /// [`Error::Undefined`] when ⟨e^{2iψ}⟩ vanishes (below 10⁻¹²).
    pub fn mean(&self) -> Result<Angle, Error> {
        if self.resultant() < NO_DIRECTION {
            return Err(Error::Undefined {
                what: "mean angle",
                why: "the posterior favours no direction",
            });
        }
        Ok(self.angle(self.mean))
    }

    /// Mean resultant length |⟨e^{2iψ}⟩|: 1 for a known angle, 0 for an unknown one.
    #[must_use]
    pub fn resultant(&self) -> f64 {
        1.0 - self.spread
    }

    /// Circular standard deviation ½ √(−2 ln |⟨e^{2iψ}⟩|); large without bound, and infinite where rounding leaves
    /// nothing of ⟨e^{2iψ}⟩, when no direction is favoured.
    #[must_use]
    pub fn standard_deviation(&self) -> Angle {
        Angle::new::<radian>(0.5 * (-2.0 * (-self.spread).ln_1p()).max(0.0).sqrt())
    }

    /// An interval that holds the probability `content`; it may wrap around ±90°.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless 0 < `content` < 1.
    pub fn interval(&self, kind: IntervalKind, content: f64) -> Result<AngleInterval, Error> {
        let content = checked_content(content)?;
        let (low, high) = match kind {
            IntervalKind::EqualTailed => {
                let start = self.table.wrapped_cdf(self.median - PI);
                let tail = 0.5 * (1.0 - content);
                (
                    self.table.quantile(start + tail)?,
                    self.table.quantile(start + tail + content)?,
                )
            }
            IntervalKind::HighestDensity => self.table.shortest(content)?,
        };
        Ok(AngleInterval::new(
            0.5 * (low + self.turn),
            0.5 * (high - low),
            content,
        ))
    }

    /// Probability that ψ lies between two angles, going up from the first to the second (once
    /// around if need be).
    #[must_use]
    pub fn probability_between(&self, from: Angle, to: Angle) -> f64 {
        let start = 2.0 * from.get::<radian>() - self.turn;
        let sweep = (2.0 * (to - from).get::<radian>()).rem_euclid(TAU);
        self.table.wrapped_cdf(start + sweep) - self.table.wrapped_cdf(start)
    }

    pub(super) fn total(&self) -> f64 {
        self.table.total()
    }

    fn angle(&self, offset: f64) -> Angle {
        Angle::new::<radian>(principal(0.5 * (offset + self.turn)))
    }
}
