//! One chain: its state, its samples and its step.

use rand::RngExt;
use rand_distr::StandardNormal;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::adaptation::Adaptation;
use crate::density::{LogDensity, checked_value};
use crate::error::Error;

/// A snapshot of one chain of a [`MetropolisSampler`](super::MetropolisSampler): position, random
/// stream and what the proposal has learnt. A sampler
/// [resumed](super::MetropolisSampler::resume) from it goes on with the same bits.
#[derive(Debug, Clone, PartialEq)]
pub struct MetropolisState {
    pub(super) position: Vec<f64>,
    pub(super) ln_density: f64,
    pub(super) rng: Xoshiro256PlusPlus,
    pub(super) adaptation: Adaptation,
    /// Steps since the start, warm-up included.
    pub(super) steps: usize,
    /// Steps and acceptances since the counts were last set to zero.
    pub(super) counted: u64,
    pub(super) accepted: u64,
}

impl MetropolisState {
    /// Steps since the start, warm-up included.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// Where the chain stands.
    #[must_use]
    pub fn position(&self) -> &[f64] {
        &self.position
    }
}

/// A chain with its samples and scratch space.
#[derive(Debug)]
pub(super) struct Track {
    pub(super) state: MetropolisState,
    pub(super) samples: Vec<f64>,
    pub(super) weights: Vec<f64>,
    pub(super) ln_density: Vec<f64>,
    pub(super) failure: Option<Error>,
    normal: Vec<f64>,
    proposal: Vec<f64>,
}

impl Track {
    pub(super) fn new(state: MetropolisState) -> Self {
        let dimension = state.position.len();
        Self {
            state,
            samples: Vec::new(),
            weights: Vec::new(),
            ln_density: Vec::new(),
            failure: None,
            normal: vec![0.0; dimension],
            proposal: vec![0.0; dimension],
        }
    }

    /// Steps until `goal` steps since the start are done; the first `warm_up` adapt and store nothing.
    pub(super) fn advance<D: LogDensity + ?Sized>(
        &mut self,
        density: &D,
        goal: usize,
        warm_up: usize,
    ) {
        while self.state.steps < goal && self.failure.is_none() {
            self.failure = self.step(density, self.state.steps < warm_up).err();
        }
    }

    fn step<D: LogDensity + ?Sized>(&mut self, density: &D, adapting: bool) -> Result<(), Error> {
        let state = &mut self.state;
        // Kept back until the density has answered: a failed step is as if it had never begun.
        let mut rng = state.rng.clone();
        for z in &mut self.normal {
            *z = rng.sample(StandardNormal);
        }
        let u: f64 = rng.random();
        state
            .adaptation
            .propose(&state.position, &self.normal, &mut self.proposal);
        let ln_density = checked_value(density, &self.proposal)?;
        let acceptance = (ln_density - state.ln_density).exp().min(1.0);
        let accepted = u < acceptance;
        state.rng = rng;
        state.steps += 1;
        state.counted += 1;
        if accepted {
            state.position.copy_from_slice(&self.proposal);
            state.ln_density = ln_density;
            state.accepted += 1;
        }
        if adapting {
            state.adaptation.learn(&state.position, acceptance);
            return Ok(());
        }
        match self.weights.last_mut() {
            Some(weight) if !accepted => *weight += 1.0,
            _ => {
                self.samples.extend_from_slice(&state.position);
                self.weights.push(1.0);
                self.ln_density.push(state.ln_density);
            }
        }
        Ok(())
    }

    pub(super) fn discard(&mut self) {
        self.samples.clear();
        self.weights.clear();
        self.ln_density.clear();
        self.state.counted = 0;
        self.state.accepted = 0;
    }
}
