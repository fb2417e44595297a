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
    /// 2γ of scalar modes and its derivatives.
    damping: [f64; 3],
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
        Self::with_past(universe, state, 0.0, Hubble::Evolved, tolerance)
    }

    /// From `past` e-folds before `state`, which is that at N = 0 of `universe`, until ε rises through 1. The history's own N is 0
    /// where it begins, and a is 1 there.
    ///
    /// Kinetic energy takes over towards the past and is lost from rounded numbers towards the future: what is known at the
    /// onset of inflation has to be followed back.
    ///
    /// # Errors
    ///
    /// As [`Self::new`].
    pub(crate) fn with_past<P: Potential + ?Sized>(
        universe: &Universe<'_, P>,
        state: State,
        past: f64,
        hubble: Hubble,
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
            hubble,
            knots: Vec::new(),
            inflates: false,
            ended: false,
        };
        if past > 0.0 {
            solver.solve(0.0, -past, &mut { state }, &mut way)?;
            way.knots.reverse();
        }
        way.knots.push(universe.knot(0.0, state));
        way.inflates = universe.epsilon(0.0, state) < 1.0;
        way.ended = false;
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
        for knot in &mut knots {
            knot.n += past;
        }
        knots[0].n = 0.0;
        let count = 2 * knots.len();
        let part = (end + past) / count as f64;
        let parts = (0..count)
            .map(|i| {
                let known = knots.partition_point(|knot| knot.n <= i as f64 * part);
                known.saturating_sub(1) as u32
            })
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
        quintic(n, a.n, b.n, a.damping, b.damping)[0]
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
        let high = self.parts.get(part + 1).map_or(self.knots.len() - 2, |&i| i as usize);
        let last = low + self.knots[low..=high].partition_point(|knot| knot.n <= n);
        let last = last.saturating_sub(1).min(self.knots.len() - 2);
        (&self.knots[last], &self.knots[last + 1])
    }
}

/// Where H comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hubble {
    /// From dln H/dN = −ε. Friedmann's equation holds to the tolerance while H falls little.
    Evolved,
    /// From Friedmann's equation: where H falls much and the field is slow.
    Friedmann,
}

/// The integration: a knot at each step until inflation ends.
struct Way<'a, P: ?Sized> {
    universe: &'a Universe<'a, P>,
    hubble: Hubble,
    knots: Vec<Knot>,
    inflates: bool,
    ended: bool,
}

impl<P: Potential + ?Sized> Way<'_, P> {
    fn state(&self, n: f64, y: &[f64]) -> State {
        let ln_h = match self.hubble {
            Hubble::Evolved => y[2],
            Hubble::Friedmann => self.universe.ln_hubble(n, y[0], y[1]),
        };
        [y[0], y[1], ln_h]
    }
}

impl<P: Potential + ?Sized> System<f64> for Way<'_, P> {
    fn derivatives(&mut self, n: f64, y: &[f64], dy: &mut [f64]) {
        let state = self.state(n, y);
        dy.copy_from_slice(&self.universe.derivatives(n, state));
    }

    fn accepted(&mut self, step: &Step<'_>) {
        let state = self.state(step.end(), step.state());
        let knot = self.universe.knot(step.end(), state);
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
        // Ω_K, Ω_r, ε, s = φ_NN/φ_N and p = V′/(H²φ_N) = −(3 − ε) − s, with their derivatives.
        let curvature_n = -2.0 * (1.0 - epsilon) * curvature;
        let radiation_n = -2.0 * (2.0 - epsilon) * radiation;
        let s = acceleration / velocity;
        let square = velocity * velocity;
        let epsilon_n = square * s + curvature_n + 2.0 * radiation_n;
        let potential = self.potential.at(field);
        let over = (-2.0 * ln_h).exp();
        let p = potential.first * over / velocity;
        let mass = potential.second * over;
        let p_n = mass + p * (2.0 * epsilon - s);
        let s_n = epsilon_n - p_n;
        let curvature_nn = -2.0 * (1.0 - epsilon) * curvature_n + 2.0 * epsilon_n * curvature;
        let radiation_nn = -2.0 * (2.0 - epsilon) * radiation_n + 2.0 * epsilon_n * radiation;
        let epsilon_nn = square * (2.0 * s * s + s_n) + curvature_nn + 2.0 * radiation_nn;
        let mass_n = potential.third * over * velocity + 2.0 * epsilon * mass;
        let p_nn = mass_n + p_n * (2.0 * epsilon - s) + p * (2.0 * epsilon_n - s_n);
        Knot {
            n,
            field: [field, velocity, acceleration],
            ln_h: [ln_h, -epsilon, -epsilon_n],
            damping: [
                3.0 - epsilon + 2.0 * s,
                epsilon_n - 2.0 * p_n,
                epsilon_nn - 2.0 * p_nn,
            ],
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
