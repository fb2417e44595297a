//! The `spectra` example as a user runs it.

mod program;

use std::fs;
use std::path::Path;
use std::process::Output;

use program::{run, says};

const SPECTRA: &str = "ell,unlensed_tt,unlensed_ee,unlensed_te,\
                       lensed_tt,lensed_ee,lensed_bb,lensed_te,phiphi,\
                       tensor_tt,tensor_ee,tensor_bb,tensor_te";

/// The columns of a table with this header.
fn columns(table: &str, header: &str) -> Vec<Vec<f64>> {
    let (first, rows) = table.split_once('\n').expect("a header");
    assert_eq!(first, header);
    let mut columns = vec![Vec::new(); header.split(',').count()];
    for row in rows.lines() {
        let cells = row.split(',').map(|cell| cell.parse().expect("a number"));
        let cells: Vec<f64> = cells.collect();
        assert_eq!(cells.len(), columns.len());
        for (column, cell) in columns.iter_mut().zip(cells) {
            column.push(cell);
        }
    }
    columns
}

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
    let arguments = "--lmax 300 --accuracy fast --time 2 --components";
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let output = spectra("theta_star_100 = 1.0411", &arguments, &out);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    says(
        &String::from_utf8_lossy(&output.stdout),
        &["median ", " s over 2 solves\n"],
    );

    let read = |name: &str| fs::read_to_string(out.join(name)).expect(name);
    for name in ["tt", "ee", "te", "bb", "phiphi", "components"] {
        for kind in ["svg", "png"] {
            let size = fs::metadata(out.join(format!("{name}.{kind}"))).map(|m| m.len());
            assert!(size.is_ok_and(|size| size > 1000), "{name}.{kind}");
        }
    }
    let cl = columns(&read("cl.csv"), SPECTRA);
    let ells: Vec<usize> = cl[0].iter().map(|ell| *ell as usize).collect();
    assert!(ells.into_iter().eq(2..=300));
    // D_ℓ of the spectra in µK², and of φφ.
    for (column, ell, expected) in [
        (1, 220, 5741.0),
        (2, 140, 1.119),
        (3, 150, -46.3),
        (4, 220, 5733.0),
        (6, 100, 3.0e-3),
        (8, 60, 3.51e-11),
    ] {
        let found = (ell * (ell + 1)) as f64 * cl[column][ell - 2] / std::f64::consts::TAU;
        let name = SPECTRA.split(',').nth(column);
        assert!((found / expected - 1.0).abs() < 0.02, "{name:?} {found}");
    }
    assert!(cl[9..].iter().flatten().all(|c| c.abs() <= 0.0));
    assert!(!out.join("parity_odd.csv").exists());

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
fn a_turned_plane_of_polarisation_breaks_parity() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let solve = |name: &str, more: &str| {
        let out = folder.path().join(name);
        let arguments = ["--lmax", "200", "--accuracy", "fast"];
        let output = spectra(&format!("h0 = 67\n{more}"), &arguments, &out);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{stderr}");
        out
    };
    let read = |out: &Path, name: &str, header| {
        columns(&fs::read_to_string(out.join(name)).expect(name), header)
    };
    let straight = read(&solve("straight", ""), "cl.csv", SPECTRA);
    let out = solve("turned", "birefringence_deg = 10");
    let turned = read(&out, "cl.csv", SPECTRA);
    let odd = read(&out, "parity_odd.csv", "ell,tb,eb");
    let (sin, cos) = 20f64.to_radians().sin_cos();
    for (i, ell) in straight[0].iter().enumerate() {
        let [tt, ee, bb, te] = [4, 5, 6, 7].map(|column| straight[column][i]);
        let near = |found: f64, expected: f64| {
            let rounding = 1e-8 * (tt * ee).sqrt();
            assert!(
                (found - expected).abs() < rounding,
                "{ell}: {found} {expected}"
            );
        };
        near(turned[7][i], cos * te);
        near(turned[5][i], cos * cos * ee + sin * sin * bb);
        near(turned[6][i], sin * sin * ee + cos * cos * bb);
        near(odd[1][i], sin * te);
        near(odd[2][i], sin * cos * (ee - bb));
    }
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
