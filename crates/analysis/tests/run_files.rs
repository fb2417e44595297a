//! Run files, tables of spectra, and what is said of wrong ones.

use std::fs;

use lastscatter_analysis::{Model, RunFile, Sky};

const PLANCK: &str = include_str!("../../../examples/planck/planck.toml");

#[track_caller]
fn says(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "{message:?} does not say {part:?}");
    }
}

#[test]
fn wrong_run_files_say_what_was_meant() {
    // Without data there is no A_planck.
    let calibration = "[[parameters]]\nname = \"A_planck\"";
    let (before, rest) = PLANCK.split_once(calibration).expect("a calibration");
    let (_, after) = rest.split_once("[sampler]").expect("a sampler");
    let good = format!("{before}[sampler]{after}");
    let refused = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        let text = good.replace(from, to);
        let run = RunFile::parse("run.toml", &text);
        let model = run.and_then(|run| Model::with_data(&run, Vec::new()).map(|_| ()));
        model.expect_err(to).to_string()
    };
    let theory = "omega_c_h2 = 0.1201035";
    says(
        &refused(theory, "omega_cdm_h2 = 0.12"),
        &["run.toml", "omega_cdm_h2", "did you mean \"omega_c_h2\"?"],
    );
    says(
        &refused("planck_low_tt", "planck_low_t"),
        &["planck_low_t", "did you mean \"planck_low_tt\"?"],
    );
    says(
        &refused("name = \"tau\"", "name = \"tua\""),
        &["\"tua\"", "did you mean \"tau\"?"],
    );
    says(&refused("n_s = 0.9658923", "ns = 0.9658923"), &["ns"]);
    says(
        &refused("[sampler]", "[sampler]\nchain = 3"),
        &["chain", "did you mean \"chains\"?"],
    );
    says(
        &refused("theta_mc_100 = 1.040920", "theta_mc_100 = 1.04\nh0 = 67"),
        &["number of h0, theta_mc_100", "= 2", "exactly 1"],
    );
    says(
        &refused("scale = 0.0075", "scale = -1.0"),
        &["scale of tau", "-1", "a positive number"],
    );
    let constraint =
        "constraints = [{ name = \"SH0ES\", quantity = \"H_0\", mean = 73.0, sigma = 1.0 }]";
    says(
        &refused("[theory]", &format!("{constraint}\n\n[theory]")),
        &["\"H_0\"", "did you mean \"H0\"?"],
    );
    says(
        &refused("uniform = [0.01, 0.8]", "uniform = [0.8, 0.01]"),
        &["parameter \"tau\"", "upper = 0.01"],
    );
    says(
        &refused("uniform = [0.01, 0.8]", "uniform = [0.06, 0.8]"),
        &["start of tau = 0.05430138", "inside its prior"],
    );
    says(
        &refused("theta_mc_100 = 1.040920", "h0 = 67"),
        &[
            "theta_mc_100 in [theory] = absent",
            "a number to begin with",
        ],
    );
    says(
        &refused("name = \"power_law\"", "name = \"powerlaw\""),
        &["[primordial]: unknown name", "powerlaw", "power_law"],
    );
    says(
        &refused("chains = 4", "chains = 0"),
        &["run.toml", "chains = 0", "two chains or more"],
    );
    says(
        &refused("seed = 1", "seed = 1\nmethod = \"guide\""),
        &["guide", "did you mean \"guided\"?"],
    );
}

#[test]
fn what_is_left_unsaid_is_written_out() {
    let run = RunFile::parse("planck.toml", PLANCK).expect("the run file");
    let text = run.to_toml().expect("TOML");
    says(
        &text,
        &["method = \"guided\"", "max_steps = 1000000", "w0 = -1.0"],
    );
    assert_eq!(
        RunFile::parse("again.toml", &text).expect("a run file"),
        run
    );
}

#[test]
fn tables_of_spectra_are_read_strictly() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("spectra.theory_cl");
    let read = |text: &str| {
        fs::write(&file, text).expect("the file is written");
        Sky::read(&file)
    };
    let sky = read("# L TT TE EE BB PP\n2 6 0 1 0 1e-7\n3 12 0 1 0 1e-7\n").expect("a sky");
    // C_ℓ = 2π D_ℓ/ℓ(ℓ+1).
    assert!((sky.lensed().tt().values()[3] - std::f64::consts::TAU).abs() < 1e-12);
    for (text, line) in [
        ("3 1 1 1 1 1\n", "line 1"),
        ("2 1 1 1 1 1\n3 x 1 1 1 1\n", "line 2"),
    ] {
        says(&read(text).expect_err(text).to_string(), &[line]);
    }
}
