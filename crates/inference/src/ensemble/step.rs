//! A step: two halves, each moved with the help of the other.

use rand::RngExt;
use rayon::prelude::*;

use super::moves::{Move, inverse_variances};
use super::state::{EnsembleState, Walker};
use crate::density::{LogDensity, checked_value};
use crate::error::Error;
use crate::progress::Execution;
use crate::rng::stream;

/// Keeps the splits' random numbers apart from those of the walkers.
const SPLIT: u64 = 0x6861_6c76_6573_2121;

/// Where a step is worked out before it counts.
#[derive(Debug)]
pub(super) struct Step {
    /// The walker at each place, one half after the other.
    order: Vec<usize>,
    positions: Vec<f64>,
    walkers: Vec<Walker>,
    proposals: Vec<f64>,
    weights: Vec<f64>,
    failures: Vec<Option<Error>>,
}

impl Step {
    pub(super) fn new(state: &EnsembleState) -> Self {
        let count = state.walkers.len();
        Self {
            order: (0..count).collect(),
            positions: state.positions.clone(),
            walkers: state.walkers.clone(),
            proposals: vec![0.0; state.positions.len()],
            weights: vec![1.0; state.dimension],
            failures: (0..count).map(|_| None).collect(),
        }
    }

    /// Moves every walker of `state` once; where one fails, none.
    pub(super) fn take<D: LogDensity + ?Sized>(
        &mut self,
        course: &Course<'_, D>,
        state: &mut EnsembleState,
    ) -> Result<(), Error> {
        let dimension = state.dimension;
        self.split(state);
        for (place, &walker) in self.order.iter().enumerate() {
            self.positions[place * dimension..][..dimension]
                .copy_from_slice(&state.positions[walker * dimension..][..dimension]);
            self.walkers[place].clone_from(&state.walkers[walker]);
        }
        self.move_halves(course)?;
        for (place, &walker) in self.order.iter().enumerate() {
            state.positions[walker * dimension..][..dimension]
                .copy_from_slice(&self.positions[place * dimension..][..dimension]);
            state.walkers[walker].clone_from(&self.walkers[place]);
        }
        state.steps += 1;
        state.counted += 1;
        Ok(())
    }

    /// Halves that stay the same mix more slowly. They follow from the seed and the number of the step.
    fn split(&mut self, state: &EnsembleState) {
        let mut rng = stream(state.seed ^ SPLIT, state.steps);
        let count = self.order.len();
        for (place, walker) in self.order.iter_mut().enumerate() {
            *walker = place;
        }
        for place in 0..count / 2 {
            self.order.swap(place, rng.random_range(place..count));
        }
    }

    fn move_halves<D: LogDensity + ?Sized>(&mut self, course: &Course<'_, D>) -> Result<(), Error> {
        let half = self.walkers.len() / 2;
        let cut = half * course.dimension;
        let (first, second) = self.positions.split_at_mut(cut);
        let (first_walkers, second_walkers) = self.walkers.split_at_mut(half);
        let (first_proposals, second_proposals) = self.proposals.split_at_mut(cut);
        course.weigh(second, &mut self.weights);
        let others = Others {
            positions: second,
            weights: &self.weights,
        };
        let failures = &mut self.failures;
        course.advance(first, first_walkers, others, first_proposals, failures)?;
        course.weigh(first, &mut self.weights);
        let others = Others {
            positions: first,
            weights: &self.weights,
        };
        course.advance(second, second_walkers, others, second_proposals, failures)
    }
}

/// Moves with cumulative frequencies, the last of which is 1.
#[derive(Debug)]
pub(super) struct Moves(Vec<(Move, f64)>);

impl Moves {
    pub(super) fn new(mut moves: Vec<(Move, f64)>) -> Self {
        let total: f64 = moves.iter().map(|(_, f)| f).sum();
        let mut passed = 0.0;
        for (_, frequency) in &mut moves {
            passed += *frequency / total;
            *frequency = passed;
        }
        Self(moves)
    }

    fn need_weights(&self) -> bool {
        self.0.iter().any(|(kind, _)| *kind == Move::Snooker)
    }

    #[inline]
    fn choose(&self, walker: &mut Walker) -> Move {
        let last = self.0.len() - 1;
        if last == 0 {
            return self.0[0].0;
        }
        let u: f64 = walker.rng.random();
        let i = self.0.partition_point(|(_, passed)| *passed <= u);
        self.0[i.min(last)].0
    }
}

/// How walkers move: all that is the same at each step.
pub(super) struct Course<'a, D: ?Sized> {
    pub(super) density: &'a D,
    pub(super) moves: &'a Moves,
    pub(super) dimension: usize,
    pub(super) execution: Execution,
}

/// The half that stands still.
#[derive(Clone, Copy)]
struct Others<'a> {
    positions: &'a [f64],
    /// Inverse variances.
    weights: &'a [f64],
}

impl<D: LogDensity + ?Sized> Course<'_, D> {
    fn weigh(&self, others: &[f64], weights: &mut Vec<f64>) {
        if self.moves.need_weights() {
            inverse_variances(others, self.dimension, weights);
        }
    }

    /// Moves the walkers at `positions`; of several failures the first in their order is returned.
    fn advance(
        &self,
        positions: &mut [f64],
        walkers: &mut [Walker],
        others: Others<'_>,
        proposals: &mut [f64],
        failures: &mut [Option<Error>],
    ) -> Result<(), Error> {
        match self.execution {
            Execution::Serial => positions
                .chunks_exact_mut(self.dimension)
                .zip(proposals.chunks_exact_mut(self.dimension))
                .zip(walkers)
                .try_for_each(|((position, proposal), walker)| {
                    self.advance_walker(position, walker, others, proposal)
                }),
            Execution::Automatic | Execution::Parallel => {
                let failures = &mut failures[..walkers.len()];
                // One walker a task: a density may take seconds.
                positions
                    .par_chunks_exact_mut(self.dimension)
                    .zip(proposals.par_chunks_exact_mut(self.dimension))
                    .zip(walkers)
                    .zip(&mut *failures)
                    .with_max_len(1)
                    .for_each(|(((position, proposal), walker), failure)| {
                        *failure = self
                            .advance_walker(position, walker, others, proposal)
                            .err();
                    });
                failures
                    .iter_mut()
                    .find_map(Option::take)
                    .map_or(Ok(()), Err)
            }
        }
    }

    #[inline]
    fn advance_walker(
        &self,
        position: &mut [f64],
        walker: &mut Walker,
        others: Others<'_>,
        proposal: &mut [f64],
    ) -> Result<(), Error> {
        let kind = self.moves.choose(walker);
        let ln_factor = kind.propose(
            position,
            others.positions,
            others.weights,
            proposal,
            &mut walker.rng,
        );
        let ln_density = checked_value(self.density, proposal)?;
        let u: f64 = walker.rng.random();
        // 1 − u lies in (0, 1], so that a vanishing density is never accepted.
        if (1.0 - u).ln() < ln_factor + ln_density - walker.ln_density {
            position.copy_from_slice(proposal);
            walker.ln_density = ln_density;
            walker.accepted += 1;
        }
        Ok(())
    }
}
