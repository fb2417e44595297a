//! The homogeneous universe, solved.

use lastscatter_numerics::ode::{DormandPrince, Step, System, Tolerance};

use super::equations::{State, Universe};
use crate::{Error, potential::Potential};

/// The history of a universe from N = 0 to the end of inflation, where ε rises through 1; reduced Planck units.
#[derive(Debug, Clone)]
pub struct History {
    knots: Vec<Knot>,
    /// The last knot before each of equal parts of the way.
    parts: Vec<u32>,
}

/// The universe at one N, and the derivatives between knots' polynomials.
#[derive(Debug, Clone, Copy)]
struct Knot {
    n: f64,
    /// φ, φ_N, φ_NN.
    field: [f64; 3],
    /// ln H, −ε, −ε_N.
    ln_h: [f64; 3],
    /// 2γ of scalar modes and its derivative.
    damping: [f64; 2],
}

/// The longest way to the end of inflation, in e-folds.
const LONGEST: f64 = 1e4;

impl History {
    /// From `state` at N = 0 until ε rises through 1.
    ///
    /// # Errors
    ///
    /// [`Error::Endless`], [`Error::NoInflation`]; [`Error::Numerics`] where the field cannot be followed.
    pub(crate) fn new<P: Potential + ?Sized>(
        universe: &Universe<'_, P>,
        state: State,
        tolerance: f64,
    ) -> Result<Self, Error> {
        let solver = DormandPrince {
            tolerance: Tolerance {
                relative: tolerance,
                absolute: tolerance,
                ..Tolerance::default()
            },
        };
        let mut way = Way {
            universe,
            knots: vec![universe.knot(0.0, state)],
            inflates: universe.epsilon(0.0, state) < 1.0,
            ended: false,
        };
        let mut last = state;
        solver.solve(0.0, LONGEST, &mut last, &mut way)?;
        if !way.ended {
            let epsilon = universe.epsilon(LONGEST, last);
            return Err(if way.inflates {
                Error::Endless {
                    e_folds: LONGEST,
                    field: last[0],
                    epsilon,
                }
            } else {
                Error::NoInflation {
                    field: state[0],
                    epsilon,
                }
            });
        }
        let mut knots = way.knots;
        let [before, after] = [knots[knots.len() - 2], knots[knots.len() - 1]];
        let end = end_of_inflation(universe, &before, &after);
        *knots.last_mut().unwrap_or(&mut after.clone()) =
            universe.knot(end, between(&before, &after, end));
        let count = 2 * knots.len();
        let part = end / count as f64;
        let parts = (0..count)
            .map(|i| knots.partition_point(|knot| knot.n <= i as f64 * part) as u32 - 1)
            .collect();
        Ok(Self { knots, parts })
    }

    /// N at the end of inflation; it began its history at 0.
    #[must_use]
    pub fn end(&self) -> f64 {
        self.knots[self.knots.len() - 1].n
    }

    /// φ in M_P.
    #[must_use]
    pub fn field(&self, n: f64) -> f64 {
        let (a, b) = self.around(n);
        quintic(n, a.n, b.n, a.field, b.field)[0]
    }

    /// dφ/dN in M_P.
    #[must_use]
    pub fn velocity(&self, n: f64) -> f64 {
        let (a, b) = self.around(n);
        quintic(n, a.n, b.n, a.field, b.field)[1]
    }

    /// ln(H/M_P).
    #[must_use]
    pub fn ln_hubble(&self, n: f64) -> f64 {
        let (a, b) = self.around(n);
        quintic(n, a.n, b.n, a.ln_h, b.ln_h)[0]
    }

    /// ε = −dln H/dN.
    #[must_use]
    pub fn epsilon(&self, n: f64) -> f64 {
        let (a, b) = self.around(n);
        -quintic(n, a.n, b.n, a.ln_h, b.ln_h)[1]
    }

    /// ln(aH), a being 1 at N = 0.
    #[must_use]
    pub fn ln_a_h(&self, n: f64) -> f64 {
        n + self.ln_hubble(n)
    }

    /// ln(aH) and ε.
    pub(crate) fn horizon(&self, n: f64) -> [f64; 2] {
        let (a, b) = self.around(n);
        let [ln_h, slope] = quintic(n, a.n, b.n, a.ln_h, b.ln_h);
        [n + ln_h, -slope]
    }

    /// 2γ of scalar modes ℛ in flat space, 3 − ε + dln ε/dN.
    pub(crate) fn scalar_damping(&self, n: f64) -> f64 {
        let (a, b) = self.around(n);
        cubic(n, a.n, b.n, a.damping, b.damping)
    }

    /// The N at which ln(aH) reaches a value on its way up, if it does.
    #[must_use]
    pub fn crossing(&self, ln_a_h: f64) -> Option<f64> {
        let below = |knot: &Knot| knot.n + knot.ln_h[0] < ln_a_h;
        let last = self.knots.iter().rposition(below)?;
        let (a, b) = (&self.knots[last], self.knots.get(last + 1)?);
        let [mut low, mut high] = [a.n, b.n];
        while high - low > 1e-14 * high {
            let middle = 0.5 * (low + high);
            if self.ln_a_h(middle) < ln_a_h {
                low = middle;
            } else {
                high = middle;
            }
            if middle <= low.min(high) && middle >= low.max(high) {
                break;
            }
        }
        Some(0.5 * (low + high))
    }

    /// The knots at both sides of N.
    fn around(&self, n: f64) -> (&Knot, &Knot) {
        let count = self.parts.len();
        let part = (n / self.end() * count as f64) as usize;
        let low = self.parts[part.min(count - 1)] as usize;
        let high = self
            .parts
            .get(part + 1)
            .map_or(self.knots.len() - 2, |&i| i as usize);
        let last = low + self.knots[low..=high].partition_point(|knot| knot.n <= n);
        let last = last.saturating_sub(1).min(self.knots.len() - 2);
        (&self.knots[last], &self.knots[last + 1])
    }
}

/// The integration: a knot at each step until inflation ends.
struct Way<'a, P: ?Sized> {
    universe: &'a Universe<'a, P>,
    knots: Vec<Knot>,
    inflates: bool,
    ended: bool,
}

impl<P: Potential + ?Sized> System<f64> for Way<'_, P> {
    fn derivatives(&mut self, n: f64, y: &[f64], dy: &mut [f64]) {
        dy.copy_from_slice(&self.universe.derivatives(n, [y[0], y[1], y[2]]));
    }

    fn accepted(&mut self, step: &Step<'_>) {
        let y = step.state();
        let knot = self.universe.knot(step.end(), [y[0], y[1], y[2]]);
        let epsilon = -knot.ln_h[1];
        self.ended = self.inflates && epsilon >= 1.0;
        self.inflates |= epsilon < 1.0;
        self.knots.push(knot);
    }

    fn complete(&self) -> bool {
        self.ended
    }
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
        // 3 − ε + 2φ_NN/φ_N, with the field equation for φ_NN.
        let potential = self.potential.at(field);
        let over = (-2.0 * ln_h).exp();
        let push = potential.first * over / velocity;
        let push_n = potential.second * over + push * (2.0 * epsilon - acceleration / velocity);
        Knot {
            n,
            field: [field, velocity, acceleration],
            ln_h: [ln_h, -epsilon, -epsilon_n],
            damping: [-(3.0 - epsilon) - 2.0 * push, epsilon_n - 2.0 * push_n],
        }
    }
}

/// Where ε passes 1.
fn end_of_inflation<P: Potential + ?Sized>(universe: &Universe<'_, P>, a: &Knot, b: &Knot) -> f64 {
    let [mut low, mut high] = [a.n, b.n];
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if universe.epsilon(middle, between(a, b, middle)) < 1.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// φ, φ_N and ln H between two knots.
fn between(a: &Knot, b: &Knot, n: f64) -> State {
    let [field, velocity] = quintic(n, a.n, b.n, a.field, b.field);
    [field, velocity, quintic(n, a.n, b.n, a.ln_h, b.ln_h)[0]]
}

/// Hermite's polynomial of value, first and second derivative at both ends: its value and slope.
fn quintic(x: f64, from: f64, to: f64, a: [f64; 3], b: [f64; 3]) -> [f64; 2] {
    let h = to - from;
    let t = (x - from) / h;
    let change = b[0] - a[0];
    let [a1, a2, b1, b2] = [h * a[1], 0.5 * h * h * a[2], h * b[1], 0.5 * h * h * b[2]];
    let c3 = 10.0 * change - 6.0 * a1 - 3.0 * a2 - 4.0 * b1 + b2;
    let c4 = -15.0 * change + 8.0 * a1 + 3.0 * a2 + 7.0 * b1 - 2.0 * b2;
    let c5 = 6.0 * change - 3.0 * a1 - a2 - 3.0 * b1 + b2;
    [
        a[0] + t * (a1 + t * (a2 + t * (c3 + t * (c4 + t * c5)))),
        (a1 + t * (2.0 * a2 + t * (3.0 * c3 + t * (4.0 * c4 + t * 5.0 * c5)))) / h,
    ]
}

/// Hermite's polynomial of value and derivative at both ends.
fn cubic(x: f64, from: f64, to: f64, a: [f64; 2], b: [f64; 2]) -> f64 {
    let h = to - from;
    let t = (x - from) / h;
    let change = b[0] - a[0];
    let [a1, b1] = [h * a[1], h * b[1]];
    a[0] + t * (a1 + t * (3.0 * change - 2.0 * a1 - b1 + t * (a1 + b1 - 2.0 * change)))
}
