//! The sampler: generations and their end.

use std::ops::ControlFlow;

use rand::RngExt;
use rayon::prelude::*;

use super::evidence::{LnSum, NestedResult};
use super::explore::{Found, Search, ln_likelihood, open_unit};
use super::insertion::InsertionRanks;
use super::options::{Exploration, NestedOptions};
use super::region::{Purpose, Region};
use super::state::{Dead, NestedState, Point};
use crate::density::LogDensity;
use crate::error::Error;
use crate::posterior::Posterior;
use crate::progress::{Execution, Outcome, Phase, Progress};
use crate::require::require_length;
use crate::rng::stream;

/// Keeps the regions' random numbers apart from those of the points.
const REGION: u64 = 0x7265_6769_6f6e_7321;
/// The most draws of the prior for each point of finite likelihood.
const MOST_DRAWS: u64 = 10_000;
/// The most draws from ellipsoids for a point, before slices take over.
const MOST_TRIES: u64 = 10_000;
/// The automatic choice tries ellipsoids up to this dimension.
const LOW_DIMENSION: usize = 10;
/// Bases of slices that the automatic choice takes.
const SWEEPS: usize = 3;
/// Evaluations that a slice costs on average.
const SLICE_COST: f64 = 2.0;

/// Static nested sampling: evidence and posterior of a [`Posterior`] at once.
///
/// Live points fill the prior; again and again the worst die and others, drawn from the prior
/// above the threshold that they leave, take their place. The prior volume X above the threshold shrinks by a known
/// factor at each death, so that Z = ∫ L dX becomes a sum ([`NestedResult`]). The search runs in the unit cube, which the
/// priors' quantile functions map onto the parameters, by ellipsoids or by slices ([`Exploration`]); modes
/// that part from each other are told apart as clusters of live points.
///
/// A batch dies at a time, and its successors are searched for side by side, each with its own
/// [random stream](crate::stream): the result is the same bits for any number of threads. Points with the same likelihood
/// die together, each counted, so a plateau does not bias the volume; what lies where the likelihood is zero (or where
/// it rejects the point) is counted in the same way. A likelihood that fails, or returns NaN or +∞, ends the run with an
/// error; the sampler then stands where it stood before the failed generation.
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
    posterior: &'a Posterior<L>,
    options: NestedOptions,
    parallel: bool,
    state: NestedState,
    /// ln Σ of what the dead points hold.
    dead_evidence: LnSum,
}

impl<'a, L: LogDensity> NestedSampler<'a, L> {
    /// A sampler with its live points drawn from the priors.
    ///
    /// # Errors
    ///
    /// [`Error::TooFew`] live points (at least 20 and two a parameter), or too few with a finite likelihood among
    /// 10 000 times as many draws; [`Error::OutOfDomain`] for an option out of range; what the likelihood fails with.
    pub fn new(posterior: &'a Posterior<L>, options: NestedOptions) -> Result<Self, Error> {
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
        let mut sampler = Self::assembled(posterior, options, state)?;
        sampler.draw_prior()?;
        Ok(sampler)
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
        };
        let mut ln_volume = sampler.state.support().0;
        for dead in &sampler.state.dead {
            let term = shell(ln_volume, dead.live) + dead.point.ln_likelihood;
            sampler.dead_evidence.add(term);
            ln_volume -= 1.0 / f64::from(dead.live);
        }
        Ok(sampler)
    }

    fn draw_prior(&mut self) -> Result<(), Error> {
        let wanted = self.options.live_points;
        while self.state.live.len() < wanted {
            if self.state.born > MOST_DRAWS * wanted as u64 {
                return Err(Error::TooFew {
                    what: "points of the prior with a finite likelihood",
                    found: self.state.live.len(),
                    required: wanted,
                });
            }
            let missing = (wanted - self.state.live.len()) as u64;
            let dimension = self.state.dimension;
            let points = self.each(missing, |rng| {
                let cube: Vec<f64> = (0..dimension).map(|_| open_unit(rng)).collect();
                let ln_likelihood = ln_likelihood(self.posterior, &cube)?;
                Ok(Point {
                    cube,
                    ln_likelihood,
                })
            })?;
            self.state.born += missing;
            self.state.evaluations += missing;
            for point in points {
                if point.ln_likelihood > f64::NEG_INFINITY {
                    self.state.live.push(point);
                } else {
                    self.state.zeros += 1;
                }
            }
        }
        let order = |a: &Point, b: &Point| a.ln_likelihood.total_cmp(&b.ln_likelihood);
        self.state.live.sort_by(order);
        self.state.ln_volume = self.state.support().0;
        Ok(())
    }

    /// Does `work` for the next `count` points, each with its stream, in order.
    fn each<T: Send>(
        &self,
        count: u64,
        work: impl Fn(&mut rand_xoshiro::Xoshiro256PlusPlus) -> Result<T, Error> + Sync,
    ) -> Result<Vec<T>, Error> {
        let (seed, born) = (self.state.seed, self.state.born);
        let one = |index: u64| work(&mut stream(seed, born + index));
        if self.parallel {
            // Indexed, so that the first error in order is the one reported, whatever the threads do.
            let outcomes: Vec<Result<T, Error>> = (0..count as usize)
                .into_par_iter()
                .with_max_len(1)
                .map(|i| one(i as u64))
                .collect();
            outcomes.into_iter().collect()
        } else {
            (0..count).map(one).collect()
        }
    }

    /// Replaces live points until little of the evidence is left, reporting after each generation; a run broken off
    /// goes on with the next call. In the report, `steps` is a guess.
    ///
    /// # Errors
    ///
    /// What the likelihood fails with, or [`Error::NonFinite`]; [`Error::NotConverged`] where the
    /// [ellipsoids](Exploration::Ellipsoids) hold less than one ten-thousandth of points above the threshold.
    pub fn run(
        &mut self,
        mut report: impl FnMut(&Progress) -> ControlFlow<()>,
    ) -> Result<Outcome, Error> {
        while !self.is_finished() {
            self.generation()?;
            if report(&self.progress()).is_break() {
                return Ok(Outcome::Cancelled);
            }
        }
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

    fn is_finished(&self) -> bool {
        // Nothing lies above the highest plateau.
        let live = &self.state.live;
        let top = live.last().map_or(f64::NEG_INFINITY, |p| p.ln_likelihood);
        let plateau = live.first().is_none_or(|p| p.ln_likelihood >= top);
        plateau
            || (!self.state.dead.is_empty() && self.ln_remaining() < self.options.remaining.ln())
    }

    fn progress(&self) -> Progress {
        let (evaluations, points) = self.state.last_cost;
        let step = self.state.generations as usize;
        // An e-fold of volume loses at least an e-fold of the remaining evidence in the end.
        let folds = (self.ln_remaining() - self.options.remaining.ln()).max(0.0);
        let generations_a_fold = self.options.live_points as f64 / self.options.batch as f64;
        Progress {
            phase: Phase::Sampling,
            step,
            steps: step + (folds * generations_a_fold).ceil().min(1e9) as usize,
            acceptance: points as f64 / evaluations.max(1) as f64,
            best_ln_density: self
                .state
                .live
                .last()
                .map_or(f64::NEG_INFINITY, |p| p.ln_likelihood),
            r_minus_1: None,
            effective_samples: None,
        }
    }

    /// One batch of deaths and births.
    fn generation(&mut self) -> Result<(), Error> {
        let live = &self.state.live;
        let threshold = live[self.options.batch - 1].ln_likelihood;
        let deaths = live.partition_point(|p| p.ln_likelihood <= threshold);
        if deaths == live.len() {
            // A plateau at the top: up to it only.
            return self.end_below(threshold);
        }
        let survivors = &live[deaths..];
        let fresh = self.fresh_region(survivors);
        let region = fresh.as_ref().unwrap_or(&self.state.region);
        let sweeps = match self.options.exploration {
            Exploration::Slices { sweeps } => sweeps,
            Exploration::Ellipsoids | Exploration::Automatic => SWEEPS,
        };
        let births = (self.options.live_points - survivors.len()) as u64;
        let search = Search {
            posterior: self.posterior,
            region,
            threshold,
        };
        let found = self.each(births, |rng| {
            let found = match region.purpose {
                Purpose::Directions => {
                    let start = &survivors[rng.random_range(0..survivors.len())];
                    search.walked(start, sweeps, rng)?
                }
                Purpose::Cover => search.drawn(rng, MOST_TRIES)?,
            };
            let jitter: (f64, f64) = (rng.random(), rng.random());
            Ok((found, jitter))
        })?;
        self.commit(deaths, fresh, found)
    }

    /// A new region where the present one is too old, or there is none.
    fn fresh_region(&self, survivors: &[Point]) -> Option<Region> {
        let state = &self.state;
        if state.generations > 0
            && !state.failed
            && state.region_age < self.options.live_points / 10
        {
            return None;
        }
        let cubes: Vec<&[f64]> = survivors.iter().map(|p| p.cube.as_slice()).collect();
        let fitted = |purpose| {
            let mut rng = stream(state.seed ^ REGION, state.generations);
            Region::new(&cubes, state.ln_volume, purpose, &mut rng)
        };
        Some(match self.options.exploration {
            Exploration::Slices { .. } => fitted(Purpose::Directions),
            Exploration::Ellipsoids => fitted(Purpose::Cover),
            Exploration::Automatic if state.failed || state.dimension > LOW_DIMENSION => {
                fitted(Purpose::Directions)
            }
            Exploration::Automatic => {
                let cover = fitted(Purpose::Cover);
                // Draws from the cover for a point above the threshold, against slices for one.
                let draws = cover.volume() / state.ln_volume.exp();
                if draws < SLICE_COST * (SWEEPS * state.dimension) as f64 {
                    cover
                } else {
                    fitted(Purpose::Directions)
                }
            }
        })
    }

    fn commit(
        &mut self,
        deaths: usize,
        fresh: Option<Region>,
        found: Vec<(Found, (f64, f64))>,
    ) -> Result<(), Error> {
        let evaluations: u64 = found.iter().map(|(f, _)| f.evaluations).sum();
        let births = found.len() as u64;
        let missed = found.iter().filter(|(f, _)| f.point.is_none()).count();
        if missed > 0 && self.options.exploration == Exploration::Ellipsoids {
            return Err(Error::NotConverged {
                what: "search for a point above the threshold",
                iterations: evaluations as usize,
                residual: missed as f64,
                tolerance: 0.0,
                theta: self
                    .posterior
                    .prior_quantile(&self.state.live[deaths].cube)?,
            });
        }
        let state = &mut self.state;
        state.evaluations += evaluations;
        state.born += births;
        if let Some(region) = fresh {
            state.region = region;
            state.region_age = 0;
        }
        state.failed = missed > 0;
        if state.failed {
            // Nothing died: the next generation, by slices, starts where this one did.
            return Ok(());
        }
        state.last_cost = (evaluations, births);
        state.generations += 1;
        state.region_age += deaths;
        self.bury(deaths);
        for (found, jitter) in found {
            if let Some(point) = found.point {
                self.insert(point, jitter);
            }
        }
        Ok(())
    }

    fn bury(&mut self, deaths: usize) {
        let state = &mut self.state;
        let first = state.live.len();
        for (i, point) in state.live.drain(..deaths).enumerate() {
            let live = (first - i) as u32;
            let term = shell(state.ln_volume, live) + point.ln_likelihood;
            self.dead_evidence.add(term);
            state.ln_volume -= 1.0 / f64::from(live);
            state.dead.push(Dead { point, live });
        }
    }

    fn insert(&mut self, point: Point, (tie, jitter): (f64, f64)) {
        let live = &mut self.state.live;
        let below = live.partition_point(|p| p.ln_likelihood < point.ln_likelihood);
        let not_above = live.partition_point(|p| p.ln_likelihood <= point.ln_likelihood);
        let rank = below + (tie * (not_above - below + 1) as f64) as usize;
        let scaled = (rank as f64 + jitter) / (live.len() + 1) as f64;
        self.state.insertion_ranks.push(scaled);
        live.insert(rank, point);
    }

    /// Lets all die that lie below the plateau at the top.
    fn end_below(&mut self, plateau: f64) -> Result<(), Error> {
        let deaths = self
            .state
            .live
            .partition_point(|p| p.ln_likelihood < plateau);
        self.bury(deaths);
        Ok(())
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

/// ln (Xᵢ₋₁ − Xᵢ).
fn shell(ln_volume: f64, live: u32) -> f64 {
    ln_volume + (-(-1.0 / f64::from(live)).exp_m1()).ln()
}
