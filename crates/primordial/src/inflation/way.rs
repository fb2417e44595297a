//! The way of the field to the end of inflation.

use lastscatter_numerics::ode::{DormandPrince, Step, System, Tolerance};

use super::{
    Ending,
    equations::{State, Universe},
    history::Knot,
    polynomial::Quintic,
};
use crate::{Error, potential::Potential};

/// The longest way to the end of inflation, in e-folds.
const LONGEST: f64 = 1e4;
/// The longest step in e-folds: what is read off the steps decays as e^(−3N).
const LONGEST_STEP: f64 = 0.2;
/// The most steps of a history, and the most before inflation begins.
const STEPS: usize = 300_000;
const STEPS_BEFORE: usize = 20_000;
/// Energy above a minimum over V below which the field will not leave it.
const SETTLED: f64 = 1e-20;
/// ln H below which squares underflow.
const FADED: f64 = -340.0;
/// E-folds of ε < 1 after which inflation has resumed, and of ε > 1 after which it has not.
const RESUMED: f64 = 1.0;
const INTERRUPTED: f64 = 5.0;
/// Turns of a field that oscillates and will not inflate again: whatever end was asked, it is not worth a step a cycle.
const TURNS: usize = 40;
/// ε beyond which next to all of the energy is kinetic.
const SPENT: f64 = 2.99;

/// The integration: a knot at each step until inflation ends.
pub(super) struct Way<'a, P: ?Sized> {
    universe: &'a Universe<'a, P>,
    pub knots: Vec<Knot>,
    ending: Ending,
    inflates: bool,
    /// The knot at which inflation ended, perhaps to resume.
    over: Option<usize>,
    /// Since when it has resumed.
    resumed: f64,
    state: Progress,
    /// How often the field has turned round.
    turns: usize,
    /// The largest violation of Friedmann's equation.
    pub violation: f64,
}

/// What is known of the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Going,
    Ended,
    /// The field rests in a minimum.
    Settled,
    /// H² underflows, or the field oscillates on and on.
    Faded,
}

impl<P: Potential + ?Sized> Way<'_, P> {
    /// Whether inflation is over, judged at the knot about to be added.
    ///
    /// A steep stretch may let ε pass 1 for a moment. Inflation is over for good when the field turns round or has hardly any
    /// potential energy left, and resumes when ε stays below 1.
    fn judge(&mut self, knot: &Knot) -> Progress {
        let epsilon = 1.0 - knot.ln_a_h[1];
        let before = self.knots[self.knots.len() - 1].field;
        match (self.ending, self.over) {
            (Ending::Acceleration, None) => {
                if self.inflates && epsilon >= 1.0 {
                    self.over = Some(self.knots.len());
                    self.resumed = f64::INFINITY;
                }
            }
            (Ending::Acceleration, Some(end)) => {
                self.resumed = if epsilon < 1.0 {
                    self.resumed.min(knot.n)
                } else {
                    f64::INFINITY
                };
                if knot.n - self.resumed > RESUMED {
                    self.over = None;
                } else if epsilon > SPENT
                    || before[1] * knot.field[1] <= 0.0
                    || knot.n - self.knots[end].n > INTERRUPTED
                {
                    return Progress::Ended;
                }
            }
            (Ending::Field(end), _) => {
                if (before[0] - end) * (knot.field[0] - end) <= 0.0 {
                    self.over = Some(self.knots.len());
                    return Progress::Ended;
                }
            }
            (Ending::EFolds(end), _) => {
                if knot.n >= end {
                    self.over = Some(self.knots.len());
                    return Progress::Ended;
                }
            }
        }
        Progress::Going
    }
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
        let before = self.knots[self.knots.len() - 1].field;
        self.turns += usize::from(before[1] * knot.field[1] < 0.0);
        self.state = self.judge(&knot);
        if self.state == Progress::Going {
            if epsilon < 1.0 && self.universe.settled(state) {
                self.state = Progress::Settled;
            } else if y[2] < FADED || self.turns > TURNS {
                self.state = Progress::Faded;
            }
        }
        let violation = self.universe.violation(step.end(), state).abs();
        self.violation = self.violation.max(violation);
        self.knots.push(knot);
    }

    fn longest_step(&self, _: f64) -> f64 {
        LONGEST_STEP
    }

    fn scales(&self, before: &[f64], after: &[f64], scales: &mut [f64]) {
        scales[1] = before[1].abs().max(after[1].abs());
        // A field near zero counts by how far it moves in an e-fold, and ln H by itself.
        scales[0] = before[0].abs().max(after[0].abs()).max(scales[1]);
        scales[2] = 1.0;
    }

    fn complete(&self) -> bool {
        self.state != Progress::Going || (!self.inflates && self.knots.len() > STEPS_BEFORE)
    }
}

/// Relative errors, but for what begins at zero: the field may be exponentially close to the top of a hill.
pub(super) fn accuracy(state: &State, relative: f64) -> Tolerance {
    let size = |x: f64| if x == 0.0 { 1.0 } else { x.abs().min(1.0) };
    Tolerance {
        relative,
        absolute: 1e-10 * relative * size(state[0]).min(size(state[1])),
        max_steps: STEPS,
    }
}

/// Follows the field to the end of inflation.
pub(super) fn follow<'a, P: Potential + ?Sized>(
    universe: &'a Universe<'a, P>,
    state: State,
    tolerance: f64,
    ending: Ending,
) -> Result<Way<'a, P>, Error> {
    let solver = DormandPrince {
        tolerance: accuracy(&state, tolerance),
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
        over: None,
        resumed: f64::INFINITY,
        state: Progress::Going,
        turns: 0,
        violation: universe.violation(0.0, state).abs(),
    };
    let mut last = state;
    let solved = solver.solve(0.0, longest, &mut last, &mut way);
    let knot = way.knots[way.knots.len() - 1];
    if let Some(end) = way.over {
        // Whatever became of the field later.
        let knots = &mut way.knots;
        let last = last_knot(universe, &knots[end - 1], &knots[end], ending);
        knots.truncate(end);
        knots.push(last);
        return Ok(way);
    }
    if way.state == Progress::Settled {
        let field = knot.field[0];
        return Err(Error::FalseVacuum {
            field,
            potential: universe.potential.at(field).value,
        });
    }
    if !way.inflates {
        return Err(Error::NoInflation {
            field: state[0],
            epsilon: universe.epsilon(0.0, state),
        });
    }
    solved?;
    Err(Error::Endless {
        e_folds: knot.n,
        field: knot.field[0],
        epsilon: 1.0 - knot.ln_a_h[1],
    })
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
