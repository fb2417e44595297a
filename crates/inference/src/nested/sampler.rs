//! The sampler: generations and their end.

use std::ops::ControlFlow;

use super::evidence::{LnSum, NestedResult};
use super::generation::shell;
use super::insertion::InsertionRanks;
use super::options::NestedOptions;
use super::progress::NestedProgress;
use super::region::Region;
use super::state::NestedState;
use crate::density::LogDensity;
use crate::error::Error;
use crate::posterior::Posterior;
use crate::progress::{Execution, Outcome};
use crate::require::require_length;
use crate::run::{ChainFile, RunFolder};

/// Static nested sampling: evidence and posterior of a [`Posterior`] at once.
///
/// Live points fill the prior; again and again the worst die and others, drawn from the prior
/// above the threshold that they leave, take their place. The prior volume X above the threshold shrinks by a known
/// factor at each death, so that Z = ∫ L dX becomes a sum ([`NestedResult`]). The search runs in the unit cube, which the
/// priors' quantile functions map onto the parameters, by ellipsoids or by slices ([`Exploration`](crate::Exploration)); modes
/// that part from each other are told apart as clusters of live points.
///
/// A batch dies at a time, and its successors are searched for side by side, each with its own
/// [random stream](crate::stream): the result is the same bits for any number of threads. Points with the same likelihood
/// die together, each counted, so a plateau does not bias the volume; what lies where the likelihood is zero (or where
/// it rejects the point) is counted in the same way. A likelihood that fails, or returns NaN or +∞, ends the run with an
/// error; the sampler then stands where it stood before the failed generation. A run may live [in a
/// folder](Self::in_folder), where it outlives its process.
///
/// # Accuracy
///
/// Evidences of Gaussians in 2 to 20 (slow: 50) dimensions, Rosenbrock's valley, a funnel, two modes and the egg box lie
/// within three standard errors of the known values, over several seeds: `tests/nested.rs`. A mode that no live
/// point finds is missing from the result, and no diagnostic says so: for narrow modes take more live points.
///
/// # References
///
/// `skilling2006`; `feroz2009` for ellipsoids, `handley2015` for slices, `fowlie2021` for plateaus.
///
/// # Examples
///
/// A normal likelihood of width 0.1 and a uniform prior on [−1, 1]: Z = 0.1 √(2π)/2.
///
/// ```
/// use lastscatter_inference::{Density, NestedOptions, NestedSampler, Parameter, Posterior, Prior, quiet};
///
/// let parameter = Parameter::new("x", "x", Prior::uniform(-1.0, 1.0)?)?;
/// let likelihood = Density::new(1, |t| -50.0 * t[0] * t[0]);
/// let posterior = Posterior::new(vec![parameter], likelihood)?;
/// let mut sampler = NestedSampler::new(&posterior, NestedOptions::default())?;
/// let _ = sampler.run(quiet)?;
/// let result = sampler.result()?;
/// let truth = (0.05 * std::f64::consts::TAU.sqrt()).ln();
/// assert!((result.ln_evidence - truth).abs() < 3.0 * result.ln_evidence_error);
/// assert!(result.ln_evidence_error < 0.1 && result.insertion_ranks.p_value > 1e-3);
/// assert!((result.chains.standard_deviation()[0] - 0.1).abs() < 0.02);
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Debug)]
pub struct NestedSampler<'a, L> {
    pub(super) posterior: &'a Posterior<L>,
    pub(super) options: NestedOptions,
    pub(super) parallel: bool,
    pub(super) state: NestedState,
    /// ln Σ of what the dead points hold.
    pub(super) dead_evidence: LnSum,
    /// Where births are written, and the lock of the folder.
    pub(super) stored: Option<(ChainFile, RunFolder)>,
}

impl<'a, L: LogDensity> NestedSampler<'a, L> {
    /// A sampler with its live points drawn from the priors.
    ///
    /// # Errors
    ///
    /// [`Error::TooFew`] live points (at least 20 and two a parameter), or too few with a finite likelihood among
    /// 10 000 times as many draws; [`Error::OutOfDomain`] for an option out of range; what the likelihood fails with.
    pub fn new(posterior: &'a Posterior<L>, options: NestedOptions) -> Result<Self, Error> {
        let mut sampler = Self::unborn(posterior, options)?;
        sampler.draw_prior()?;
        Ok(sampler)
    }

    /// A sampler without live points.
    pub(super) fn unborn(
        posterior: &'a Posterior<L>,
        options: NestedOptions,
    ) -> Result<Self, Error> {
        options.validate(posterior.dimension())?;
        let state = NestedState {
            dimension: posterior.dimension(),
            seed: options.seed,
            zeros: 0,
            born: 0,
            evaluations: 0,
            generations: 0,
            last_cost: (0, 1),
            failed: false,
            region_age: 0,
            ln_volume: 0.0,
            insertion_ranks: Vec::new(),
            region: Region::default(),
            live: Vec::new(),
            dead: Vec::new(),
        };
        Self::assembled(posterior, options, state)
    }

    /// A sampler that goes on from `state`, whose seed it keeps. For the same bits the options must be the same.
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] where `state` is of another posterior, and as [`new`](Self::new) for options.
    pub fn resume(
        posterior: &'a Posterior<L>,
        state: NestedState,
        options: NestedOptions,
    ) -> Result<Self, Error> {
        options.validate(posterior.dimension())?;
        require_length("state", state.dimension, posterior.dimension())?;
        Self::assembled(posterior, options, state)
    }

    fn assembled(
        posterior: &'a Posterior<L>,
        options: NestedOptions,
        state: NestedState,
    ) -> Result<Self, Error> {
        let middle = posterior.prior_quantile(&vec![0.5; posterior.dimension()])?;
        let execution = options.execution.resolved(posterior.likelihood(), &middle);
        let mut sampler = Self {
            posterior,
            options,
            parallel: execution == Execution::Parallel,
            state,
            dead_evidence: LnSum::default(),
            stored: None,
        };
        let mut ln_volume = sampler.state.support().0;
        for dead in &sampler.state.dead {
            let term = shell(ln_volume, dead.live) + dead.point.ln_likelihood;
            sampler.dead_evidence.add(term);
            ln_volume -= 1.0 / f64::from(dead.live);
        }
        Ok(sampler)
    }

    /// Replaces live points until little of the evidence is left, reporting after each generation; a run broken off
    /// goes on with the next call.
    ///
    /// # Errors
    ///
    /// What the likelihood or the folder fails with, or [`Error::NonFinite`]; [`Error::NotConverged`] where the
    /// [ellipsoids](crate::Exploration::Ellipsoids) hold less than one ten-thousandth of points above the threshold.
    pub fn run(
        &mut self,
        mut report: impl FnMut(&NestedProgress) -> ControlFlow<()>,
    ) -> Result<Outcome, Error> {
        while !self.is_finished() {
            self.generation()?;
            if report(&self.progress()).is_break() {
                return Ok(Outcome::Cancelled);
            }
        }
        self.sync()?;
        Ok(Outcome::Finished)
    }

    /// ln of the live points' share of the evidence, over that of the dead.
    fn ln_remaining(&self) -> f64 {
        let mut live = LnSum::default();
        self.state
            .live
            .iter()
            .for_each(|p| live.add(p.ln_likelihood));
        live.ln() - (self.state.live.len() as f64).ln() + self.state.ln_volume
            - self.dead_evidence.ln()
    }

    pub(super) fn is_finished(&self) -> bool {
        // Nothing lies above the highest plateau.
        let live = &self.state.live;
        let top = live.last().map_or(f64::NEG_INFINITY, |p| p.ln_likelihood);
        let plateau = live.first().is_none_or(|p| p.ln_likelihood >= top);
        plateau
            || (!self.state.dead.is_empty() && self.ln_remaining() < self.options.remaining.ln())
    }

    /// Where the run stands, in numbers.
    #[must_use]
    pub fn progress(&self) -> NestedProgress {
        let (evaluations, points) = self.state.last_cost;
        let mut all = self.dead_evidence;
        let volume = self.state.ln_volume - (self.state.live.len() as f64).ln();
        let live = || self.state.live.iter().map(|p| p.ln_likelihood);
        live().for_each(|l| all.add(l + volume));
        let remaining = self.ln_remaining();
        NestedProgress {
            generation: self.state.generations,
            evaluations: self.state.evaluations,
            dead: self.state.dead.len(),
            efficiency: points as f64 / evaluations.max(1) as f64,
            ln_evidence: all.ln(),
            // x/(1 + x) from ln x.
            remaining: (1.0 + (-remaining).exp()).recip(),
            until: self.options.remaining,
            best_ln_likelihood: live().fold(f64::NEG_INFINITY, f64::max),
        }
    }

    /// What is known so far: all there is to know when [`run`](Self::run) has finished.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidName`] as in [`Chains::new`](crate::Chains::new).
    pub fn result(&self) -> Result<NestedResult, Error> {
        self.state.result(self.posterior)
    }

    /// The test of insertion ranks so far.
    #[must_use]
    pub fn insertion_ranks(&self) -> InsertionRanks {
        InsertionRanks::new(&self.state.insertion_ranks, self.options.live_points)
    }

    /// Where the run stands.
    #[must_use]
    pub const fn state(&self) -> &NestedState {
        &self.state
    }
}
