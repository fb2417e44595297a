//! Several chains side by side, which learn from each other.

use std::ops::ControlFlow;
use std::sync::Arc;

use nalgebra::DMatrix;
use rand::Rng;

use super::chain::{Course, Track};
use super::company::each;
use super::judgement::Judgement;
use super::options::{Convergence, MetropolisOptions, Proposal};
use super::proposal::Plan;
use super::storage::settings;
use crate::block::require_blocks;
use crate::chains::{Chain, Chains};
use crate::company::{Alone, Company};
use crate::covariance::Covariance;
use crate::density::LogDensity;
use crate::error::Error;
use crate::parameter::ParameterInfo;
use crate::progress::{Outcome, Phase, Progress};
use crate::require::{require_at_least, require_positive};
use crate::rng::stream;
use crate::run::RunFolder;
use crate::start::require_points;

/// The random-walk Metropolis sampler of `CosmoMC` and Cobaya: parallel chains whose proposal learns the
/// posterior's covariance, with blocks of slow and fast parameters.
///
/// Steps go along random directions in the space where the learnt covariance is the unit matrix. Each
/// [`Block`](crate::Block) of the density moves by itself; its step changes faster parameters too, never
/// slower ones, and a density that [remembers](LogDensity::ln_density_reusing) its slow part is not asked for
/// it again. [`FastSteps`](crate::FastSteps) says how the speed is spent.
///
/// During the warm-up the chains meet after every [so many cycles](crate::Learning) and replace the proposal's
/// covariance by that within the latter halves of all of them. The warm-up ends when these halves agree,
/// or after [its most steps](MetropolisOptions::warm_up). From then on the proposal is fixed: with
/// a proposal that goes on learning, a chain converges only under conditions on the target that nobody
/// checks. If, before those most steps, the samples turn out to have another shape than the proposal,
/// theirs is learnt and sampling begins anew. Warm-up steps are no samples.
///
/// The random numbers of a step follow from seed, chain and step, and chains meet at fixed
/// steps: the same bits for any number of threads, and [for a run that was broken off](Self::in_folder).
/// Repeated points are stored once, with their multiplicity as weight.
///
/// A point that the density rejects counts as zero density. Where the density fails, or returns NaN or
/// +∞, that chain stops before the failed step, the others go on to where they meet, and the
/// error is returned; all samples stay.
///
/// # Accuracy
///
/// As [`EnsembleSampler`](crate::EnsembleSampler): `tests/samplers.rs`, `tests/fast_slow.rs`, `tests/calibration.rs`.
///
/// # References
///
/// `haario2001` (learning), `lewis2002`, `lewis2013` (blocks, directions, dragging), `neal2005` (dragging).
///
/// # Examples
///
/// ```
/// use lastscatter_inference::{Convergence, Density, MetropolisOptions, MetropolisSampler};
/// use lastscatter_inference::{ParameterInfo, Proposal, quiet, scatter};
///
/// let density = Density::new(1, |t| -0.5 * ((t[0] - 2.725) / 0.001).powi(2));
/// let start = scatter(&[2.7], &[0.01], 4, 1)?;
/// let guess = Proposal::Scales(vec![0.01]);
/// let mut sampler = MetropolisSampler::new(&density, &start, &guess, MetropolisOptions::default())?;
/// let _ = sampler.converge(&Convergence::default(), quiet)?;
/// let chains = sampler.chains(vec![ParameterInfo::new("t", "T_0")])?;
/// assert!((chains.mean()[0] - 2.725).abs() < 2e-4);
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Debug)]
pub struct MetropolisSampler<'a, D: ?Sized> {
    pub(super) density: &'a D,
    pub(super) options: MetropolisOptions,
    pub(super) plan: Plan,
    pub(super) tracks: Vec<Track>,
    pub(super) covariance: Covariance,
    /// L of the covariance in the plan's order.
    pub(super) factor: Vec<f64>,
    /// The step after which the proposal is fixed.
    pub(super) warm: Option<usize>,
    /// Meetings so far, and the steps at the last.
    pub(super) meetings: usize,
    pub(super) met_at: usize,
    /// Steps at which the covariance was last compared with the samples.
    pub(super) judged_at: usize,
    pub(super) latest: Option<Judgement>,
    pub(super) company: Arc<dyn Company>,
    pub(super) folder: Option<RunFolder>,
}

impl<'a, D: LogDensity + ?Sized> MetropolisSampler<'a, D> {
    /// One chain for each point of `start`.
    ///
    /// # Errors
    ///
    /// [`Error::TooFew`] for no point, [`Error::Dimension`] for a wrong length, [`Error::NonFiniteEntry`],
    /// [`Error::OutsideSupport`], [`Error::OutOfDomain`] for an option, block or scale out of range, and what the
    /// density fails with.
    pub fn new(
        density: &'a D,
        start: &[Vec<f64>],
        proposal: &Proposal,
        options: MetropolisOptions,
    ) -> Result<Self, Error> {
        Self::in_company(density, start, proposal, options, Arc::new(Alone))
    }

    /// The same chains, advanced by the processes of `company`.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new), and those of a [`Company`].
    pub fn in_company(
        density: &'a D,
        start: &[Vec<f64>],
        proposal: &Proposal,
        options: MetropolisOptions,
        company: Arc<dyn Company>,
    ) -> Result<Self, Error> {
        let (mut sampler, _) = Self::prepare(density, start, proposal, options, company)?;
        sampler.wake()?;
        Ok(sampler)
    }

    /// A sampler that knows no log-density yet, and its settings.
    pub(super) fn prepare(
        density: &'a D,
        start: &[Vec<f64>],
        proposal: &Proposal,
        options: MetropolisOptions,
        company: Arc<dyn Company>,
    ) -> Result<(Self, String), Error> {
        let sampler = Self::asleep(density, start, proposal, options, company.clone());
        let sampler = company.settle(sampler)?;
        let settings = settings(&sampler.options, density, start, proposal);
        company.require_same("set of settings", settings.as_bytes())?;
        Ok((sampler, settings))
    }

    fn asleep(
        density: &'a D,
        start: &[Vec<f64>],
        proposal: &Proposal,
        options: MetropolisOptions,
        company: Arc<dyn Company>,
    ) -> Result<Self, Error> {
        options.validate()?;
        let dimension = density.dimension();
        require_at_least("parameters", dimension, 1)?;
        require_at_least("starting points", start.len(), 1)?;
        require_points(start, dimension)?;
        let blocks = density.blocks();
        require_blocks(&blocks, dimension)?;
        let covariance = proposal.covariance(dimension)?;
        let plan = Plan::new(&blocks, options.fast_steps, options.scale);
        let seeds = (0..).map(|chain| stream(options.seed, chain).next_u64());
        let tracks = start.iter().zip(seeds).map(|(point, seed)| {
            let mut track = Track::new(seed, &plan, point.clone());
            track.news = (company.size() > 1).then(Vec::new);
            track
        });
        let tracks = tracks.collect();
        Ok(Self {
            density,
            factor: plan.factor(&covariance)?,
            warm: (options.warm_up == 0).then_some(0),
            options,
            tracks,
            plan,
            covariance,
            meetings: 0,
            met_at: 0,
            judged_at: 0,
            latest: None,
            company,
            folder: None,
        })
    }

    /// Ends the warm-up where it is not over, then takes `steps` steps in each chain.
    ///
    /// `report` is called when the chains meet, at the end, and in between about once a second; a
    /// chain may then be ahead of others. Several runs give the same chains as one of their total length.
    ///
    /// # Errors
    ///
    /// What the density or the folder fails with, or [`Error::NonFinite`]: of several chains that fail, the
    /// first's. The samples so far stay, and a further run lets chains that fell behind catch up.
    pub fn run(
        &mut self,
        steps: usize,
        report: impl FnMut(&Progress) -> ControlFlow<()>,
    ) -> Result<Outcome, Error> {
        self.drive(self.sampled().saturating_add(steps), None, report)
    }

    /// As [`run`](Self::run), until each chain has taken `steps` steps in all, the warm-up apart: what a run in a folder wants.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    pub fn run_to(
        &mut self,
        steps: usize,
        report: impl FnMut(&Progress) -> ControlFlow<()>,
    ) -> Result<Outcome, Error> {
        self.drive(steps, None, report)
    }

    /// Ends the warm-up where it is not over, then samples until the chains agree.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run); [`Error::OutOfDomain`] for a criterion that is not positive, [`Error::NotConverged`] with R − 1 of
    /// the means after the most steps.
    pub fn converge(
        &mut self,
        until: &Convergence,
        report: impl FnMut(&Progress) -> ControlFlow<()>,
    ) -> Result<Outcome, Error> {
        require_positive("means", until.means)?;
        require_positive("limits", until.limits)?;
        self.drive(until.max_steps, Some(until), report)
    }

    fn drive(
        &mut self,
        target: usize,
        until: Option<&Convergence>,
        mut report: impl FnMut(&Progress) -> ControlFlow<()>,
    ) -> Result<Outcome, Error> {
        // What could not be written before comes first.
        let saved = each(
            &mut self.tracks,
            &*self.company,
            self.options.execution,
            |track| {
                track.failure = track.save().err();
            },
        );
        self.share(saved)?;
        let begin = (self.steps(), self.sampled());
        let mut flow = ControlFlow::Continue(());
        loop {
            let end = match flow {
                ControlFlow::Break(()) => Ok(Some(Outcome::Cancelled)),
                ControlFlow::Continue(()) => self.end(target, until),
            };
            if let Some(outcome) = self.concur(end)? {
                return Ok(outcome);
            }
            let phase = self.phase();
            let goal = match self.warm {
                Some(warm) => self.boundary().min(warm.saturating_add(target)),
                None => self.boundary(),
            };
            self.advance(goal)?;
            let progress = self.progress(phase, begin, target);
            if self.steps() >= self.boundary() {
                self.meet()?;
            }
            flow = report(&progress);
        }
    }

    /// How the run ends, if it is over.
    fn end(
        &mut self,
        target: usize,
        until: Option<&Convergence>,
    ) -> Result<Option<Outcome>, Error> {
        let Some(warm) = self.warm else {
            return Ok(None);
        };
        if let Some(until) = until
            && self.is_time_to_judge()
            && self.agree(until)?
        {
            return Ok(Some(Outcome::Finished));
        }
        if self.steps() < warm.saturating_add(target) {
            return Ok(None);
        }
        until.map_or(Ok(Some(Outcome::Finished)), |until| {
            Err(self.exhausted(until))
        })
    }

    fn phase(&self) -> Phase {
        if self.warm.is_some() {
            Phase::Sampling
        } else {
            Phase::WarmUp
        }
    }

    fn progress(&self, phase: Phase, begin: (usize, usize), target: usize) -> Progress {
        let (step, steps) = match phase {
            Phase::WarmUp => (self.steps() - begin.0, self.options.warm_up - begin.0),
            // Sampling may have begun anew.
            Phase::Sampling => (
                self.sampled().saturating_sub(begin.1),
                target.saturating_sub(begin.1),
            ),
        };
        let best = |best: f64, track: &Track| best.max(track.ln_density);
        Progress {
            phase,
            step,
            steps,
            acceptance: self.acceptance(),
            best_ln_density: self.tracks.iter().fold(f64::NEG_INFINITY, best),
            r_minus_1: self.latest.map(|j| j.means),
            effective_samples: self.latest.and_then(|j| j.effective_samples),
        }
    }

    /// One stretch of all chains towards `goal`.
    fn advance(&mut self, goal: usize) -> Result<(), Error> {
        let course = Course {
            density: self.density,
            plan: &self.plan,
            factor: &self.factor,
            goal,
        };
        let advanced = each(
            &mut self.tracks,
            &*self.company,
            self.options.execution,
            |track| {
                track.advance(&course);
            },
        );
        self.share(advanced)
    }

    /// Has every chain know its log-density, and the density remember where the chain stands.
    pub(super) fn wake(&mut self) -> Result<(), Error> {
        let density = self.density;
        let awake = each(
            &mut self.tracks,
            &*self.company,
            self.options.execution,
            |track| {
                track.failure = track.wake(density).err();
            },
        );
        self.share(awake)
    }

    /// Steps at which the chains meet next.
    pub(super) fn boundary(&self) -> usize {
        let next = self.met_at + self.options.learning.cycles.get() * self.plan.cycle_length();
        match self.warm {
            Some(_) => next,
            None => next.min(self.options.warm_up),
        }
    }

    /// What happens when all chains have reached the boundary. It depends on their steps alone.
    pub(super) fn meet(&mut self) -> Result<(), Error> {
        self.met_at = self.boundary();
        self.meetings += 1;
        match self.warm {
            Some(_) => self.relearn(),
            None => self.learn()?,
        }
        Ok(())
    }

    /// Steps that every chain has done since the start, warm-up included.
    pub(super) fn steps(&self) -> usize {
        let steps = self.tracks.iter().map(|t| t.steps);
        steps.min().unwrap_or_default()
    }

    /// Steps that every chain has done since the warm-up.
    pub(super) fn sampled(&self) -> usize {
        self.warm.map_or(0, |warm| self.steps() - warm)
    }

    /// Forgets the samples and acceptance counts so far, not where the chains are. What stands in a folder stays
    /// there.
    pub fn discard(&mut self) {
        for track in &mut self.tracks {
            track.discard();
        }
    }

    /// The samples so far, the warm-up apart.
    ///
    /// # Errors
    ///
    /// [`Error::TooFew`] where nothing was stored yet, [`Error::Dimension`] where `parameters` has another length than θ,
    /// [`Error::InvalidName`] as in [`Chains::new`].
    pub fn chains(&self, parameters: Vec<ParameterInfo>) -> Result<Chains, Error> {
        require_at_least("steps after the warm-up", self.sampled(), 1)?;
        let chains = self
            .tracks
            .iter()
            .map(|t| t.stored(self.density.dimension()));
        Chains::new(parameters, chains.collect::<Result<Vec<Chain>, _>>()?)
    }

    /// The covariance that steps are drawn with, the scale apart: what was learnt.
    #[must_use]
    pub fn learnt_covariance(&self) -> &DMatrix<f64> {
        self.covariance.matrix()
    }

    /// Steps of the warm-up; `None` while it lasts.
    #[must_use]
    pub fn warm_up_steps(&self) -> Option<usize> {
        self.warm
    }

    /// Accepted proposals over all proposals, chain by chain; zeros before the first step.
    #[must_use]
    pub fn acceptance_by_chain(&self) -> Vec<f64> {
        self.tracks
            .iter()
            .map(|t| t.accepted as f64 / t.counted.max(1) as f64)
            .collect()
    }

    /// Accepted proposals over all proposals of the present phase; 0 before the first step.
    #[must_use]
    pub fn acceptance(&self) -> f64 {
        let accepted: u64 = self.tracks.iter().map(|t| t.accepted).sum();
        let counted: u64 = self.tracks.iter().map(|t| t.counted).sum();
        accepted as f64 / counted.max(1) as f64
    }
}
