//! The posterior of a cosmology given Planck's spectra.
//!
//! `cargo run --release --example planck -- --data DIR --out DIR`: base ΛCDM of Planck 2018, or what a run file says.

mod check;
mod sampling;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use lastscatter::inference::ResultTable;
use lastscatter::likelihood::DataFolder;
use lastscatter_examples::cosmology::{Model, RunFile};
use lastscatter_examples::{Failure, OutputOptions, say};

/// The run file that holds where none is given.
const PLANCK: &str = include_str!("planck.toml");

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
    #[arg(long)]
    taylor: bool,

    /// Find the best fit, and stop
    #[arg(long)]
    minimize: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    lastscatter_examples::run(|| planck(&options))
}

fn planck(options: &Options) -> Result<(), Failure> {
    let (run, _text) = match &options.run {
        Some(path) => RunFile::read(path)?,
        None => (RunFile::parse("planck.toml", PLANCK)?, PLANCK.to_owned()),
    };
    let folder = DataFolder::find(options.data.as_deref())?;
    let model = Model::new(&run, &folder)?;
    if options.check {
        return check::check(&model, options.spectra.as_deref());
    }
    let out = options.output.folder("planck");
    let sampled = if options.taylor {
        sampling::by_expansion(&run, &model)?
    } else {
        sampling::by_solver(&run, &model, &out.join("chains"))?
    };
    let table = ResultTable::new(&sampled.chains)?;
    say(format_args!("{}\n", table.markdown()))?;
    if let Some(error) = sampled.taylor {
        say(format_args!("{error:?}\n"))?;
    }
    Ok(())
}
