//! What the data say of one model.

use std::ops::ControlFlow;
use std::time::Instant;

use lastscatter::analysis::{ChiSquaredOfPart, Error, Model, Response, Sky};
use lastscatter::inference::{
    Chain, Chains, Covariance, Density, LogDensity, NelderMead, NestedOptions, NestedProgress,
    NestedResult, NestedSampler, Posterior, Restarts, Reweighting,
};
use lastscatter::likelihood::spectra::Residual;
use lastscatter::primordial::description::Solved;
use lastscatter::stokes::spectra::Pair;
use lastscatter_examples::{Failure, finished};

use crate::candidate::Candidate;

/// How much work is done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    /// Live points of nested sampling.
    pub(crate) live_points: usize,
    /// Points of the posterior at which the solver is asked.
    checks: usize,
}

impl Effort {
    pub(crate) const FULL: Self = Self {
        live_points: 250,
        checks: 32,
    };
    pub(crate) const QUICK: Self = Self {
        live_points: 80,
        checks: 8,
    };
}

/// Evidence, posterior and best fit of a model.
#[derive(Debug)]
pub(crate) struct Outcome<'a> {
    pub(crate) candidate: &'a Candidate,
    pub(crate) model: &'a Model,
    /// By the response.
    pub(crate) nested: NestedResult,
    /// What the solver says of the response, at points of the posterior.
    pub(crate) solver: Reweighting,
    /// Points at which it was asked.
    pub(crate) checks: usize,
    /// Where the response's posterior is highest.
    pub(crate) theta: Vec<f64>,
    /// How far the response's ln L there is above the solver's.
    pub(crate) surplus: f64,
    /// The solver's sky there.
    pub(crate) sky: Sky,
    /// χ² by data set of that sky.
    pub(crate) parts: Vec<ChiSquaredOfPart>,
    /// The primordial spectrum there.
    pub(crate) primordial: Solved,
    /// Wall time.
    pub(crate) seconds: f64,
}

/// Wavenumbers of figures in Mpc⁻¹.
pub(crate) const WAVENUMBERS: [f64; 2] = [2e-5, 0.5];

/// Share of the evidence that live points may hold at the end, where they are counted all the same.
const REMAINING: f64 = 1e-2;

/// Searches for the best fit, each from a sample near it.
const SEARCHES: usize = 4;

/// As far as best fits need be known: 1e-3 in ln p.
const SEARCH: NelderMead = NelderMead {
    value_tolerance: 1e-3,
    size_tolerance: 1e-2,
    max_evaluations: 20_000,
};

impl<'a> Outcome<'a> {
    pub(crate) fn new(
        candidate: &'a Candidate,
        model: &'a Model,
        response: &'a Response<'a>,
        effort: &Effort,
        seed: u64,
        watch: impl FnMut(&NestedProgress) -> ControlFlow<()>,
    ) -> Result<Self, Failure> {
        let begin = Instant::now();
        let imprint = candidate.imprint(response, model)?;
        let posterior = model.posterior_of(&imprint)?;
        let options = NestedOptions {
            seed,
            live_points: effort.live_points,
            remaining: REMAINING,
            ..NestedOptions::default()
        };
        let mut sampler = NestedSampler::new(&posterior, options)?;
        finished(sampler.run(watch)?)?;
        let nested = sampler.result()?;
        let theta = summit(&posterior, &nested.chains)?;
        let solver = Reweighting::new(&drawn(&nested.chains, effort.checks)?, &model.posterior()?)?;
        let sky = model.sky(&theta)?;
        let parts = model.chi_squared(&sky, &theta)?;
        let by_response = posterior.likelihood().ln_density(&theta)?;
        let by_solver = model.ln_density(&theta)?;
        Ok(Self {
            surplus: by_response - by_solver,
            primordial: model.primordial(&theta, WAVENUMBERS)?,
            checks: effort.checks,
            seconds: begin.elapsed().as_secs_f64(),
            candidate,
            model,
            nested,
            solver,
            theta,
            sky,
            parts,
        })
    }

    /// χ² of all data at the best fit.
    pub(crate) fn chi_squared(&self) -> f64 {
        self.parts.iter().map(|part| part.chi_squared.total).sum()
    }

    /// ln Z of the solver's likelihood, and its error: that of nested sampling and of what the solver says, at so many points.
    pub(crate) fn ln_evidence(&self) -> (f64, f64) {
        let value = self.nested.ln_evidence + self.solver.ln_evidence_ratio;
        let asked = self.ratio_sigma() / (self.checks as f64).sqrt();
        (value, self.nested.ln_evidence_error.hypot(asked))
    }

    /// Standard deviation over the posterior of the solver's likelihood over the response's, relative to its mean.
    pub(crate) fn ratio_sigma(&self) -> f64 {
        (1.0 / self.solver.efficiency - 1.0).max(0.0).sqrt()
    }

    /// The TT data beside the best fit.
    pub(crate) fn residuals(&self) -> Result<Vec<Residual>, Failure> {
        let mut all = Vec::new();
        for (set, own) in self.model.data_at(&self.theta) {
            let found = set.residuals(&self.sky.theory(), &own);
            let found = found.map_err(Error::from)?;
            all.extend(found.into_iter().filter(|r| r.pair == Pair::TT));
        }
        Ok(all)
    }
}

/// The highest point that searches from the best samples find, in coordinates in which the posterior is round.
fn summit<L: LogDensity>(posterior: &Posterior<L>, chains: &Chains) -> Result<Vec<f64>, Failure> {
    let merged = chains.merged();
    let covariance = Covariance::new(chains.covariance())?;
    let mut order: Vec<usize> = (0..merged.len()).collect();
    order.sort_by(|&a, &b| merged.ln_density()[b].total_cmp(&merged.ln_density()[a]));
    let best = merged.row(order[0]).to_vec();
    let n = best.len();
    let at = |y: &[f64]| {
        let mut step = y.to_vec();
        covariance.colour(&mut step)?;
        let theta = best.iter().zip(step).map(|(b, s)| b + s);
        Ok::<Vec<f64>, lastscatter::inference::Error>(theta.collect())
    };
    let round = Density::new(n, |y| {
        let there = at(y).ok().and_then(|t| posterior.ln_density(&t).ok());
        there.unwrap_or(f64::NEG_INFINITY)
    });
    let starts = order.iter().take(SEARCHES).map(|&i| {
        let mut y: Vec<f64> = merged
            .row(i)
            .iter()
            .zip(&best)
            .map(|(x, b)| x - b)
            .collect();
        covariance.whiten(&mut y)?;
        Ok(y)
    });
    let starts = starts.collect::<Result<Vec<Vec<f64>>, Failure>>()?;
    let found = Restarts::new(&round, &SEARCH, &starts, &vec![0.5; n])?;
    Ok(at(&found.best().theta)?)
}

/// So many rows, drawn evenly from the posterior.
fn drawn(chains: &Chains, count: usize) -> Result<Chains, Failure> {
    let merged = chains.merged();
    let step = merged.total_weight() / count as f64;
    let (mut samples, mut ln_density) = (Vec::new(), Vec::new());
    let (mut passed, mut next) = (0.0, 0.5 * step);
    for (i, weight) in merged.weights().iter().enumerate() {
        passed += weight;
        while next < passed && ln_density.len() < count {
            samples.extend_from_slice(merged.row(i));
            ln_density.push(merged.ln_density()[i]);
            next += step;
        }
    }
    let weights = vec![1.0; ln_density.len()];
    let chain = Chain::new(merged.dimension(), samples, weights, ln_density)?;
    Ok(Chains::new(chains.parameters().to_vec(), vec![chain])?)
}
