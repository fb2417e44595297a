//! The examples `primordial` and `quantum_gravity_cmb` as a user runs them.

mod program;

use std::fs;
use std::path::Path;
use std::process::Output;

use program::{run, says};

const INFLATION: &str = "name = \"inflation\"\n";
const POTENTIAL: &str = "potential = { name = \"starobinsky\", scale = 1e-10 }\n";

/// The columns of a table with this header.
fn columns(folder: &Path, name: &str, header: &str) -> Vec<Vec<f64>> {
    let table = fs::read_to_string(folder.join(name)).expect(name);
    let (first, rows) = table.split_once('\n').expect("a header");
    assert_eq!(first, header);
    let mut columns = vec![Vec::new(); header.split(',').count()];
    for row in rows.lines() {
        let cells: Vec<f64> = row
            .split(',')
            .map(|cell| cell.parse().expect("a number"))
            .collect();
        assert_eq!(cells.len(), columns.len());
        for (column, cell) in columns.iter_mut().zip(cells) {
            assert!(cell.is_finite(), "{row}");
            column.push(cell);
        }
    }
    columns
}

fn spectrum(folder: &Path, name: &str) -> Vec<Vec<f64>> {
    let header = "k_inv_mpc,scalar,tensor,tensor_right,tensor_left";
    let table = columns(folder, name, header);
    for i in 0..table[0].len() {
        let [scalar, tensor, right, left] = [1, 2, 3, 4].map(|column| table[column][i]);
        assert!(scalar > 0.0 && right >= 0.0 && left >= 0.0);
        assert!((right + left - tensor).abs() <= 1e-8 * tensor);
    }
    table
}

/// Runs with a model of this description.
fn primordial(text: &str, arguments: &[&str], out: &Path) -> Output {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("test.toml");
    fs::write(&file, text).expect("the file is written");
    let file = ["--model", file.to_str().expect("UTF-8")];
    run("primordial", &[&file, arguments].concat(), out)
}

#[track_caller]
fn succeeds(output: &Output) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The message of the failure that must follow; nothing must be written.
#[track_caller]
fn refused(text: &str, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let output = primordial(text, arguments, &out);
    assert_eq!(output.status.code().map(|code| code > 0), Some(true));
    assert!(!out.exists(), "bad input must leave no output");
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!message.contains("panicked"), "{message}");
    message
}

#[test]
fn bad_descriptions_are_refused() {
    for (text, parts) in [
        (
            "name = \"inflaton\"",
            &[
                "test.toml, line 1: name = \"inflaton\"",
                "unknown name `inflaton`, expected one of",
                "`inflation`",
            ][..],
        ),
        (POTENTIAL, &["line 1", "expected", "`inflation`"]),
        ("", &["line 1", "expected a key `name`"]),
        (INFLATION, &["missing field `potential`"]),
        (
            "name = \"inflation\"\n\n[potential]\nname = \"starobinsky\"\nheight = 1e-10",
            &["line 5: height", "unknown field `height`, expected `scale`"],
        ),
        (
            "name = \"inflation\"\npotential = { name = \"starobinski\", scale = 1.0 }",
            &[
                "line 2: potential",
                "unknown name `starobinski`",
                "`starobinsky`",
            ],
        ),
        (
            "name = \"inflation\"\npotential = { scale = 1e-10, power = 2.0 }",
            &["line 2: potential", "expected a key `name`"],
        ),
        (
            "name = \"inflation\"\npotential = { name = \"monomial\", scale = \"high\", power = 2 }",
            &["line 2", "invalid type: string \"high\""],
        ),
        (
            "name = \"inflation\"\npotential = { name = \"monomial\", power = 2 }",
            &["line 2", "missing field `scale`"],
        ),
        (
            "name = \"inflation\"\n# -1\n[potential]\nname = \"starobinsky\"\nscale = -1",
            &[
                "line 5: scale = -1: scale of the potential",
                "expected 1e-60 to 1e60",
            ],
        ),
        ("name = \"inflation\"\nx", &["line 2: x"]),
    ] {
        says(&refused(text, &[]), parts);
    }
    for (line, parts) in [
        (
            "pivot = { e_folds = -5 }",
            &["N_* = -5.0", "expected 1.0 to 1000.0"][..],
        ),
        ("pivot = 55", &["expected a word or a table"]),
        ("pivto = 55", &["unknown field `pivto`", "`pivot`"]),
        ("start = \"attractor\"", &["expected a table"]),
        ("tolerance = nan", &["NaN", "expected 1e-12 to 0.01"]),
        ("amplitude = { scalar = inf }", &["A_s = inf"]),
    ] {
        let message = refused(&format!("{INFLATION}{POTENTIAL}{line}"), &[]);
        says(&message, &[&format!("test.toml, line 3: {line}: ")]);
        says(&message, parts);
    }
}

#[test]
fn bad_options_are_refused() {
    for (arguments, part) in [
        (["--k-min", "0"], "below and above 0.05"),
        (["--k-min", "-1"], "below and above 0.05"),
        (["--k-max", "0.01"], "below and above 0.05"),
        (["--k-max", "inf"], "below and above 0.05"),
        (["--tolerance", "0"], "expected 1e-12 to 0.01"),
        (["--count", "1"], "1 is not in 2..=65535"),
        (["--model", "other.toml"], "cannot be used multiple times"),
    ] {
        says(
            &refused(&format!("{INFLATION}{POTENTIAL}"), &arguments),
            &[part],
        );
    }
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let noise = folder.path().join("noise.toml");
    fs::write(&noise, [0xff, 0xfe]).expect("the file is written");
    for (path, part) in [
        (folder.path().join("no-such-file.toml"), "No such file"),
        (folder.path().to_owned(), "directory"),
        (noise, "UTF-8"),
    ] {
        let path = path.to_str().expect("UTF-8");
        for program in ["primordial", "quantum_gravity_cmb"] {
            let output = run(program, &["--model", path], &out);
            assert!(!output.status.success() && !out.exists());
            says(&String::from_utf8_lossy(&output.stderr), &[path, part]);
        }
    }
}

#[test]
fn a_run_writes_spectra_and_their_shape() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("results");
    let output = primordial(&format!("{INFLATION}{POTENTIAL}"), &["--count", "50"], &out);
    says(&succeeds(&output), &["test", "0.9649", "3.55e-3", "55.00"]);
    let table = spectrum(&out, "spectrum.csv");
    assert_eq!(table[0].len(), 50);
    assert!((table[0][0] - 1e-5).abs() < 1e-12 && (table[0][49] - 1.0).abs() < 1e-7);
    let summary: toml::Table = fs::read_to_string(out.join("summary.toml"))
        .expect("summary.toml")
        .parse()
        .expect("TOML");
    for (key, expected, error) in [
        ("a_s", 2.1e-9, 1e-15),
        ("n_s", 0.9649, 1e-4),
        ("r", 3.55e-3, 1e-5),
        ("running", -6.2e-4, 1e-5),
        ("e_folds", 55.0, 1e-6),
    ] {
        let value = summary["test"][key].as_float().expect(key);
        assert!((value - expected).abs() < error, "{key} = {value}");
    }
    for kind in ["svg", "png"] {
        let size = fs::metadata(out.join(format!("spectrum.{kind}"))).map(|m| m.len());
        assert!(size.is_ok_and(|size| size > 1000), "spectrum.{kind}");
    }
}

#[test]
fn the_gallery_is_whole() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("gallery");
    let stdout = succeeds(&run("primordial", &["--count", "30"], &out));
    says(
        &stdout,
        &["a closed universe: the model has wavenumbers from"],
    );
    let summary: toml::Table = fs::read_to_string(out.join("summary.toml"))
        .expect("summary.toml")
        .parse()
        .expect("TOML");
    let described = Path::new(env!("CARGO_MANIFEST_DIR")).join("primordial/gallery");
    let mut models = 0;
    for file in fs::read_dir(described).expect("the gallery") {
        let name = file.expect("a file").path();
        let name = name
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let table = spectrum(&out, &format!("spectrum_{name}.csv"));
        assert!(table[0].len() > 10, "{name}");
        assert!(summary[&name]["n_s"].as_float().is_some_and(f64::is_finite));
        models += 1;
    }
    assert_eq!(models, summary.len());
    // Waves longer than a closed universe are not there.
    assert!(spectrum(&out, "spectrum_closed.csv")[0][0] > 5e-5);
    // What breaks parity does.
    let chiral = spectrum(&out, "spectrum_chern_simons.csv");
    assert!(chiral[3][5] > 1.01 * chiral[4][5]);
}

#[test]
fn skies_differ_from_the_standard_one() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("skies");
    let stdout = succeeds(&run("quantum_gravity_cmb", &["--lmax", "60"], &out));
    says(&stdout, &["loop quantum cosmology", "Δχ² TT"]);
    for name in ["dressed_metric", "trans_planckian", "holographic"] {
        let header = "ell,tt,ee,bb,te,tb,eb,residual_tt,residual_ee";
        let table = columns(&out, &format!("cl_{name}.csv"), header);
        assert_eq!(table[0].len(), 59);
        assert!(table[1].iter().all(|tt| *tt > 0.0));
        assert!(table[7].iter().any(|residual| residual.abs() > 1e-4));
    }
    // Flat space has waves that a closed universe has not.
    let closed = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/primordial/gallery/closed.toml"
    );
    let out = folder.path().join("closed");
    let output = run(
        "quantum_gravity_cmb",
        &["--lmax", "60", "--model", closed],
        &out,
    );
    assert!(!output.status.success() && !out.exists());
    let message = String::from_utf8_lossy(&output.stderr);
    says(
        &message,
        &["closed.toml: the model has wavenumbers from", "expected"],
    );
}
