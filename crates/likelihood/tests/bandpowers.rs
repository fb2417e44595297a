//! Windows, templates and correlated calibrations of bandpowers; draws of those that are published.

mod support;

use lastscatter_inference::nalgebra::DMatrix;
use lastscatter_inference::{Covariance, stream};
use lastscatter_likelihood::spectra::{
    Bandpower, Calibration, GaussianBandpowers, Nuisance, Quantity, SpectraLikelihood, Template,
    Theory, Window,
};
use lastscatter_likelihood::{Error, act, spt};
use lastscatter_stokes::spectra::{Field, Pair};
use proptest::prelude::*;
use support::{best_fit, data, spectra};

fn sum(window: &Window, cl: &[f64]) -> f64 {
    let cl = cl.get(window.first..).unwrap_or(&[]);
    window.weights.iter().zip(cl).map(|(w, c)| w * c).sum()
}

proptest! {
    /// The aberrated window of a spectrum is the window of the aberrated spectrum.
    #[test]
    fn aberration_of_windows_and_of_spectra_are_one(
        weights in prop::collection::vec(-1.0..1.0_f64, 0..30),
        cl in prop::collection::vec(0.0..1.0_f64, 60),
        first in 0..20_usize,
        a in -0.01..0.01_f64,
    ) {
        let window = Window { pair: Pair::TT, first, weights };
        let aberrated = |ell: usize| match ell {
            0 => cl[0],
            _ => cl[ell] + a * ell as f64 * 0.5 * (cl[ell + 1] - cl[ell - 1]),
        };
        let moving: Vec<f64> = (0..59).map(aberrated).collect();
        let found = sum(&window.aberrated(a), &cl);
        prop_assert!((found - sum(&window, &moving)).abs() < 1e-13);
    }
}

/// Two bandpowers, C_2 and C_3 of TT and of EE.
fn pair_of_bands(calibrations: Vec<Calibration>) -> GaussianBandpowers {
    let band = |pair, ell| Bandpower {
        pair,
        quantity: Quantity::Cl,
        ell: ell as f64,
        observed: 1.0,
        windows: vec![Window::new(pair, Quantity::Cl, ell, &[1.0])],
        offset: 0.0,
    };
    let bands = vec![band(Pair::TT, 2), band(Pair::EE, 3)];
    let covariance = Covariance::new(DMatrix::identity(2, 2)).expect("positive");
    GaussianBandpowers::new("pair", bands, covariance, calibrations).expect("valid")
}

fn calibration(name: &str, field: Field) -> Calibration {
    Calibration {
        nuisance: Nuisance::calibration(name, name, 0.1).expect("valid"),
        fields: vec![field],
    }
}

#[test]
fn templates_are_added_after_calibration() {
    let both = vec![calibration("T", Field::T), calibration("E", Field::E)];
    let template = |shape: &[f64]| Template {
        nuisance: Nuisance::calibration("a", "a", 1.0).expect("valid"),
        shape: shape.to_vec(),
    };
    let likelihood = pair_of_bands(both.clone())
        .with_templates(vec![template(&[3.0, -1.0])])
        .unwrap();
    let names: Vec<_> = likelihood.nuisance().iter().map(|n| n.name()).collect();
    assert_eq!(names, ["T", "E", "a"]);
    let sky = spectra(&[0.0, 0.0, 8.0, 0.0], &[0.0, 0.0, 0.0, 2.0], &[], &[]);
    let found = likelihood
        .prediction(&Theory::new(&sky), &[2.0, 0.5, 0.25])
        .unwrap();
    assert!((found[0] - 2.75).abs() < 1e-15 && (found[1] - 7.75).abs() < 1e-15);
    for bad in [&[1.0][..], &[1.0, f64::NAN]] {
        let refused = pair_of_bands(both.clone()).with_templates(vec![template(bad)]);
        assert!(matches!(refused, Err(Error::Inference(_))));
    }
}

#[test]
fn correlated_calibrations_have_their_own_variances() {
    let both = vec![calibration("T", Field::T), calibration("E", Field::E)];
    let matrix =
        |a, b, c| Covariance::new(DMatrix::from_row_slice(2, 2, &[a, b, b, c])).expect("positive");
    let good = matrix(0.01, 0.004, 0.01);
    let likelihood = pair_of_bands(both.clone())
        .with_correlated_calibrations(&good)
        .unwrap();
    let sky = spectra(&[0.0, 0.0, 1.0, 0.0], &[0.0, 0.0, 0.0, 1.0], &[], &[]);
    let theory = Theory::new(&sky);
    let at = [1.05, 0.97];
    let chi_squared = likelihood.chi_squared(&theory, &at).unwrap().total;
    let departures = [at[0] - 1.0, at[1] - 1.0];
    let joint = good.chi_squared(&departures).unwrap();
    let alone = departures.iter().map(|d| d * d / 0.01).sum::<f64>();
    let found = -2.0 * likelihood.ln_likelihood(&theory, &at).unwrap();
    assert!((found - (chi_squared + joint - alone)).abs() < 1e-13);
    for bad in [
        matrix(0.02, 0.0, 0.01),
        Covariance::new(DMatrix::from_element(1, 1, 0.01)).expect("positive"),
    ] {
        let refused = pair_of_bands(both.clone()).with_correlated_calibrations(&bad);
        assert!(matches!(refused, Err(Error::Inference(_))));
    }
}

#[test]
fn published_bandpowers_draw_and_take_data() {
    let Some(folder) = data() else { return };
    let universe = best_fit(&folder, 6400);
    let theory = Theory::new(&universe.lensed);
    for (seed, likelihood) in [
        spt::lite_2018(&folder).unwrap(),
        spt::lite_d1_approximate(&folder).unwrap(),
        act::dr6_lite_approximate(&folder).unwrap(),
        act::dr4_tt_approximate(&folder).unwrap(),
    ]
    .into_iter()
    .enumerate()
    {
        let at: Vec<f64> = likelihood
            .nuisance()
            .iter()
            .map(|n| 1.0 + 0.1 * n.scale())
            .collect();
        let residuals = likelihood.residuals(&theory, &at).unwrap();
        let observed: Vec<f64> = residuals.iter().map(|r| r.observed).collect();
        let same = likelihood.with_data(&observed).unwrap();
        let before = likelihood.ln_likelihood(&theory, &at).unwrap();
        assert!((same.ln_likelihood(&theory, &at).unwrap() - before).abs() < 1e-9);
        let mut rng = stream(seed as u64, 8);
        let draws = 300;
        let n = observed.len() as f64;
        let mean = (0..draws)
            .map(|_| {
                let draw = likelihood.draw(&theory, &at, &mut rng).unwrap();
                let other = likelihood.with_observed(&draw).unwrap();
                other.chi_squared(&theory, &at).unwrap().total / f64::from(draws)
            })
            .sum::<f64>();
        // Four standard errors.
        assert!(
            (mean - n).abs() < 4.0 * (2.0 * n / f64::from(draws)).sqrt(),
            "{mean} {n}"
        );
    }
}
