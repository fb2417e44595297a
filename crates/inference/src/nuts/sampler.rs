//! The sampler: chains side by side.

use std::ops::ControlFlow;

use nalgebra::{DMatrix, DVector};
use rayon::prelude::*;

use super::chain::{NutsChain, NutsState};
use super::metric::Metric;
use super::options::NutsOptions;
use crate::chains::{Chain, Chains};
use crate::density::LogDensityGradient;
use crate::error::Error;
use crate::metropolis::Proposal;
use crate::parameter::ParameterInfo;
use crate::progress::{Execution, Outcome, Phase, Progress};
use crate::require::{require_at_least, require_length, require_positive};
use crate::start::{require_points, starting_value};

/// Steps of each chain between two reports.
const ROUND: u64 = 20;

/// The No-U-Turn Sampler: Hamiltonian trajectories that end where they begin to turn back.
///
/// The next point is drawn from the whole trajectory with probability e^(−energy). In the warm-up each chain learns its
/// step size by dual averaging and the masses in windows of doubling length; it needs no
/// tuning. Correlations, many parameters and long valleys cost it far less than a random walk. The density
/// must be smooth, so give it bounded parameters as [`Unconstrained`](crate::Unconstrained) and bring the chains back with
/// [`constrained_chains`](crate::Unconstrained::constrained_chains).
///
/// Every step of every chain has its own [random stream](crate::stream): the chains are the same bits for any number of
/// threads. A point that the density rejects has zero density and ends the trajectory, as one where the energy is
/// wrong by a thousand does; [`divergences`](Self::divergences) counts them. A density that fails, or whose value or
/// gradient is no number, ends [`run`](Self::run) with an error; each chain then stands before its failed step.
///
/// # Accuracy
///
/// Moments of Gaussians in up to 50 dimensions, Rosenbrock's valley and a funnel (in coordinates that remove its neck)
/// within five Monte Carlo standard errors: `tests/nuts.rs`.
///
/// # References
///
/// `hoffman2014`; `betancourt2017` for the draw from the trajectory and the criterion of turning.
///
/// # Examples
///
/// ```
/// use lastscatter_inference::{DifferentiableDensity, NutsOptions, NutsSampler, ParameterInfo};
/// use lastscatter_inference::{Proposal, quiet, scatter};
///
/// let density = DifferentiableDensity::new(1, |t, gradient| {
///     let z = (t[0] - 2.725) / 0.001;
///     gradient[0] = -z / 0.001;
///     -0.5 * z * z
/// });
/// let start = scatter(&[2.7], &[0.01], 4, 1)?;
/// let guess = Proposal::Scales(vec![0.01]);
/// let mut sampler = NutsSampler::new(&density, &start, &guess, NutsOptions::default())?;
/// let _ = sampler.run(1000, quiet)?;
/// let chains = sampler.chains(vec![ParameterInfo::new("t", "T_0")])?;
/// assert!((chains.mean()[0] - 2.725).abs() < 1e-4);
/// assert!((chains.standard_deviation()[0] - 0.001).abs() < 1e-4);
/// assert_eq!(sampler.divergences(), 0);
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Debug)]
pub struct NutsSampler<'a, D: ?Sized> {
    density: &'a D,
    options: NutsOptions,
    state: NutsState,
    tracks: Vec<Track>,
}

/// What a chain has stored.
#[derive(Debug, Clone, Default)]
struct Track {
    samples: Vec<f64>,
    ln_density: Vec<f64>,
}

impl<'a, D: LogDensityGradient + ?Sized> NutsSampler<'a, D> {
    /// One chain from each point of `start`; `guess` is the posterior's shape as far as it is known.
    ///
    /// # Errors
    ///
    /// [`Error::TooFew`] for no start, [`Error::Dimension`] for a wrong length, [`Error::NonFiniteEntry`],
    /// [`Error::OutsideSupport`], [`Error::OutOfDomain`] for an option or a scale out of range, and what the density fails with.
    pub fn new(
        density: &'a D,
        start: &[Vec<f64>],
        guess: &Proposal,
        options: NutsOptions,
    ) -> Result<Self, Error> {
        options.validate()?;
        let dimension = density.dimension();
        require_at_least("parameters", dimension, 1)?;
        require_at_least("chains", start.len(), 1)?;
        require_points(start, dimension)?;
        let covariance = match guess {
            Proposal::Scales(scales) => {
                require_length("scales", scales.len(), dimension)?;
                for &scale in scales {
                    require_positive("scale", scale)?;
                }
                let variances = scales.iter().map(|s| s * s);
                DMatrix::from_diagonal(&DVector::from_iterator(dimension, variances))
            }
            Proposal::Covariance(covariance) => {
                require_length("covariance", covariance.dimension(), dimension)?;
                covariance.matrix().clone()
            }
        };
        let metric = Metric::new(&covariance, options.mass)
            .ok_or(Error::NotPositiveDefinite { what: "guess" })?;
        let chains = start.par_iter().enumerate().map(|(index, theta)| {
            let index = index as u64;
            let ln_density = starting_value(density, theta)?;
            let theta = theta.to_owned();
            NutsChain::new(
                density,
                theta,
                ln_density,
                metric.clone(),
                index,
                options.seed,
            )
        });
        let chains: Vec<Result<NutsChain, Error>> = chains.collect();
        let state = NutsState {
            dimension,
            seed: options.seed,
            chains: chains.into_iter().collect::<Result<_, _>>()?,
        };
        Ok(Self::assembled(density, state, options))
    }

    /// A sampler that goes on from `state`, whose seed it keeps. For the same bits the options must be the same.
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] where `state` is of another density, [`Error::OutOfDomain`] for an option out of range.
    pub fn resume(density: &'a D, state: NutsState, options: NutsOptions) -> Result<Self, Error> {
        options.validate()?;
        require_length("state", state.dimension, density.dimension())?;
        Ok(Self::assembled(density, state, options))
    }

    fn assembled(density: &'a D, state: NutsState, options: NutsOptions) -> Self {
        Self {
            density,
            options,
            tracks: vec![Track::default(); state.chains.len()],
            state,
        }
    }

    /// Ends the warm-up, then takes `steps` steps of each chain, reporting every twenty.
    ///
    /// Several runs give the same chains as one of their total length.
    ///
    /// # Errors
    ///
    /// What the density fails with, [`Error::NonFinite`] or [`Error::NonFiniteEntry`]; the samples so far stay.
    pub fn run(
        &mut self,
        steps: usize,
        mut report: impl FnMut(&Progress) -> ControlFlow<()>,
    ) -> Result<Outcome, Error> {
        let warm_up = self.options.warm_up as u64;
        let begin = self.state.steps();
        let end = begin.max(warm_up) + steps as u64;
        let mut reached = begin;
        while reached < end {
            let (phase, phase_begin, phase_end) = if reached < warm_up {
                (Phase::WarmUp, begin, warm_up)
            } else {
                (Phase::Sampling, begin.max(warm_up), end)
            };
            reached = phase_end.min(reached + ROUND);
            self.advance_to(reached)?;
            let progress = Progress {
                phase,
                step: (reached - phase_begin) as usize,
                steps: (phase_end - phase_begin) as usize,
                acceptance: self.acceptance(),
                best_ln_density: self
                    .state
                    .chains
                    .iter()
                    .fold(f64::NEG_INFINITY, |best, c| best.max(c.ln_density)),
                r_minus_1: None,
                effective_samples: None,
            };
            if report(&progress).is_break() {
                return Ok(Outcome::Cancelled);
            }
        }
        Ok(Outcome::Finished)
    }

    fn advance_to(&mut self, end: u64) -> Result<(), Error> {
        let (density, options, seed) = (self.density, &self.options, self.state.seed);
        let dimension = self.state.dimension;
        let advance = |(chain, track): (&mut NutsChain, &mut Track)| {
            let steps = end.saturating_sub(chain.iteration);
            chain.advance(density, options, seed, steps, |theta, ln_density| {
                debug_assert_eq!(theta.len(), dimension);
                track.samples.extend_from_slice(theta);
                track.ln_density.push(ln_density);
            })
        };
        let chains = &mut self.state.chains;
        let outcomes: Vec<Result<(), Error>> = match options.execution {
            Execution::Serial => chains
                .iter_mut()
                .zip(&mut self.tracks)
                .map(advance)
                .collect(),
            Execution::Automatic | Execution::Parallel => chains
                .par_iter_mut()
                .zip(&mut self.tracks)
                .map(advance)
                .collect(),
        };
        outcomes.into_iter().collect()
    }

    /// The samples so far.
    ///
    /// # Errors
    ///
    /// [`Error::TooFew`] where nothing was stored yet, [`Error::Dimension`] where `parameters` has another length than θ,
    /// [`Error::InvalidName`] as in [`Chains::new`].
    pub fn chains(&self, parameters: Vec<ParameterInfo>) -> Result<Chains, Error> {
        let chains = self.tracks.iter().map(|track| {
            Chain::new(
                self.state.dimension,
                track.samples.clone(),
                vec![1.0; track.ln_density.len()],
                track.ln_density.clone(),
            )
        });
        Chains::new(parameters, chains.collect::<Result<_, _>>()?)
    }

    /// Forgets the samples so far, not where the chains are nor what they learnt.
    pub fn discard(&mut self) {
        self.tracks.fill(Track::default());
    }

    /// Where the chains stand.
    #[must_use]
    pub const fn state(&self) -> &NutsState {
        &self.state
    }

    /// Mean acceptance along the trajectories after the warm-up; 0 before.
    #[must_use]
    pub fn acceptance(&self) -> f64 {
        let chains = &self.state.chains;
        let sum: f64 = chains.iter().map(|c| c.acceptance).sum();
        sum / chains.iter().map(|c| c.counted).sum::<u64>().max(1) as f64
    }

    /// Steps after the warm-up whose trajectory could not be followed. More than a few: the posterior has places
    /// that its chains cannot enter; change the coordinates or raise the target acceptance.
    #[must_use]
    pub fn divergences(&self) -> u64 {
        self.state.chains.iter().map(|c| c.divergences).sum()
    }
}
