//! The spectra of the microwave background that a cosmology predicts, with its history and derived quantities.
//!
//! `cargo run --release --example spectra -- --params FILE.toml --out DIR`; `--help` lists the file's keys.

mod derived;
mod error;
mod figures;
mod file;
mod keys;
mod scenario;
mod solution;
mod tables;
mod timing;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use lastscatter_examples::{Failure, Manifest, Output, OutputOptions, say};

use file::ParameterFile;
use scenario::Scenario;
use solution::{Level, Settings, Solution};

/// Compute the spectra of the microwave background: TT, EE, BB, TE and the lensing potential
#[derive(Debug, Parser)]
#[command(name = "spectra", version, after_long_help = keys::help())]
struct Options {
    /// Parameter file; --help lists its keys [default: Planck 2018]
    #[arg(long, value_name = "FILE")]
    params: Option<PathBuf>,

    #[command(flatten)]
    output: OutputOptions,

    /// Largest multipole
    #[arg(long, value_name = "ELL", default_value_t = 2500, value_parser = clap::value_parser!(u16).range(2..))]
    lmax: u16,

    /// How accurate
    #[arg(long, value_enum, default_value_t = Level::Standard)]
    accuracy: Level,

    /// Solve N times more, from the parameters to the spectra, and print the median of the wall times
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    time: Option<u16>,

    /// Plot the sources of the temperature one by one
    #[arg(long)]
    components: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    lastscatter_examples::run(|| spectra(&options))
}

fn spectra(options: &Options) -> Result<(), Failure> {
    let mut manifest = Manifest::new("spectra");
    let scenario = match &options.params {
        Some(path) => {
            let (file, text) = ParameterFile::read(path)?;
            manifest.input_file(path, text.as_bytes());
            Scenario::from_file(&file)?
        }
        None => Scenario::planck2018(),
    };
    let settings = Settings {
        level: options.accuracy,
        lmax: usize::from(options.lmax),
    };
    manifest.setting("lmax", i64::from(options.lmax));
    if let Some(level) = settings.level.to_possible_value() {
        manifest.setting("accuracy", level.get_name());
    }
    let output = Output::new(options.output.folder("spectra"))?;

    let solution = Solution::new(&scenario, settings)?;
    if let Some(solves) = options.time {
        let seconds = timing::median_s(&scenario, settings, usize::from(solves))?;
        say(format_args!("median {seconds:.4} s over {solves} solves\n"))?;
    }
    write(&solution, &output)?;
    let components = if options.components {
        solution::components(&scenario, &solution.history, settings)?
    } else {
        Vec::new()
    };
    figures::save(&solution.spectra, &components, &output)?;

    let quantities = derived::quantities(&scenario, &solution)?;
    fs::write(output.path("derived.toml"), derived::toml(&quantities))?;
    derived::record(&quantities, &mut manifest);
    say(format_args!("{}\n", derived::table(&quantities)))?;
    manifest.conclude(output)
}

fn write(solution: &Solution, output: &Output) -> Result<(), Failure> {
    let background = tables::background(&solution.history);
    fs::write(output.path("background.csv"), background)?;
    fs::write(output.path("cl.csv"), tables::spectra(&solution.spectra))?;
    if let Some(table) = tables::parity_odd(&solution.spectra) {
        fs::write(output.path("parity_odd.csv"), table)?;
    }
    Ok(())
}
