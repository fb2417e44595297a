//! The `pipeline` example as a user runs it: `LASTSCATTER_SLOW=1 cargo nextest run -p lastscatter-examples --test pipeline`, some minutes.

mod program;

use program::{run, says};

#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn skipped(why: &str) {
    println!("skipped: {why}");
}

#[test]
fn the_truth_is_recovered() {
    if std::env::var_os("LASTSCATTER_SLOW").is_none() {
        skipped("LASTSCATTER_SLOW is not set");
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let output = run("pipeline", &["--quick", "--seed", "2"], &out);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}");
    says(&text, &["Planck-like survey", "## Verdict"]);
    let (_, verdict) = text.split_once("lies χ² = ").expect("a verdict");
    let word = verdict.split_whitespace().next();
    let chi_squared: f64 = word.and_then(|w| w.parse().ok()).expect("a number");
    // Of six parameters: one survey in 10⁴ is further off.
    assert!(chi_squared < 27.9, "{text}");
    for name in [
        "report.md",
        "report.html",
        "manifest.toml",
        "pipeline_1.txt",
        "pipeline.parquet",
        "posterior.png",
    ] {
        assert!(out.join(name).is_file(), "{name}");
    }
}

#[test]
fn a_missing_run_file_is_an_error() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let output = run("pipeline", &["--run", "nowhere.toml"], &out);
    assert!(!output.status.success() && !out.exists());
    says(&String::from_utf8_lossy(&output.stderr), &["nowhere.toml"]);
}
