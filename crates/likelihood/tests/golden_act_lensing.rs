//! ACT DR6 lensing at Planck's best fit against an independent evaluation.
//!
//! `scripts/act_lensing.py` (NumPy 2, matrix inversion) made the numbers; the first is also in the README of the
//! data folder. The theory ends at ℓ = 2508 and is zero beyond.

mod support;

use lastscatter_likelihood::Error;
use lastscatter_likelihood::act::{CmbSpectra, Lensing, lensing};
use lastscatter_likelihood::spectra::{SpectraLikelihood, Theory};
use support::{best_fit, data};

/// The script's inverse of a matrix with condition number 1e3.
const TOLERANCE: f64 = 1e-9;

#[test]
fn chi_squared_at_the_best_fit() {
    let Some(folder) = data() else { return };
    let universe = best_fit(&folder, 3001);
    let theory = Theory::new(&universe.lensed).with_phi_phi(&universe.phi_phi);
    for (data, spectra, expected) in [
        (
            Lensing::Baseline,
            CmbSpectra::Marginalised,
            14.20252756668411,
        ),
        (Lensing::Baseline, CmbSpectra::Theory, 14.503718177988281),
        (
            Lensing::Extended,
            CmbSpectra::Marginalised,
            18.9151974563353,
        ),
        (
            Lensing::BaselineWithPlanck,
            CmbSpectra::Marginalised,
            20.488078870564458,
        ),
        (
            Lensing::ExtendedWithPlanck,
            CmbSpectra::Marginalised,
            25.122611806393483,
        ),
    ] {
        let likelihood = lensing(&folder, data, spectra).unwrap();
        let found = likelihood.chi_squared(&theory, &[]).unwrap();
        assert!(
            (found.total - expected).abs() < TOLERANCE,
            "{found:?}, expected {expected}"
        );
    }
}

#[test]
fn requirements_are_those_of_the_windows() {
    let Some(folder) = data() else { return };
    let needs = |data, spectra| lensing(&folder, data, spectra).unwrap().requirements();
    let alone = needs(Lensing::Baseline, CmbSpectra::Marginalised);
    assert_eq!((alone.lmax, alone.phi_phi_lmax), (0, Some(763)));
    let joint = needs(Lensing::Baseline, CmbSpectra::Theory);
    assert_eq!((joint.lmax, joint.phi_phi_lmax), (2952, Some(2952)));
    let extended = needs(Lensing::ExtendedWithPlanck, CmbSpectra::Marginalised);
    assert_eq!((extended.lmax, extended.phi_phi_lmax), (0, Some(1300)));
}

#[test]
fn corrections_that_were_not_published_are_refused() {
    let Some(folder) = data() else { return };
    for data in [
        Lensing::Extended,
        Lensing::BaselineWithPlanck,
        Lensing::ExtendedWithPlanck,
    ] {
        let refused = lensing(&folder, data, CmbSpectra::Theory);
        assert!(matches!(refused, Err(Error::NotPublished { .. })));
    }
}
