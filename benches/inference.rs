//! The cost of sampling, the density aside: nanoseconds a walker a step in six parameters.
//!
//! The density is a unit Gaussian, some nanoseconds by itself (`density`); the rest is overhead. It
//! must stay under a microsecond for the ensemble sampler.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use lastscatter::inference::diagnostics::{ess_bulk, r_hat};
use lastscatter::inference::run::RunFolder;
use lastscatter::inference::{
    Density, EnsembleOptions, EnsembleSampler, Error, Execution, LogDensity, MetropolisOptions,
    MetropolisSampler, Move, Proposal, quiet, scatter, stream,
};
use rand::RngExt;

const DIMENSION: usize = 6;
const WALKERS: usize = 32;
const STEPS: usize = 1000;

fn gaussian(theta: &[f64]) -> f64 {
    -0.5 * theta.iter().map(|x| x * x).sum::<f64>()
}

fn samplers(criterion: &mut Criterion) -> Result<(), Error> {
    let mut group = criterion.benchmark_group("step per walker");
    let density = Density::new(DIMENSION, gaussian);
    let start = scatter(&[0.0; DIMENSION], &[1.0; DIMENSION], WALKERS, 1)?;

    group.throughput(Throughput::Elements(WALKERS as u64));
    group.bench_function("density", |b| {
        b.iter(|| {
            for theta in &start {
                let _ = black_box(density.ln_density(black_box(theta)));
            }
        });
    });

    group.throughput(Throughput::Elements((WALKERS * STEPS) as u64));
    for (name, kind, execution) in [
        ("ensemble, stretch", Move::stretch(), Execution::Serial),
        (
            "ensemble, differential evolution",
            Move::DifferentialEvolution,
            Execution::Serial,
        ),
        (
            "ensemble, stretch, parallel",
            Move::stretch(),
            Execution::Parallel,
        ),
    ] {
        let options = EnsembleOptions {
            moves: vec![(kind, 1.0)],
            execution,
            ..EnsembleOptions::default()
        };
        let mut sampler = EnsembleSampler::new(&density, &start, options)?;
        group.bench_function(name, |b| {
            b.iter(|| {
                sampler.discard();
                sampler.run(STEPS, quiet)
            });
        });
    }

    let options = MetropolisOptions {
        execution: Execution::Serial,
        ..MetropolisOptions::default()
    };
    let guess = Proposal::Scales(vec![1.0; DIMENSION]);
    let mut sampler = MetropolisSampler::new(&density, &start, &guess, options)?;
    let _ = sampler.run(1, quiet)?;
    group.bench_function("Metropolis", |b| {
        b.iter(|| {
            sampler.discard();
            sampler.run(STEPS, quiet)
        });
    });
    let folder = tempfile::tempdir().expect("a folder for the run");
    let run = RunFolder::open(folder.path(), "unit normal")?;
    let options = MetropolisOptions {
        execution: Execution::Serial,
        ..MetropolisOptions::default()
    };
    let mut sampler = MetropolisSampler::in_folder(&density, &start, &guess, options, run)?;
    let _ = sampler.run(1, quiet)?;
    group.bench_function("Metropolis, each step on disk", |b| {
        b.iter(|| {
            sampler.discard();
            sampler.run(STEPS, quiet)
        });
    });
    group.finish();
    Ok(())
}

fn diagnostics(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("diagnostics, 4 chains of 10000");
    let draws: Vec<Vec<f64>> = (0..4)
        .map(|chain| {
            let mut rng = stream(1, chain);
            let mut x = 0.0;
            let draw = |_| {
                x = 0.95 * x + rng.random::<f64>() - 0.5;
                x
            };
            (0..10_000).map(draw).collect()
        })
        .collect();
    group.bench_function("R-hat", |b| b.iter(|| r_hat(black_box(&draws))));
    group.bench_function("ESS bulk", |b| b.iter(|| ess_bulk(black_box(&draws))));
    group.finish();
}

fn run(criterion: &mut Criterion) {
    samplers(criterion).expect("the options are valid");
    diagnostics(criterion);
}

criterion_group!(benches, run);
criterion_main!(benches);
