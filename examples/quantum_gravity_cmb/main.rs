//! What three proposals of quantum gravity would change in the microwave background, in units of cosmic variance.
//!
//! `cargo run --release --example quantum_gravity_cmb -- --out DIR`; `--model FILE.toml`, as often as you like, for others.

mod figures;
mod sky;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use lastscatter_examples::{Failure, Manifest, ModelFile, Output, OutputOptions, TextTable, say};

use sky::{Sky, Universe};

/// Compare the spectra of quantum-gravity models with those of ΛCDM
#[derive(Debug, Parser)]
#[command(name = "quantum_gravity_cmb", version)]
struct Options {
    /// Descriptions of models, as the example `primordial` takes them [default: three of its gallery]
    #[arg(long, value_name = "FILE")]
    model: Vec<PathBuf>,

    #[command(flatten)]
    output: OutputOptions,

    /// Largest multipole
    #[arg(long, value_name = "ELL", default_value_t = 2500, value_parser = clap::value_parser!(u16).range(50..=6000))]
    lmax: u16,
}

/// Name, title, description.
const MODELS: [(&str, &str, &str); 3] = [
    (
        "dressed_metric",
        "loop quantum cosmology",
        include_str!("../primordial/gallery/dressed_metric.toml"),
    ),
    (
        "trans_planckian",
        "trans-Planckian surface",
        include_str!("../primordial/gallery/trans_planckian.toml"),
    ),
    (
        "holographic",
        "holographic cosmology",
        include_str!("../primordial/gallery/holographic.toml"),
    ),
];

fn main() -> ExitCode {
    let options = Options::parse();
    lastscatter_examples::run(|| quantum_gravity(&options))
}

fn quantum_gravity(options: &Options) -> Result<(), Failure> {
    let mut manifest = Manifest::new("quantum_gravity_cmb");
    manifest.setting("lmax", i64::from(options.lmax));
    let mut files = Vec::new();
    for path in &options.model {
        let file = ModelFile::read(path)?;
        if files
            .iter()
            .any(|other: &ModelFile| other.name == file.name)
        {
            return Err(format!(
                "{}: a second model called {:?}: expected files of different names",
                file.path, file.name
            )
            .into());
        }
        manifest.input_file(path, file.text.as_bytes());
        files.push(file);
    }
    if files.is_empty() {
        files.extend(MODELS.map(|(name, title, text)| ModelFile {
            path: format!("gallery/{name}.toml"),
            name: name.to_owned(),
            title: title.to_owned(),
            text: text.to_owned(),
        }));
    }
    let output = Output::new(options.output.folder("quantum_gravity_cmb"))?;

    let universe = Universe::solve(usize::from(options.lmax))?;
    let mut skies = Vec::new();
    let mut rows = TextTable::new([
        "model",
        "n_s",
        "r",
        "Δχ² TT",
        "Δχ² EE",
        "largest TT",
        "at ℓ",
    ]);
    for file in &files {
        let (name, title) = (&file.name, &file.title);
        let sky = universe.sky(file)?;
        fs::write(output.path(&format!("cl_{name}.csv")), universe.table(&sky))?;
        let tt = universe.residuals(&sky, Sky::tt);
        let ee = universe.residuals(&sky, Sky::ee);
        let sum = |residuals: &[(f64, f64)]| residuals.iter().map(|r| r.1 * r.1).sum::<f64>();
        let largest = tt.iter().copied().fold((0.0, 0.0_f64), |largest, one| {
            if one.1.abs() > largest.1.abs() {
                one
            } else {
                largest
            }
        });
        manifest.result(&format!("{name}_delta_chi_squared_tt"), sum(&tt));
        manifest.result(&format!("{name}_delta_chi_squared_ee"), sum(&ee));
        rows.row([
            title.clone(),
            format!("{:.4}", sky.shape.n_s),
            format!("{:.1e}", sky.shape.r),
            format!("{:.1}", sum(&tt)),
            format!("{:.1}", sum(&ee)),
            format!("{:+.2} σ", largest.1),
            format!("{:.0}", largest.0),
        ]);
        skies.push(sky);
    }
    figures::save(&universe, &skies, &output)?;
    say(format_args!(
        "{rows}\nΔχ² and σ against ΛCDM, for a sky without noise: cosmic variance alone, spectra as they are, nothing refitted.\n"
    ))?;
    manifest.conclude(output)
}
