//! Several adaptive chains side by side.

use std::ops::ControlFlow;

use nalgebra::DMatrix;
use rayon::prelude::*;

use super::adaptation::Adaptation;
use super::chain::{MetropolisState, Track};
use super::options::{MetropolisOptions, Proposal};
use crate::chains::{Chain, Chains};
use crate::density::LogDensity;
use crate::error::Error;
use crate::parameter::ParameterInfo;
use crate::progress::{Execution, Outcome, Phase, Progress};
use crate::require::{require_at_least, require_length};
use crate::rng::stream;
use crate::start::{require_points, starting_value};

/// Steps of each chain between two reports: rare enough to keep threads busy.
const BLOCK: usize = 100;

/// The random-walk Metropolis sampler whose proposal learns the posterior's covariance and the
/// scale that gives the wanted acceptance.
///
/// Adaptation ends with the warm-up. A proposal that goes on learning makes the chain non-Markovian,
/// and it then converges only under conditions on the target that nobody checks; with the proposal
/// frozen, what is stored is an ordinary Metropolis chain. Warm-up steps are not stored.
///
/// Each chain learns alone and owns its [random stream](crate::stream): chains are independent, as
/// [`diagnostics::r_hat`](crate::diagnostics::r_hat) needs, and the same bits for any number of threads.
/// Repeated points are stored once, with their multiplicity as weight.
///
/// A point that the density rejects counts as zero density. Where the density fails, or returns NaN or
/// +∞, that chain stops before the failed step, the others end their block, and
/// [`run`](Self::run) returns the error; all samples stay.
///
/// # Accuracy
///
/// As [`EnsembleSampler`](crate::EnsembleSampler): `tests/samplers.rs`, `tests/calibration.rs`.
///
/// # References
///
/// `haario2001` (covariance), `andrieu2008`, algorithm 4 (scale), `roberts1997` (target acceptance).
///
/// # Examples
///
/// ```
/// use lastscatter_inference::{Density, MetropolisOptions, MetropolisSampler, ParameterInfo};
/// use lastscatter_inference::{Proposal, quiet, scatter};
///
/// let density = Density::new(1, |t| -0.5 * ((t[0] - 2.725) / 0.001).powi(2));
/// let start = scatter(&[2.7], &[0.01], 4, 1)?;
/// let guess = Proposal::Scales(vec![0.01]);
/// let options = MetropolisOptions { target_acceptance: 0.44, ..MetropolisOptions::default() };
/// let mut sampler = MetropolisSampler::new(&density, &start, &guess, options)?;
/// let _ = sampler.run(5000, quiet)?;
/// let chains = sampler.chains(vec![ParameterInfo::new("t", "T_0")])?;
/// assert!((chains.mean()[0] - 2.725).abs() < 1e-4);
/// assert!((sampler.acceptance() - 0.44).abs() < 0.05);
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Debug)]
pub struct MetropolisSampler<'a, D: ?Sized> {
    density: &'a D,
    options: MetropolisOptions,
    tracks: Vec<Track>,
}

impl<'a, D: LogDensity + ?Sized> MetropolisSampler<'a, D> {
    /// One chain for each point of `start`.
    ///
    /// # Errors
    ///
    /// [`Error::TooFew`] for no point, [`Error::Dimension`] for a wrong length, [`Error::NonFiniteEntry`],
    /// [`Error::OutsideSupport`], [`Error::OutOfDomain`] for an option or scale out of range, and what the
    /// density fails with.
    pub fn new(
        density: &'a D,
        start: &[Vec<f64>],
        proposal: &Proposal,
        options: MetropolisOptions,
    ) -> Result<Self, Error> {
        options.validate()?;
        let dimension = density.dimension();
        require_at_least("parameters", dimension, 1)?;
        require_at_least("starting points", start.len(), 1)?;
        require_points(start, dimension)?;
        let factor = proposal.factor(dimension)?;
        let tracks = start
            .iter()
            .zip(0..)
            .map(|(point, index)| {
                Ok(Track::new(MetropolisState {
                    position: point.clone(),
                    ln_density: starting_value(density, point)?,
                    rng: stream(options.seed, index),
                    adaptation: Adaptation::new(factor.clone(), point, options.target_acceptance),
                    steps: 0,
                    counted: 0,
                    accepted: 0,
                }))
            })
            .collect::<Result<_, Error>>()?;
        Ok(Self {
            density,
            options,
            tracks,
        })
    }

    /// A sampler that goes on from `states`. The options' seed and target acceptance are not used.
    ///
    /// # Errors
    ///
    /// [`Error::TooFew`] for no state, [`Error::Dimension`] for one of another density.
    pub fn resume(
        density: &'a D,
        states: Vec<MetropolisState>,
        options: MetropolisOptions,
    ) -> Result<Self, Error> {
        options.validate()?;
        require_at_least("states", states.len(), 1)?;
        for state in &states {
            require_length("state", state.position.len(), density.dimension())?;
        }
        Ok(Self {
            density,
            options,
            tracks: states.into_iter().map(Track::new).collect(),
        })
    }

    /// Ends the warm-up where it is not over, then takes `steps` steps in each chain, reporting
    /// after every hundred.
    ///
    /// Several runs give the same chains as one of their total length.
    ///
    /// # Errors
    ///
    /// What the density fails with, or [`Error::NonFinite`]: of several chains that fail, the
    /// first's. The samples so far stay, and a further run lets chains that fell behind catch up.
    pub fn run(
        &mut self,
        steps: usize,
        mut report: impl FnMut(&Progress) -> ControlFlow<()>,
    ) -> Result<Outcome, Error> {
        let done = self.steps();
        let warm_up = self.options.warm_up;
        let phases = [
            (Phase::WarmUp, done, warm_up),
            (
                Phase::Sampling,
                done.max(warm_up),
                done.max(warm_up) + steps,
            ),
        ];
        for (phase, begin, end) in phases {
            let mut reached = begin;
            while reached < end {
                reached = end.min(reached + BLOCK);
                self.advance(reached)?;
                let progress = Progress {
                    phase,
                    step: reached - begin,
                    steps: end - begin,
                    acceptance: self.acceptance(),
                    best_ln_density: self
                        .tracks
                        .iter()
                        .fold(f64::NEG_INFINITY, |best, t| best.max(t.state.ln_density)),
                };
                if phase == Phase::WarmUp && reached == end {
                    self.discard();
                }
                if report(&progress).is_break() {
                    return Ok(Outcome::Cancelled);
                }
            }
        }
        Ok(Outcome::Finished)
    }

    fn advance(&mut self, goal: usize) -> Result<(), Error> {
        let (density, warm_up) = (self.density, self.options.warm_up);
        match self.options.execution {
            Execution::Serial => {
                for track in &mut self.tracks {
                    track.advance(density, goal, warm_up);
                }
            }
            Execution::Automatic | Execution::Parallel => self
                .tracks
                .par_iter_mut()
                .with_max_len(1)
                .for_each(|track| track.advance(density, goal, warm_up)),
        }
        let mut failures = self.tracks.iter_mut().filter_map(|t| t.failure.take());
        let first = failures.next();
        // Empties the other slots too.
        failures.for_each(drop);
        first.map_or(Ok(()), Err)
    }

    /// Steps that every chain has done since the start, warm-up included.
    fn steps(&self) -> usize {
        self.tracks
            .iter()
            .map(|t| t.state.steps)
            .min()
            .unwrap_or_default()
    }

    /// Forgets the samples and acceptance counts so far, not where the chains are.
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
        let chains = self.tracks.iter().map(|track| {
            Chain::new(
                self.density.dimension(),
                track.samples.clone(),
                track.weights.clone(),
                track.ln_density.clone(),
            )
        });
        Chains::new(parameters, chains.collect::<Result<_, _>>()?)
    }

    /// Where the chains stand.
    #[must_use]
    pub fn states(&self) -> Vec<MetropolisState> {
        self.tracks.iter().map(|t| t.state.clone()).collect()
    }

    /// The covariance λ Σ of the proposal of each chain.
    #[must_use]
    pub fn proposal_covariances(&self) -> Vec<DMatrix<f64>> {
        let n = self.density.dimension();
        self.tracks
            .iter()
            .map(|t| DMatrix::from_vec(n, n, t.state.adaptation.covariance()))
            .collect()
    }

    /// Accepted proposals over all proposals, chain by chain; zeros before the first step.
    #[must_use]
    pub fn acceptance_by_chain(&self) -> Vec<f64> {
        self.tracks
            .iter()
            .map(|t| t.state.accepted as f64 / t.state.counted.max(1) as f64)
            .collect()
    }

    /// Accepted proposals over all proposals of the present phase; 0 before the first step.
    #[must_use]
    pub fn acceptance(&self) -> f64 {
        let accepted: u64 = self.tracks.iter().map(|t| t.state.accepted).sum();
        let counted: u64 = self.tracks.iter().map(|t| t.state.counted).sum();
        accepted as f64 / counted.max(1) as f64
    }
}
