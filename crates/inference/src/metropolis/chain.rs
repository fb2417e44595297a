//! One chain: where it stands, its samples and its step.

use std::time::{Duration, Instant};

use rand::RngExt;

use super::proposal::{Directions, Plan};
use crate::block::Memory;
use crate::chains::Chain;
use crate::density::{LogDensity, accepted};
use crate::error::Error;
use crate::guided::Guide;
use crate::rng::stream;
use crate::run::{ChainFile, StoredSteps, append_step};
use crate::start::require_density;

/// After this long a chain pauses to let the run be watched, but not before these steps are done:
/// chains wait for each other then.
const PAUSE: Duration = Duration::from_secs(1);
const STEPS_BEFORE_PAUSE: usize = 20;

/// Where a chain goes: all that its steps depend on, itself apart.
pub(super) struct Course<'a, D: ?Sized> {
    pub(super) density: &'a D,
    pub(super) plan: &'a Plan,
    /// L of the learnt covariance, see [`Plan`].
    pub(super) factor: &'a [f64],
    pub(super) goal: usize,
}

/// A chain. The random numbers of a step follow from the chain's seed and the number of the step, so
/// that its position and its number of steps are all that its future depends on.
#[derive(Debug)]
pub(super) struct Track {
    seed: u64,
    directions: Directions,
    pub(super) position: Vec<f64>,
    pub(super) ln_density: f64,
    wakefulness: Wakefulness,
    memory: Memory,
    /// Steps since the start, warm-up included.
    pub(super) steps: usize,
    /// Steps and acceptances since the counts were last set to zero.
    pub(super) counted: u64,
    pub(super) accepted: u64,
    samples: Vec<f64>,
    weights: Vec<f64>,
    ln_densities: Vec<f64>,
    pub(super) failure: Option<Error>,
    pub(super) file: Option<ChainFile>,
    /// The last step where the file has it not yet.
    unsaved: Option<Visit>,
    /// The steps that companions have not heard of, where there are companions.
    pub(super) news: Option<Vec<u8>>,
}

impl Track {
    pub(super) fn new(seed: u64, plan: &Plan, position: Vec<f64>) -> Self {
        Self {
            seed,
            directions: Directions::new(seed, plan),
            position,
            ln_density: f64::NAN,
            wakefulness: Wakefulness::Unborn,
            memory: Memory::default(),
            steps: 0,
            counted: 0,
            accepted: 0,
            samples: Vec::new(),
            weights: Vec::new(),
            ln_densities: Vec::new(),
            failure: None,
            file: None,
            unsaved: None,
            news: None,
        }
    }

    /// Steps until the goal is reached and the disk has it, a second has passed, or something fails.
    pub(super) fn advance<D: LogDensity + ?Sized>(&mut self, course: &Course<'_, D>) {
        let begin = Instant::now();
        let mut done = 0;
        while self.steps < course.goal {
            let outcome = self.step(course).and_then(|()| {
                self.publish();
                self.save()
            });
            if let Err(error) = outcome {
                self.failure = Some(error);
                return;
            }
            done += 1;
            if done % STEPS_BEFORE_PAUSE == 0 && begin.elapsed() > PAUSE {
                return;
            }
        }
        if let Some(file) = &self.file {
            self.failure = file.sync().err();
        }
    }

    /// Adds the last step to the news.
    fn publish(&mut self) {
        if let (Some(news), Some(visit)) = (&mut self.news, self.unsaved) {
            let point = (self.ln_density, self.position.as_slice());
            append_step(news, (visit == Visit::New).then_some(point));
        }
    }

    /// Writes the last step, if that has not been done.
    pub(super) fn save(&mut self) -> Result<(), Error> {
        if let (Some(file), Some(visit)) = (&mut self.file, self.unsaved) {
            let point = (self.ln_density, self.position.as_slice());
            file.append((visit == Visit::New).then_some(point))?;
        }
        self.unsaved = None;
        Ok(())
    }

    /// Evaluates the density at the present point, unless it remembers that already. A log-density that is
    /// known must still be what it was.
    pub(super) fn wake<D: LogDensity + ?Sized>(&mut self, density: &D) -> Result<(), Error> {
        // Far above what another processor or library rounds differently, far below what matters.
        const TOLERANCE: f64 = 1e-3;
        if self.wakefulness == Wakefulness::Awake {
            return Ok(());
        }
        // A point to go on from must have a value, so even a rejection is reported with its cause.
        let outcome = density.ln_density_reusing(&self.position, 0, &mut self.memory)?;
        let value = accepted(Ok(outcome), &self.position)?;
        require_density(value, &self.position)?;
        if self.wakefulness == Wakefulness::Unborn {
            self.ln_density = value;
        } else if (value - self.ln_density).abs() > TOLERANCE * (1.0 + 1e-6 * value.abs()) {
            return Err(Error::DensityChanged {
                theta: self.position.clone(),
                found: value,
                expected: self.ln_density,
            });
        }
        self.wakefulness = Wakefulness::Awake;
        Ok(())
    }

    /// Leaves it to replayed steps to say where the chain stands.
    pub(super) fn sleep(&mut self) {
        self.wakefulness = Wakefulness::Asleep;
    }

    fn step<D: LogDensity + ?Sized>(&mut self, course: &Course<'_, D>) -> Result<(), Error> {
        if let Some(guide) = course.density.guide() {
            return self.guided_step(course, guide);
        }
        let turn = course.plan.turn(self.steps);
        let mut rng = stream(self.seed, self.steps as u64);
        let mut point = self.position.clone();
        self.directions
            .step(course.plan, course.factor, turn, &mut rng, &mut point);
        let mut memory = self.memory.clone();
        let mut ln_density = evaluation(course.density, &point, turn.0, &mut memory)?;
        let mut gain = ln_density - self.ln_density;
        if let Some(steps) = course.plan.drag
            && ln_density > f64::NEG_INFINITY
        {
            gain = self.drag(
                course,
                steps,
                &mut rng,
                &mut point,
                &mut ln_density,
                &mut memory,
            )?;
        }
        // Nothing has changed so far: a step that fails is as if it had never begun.
        if rng.random::<f64>() < gain.exp() {
            self.position = point;
            self.ln_density = ln_density;
            self.memory = memory;
            self.note(Visit::New);
        } else {
            self.note(Visit::Again);
        }
        Ok(())
    }

    /// Where a walk through the guide ends is what the density is asked about.
    fn guided_step<D: LogDensity + ?Sized>(
        &mut self,
        course: &Course<'_, D>,
        guide: Guide<'_>,
    ) -> Result<(), Error> {
        let mut rng = stream(self.seed, self.steps as u64);
        let mut memory = Memory::default();
        let mut point = self.position.clone();
        let begin = evaluation(guide.density, &point, 0, &mut memory)?;
        require_density(begin, &point)?;
        let mut end = begin;
        let mut moved = false;
        for _ in 0..guide.steps.get() {
            let mut next = point.clone();
            self.directions
                .drag(course.plan, course.factor, &mut rng, [&mut next]);
            let value = evaluation(guide.density, &next, 0, &mut memory)?;
            if rng.random::<f64>() < (value - end).exp() {
                (point, end, moved) = (next, value, true);
            }
        }
        let ln_density = if moved {
            evaluation(course.density, &point, 0, &mut Memory::default())?
        } else {
            self.ln_density
        };
        let gain = (ln_density - self.ln_density) - (end - begin);
        if moved && rng.random::<f64>() < gain.exp() {
            self.position = point;
            self.ln_density = ln_density;
            self.note(Visit::New);
        } else {
            self.note(Visit::Again);
        }
        Ok(())
    }

    /// Drags the fast parameters along from the present point to `end`, and hands back the logarithm of the ratio that
    /// decides on the whole step (`neal2005`, as in `lewis2013`).
    ///
    /// With A and B the log-densities at the old and the new slow parameters and n steps,
    ///
    /// ```text
    /// f_i ~ a Metropolis step from f_{i−1} in (1 − i/n) A + (i/n) B,   i = 1 … n − 1
    /// ln ratio = (1/n) Σ_{i=0}^{n−1} [ B(f_i) − A(f_i) ]
    /// ```
    ///
    /// Directions are drawn anew for each step, so that a path and its reverse are equally likely.
    fn drag<D: LogDensity + ?Sized>(
        &mut self,
        course: &Course<'_, D>,
        steps: usize,
        rng: &mut impl rand::Rng,
        end: &mut Vec<f64>,
        ln_density: &mut f64,
        memory: &mut Memory,
    ) -> Result<f64, Error> {
        let (density, block) = (course.density, course.plan.last_block());
        let mut start = self.position.clone();
        let mut start_memory = self.memory.clone();
        let (mut a, mut b) = (self.ln_density, *ln_density);
        let mut sum = b - a;
        for i in 1..steps {
            let weight = i as f64 / steps as f64;
            let (mut next_start, mut next_end) = (start.clone(), end.clone());
            self.directions.drag(
                course.plan,
                course.factor,
                rng,
                [&mut next_start, &mut next_end],
            );
            let u: f64 = rng.random();
            let (mut near, mut far) = (start_memory.clone(), memory.clone());
            let next_a = evaluation(density, &next_start, block, &mut near)?;
            let next_b = if next_a > f64::NEG_INFINITY {
                evaluation(density, &next_end, block, &mut far)?
            } else {
                f64::NEG_INFINITY
            };
            let gain = (1.0 - weight) * (next_a - a) + weight * (next_b - b);
            if next_b > f64::NEG_INFINITY && u < gain.exp() {
                (start, start_memory, a) = (next_start, near, next_a);
                (*end, *memory, b) = (next_end, far, next_b);
            }
            sum += b - a;
        }
        *ln_density = b;
        Ok(sum / steps as f64)
    }

    /// Counts one step that has ended at the present point.
    fn note(&mut self, visit: Visit) {
        self.steps += 1;
        self.counted += 1;
        self.unsaved = Some(visit);
        self.accepted += u64::from(visit == Visit::New);
        match self.weights.last_mut() {
            Some(weight) if visit == Visit::Again => *weight += 1.0,
            _ => {
                self.samples.extend_from_slice(&self.position);
                self.weights.push(1.0);
                self.ln_densities.push(self.ln_density);
            }
        }
    }

    /// Takes a step that was taken before, to a new point or none.
    pub(super) fn replay(&mut self, point: Option<(f64, Vec<f64>)>) {
        match point {
            Some((ln_density, position)) => {
                (self.ln_density, self.position) = (ln_density, position);
                self.sleep();
                self.note(Visit::New);
            }
            None => self.note(Visit::Again),
        }
        self.unsaved = None;
    }

    /// Follows the process that advances this chain: the log-density where it began, and its new steps.
    pub(super) fn follow(&mut self, ln_density: f64, steps: StoredSteps) {
        if self.wakefulness == Wakefulness::Unborn {
            self.ln_density = ln_density;
            self.sleep();
        }
        for point in steps {
            self.replay(point);
        }
    }

    /// The samples so far.
    pub(super) fn stored(&self, dimension: usize) -> Result<Chain, Error> {
        Chain::new(
            dimension,
            self.samples.clone(),
            self.weights.clone(),
            self.ln_densities.clone(),
        )
    }

    pub(super) fn discard(&mut self) {
        self.samples.clear();
        self.weights.clear();
        self.ln_densities.clear();
        self.counted = 0;
        self.accepted = 0;
    }
}

/// What is known of the present point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wakefulness {
    /// Nothing: the chain has not begun.
    Unborn,
    /// Its log-density, from a file.
    Asleep,
    /// Its log-density, and what the density remembers of it.
    Awake,
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Visit {
    /// At a new point.
    New,
    /// Where it began.
    Again,
}

fn evaluation<D: LogDensity + ?Sized>(
    density: &D,
    theta: &[f64],
    changed: usize,
    memory: &mut Memory,
) -> Result<f64, Error> {
    accepted(density.ln_density_reusing(theta, changed, memory), theta)
}
