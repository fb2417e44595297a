//! The posterior of a cosmology given Planck's spectra.
//!
//! `cargo run --release --example planck -- --data DIR --out DIR`: base ΛCDM of Planck 2018, or what a run file says.

mod check;
mod report;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use lastscatter::inference::{ResultTable, getdist};
use lastscatter::likelihood::DataFolder;
use lastscatter_examples::cosmology::{self, BestFit, Model, RunFile};
use lastscatter_examples::{Failure, Manifest, Output, OutputOptions, say};

/// The run file that holds where none is given.
const PLANCK: &str = include_str!("planck.toml");

/// Searches for the best fit beside the first.
const RESTARTS: usize = 2;

/// Predictive draws for each PTE.
const DRAWS: u64 = 1000;

/// Sample the posterior of base ΛCDM, or of what a run file says, given Planck's spectra
#[derive(Debug, Parser)]
#[command(name = "planck", version)]
struct Options {
    /// Folder of the data sets [default: LASTSCATTER_DATA]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    #[command(flatten)]
    output: OutputOptions,

    /// Run file: theory, primordial model, data sets, parameters, sampler [default: base ΛCDM of Planck 2018]
    #[arg(long, value_name = "FILE")]
    run: Option<PathBuf>,

    /// Print ln L and χ² of each part where the parameters begin, and stop
    #[arg(long, conflicts_with = "minimize")]
    check: bool,

    /// With --check: take the spectra from a file (rows of ℓ, D_ℓ of TT, TE, EE and BB in µK², [ℓ(ℓ+1)]² C_ℓ^φφ/2π) instead of
    /// computing them
    #[arg(long, value_name = "FILE", requires = "check")]
    spectra: Option<PathBuf>,

    /// Sample with the spectra expanded to second order, which the solver then checks: minutes instead of an hour
    #[arg(long, conflicts_with = "minimize")]
    taylor: bool,

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
    let run = match &options.run {
        Some(path) => {
            let (run, text) = RunFile::read(path)?;
            manifest.input_file(path, text.as_bytes());
            run
        }
        None => RunFile::parse("planck.toml", PLANCK)?,
    };
    let folder = DataFolder::find(options.data.as_deref())?;
    let model = Model::new(&run, &folder)?;
    if options.check {
        return check::check(&model, options.spectra.as_deref());
    }
    let out = options.output.folder("planck");
    let output = Output::new(&out)?;
    manifest = manifest.with_seed(run.sampler.seed);
    manifest.setting("run_file", toml::to_string(&run)?);
    let mut text = "# Posterior\n\n".to_owned();

    let sampled = match (options.minimize, options.taylor) {
        (true, _) => None,
        (false, true) => Some(cosmology::by_expansion(&run, &model)?),
        (false, false) => Some(cosmology::by_solver(&run, &model, &out.join("chains"))?),
    };
    let begin = match &sampled {
        Some(sampled) => sampled.chains.merged().best()[..model.start().len()].to_vec(),
        None => model.start(),
    };
    if let Some(sampled) = &sampled {
        let table = ResultTable::new(&sampled.chains)?;
        text += &table.markdown();
        text += "\n";
        text += &report::convergence(&sampled.chains, begin.len(), sampled.taylor)?;
        if options.run.is_none() {
            text += "\n## Beside the published posterior\n\n";
            text += &report::comparison(&sampled.chains)?;
        }
        fs::write(output.path("parameters.tex"), table.latex())?;
        getdist::write(output.path("planck"), &sampled.chains)?;
        for row in table.rows() {
            manifest.result(&format!("{}.mean", row.name), row.mean);
            manifest.result(&format!("{}.sigma", row.name), row.standard_deviation);
        }
    }

    let restarts = if options.minimize { RESTARTS } else { 0 };
    let best = BestFit::new(&model, &begin, restarts, run.sampler.seed)?;
    text += "\n## Best fit\n\n";
    text += &report::best_fit(&model, &best)?;
    let parts = cosmology::goodness(&model, &best.sky, &best.theta, DRAWS, run.sampler.seed)?;
    text += "\n";
    text += &report::goodness(&parts)?;
    for part in &parts {
        manifest.result(&format!("{}.chi_squared", part.name), part.chi_squared);
    }

    text += "\n## Figures\n\n";
    if let Some(sampled) = &sampled {
        let title = "Posterior, and the curvature at the best fit (dashed)";
        cosmology::corner(
            title,
            &sampled.chains,
            &best.theta,
            &best.covariance,
            &output,
        )?;
        text += "![posterior](posterior.png)\n";
    }
    for name in cosmology::spectra(&model, &best.sky, &best.theta, &output)? {
        text += &format!("![{name}]({name}.png)\n");
    }
    fs::write(output.path("report.md"), &text)?;
    say(format_args!("{text}\n"))?;
    manifest.conclude(output)
}
