//! Theory and data as one log-density.

use std::path::{Path, PathBuf};

use lastscatter_analysis::{Error, Model, RunFile};
use lastscatter_inference::{LogDensity, Memory};
use lastscatter_likelihood::DataFolder;

const PLANCK: &str = include_str!("../../../examples/planck/planck.toml");

/// The folder of the data sets; tests that need it say so where it is not there.
fn data() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
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

#[test]
fn a_block_that_is_reused_changes_nothing() {
    let Some(data) = data() else { return };
    let run = RunFile::parse("planck.toml", PLANCK).expect("the built-in run file");
    let model = Model::new(&run, &DataFolder::new(data).expect("a folder")).expect("a model");
    assert_eq!(model.blocks().len(), 3);
    let mut memory = Memory::default();
    let mut theta = model.start();
    model
        .ln_density_reusing(&theta, 0, &mut memory)
        .expect("ln L");
    for (block, place) in [(1, 4), (2, 6), (1, 5)] {
        theta[place] *= 1.001;
        let reused = model.ln_density_reusing(&theta, block, &mut memory);
        let anew = model.ln_density(&theta).expect("ln L");
        assert_eq!(
            reused.expect("ln L").to_bits(),
            anew.to_bits(),
            "block {block}"
        );
    }
}

/// Each set by the name that run files use, with χ² of about the number of its data at Planck's best fit.
#[test]
fn every_data_set_has_a_chi_squared() {
    let Some(data) = data() else { return };
    let sets = [
        "planck_plik_lite_tt",
        "planck_plik_lite_ttteee",
        "planck_low_tt",
        "planck_low_tt_bins",
        "planck_low_ee",
        "planck_low_ee_sroll2",
        "planck_lensing",
        "planck_lensing_marginalised",
        "planck_pr4_lensing",
        "planck_pr4_lensing_marginalised",
        "act_dr6_lensing",
        "act_dr6_planck_pr4_lensing",
        "act_dr6_lite_approximate",
        "spt3g_2018_lite",
        "spt3g_d1_lite_approximate",
        "bicep_keck_planck2015",
        "desi_dr2_bao",
        "desi_dr1_bao",
        "boss_dr12_bao",
    ];
    let names: Vec<String> = sets.iter().map(|name| format!("{name:?}")).collect();
    let (_, rest) = PLANCK.split_once("]\n").expect("likelihoods");
    let text = format!(
        "likelihoods = [{}]\nconstraints = [{{ name = \"SH0ES\", quantity = \"H0\", mean = 73.04, sigma = 1.04 }}]\n{rest}",
        names.join(", ")
    );
    let run = RunFile::parse("all.toml", &text).expect("a run file");
    let model = Model::new(&run, &DataFolder::new(data).expect("a folder")).expect("data");
    let theta = model.start();
    let sky = model.sky(&theta).expect("a sky");
    let found = model.chi_squared(&sky, &theta).expect("χ²");
    assert_eq!(found.len(), sets.len() + 1);
    for part in &found {
        let chi_squared = &part.chi_squared;
        // −2 ln L of the low multipoles of E has a constant of its own; SH0ES is 5σ off.
        let expected = if part.name.ends_with("EE") {
            400.0
        } else {
            chi_squared.count as f64
        };
        assert!(
            chi_squared.total > 0.1 && chi_squared.total < 3.0 * expected + 35.0,
            "{}: {chi_squared:?}",
            part.name
        );
    }
    let sh0es = &found.last().expect("a constraint").chi_squared;
    let h0 = model.derived(&theta).expect("H₀")[0];
    assert!((sh0es.total - ((h0 - 73.04) / 1.04_f64).powi(2)).abs() < 1e-9);

    // Parts add up.
    let ln_likelihood = model.ln_density(&theta).expect("ln L");
    let homogeneous: f64 = found
        .iter()
        .rev()
        .take(4)
        .map(|part| part.chi_squared.total)
        .sum();
    let spectra: f64 = model
        .data_at(&theta)
        .map(|(set, own)| set.ln_likelihood(&sky.theory(), &own).expect("ln L"))
        .sum();
    assert!((ln_likelihood - spectra + 0.5 * homogeneous).abs() < 1e-9);
}

#[test]
fn distances_need_a_sound_horizon() {
    let Some(data) = data() else { return };
    let spectra = data.join("planck2018-spectra/base_plikHM_TTTEEE_lowl_lowE.minimum.theory_cl");
    let sky = lastscatter_analysis::Sky::read(&spectra).expect("a table");
    let text = PLANCK.replace("\"planck_low_tt\"", "\"desi_dr2_bao\"");
    let run = RunFile::parse("distances.toml", &text).expect("a run file");
    let model = Model::new(&run, &DataFolder::new(data).expect("a folder")).expect("data");
    let refused = model.chi_squared(&sky, &model.start());
    assert!(matches!(refused, Err(Error::Likelihood(_))), "{refused:?}");
}
