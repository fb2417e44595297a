//! The homogeneous universe, solved.

use serde::{Deserialize, Serialize};

use super::{
    equations::{State, Universe},
    polynomial::Quintic,
    way::follow,
};
use crate::{Error, potential::Potential};

/// What ends inflation.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Ending {
    /// ε rises through 1, not to fall below it again before the field has turned round or spent its potential energy.
    #[default]
    Acceleration,
    /// Something else, as the field passes a φ in M_P: a waterfall field, a brane that meets another.
    Field(f64),
    /// Something else, so many e-folds after the beginning of the history.
    EFolds(f64),
}

/// The history of a universe from N = 0 to the end of inflation; reduced Planck units.
#[derive(Debug, Clone)]
pub struct History {
    knots: Vec<Knot>,
    segments: Vec<Segment>,
    fields: Vec<Quintic>,
    /// The segment at the beginning of each of equal parts of the way.
    parts: Vec<u32>,
    parts_per_e_fold: f64,
    violation: f64,
}

/// The universe at the end of one step of its integration.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Knot {
    pub n: f64,
    /// φ, φ_N, φ_NN.
    pub field: [f64; 3],
    /// ln(aH) and its first two derivatives 1 − ε and −ε_N.
    pub ln_a_h: [f64; 3],
    /// 2γ of scalar modes in flat space and its first two derivatives.
    pub damping: [f64; 3],
}

/// What modes ask for, between two knots.
#[derive(Debug, Clone, Copy)]
struct Segment {
    start: f64,
    inverse_length: f64,
    ln_a_h: Quintic,
    damping: Quintic,
}

/// Steps of the history that one step of a mode may cover.
const COVERED: f64 = 16.0;

impl History {
    /// From `state` at N = 0 until `ending`.
    ///
    /// # Errors
    ///
    /// [`Error::NoInflation`], [`Error::Endless`], [`Error::FalseVacuum`], [`Error::NegativePotential`]; [`Error::Numerics`] where the
    /// field can not be followed.
    pub(crate) fn new<P: Potential + ?Sized>(
        universe: &Universe<'_, P>,
        state: State,
        tolerance: f64,
        ending: Ending,
    ) -> Result<Self, Error> {
        let [field, _, ln_h] = state;
        let potential = universe.potential.at(field).value;
        if !(potential > 0.0 && ln_h.is_finite()) {
            return Err(Error::NegativePotential { field, potential });
        }
        let way = follow(universe, state, tolerance, ending)?;
        Ok(Self::through(way.knots, way.violation))
    }

    /// Through knots in ascending order, two or more.
    fn through(knots: Vec<Knot>, violation: f64) -> Self {
        let mut segments = Vec::with_capacity(knots.len() - 1);
        let mut fields = Vec::with_capacity(knots.len() - 1);
        for pair in knots.windows(2) {
            let [a, b] = [&pair[0], &pair[1]];
            let length = b.n - a.n;
            segments.push(Segment {
                start: a.n,
                inverse_length: 1.0 / length,
                ln_a_h: Quintic::new(length, a.ln_a_h, b.ln_a_h),
                damping: Quintic::new(length, a.damping, b.damping),
            });
            fields.push(Quintic::new(length, a.field, b.field));
        }
        let count = 2 * knots.len();
        let end = knots[knots.len() - 1].n;
        let mut parts = Vec::with_capacity(count + 1);
        let mut segment = 0;
        for i in 0..=count {
            let n = end * i as f64 / count as f64;
            while segment + 1 < segments.len() && segments[segment + 1].start <= n {
                segment += 1;
            }
            parts.push(segment as u32);
        }
        Self {
            knots,
            segments,
            fields,
            parts,
            parts_per_e_fold: count as f64 / end,
            violation,
        }
    }

    /// N at the end of inflation; it began its history at 0.
    #[must_use]
    pub fn end(&self) -> f64 {
        self.knots[self.knots.len() - 1].n
    }

    /// φ in M_P.
    #[must_use]
    pub fn field(&self, n: f64) -> f64 {
        let (i, t, _) = self.place(n);
        self.fields[i].value(t)
    }

    /// dφ/dN in M_P.
    #[must_use]
    pub fn velocity(&self, n: f64) -> f64 {
        let (i, t, per) = self.place(n);
        self.fields[i].slope(t) * per
    }

    /// ln(H/M_P).
    #[must_use]
    pub fn ln_hubble(&self, n: f64) -> f64 {
        self.ln_a_h(n) - n
    }

    /// ε = −dln H/dN.
    #[must_use]
    pub fn epsilon(&self, n: f64) -> f64 {
        self.horizon(n)[1]
    }

    /// ln(aH), a being 1 at N = 0.
    #[must_use]
    pub fn ln_a_h(&self, n: f64) -> f64 {
        let (i, t, _) = self.place(n);
        self.segments[i].ln_a_h.value(t)
    }

    /// The Hubble-flow parameters ε₁ = ε and ε_(i+1) = dln ε_i/dN up to ε₃, in flat space; ε₃ is NaN where ε₂ = 0.
    #[must_use]
    pub fn hubble_flow(&self, n: f64) -> [f64; 3] {
        let [first, second, slope, _] = self.flow(n);
        [first, second, slope / second]
    }

    /// ε₁, ε₂ and the first two derivatives of ε₂ in N, in flat space.
    pub(super) fn flow(&self, n: f64) -> [f64; 4] {
        let (i, t, per) = self.place(n);
        let Segment {
            ln_a_h, damping, ..
        } = &self.segments[i];
        // 2γ = 3 − ε₁ + ε₂ and dε₁/dN = ε₁ε₂.
        let first = 1.0 - ln_a_h.slope(t) * per;
        let second = damping.value(t) - 3.0 + first;
        let change = first * second;
        let slope = damping.slope(t) * per + change;
        let bend = damping.bend(t) * per * per + change * second + first * slope;
        [first, second, slope, bend]
    }

    /// The largest violation of Friedmann's equation at the steps of the integration, relative to H².
    #[must_use]
    pub const fn energy_violation(&self) -> f64 {
        self.violation
    }

    /// ln(aH) and ε.
    #[inline]
    pub(crate) fn horizon(&self, n: f64) -> [f64; 2] {
        let (i, t, per) = self.place(n);
        let ln_a_h = &self.segments[i].ln_a_h;
        [ln_a_h.value(t), 1.0 - ln_a_h.slope(t) * per]
    }

    /// ln(aH) and 2γ of scalar modes ℛ in flat space, 3 − ε + dln ε/dN.
    #[inline]
    pub(crate) fn scalar(&self, n: f64) -> [f64; 2] {
        let (i, t, _) = self.place(n);
        let segment = &self.segments[i];
        [segment.ln_a_h.value(t), segment.damping.value(t)]
    }

    /// ln(aH), ε and 3 − ε + dln φ_N²/dN.
    #[inline]
    pub(crate) fn expansion(&self, n: f64) -> [f64; 3] {
        let (i, t, per) = self.place(n);
        let Segment {
            ln_a_h, damping, ..
        } = &self.segments[i];
        [
            ln_a_h.value(t),
            1.0 - ln_a_h.slope(t) * per,
            damping.value(t),
        ]
    }

    /// How long a step of modes from N on may be so as not to miss a feature: no longer than some of the history's own steps, or up to where
    /// these become short.
    pub(crate) fn longest_step(&self, n: f64) -> f64 {
        let (first, _, _) = self.place(n);
        let mut longest = f64::INFINITY;
        for segment in &self.segments[first..] {
            let distance = segment.start - n;
            let covered = COVERED / segment.inverse_length;
            if distance >= longest {
                break;
            }
            if distance > covered {
                return distance;
            }
            longest = longest.min(covered);
        }
        longest
    }

    /// The states at the steps of the integration.
    pub(crate) fn knots(&self) -> &[Knot] {
        &self.knots
    }

    /// The N at which ln(aH) reaches a value for the last time on its way up, if it does.
    #[must_use]
    pub fn crossing(&self, ln_a_h: f64) -> Option<f64> {
        let last = self
            .knots
            .iter()
            .rposition(|knot| knot.ln_a_h[0] < ln_a_h)?;
        let [mut low, mut high] = [self.knots[last].n, self.knots.get(last + 1)?.n];
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if self.ln_a_h(middle) < ln_a_h {
                low = middle;
            } else {
                high = middle;
            }
        }
        Some(0.5 * (low + high))
    }

    /// The segment of N, where in it from 0 to 1, and the inverse of its length; the outermost segments extend beyond the ends.
    #[inline]
    fn place(&self, n: f64) -> (usize, f64, f64) {
        let part = (n * self.parts_per_e_fold) as usize;
        let count = self.parts.len() - 1;
        let mut i = self.parts[part.min(count)] as usize;
        // Where steps are much shorter than parts, halving finds the segment.
        let high = self.parts[(part + 1).min(count)] as usize;
        if high > i + 4 {
            i += self.segments[i..=high].partition_point(|segment| segment.start <= n);
            i = i.saturating_sub(1);
        } else {
            while i + 1 < self.segments.len() && self.segments[i + 1].start <= n {
                i += 1;
            }
        }
        let segment = &self.segments[i];
        (
            i,
            (n - segment.start) * segment.inverse_length,
            segment.inverse_length,
        )
    }
}
