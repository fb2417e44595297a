//! Simulated surveys: noise, covariances, and the statistics of draws.

use lastscatter_inference::{Parameter, Prior, stream};
use lastscatter_likelihood::Error;
use lastscatter_likelihood::spectra::{Nuisance, SpectraLikelihood, Theory};
use lastscatter_likelihood::survey::{
    Band, Fields, ForegroundShape, Knee, Noise, ResidualForeground, Survey,
};
use lastscatter_stokes::spectra::{AngularSpectra, MicrokelvinSquared, Pair};
use proptest::prelude::*;

/// A sky with TE correlated by a third, and power at all scales.
fn sky(lmax: usize, amplitude: f64) -> AngularSpectra<MicrokelvinSquared> {
    let cl = |a: f64| -> Vec<f64> {
        let at = |l: usize| amplitude * a / ((l * l + 100) as f64);
        (0..=lmax).map(at).collect()
    };
    AngularSpectra::from_values(cl(6e3), cl(60.0), cl(2.0), cl(-200.0)).expect("finite")
}

fn band(white: f64, fwhm_arcmin: f64) -> Band {
    Band {
        frequency_ghz: 150.0,
        fwhm_arcmin,
        temperature: Noise::white(white),
        polarisation: Noise::white(2.0 * white),
    }
}

fn full_sky(fields: Fields, multipoles: std::ops::RangeInclusive<usize>) -> Survey {
    Survey::new("full sky", vec![band(30.0, 7.0)], 1.0, multipoles, fields).expect("valid")
}

fn dust(default: f64) -> ResidualForeground {
    let prior = Prior::uniform(0.0, 100.0).expect("valid");
    let parameter = Parameter::new("A_dust", "A", prior).expect("valid");
    ResidualForeground {
        shape: ForegroundShape::Dust,
        nuisance: Nuisance::new(parameter, default, 1.0).expect("valid"),
        ee_ratio: 0.02,
        bb_ratio: 0.01,
    }
}

#[test]
fn noise_is_that_of_the_bands() {
    let arcmin = std::f64::consts::PI / 10_800.0;
    let one = full_sky(Fields::TE, 2..=3000);
    let expected = |ell: f64| {
        let sigma = 7.0 * arcmin / (8.0 * std::f64::consts::LN_2).sqrt();
        (30.0 * arcmin).powi(2) * (ell * (ell + 1.0) * sigma * sigma).exp()
    };
    for ell in [2, 500, 3000] {
        let found = one.noise(Pair::TT, ell);
        assert!((found / expected(ell as f64) - 1.0).abs() < 1e-13);
        assert!((one.noise(Pair::EE, ell) / found - 4.0).abs() < 1e-13);
        assert!(one.noise(Pair::TE, ell).abs() < f64::MIN_POSITIVE);
    }
    // Two equal bands have half the noise.
    let bands = vec![band(30.0, 7.0); 2];
    let two = Survey::new("two", bands, 1.0, 2..=3000, Fields::TE).unwrap();
    assert!((two.noise(Pair::TT, 700) / one.noise(Pair::TT, 700) - 0.5).abs() < 1e-13);
    // At the knee noise is twice the white.
    let knee = Knee {
        multipole: 700.0,
        exponent: 1.4,
    };
    let mut red = band(30.0, 7.0);
    red.temperature.knee = Some(knee);
    let red = Survey::new("red", vec![red], 1.0, 2..=3000, Fields::TE).unwrap();
    assert!((red.noise(Pair::TT, 700) / one.noise(Pair::TT, 700) - 2.0).abs() < 1e-13);
    // The combined noise of Planck's three bands at ℓ = 1000, 40 µK·arcmin before the beams of 5 to 10 arcmin.
    let planck = Survey::planck_like();
    let level = planck.noise(Pair::TT, 2).sqrt() / arcmin;
    let white = [77.4_f64, 33.0, 46.8].map(|w| (w * w).recip());
    assert!(
        (level - white.iter().sum::<f64>().sqrt().recip()).abs() < 1e-3,
        "{level}"
    );
    let so = Survey::simons_observatory_like();
    // Atmosphere: in T it dominates at ℓ = 1000, in polarisation it does not.
    assert!(so.noise(Pair::TT, 1000) > 3.0 * so.noise(Pair::TT, 3000));
    assert!(so.noise(Pair::EE, 1000) < 2.0 * so.noise(Pair::EE, 3000));
}

#[test]
fn knox_errors_of_one_bin() {
    let (spectra, survey) = (sky(100, 1.0), full_sky(Fields::TE, 50..=50));
    let theory = Theory::new(&spectra);
    let likelihood = survey.bandpowers(&theory, 1).unwrap();
    let factor = 50.0 * 51.0 / std::f64::consts::TAU;
    let total = |pair| factor * (theory.cl(pair)[50] + survey.noise(pair, 50));
    let [tt, te, ee] = [Pair::TT, Pair::TE, Pair::EE].map(total);
    let expected = [
        [2.0 * tt * tt, 2.0 * tt * te, 2.0 * te * te],
        [2.0 * tt * te, tt * ee + te.powi(2), 2.0 * te * ee],
        [2.0 * te * te, 2.0 * te * ee, 2.0 * ee * ee],
    ];
    for (i, row) in expected.iter().enumerate() {
        for (j, value) in row.iter().enumerate() {
            let found = likelihood.covariance().matrix()[(i, j)];
            assert!((found * 101.0 / value - 1.0).abs() < 1e-13, "{i} {j}");
        }
    }
}

/// Binned draws of the exact distribution have the covariance of the bandpowers.
#[test]
fn exact_draws_have_the_covariance_of_bandpowers() {
    let spectra = sky(40, 1.0);
    let theory = Theory::new(&spectra);
    let survey = full_sky(Fields::TEB, 11..=40);
    let bands = survey.bandpowers(&theory, 10).unwrap();
    let exact = survey.wishart(&theory).unwrap();
    let mut rng = stream(40, 1);
    let draws = 4000;
    let n = bands.bandpowers().len();
    assert_eq!(n, 12);
    let centre = bands.prediction(&theory, &[]).unwrap();
    let mut sums = vec![vec![0.0; n]; n];
    for _ in 0..draws {
        let draw = exact.draw(&theory, &[], &mut rng).unwrap();
        let binned: Vec<f64> = (0..n)
            .map(|b| {
                let block = 30 * (b / 3) + 10 * (b % 3);
                let dl = |i: usize| {
                    let ell = (11 + i % 30) as f64;
                    draw[i] * ell * (ell + 1.0) / std::f64::consts::TAU
                };
                (block..block + 10).map(dl).sum::<f64>() / 10.0 - centre[b]
            })
            .collect();
        for i in 0..n {
            for j in 0..n {
                sums[i][j] += binned[i] * binned[j] / f64::from(draws);
            }
        }
    }
    let sigma = bands.covariance().standard_deviations();
    for i in 0..n {
        for j in 0..n {
            let found = sums[i][j] / sigma[i] / sigma[j];
            let expected = bands.covariance().matrix()[(i, j)] / sigma[i] / sigma[j];
            // Five standard errors √(2/N) at most: 144 numbers are compared.
            let error = (2.0 / f64::from(draws)).sqrt();
            assert!(
                (found - expected).abs() < 5.0 * error,
                "{i} {j}: {found} {expected}"
            );
        }
    }
}

#[test]
fn chi_squared_of_draws() {
    let survey = Survey::planck_like().with_multipoles(30..=600).unwrap();
    let spectra = sky(600, 1.0);
    let theory = Theory::new(&spectra);
    let likelihood = survey.bandpowers(&theory, 20).unwrap();
    let amplitudes = [5.0, 40.0];
    // The fiducial universe is its own data.
    let none = likelihood.chi_squared(&theory, &amplitudes).unwrap();
    assert!(none.total < 1e-20 && none.count == 87);
    let names: Vec<_> = none.parts.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["TT", "TE", "EE"]);
    let mut rng = stream(600, 1);
    let (draws, n) = (2000, 87.0);
    let (mut mean, mut variance) = (0.0, 0.0);
    for _ in 0..draws {
        let draw = likelihood.draw(&theory, &amplitudes, &mut rng).unwrap();
        let other = likelihood.with_observed(&draw).unwrap();
        let chi_squared = other.chi_squared(&theory, &amplitudes).unwrap().total;
        mean += chi_squared / f64::from(draws);
        variance += (chi_squared - n).powi(2) / f64::from(draws);
    }
    // Four standard errors: of the mean √(2n/N), of the variance about 2n √((2 + 12/n)/N).
    let draws = f64::from(draws);
    assert!((mean - n).abs() < 4.0 * (2.0 * n / draws).sqrt(), "{mean}");
    let error = ((2.0 + 12.0 / n) / draws).sqrt();
    assert!(
        (variance / (2.0 * n) - 1.0).abs() < 4.0 * error,
        "{variance}"
    );
}

/// ψ(x), for x ≥ ½: recurrence and asymptotic series.
fn digamma(mut x: f64) -> f64 {
    let mut sum = 0.0;
    while x < 10.0 {
        sum -= x.recip();
        x += 1.0;
    }
    let y = (x * x).recip();
    sum + x.ln() - 0.5 / x - y * (1.0 / 12.0 - y * (1.0 / 120.0 - y / 252.0))
}

/// −2 ln L of data drawn at the truth has the mean Σ_ℓ ν Σ_i [ln(ν/2) − ψ((ν − i)/2)] over i < 2 for T and E, i < 1
/// for B.
#[test]
fn minus_two_ln_l_of_exact_draws() {
    let survey = full_sky(Fields::TEB, 2..=30)
        .with_foregrounds([dust(5.0)])
        .unwrap();
    let spectra = sky(30, 1.0);
    let theory = Theory::new(&spectra);
    let exact = survey.wishart(&theory).unwrap();
    assert!(exact.ln_likelihood(&theory, &[5.0]).unwrap().abs() < 1e-10);
    let expected: f64 = (2..=30)
        .map(|ell| {
            let nu = f64::from(2 * ell + 1);
            let term = |i: f64| (0.5 * nu).ln() - digamma(0.5 * (nu - i));
            nu * (2.0 * term(0.0) + term(1.0))
        })
        .sum();
    let mut rng = stream(30, 2);
    let draws = 3000;
    let values: Vec<f64> = (0..draws)
        .map(|_| {
            let draw = exact.draw(&theory, &[5.0], &mut rng).unwrap();
            let other = exact.with_data(&draw).unwrap();
            other.chi_squared(&theory, &[5.0]).unwrap().total
        })
        .collect();
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
    assert!(
        (mean - expected).abs() < 4.0 * (variance / n).sqrt(),
        "{mean} {expected}"
    );
}

/// The probability, flat in ln A, that A is below 1 for data drawn at A = 1 is uniform, at the lowest multipoles too.
#[test]
fn exact_draws_are_calibrated() {
    let survey = full_sky(Fields::TEB, 2..=12);
    let truth = sky(12, 1.0);
    let exact = survey.wishart(&Theory::new(&truth)).unwrap();
    let grid: Vec<_> = (-40..=40)
        .map(|i| sky(12, (0.015 * f64::from(i)).exp()))
        .collect();
    let mut rng = stream(12, 12);
    let n = 1500.0;
    let (mut mean, mut variance) = (0.0, 0.0);
    for _ in 0..n as usize {
        let draw = exact.draw(&Theory::new(&truth), &[], &mut rng).unwrap();
        let other = exact.with_data(&draw).unwrap();
        let ln: Vec<f64> = grid
            .iter()
            .map(|s| other.ln_likelihood(&Theory::new(s), &[]).unwrap())
            .collect();
        let largest = ln.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let p: Vec<f64> = ln.iter().map(|l| (l - largest).exp()).collect();
        let below = p[..40].iter().sum::<f64>() + 0.5 * p[40];
        let rank = below / p.iter().sum::<f64>();
        mean += rank / n;
        variance += (rank - 0.5).powi(2) / n;
    }
    // Standard deviations of one rank: √(1/12); of its squared distance from ½: √(1/180).
    assert!((mean - 0.5).abs() < 4.0 / (12.0 * n).sqrt(), "mean {mean}");
    assert!(
        (variance - 1.0 / 12.0).abs() < 4.0 / (180.0 * n).sqrt(),
        "variance {variance}"
    );
}

#[test]
fn foregrounds_are_templates() {
    let survey = full_sky(Fields::TEB, 60..=99)
        .with_foregrounds([dust(5.0)])
        .unwrap();
    let spectra = sky(99, 1.0);
    let theory = Theory::new(&spectra);
    let bands = survey.bandpowers(&theory, 1).unwrap();
    let clean = bands.prediction(&theory, &[0.0]).unwrap();
    let dusty = bands.prediction(&theory, &[7.0]).unwrap();
    // ℓ = 80 is the 20th of 40 bins of each of TT, TE, EE and BB.
    for (block, ratio) in [1.0, 0.0, 0.02, 0.01].into_iter().enumerate() {
        let i = 40 * block + 20;
        assert!((dusty[i] - clean[i] - 7.0 * ratio).abs() < 1e-10, "{block}");
    }
    let exact = survey.wishart(&theory).unwrap();
    let predicted = |a| exact.residuals(&theory, &[a]).unwrap()[20].predicted;
    let factor = 80.0 * 81.0 / std::f64::consts::TAU;
    assert!(((predicted(7.0) - predicted(0.0)) * factor - 7.0).abs() < 1e-10);
}

#[test]
fn a_seed_is_a_data_set() {
    let survey = Survey::simons_observatory_like()
        .with_multipoles(100..=800)
        .unwrap();
    let spectra = sky(800, 1.0);
    let theory = Theory::new(&spectra);
    let observed = |seed| -> Vec<f64> {
        let likelihood = survey.observation(&theory, 50, seed).unwrap();
        likelihood.bandpowers().iter().map(|b| b.observed).collect()
    };
    assert_eq!(observed(3), observed(3));
    assert_ne!(observed(3), observed(4));
    // 701 multipoles: 14 bins of 50 and one of 1, of TT, TE, EE and BB.
    assert_eq!(observed(3).len(), 60);
}

#[test]
fn what_no_survey_is_is_refused() {
    let refused = |bands, sky, multipoles| {
        let survey = Survey::new("", bands, sky, multipoles, Fields::TE);
        assert!(matches!(survey, Err(Error::Survey { .. })));
    };
    let good = || vec![band(30.0, 7.0)];
    refused(vec![], 1.0, 2..=100);
    refused(vec![band(0.0, 7.0)], 1.0, 2..=100);
    refused(vec![band(30.0, -1.0)], 1.0, 2..=100);
    refused(vec![band(f64::NAN, 7.0)], 1.0, 2..=100);
    refused(good(), 0.0, 2..=100);
    refused(good(), 1.1, 2..=100);
    refused(good(), 1.0, 1..=100);
    refused(good(), 1.0, std::ops::RangeInclusive::new(100, 99));
    refused(good(), 1.0, 2..=20_001);
    // A beam of two degrees at ℓ = 20 000.
    refused(vec![band(30.0, 120.0)], 1.0, 2..=20_000);
    let spectra = sky(100, 1.0);
    let theory = Theory::new(&spectra);
    let survey = full_sky(Fields::TE, 2..=101);
    assert!(matches!(
        survey.wishart(&theory),
        Err(Error::TheoryTooShort { .. })
    ));
    assert!(matches!(
        survey.bandpowers(&theory, 1),
        Err(Error::TheoryTooShort { .. })
    ));
    let survey = full_sky(Fields::TE, 2..=100);
    assert!(matches!(
        survey.bandpowers(&theory, 0),
        Err(Error::Survey { .. })
    ));
    let small = Survey::new("", good(), 0.1, 2..=100, Fields::TE).unwrap();
    assert!(matches!(small.wishart(&theory), Err(Error::Survey { .. })));
    // TE of more than √(TT EE).
    let cl = |a: f64| vec![a; 101];
    let odd = AngularSpectra::from_values(cl(1.0), cl(1.0), cl(0.0), cl(3.0)).unwrap();
    let error = survey.wishart(&Theory::new(&odd)).unwrap_err();
    assert!(error.is_recoverable());
    assert!(matches!(
        survey.bandpowers(&Theory::new(&odd), 1),
        Err(Error::Inference(_))
    ));
    let exact = survey.wishart(&theory).unwrap();
    let negative = vec![-1e6; 297];
    for bad in [&negative[1..], &negative] {
        assert!(matches!(
            exact.with_data(bad),
            Err(Error::Replacement { .. })
        ));
    }
}

proptest! {
    /// Any survey gives a positive definite covariance and a finite ln L, or says why not.
    #[test]
    fn surveys_are_valid_or_refused(
        white in 0.1..200.0_f64,
        fwhm in 0.0..60.0_f64,
        fraction in 0.001..1.0_f64,
        first in 2..200_usize,
        extent in 0..100_usize,
        width in 1..40_usize,
    ) {
        let survey = Survey::new("any", vec![band(white, fwhm)], fraction, first..=first + extent, Fields::TEB).unwrap();
        let spectra = sky(300, 1.0);
        let other = sky(300, 1.1);
        let theory = Theory::new(&other);
        let likelihood = survey.bandpowers(&Theory::new(&spectra), width).unwrap();
        prop_assert!(likelihood.ln_likelihood(&theory, &[]).unwrap().is_finite());
        if let Ok(exact) = survey.wishart(&Theory::new(&spectra)) {
            let ln_likelihood = exact.ln_likelihood(&theory, &[]).unwrap();
            prop_assert!(ln_likelihood.is_finite() && ln_likelihood <= 0.0);
        }
    }
}
