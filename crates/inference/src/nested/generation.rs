//! A generation: deaths, births, and what changes by them.

use rand::RngExt;
use rayon::prelude::*;

use super::explore::{Search, ln_likelihood, open_unit};
use super::options::Exploration;
use super::region::{Purpose, Region};
use super::sampler::NestedSampler;
use super::state::{Births, Dead, Point};
use crate::density::LogDensity;
use crate::error::Error;
use crate::rng::stream;

/// Keeps the regions' random numbers apart from those of the points.
const REGION: u64 = 0x7265_6769_6f6e_7321;
/// Keeps those that break ties between ranks apart.
const TIES: u64 = 0x7469_6573_2121_2121;
/// The most draws of the prior for each point of finite likelihood.
const MOST_DRAWS: u64 = 10_000;
/// The most draws from ellipsoids for a point, before slices take over.
const MOST_TRIES: u64 = 10_000;
/// The automatic choice tries ellipsoids up to this dimension.
const LOW_DIMENSION: usize = 10;
/// Bases of slices that the automatic choice takes.
const SWEEPS: usize = 3;
/// Evaluations that a slice costs on average.
const SLICE_COST: f64 = 2.4;
/// Generations between two calls that have the disk keep what was written, even if the power fails.
const SYNC_EVERY: u64 = 20;

impl<L: LogDensity> NestedSampler<'_, L> {
    /// Draws from the prior until all live points are there.
    pub(super) fn draw_prior(&mut self) -> Result<(), Error> {
        while self.lacks_live_points() {
            let births = self.prior_draws()?;
            self.save(&births)?;
            self.add_prior_draws(births);
        }
        Ok(())
    }

    /// Whether the run still gathers its first live points.
    pub(super) fn lacks_live_points(&self) -> bool {
        let state = &self.state;
        state.generations == 0
            && state.dead.is_empty()
            && state.live.len() < self.options.live_points
    }

    /// No more at a time than die later: that is what a run in a folder may lose.
    fn prior_draws(&self) -> Result<Births, Error> {
        let (found, required) = (self.state.live.len(), self.options.live_points);
        if self.state.born > MOST_DRAWS * required as u64 {
            return Err(Error::TooFew {
                what: "points of the prior with a finite likelihood",
                found,
                required,
            });
        }
        let count = (required - found).min(self.options.batch) as u64;
        let dimension = self.state.dimension;
        let points = self.each(count, |rng| {
            let cube: Vec<f64> = (0..dimension).map(|_| open_unit(rng)).collect();
            let ln_likelihood = ln_likelihood(self.posterior, &cube)?;
            Ok(Point {
                cube,
                ln_likelihood,
            })
        })?;
        Ok(Births {
            evaluations: count,
            points,
        })
    }

    pub(super) fn add_prior_draws(&mut self, births: Births) {
        self.state.born += births.points.len() as u64;
        self.state.evaluations += births.evaluations;
        for point in births.points {
            if point.ln_likelihood > f64::NEG_INFINITY {
                self.state.live.push(point);
            } else {
                self.state.zeros += 1;
            }
        }
        if !self.lacks_live_points() {
            let order = |a: &Point, b: &Point| a.ln_likelihood.total_cmp(&b.ln_likelihood);
            self.state.live.sort_by(order);
            self.state.ln_volume = self.state.support().0;
        }
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

    /// One batch of deaths and births.
    pub(super) fn generation(&mut self) -> Result<(), Error> {
        let Some(threshold) = self.threshold() else {
            self.end_below_plateau();
            return Ok(());
        };
        let deaths = self.deaths(threshold);
        let fresh = self.fresh_region(deaths);
        let region = fresh.as_ref().unwrap_or(&self.state.region);
        let births = self.births(threshold, deaths, region)?;
        self.save(&births)?;
        self.commit(deaths, fresh, births);
        if self.state.generations.is_multiple_of(SYNC_EVERY) {
            self.sync()?;
        }
        Ok(())
    }

    /// What [`generation`](Self::generation) does, with births that were found before.
    pub(super) fn repeat(&mut self, births: Births) {
        if let Some(threshold) = self.threshold() {
            let deaths = self.deaths(threshold);
            let fresh = self.fresh_region(deaths);
            self.commit(deaths, fresh, births);
        }
    }

    /// The likelihood up to which points die; nothing where all the others lie on a plateau at the top.
    fn threshold(&self) -> Option<f64> {
        let live = &self.state.live;
        let threshold = live[(self.options.batch - 1).min(live.len() - 1)].ln_likelihood;
        (self.deaths(threshold) < live.len()).then_some(threshold)
    }

    fn deaths(&self, threshold: f64) -> usize {
        let live = &self.state.live;
        live.partition_point(|p| p.ln_likelihood <= threshold)
    }

    fn births(&self, threshold: f64, deaths: usize, region: &Region) -> Result<Births, Error> {
        let survivors = &self.state.live[deaths..];
        let sweeps = match self.options.exploration {
            Exploration::Slices { sweeps } => sweeps,
            Exploration::Ellipsoids | Exploration::Automatic => SWEEPS,
        };
        let search = Search {
            posterior: self.posterior,
            region,
            threshold,
        };
        let wanted = (self.options.live_points - survivors.len()) as u64;
        let found = self.each(wanted, |rng| match region.purpose {
            Purpose::Directions => {
                let start = &survivors[rng.random_range(0..survivors.len())];
                search.walked(start, sweeps, rng)
            }
            Purpose::Cover => search.drawn(rng, MOST_TRIES),
        })?;
        let evaluations = found.iter().map(|f| f.evaluations).sum();
        let points: Vec<Point> = found.into_iter().filter_map(|f| f.point).collect();
        let missed = wanted - points.len() as u64;
        if missed > 0 && self.options.exploration == Exploration::Ellipsoids {
            return Err(Error::NotConverged {
                what: "search for a point above the threshold",
                iterations: evaluations as usize,
                residual: missed as f64,
                tolerance: 0.0,
                theta: self.posterior.prior_quantile(&survivors[0].cube)?,
            });
        }
        Ok(Births {
            evaluations,
            // A generation is whole or not at all.
            points: if missed > 0 { Vec::new() } else { points },
        })
    }

    /// A new region where the present one is too old, or there is none.
    fn fresh_region(&self, deaths: usize) -> Option<Region> {
        let state = &self.state;
        let survivors = &state.live[deaths..];
        if state.generations > 0
            && !state.failed
            && state.region_age < self.options.live_points / 10
        {
            return None;
        }
        let cubes: Vec<&[f64]> = survivors.iter().map(|p| p.cube.as_slice()).collect();
        let mut rng = stream(state.seed ^ REGION, state.generations);
        let mut fitted = |purpose| Region::new(&cubes, state.ln_volume, purpose, &mut rng);
        Some(match self.options.exploration {
            Exploration::Slices { .. } => fitted(Purpose::Directions),
            Exploration::Ellipsoids => fitted(Purpose::Cover),
            Exploration::Automatic if state.failed || state.dimension > LOW_DIMENSION => {
                fitted(Purpose::Directions)
            }
            Exploration::Automatic => {
                let cover = fitted(Purpose::Cover);
                // Draws from the cover for a point above the threshold, against slices for one.
                let draws = cover.volume(&mut stream(!state.seed ^ REGION, state.generations))
                    / state.ln_volume.exp();
                if draws < SLICE_COST * (SWEEPS * state.dimension) as f64 {
                    cover
                } else {
                    fitted(Purpose::Directions)
                }
            }
        })
    }

    fn commit(&mut self, deaths: usize, fresh: Option<Region>, births: Births) {
        let state = &mut self.state;
        let first = state.born;
        let wanted = (self.options.live_points + deaths - state.live.len()) as u64;
        state.evaluations += births.evaluations;
        state.born += wanted;
        if let Some(region) = fresh {
            state.region = region;
            state.region_age = 0;
        }
        state.failed = births.points.is_empty();
        if state.failed {
            // Nothing died: the next generation, by slices, starts where this one did.
            return;
        }
        state.last_cost = (births.evaluations, wanted);
        state.generations += 1;
        state.region_age += deaths;
        self.bury(deaths);
        for (point, index) in births.points.into_iter().zip(first..) {
            self.insert(point, index);
        }
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

    fn insert(&mut self, point: Point, index: u64) {
        let mut rng = stream(self.state.seed ^ TIES, index);
        let (tie, jitter): (f64, f64) = (rng.random(), rng.random());
        let live = &mut self.state.live;
        let below = live.partition_point(|p| p.ln_likelihood < point.ln_likelihood);
        let not_above = live.partition_point(|p| p.ln_likelihood <= point.ln_likelihood);
        let rank = below + (tie * (not_above - below + 1) as f64) as usize;
        let scaled = (rank as f64 + jitter) / (live.len() + 1) as f64;
        self.state.insertion_ranks.push(scaled);
        live.insert(rank, point);
    }

    /// Lets all die that lie below the plateau at the top.
    fn end_below_plateau(&mut self) {
        let live = &self.state.live;
        let top = live.last().map_or(f64::NEG_INFINITY, |p| p.ln_likelihood);
        let deaths = live.partition_point(|p| p.ln_likelihood < top);
        self.bury(deaths);
    }
}

/// ln (Xᵢ₋₁ − Xᵢ).
pub(super) fn shell(ln_volume: f64, live: u32) -> f64 {
    ln_volume + (-(-1.0 / f64::from(live)).exp_m1()).ln()
}
