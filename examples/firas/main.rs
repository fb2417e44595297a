//! The temperature of the microwave background and its spectral distortions, from COBE/FIRAS.
//!
//! The published monopole residuals are fitted with a temperature shift and the Galaxy's spectrum,
//! then with a chemical potential μ, a Compton parameter y, and both: by least squares and by two
//! samplers that must agree with it.

mod analysis;
mod figures;
mod labels;
mod report;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use lastscatter::inference::getdist;
use lastscatter::likelihood::firas::{Component, FirasData};
use lastscatter_examples::{Bars, Failure, Manifest, Output, RunOptions, say};

use rayon::prelude::*;

use analysis::{Analysis, Effort};

/// Fit the COBE/FIRAS monopole spectrum: temperature, Galaxy, and the distortions μ and y
#[derive(Debug, Parser)]
#[command(name = "firas", version)]
struct Options {
    #[command(flatten)]
    run: RunOptions,

    /// Monopole table instead of the built-in one: rows of `wavenumber | residual | sigma | galaxy |
    /// monopole`, or the published product (white space; wavenumber, monopole, residual, sigma,
    /// galaxy); cm⁻¹, kJy/sr, monopole MJy/sr
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,

    /// Correlation matrix of the points (unit diagonal), or their covariance in (kJy/sr)²
    #[arg(long, value_name = "FILE")]
    covariance: Option<PathBuf>,
}

/// The models: what is fitted, and the name of its chains.
const MODELS: [(&str, &[Component]); 4] = [
    ("base", &[Component::Temperature, Component::Galaxy]),
    (
        "mu",
        &[
            Component::Temperature,
            Component::Galaxy,
            Component::ChemicalPotential,
        ],
    ),
    (
        "y",
        &[
            Component::Temperature,
            Component::Galaxy,
            Component::ComptonY,
        ],
    ),
    (
        "mu_y",
        &[
            Component::Temperature,
            Component::Galaxy,
            Component::ChemicalPotential,
            Component::ComptonY,
        ],
    ),
];

fn main() -> ExitCode {
    let options = Options::parse();
    lastscatter_examples::run(|| firas(&options))
}

fn firas(options: &Options) -> Result<(), Failure> {
    let mut data = match &options.data {
        Some(path) => FirasData::read(path)?,
        None => FirasData::published(),
    };
    if let Some(path) = &options.covariance {
        data = data.with_covariance_file(path)?;
    }
    let output = Output::new(options.run.folder("firas"))?;
    let effort = if options.run.quick {
        Effort::QUICK
    } else {
        Effort::FULL
    };
    let mut manifest = Manifest::new("firas").with_seed(options.run.seed);
    record_inputs(&mut manifest, &data, &effort);

    let bars = Bars::default();
    let seed = options.run.seed;
    let analyses = MODELS
        .par_iter()
        .map(|(name, components)| {
            Analysis::run(name, &data, components, &effort, seed, &bars.add(name))
        })
        .collect::<Result<Vec<_>, Failure>>()?;
    for analysis in &analyses {
        getdist::write(output.path(analysis.name), &analysis.chains)?;
    }

    let text = report::text(&data, &analyses)?;
    say(&text)?;
    std::fs::write(output.path("report.txt"), &text)?;
    figures::save(&data, &analyses, &output)?;
    for analysis in &analyses {
        analysis.record(&mut manifest);
    }
    manifest.conclude(output)?;
    // The results are kept for inspection, but a chain that disagrees with the exact answer is an error.
    report::verdict(&analyses)
}

fn record_inputs(manifest: &mut Manifest, data: &FirasData, effort: &Effort) {
    let table = data
        .path()
        .map_or("built-in: Fixsen et al. 1996, table 4".to_owned(), |p| {
            p.display().to_string()
        });
    manifest.input(table, data.checksum());
    if let Some(file) = data.covariance_file() {
        manifest.input(file.path.display().to_string(), &file.checksum);
    }
    manifest.setting("metropolis_chains", effort.chains as i64);
    manifest.setting("metropolis_steps", effort.metropolis_steps as i64);
    manifest.setting("ensemble_walkers", effort.walkers as i64);
    manifest.setting("ensemble_steps", effort.ensemble_steps as i64);
    manifest.setting("predictive_draws", effort.predictive_draws as i64);
}
