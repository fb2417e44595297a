//! The `firas` example as a user runs it.

mod program;

use std::fs;
use std::path::Path;
use std::process::Output;

use program::{run, says};

const TABLE: &str = include_str!("../../crates/likelihood/data/firas_monopole.txt");

fn firas(arguments: &[&str], out: &Path) -> Output {
    run("firas", &[arguments, &["--quick"]].concat(), out)
}

/// Runs on a changed table; returns the message of the failure that must follow.
fn refused(text: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (data, out) = (folder.path().join("table.txt"), folder.path().join("out"));
    fs::write(&data, text).expect("the table is written");
    let output = firas(&["--data", data.to_str().expect("UTF-8")], &out);
    assert!(!output.status.success(), "bad input must not succeed");
    assert!(!out.exists(), "bad input must leave no output");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The table with one row (line 7, wavenumber 4.08) replaced.
fn with_row(row: &str) -> String {
    let mut lines: Vec<&str> = TABLE.lines().collect();
    assert!(lines[7].trim_start().starts_with("4.08"));
    lines[7] = row;
    lines.join("\n")
}

#[test]
fn bad_tables_are_refused_with_their_line() {
    let cases = [
        (
            "4.08 | 19 | 2x | 3 | 354.081",
            &["line 8", "\"2x\"", "column 3", "a finite number"][..],
        ),
        (
            "4.08 | 19 | 22 | 354.081",
            &["line 8", "4 columns", "expected 5 columns"],
        ),
        (
            "4.08 | 19 | -22 | 3 | 354.081",
            &["line 8", "-22", "a positive number"],
        ),
        (
            "4.08 | NaN | 22 | 3 | 354.081",
            &["line 8", "\"NaN\"", "a finite number"],
        ),
        (
            "4.08 | 1e300 | 22 | 3 | 354.081",
            &["line 8", "a monopole of 354.081"],
        ),
        (
            "4.08 | 19 | inf | 3 | 354.081",
            &["line 8", "\"inf\"", "a finite number"],
        ),
        (
            "3.08 | 19 | 22 | 3 | 354.081",
            &["line 8", "3.08", "increasing"],
        ),
        (
            "4.08 | 354.081 | 22 | 3 | 19",
            &["line 8", "a monopole of 19", "columns"],
        ),
        (
            "4.08 19 22 3 354.081",
            &["line 8", "1 column", "expected 5 columns"],
        ),
    ];
    for (row, parts) in cases {
        says(&refused(&with_row(row)), parts);
    }
    says(&refused("# nothing\n"), &["no data", "rows of 5 numbers"]);
}

#[test]
fn missing_files_are_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    for option in ["--data", "--covariance"] {
        let output = firas(&[option, "no-such-file.txt"], &out);
        assert!(!output.status.success() && !out.exists());
        says(
            &String::from_utf8_lossy(&output.stderr),
            &["no-such-file.txt", "No such file"],
        );
    }
}

#[test]
fn bad_covariances_are_refused_with_their_line() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (file, out) = (folder.path().join("corr.txt"), folder.path().join("out"));
    let matrix = |edit: &dyn Fn(usize, usize) -> f64, rows: usize| -> String {
        let row = |i| {
            (0..43)
                .map(|j| edit(i, j).to_string())
                .collect::<Vec<_>>()
                .join(" ")
        };
        (0..rows).map(row).collect::<Vec<_>>().join("\n")
    };
    let unit = |i, j| f64::from(u8::from(i == j));
    let cases: [(String, &[&str]); 6] = [
        (
            matrix(&|i, j| if (i, j) == (3, 3) { 0.9 } else { unit(i, j) }, 43),
            &["line 1", "1 on the diagonal", "1 on every line"],
        ),
        (
            matrix(&|i, j| 1e-6 * unit(i, j), 43),
            &["line 1", "about 196 (kJy/sr)²"],
        ),
        (matrix(&unit, 42), &["line 42", "42 rows", "43 rows"]),
        (
            matrix(&|i, j| if (i, j) == (4, 2) { 0.5 } else { unit(i, j) }, 43),
            &["line 5", "0.5 in column 3", "symmetric"],
        ),
        (
            matrix(&|i, j| if i == 9 && j == 9 { -1.0 } else { unit(i, j) }, 43),
            &["line 10", "-1 on the diagonal"],
        ),
        (
            matrix(&|i, j| if i == j { 1.0 } else { -0.5 }, 43),
            &["not positive definite"],
        ),
    ];
    for (text, parts) in cases {
        fs::write(&file, text).expect("the matrix is written");
        let output = firas(&["--covariance", file.to_str().expect("UTF-8")], &out);
        assert!(!output.status.success() && !out.exists());
        says(&String::from_utf8_lossy(&output.stderr), parts);
    }
}

#[test]
fn a_run_reports_the_published_fit_and_writes_its_results() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("results");
    let output = firas(&["--seed", "7"], &out);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    says(
        &report,
        &[
            "0.54 ± 8.06",
            "45.02/41",
            "-0.90 ± 3.43",
            "0.09 ± 3.61",
            "2.725001 ± 0.000008",
        ],
    );
    for name in [
        "spectrum.svg",
        "spectrum.png",
        "residuals.svg",
        "residuals.png",
        "corner.svg",
        "corner.png",
        "base_1.txt",
        "base_4.txt",
        "mu_y.paramnames",
        "y.ranges",
        "report.txt",
        "manifest.toml",
    ] {
        let size = fs::metadata(out.join(name)).map(|m| m.len()).unwrap_or(0);
        assert!(size > 20, "{name} is missing or empty");
    }
    let manifest: toml::Table =
        toml::from_str(&fs::read_to_string(out.join("manifest.toml")).expect("is there"))
            .expect("the manifest is TOML");
    assert_eq!(manifest["seed"].as_integer(), Some(7));
    assert_eq!(
        manifest["inputs"][0]["sha256"].as_str().map(str::len),
        Some(64)
    );
    assert!(manifest["outputs"].as_table().is_some_and(|t| t.len() > 20));

    // The same seed gives the same chains.
    let again = folder.path().join("again");
    assert!(firas(&["--seed", "7"], &again).status.success());
    let chain = |root: &Path| fs::read(root.join("mu_y_2.txt")).expect("is there");
    assert!(
        chain(&out) == chain(&again),
        "chains differ between two runs of one seed"
    );
}
