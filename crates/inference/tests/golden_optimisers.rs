//! Maxima, curvature and least squares against scipy 1.17.1 (`tests/scripts/optimisers.py`).

use lastscatter_inference::{
    Adam, Density, FiniteDifference, LaplaceApproximation, Lbfgs, LevenbergMarquardt, NelderMead,
    Residuals,
};

const X: [f64; 8] = [0.5, 1.0, 2.0, 3.0, 4.5, 6.0, 8.0, 11.0];
const COUNTS: [f64; 8] = [9.0, 14.0, 22.0, 19.0, 12.0, 10.0, 4.0, 1.0];

const MODE: [f64; 3] = [
    3.271_802_409_462_073_7,
    1.215_968_746_099_225_5,
    0.550_251_692_269_109_2,
];
const LN_DENSITY: f64 = 147.692_179_117_309_73;
const COVARIANCE: [[f64; 3]; 3] = [
    [
        0.036_277_563_756_694_57,
        0.018_595_290_804_430_6,
        0.013_472_111_914_039_846,
    ],
    [
        0.018_595_290_804_430_592,
        0.108_723_494_881_760_25,
        0.036_227_031_204_444_066,
    ],
    [
        0.013_472_111_914_039_847,
        0.036_227_031_204_444_066,
        0.014_465_633_141_427_297,
    ],
];
const LN_EVIDENCE: f64 = 144.066_835_417_260_73;

/// Poisson counts of rate exp(a) x^b exp(−c x); the mode is known to rounding, by Newton's method.
fn poisson(t: &[f64]) -> f64 {
    X.iter()
        .zip(COUNTS)
        .map(|(x, n)| {
            let ln_rate = t[0] + t[1] * x.ln() - t[2] * x;
            n * ln_rate - ln_rate.exp()
        })
        .sum()
}

/// Distance from the mode in standard deviations.
fn distance(theta: &[f64]) -> f64 {
    (0..3)
        .map(|k| (theta[k] - MODE[k]).abs() / COVARIANCE[k][k].sqrt())
        .fold(0.0, f64::max)
}

#[test]
fn poisson_maximum() {
    let density = FiniteDifference::new(Density::new(3, poisson));
    let start = [1.0, 0.0, 0.0];
    // λ ≤ 1e-6, or the rounding of ln p ≈ 148: √(8 ε 148) = 5e-7; correlations of 0.9 double it.
    let maximum = Lbfgs::default()
        .maximise(&density, &start)
        .expect("a maximum");
    assert!(distance(&maximum.theta) < 3e-6, "{maximum:?}");
    assert!((maximum.ln_density - LN_DENSITY).abs() < 1e-11);
    // Differences of ln p below 1e-12: within 1e-6 or so of the mode in each direction.
    let maximum = NelderMead::default()
        .maximise(&density, &start)
        .expect("a maximum");
    assert!(distance(&maximum.theta) < 1e-5, "{maximum:?}");
    let maximum = Adam::default()
        .maximise(&density, &start)
        .expect("a maximum");
    assert!(distance(&maximum.theta) < 1e-5, "{maximum:?}");
}

#[test]
fn poisson_curvature() {
    // Extrapolated differences, with |ln p| ≈ 150: 100 ε 150 = 3e-12, times the condition number of 30.
    const TOLERANCE: f64 = 1e-9;
    let density = Density::new(3, poisson);
    let laplace = LaplaceApproximation::from_values(&density, MODE.to_vec()).expect("a maximum");
    for i in 0..3 {
        for j in 0..3 {
            let difference = laplace.covariance.matrix()[(i, j)] - COVARIANCE[i][j];
            let unit = (COVARIANCE[i][i] * COVARIANCE[j][j]).sqrt();
            assert!(
                difference.abs() < TOLERANCE * unit,
                "{i} {j}: {difference:e}"
            );
        }
    }
    assert!((laplace.ln_evidence - LN_EVIDENCE).abs() < TOLERANCE);
}

#[test]
fn least_squares() {
    const Y: [f64; 8] = [1.2, 2.9, 4.1, 4.3, 3.0, 2.2, 0.9, 0.4];
    const SIGMA: [f64; 8] = [0.2, 0.3, 0.2, 0.3, 0.2, 0.2, 0.1, 0.1];
    const THETA: [f64; 3] = [
        4.775_307_771_094_725,
        1.437_220_280_113_441_3,
        1.746_947_009_713_944_8,
    ];
    const ERRORS: [f64; 3] = [
        0.269_231_639_332_193_3,
        0.118_965_410_141_729_87,
        0.113_167_091_824_796_08,
    ];
    let problem = Residuals::new(8, 3, |t, r| {
        for i in 0..8 {
            r[i] = (t[0] * X[i].powf(t[1]) * (-X[i] / t[2]).exp() - Y[i]) / SIGMA[i];
        }
    });
    let fit = LevenbergMarquardt::default()
        .minimise(&problem, &[1.0; 3])
        .expect("a minimum");
    assert!((fit.chi_squared / 4.555_321_907_886_048 - 1.0).abs() < 1e-13);
    let errors = fit.standard_errors();
    for k in 0..3 {
        // scipy stops within 1e-8 standard errors too; our Jacobian is one by differences.
        assert!(
            (fit.theta[k] - THETA[k]).abs() < 1e-7 * ERRORS[k],
            "{fit:?}"
        );
        assert!((errors[k] / ERRORS[k] - 1.0).abs() < 1e-7, "{errors:?}");
    }
}
