//! The `quantum_gravity` example as a user runs it, and its run files.

mod program;

use std::fs;
use std::path::{Path, PathBuf};

use lastscatter::analysis::{Model, ParameterEntry, RunFile};
use lastscatter::inference::LogDensity;
use lastscatter::likelihood::DataFolder;
use program::{run, says};

const FILES: [(&str, &str); 5] = [
    (
        "power_law",
        include_str!("../quantum_gravity/power_law.toml"),
    ),
    (
        "starobinsky",
        include_str!("../quantum_gravity/starobinsky.toml"),
    ),
    (
        "loop_quantum_cosmology",
        include_str!("../quantum_gravity/loop_quantum_cosmology.toml"),
    ),
    (
        "trans_planckian",
        include_str!("../quantum_gravity/trans_planckian.toml"),
    ),
    (
        "holographic",
        include_str!("../quantum_gravity/holographic.toml"),
    ),
];

#[expect(clippy::print_stderr, reason = "a skipped test must say so")]
fn skipped(why: &str) {
    eprintln!("SKIPPED: {why}");
}

/// The folder of the data sets; tests that need it say so where it is not there.
fn data() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let root = std::env::var_os("LASTSCATTER_DATA").map_or(beside, PathBuf::from);
    if root.join("planck2018-plik-lite").is_dir() {
        return Some(root);
    }
    skipped(&format!(
        "{} is missing; set LASTSCATTER_DATA",
        root.display()
    ));
    None
}

fn parsed(name: &str, text: &str) -> RunFile {
    RunFile::parse(name, text).expect(name)
}

#[test]
fn every_model_has_a_likelihood_where_it_begins() {
    let Some(data) = data() else { return };
    let folder = DataFolder::new(data).expect("a folder");
    for (name, text) in FILES {
        let model = Model::new(&parsed(name, text), &folder).expect(name);
        let theta = model.start();
        let ln_prior = model.posterior().and_then(|p| Ok(p.ln_prior(&theta)?));
        assert!(ln_prior.expect(name).is_finite(), "{name} begins outside");
        let ln_l = model.ln_density(&theta).expect(name);
        // ΛCDM has −502.4 there. Holographic cosmology, with the numbers of its paper, needs another late universe.
        assert!(ln_l > -1000.0 && ln_l < -490.0, "{name}: {ln_l}");
    }
}

/// What is not a model's own must be alike, or evidences would not compare.
#[test]
fn what_is_not_a_model_s_own_is_the_same_for_all() {
    let power_law = parsed(FILES[0].0, FILES[0].1);
    let prior = |run: &RunFile, is: &dyn Fn(&ParameterEntry) -> bool| {
        let entry = run.parameters.iter().find(|entry| is(entry));
        entry.expect("a parameter").prior
    };
    for (name, text) in FILES {
        let run = parsed(name, text);
        assert_eq!(run.likelihoods, power_law.likelihoods, "{name}");
        let mut theory = run.theory.clone();
        theory.tensors = power_law.theory.tensors;
        assert_eq!(theory, power_law.theory, "{name}");
        for late in [
            "omega_b_h2",
            "omega_c_h2",
            "theta_mc_100",
            "tau",
            "A_planck",
        ] {
            let named = |entry: &ParameterEntry| entry.name == late;
            assert_eq!(
                prior(&run, &named),
                prior(&power_law, &named),
                "{name}: {late}"
            );
        }
        let amplitude = |entry: &ParameterEntry| entry.name.starts_with("ln_1e10_");
        assert_eq!(
            prior(&run, &amplitude),
            prior(&power_law, &amplitude),
            "{name}"
        );
    }
}

#[test]
fn a_folder_without_data_is_refused_by_name() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let nowhere = folder.path().join("nowhere");
    let out = folder.path().join("out");
    let arguments = ["--data", nowhere.to_str().expect("UTF-8")];
    let output = run("quantum_gravity", &arguments, &out);
    assert!(!output.status.success() && !out.exists());
    says(&String::from_utf8_lossy(&output.stderr), &["nowhere"]);
}

/// LASTSCATTER_SLOW=1 cargo nextest run --release -p lastscatter-examples quick_run
#[test]
fn a_quick_run_compares_all_models() {
    if std::env::var_os("LASTSCATTER_SLOW").is_none() {
        skipped("some minutes; set LASTSCATTER_SLOW=1");
        return;
    }
    let Some(data) = data() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let arguments = ["--quick", "--data", data.to_str().expect("UTF-8")];
    let output = run("quantum_gravity", &arguments, &out);
    assert!(output.status.success(), "{output:?}");
    let manifest = fs::read_to_string(out.join("manifest.toml")).expect("a manifest");
    let manifest: toml::Table = toml::from_str(&manifest).expect("TOML");
    let result = |name: &str| manifest["results"][name].as_float().expect(name);
    let power_law = result("power_law.chi_squared");
    // CAMB with halofit: 1003.05 to 1003.25 at Planck's best fit, which has other parameters of the data.
    assert!((power_law - 1002.9).abs() < 0.5, "{power_law}");
    for (name, _) in FILES {
        assert!(result(&format!("{name}.ln_evidence")).is_finite());
    }
    // R² inflation predicts the tilt that Planck sees.
    assert!((result("starobinsky.chi_squared") - power_law).abs() < 1.0);
    // An oscillation has the power law as a limit.
    assert!(result("trans_planckian.chi_squared") < power_law + 0.5);
    for file in ["report.md", "primordial.png", "residuals_tt.png"] {
        assert!(out.join(file).is_file(), "{file}");
    }
}
