//! One trajectory that doubles until it turns back.

use rand::RngExt;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::metric::Metric;
use crate::density::{LogDensityGradient, checked_gradient};
use crate::error::Error;

/// An energy above the start's by this much is the integrator's failure, not the posterior's shape.
const DIVERGENCE: f64 = 1000.0;

/// A place with its log-density and gradient.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    pub(super) theta: Vec<f64>,
    pub(super) gradient: Vec<f64>,
    pub(super) ln_density: f64,
}

#[derive(Debug, Clone)]
pub(super) struct Phase {
    pub(super) place: Place,
    pub(super) momentum: Vec<f64>,
}

impl Phase {
    fn energy(&self) -> f64 {
        0.5 * dot(&self.momentum, &self.momentum) - self.place.ln_density
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn ln_add(a: f64, b: f64) -> f64 {
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    if small == f64::NEG_INFINITY {
        large
    } else {
        large + (small - large).exp().ln_1p()
    }
}

/// What moves.
pub(super) struct Dynamics<'a, D: ?Sized> {
    pub(super) density: &'a D,
    pub(super) metric: &'a Metric,
    pub(super) step_size: f64,
}

impl<D: LogDensityGradient + ?Sized> Dynamics<'_, D> {
    /// A leapfrog step, forwards or backwards in time.
    pub(super) fn leapfrog(&self, phase: &Phase, direction: f64) -> Result<Phase, Error> {
        let epsilon = direction * self.step_size;
        let mut next = phase.clone();
        let (place, momentum) = (&mut next.place, &mut next.momentum);
        self.metric.kick(momentum, 0.5 * epsilon, &place.gradient);
        self.metric.drift(&mut place.theta, epsilon, momentum);
        // A step too long may leave the numbers' range.
        place.ln_density = if place.theta.iter().all(|t| t.is_finite()) {
            checked_gradient(self.density, &place.theta, &mut place.gradient)?
        } else {
            f64::NEG_INFINITY
        };
        if place.ln_density > f64::NEG_INFINITY {
            self.metric.kick(momentum, 0.5 * epsilon, &place.gradient);
        }
        Ok(next)
    }
}

/// A stretch of trajectory.
struct Tree {
    /// First and last in the order of time.
    ends: [Phase; 2],
    momentum_sum: Vec<f64>,
    /// One of its places, drawn with probability e^−energy.
    draw: Place,
    ln_weight: f64,
    /// Whether it goes on.
    whole: bool,
}

/// Where a trajectory led.
pub(super) struct Transition {
    pub(super) place: Place,
    /// Mean of min(1, e^−Δenergy) over the trajectory.
    pub(super) acceptance: f64,
    pub(super) evaluations: u64,
    pub(super) diverged: bool,
}

struct Builder<'a, D: ?Sized> {
    dynamics: &'a Dynamics<'a, D>,
    energy: f64,
    acceptance: f64,
    evaluations: u64,
    diverged: bool,
}

/// From `start`, whose momentum is drawn, along a trajectory of at most 2^`largest_depth` steps.
pub(super) fn transition<D: LogDensityGradient + ?Sized>(
    dynamics: &Dynamics<'_, D>,
    start: Phase,
    largest_depth: usize,
    rng: &mut Xoshiro256PlusPlus,
) -> Result<Transition, Error> {
    let mut builder = Builder {
        dynamics,
        energy: start.energy(),
        acceptance: 0.0,
        evaluations: 0,
        diverged: false,
    };
    let mut tree = Tree {
        momentum_sum: start.momentum.clone(),
        draw: start.place.clone(),
        ln_weight: 0.0,
        ends: [start.clone(), start],
        whole: true,
    };
    for depth in 0..largest_depth {
        let side = usize::from(rng.random::<bool>());
        let grown = builder.grow(&tree.ends[side], side, depth, rng)?;
        if !grown.whole {
            break;
        }
        // The new half is preferred, which moves further than a fair draw and is as exact.
        if rng.random::<f64>().ln() < grown.ln_weight - tree.ln_weight {
            tree.draw.clone_from(&grown.draw);
        }
        tree = joined(tree, grown, side);
        if !tree.whole {
            break;
        }
    }
    Ok(Transition {
        place: tree.draw,
        acceptance: builder.acceptance / builder.evaluations.max(1) as f64,
        evaluations: builder.evaluations,
        diverged: builder.diverged,
    })
}

impl<D: LogDensityGradient + ?Sized> Builder<'_, D> {
    /// 2^`depth` steps on from `from`, to the future for side 1.
    fn grow(
        &mut self,
        from: &Phase,
        side: usize,
        depth: usize,
        rng: &mut Xoshiro256PlusPlus,
    ) -> Result<Tree, Error> {
        if depth == 0 {
            return self.leaf(from, side);
        }
        let mut first = self.grow(from, side, depth - 1, rng)?;
        if !first.whole {
            return Ok(first);
        }
        let second = self.grow(&first.ends[side], side, depth - 1, rng)?;
        if !second.whole {
            first.whole = false;
            return Ok(first);
        }
        let both = ln_add(first.ln_weight, second.ln_weight);
        if rng.random::<f64>().ln() < second.ln_weight - both {
            first.draw.clone_from(&second.draw);
        }
        Ok(joined(first, second, side))
    }

    fn leaf(&mut self, from: &Phase, side: usize) -> Result<Tree, Error> {
        let direction = if side == 1 { 1.0 } else { -1.0 };
        let phase = self.dynamics.leapfrog(from, direction)?;
        let ln_weight = self.energy - phase.energy();
        // A momentum out of range has no energy.
        let ln_weight = if ln_weight.is_nan() {
            f64::NEG_INFINITY
        } else {
            ln_weight
        };
        self.evaluations += 1;
        self.acceptance += ln_weight.min(0.0).exp();
        let whole = ln_weight > -DIVERGENCE;
        self.diverged |= !whole;
        Ok(Tree {
            momentum_sum: phase.momentum.clone(),
            draw: phase.place.clone(),
            ln_weight,
            ends: [phase.clone(), phase],
            whole,
        })
    }
}

/// `old` with `new` at its `side`; the draw is that of `old`. Not whole where it turns back, on the whole or at the seam.
fn joined(old: Tree, new: Tree, side: usize) -> Tree {
    let draw = old.draw.clone();
    let ln_weight = ln_add(old.ln_weight, new.ln_weight);
    let (past, future) = if side == 1 { (old, new) } else { (new, old) };
    let sum = |a: &[f64], b: &[f64]| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| a + b).collect() };
    let momentum_sum = sum(&past.momentum_sum, &future.momentum_sum);
    let straight = |sum: &[f64], first: &Phase, last: &Phase| {
        dot(sum, &first.momentum) > 0.0 && dot(sum, &last.momentum) > 0.0
    };
    let whole = straight(&momentum_sum, &past.ends[0], &future.ends[1])
        && straight(
            &sum(&past.momentum_sum, &future.ends[0].momentum),
            &past.ends[0],
            &future.ends[0],
        )
        && straight(
            &sum(&future.momentum_sum, &past.ends[1].momentum),
            &past.ends[1],
            &future.ends[1],
        );
    let [first, _] = past.ends;
    let [_, last] = future.ends;
    Tree {
        ends: [first, last],
        momentum_sum,
        draw,
        ln_weight,
        whole,
    }
}
