//! The homogeneous universe of two fields, solved.

use lastscatter_numerics::ode::{DormandPrince, Step, System, Tolerance};

use super::{
    TwoFieldPotential,
    equations::{State, Universe},
    quartic::Quartic,
};
use crate::Error;

/// The history of a universe from N = 0 to the end of inflation, where ε rises through 1; reduced Planck units.
///
/// Vectors of field space have components in the orthonormal frame ∂_φ, e^(−b) ∂_χ.
#[derive(Debug, Clone)]
pub struct TwoFieldHistory {
    /// N where each segment starts, and where the last ends.
    knots: Vec<f64>,
    segments: Vec<Segment>,
    /// ln k below which modes feel more than the vacuum in or before each segment.
    depths: Vec<f64>,
    violation: f64,
}

/// One step of the integration.
#[derive(Debug, Clone)]
struct Segment {
    start: f64,
    length: f64,
    /// φ, χ, v₁, v₂, ln H, θ.
    state: [Quartic; 6],
    /// ln H, ε, M₁₁, M₁₂, M₂₂.
    coefficients: [Quartic; 5],
}

/// What modes need to know at one N.
#[derive(Debug, Clone, Copy)]
pub(super) struct Background {
    pub ln_a_h: f64,
    pub epsilon: f64,
    /// M₁₁, M₁₂, M₂₂ in the frame carried along.
    pub mass: [f64; 3],
}

/// The longest way to the end of inflation, in e-folds.
const LONGEST: f64 = 1e4;

/// ln k/aH where modes are deep inside if nothing else happens.
const DEEP: f64 = 3.2;

impl TwoFieldHistory {
    /// From `state` at N = 0 until ε rises through 1.
    pub(super) fn new<P: TwoFieldPotential + ?Sized>(
        universe: &Universe<'_, P>,
        state: State,
        tolerance: f64,
    ) -> Result<Self, Error> {
        let epsilon = |y: &State| -slope_of_ln_h(y);
        if !(state.iter().all(|y| y.is_finite()) && epsilon(&state) < 1.0) {
            return Err(Error::NoInflation {
                field: state[0],
                epsilon: epsilon(&state),
            });
        }
        let mut way = Way {
            universe,
            knots: vec![0.0],
            segments: Vec::new(),
            violation: universe.violation(state).abs(),
            until: Until::EpsilonOne,
            done: false,
        };
        let mut last = state;
        solver(tolerance).solve(0.0, LONGEST, &mut last, &mut way)?;
        if !way.done {
            return Err(Error::Endless {
                e_folds: LONGEST,
                field: last[0],
                epsilon: epsilon(&last),
            });
        }
        let Way {
            mut knots,
            segments,
            violation,
            ..
        } = way;
        if let Some(segment) = segments.last() {
            let end = segment.root(1, 1.0);
            knots.pop();
            knots.push(end);
        }
        let mut deepest = f64::NEG_INFINITY;
        let depths = segments
            .iter()
            .map(|segment| {
                deepest = deepest.max(segment.depth());
                deepest
            })
            .collect();
        Ok(Self {
            knots,
            segments,
            depths,
            violation,
        })
    }

    /// N at the end of inflation; it began its history at 0.
    #[must_use]
    pub fn end(&self) -> f64 {
        self.knots[self.knots.len() - 1]
    }

    /// φ and χ in M_P.
    #[must_use]
    pub fn fields(&self, n: f64) -> [f64; 2] {
        let [phi, chi, ..] = self.state(n);
        [phi, chi]
    }

    /// v = (dφ/dN, e^b dχ/dN) in M_P.
    #[must_use]
    pub fn velocity(&self, n: f64) -> [f64; 2] {
        let [_, _, v1, v2, ..] = self.state(n);
        [v1, v2]
    }

    /// ln(H/M_P).
    #[must_use]
    pub fn ln_hubble(&self, n: f64) -> f64 {
        self.state(n)[4]
    }

    /// ε = −dln H/dN.
    #[must_use]
    pub fn epsilon(&self, n: f64) -> f64 {
        -slope_of_ln_h(&self.state(n))
    }

    /// ln(aH), a being 1 at N = 0.
    #[must_use]
    pub fn ln_a_h(&self, n: f64) -> f64 {
        n + self.ln_hubble(n)
    }

    /// The turn rate: by how many radians a e-fold the trajectory bends away from a geodesic, positive from e₁ towards e₂.
    #[must_use]
    pub fn turn_rate(&self, n: f64) -> f64 {
        let segment = &self.segments[self.segment(n)];
        let slope = |i: usize| segment.state[i].slope(segment.place(n)) / segment.length;
        let [v1, v2] = [2, 3].map(|i: usize| segment.state[i].value(segment.place(n)));
        // θ′ = −b′v₂: the frame's own turning.
        (v1 * slope(3) - v2 * slope(2)) / (v1 * v1 + v2 * v2) - slope(5)
    }

    /// The largest violation of Friedmann's equation on the way, relative to H².
    #[must_use]
    pub const fn violation(&self) -> f64 {
        self.violation
    }

    /// The N at which ln(aH) reaches a value.
    #[must_use]
    pub fn crossing(&self, ln_a_h: f64) -> Option<f64> {
        // ε < 1 all the way: aH rises.
        let after = self
            .segments
            .partition_point(|segment| segment.ln_a_h_start() < ln_a_h);
        let segment = self.segments.get(after.checked_sub(1)?)?;
        let n = segment.root(0, ln_a_h);
        (n <= self.end()).then_some(n)
    }

    pub(super) fn state(&self, n: f64) -> State {
        let segment = &self.segments[self.segment(n)];
        segment.state.each_ref().map(|y| y.value(segment.place(n)))
    }

    /// The N from which on a mode of ln k differs from its vacuum.
    pub(super) fn vacuum_until(&self, ln_k: f64) -> f64 {
        let first = self.depths.partition_point(|&depth| depth < ln_k);
        self.knots[first.min(self.segments.len())]
    }

    /// The smallest ln k that begins in its vacuum after N.
    pub(super) fn least_ln_k(&self, n: f64) -> f64 {
        self.depths[self.segment(n)]
    }

    /// The fastest change of masses up to N, per e-fold.
    pub(super) fn fastest_change(&self, n: f64) -> f64 {
        let segments = &self.segments[..=self.segment(n)];
        segments
            .iter()
            .map(|segment| segment.masses()[1])
            .fold(0.0, f64::max)
    }

    pub(super) const fn segments(&self) -> usize {
        self.segments.len()
    }

    /// The segment of N.
    fn segment(&self, n: f64) -> usize {
        let after = self.knots.partition_point(|&knot| knot <= n);
        after.saturating_sub(1).min(self.segments.len() - 1)
    }

    /// What modes need, and the segment where it was found, beginning the search at another.
    pub(super) fn background(&self, n: f64, near: usize) -> (Background, usize) {
        let here = |i: usize| n >= self.knots[i] && n <= self.knots[i + 1];
        let i = if here(near) {
            near
        } else if near + 1 < self.segments.len() && here(near + 1) {
            near + 1
        } else if near > 0 && here(near - 1) {
            near - 1
        } else {
            self.segment(n)
        };
        let segment = &self.segments[i];
        let t = segment.place(n);
        let [ln_h, epsilon, m11, m12, m22] = segment.coefficients.each_ref().map(|y| y.value(t));
        let background = Background {
            ln_a_h: n + ln_h,
            epsilon,
            mass: [m11, m12, m22],
        };
        (background, i)
    }
}

/// dln H/dN.
fn slope_of_ln_h([_, _, v1, v2, ..]: &State) -> f64 {
    -0.5 * (v1 * v1 + v2 * v2)
}

impl Segment {
    fn new<P: TwoFieldPotential + ?Sized>(universe: &Universe<'_, P>, step: &Step<'_>) -> Self {
        let [start, length] = [step.start(), step.end() - step.start()];
        let states: [State; 5] = std::array::from_fn(|i| {
            let mut state = [0.0; 6];
            step.interpolate_into(start + 0.25 * i as f64 * length, &mut state);
            state
        });
        let derived = states.map(|y| {
            let [m11, m12, m22] = universe.mass(y);
            [y[4], -slope_of_ln_h(&y), m11, m12, m22]
        });
        Self {
            start,
            length,
            state: std::array::from_fn(|i| Quartic::through(states.map(|y| y[i]))),
            coefficients: std::array::from_fn(|i| Quartic::through(derived.map(|y| y[i]))),
        }
    }

    /// N as the argument of the polynomials.
    fn place(&self, n: f64) -> f64 {
        (n - self.start) / self.length
    }

    fn ln_a_h_start(&self) -> f64 {
        self.start + self.coefficients[0].value(0.0)
    }

    /// Where ln(aH) (0) or ε (1) passes a value; the nearer end if it does not.
    fn root(&self, which: usize, value: f64) -> f64 {
        let at = |n: f64| {
            let y = self.coefficients[which].value(self.place(n));
            if which == 0 { n + y } else { y }
        };
        let [mut low, mut high] = [self.start, self.start + self.length];
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if at(middle) < value {
                low = middle;
            } else {
                high = middle;
            }
        }
        high
    }

    /// The largest mass, and how fast masses change in relation to it, per e-fold.
    fn masses(&self) -> [f64; 2] {
        let (mut size, mut change) = (0.0_f64, 0.0_f64);
        for mass in &self.coefficients[2..] {
            let ends = [mass.value(0.0), mass.value(1.0)];
            size = size.max(ends[0].abs()).max(ends[1].abs());
            change = change.max((ends[1] - ends[0]).abs());
        }
        [size.sqrt(), change / (self.length * (1.0 + size))]
    }

    /// ln k of modes that are deep enough not to notice the masses and their change.
    fn depth(&self) -> f64 {
        let [mass, rate] = self.masses();
        let fastest = mass.max(rate).max(1.0);
        self.ln_a_h_start() + self.length + DEEP + fastest.ln()
    }
}

/// Where an integration stops.
#[derive(Debug, Clone, Copy)]
enum Until {
    EpsilonOne,
    LnHubble(f64),
}

/// The integration.
struct Way<'a, P: ?Sized> {
    universe: &'a Universe<'a, P>,
    knots: Vec<f64>,
    segments: Vec<Segment>,
    violation: f64,
    until: Until,
    done: bool,
}

impl<P: TwoFieldPotential + ?Sized> System<f64> for Way<'_, P> {
    fn derivatives(&mut self, _: f64, y: &[f64], dy: &mut [f64]) {
        dy.copy_from_slice(
            &self
                .universe
                .derivatives([y[0], y[1], y[2], y[3], y[4], y[5]]),
        );
    }

    fn accepted(&mut self, step: &Step<'_>) {
        let y = step.state();
        let y = [y[0], y[1], y[2], y[3], y[4], y[5]];
        self.done = match self.until {
            Until::EpsilonOne => -slope_of_ln_h(&y) >= 1.0,
            Until::LnHubble(ln_h) => y[4] <= ln_h,
        };
        let record = match self.until {
            Until::EpsilonOne => true,
            Until::LnHubble(_) => self.done,
        };
        if record {
            self.knots.push(step.end());
            self.segments.push(Segment::new(self.universe, step));
            self.violation = self.violation.max(self.universe.violation(y).abs());
        }
    }

    fn complete(&self) -> bool {
        self.done
    }
}

fn solver(tolerance: f64) -> DormandPrince {
    DormandPrince {
        tolerance: Tolerance {
            relative: tolerance,
            absolute: tolerance,
            ..Tolerance::default()
        },
    }
}

/// E-folds from a state until ln H falls to a value.
pub(super) fn e_folds_until<P: TwoFieldPotential + ?Sized>(
    universe: &Universe<'_, P>,
    state: State,
    ln_hubble: f64,
    tolerance: f64,
) -> Result<f64, Error> {
    let mut way = Way {
        universe,
        knots: Vec::new(),
        segments: Vec::new(),
        violation: 0.0,
        until: Until::LnHubble(ln_hubble),
        done: false,
    };
    let mut last = state;
    solver(tolerance).solve(0.0, LONGEST, &mut last, &mut way)?;
    let Some(segment) = way.segments.last().filter(|_| way.done) else {
        return Err(Error::Endless {
            e_folds: LONGEST,
            field: last[0],
            epsilon: -slope_of_ln_h(&last),
        });
    };
    // ln H falls: the root of what rises.
    let [mut low, mut high] = [segment.start, segment.start + segment.length];
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if segment.state[4].value(segment.place(middle)) > ln_hubble {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(high)
}
