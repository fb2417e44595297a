//! Planck's likelihoods against the official self-checks and an independent evaluation.
//!
//! Values and their origin stand in the READMEs of the data folders: `clik` printed the check values to
//! ten digits or so, an independent script (NumPy) the rest. Values that the READMEs give for cosmological
//! parameters instead of spectra (Cobaya's and those of the PR4 package) ask for a solver and are left to whoever has one.

mod support;

use lastscatter_likelihood::DataFolder;
use lastscatter_likelihood::planck::{
    Commander, Interpolation, Lensing, LogNormalBins, LogNormalData, PlikLite, SimAll, SimAllData,
    lensing, low_ell_bins, plik_lite,
};
use lastscatter_likelihood::spectra::{SpectraLikelihood, Theory};
use support::{BEST_FIT_CALIBRATION, best_fit, data, fits, npz_parameters, spectra, universe};

/// Half a unit of the last digit that `clik` gives.
const CLIK: f64 = 6e-8;
/// The same of values recomputed to eight decimals.
const RECOMPUTED: f64 = 6e-9;

fn close(found: f64, expected: f64, tolerance: f64) {
    let miss = (found - expected).abs();
    assert!(
        miss <= tolerance,
        "{found}, expected {expected} ± {tolerance:e}"
    );
}

fn plik(folder: &DataFolder, spectra: PlikLite) -> impl SpectraLikelihood {
    plik_lite(folder, spectra).expect("the published files")
}

/// C_ℓ of TT, EE, TE to ℓ = 2508, one after the other, then the calibration.
fn plik_vector(likelihood: &impl SpectraLikelihood, vector: &[f64]) -> f64 {
    let (calibration, cl) = vector.split_last().expect("a calibration");
    let block = |i: usize| cl.get(2509 * i..2509 * (i + 1)).unwrap_or(&[]);
    let lensed = spectra(block(0), block(1), &[], block(2));
    let theory = Theory::new(&lensed);
    likelihood
        .ln_likelihood(&theory, &[*calibration])
        .expect("a valid theory")
}

#[test]
fn plik_lite_meets_its_official_checks() {
    let Some(folder) = data() else { return };
    let path = |name: &str| format!("planck2018-plik-lite/clik-check/{name}");
    let tt = plik(&folder, PlikLite::TT);
    let all = plik(&folder, PlikLite::TTTEEE);
    let official = |name| fits(&folder, &path(name));
    let found = plik_vector(&tt, &official("plik_lite_v22_TT.check_param.fits"));
    close(found, -103.5989675, CLIK);
    close(found, -103.59896745, RECOMPUTED);
    let found = plik_vector(&all, &official("plik_lite_v22_TTTEEE.check_param.fits"));
    close(found, -292.2863113, CLIK);
    close(found, -292.28631130, RECOMPUTED);
    let other = |name| npz_parameters(&folder, &path(name));
    close(
        plik_vector(&tt, &other("test_plik_lite_tt.npz")),
        -103.46972499,
        RECOMPUTED,
    );
    close(
        plik_vector(&all, &other("test_plik_lite_ttteee.npz")),
        -292.16906205,
        RECOMPUTED,
    );
}

#[test]
fn plik_lite_by_spectrum() {
    let Some(folder) = data() else { return };
    let class = universe(&folder, "planck2018-plik-lite/Dl_planck2015fit.dat", 2508);
    let camb = universe(
        &folder,
        "planck2018-plik-lite/bf_lite_plikTTTEEE_v22b_lowl_simall.minimum.theory_cl",
        2508,
    );
    for (theory, calibration, expected, tolerance) in [
        (
            &class,
            1.0,
            [203.162461, 187.246796, 197.122466, 582.669625],
            6e-7,
        ),
        (
            &camb,
            1.000442,
            [206.19109, 186.74741, 196.80727, 583.85431],
            6e-6,
        ),
    ] {
        let theory = Theory::new(&theory.lensed);
        let each = [PlikLite::TT, PlikLite::TE, PlikLite::EE, PlikLite::TTTEEE];
        for (which, expected) in each.into_iter().zip(expected) {
            let likelihood = plik(&folder, which);
            let ln_likelihood = likelihood.ln_likelihood(&theory, &[calibration]).unwrap();
            close(-2.0 * ln_likelihood, expected, tolerance);
        }
        // The parts are these too.
        let chi_squared = plik(&folder, PlikLite::TTTEEE)
            .chi_squared(&theory, &[calibration])
            .unwrap();
        close(chi_squared.total, expected[3], tolerance);
        for ((part, name), expected) in chi_squared
            .parts
            .iter()
            .zip(["TT", "TE", "EE"])
            .zip(expected)
        {
            assert_eq!(part.name, name);
            close(part.chi_squared, expected, tolerance);
        }
    }
    let theory = Theory::new(&class.lensed);
    let ln_tt = plik(&folder, PlikLite::TT)
        .ln_likelihood(&theory, &[1.0])
        .unwrap();
    close(ln_tt, -101.58123068722583, 1e-9);
    let bins = low_ell_bins(&folder).unwrap();
    let low = bins.ln_likelihood(&theory, &[]).unwrap();
    close(-2.0 * low, 5.242105, 6e-7);
    let high = plik(&folder, PlikLite::TTTEEE)
        .ln_likelihood(&theory, &[1.0])
        .unwrap();
    close(high + low, -293.95586501795134, 1e-9);
}

/// C_ℓ of ℓ = 0 to 29 one spectrum after the other, then the calibration.
fn low_ell(likelihood: &impl SpectraLikelihood, vector: &[f64], order: &str) -> f64 {
    let (calibration, cl) = vector.split_last().expect("a calibration");
    let block = |name| {
        order
            .split(' ')
            .position(|n| n == name)
            .map_or(&[][..], |i| &cl[30 * i..30 * (i + 1)])
    };
    let lensed = spectra(block("TT"), block("EE"), block("BB"), &[]);
    likelihood
        .ln_likelihood(&Theory::new(&lensed), &[*calibration])
        .expect("a valid theory")
}

fn best_fit_chi_squared(folder: &DataFolder, likelihood: &impl SpectraLikelihood) -> f64 {
    let universe = best_fit(folder, 2508);
    let theory = Theory::new(&universe.lensed);
    let ln_likelihood = likelihood.ln_likelihood(&theory, &[BEST_FIT_CALIBRATION]);
    -2.0 * ln_likelihood.expect("a valid theory")
}

#[test]
fn commander() {
    let Some(folder) = data() else { return };
    let commander = Commander::read(&folder).unwrap();
    let vector = fits(&folder, "planck2018-lowl/commander/check_param.fits");
    let found = low_ell(&commander, &vector, "TT");
    close(found, -11.62574086, RECOMPUTED);
    // clik's constant is 1.02e-6 larger than the one its own tables give; differences of ln L agree.
    let clik_constant = found + 11.62573983;
    close(clik_constant, 0.0, 1.04e-6);
    let vector = npz_parameters(
        &folder,
        "planck2018-lowl/clik-test-vectors/test_commander.npz",
    );
    let found = low_ell(&commander, &vector, "TT");
    close(found, -11.58894468 + clik_constant, 2.0 * RECOMPUTED);
    close(best_fit_chi_squared(&folder, &commander), 23.25723, 6e-6);
}

#[test]
fn simall() {
    let Some(folder) = data() else { return };
    for (data, order, official, recomputed, other, other_expected) in [
        (
            SimAllData::EE,
            "EE",
            -197.9897922,
            -197.98979216,
            "ee",
            -197.99117722,
        ),
        (
            SimAllData::BB,
            "BB",
            -194.9613148,
            -194.96131481,
            "bb",
            -194.95735006,
        ),
        (
            SimAllData::EEBB,
            "EE BB",
            -392.951107,
            -392.95110697,
            "eebb",
            -392.94852728,
        ),
    ] {
        let simall = SimAll::read(&folder, data, Interpolation::Floor).unwrap();
        let name = order.replace(' ', "");
        let vector = fits(
            &folder,
            &format!("planck2018-lowl/simall/check_param_{name}.fits"),
        );
        let found = low_ell(&simall, &vector, order);
        close(found, official, CLIK);
        close(found, recomputed, RECOMPUTED);
        let path = format!("planck2018-lowl/clik-test-vectors/test_simall_{other}.npz");
        let vector = npz_parameters(&folder, &path);
        close(low_ell(&simall, &vector, order), other_expected, RECOMPUTED);
    }
    for (data, expected, between_rows) in [
        (SimAllData::EE, 396.04993, 396.16633),
        (SimAllData::SRoll2, 390.04817, 390.09362),
    ] {
        let simall = SimAll::read(&folder, data, Interpolation::Floor).unwrap();
        close(best_fit_chi_squared(&folder, &simall), expected, 6e-6);
        // Against linear interpolation (NumPy's `interp`): rows bend by some 1e-5 from one to the next.
        let smooth = SimAll::read(&folder, data, Interpolation::Cubic).unwrap();
        close(best_fit_chi_squared(&folder, &smooth), between_rows, 3e-4);
    }
}

#[test]
fn log_normal_bins() {
    let Some(folder) = data() else { return };
    let columns = support::columns(&folder.path("planck2018-lowl/lognormal-bins/example_Cl.txt"));
    let from_zero = |i: usize| [&[0.0, 0.0], columns[i].as_slice()].concat();
    let lensed = spectra(&from_zero(1), &from_zero(2), &[], &[]);
    for (data, expected) in [
        (LogNormalData::TT, -11.660801515314658),
        (LogNormalData::EE, 9.656235151568294),
    ] {
        let bins = LogNormalBins::read(&folder, data).unwrap();
        let found = bins.ln_likelihood(&Theory::new(&lensed), &[]).unwrap();
        close(found, expected, 1e-12);
    }
}

#[test]
fn lensing_at_the_best_fit() {
    let Some(folder) = data() else { return };
    let universe = best_fit(&folder, 2508);
    let theory = Theory::new(&universe.lensed).with_phi_phi(&universe.phi_phi);
    for (data, expected) in [
        (Lensing::Pr3, 8.85023),
        (Lensing::Pr3Marginalised, 9.07492),
        (Lensing::Pr3Aggressive, 13.76514),
        (Lensing::Pr3AggressiveMarginalised, 13.48736),
        (Lensing::Pr4, 8.65747),
        (Lensing::Pr4Marginalised, 8.50292),
        (Lensing::Pr4Polarisation, 4.68159),
    ] {
        let likelihood = lensing(&folder, data).unwrap();
        let nuisance = vec![BEST_FIT_CALIBRATION; likelihood.nuisance().len()];
        let found = likelihood.ln_likelihood(&theory, &nuisance).unwrap();
        close(-2.0 * found, expected, 6e-6);
    }
}

#[test]
fn lensing_without_its_correction() {
    let Some(folder) = data() else { return };
    let universe = best_fit(&folder, 2508);
    let theory = Theory::new(&universe.lensed).with_phi_phi(&universe.phi_phi);
    let corrected = lensing(&folder, Lensing::Pr3).unwrap();
    let mut bands = corrected.bandpowers().to_vec();
    for band in &mut bands {
        band.windows.truncate(1);
        band.offset = 0.0;
    }
    let covariance = corrected.covariance().clone();
    let plain = lastscatter_likelihood::spectra::GaussianBandpowers::new(
        "plain",
        bands,
        covariance,
        vec![],
    );
    let found = plain.unwrap().ln_likelihood(&theory, &[]).unwrap();
    close(-2.0 * found, 8.88563, 6e-6);
}
