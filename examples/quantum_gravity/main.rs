//! What Planck's spectra say of five beginnings: a power law, R² inflation, a bounce of loop quantum cosmology, trans-Planckian oscillations
//! and holographic cosmology.
//!
//! `cargo run --release --example quantum_gravity -- --data DIR --out DIR`: best fits, Δχ², evidence and posteriors, in a report with figures.

mod candidate;
mod figures;
mod outcome;
mod report;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use lastscatter::analysis::{BestFit, Model, Response};
use lastscatter::likelihood::DataFolder;
use lastscatter_examples::{Bars, Failure, Manifest, Output, RunOptions, say};

use candidate::CANDIDATES;
use outcome::{Effort, Outcome};

/// Compare models of the beginning with Planck's spectra
#[derive(Debug, Parser)]
#[command(name = "quantum_gravity", version)]
struct Options {
    /// Folder of the data sets [default: LASTSCATTER_DATA]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    #[command(flatten)]
    options: RunOptions,
}

fn main() -> ExitCode {
    let options = Options::parse();
    lastscatter_examples::run(|| quantum_gravity(&options))
}

fn quantum_gravity(options: &Options) -> Result<(), Failure> {
    let seed = options.options.seed;
    let effort = if options.options.quick {
        Effort::QUICK
    } else {
        Effort::FULL
    };
    let mut manifest = Manifest::new("quantum_gravity").with_seed(seed);
    manifest.setting("live_points", effort.live_points as i64);
    let folder = DataFolder::find(options.data.as_deref())?;
    let output = Output::new(options.options.folder("quantum_gravity"))?;

    let mut models = Vec::new();
    for candidate in &CANDIDATES {
        manifest.setting(candidate.name, candidate.run()?.to_toml()?);
        models.push(Model::new(&candidate.run()?, &folder)?);
    }
    let power_law = &models[0];
    let best = BestFit::new(power_law, &power_law.start(), 0, seed)?;
    let response = Response::new(power_law, &best)?;
    let bars = Bars::default();
    let mut outcomes = Vec::new();
    for (candidate, model) in CANDIDATES.iter().zip(&models) {
        let bar = bars.add(candidate.title);
        let watch = |progress: &_| bar.watch_nested(progress);
        let outcome = Outcome::new(candidate, model, &response, &effort, seed, watch)?;
        manifest.result(
            &format!("{}.chi_squared", candidate.name),
            outcome.chi_squared(),
        );
        manifest.result(
            &format!("{}.ln_evidence", candidate.name),
            outcome.ln_evidence().0,
        );
        outcomes.push(outcome);
    }
    figures::save(&outcomes, &output)?;
    let text = report::report(&outcomes, &best)?;
    fs::write(output.path("report.md"), &text)?;
    say(format_args!("{text}\n"))?;
    manifest.conclude(output)
}
