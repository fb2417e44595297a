//! The homogeneous universe, solved.

use lastscatter_numerics::ode::{DormandPrince, Step, System, Tolerance};
use serde::{Deserialize, Serialize};

use super::{
    equations::{State, Universe},
    polynomial::Quintic,
};
use crate::{Error, potential::Potential};

/// What ends inflation.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Ending {
    /// ε rises through 1.
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
    /// How far from the segment's end a step of modes may reach without missing a feature.
    reach: f64,
}

/// The longest way to the end of inflation, in e-folds.
const LONGEST: f64 = 1e4;
/// The most steps of a history, and the most before inflation begins.
const STEPS: usize = 300_000;
const STEPS_BEFORE: usize = 20_000;
/// Steps of the history that one step of a mode may cover.
const COVERED: f64 = 16.0;
/// Energy above a minimum over V below which the field will not leave it.
const SETTLED: f64 = 1e-20;

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
                reach: COVERED * length,
            });
            fields.push(Quintic::new(length, a.field, b.field));
        }
        for i in (1..segments.len()).rev() {
            let beyond = segments[i].reach + 1.0 / segments[i].inverse_length;
            segments[i - 1].reach = segments[i - 1].reach.min(beyond);
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

    /// The Hubble-flow parameters ε₁ = ε and ε_(i+1) = dln ε_i/dN up to ε₃, in flat space.
    #[must_use]
    pub fn hubble_flow(&self, n: f64) -> [f64; 3] {
        let (i, t, per) = self.place(n);
        let segment = &self.segments[i];
        let epsilon = 1.0 - segment.ln_a_h.slope(t) * per;
        // 2γ = 3 − ε + ε₂.
        let second = segment.damping.value(t) - 3.0 + epsilon;
        let slope = segment.damping.slope(t) * per + epsilon * second;
        [epsilon, second, slope / second]
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

    /// How long a step from N on may be so as not to miss a feature.
    pub(crate) fn longest_step(&self, n: f64) -> f64 {
        let (i, t, per) = self.place(n);
        self.segments[i].reach + (1.0 - t) / per
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

/// The integration: a knot at each step until inflation ends.
struct Way<'a, P: ?Sized> {
    universe: &'a Universe<'a, P>,
    knots: Vec<Knot>,
    ending: Ending,
    inflates: bool,
    ended: bool,
    settled: bool,
    violation: f64,
}

impl<P: Potential + ?Sized> System<f64> for Way<'_, P> {
    #[inline]
    fn derivatives(&mut self, n: f64, y: &[f64], dy: &mut [f64]) {
        dy.copy_from_slice(&self.universe.derivatives(n, [y[0], y[1], y[2]]));
    }

    fn accepted(&mut self, step: &Step<'_>) {
        let y = step.state();
        let state = [y[0], y[1], y[2]];
        let knot = self.universe.knot(step.end(), state);
        let epsilon = 1.0 - knot.ln_a_h[1];
        self.inflates |= epsilon < 1.0;
        self.ended = match self.ending {
            Ending::Acceleration => self.inflates && epsilon >= 1.0,
            Ending::Field(end) => {
                let before = self.knots[self.knots.len() - 1].field[0];
                (before - end) * (y[0] - end) <= 0.0
            }
            Ending::EFolds(end) => step.end() >= end,
        };
        self.violation = self
            .violation
            .max(self.universe.violation(step.end(), state).abs());
        self.settled = epsilon < 1.0 && self.universe.settled(state);
        self.knots.push(knot);
    }

    fn scales(&self, before: &[f64], after: &[f64], scales: &mut [f64]) {
        for i in 0..2 {
            scales[i] = before[i].abs().max(after[i].abs());
        }
        // ln H counts by itself.
        scales[2] = 1.0;
    }

    fn complete(&self) -> bool {
        self.ended || self.settled || (!self.inflates && self.knots.len() > STEPS_BEFORE)
    }
}

/// Follows the field to the end of inflation.
fn follow<'a, P: Potential + ?Sized>(
    universe: &'a Universe<'a, P>,
    state: State,
    tolerance: f64,
    ending: Ending,
) -> Result<Way<'a, P>, Error> {
    let solver = DormandPrince {
        tolerance: Tolerance {
            relative: tolerance,
            absolute: 1e-60,
            max_steps: STEPS,
        },
    };
    let longest = match ending {
        Ending::EFolds(e_folds) => e_folds,
        _ => LONGEST,
    };
    let mut way = Way {
        universe,
        knots: vec![universe.knot(0.0, state)],
        ending,
        inflates: universe.epsilon(0.0, state) < 1.0,
        ended: false,
        settled: false,
        violation: universe.violation(0.0, state).abs(),
    };
    let mut last = state;
    let solved = solver.solve(0.0, longest, &mut last, &mut way);
    let knot = way.knots[way.knots.len() - 1];
    if way.settled {
        let field = knot.field[0];
        return Err(Error::FalseVacuum {
            field,
            potential: universe.potential.at(field).value,
        });
    }
    if !way.inflates && !way.ended {
        return Err(Error::NoInflation {
            field: state[0],
            epsilon: universe.epsilon(0.0, state),
        });
    }
    solved?;
    if !way.ended {
        return Err(Error::Endless {
            e_folds: knot.n,
            field: knot.field[0],
            epsilon: 1.0 - knot.ln_a_h[1],
        });
    }
    if let (Some(after), Some(before)) = (way.knots.pop(), way.knots.last()) {
        let end = last_knot(universe, before, &after, ending);
        way.knots.push(end);
    }
    Ok(way)
}

/// The knot where inflation ends, between the last two.
fn last_knot<P: Potential + ?Sized>(
    universe: &Universe<'_, P>,
    before: &Knot,
    after: &Knot,
    ending: Ending,
) -> Knot {
    let length = after.n - before.n;
    let field = Quintic::new(length, before.field, after.field);
    let ln_a_h = Quintic::new(length, before.ln_a_h, after.ln_a_h);
    let over = |t: f64| match ending {
        Ending::Acceleration => ln_a_h.slope(t) <= 0.0,
        Ending::Field(end) => (field.value(t) - end) * (before.field[0] - end) <= 0.0,
        Ending::EFolds(_) => false,
    };
    let [mut low, mut high] = [0.0, 1.0];
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if over(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    // A last step must not be shorter than what rounding resolves.
    let t = high.max(1e-6);
    let n = before.n + t * length;
    universe.knot(
        n,
        [field.value(t), field.slope(t) / length, ln_a_h.value(t) - n],
    )
}

impl<P: Potential + ?Sized> Universe<'_, P> {
    fn knot(&self, n: f64, state: State) -> Knot {
        let [field, velocity, ln_h] = state;
        let [_, acceleration, minus_epsilon] = self.derivatives(n, state);
        let epsilon = -minus_epsilon;
        let [curvature, radiation] = self.fractions(n, ln_h);
        let epsilon_n = velocity * acceleration
            - 2.0 * (1.0 - epsilon) * curvature
            - 4.0 * (2.0 - epsilon) * radiation;
        Knot {
            n,
            field: [field, velocity, acceleration],
            ln_a_h: [n + ln_h, 1.0 - epsilon, -epsilon_n],
            damping: self.scalar_damping(n, state),
        }
    }

    /// Whether the field rests in a minimum.
    fn settled(&self, [field, velocity, ln_h]: State) -> bool {
        let v = self.potential.at(field);
        let over = (-2.0 * ln_h).exp();
        v.second > 0.0 && velocity * velocity + v.first * v.first / v.second * over < SETTLED
    }
}
