//! Primordial spectra of a model of the early universe, from inflation to quantum gravity.
//!
//! `cargo run --release --example primordial -- --model FILE.toml --out DIR`; without a file, a gallery of models.

mod convergence;
mod figures;
mod gallery;
mod model;

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use lastscatter::primordial::PrimordialSpectra;
use lastscatter_examples::{Failure, Manifest, ModelFile, Output, OutputOptions, TextTable, say};

use model::{Named, PIVOT_INV_MPC, Settings};

/// Compute the primordial spectra of a model, or of a gallery of models
#[derive(Debug, Parser)]
#[command(name = "primordial", version, after_long_help = gallery::help())]
struct Options {
    /// Description of a model; --help shows one [default: a gallery of models]
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,

    #[command(flatten)]
    output: OutputOptions,

    /// Smallest wavenumber in 1/Mpc
    #[arg(
        long,
        value_name = "K",
        allow_negative_numbers = true,
        default_value_t = 1e-5
    )]
    k_min: f64,

    /// Largest wavenumber in 1/Mpc
    #[arg(
        long,
        value_name = "K",
        allow_negative_numbers = true,
        default_value_t = 1.0
    )]
    k_max: f64,

    /// Wavenumbers of the table
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u16).range(2..))]
    count: u16,

    /// Relative error that interpolation may add
    #[arg(
        long,
        value_name = "ERROR",
        allow_negative_numbers = true,
        default_value_t = 1e-6
    )]
    tolerance: f64,
}

fn main() -> ExitCode {
    let options = Options::parse();
    lastscatter_examples::run(|| primordial(&options))
}

fn primordial(options: &Options) -> Result<(), Failure> {
    let mut manifest = Manifest::new("primordial");
    let settings = Settings::new(
        [options.k_min, options.k_max],
        usize::from(options.count),
        options.tolerance,
    )?;
    manifest.setting("k_min_inv_mpc", options.k_min);
    manifest.setting("k_max_inv_mpc", options.k_max);
    manifest.setting("tolerance", options.tolerance);
    let output = Output::new(options.output.folder("primordial"))?;
    let files = match &options.model {
        Some(path) => {
            let file = ModelFile::read(path)?;
            manifest.input_file(path, file.text.as_bytes());
            vec![file]
        }
        None => gallery::files().collect(),
    };
    let models = files
        .iter()
        .map(|file| Named::solve(file, &settings))
        .collect::<Result<Vec<_>, _>>()?;
    let alone = options.model.is_some();
    let mut summary = String::new();
    let mut rows = TextTable::new(["model", "n_s", "r", "running", "n_t", "N_*", "ms"]);
    for model in &models {
        let file = if alone {
            "spectrum.csv".to_owned()
        } else {
            format!("spectrum_{}.csv", model.name)
        };
        fs::write(output.path(&file), table(model, &settings))?;
        let shape = &model.shape;
        let [low, high] = settings.covered(&model.spectra);
        let e_folds = model.spectra.pivot_e_folds();
        let _ = write!(
            summary,
            "[{}]\ntitle = {:?}\nrange_inv_mpc = [{low:e}, {high:e}]\nk_pivot_inv_mpc = {PIVOT_INV_MPC}\na_s = {:e}\nn_s = {:?}\nrunning = {:e}\nr = {:e}\n",
            model.name, model.title, shape.scalar, shape.n_s, shape.running, shape.r
        );
        // TOML has a nan, but a key that is not there says it better.
        if shape.n_t.is_finite() {
            let _ = writeln!(summary, "n_t = {:?}", shape.n_t);
        }
        if let Some(e_folds) = e_folds {
            let _ = writeln!(summary, "e_folds = {e_folds:?}");
        }
        summary.push('\n');
        let or_dash = |value: Option<f64>, digits: usize| {
            value.map_or_else(|| "–".to_owned(), |v| format!("{v:.digits$}"))
        };
        rows.row([
            model.title.clone(),
            format!("{:.4}", shape.n_s),
            format!("{:.2e}", shape.r),
            format!("{:.1e}", shape.running),
            or_dash(Some(shape.n_t).filter(|n| n.is_finite()), 4),
            or_dash(e_folds, 2),
            format!("{:.1}", 1e3 * model.seconds),
        ]);
    }
    fs::write(output.path("summary.toml"), summary)?;
    figures::save(&models, &settings, &output)?;
    if !alone {
        convergence::save(&output)?;
    }
    say(format_args!("{rows}\n"))?;
    for model in &models {
        let [low, high] = settings.covered(&model.spectra);
        if low > options.k_min || high < options.k_max {
            say(format_args!(
                "{}: the model has wavenumbers from {low:.3e} to {high:.3e} / Mpc only\n",
                model.title
            ))?;
        }
    }
    manifest.conclude(output)
}

/// The spectra as CSV.
fn table(model: &Named, settings: &Settings) -> String {
    let mut text = "k_inv_mpc,scalar,tensor,tensor_right,tensor_left\n".to_owned();
    for k in settings.wavenumbers(&model.spectra) {
        let tensor = model.spectra.tensor(k);
        let chirality = model.spectra.chirality(k);
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{k:.9e},{:.9e},{tensor:.9e},{:.9e},{:.9e}",
            model.spectra.scalar(k),
            0.5 * tensor * (1.0 + chirality),
            0.5 * tensor * (1.0 - chirality)
        );
    }
    text
}
