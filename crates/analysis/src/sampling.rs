//! Samples of a posterior: by the solver in chains that survive their process, or by an expansion of the spectra that the solver checks.

use std::fs::File;
use std::io::Write;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use lastscatter_inference::run::RunFolder;
use lastscatter_inference::{
    Chain, Chains, Company, Convergence, Covariance, FastSteps, Guided, Learning, LogDensity,
    MetropolisOptions, MetropolisSampler, Outcome, Progress, Proposal, diagnostics, stream,
};
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;
use rayon::prelude::*;

use crate::{BestFit, Error, Expansion, Method, Model, RunFile, SamplerEntry, Spectra};

/// The expansion's chains begin this much wider than the posterior is, so that R − 1 can see whether they have met.
const SPREAD: f64 = 1.5;

/// Starts that are tried before the best fit is taken.
const TRIES: usize = 100;

/// R − 1 at which the expansion's posterior is good enough for a proposal.
const GUESS: f64 = 0.03;

/// Cycles of a walk through the expansion: about as many as its chains need to forget where they were.
const CYCLES_OF_A_WALK: usize = 15;

/// Steps that are no samples where chains begin within the posterior and nothing is to be learnt.
const SETTLING: usize = 20;

/// Guided chains, which hardly remember their last step, meet this often.
const CYCLES_OF_GUIDED_CHAINS: usize = 3;

/// Steps by which fast parameters are dragged along.
const DRAGGING: usize = 10;

/// Points at which the solver checks the expansion.
const CHECKS: usize = 64;

/// Samples of a posterior.
#[derive(Debug)]
pub struct Sampled {
    /// The chains, with [derived](Model::derived_info) parameters beside what was sampled.
    pub chains: Chains,
    /// Share of proposals accepted, over all chains.
    pub acceptance: f64,
    /// R − 1 of the means of what was sampled.
    pub r_minus_1: f64,
    /// How good the expansion was, where the samples are its own.
    pub expansion: Option<ExpansionError>,
}

/// What the expansion's error can do to a posterior.
#[derive(Debug, Clone, Copy)]
pub struct ExpansionError {
    /// Points at which the solver was asked.
    pub points: usize,
    /// Standard deviation over the posterior of the ratio of the solver's density to the expansion's, relative to its mean, as estimated from
    /// these points: no mean is off by much more than this many of its own standard deviations (Cauchy–Schwarz).
    pub ratio_sigma: f64,
}

impl Sampled {
    /// Samples as the run file says until the chains agree.
    ///
    /// Where the solver is asked, chains are begun in `folder`, or taken up where they were left; each report is appended to
    /// `progress.jsonl` there. With [`Alone`](lastscatter_inference::Alone) for `company` all chains are this process's; in other company
    /// every process calls this, and has all chains in the end. The posterior of the expansion says how to move and where to begin, so that nothing is left to
    /// learn.
    ///
    /// # Errors
    ///
    /// What the solver, the sampler or the folder fail with; [`Error::Interrupted`] where `watch` breaks.
    pub fn new(
        run: &RunFile,
        model: &Model,
        best: &BestFit,
        folder: &Path,
        company: Arc<dyn Company>,
        mut watch: impl FnMut(&Progress) -> ControlFlow<()>,
    ) -> Result<Self, Error> {
        let lock = match run.sampler.spectra {
            Spectra::Solver => Some(RunFolder::open_in_company(
                folder,
                description(run)?,
                company.clone(),
            )?),
            Spectra::Expansion => None,
        };
        let expansion = Expansion::new(model, &best.theta, &best.covariance)?;
        let Some(lock) = lock else {
            let r_minus_1 = run.sampler.r_minus_1;
            let (chains, acceptance) =
                expanded(run, model, best, &expansion, r_minus_1, &mut watch)?;
            return Ok(Self {
                r_minus_1: diagnostics::r_minus_1_of_means(&chains)?,
                acceptance,
                expansion: Some(error(model, &chains, run.sampler.seed)?),
                chains: with_derived(model, &chains)?,
            });
        };
        let (guess, _) = expanded(run, model, best, &expansion, GUESS, &mut watch)?;
        let log = folder.join("progress.jsonl");
        let mut log = File::options()
            .create(true)
            .append(true)
            .open(&log)
            .map_err(|source| Error::Io {
                path: log.display().to_string(),
                source,
            })?;
        let watch = |progress: &Progress| {
            if company.rank() == 0 {
                // What cannot be logged is still in the chains.
                let _ = writeln!(log, "{}", progress.json());
            }
            watch(progress)
        };
        let (chains, acceptance) = solved(run, model, &expansion, &guess, lock, watch)?;
        Ok(Self {
            r_minus_1: diagnostics::r_minus_1_of_means(&chains)?,
            chains: with_derived(model, &chains)?,
            acceptance,
            expansion: None,
        })
    }
}

/// What a folder's chains must have been made with: all but when they end.
fn description(run: &RunFile) -> Result<String, Error> {
    let mut run = run.clone();
    let SamplerEntry {
        r_minus_1,
        max_steps,
        ..
    } = SamplerEntry::default();
    (run.sampler.r_minus_1, run.sampler.max_steps) = (r_minus_1, max_steps);
    let version = env!("CARGO_PKG_VERSION");
    Ok(format!("version {version}\n{}", run.to_toml()?))
}

/// Chains by the solver.
fn solved(
    run: &RunFile,
    model: &Model,
    expansion: &Expansion<'_>,
    guess: &Chains,
    folder: RunFolder,
    watch: impl FnMut(&Progress) -> ControlFlow<()>,
) -> Result<(Chains, f64), Error> {
    let mut rng = stream(run.sampler.seed, u64::MAX / 3);
    let merged = guess.merged();
    let start: Vec<Vec<f64>> = (0..run.sampler.chains)
        .map(|_| merged.row(draw(&merged, &mut rng)).to_vec())
        .collect();
    let proposal = Proposal::Covariance(Covariance::new(guess.covariance())?);
    let guided = run.sampler.method == Method::Guided;
    let defaults = MetropolisOptions::default();
    let cycles = if guided {
        NonZeroUsize::new(CYCLES_OF_GUIDED_CHAINS).unwrap_or(NonZeroUsize::MIN)
    } else {
        defaults.learning.cycles
    };
    let options = MetropolisOptions {
        seed: run.sampler.seed,
        warm_up: SETTLING,
        learning: Learning {
            cycles,
            from: 0.0,
            ..defaults.learning
        },
        fast_steps: fast_steps(run.sampler.method),
        ..defaults
    };
    let posterior = model.posterior()?;
    let likeness = model.posterior_of(expansion)?;
    let walk = NonZeroUsize::new(CYCLES_OF_A_WALK * start[0].len()).unwrap_or(NonZeroUsize::MIN);
    let guided = guided
        .then(|| Guided::new(&posterior, &likeness, walk))
        .transpose()?;
    let density: &dyn LogDensity = match &guided {
        Some(guided) => guided,
        None => &posterior,
    };
    let mut sampler = MetropolisSampler::in_folder(density, &start, &proposal, options, folder)?;
    converged(&mut sampler, run, run.sampler.r_minus_1, model, watch)
}

/// Chains by the expansion.
fn expanded(
    run: &RunFile,
    model: &Model,
    best: &BestFit,
    expansion: &Expansion<'_>,
    r_minus_1: f64,
    watch: impl FnMut(&Progress) -> ControlFlow<()>,
) -> Result<(Chains, f64), Error> {
    let posterior = model.posterior_of(expansion)?;
    let start = starts(best, &run.sampler, &posterior)?;
    let options = MetropolisOptions {
        seed: run.sampler.seed,
        fast_steps: fast_steps(run.sampler.method),
        ..MetropolisOptions::default()
    };
    let proposal = Proposal::Covariance(best.covariance.clone());
    let mut sampler = MetropolisSampler::new(&posterior, &start, &proposal, options)?;
    converged(&mut sampler, run, r_minus_1, model, watch)
}

fn fast_steps(method: Method) -> FastSteps {
    match method {
        Method::Dragged => FastSteps::Dragged {
            steps: NonZeroUsize::new(DRAGGING).unwrap_or(NonZeroUsize::MIN),
        },
        _ => MetropolisOptions::default().fast_steps,
    }
}

fn converged<D: LogDensity + ?Sized>(
    sampler: &mut MetropolisSampler<'_, D>,
    run: &RunFile,
    r_minus_1: f64,
    model: &Model,
    watch: impl FnMut(&Progress) -> ControlFlow<()>,
) -> Result<(Chains, f64), Error> {
    let until = Convergence {
        means: r_minus_1,
        max_steps: run.sampler.max_steps,
        ..Convergence::default()
    };
    match sampler.converge(&until, watch)? {
        Outcome::Finished => {
            let info = model.posterior()?.info();
            Ok((sampler.chains(info)?, sampler.acceptance()))
        }
        Outcome::Cancelled => Err(Error::Interrupted),
    }
}

/// Points about the best fit at which `posterior` does not vanish.
fn starts(
    best: &BestFit,
    sampler: &SamplerEntry,
    posterior: &impl LogDensity,
) -> Result<Vec<Vec<f64>>, Error> {
    (0..sampler.chains as u64)
        .map(|chain| {
            // Apart from the streams that the chains themselves use.
            let mut rng = stream(sampler.seed, u64::MAX - chain);
            for _ in 0..TRIES {
                let mut step: Vec<f64> = (0..best.theta.len())
                    .map(|_| SPREAD * rng.sample::<f64, _>(StandardNormal))
                    .collect();
                best.covariance.colour(&mut step)?;
                let start: Vec<f64> = best.theta.iter().zip(step).map(|(x, s)| x + s).collect();
                if matches!(posterior.ln_density(&start), Ok(ln_p) if ln_p > f64::NEG_INFINITY) {
                    return Ok(start);
                }
            }
            Ok(best.theta.clone())
        })
        .collect()
}

/// Asks the solver at points drawn from the chains.
fn error(model: &Model, chains: &Chains, seed: u64) -> Result<ExpansionError, Error> {
    let posterior = model.posterior()?;
    let merged = chains.merged();
    let mut rng = stream(seed, u64::MAX / 2);
    let points: Vec<usize> = (0..CHECKS).map(|_| draw(&merged, &mut rng)).collect();
    let ratios = points
        .par_iter()
        .with_max_len(1)
        .map(|&i| {
            let there = match posterior.ln_density(merged.row(i)) {
                Err(error) if error.is_recoverable() => f64::NEG_INFINITY,
                there => there.map_err(lastscatter_inference::Error::from)?,
            };
            Ok(there - merged.ln_density()[i])
        })
        .collect::<Result<Vec<f64>, Error>>()?;
    let largest = ratios.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = ratios.iter().map(|r| (r - largest).exp()).collect();
    let n = weights.len() as f64;
    let mean = weights.iter().sum::<f64>() / n;
    let square = weights.iter().map(|w| (w - mean).powi(2)).sum::<f64>() / (n - 1.0);
    Ok(ExpansionError {
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
fn with_derived(model: &Model, chains: &Chains) -> Result<Chains, Error> {
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
    Ok(Chains::new(info, wider.collect::<Result<_, Error>>()?)?)
}
