//! The `spectra` example as a user runs it.

mod program;

use std::fs;
use std::path::Path;
use std::process::Output;

use program::{run, says};

/// Runs with a parameter file of this text.
fn spectra(text: &str, arguments: &[&str], out: &Path) -> Output {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("test.toml");
    fs::write(&file, text).expect("the file is written");
    let file = ["--params", file.to_str().expect("UTF-8")];
    run("spectra", &[&file, arguments].concat(), out)
}

/// The message of the failure that must follow; nothing must be written.
fn refused(text: &str, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let output = spectra(text, arguments, &out);
    assert!(!output.status.success(), "bad input must not succeed");
    assert!(!out.exists(), "bad input must leave no output");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn bad_parameter_files_are_refused() {
    for (text, parts) in [
        (
            "h0 = 70\nomega_b = 0.022",
            &[
                "test.toml, line 2",
                "\"omega_b\"",
                "did you mean \"omega_b_h2\"?",
            ][..],
        ),
        (
            "h0 = true",
            &["test.toml, line 1: h0 = true", "expected a finite number"],
        ),
        (
            "h0 = 70\nneutrino_masses_ev = [0.1, \"0.2\"]",
            &[
                "line 2: neutrino_masses_ev",
                "expected a list of finite numbers",
            ],
        ),
        (
            "h0 = 70\nomega_b_h2 = -0.02",
            &["line 2: omega_b_h2", "-0.02", "expected 0.00001 to 1"],
        ),
        (
            "h0 = 70\ninitial_condition = \"isocurvature\"",
            &[
                "line 2: initial_condition",
                "neutrino_velocity_isocurvature",
            ],
        ),
        (
            "h0 = 70\ntheta_star_100 = 1.04",
            &["both of h0 and theta_star_100", "exactly one"],
        ),
        ("tau = 0.05", &["neither of h0 and theta_star_100"]),
        ("h0 = 70\ntau =", &["test.toml: ", "line 2"]),
        (
            "h0 = 70\nomega_k = 0.01",
            &["line 2: omega_k", "0.01", "flat space only"],
        ),
    ] {
        says(&refused(text, &[]), parts);
    }
}

#[test]
fn bad_options_are_refused() {
    for (arguments, part) in [
        (["--lmax", "1"], "1 is not in 2..=65535"),
        (
            ["--accuracy", "perfect"],
            "[possible values: fast, standard, reference]",
        ),
        (["--time", "0"], "0 is not in 1..=65535"),
        (["--params", "other.toml"], "cannot be used multiple times"),
    ] {
        says(&refused("h0 = 70", &arguments), &[part]);
    }
}

#[test]
fn a_missing_file_is_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let output = run("spectra", &["--params", "no-such-file.toml"], &out);
    assert!(!output.status.success() && !out.exists());
    says(
        &String::from_utf8_lossy(&output.stderr),
        &["no-such-file.toml", "No such file"],
    );
}

#[test]
fn a_run_writes_spectra_history_and_derived_quantities() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("results");
    let arguments = ["--lmax", "300", "--accuracy", "fast", "--time", "2"];
    let output = spectra("theta_star_100 = 1.0411", &arguments, &out);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    says(
        &String::from_utf8_lossy(&output.stdout),
        &["median ", " s over 2 solves\n"],
    );

    let read = |name: &str| fs::read_to_string(out.join(name)).expect(name);
    let header =
        "z,hubble_km_s_mpc,comoving_distance_mpc,x_e,t_matter_k,optical_depth,visibility_mpc\n";
    assert!(read("background.csv").starts_with(header));
    let derived: toml::Table = read("derived.toml").parse().expect("TOML");
    for (name, expected, error) in [
        ("h0", 67.4, 0.1),
        ("age_gyr", 13.8, 0.01),
        ("omega_m", 0.315, 0.001),
        ("omega_lambda", 0.685, 0.001),
        ("y_he", 0.2454, 1e-4),
        ("tau", 0.0544, 1e-6),
        ("z_re", 7.68, 0.05),
        ("z_star", 1089.9, 0.1),
        ("r_star_mpc", 144.4, 0.1),
        ("theta_star_100", 1.0411, 1e-6),
        ("k_d_inv_mpc", 0.1409, 2e-4),
        ("z_drag", 1059.9, 0.2),
        ("r_drag_mpc", 147.1, 0.1),
        ("z_eq", 3402.0, 3.0),
    ] {
        let value = derived[name].as_float().expect(name);
        assert!((value - expected).abs() < error, "{name} = {value}");
    }
    let manifest: toml::Table = read("manifest.toml").parse().expect("TOML");
    assert_eq!(manifest["settings"]["accuracy"].as_str(), Some("fast"));
    assert_eq!(manifest["settings"]["lmax"].as_integer(), Some(300));
    assert!(
        manifest["inputs"][0]["source"]
            .as_str()
            .is_some_and(|s| s.ends_with("test.toml"))
    );
}

#[test]
fn help_lists_the_keys() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = run("spectra", &["--help"], folder.path());
    says(
        &String::from_utf8_lossy(&output.stdout),
        &[
            "neutrino_masses_ev",
            "birefringence_deg",
            "[absent: 0.0544]",
        ],
    );
}
