//! What other data would look like, and what is asked of a theory.

mod support;

use lastscatter_inference::stream;
use lastscatter_likelihood::planck::{
    Commander, Interpolation, Lensing, LogNormalBins, LogNormalData, PlikLite, SimAll, SimAllData,
    lensing, low_ell_bins, plik_lite,
};
use lastscatter_likelihood::spectra::{GaussianBandpowers, Quantity, SpectraLikelihood, Theory};
use lastscatter_likelihood::{DataFolder, Error};
use lastscatter_stokes::spectra::Pair;
use support::{BEST_FIT_CALIBRATION, best_fit, data};

/// One of each kind.
fn likelihoods(folder: &DataFolder) -> Vec<Box<dyn SpectraLikelihood>> {
    let simall =
        |data, interpolation| SimAll::read(folder, data, interpolation).expect("published");
    vec![
        Box::new(plik_lite(folder, PlikLite::TTTEEE).expect("published")),
        Box::new(low_ell_bins(folder).expect("published")),
        Box::new(Commander::read(folder).expect("published")),
        Box::new(simall(SimAllData::EEBB, Interpolation::Floor)),
        Box::new(simall(SimAllData::SRoll2, Interpolation::Cubic)),
        Box::new(LogNormalBins::read(folder, LogNormalData::EE).expect("published")),
        Box::new(lensing(folder, Lensing::Pr3).expect("published")),
        Box::new(lensing(folder, Lensing::Pr4Polarisation).expect("published")),
    ]
}

fn nuisance(likelihood: &dyn SpectraLikelihood) -> Vec<f64> {
    vec![BEST_FIT_CALIBRATION; likelihood.nuisance().len()]
}

#[test]
fn data_put_in_are_the_data() {
    let Some(folder) = data() else { return };
    let universe = best_fit(&folder, 2508);
    let theory = Theory::new(&universe.lensed).with_phi_phi(&universe.phi_phi);
    for likelihood in likelihoods(&folder) {
        let nuisance = nuisance(&*likelihood);
        let before = likelihood.ln_likelihood(&theory, &nuisance).unwrap();
        let residuals = likelihood.residuals(&theory, &nuisance).unwrap();
        let chi_squared = likelihood.chi_squared(&theory, &nuisance).unwrap();
        assert_eq!(residuals.len(), chi_squared.count, "{}", likelihood.name());
        assert!((chi_squared.total + 2.0 * before).abs() < 1e-9 * before.abs());
        let observed: Vec<f64> = residuals.iter().map(|r| r.observed).collect();
        assert!(
            residuals
                .iter()
                .all(|r| r.sigma > 0.0 && r.normalised().is_finite())
        );
        match likelihood.with_data(&observed) {
            Ok(same) => {
                let after = same.ln_likelihood(&theory, &nuisance).unwrap();
                assert!(
                    (after - before).abs() < 1e-9,
                    "{}: {after} {before}",
                    likelihood.name()
                );
                let shifted: Vec<f64> = observed.iter().map(|d| 1.01 * d).collect();
                let other = likelihood.with_data(&shifted).unwrap();
                for (r, d) in other
                    .residuals(&theory, &nuisance)
                    .unwrap()
                    .iter()
                    .zip(&shifted)
                {
                    assert!((r.observed - d).abs() < 1e-12 * d.abs());
                }
                for bad in [&observed[1..], &vec![f64::NAN; observed.len()]] {
                    assert!(matches!(
                        likelihood.with_data(bad),
                        Err(Error::Replacement { .. })
                    ));
                }
            }
            Err(e) => {
                assert!(matches!(e, Error::NoPredictiveModel { .. }), "{e}");
                let draw = likelihood.draw(&theory, &nuisance, &mut stream(1, 0));
                assert!(matches!(draw, Err(Error::NoPredictiveModel { .. })));
            }
        }
    }
}

#[test]
fn draws_of_gaussian_bandpowers_have_their_chi_squared() {
    let Some(folder) = data() else { return };
    let universe = best_fit(&folder, 2508);
    let theory = Theory::new(&universe.lensed).with_phi_phi(&universe.phi_phi);
    let plik = plik_lite(&folder, PlikLite::TT).unwrap();
    let pr3 = lensing(&folder, Lensing::Pr3Aggressive).unwrap();
    for (likelihood, draws) in [(plik, 300), (pr3, 2000)] {
        let mut rng = stream(2018, 5);
        let chi_squared: Vec<f64> = (0..draws)
            .map(|_| {
                let draw = likelihood.draw(&theory, &[1.0], &mut rng).unwrap();
                let other = likelihood.with_data(&draw).unwrap();
                -2.0 * other.ln_likelihood(&theory, &[1.0]).unwrap()
            })
            .collect();
        let n = likelihood.bandpowers().len() as f64;
        let mean = chi_squared.iter().sum::<f64>() / f64::from(draws);
        let variance = chi_squared.iter().map(|c| (c - n).powi(2)).sum::<f64>() / f64::from(draws);
        // Four standard errors of the mean; of the variance 2n, whose own is about 2n √(2/draws).
        assert!(
            (mean - n).abs() < 4.0 * (2.0 * n / f64::from(draws)).sqrt(),
            "{mean} {n}"
        );
        let error = (2.0 / f64::from(draws)).sqrt() * (1.0 + 6.0 / n).sqrt();
        assert!(
            (variance / (2.0 * n) - 1.0).abs() < 5.0 * error,
            "{variance} {n}"
        );
    }
}

/// The probability, under a flat prior in ln A, that A is below 1 for data drawn at A = 1.
fn ranks(
    likelihood: &dyn SpectraLikelihood,
    folder: &DataFolder,
    calibration: &[f64],
    draws: usize,
    half_width: f64,
) -> Vec<f64> {
    let truth = best_fit(folder, 29).lensed;
    let grid: Vec<f64> = (-60..=60)
        .map(|i| half_width * f64::from(i) / 60.0)
        .collect();
    let amplified: Vec<_> = grid
        .iter()
        .map(|a| truth.scaled(a.exp()).expect("finite"))
        .collect();
    let mut rng = stream(29, 2);
    (0..draws)
        .map(|_| {
            let draw = likelihood
                .draw(&Theory::new(&truth), calibration, &mut rng)
                .expect("a draw");
            let other = likelihood.with_data(&draw).expect("data");
            let ln: Vec<f64> = amplified
                .iter()
                .map(
                    |s| match other.ln_likelihood(&Theory::new(s), calibration) {
                        Err(e) if e.is_recoverable() => f64::NEG_INFINITY,
                        value => value.expect("a value"),
                    },
                )
                .collect();
            let largest = ln.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let p: Vec<f64> = ln.iter().map(|l| (l - largest).exp()).collect();
            let below: f64 = p[..60].iter().sum();
            (below + 0.5 * p[60]) / p.iter().sum::<f64>()
        })
        .collect()
}

fn assert_uniform(ranks: &[f64]) {
    let n = ranks.len() as f64;
    let mean = ranks.iter().sum::<f64>() / n;
    let variance = ranks.iter().map(|r| (r - 0.5).powi(2)).sum::<f64>() / n;
    // Standard deviations of one rank: √(1/12); of its squared distance from ½: √(1/180).
    assert!((mean - 0.5).abs() < 4.0 / (12.0 * n).sqrt(), "mean {mean}");
    assert!(
        (variance - 1.0 / 12.0).abs() < 4.0 / (180.0 * n).sqrt(),
        "variance {variance}"
    );
}

#[test]
fn commander_draws_are_calibrated() {
    let Some(folder) = data() else { return };
    let commander = Commander::read(&folder).unwrap();
    // ln A is known to 0.09. Without the factor 1/∏D_ℓ in their density draws would be off by 2.5 of these.
    assert_uniform(&ranks(&commander, &folder, &[1.0], 120, 0.5));
}

#[test]
fn log_normal_draws_are_calibrated() {
    let Some(folder) = data() else { return };
    let bins = LogNormalBins::read(&folder, LogNormalData::TT).unwrap();
    assert_uniform(&ranks(&bins, &folder, &[], 2000, 0.4));
}

#[test]
fn calibration_and_amplitude_are_one() {
    let Some(folder) = data() else { return };
    let universe = best_fit(&folder, 2508);
    let theory = Theory::new(&universe.lensed).with_phi_phi(&universe.phi_phi);
    for likelihood in likelihoods(&folder) {
        let [parameter] = likelihood.nuisance() else {
            continue;
        };
        assert_eq!(parameter.name(), "A_planck");
        assert!(
            (parameter.parameter().prior().standard_deviation().unwrap() - 0.0025).abs() < 1e-15
        );
        for a in [0.98, 1.03] {
            let scaled = universe.lensed.scaled(1.0 / (a * a)).unwrap();
            let scaled = Theory::new(&scaled).with_phi_phi(&universe.phi_phi);
            let one = likelihood.ln_likelihood(&theory, &[a]).unwrap();
            let other = likelihood.ln_likelihood(&scaled, &[1.0]).unwrap();
            assert!(
                (one - other).abs() < 1e-9 * one.abs(),
                "{}",
                likelihood.name()
            );
        }
    }
}

#[test]
fn what_a_likelihood_cannot_use_is_a_typed_error() {
    let Some(folder) = data() else { return };
    let universe = best_fit(&folder, 2508);
    let short = best_fit(&folder, 28);
    let theory = Theory::new(&universe.lensed).with_phi_phi(&universe.phi_phi);
    let zero = universe.lensed.scaled(0.0).unwrap();
    for likelihood in likelihoods(&folder) {
        let name = likelihood.name();
        let nuisance = nuisance(&*likelihood);
        let at = |theory: &Theory<'_>, nuisance: &[f64]| likelihood.ln_likelihood(theory, nuisance);
        let needs_phi = likelihood.requirements().phi_phi_lmax.is_some();
        let error = at(&Theory::new(&universe.lensed), &nuisance);
        assert_eq!(
            matches!(error, Err(Error::NoLensingPotential { .. })),
            needs_phi,
            "{name}"
        );
        let too_short = Theory::new(&short.lensed).with_phi_phi(&short.phi_phi);
        let error = at(&too_short, &nuisance).unwrap_err();
        assert!(
            matches!(error, Error::TheoryTooShort { .. }) && !error.is_recoverable(),
            "{name}"
        );
        let error = at(&theory, &[1.0, 1.0, 1.0]).unwrap_err();
        assert!(
            matches!(error, Error::NuisanceCount { found: 3, .. }),
            "{name}"
        );
        if !nuisance.is_empty() {
            for bad in [f64::NAN, 0.0, -1.0, f64::INFINITY] {
                let error = at(&theory, &[bad]).unwrap_err();
                assert!(matches!(error, Error::OutOfRange { .. }) && error.is_recoverable());
            }
        }
        // No sky at all: a number, or a point to be rejected.
        match at(
            &Theory::new(&zero).with_phi_phi(&universe.phi_phi),
            &nuisance,
        ) {
            Ok(value) => assert!(value.is_finite()),
            Err(e) => assert!(e.is_recoverable(), "{name}: {e}"),
        }
    }
}

#[test]
fn residuals_say_what_they_are() {
    let Some(folder) = data() else { return };
    let universe = best_fit(&folder, 2508);
    let theory = Theory::new(&universe.lensed).with_phi_phi(&universe.phi_phi);
    let plik = plik_lite(&folder, PlikLite::TTTEEE).unwrap();
    let residuals = plik.residuals(&theory, &[1.0]).unwrap();
    let (te, ee) = (&residuals[215], &residuals[612]);
    assert_eq!((te.pair, te.quantity), (Pair::TE, Quantity::Cl));
    assert!((te.ell - 32.0).abs() < 1e-12 && ee.pair == Pair::EE);
    // Commander's quadrupole is the famous low one.
    let commander = Commander::read(&folder).unwrap();
    let quadrupole = commander.residuals(&theory, &[1.0]).unwrap()[0];
    assert_eq!(quadrupole.quantity, Quantity::Dl);
    assert!(
        quadrupole.observed < 300.0 && quadrupole.predicted > 1000.0,
        "{quadrupole:?}"
    );
    let deflection = lensing(&folder, Lensing::Pr3).unwrap();
    let first = deflection.residuals(&theory, &[1.0]).unwrap()[0];
    assert_eq!(
        (first.pair, first.quantity),
        (Pair::PhiPhi, Quantity::Deflection)
    );
    assert!((first.observed - 1.4696e-7).abs() < 1e-20 && (first.sigma - 1.321e-8).abs() < 1e-11);
}

#[test]
fn windows_that_no_theory_fills_are_refused() {
    let Some(folder) = data() else { return };
    let bins = low_ell_bins(&folder).unwrap();
    for (pair, first) in [(Pair::TPhi, 2), (Pair::TT, usize::MAX)] {
        let mut bands = bins.bandpowers().to_vec();
        bands[0].windows[0].pair = pair;
        bands[0].windows[0].first = first;
        let refused = GaussianBandpowers::new("", bands, bins.covariance().clone(), vec![]);
        assert!(matches!(refused, Err(Error::Window { .. })));
    }
    let mut bands = bins.bandpowers().to_vec();
    bands[1].windows[0].weights[3] = f64::NAN;
    let refused = GaussianBandpowers::new("", bands, bins.covariance().clone(), vec![]);
    assert!(matches!(refused, Err(Error::Inference(_))));
    let refused = GaussianBandpowers::new("", vec![], bins.covariance().clone(), vec![]);
    assert!(matches!(refused, Err(Error::Inference(_))));
}
