//! Chains that survive their process.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use lastscatter::inference::run::RunFolder;
use lastscatter::inference::{
    Chain, Chains, Convergence, Covariance, MetropolisOptions, MetropolisSampler, Posterior,
    Proposal, stream,
};
use lastscatter_examples::cosmology::{Model, RunFile, SamplerEntry};
use lastscatter_examples::{Bars, Failure, Parabola, finished};
use rand::RngExt;
use rand_distr::StandardNormal;
use rayon::prelude::*;

/// Chains begin this much wider than the posterior is, so that R − 1 can see whether they have met.
const SPREAD: f64 = 1.5;

/// Samples the posterior of a run file until the chains agree; begun in `folder`, or taken up where it was left.
pub(crate) fn chains(run: &RunFile, model: &Model, folder: &Path) -> Result<Chains, Failure> {
    let posterior = model.posterior()?;
    let sampler = &run.sampler;
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
    let parabola = Parabola::new(&posterior, &model.start(), &model.scales())?;
    let covariance = parabola.covariance().clone();
    let start = starts(&covariance, model, sampler)?;
    let options = MetropolisOptions {
        seed: sampler.seed,
        ..MetropolisOptions::default()
    };
    let proposal = Proposal::Covariance(covariance);
    let mut chains = MetropolisSampler::in_folder(&posterior, &start, &proposal, options, lock)?;
    let until = Convergence {
        means: sampler.r_minus_1,
        max_steps: sampler.max_steps,
        ..Convergence::default()
    };
    let bars = Bars::default();
    let bar = bars.add("posterior");
    finished(chains.converge(&until, |progress| {
        // What cannot be logged is still in the chains.
        let _ = writeln!(log, "{}", progress.json());
        bar.watch(progress)
    })?)?;
    with_derived(model, &posterior, &chains.chains(posterior.info())?)
}

fn starts(
    covariance: &Covariance,
    model: &Model,
    sampler: &SamplerEntry,
) -> Result<Vec<Vec<f64>>, Failure> {
    (0..sampler.chains as u64)
        .map(|chain| {
            // Apart from the streams that the chains themselves use.
            let mut rng = stream(sampler.seed, u64::MAX - chain);
            let mut step: Vec<f64> = model
                .start()
                .iter()
                .map(|_| SPREAD * rng.sample::<f64, _>(StandardNormal))
                .collect();
            covariance.colour(&mut step)?;
            Ok(model.start().iter().zip(step).map(|(x, s)| x + s).collect())
        })
        .collect()
}

/// The chains with H₀ and Ω_m beside what was sampled.
fn with_derived(
    model: &Model,
    posterior: &Posterior<&Model>,
    chains: &Chains,
) -> Result<Chains, Failure> {
    let wider = chains.chains().iter().map(|chain| {
        let rows: Vec<&[f64]> = chain.rows().collect();
        let derived = rows
            .par_iter()
            .map(|row| model.derived(row))
            .collect::<Result<Vec<_>, _>>()?;
        let samples: Vec<f64> = rows
            .iter()
            .zip(&derived)
            .flat_map(|(row, more)| row.iter().chain(more).copied())
            .collect();
        let dimension = chain.dimension() + Model::derived_info().len();
        Ok(Chain::new(
            dimension,
            samples,
            chain.weights().to_vec(),
            chain.ln_density().to_vec(),
        )?)
    });
    let mut info = posterior.info();
    info.extend(Model::derived_info());
    Ok(Chains::new(info, wider.collect::<Result<_, Failure>>()?)?)
}
