//! The posterior of a cosmology given Planck's spectra.
//!
//! `cargo run --release --example planck -- --data DIR --out DIR`: base ΛCDM of Planck 2018, or what a run file says.

mod check;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use lastscatter::analysis::{Model, RunFile, Spectra};
use lastscatter::inference::Company;
use lastscatter::likelihood::DataFolder;
use lastscatter_examples::posterior::{Analysis, Reference, Task, conclude};
use lastscatter_examples::{Bars, Failure, Manifest, Output, OutputOptions, ProgressOptions, say};

/// The run file that holds where none is given.
const PLANCK: &str = include_str!("planck.toml");

/// Searches for the best fit beside the first.
const RESTARTS: usize = 2;

/// Sample the posterior of base ΛCDM, or of what a run file says, given Planck's spectra
#[derive(Debug, Parser)]
#[command(name = "planck", version)]
struct Options {
    /// Folder of the data sets [env: LASTSCATTER_DATA]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    #[command(flatten)]
    output: OutputOptions,

    #[command(flatten)]
    progress: ProgressOptions,

    /// Run file: theory, primordial model, data sets, parameters, sampler; examples/planck/planck.toml is one to begin with [default: that]
    #[arg(long, value_name = "FILE")]
    run: Option<PathBuf>,

    /// Print ln L and χ² of each part where the parameters begin, and stop
    #[arg(long, conflicts_with = "minimize")]
    check: bool,

    /// With --check: take the spectra from a file (rows of ℓ, D_ℓ of TT, TE, EE and BB in µK², [ℓ(ℓ+1)]² C_ℓ^φφ/2π) instead of
    /// computing them
    #[arg(long, value_name = "FILE", requires = "check")]
    spectra: Option<PathBuf>,

    /// Sample with spectra expanded to second order, which the solver then checks: a minute instead of several
    #[arg(long, conflicts_with = "minimize")]
    expansion: bool,

    /// Find the best fit only
    #[arg(long)]
    minimize: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    lastscatter_examples::run(|| planck(&options))
}

fn planck(options: &Options) -> Result<(), Failure> {
    let mut manifest = Manifest::new("planck");
    let mut run = match &options.run {
        Some(path) => {
            let (run, text) = RunFile::read(path)?;
            manifest.input_file(path, text.as_bytes());
            run
        }
        None => RunFile::parse("planck.toml", PLANCK)?,
    };
    if options.expansion {
        run.sampler.spectra = Spectra::Expansion;
    }
    let folder = DataFolder::find(options.data.as_deref())?;
    let model = Model::new(&run, &folder)?;
    if options.check {
        return check::check(&model, options.spectra.as_deref());
    }
    let out = options.output.folder("planck");
    let company = company()?;
    let output = Output::new(&out)?;
    manifest = manifest.with_seed(run.sampler.seed);
    manifest.setting("run_file", run.to_toml()?);
    let task = if options.minimize {
        Task::BestFit(RESTARTS)
    } else {
        Task::Posterior(out.join("chains"), company.clone())
    };
    let analysis = Analysis::new(&run, &model, &task, &Bars::new(options.progress))?;
    if company.rank() > 0 {
        // All have the same chains; one reports.
        return Ok(());
    }
    // What is published is the posterior of the built-in run.
    let reference = options.run.is_none().then(published);
    let report = analysis.report(
        "A cosmology given Planck's spectra",
        "planck",
        &model,
        reference.as_ref(),
        &output,
        &mut manifest,
    )?;
    let text = conclude(report, &model, &manifest, &run.to_toml()?, &output)?;
    say(format_args!("{text}\n"))?;
    manifest.conclude(output)
}

/// The processes that share the chains: those of `mpirun`.
#[cfg(feature = "mpi")]
fn company() -> Result<Arc<dyn Company>, Failure> {
    Ok(Arc::new(lastscatter::inference::mpi::World::new()?))
}

/// The processes that share the chains: this one; those of `mpirun` with the feature `mpi`.
#[cfg(not(feature = "mpi"))]
#[expect(clippy::unnecessary_wraps, reason = "as with MPI")]
fn company() -> Result<Arc<dyn Company>, Failure> {
    Ok(Arc::new(lastscatter::inference::Alone))
}

/// TT,TE,EE+lowE: `planck2020vi`, table 2; widths that are not symmetric are averaged.
fn published() -> Reference {
    let values = [
        ("omega_b_h2", 0.022_36, 0.000_15),
        ("omega_c_h2", 0.1202, 0.0014),
        ("theta_mc_100", 1.040_90, 0.000_31),
        ("tau", 0.0544, 0.007_55),
        ("ln_1e10_a_s", 3.045, 0.016),
        ("n_s", 0.9649, 0.0044),
        ("H0", 67.27, 0.60),
    ];
    let owned = |(name, mean, sigma): (&str, f64, f64)| (name.to_owned(), mean, Some(sigma));
    Reference {
        name: "Planck 2018 VI".to_owned(),
        values: values.map(owned).into(),
    }
}
