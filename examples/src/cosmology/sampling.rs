//! Samples of the posterior: by the solver in chains that survive their process, or by a Taylor expansion that the solver checks.

use std::fs::File;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;

use lastscatter::inference::run::RunFolder;
use lastscatter::inference::{
    Chain, Chains, Convergence, Covariance, Learning, LogDensity, MetropolisOptions,
    MetropolisSampler, Posterior, Progress, Proposal, stream,
};
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;
use rayon::prelude::*;

use super::{BestFit, Model, RunFile, SamplerEntry, TaylorModel};
use crate::{Bars, Failure, finished};

/// Chains begin this much wider than the posterior is, so that R − 1 can see whether they have met.
const SPREAD: f64 = 1.5;

/// R − 1 at which the expansion's posterior is good enough for a proposal.
const GUESS: f64 = 0.03;

/// Steps that are no samples where nothing is to be learnt.
const SETTLING: usize = 100;

/// Points at which the solver checks the expansion.
const CHECKS: usize = 64;

/// Chains, and how far the expansion can have led them astray.
#[derive(Debug)]
pub struct Sampled {
    /// The chains, with H₀ and Ω_m beside what was sampled.
    pub chains: Chains,
    /// How good the expansion was, where there was one.
    pub taylor: Option<TaylorError>,
}

/// What the expansion's error can do to a posterior.
#[derive(Debug, Clone, Copy)]
pub struct TaylorError {
    /// Points at which the solver was asked.
    pub points: usize,
    /// Standard deviation over the posterior of the ratio of the solver's density to the expansion's, relative to its mean: no mean is off by
    /// more than this many of its own standard deviations (Cauchy–Schwarz).
    pub ratio_sigma: f64,
}

/// Samples until the chains agree; begun in `folder`, or taken up where they were left.
///
/// The posterior of the expansion says how to move and where to begin, so that nothing is left to learn.
///
/// # Errors
///
/// What the solver, the sampler or the folder fail with.
pub fn by_solver(
    run: &RunFile,
    model: &Model,
    best: &BestFit,
    folder: &Path,
) -> Result<Sampled, Failure> {
    let posterior = model.posterior()?;
    let description = format!(
        "version {}\n{}",
        env!("CARGO_PKG_VERSION"),
        toml::to_string(run)?
    );
    let lock = RunFolder::open(folder, description)?;
    let mut log = File::options()
        .create(true)
        .append(true)
        .open(folder.join("progress.jsonl"))?;
    let guess = expansion(run, model, best, GUESS)?;
    let mut rng = stream(run.sampler.seed, u64::MAX / 3);
    let merged = guess.merged();
    let start: Vec<Vec<f64>> = (0..run.sampler.chains)
        .map(|_| merged.row(draw(&merged, &mut rng)).to_vec())
        .collect();
    let proposal = Proposal::Covariance(Covariance::new(guess.covariance())?);
    let options = MetropolisOptions {
        seed: run.sampler.seed,
        warm_up: SETTLING,
        learning: Learning {
            from: 0.0,
            ..Learning::default()
        },
        ..MetropolisOptions::default()
    };
    let mut sampler = MetropolisSampler::in_folder(&posterior, &start, &proposal, options, lock)?;
    let chains = converged(
        &mut sampler,
        run,
        run.sampler.r_minus_1,
        &posterior,
        |progress| {
            // What cannot be logged is still in the chains.
            let _ = writeln!(log, "{}", progress.json());
        },
    )?;
    Ok(Sampled {
        chains: with_derived(model, &chains)?,
        taylor: None,
    })
}

/// The same with the spectra expanded about the best fit.
///
/// # Errors
///
/// What the solver or the sampler fail with.
pub fn by_expansion(run: &RunFile, model: &Model, best: &BestFit) -> Result<Sampled, Failure> {
    let chains = expansion(run, model, best, run.sampler.r_minus_1)?;
    let error = error(model, &chains, run.sampler.seed)?;
    Ok(Sampled {
        chains: with_derived(model, &chains)?,
        taylor: Some(error),
    })
}

fn expansion(
    run: &RunFile,
    model: &Model,
    best: &BestFit,
    r_minus_1: f64,
) -> Result<Chains, Failure> {
    let taylor = TaylorModel::new(model, &best.theta, &best.covariance)?;
    let posterior = model.posterior_of(&taylor)?;
    let start = starts(best, &run.sampler)?;
    let options = MetropolisOptions {
        seed: run.sampler.seed,
        ..MetropolisOptions::default()
    };
    let proposal = Proposal::Covariance(best.covariance.clone());
    let mut sampler = MetropolisSampler::new(&posterior, &start, &proposal, options)?;
    converged(&mut sampler, run, r_minus_1, &posterior, |_| ())
}

fn converged<L: LogDensity>(
    sampler: &mut MetropolisSampler<'_, Posterior<L>>,
    run: &RunFile,
    r_minus_1: f64,
    posterior: &Posterior<L>,
    mut log: impl FnMut(&Progress),
) -> Result<Chains, Failure> {
    let until = Convergence {
        means: r_minus_1,
        max_steps: run.sampler.max_steps,
        ..Convergence::default()
    };
    let bars = Bars::default();
    let bar = bars.add("posterior");
    let watch = |progress: &Progress| -> ControlFlow<()> {
        log(progress);
        bar.watch(progress)
    };
    finished(sampler.converge(&until, watch)?)?;
    Ok(sampler.chains(posterior.info())?)
}

fn starts(best: &BestFit, sampler: &SamplerEntry) -> Result<Vec<Vec<f64>>, Failure> {
    (0..sampler.chains as u64)
        .map(|chain| {
            // Apart from the streams that the chains themselves use.
            let mut rng = stream(sampler.seed, u64::MAX - chain);
            let mut step: Vec<f64> = (0..best.theta.len())
                .map(|_| SPREAD * rng.sample::<f64, _>(StandardNormal))
                .collect();
            best.covariance.colour(&mut step)?;
            Ok(best.theta.iter().zip(step).map(|(x, s)| x + s).collect())
        })
        .collect()
}

/// Asks the solver at points drawn from the chains.
fn error(model: &Model, chains: &Chains, seed: u64) -> Result<TaylorError, Failure> {
    let posterior = model.posterior()?;
    let merged = chains.merged();
    let mut rng = stream(seed, u64::MAX / 2);
    let points: Vec<usize> = (0..CHECKS).map(|_| draw(&merged, &mut rng)).collect();
    let ratios = points
        .par_iter()
        .with_max_len(1)
        .map(|&i| Ok(posterior.ln_density(merged.row(i))? - merged.ln_density()[i]))
        .collect::<Result<Vec<f64>, Failure>>()?;
    let largest = ratios.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = ratios.iter().map(|r| (r - largest).exp()).collect();
    let n = weights.len() as f64;
    let mean = weights.iter().sum::<f64>() / n;
    let square = weights.iter().map(|w| (w - mean).powi(2)).sum::<f64>() / (n - 1.0);
    Ok(TaylorError {
        points: weights.len(),
        ratio_sigma: square.sqrt() / mean,
    })
}

/// A row, drawn as often as it was visited.
fn draw(chain: &Chain, rng: &mut impl Rng) -> usize {
    let mut place = rng.random::<f64>() * chain.total_weight();
    for (i, weight) in chain.weights().iter().enumerate() {
        place -= weight;
        if place < 0.0 {
            return i;
        }
    }
    chain.len() - 1
}

/// The chains with H₀ and Ω_m beside what was sampled.
fn with_derived(model: &Model, chains: &Chains) -> Result<Chains, Failure> {
    let wider = chains.chains().iter().map(|chain| {
        let rows: Vec<&[f64]> = chain.rows().collect();
        let derived = rows
            .par_iter()
            .map(|row| model.derived(row))
            .collect::<Result<Vec<_>, _>>()?;
        let pairs = rows.iter().zip(&derived);
        let samples: Vec<f64> = pairs
            .flat_map(|(row, more)| row.iter().chain(more).copied())
            .collect();
        let dimension = chain.dimension() + Model::derived_info().len();
        let weights = chain.weights().to_vec();
        let ln_density = chain.ln_density().to_vec();
        Ok(Chain::new(dimension, samples, weights, ln_density)?)
    });
    let mut info = chains.parameters().to_vec();
    info.extend(Model::derived_info());
    Ok(Chains::new(info, wider.collect::<Result<_, Failure>>()?)?)
}
