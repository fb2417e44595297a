//! Foreground-marginalised bandpowers of SPT and ACT against an independent evaluation.
//!
//! `scripts/lite.py` (NumPy 2) made the numbers; the README files of the data folder have most of them too.

mod support;

use lastscatter_inference::Covariance;
use lastscatter_likelihood::spectra::{GaussianBandpowers, SpectraLikelihood, Theory};
use lastscatter_likelihood::{act, spt};
use support::{data, universe};

const TEST_SPECTRUM: &str = "spt3g-d1-lite/SPT3G_D1_TnE_test_spec.txt";
/// Rounding of sums over up to 4000 multipoles, through covariances of condition number up to 1e7.
const TOLERANCE: f64 = 1e-8;

fn assert_near(found: f64, expected: f64) {
    assert!((found - expected).abs() < TOLERANCE, "{found} {expected}");
}

#[test]
fn spt_2018() {
    let Some(folder) = data() else { return };
    let likelihood = spt::lite_2018(&folder).unwrap();
    assert_eq!(likelihood.requirements().lmax, 3200);
    assert_eq!(likelihood.bandpowers().len(), 123);
    let universe = universe(&folder, TEST_SPECTRUM, 3300);
    let theory = Theory::new(&universe.lensed);
    let chi_squared = likelihood.chi_squared(&theory, &[1.0, 1.0]).unwrap();
    assert_near(chi_squared.total, 140.79391685347358);
    assert_near(
        -2.0 * likelihood.ln_likelihood(&theory, &[1.0, 1.0]).unwrap(),
        chi_squared.total,
    );
    assert_eq!(
        chi_squared
            .parts
            .iter()
            .map(|p| p.count)
            .collect::<Vec<_>>(),
        [35, 44, 44]
    );
    let ells: Vec<f64> = likelihood.bandpowers().iter().map(|b| b.ell).collect();
    assert!((ells[0] - 774.5).abs() < 0.1 && (ells[34] - 2946.8).abs() < 0.1);
    assert!((ells[79] - 324.8).abs() < 0.1 && (ells[122] - 2945.9).abs() < 0.1);
}

#[test]
fn the_joint_prior_of_spt_2018_is_that_of_its_calibrations() {
    let Some(folder) = data() else { return };
    let likelihood = spt::lite_2018(&folder).unwrap();
    let universe = universe(&folder, TEST_SPECTRUM, 3300);
    let theory = Theory::new(&universe.lensed);
    let at = [1.004, 0.991];
    let chi_squared = likelihood.chi_squared(&theory, &at).unwrap().total;
    assert_near(chi_squared, 157.19982279764844);
    // ln L and the priors together are the published likelihood, up to the priors' normalisation.
    let ln_prior = |at: [f64; 2]| {
        let nuisance = likelihood.nuisance().iter().zip(at);
        nuisance
            .map(|(n, c)| n.parameter().prior().ln_pdf(c))
            .sum::<f64>()
    };
    let ln_posterior =
        likelihood.ln_likelihood(&theory, &at).unwrap() + ln_prior(at) - ln_prior([1.0, 1.0]);
    assert_near(-2.0 * ln_posterior, 160.04845162049895);
}

#[test]
fn spt_d1_in_flat_bins() {
    let Some(folder) = data() else { return };
    let likelihood = spt::lite_d1_approximate(&folder).unwrap();
    let universe = universe(&folder, TEST_SPECTRUM, 4095);
    let theory = Theory::new(&universe.lensed);
    let found = likelihood.chi_squared(&theory, &[1.001, 0.999]).unwrap();
    assert_near(found.total, 166.33513291004036);
}

#[test]
fn act_dr6_in_flat_bins() {
    let Some(folder) = data() else { return };
    let likelihood = act::dr6_lite_approximate(&folder).unwrap();
    assert_eq!(likelihood.requirements().lmax, 6325);
    let universe = universe(&folder, TEST_SPECTRUM, 6400);
    let theory = Theory::new(&universe.lensed);
    let found = likelihood.chi_squared(&theory, &[1.003, 0.997]).unwrap();
    assert_near(found.total, 208.7335708553993);
    // Where the test spectrum ends, as in the README.
    let keep: Vec<usize> = (0..135).filter(|i| i % 45 < 39).collect();
    let bands = keep.iter().map(|&i| likelihood.bandpowers()[i].clone());
    let matrix = likelihood.covariance().matrix();
    let matrix = matrix.select_rows(&keep).select_columns(&keep);
    let below = GaussianBandpowers::new(
        "below 3926",
        bands.collect(),
        Covariance::new(matrix).unwrap(),
        vec![],
    )
    .unwrap();
    let found = below.chi_squared(&theory, &[]).unwrap();
    assert_near(found.total, 131.61513987989625);
}

#[test]
fn act_dr4_tt_in_flat_bins() {
    let Some(folder) = data() else { return };
    let likelihood = act::dr4_tt_approximate(&folder).unwrap();
    let path = "act-dr4-lite/bf_ACTPol_WMAP_lcdm.minimum.theory_cl";
    let universe = universe(&folder, path, 5000);
    let found = likelihood
        .chi_squared(&Theory::new(&universe.lensed), &[])
        .unwrap();
    assert_near(found.total, 97.73440290747831);
}
