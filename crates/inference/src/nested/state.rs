//! Where a run of nested sampling stands.

use serde::{Deserialize, Serialize};

use super::region::Region;

/// A point of the unit cube and what it is worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Point {
    pub(super) cube: Vec<f64>,
    pub(super) ln_likelihood: f64,
}

/// A point that was the worst of `live` ones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Dead {
    pub(super) point: Point,
    pub(super) live: u32,
}

/// What a generation, or a batch of draws from the prior, has found; no points where its search was given up.
#[derive(Debug)]
pub(super) struct Births {
    pub(super) evaluations: u64,
    pub(super) points: Vec<Point>,
}

/// A snapshot of a [`NestedSampler`](super::NestedSampler), all numbers finite: it can be kept in any format of `serde` that
/// keeps every bit of an `f64`. A sampler [resumed](super::NestedSampler::resume) from it goes on with the same bits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NestedState {
    pub(super) dimension: usize,
    pub(super) seed: u64,
    /// Points of the prior whose likelihood was zero.
    pub(super) zeros: u64,
    /// Points born so far, the index of the next random stream.
    pub(super) born: u64,
    pub(super) evaluations: u64,
    pub(super) generations: u64,
    /// Evaluations and points born in the last generation.
    pub(super) last_cost: (u64, u64),
    /// Whether the ellipsoids failed, so that the next region must serve slices.
    pub(super) failed: bool,
    /// Points that have died since the region was last fitted.
    pub(super) region_age: usize,
    /// ln X.
    pub(super) ln_volume: f64,
    /// Scaled into (0, 1).
    pub(super) insertion_ranks: Vec<f64>,
    pub(super) region: Region,
    /// By ascending likelihood.
    pub(super) live: Vec<Point>,
    pub(super) dead: Vec<Dead>,
}

impl NestedState {
    /// Generations so far.
    #[must_use]
    pub fn generations(&self) -> u64 {
        self.generations
    }

    /// Evaluations of the likelihood so far.
    #[must_use]
    pub fn evaluations(&self) -> u64 {
        self.evaluations
    }
}
