//! The `planck` example as a user runs it.

mod program;

use std::fs;
use std::path::{Path, PathBuf};

use program::{run, says};

const PLANCK: &str = include_str!("../planck/planck.toml");

/// The folder of the data sets; tests that need it say so where it is not there.
fn data() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let root = std::env::var_os("LASTSCATTER_DATA").map_or(beside, PathBuf::from);
    if root.join("planck2018-plik-lite").is_dir() {
        return Some(root);
    }
    #[expect(clippy::print_stderr, reason = "a skipped test must say so")]
    {
        eprintln!(
            "SKIPPED: {} is missing; set LASTSCATTER_DATA",
            root.display()
        );
    }
    None
}

/// What `--check` prints with this run file.
fn check(data: &Path, arguments: &[&str], text: Option<&str>) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("run.toml");
    let mut all = vec!["--check", "--data", data.to_str().expect("UTF-8")];
    if let Some(text) = text {
        fs::write(&file, text).expect("the file is written");
        all.extend(["--run", file.to_str().expect("UTF-8")]);
    }
    all.extend(arguments);
    let out = folder.path().join("out");
    let output = run("planck", &all, &out);
    assert!(!out.exists(), "a check writes nothing");
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

/// The number after a name in a table.
fn number(table: &str, name: &str) -> f64 {
    let row = table
        .lines()
        .find(|line| line.trim_start().starts_with(name));
    let rest = row.unwrap_or_else(|| panic!("no {name:?} in {table}"));
    let rest = rest.trim_start().trim_start_matches(name);
    let word = rest.split_whitespace().next();
    word.and_then(|word| word.parse().ok()).expect("a number")
}

#[test]
fn best_fit_of_planck_as_camb_has_it() {
    let Some(data) = data() else { return };
    // CAMB 2.0.5 through the same likelihoods: with linear lensing by scripts/camb_best_fit.py and --check --spectra, with halofit
    // (takahashi) by crates/analysis/tests/scripts/planck_posterior.py --check.
    const CAMB: [(&str, [f64; 2]); 4] = [
        ("plik-lite TTTEEE", [585.8194, 584.0163]),
        ("Commander TT", [23.1806, 23.1811]),
        ("SimAll EE", [396.0790, 396.0546]),
        ("total", [1005.0791, 1003.2521]),
    ];
    let linear = PLANCK.replace("\"halofit\"", "\"linear\"");
    assert_ne!(linear, PLANCK);
    let tables = [Some(linear.as_str()), None].map(|text| check(&data, &[], text));
    for (name, expected) in CAMB {
        for (table, expected) in tables.iter().zip(expected) {
            let found = number(table, name);
            // What is asked of two codes in the same setting.
            assert!(
                (found - expected).abs() < 0.5,
                "{name}: {found}, {expected}"
            );
        }
    }
    // CAMB's H₀ for the same θ_MC is 67.3327.
    assert!((number(&tables[1], "H0") - 67.3327).abs() < 1e-3);
}

#[test]
fn fast_settings_are_as_good_as_standard_ones_for_planck() {
    let Some(data) = data() else { return };
    let theory = "neutrino_mass_ev = 0.06";
    let standard = PLANCK.replace(theory, &format!("{theory}\naccuracy = \"standard\""));
    assert_ne!(standard, PLANCK);
    let totals =
        [None, Some(standard.as_str())].map(|text| number(&check(&data, &[], text), "total"));
    assert!((totals[0] - totals[1]).abs() < 0.1, "{totals:?}");
}

#[test]
fn spectra_of_a_file_are_planck_s() {
    let Some(data) = data() else { return };
    let file = data.join("planck2018-spectra/base_plikHM_TTTEEE_lowl_lowE.minimum.theory_cl");
    let table = check(&data, &["--spectra", file.to_str().expect("UTF-8")], None);
    // Published: 23.257 and 396.050.
    assert!((number(&table, "Commander TT") - 23.25723).abs() < 1e-4);
    assert!((number(&table, "SimAll EE") - 396.04993).abs() < 1e-4);
}

#[test]
fn what_is_missing_is_named_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let nowhere = folder.path().join("nowhere");
    let nowhere = nowhere.to_str().expect("UTF-8");
    for arguments in [["--data", nowhere], ["--run", nowhere]] {
        let output = run("planck", &arguments, &out);
        assert!(!output.status.success() && !out.exists());
        says(&String::from_utf8_lossy(&output.stderr), &["nowhere"]);
    }
}
