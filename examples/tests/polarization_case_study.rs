//! The `polarization_case_study` example as a user runs it.

mod program;

use program::{run, says};

#[test]
fn the_case_study_agrees_with_itself() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("results");
    let output = run("polarization_case_study", &["--quick"], &out);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    // Numbers of brute-force integration: golden_estimation of the stokes crate.
    says(
        &String::from_utf8_lossy(&output.stdout),
        &[
            "3.686 ± 1.029",
            "3.719 ± 0.978",
            "[1.66, 5.70]",
            "6.3e-4",
            "3.77",
        ],
    );
    for name in [
        "amplitude.svg",
        "angle.png",
        "bias.svg",
        "independent_1.txt",
        "manifest.toml",
    ] {
        assert!(out.join(name).is_file(), "{name} is missing");
    }
}

#[test]
fn bad_noise_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("results");
    for (arguments, part) in [
        (["--sigma-q", "-1e-6"], "sigma"),
        (["--sigma-u", "0"], "sigma"),
        (["--rho", "1.5"], "correlation"),
        (["--q", "nan"], "Q"),
    ] {
        let output = run("polarization_case_study", &arguments, &out);
        assert!(!output.status.success() && !out.exists(), "{arguments:?}");
        let message = String::from_utf8_lossy(&output.stderr).to_lowercase();
        says(&message, &[&part.to_lowercase(), "expected"]);
    }
}
