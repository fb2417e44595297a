//! The history of the universe through the bounce.

use lastscatter_numerics::{
    Error as NumericsError,
    ode::{DormandPrince, Step, System, Tolerance},
};

use super::background::{State, Universe};
use crate::{Error, inflation::polynomial::Quintic, potential::Potential};

/// The universe from its contraction, or the bounce, to the end of inflation; reduced Planck units, a = 1 at the bounce.
///
/// Its time s has ds = √(ρ/3) dt and is 0 at the bounce: e-folds far from it, −N in the contraction.
///
/// # Accuracy
///
/// Friedmann's equation holds to 1e-10 (`background::friedmann_through_the_bounce`), the massless solution to 1e-10
/// (`history::tests::massless_field`).
#[derive(Debug, Clone)]
pub struct History {
    critical: f64,
    knots: Vec<Knot>,
    /// s where inflation begins: ½φ̇² falls below ρ/3 for the first time.
    onset: f64,
}

/// The universe at one time, reduced Planck units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// Cosmic time from the bounce in units of 1/M_P.
    pub time: f64,
    /// N = ln a, 0 at the bounce.
    pub e_folds: f64,
    /// H in M_P.
    pub hubble: f64,
    /// ρ in M_P⁴.
    pub density: f64,
    /// φ in M_P.
    pub field: f64,
    /// φ̇ in M_P².
    pub field_rate: f64,
}

#[derive(Debug, Clone, Copy)]
struct Knot {
    s: f64,
    /// Value, first and second derivative.
    state: [State; 3],
    /// ln(aq).
    horizon: f64,
}

/// How far back before the bounce.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Past {
    /// Somewhat before this t √(ρ_c/3).
    Time(f64),
    /// Until ln(aq) has fallen to this, or its fall has ended, or the field oscillates.
    Horizon(f64),
}

/// Error allowed in each step of the background.
const TOLERANCE: f64 = 1e-12;
/// The longest way to the end of inflation, in s.
const LONGEST: f64 = 1e4;
/// Where |L| is so large that no inflation is to be expected: ρ = 1e-130 ρ_c.
const DILUTE: f64 = 150.0;
/// Oscillations of the field before the bounce that are still followed, in half cycles.
const TURNS: usize = 2;
/// What lies beside the bounce and the first instant, for derivatives across them.
const MARGIN: f64 = 1.0;

impl History {
    /// From the bounce with φ and y there, forward to the end of inflation.
    pub(super) fn new<P: Potential + ?Sized>(
        universe: &Universe<'_, P>,
        bounce: State,
    ) -> Result<Self, Error> {
        let mut way = Way::new(universe, bounce, None);
        way.follow(LONGEST)?;
        let [field, y, ..] = bounce;
        if !way.complete || way.dilute {
            let [_, last, ..] = way.knots[way.knots.len() - 1].state[0];
            let epsilon = 0.5 * last * last;
            return Err(if way.onset.is_some() {
                Error::Endless {
                    e_folds: LONGEST,
                    field: way.knots[way.knots.len() - 1].state[0][0],
                    epsilon,
                }
            } else {
                Error::NoInflation {
                    field,
                    epsilon: 0.5 * y * y,
                }
            });
        }
        let onset = way.onset.unwrap_or(0.0);
        let mut history = Self {
            critical: universe.critical,
            knots: way.knots,
            onset,
        };
        history.cut(universe);
        history.prepend(universe, Past::Time(0.0))?;
        Ok(history)
    }

    /// The last knot is put where ½y² = 1.
    fn cut<P: Potential + ?Sized>(&mut self, universe: &Universe<'_, P>) {
        let count = self.knots.len();
        let [mut low, mut high] = [self.knots[count - 2].s, self.knots[count - 1].s];
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if self.state(middle)[1].abs() < std::f64::consts::SQRT_2 {
                low = middle;
            } else {
                high = middle;
            }
        }
        // Past the end a little is kept: derivatives look across it.
        let knot = Knot::new(universe, high, self.state(high));
        if high > self.knots[count - 2].s {
            self.knots[count - 1] = knot;
        }
    }

    /// Adds the contraction back to where `past` says, in place of what there is of it.
    pub(super) fn prepend<P: Potential + ?Sized>(
        &mut self,
        universe: &Universe<'_, P>,
        past: Past,
    ) -> Result<(), Error> {
        let first = self.knots.partition_point(|knot| knot.s < 0.0);
        let mut way = Way::new(universe, self.knots[first].state[0], Some(past));
        way.follow(-LONGEST)?;
        way.knots.reverse();
        // The bounce itself is in both.
        way.knots.pop();
        way.knots.extend_from_slice(&self.knots[first..]);
        self.knots = way.knots;
        Ok(())
    }

    /// The first and the last s.
    #[must_use]
    pub fn range(&self) -> [f64; 2] {
        [self.knots[0].s, self.knots[self.knots.len() - 1].s]
    }

    /// The s at which inflation begins, ½φ̇² falling below ρ/3 for the first time.
    #[must_use]
    pub const fn onset(&self) -> f64 {
        self.onset
    }

    /// ρ_c in M_P⁴.
    #[must_use]
    pub const fn critical_density(&self) -> f64 {
        self.critical
    }

    /// E-folds from the bounce to the end of inflation.
    #[must_use]
    pub fn e_folds(&self) -> f64 {
        self.knots[self.knots.len() - 1].state[0][3]
    }

    /// The universe at s; outside of [`range`](Self::range) nothing.
    #[must_use]
    pub fn at(&self, s: f64) -> Option<Moment> {
        let [low, high] = self.range();
        if !(s >= low && s <= high) {
            return None;
        }
        let [field, y, l, e_folds, time] = self.state(s);
        let unit = (self.critical / 3.0).sqrt();
        let q = unit / l.cosh();
        Some(Moment {
            time: time / unit,
            e_folds,
            hubble: q * l.tanh(),
            density: 3.0 * q * q,
            field,
            field_rate: y * q,
        })
    }

    pub(super) fn state(&self, s: f64) -> State {
        let last = self.knots.partition_point(|knot| knot.s <= s);
        let last = last.saturating_sub(1).min(self.knots.len() - 2);
        between(&self.knots[last], &self.knots[last + 1], s)
    }

    /// ln(aq).
    pub(super) fn horizon(&self, s: f64) -> f64 {
        let [_, _, l, n, _] = self.state(s);
        n + 0.5 * (self.critical / 3.0).ln() - l.cosh().ln()
    }

    /// ln(q/M_P), q = √(ρ/3).
    pub(super) fn ln_q(&self, s: f64) -> f64 {
        let [_, _, l, ..] = self.state(s);
        0.5 * (self.critical / 3.0).ln() - l.cosh().ln()
    }

    /// The lowest ρ/ρ_c of the contraction.
    pub(super) fn lowest_fraction(&self) -> f64 {
        let [_, _, l, ..] = self.knots[0].state[0];
        l.cosh().powi(-2)
    }

    /// The last s at which ln(aq) rises through a value, between two s; to a fraction of a step.
    pub(super) fn crossing(&self, [from, to]: [f64; 2], horizon: f64) -> Option<f64> {
        let inside = self.between([from, to]);
        let below = inside.iter().rposition(|knot| knot.horizon < horizon)?;
        let (a, b) = (&inside[below], inside.get(below + 1)?);
        Some(a.s + (b.s - a.s) * (horizon - a.horizon) / (b.horizon - a.horizon))
    }

    /// The lowest and the highest ln(aq) at steps between two s.
    pub(super) fn horizons(&self, range: [f64; 2]) -> [f64; 2] {
        self.between(range)
            .iter()
            .fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], knot| {
                [low.min(knot.horizon), high.max(knot.horizon)]
            })
    }

    /// The step with the lowest ln(aq) between two s: s and that.
    pub(super) fn lowest_horizon(&self, range: [f64; 2]) -> [f64; 2] {
        let inside = self.between(range).iter();
        inside.fold([range[0], f64::INFINITY], |lowest, knot| {
            if knot.horizon < lowest[1] {
                [knot.s, knot.horizon]
            } else {
                lowest
            }
        })
    }

    fn between(&self, [from, to]: [f64; 2]) -> &[Knot] {
        let first = self.knots.partition_point(|knot| knot.s < from);
        let last = self.knots.partition_point(|knot| knot.s <= to);
        &self.knots[first..last.max(first)]
    }

    /// Where a function of the state that rises with s passes a value.
    pub(super) fn when(&self, value: f64, rising: impl Fn(State) -> f64) -> Option<f64> {
        let below = self
            .knots
            .partition_point(|knot| rising(knot.state[0]) < value);
        if below == 0 || below == self.knots.len() {
            return None;
        }
        let [mut low, mut high] = [self.knots[below - 1].s, self.knots[below].s];
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if rising(self.state(middle)) < value {
                low = middle;
            } else {
                high = middle;
            }
        }
        Some(high)
    }

    /// Every eighth step between two s, and these.
    pub(super) fn times(&self, [from, to]: [f64; 2]) -> Vec<f64> {
        let mut times = vec![from];
        let inside = self.between([from, to]).iter().step_by(8);
        times.extend(inside.map(|knot| knot.s).filter(|&s| s > from && s < to));
        times.push(to);
        times
    }
}

impl Knot {
    fn new<P: Potential + ?Sized>(universe: &Universe<'_, P>, s: f64, state: State) -> Self {
        Self {
            s,
            horizon: universe.point(state).horizon(),
            state: [
                state,
                universe.derivatives(state),
                universe.accelerations(state),
            ],
        }
    }
}

/// Hermite's polynomials between two steps.
fn between(from: &Knot, to: &Knot, s: f64) -> State {
    let h = to.s - from.s;
    let t = (s - from.s) / h;
    std::array::from_fn(|i| {
        Quintic::new(h, from.state.map(|d| d[i]), to.state.map(|d| d[i])).value(t)
    })
}

/// The integration: a knot at each step.
struct Way<'a, P: ?Sized> {
    universe: &'a Universe<'a, P>,
    knots: Vec<Knot>,
    /// Backward, and how far.
    past: Option<Past>,
    onset: Option<f64>,
    /// The lowest ln(aq) of the contraction so far.
    lowest: f64,
    /// How often the field has turned in the contraction.
    turns: usize,
    /// s where the past is long enough, but for the margin.
    enough: Option<f64>,
    dilute: bool,
    complete: bool,
}

impl<'a, P: Potential + ?Sized> Way<'a, P> {
    fn new(universe: &'a Universe<'a, P>, bounce: State, past: Option<Past>) -> Self {
        Self {
            universe,
            knots: vec![Knot::new(universe, 0.0, bounce)],
            past,
            onset: None,
            lowest: f64::INFINITY,
            turns: 0,
            enough: None,
            dilute: false,
            complete: false,
        }
    }

    fn follow(&mut self, end: f64) -> Result<(), NumericsError> {
        let solver = DormandPrince {
            tolerance: Tolerance {
                relative: TOLERANCE,
                absolute: TOLERANCE,
                max_steps: 300_000,
            },
        };
        let mut state = self.knots[0].state[0];
        solver.solve(0.0, end, &mut state, self)?;
        Ok(())
    }
}

fn array(y: &[f64]) -> State {
    [y[0], y[1], y[2], y[3], y[4]]
}

impl<P: Potential + ?Sized> System<f64> for Way<'_, P> {
    fn derivatives(&mut self, _: f64, y: &[f64], dy: &mut [f64]) {
        dy.copy_from_slice(&self.universe.derivatives(array(y)));
    }

    fn accepted(&mut self, step: &Step<'_>) {
        let (s, state) = (step.end(), array(step.state()));
        self.knots.push(Knot::new(self.universe, s, state));
        let [_, _, l, _, time] = state;
        let point = self.universe.point(state);
        self.dilute = l.abs() > DILUTE;
        match self.past {
            None => {
                let inflates = point.kinetic < 1.0;
                if inflates && self.onset.is_none() {
                    self.onset = Some(step.start());
                }
                self.complete = self.dilute || (!inflates && self.onset.is_some());
            }
            Some(past) => {
                let horizon = point.horizon();
                self.lowest = self.lowest.min(horizon);
                self.turns +=
                    usize::from(state[1] * self.knots[self.knots.len() - 2].state[0][1] < 0.0);
                let reached = match past {
                    Past::Time(least) => time <= least,
                    Past::Horizon(least) => {
                        let over = horizon > self.lowest + 3.0 || self.turns >= TURNS;
                        horizon <= least || over
                    }
                };
                if reached && self.enough.is_none() {
                    self.enough = Some(s);
                }
                self.complete =
                    self.dilute || self.enough.is_some_and(|enough| s < enough - MARGIN);
            }
        }
    }

    fn complete(&self) -> bool {
        self.complete
    }

    fn longest_step(&self, _: f64) -> f64 {
        1.0
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::potential::Derivatives;

    /// V = 0.
    #[derive(Debug)]
    pub(in super::super) struct Massless;

    /// A massless field's universe from s = −`far` to `far`, with no inflation.
    pub(in super::super) fn massless_history(critical: f64, far: f64) -> History {
        let universe = Universe {
            potential: &Massless,
            critical,
        };
        let bounce = [0.0, 6.0_f64.sqrt(), 0.0, 0.0, 0.0];
        let way = |end: f64| {
            // A past that is never long enough.
            let mut way = Way::new(&universe, bounce, Some(Past::Time(f64::NEG_INFINITY)));
            way.follow(end).unwrap();
            way.knots
        };
        let mut knots = way(-far);
        knots.reverse();
        knots.pop();
        knots.extend(way(far));
        History {
            critical,
            knots,
            onset: far,
        }
    }

    impl Potential for Massless {
        fn at(&self, _: f64) -> Derivatives {
            Derivatives {
                value: 0.0,
                first: 0.0,
                second: 0.0,
                third: 0.0,
            }
        }

        fn on_the_slope(&self) -> f64 {
            0.0
        }
    }

    #[test]
    fn massless_field() {
        let critical = 258.0;
        let universe = Universe {
            potential: &Massless,
            critical,
        };
        let bounce = [0.3, -6.0_f64.sqrt(), 0.0, 0.0, 0.0];
        assert!(matches!(
            History::new(&universe, bounce),
            Err(Error::NoInflation { .. })
        ));
        // a = (1 + 3 ρ_c t²)^(1/6) and ρ = ρ_c/a⁶, before the bounce and after it alike.
        let mut back = Way::new(&universe, bounce, Some(Past::Time(-1e5)));
        back.follow(-LONGEST).unwrap();
        let mut forth = Way::new(&universe, bounce, None);
        forth.follow(4.0).unwrap();
        let unit = (critical / 3.0).sqrt();
        for knot in back.knots.iter().chain(&forth.knots) {
            let [field, _, l, n, time] = knot.state[0];
            let t = time / unit;
            let expected = (3.0 * critical * t * t).ln_1p() / 6.0;
            assert!((n - expected).abs() < 1e-10, "{t}: {n} {expected}");
            assert!((2.0 * l.cosh().ln() - 6.0 * n).abs() < 1e-10);
            let expected = 0.3 - (2.0_f64 / 3.0).sqrt() * ((3.0 * critical).sqrt() * t).asinh();
            assert!((field - expected).abs() < 1e-10);
        }
    }
}
