//! From a model of the beginning to what a survey tells of it, in one command and without files.
//!
//! `cargo run --release --example pipeline`: primordial model → spectra → simulated survey → maximum likelihood → posterior → report that
//! compares what was recovered with the truth.

mod survey;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use lastscatter::analysis::{Model, RunFile, Spectra};
use lastscatter::inference::Alone;
use lastscatter::likelihood::DataFolder;
use lastscatter::likelihood::survey::Survey;
use lastscatter_examples::posterior::{Analysis, Reference, Task, conclude};
use lastscatter_examples::{Bars, Failure, Manifest, Output, ProgressOptions, RunOptions, say};

/// The run file that holds where none is given.
const PIPELINE: &str = include_str!("pipeline.toml");

/// R − 1 of a short run, whose spectra are expanded about the best fit.
const QUICK: f64 = 0.05;

/// Simulate a survey of a universe, and recover its parameters
#[derive(Debug, Parser)]
#[command(name = "pipeline", version)]
struct Options {
    #[command(flatten)]
    options: RunOptions,

    #[command(flatten)]
    progress: ProgressOptions,

    /// Run file: theory, primordial model, parameters; what they begin with is the truth [default: base ΛCDM]
    #[arg(long, value_name = "FILE")]
    run: Option<PathBuf>,

    /// Real data from this folder, those of the run file's `likelihoods`, instead of a simulated survey
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    /// Recover the parameters of so many simulated universes instead, and test whether their ranks in the posteriors are uniform
    #[arg(long, value_name = "N", conflicts_with = "data")]
    calibrate: Option<usize>,
}

fn main() -> ExitCode {
    let options = Options::parse();
    lastscatter_examples::run(|| pipeline(&options))
}

fn pipeline(options: &Options) -> Result<(), Failure> {
    let seed = options.options.seed;
    let mut manifest = Manifest::new("pipeline").with_seed(seed);
    let mut run = match &options.run {
        Some(path) => {
            let (run, text) = RunFile::read(path)?;
            manifest.input_file(path, text.as_bytes());
            run
        }
        None => RunFile::parse("pipeline.toml", PIPELINE)?,
    };
    run.sampler.seed = seed;
    if options.options.quick {
        run.sampler.r_minus_1 = QUICK;
        run.sampler.spectra = Spectra::Expansion;
    }
    let survey = Survey::planck_like();
    if let Some(count) = options.calibrate {
        return survey::calibrated(&run, &survey, count);
    }
    manifest.setting("run_file", run.to_toml()?);
    let out = options.options.folder("pipeline");
    let output = Output::new(&out)?;

    let (model, what) = match &options.data {
        Some(folder) => {
            let folder = DataFolder::new(folder)?;
            (Model::new(&run, &folder)?, "real data".to_owned())
        }
        None => survey::observed(&run, &survey)?,
    };
    let truth = options.data.is_none().then(|| truth(&model)).transpose()?;
    let task = Task::Posterior(out.join("chains"), Arc::new(Alone));
    let analysis = Analysis::new(&run, &model, &task, &Bars::new(options.progress))?;
    let mut report = analysis.report(
        &format!("What {what} tell"),
        "pipeline",
        &model,
        truth.as_ref(),
        &output,
        &mut manifest,
    )?;
    if truth.is_some() {
        survey::verdict(&model, &analysis, &mut report)?;
    }
    let text = conclude(report, &model, &manifest, &run.to_toml()?, &output)?;
    say(format_args!("{text}\n"))?;
    manifest.conclude(output)
}

/// The values that the survey was simulated with.
fn truth(model: &Model) -> Result<Reference, Failure> {
    let start = model.start();
    let posterior = model.posterior()?;
    let info = posterior.info().into_iter().chain(Model::derived_info());
    let values = start.iter().copied().chain(model.derived(&start)?);
    Ok(Reference {
        name: "the truth".to_owned(),
        values: info
            .zip(values)
            .map(|(info, value)| (info.name, value, None))
            .collect(),
    })
}
