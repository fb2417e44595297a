//! Where each chain stands, and how it goes on.

use rand::RngExt;
use rand_distr::StandardNormal;
use serde::{Deserialize, Serialize};

use super::adaptation::{Moments, Stage, StepSize, stage};
use super::metric::Metric;
use super::options::NutsOptions;
use super::tree::{Dynamics, Phase, Place, transition};
use crate::density::{LogDensityGradient, checked_gradient};
use crate::error::Error;
use crate::rng::stream;

/// Each step of a chain has its own random stream: chain times this plus step.
const STEPS_A_CHAIN: u64 = 1 << 40;
/// Stream of the search for a first step size: after all steps.
const FIRST_SEARCH: u64 = STEPS_A_CHAIN - 1;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct NutsChain {
    pub(super) index: u64,
    /// Steps since the start, those of the warm-up included.
    pub(super) iteration: u64,
    pub(super) evaluations: u64,
    pub(super) divergences: u64,
    /// Sum of the acceptances and number of steps after the warm-up.
    pub(super) acceptance: f64,
    pub(super) counted: u64,
    pub(super) ln_density: f64,
    pub(super) theta: Vec<f64>,
    step_size: StepSize,
    moments: Moments,
    metric: Metric,
}

impl NutsChain {
    pub(super) fn new<D: LogDensityGradient + ?Sized>(
        density: &D,
        theta: Vec<f64>,
        ln_density: f64,
        metric: Metric,
        index: u64,
        seed: u64,
    ) -> Result<Self, Error> {
        let mut chain = Self {
            index,
            iteration: 0,
            evaluations: 0,
            divergences: 0,
            acceptance: 0.0,
            counted: 0,
            ln_density,
            theta,
            step_size: StepSize::new(1.0),
            moments: Moments::default(),
            metric,
        };
        chain.find_step_size(density, seed, FIRST_SEARCH)?;
        Ok(chain)
    }

    /// Restarts the step size at one whose first step is accepted about half of the time.
    fn find_step_size<D: LogDensityGradient + ?Sized>(
        &mut self,
        density: &D,
        seed: u64,
        number: u64,
    ) -> Result<(), Error> {
        let mut rng = stream(seed, self.index * STEPS_A_CHAIN + number);
        let place = self.place(density)?;
        let momentum = self.theta.iter().map(|_| rng.sample(StandardNormal));
        let momentum: Vec<f64> = momentum.collect();
        let start = Phase { place, momentum };
        let mut epsilon = self.step_size.present.clamp(1e-10, 1e10);
        let mut grows = None;
        for _ in 0..100 {
            let dynamics = Dynamics {
                density,
                metric: &self.metric,
                step_size: epsilon,
            };
            let end = dynamics.leapfrog(&start, 1.0)?;
            self.evaluations += 1;
            let kinetic = |p: &[f64]| 0.5 * p.iter().map(|p| p * p).sum::<f64>();
            let gain = end.place.ln_density - kinetic(&end.momentum) - start.place.ln_density
                + kinetic(&start.momentum);
            let accepted = gain > -std::f64::consts::LN_2;
            if *grows.get_or_insert(accepted) != accepted {
                break;
            }
            epsilon *= if accepted { 2.0 } else { 0.5 };
        }
        self.step_size = StepSize::new(epsilon);
        Ok(())
    }

    fn place<D: LogDensityGradient + ?Sized>(&mut self, density: &D) -> Result<Place, Error> {
        let mut gradient = vec![0.0; self.theta.len()];
        checked_gradient(density, &self.theta, &mut gradient)?;
        self.evaluations += 1;
        Ok(Place {
            theta: self.theta.clone(),
            gradient,
            ln_density: self.ln_density,
        })
    }

    /// Takes `steps` steps, and hands each point after the warm-up to `store`. An error leaves the chain before the failed
    /// step.
    pub(super) fn advance<D: LogDensityGradient + ?Sized>(
        &mut self,
        density: &D,
        options: &NutsOptions,
        seed: u64,
        steps: u64,
        mut store: impl FnMut(&[f64], f64),
    ) -> Result<(), Error> {
        let mut place = self.place(density)?;
        for _ in 0..steps {
            let mut rng = stream(seed, self.index * STEPS_A_CHAIN + self.iteration);
            let momentum = self.theta.iter().map(|_| rng.sample(StandardNormal));
            let start = Phase {
                momentum: momentum.collect(),
                place,
            };
            let dynamics = Dynamics {
                density,
                metric: &self.metric,
                step_size: self.step_size.present,
            };
            let outcome = transition(&dynamics, start, options.largest_depth, &mut rng)?;
            place = outcome.place;
            self.theta.copy_from_slice(&place.theta);
            self.ln_density = place.ln_density;
            self.evaluations += outcome.evaluations;
            let iteration = self.iteration as usize;
            self.iteration += 1;
            if iteration < options.warm_up {
                self.learn(density, options, seed, iteration, outcome.acceptance)?;
            } else {
                self.divergences += u64::from(outcome.diverged);
                self.acceptance += outcome.acceptance;
                self.counted += 1;
                store(&self.theta, self.ln_density);
            }
        }
        Ok(())
    }

    fn learn<D: LogDensityGradient + ?Sized>(
        &mut self,
        density: &D,
        options: &NutsOptions,
        seed: u64,
        iteration: usize,
        acceptance: f64,
    ) -> Result<(), Error> {
        self.step_size.learn(acceptance, options.target_acceptance);
        let stage = stage(iteration, options.warm_up);
        if stage != Stage::StepSizeOnly {
            self.moments.add(&self.theta);
        }
        if stage == Stage::EndOfWindow {
            let covariance = std::mem::take(&mut self.moments).covariance();
            if let Some(metric) = covariance.and_then(|c| Metric::new(&c, options.mass)) {
                self.metric = metric;
                self.step_size.settle();
                self.find_step_size(density, seed, FIRST_SEARCH - 1 - iteration as u64)?;
            }
        }
        if iteration + 1 == options.warm_up {
            self.step_size.settle();
        }
        Ok(())
    }
}

/// A snapshot of a [`NutsSampler`](super::NutsSampler), all numbers finite: it can be kept in any format of `serde` that keeps every
/// bit of an `f64`. A sampler [resumed](super::NutsSampler::resume) from it goes on with the same bits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NutsState {
    pub(super) dimension: usize,
    pub(super) seed: u64,
    pub(super) chains: Vec<NutsChain>,
}

impl NutsState {
    /// Steps of each chain since the start, those of the warm-up included.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.chains
            .iter()
            .map(|c| c.iteration)
            .min()
            .unwrap_or_default()
    }

    /// Evaluations of density and gradient so far, over all chains.
    #[must_use]
    pub fn evaluations(&self) -> u64 {
        self.chains.iter().map(|c| c.evaluations).sum()
    }
}
