//! The sampler: steps, storage and stopping.

use std::ops::ControlFlow;

use super::options::EnsembleOptions;
use super::state::EnsembleState;
use super::step::{Course, Moves, Step};
use crate::chains::{Chain, Chains};
use crate::density::LogDensity;
use crate::error::Error;
use crate::parameter::ParameterInfo;
use crate::progress::{Execution, Outcome, Phase, Progress};
use crate::require::require_length;

/// Memory set aside at the start of a run, in numbers; longer runs grow on the way.
const LARGEST_RESERVE: usize = 1 << 24;

/// An ensemble of walkers that show each other where to go: nothing needs tuning.
///
/// At each step the ensemble is cut in two halves at random, and each half [moves](crate::Move) in turn with the help of the other, which
/// stands still. Every walker owns its [random stream](crate::stream), so that the chains are the same bits for any
/// number of threads.
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
/// `goodman2010`; `foremanmackey2013` for the halves; `terbraak2006` and `terbraak2008` for the default moves.
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
    step: Step,
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
            step: Step::new(&state),
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
            self.advance()?;
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

    fn advance(&mut self) -> Result<(), Error> {
        let course = Course {
            density: self.density,
            moves: &self.moves,
            dimension: self.state.dimension,
            execution: self.execution,
        };
        // A step that fails is as if it had never begun: a later run repeats it with the same random numbers.
        self.step.take(&course, &mut self.state)?;
        if self.state.steps.is_multiple_of(self.thin) {
            self.samples.extend_from_slice(&self.state.positions);
            self.ln_density
                .extend(self.state.walkers.iter().map(|w| w.ln_density));
        }
        Ok(())
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
