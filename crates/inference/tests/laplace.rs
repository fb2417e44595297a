//! Laplace's approximation where it is exact, where it is nearly so, and where it must refuse.

use std::f64::consts::PI;

use lastscatter_inference::{
    Covariance, Density, Error, FiniteDifference, GaussianLikelihood, LaplaceApproximation, Lbfgs,
    LinearModel, Parameter, Posterior, Prior,
};
use lastscatter_numerics::special::ln_gamma;
use nalgebra::DMatrix;
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_gaussian_is_reproduced(
        entries in prop::collection::vec(-1.0..1.0_f64, 9),
        ln_scale in prop::collection::vec(-9.0..9.0_f64, 3),
        mean in prop::collection::vec(-3.0..3.0_f64, 3),
    ) {
        let a = DMatrix::from_vec(3, 3, entries);
        let unit = &a * a.transpose() + DMatrix::identity(3, 3) * 0.3;
        let covariance = Covariance::new(DMatrix::from_fn(3, 3, |i, j| {
            unit[(i, j)] * (ln_scale[i] + ln_scale[j]).exp()
        })).unwrap();
        let mean: Vec<f64> = (0..3).map(|k| mean[k] * ln_scale[k].exp()).collect();
        let density = Density::new(3, |t| {
            let offset: Vec<f64> = t.iter().zip(&mean).map(|(t, m)| t - m).collect();
            -0.5 * covariance.chi_squared(&offset).unwrap()
        });
        let laplace = LaplaceApproximation::from_values(&density, mean.clone()).unwrap();
        let exact = 1.5 * (2.0 * PI).ln() + 0.5 * covariance.ln_determinant();
        prop_assert!((laplace.ln_evidence - exact).abs() < 1e-9);
        let sigma = covariance.standard_deviations();
        for i in 0..3 {
            for j in 0..3 {
                let difference = laplace.covariance.matrix()[(i, j)] - covariance.matrix()[(i, j)];
                prop_assert!(difference.abs() < 1e-8 * sigma[i] * sigma[j]);
            }
        }
    }
}

#[test]
fn a_linear_model_with_gaussian_priors_has_its_exact_evidence() {
    // One datum d = 1.3 ± 0.5 of a quantity with prior 0.4 ± 2: evidence N(d; 0.4, 0.5² + 2²).
    let design = DMatrix::from_element(1, 1, 1.0);
    let model = LinearModel::new(&design, &[1.3], &[0.5]).unwrap();
    let prior = Parameter::new("x", "x", Prior::normal(0.4, 2.0).unwrap()).unwrap();
    let posterior = Posterior::new(vec![prior], GaussianLikelihood(model)).unwrap();
    let mode = Lbfgs::default().maximise(&posterior, &[0.0]).unwrap().theta;
    let laplace = LaplaceApproximation::from_gradient(&posterior, mode).unwrap();
    let normalisation = -0.5 * (2.0 * PI * 0.25).ln();
    let variance = 0.25 + 4.0;
    let exact = -0.5 * 0.81 / variance - 0.5 * (2.0 * PI * variance).ln();
    assert!((laplace.ln_evidence + normalisation - exact).abs() < 1e-9);
}

#[test]
fn the_error_for_a_gamma_density_is_stirlings() {
    // ∫ x^(a−1) e^(−x) dx = Γ(a); in ln x the approximation is Stirling's formula, off by 1/12a.
    let a = 50.0;
    let density = FiniteDifference::new(Density::new(1, |y| a * y[0] - y[0].exp()));
    let laplace = LaplaceApproximation::from_gradient(&density, vec![f64::ln(a)]).unwrap();
    let difference = ln_gamma(a) - laplace.ln_evidence;
    assert!((difference * 12.0 * a - 1.0).abs() < 1e-3, "{difference}");
}

#[test]
fn no_maximum_no_approximation() {
    let saddle = Density::new(2, |t| t[0] * t[0] - t[1] * t[1]);
    assert!(matches!(
        LaplaceApproximation::from_values(&saddle, vec![0.0, 0.0]),
        Err(Error::NotPositiveDefinite { .. })
    ));
    let gaussian = Density::new(1, |t| -0.5 * t[0] * t[0]);
    assert!(matches!(
        LaplaceApproximation::from_values(&gaussian, vec![0.1]),
        Err(Error::OutOfDomain { .. })
    ));
    // A cusp has no curvature.
    let cusp = Density::new(1, |t| -t[0].abs());
    assert!(matches!(
        LaplaceApproximation::from_values(&cusp, vec![0.0]),
        Err(Error::NotConverged { .. })
    ));
}
