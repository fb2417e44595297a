//! The sampler: steps, storage and stopping.

use std::ops::ControlFlow;

use rand::RngExt;
use rayon::prelude::*;

use super::moves::Move;
use super::options::EnsembleOptions;
use super::state::{EnsembleState, Walker};
use crate::chains::{Chain, Chains};
use crate::density::{LogDensity, checked_value};
use crate::error::Error;
use crate::parameter::ParameterInfo;
use crate::progress::{Execution, Outcome, Phase, Progress};
use crate::require::require_length;

/// Memory set aside at the start of a run, in numbers; longer runs grow on the way.
const LARGEST_RESERVE: usize = 1 << 24;

/// The affine-invariant ensemble sampler of Goodman and Weare.
///
/// The ensemble is cut in two fixed halves,
/// and each half moves in turn with the help of the other, which stands still. Every walker owns its
/// [random stream](crate::stream), so that the chains are the same bits for any number of threads.
///
/// A point that the density rejects counts as zero density. A density that fails, or returns NaN or
/// +∞, ends [`run`](Self::run) with an error; the sampler then stands where it stood before the
/// failed step, with all samples so far.
///
/// # Accuracy
///
/// Means, widths and correlations of Gaussian, curved and bounded targets agree with the truth to
/// five Monte Carlo standard errors: `tests/samplers.rs`. Posterior ranks are uniform:
/// `tests/calibration.rs`.
///
/// # References
///
/// `goodman2010`; `foremanmackey2013` for the halves.
///
/// # Examples
///
/// The mean of a normal distribution:
///
/// ```
/// use lastscatter_inference::{Density, EnsembleOptions, EnsembleSampler, ParameterInfo};
/// use lastscatter_inference::{quiet, scatter};
///
/// let density = Density::new(1, |t| -0.5 * ((t[0] - 2.725) / 0.001).powi(2));
/// let start = scatter(&[2.7], &[0.01], 16, 1)?;
/// let mut sampler = EnsembleSampler::new(&density, &start, EnsembleOptions::default())?;
/// let _ = sampler.run(500, quiet)?;
/// sampler.discard();
/// let _ = sampler.run(2000, quiet)?;
/// let chains = sampler.chains(vec![ParameterInfo::new("t", "T_0")])?;
/// assert!((chains.mean()[0] - 2.725).abs() < 1e-4);
/// assert!((chains.standard_deviation()[0] - 0.001).abs() < 1e-4);
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Debug)]
pub struct EnsembleSampler<'a, D: ?Sized> {
    density: &'a D,
    moves: Moves,
    thin: u64,
    execution: Execution,
    state: EnsembleState,
    /// The state before the step under way.
    backup: EnsembleState,
    proposals: Vec<f64>,
    failures: Vec<Option<Error>>,
    /// Step by step, walker by walker.
    samples: Vec<f64>,
    ln_density: Vec<f64>,
}

impl<'a, D: LogDensity + ?Sized> EnsembleSampler<'a, D> {
    /// A sampler with its walkers at `start`, at least 2 d (and four) points that span the space;
    /// [`scatter`](crate::scatter) makes such.
    ///
    /// # Errors
    ///
    /// [`Error::TooFew`] points or moves, [`Error::Dimension`] for a wrong length, [`Error::NonFiniteEntry`],
    /// [`Error::DegenerateEnsemble`], [`Error::OutsideSupport`], [`Error::OutOfDomain`] for an option
    /// out of range, and what the density fails with.
    pub fn new(
        density: &'a D,
        start: &[Vec<f64>],
        options: EnsembleOptions,
    ) -> Result<Self, Error> {
        options.validate()?;
        let state = EnsembleState::start(density, start, &options)?;
        Ok(Self::assembled(density, state, options))
    }

    /// A sampler that goes on from `state`. The options' seed is not used.
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] where `state` is of another density, [`Error::TooFew`] moves,
    /// [`Error::OutOfDomain`] for an option out of range.
    pub fn resume(
        density: &'a D,
        state: EnsembleState,
        options: EnsembleOptions,
    ) -> Result<Self, Error> {
        options.validate()?;
        require_length("state", state.dimension, density.dimension())?;
        Ok(Self::assembled(density, state, options))
    }

    fn assembled(density: &'a D, state: EnsembleState, options: EnsembleOptions) -> Self {
        Self {
            density,
            moves: Moves::new(options.moves),
            thin: options.thin as u64,
            execution: options
                .execution
                .resolved(density, &state.positions[..state.dimension]),
            backup: state.clone(),
            proposals: vec![0.0; state.positions.len()],
            failures: (0..state.walkers.len()).map(|_| None).collect(),
            state,
            samples: Vec::new(),
            ln_density: Vec::new(),
        }
    }

    /// Takes `steps` steps (each moves every walker once), reporting after each.
    ///
    /// Several runs give the same chains as one of their total length.
    ///
    /// # Errors
    ///
    /// What the density fails with, or [`Error::NonFinite`]; the samples so far stay.
    pub fn run(
        &mut self,
        steps: usize,
        mut report: impl FnMut(&Progress) -> ControlFlow<()>,
    ) -> Result<Outcome, Error> {
        let kept = steps.div_ceil(self.thin as usize);
        let numbers = kept.saturating_mul(self.state.positions.len());
        self.samples.reserve(numbers.min(LARGEST_RESERVE));
        let numbers = kept.saturating_mul(self.state.walkers.len());
        self.ln_density.reserve(numbers.min(LARGEST_RESERVE));
        for step in 1..=steps {
            self.step()?;
            let progress = Progress {
                phase: Phase::Sampling,
                step,
                steps,
                acceptance: self.acceptance(),
                best_ln_density: self
                    .state
                    .walkers
                    .iter()
                    .fold(f64::NEG_INFINITY, |best, w| best.max(w.ln_density)),
                r_minus_1: None,
                effective_samples: None,
            };
            if report(&progress).is_break() {
                return Ok(Outcome::Cancelled);
            }
        }
        Ok(Outcome::Finished)
    }

    fn step(&mut self) -> Result<(), Error> {
        self.backup.clone_from(&self.state);
        if let Err(error) = self.move_halves() {
            // As if the step had never begun: a later run repeats it with the same random numbers.
            self.state.clone_from(&self.backup);
            return Err(error);
        }
        self.state.steps += 1;
        self.state.counted += 1;
        if self.state.steps.is_multiple_of(self.thin) {
            self.samples.extend_from_slice(&self.state.positions);
            self.ln_density
                .extend(self.state.walkers.iter().map(|w| w.ln_density));
        }
        Ok(())
    }

    fn move_halves(&mut self) -> Result<(), Error> {
        let dimension = self.state.dimension;
        let half = self.state.walkers.len() / 2;
        let (first, second) = self.state.positions.split_at_mut(half * dimension);
        let (first_walkers, second_walkers) = self.state.walkers.split_at_mut(half);
        let (first_proposals, second_proposals) = self.proposals.split_at_mut(half * dimension);
        let mover = Mover {
            density: self.density,
            moves: &self.moves,
            dimension,
            execution: self.execution,
        };
        let failures = &mut self.failures;
        mover.advance(first, first_walkers, second, first_proposals, failures)?;
        mover.advance(second, second_walkers, first, second_proposals, failures)
    }

    /// Forgets the samples and acceptance counts so far (the burn-in), not where the walkers are.
    pub fn discard(&mut self) {
        self.samples.clear();
        self.ln_density.clear();
        self.state.counted = 0;
        for walker in &mut self.state.walkers {
            walker.accepted = 0;
        }
    }

    /// The samples so far, one chain a walker.
    ///
    /// # Errors
    ///
    /// [`Error::TooFew`] where nothing was stored yet, [`Error::Dimension`] where `parameters` has another length than θ,
    /// [`Error::InvalidName`] as in [`Chains::new`].
    pub fn chains(&self, parameters: Vec<ParameterInfo>) -> Result<Chains, Error> {
        let dimension = self.state.dimension;
        let count = self.state.walkers.len();
        let rows = self.ln_density.len() / count;
        let chain = |walker: usize| {
            let mut samples = Vec::with_capacity(rows * dimension);
            for ensemble in self.samples.chunks_exact(count * dimension) {
                samples.extend_from_slice(&ensemble[walker * dimension..][..dimension]);
            }
            let ln_density = self.ln_density.iter().skip(walker).step_by(count);
            Chain::new(
                dimension,
                samples,
                vec![1.0; rows],
                ln_density.copied().collect(),
            )
        };
        Chains::new(parameters, (0..count).map(chain).collect::<Result<_, _>>()?)
    }

    /// Where the ensemble stands.
    #[must_use]
    pub fn state(&self) -> &EnsembleState {
        &self.state
    }

    /// Accepted proposals over all proposals, walker by walker; zeros before the first step.
    #[must_use]
    pub fn acceptance_by_walker(&self) -> Vec<f64> {
        let counted = self.state.counted.max(1) as f64;
        self.state
            .walkers
            .iter()
            .map(|w| w.accepted as f64 / counted)
            .collect()
    }

    /// Accepted proposals over all proposals; 0 before the first step. 0.2 to 0.5 is healthy.
    #[must_use]
    pub fn acceptance(&self) -> f64 {
        let accepted: u64 = self.state.walkers.iter().map(|w| w.accepted).sum();
        let proposed = self.state.counted.max(1) * self.state.walkers.len() as u64;
        accepted as f64 / proposed as f64
    }
}

/// Moves with cumulative frequencies, the last of which is 1.
#[derive(Debug)]
struct Moves(Vec<(Move, f64)>);

impl Moves {
    fn new(mut moves: Vec<(Move, f64)>) -> Self {
        let total: f64 = moves.iter().map(|(_, f)| f).sum();
        let mut passed = 0.0;
        for (_, frequency) in &mut moves {
            passed += *frequency / total;
            *frequency = passed;
        }
        Self(moves)
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

/// What one half needs to move.
struct Mover<'a, D: ?Sized> {
    density: &'a D,
    moves: &'a Moves,
    dimension: usize,
    execution: Execution,
}

impl<D: LogDensity + ?Sized> Mover<'_, D> {
    /// Moves the walkers at `positions`; of several failures the first in their order is returned.
    fn advance(
        &self,
        positions: &mut [f64],
        walkers: &mut [Walker],
        others: &[f64],
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
        others: &[f64],
        proposal: &mut [f64],
    ) -> Result<(), Error> {
        let kind = self.moves.choose(walker);
        let ln_factor = kind.propose(position, others, proposal, &mut walker.rng);
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
