//! L-BFGS, Nelder–Mead and Adam on functions with known maxima, on edges and on bad input.

use lastscatter_inference::{
    Adam, Density, DensityError, DifferentiableDensity, Error, FiniteDifference, Lbfgs, LogDensity,
    LogDensityGradient, NelderMead,
};
use proptest::prelude::*;

/// −Rosenbrock's function in n dimensions, maximum 0 at (1, …, 1).
fn rosenbrock(n: usize) -> impl LogDensityGradient {
    DifferentiableDensity::new(n, move |t: &[f64], g: &mut [f64]| {
        g.fill(0.0);
        let mut value = 0.0;
        for k in 0..n - 1 {
            let (a, b) = (1.0 - t[k], t[k + 1] - t[k] * t[k]);
            value -= a * a + 100.0 * b * b;
            g[k] += 2.0 * a + 400.0 * t[k] * b;
            g[k + 1] -= 200.0 * b;
        }
        value
    })
}

/// ln p = Σ ln tₖ − tₖ/k with a hard edge at zero, maximum at tₖ = k.
fn gamma(n: usize) -> impl LogDensityGradient {
    DifferentiableDensity::new(n, |t: &[f64], g: &mut [f64]| {
        if t.iter().any(|&t| t <= 0.0) {
            return f64::NEG_INFINITY;
        }
        (0..t.len())
            .map(|k| {
                let rate = 1.0 / (k + 1) as f64;
                g[k] = 1.0 / t[k] - rate;
                t[k].ln() - rate * t[k]
            })
            .sum()
    })
}

fn distance_from_ones(theta: &[f64]) -> f64 {
    theta.iter().map(|t| (t - 1.0).abs()).fold(0.0, f64::max)
}

#[test]
fn lbfgs_climbs_rosenbrock() {
    let maximum = Lbfgs::default()
        .maximise(&rosenbrock(2), &[-1.2, 1.0])
        .unwrap();
    assert!(distance_from_ones(&maximum.theta) < 1e-7, "{maximum:?}");
    assert!(maximum.evaluations < 60, "{maximum:?}");
    let maximum = Lbfgs::default()
        .maximise(&rosenbrock(20), &[0.0; 20])
        .unwrap();
    // λ ≤ 1e-6 bounds the fall of ln p; the valley is some standard deviations long.
    assert!(
        maximum.ln_density > -1e-11 && distance_from_ones(&maximum.theta) < 1e-5,
        "{maximum:?}"
    );
    assert!(maximum.evaluations < 250, "{maximum:?}");
}

#[test]
fn nelder_mead_climbs_rosenbrock() {
    for n in [2, 5] {
        let maximum = NelderMead::default()
            .maximise(&rosenbrock(n), &vec![0.5; n])
            .unwrap();
        assert!(distance_from_ones(&maximum.theta) < 1e-5, "{maximum:?}");
    }
    // One dimension, where the adaptive coefficients would degenerate; a kink makes the simplex shrink.
    let kink = Density::new(1, |t| {
        let x = t[0] - 2.0;
        if x > 0.0 { -100.0 * x } else { x }
    });
    for start in [-3.0, 0.0, 1.0, 1.9, 2.3, 7.0] {
        let maximum = NelderMead::default().maximise(&kink, &[start]).unwrap();
        assert!((maximum.theta[0] - 2.0).abs() < 1e-9, "{maximum:?}");
    }
}

#[test]
fn adam_climbs_rosenbrock() {
    let maximum = Adam::default()
        .maximise(&rosenbrock(2), &[-1.2, 1.0])
        .unwrap();
    assert!(distance_from_ones(&maximum.theta) < 1e-5, "{maximum:?}");
}

#[test]
fn steps_beyond_the_support_are_taken_back() {
    let exact = [1.0, 2.0, 3.0];
    let start = [0.01, 5.0, 9.0];
    let density = gamma(3);
    for theta in [
        Lbfgs::default().maximise(&density, &start).unwrap().theta,
        NelderMead::default()
            .maximise(&density, &start)
            .unwrap()
            .theta,
        Adam::default().maximise(&density, &start).unwrap().theta,
    ] {
        for (t, e) in theta.iter().zip(exact) {
            assert!((t - e).abs() < 1e-4, "{theta:?}");
        }
    }
}

#[test]
fn scales_make_units_irrelevant() {
    // Standard deviations of 1e-9 and 1e6.
    let density = DifferentiableDensity::new(2, |t: &[f64], g: &mut [f64]| {
        let (a, b) = ((t[0] - 2e-9) / 1e-9, (t[1] - 3e6) / 1e6);
        g[0] = (-a + 0.5 * b) / 1e-9;
        g[1] = (-b + 0.5 * a) / 1e6;
        -0.5 * (a.powi(2) + b.powi(2) - a * b)
    });
    let scales = [3e-9, 5e5];
    for theta in [
        Lbfgs::default()
            .maximise_scaled(&density, &[0.0; 2], &scales)
            .unwrap()
            .theta,
        NelderMead::default()
            .maximise_scaled(&density, &[0.0; 2], &scales)
            .unwrap()
            .theta,
        Adam::default()
            .maximise_scaled(&density, &[0.0; 2], &scales)
            .unwrap()
            .theta,
    ] {
        assert!((theta[0] / 2e-9 - 1.0).abs() < 1e-5, "{theta:?}");
        assert!((theta[1] / 3e6 - 1.0).abs() < 1e-5, "{theta:?}");
    }
}

#[test]
fn a_constant_added_to_the_density_costs_only_its_rounding() {
    let density = FiniteDifference::new(Density::new(2, |t| {
        -1e6 - 0.5 * (t[0] * t[0] + (t[1] - 1.0).powi(2))
    }));
    let maximum = Lbfgs::default().maximise(&density, &[3.0, -2.0]).unwrap();
    // √(8 ε 10⁶) = 4e-5.
    assert!(
        maximum.theta[0].abs() < 1e-4 && (maximum.theta[1] - 1.0).abs() < 1e-4,
        "{maximum:?}"
    );
}

struct Failing(fn() -> Result<f64, DensityError>);

impl LogDensity for Failing {
    fn dimension(&self) -> usize {
        1
    }
    fn ln_density(&self, theta: &[f64]) -> Result<f64, DensityError> {
        if (theta[0] - 1.0).abs() < f64::EPSILON {
            Ok(0.0)
        } else {
            (self.0)()
        }
    }
}

impl LogDensityGradient for Failing {
    fn ln_density_and_gradient(&self, theta: &[f64], g: &mut [f64]) -> Result<f64, DensityError> {
        g[0] = 1.0;
        self.ln_density(theta)
    }
}

#[test]
fn failures_are_typed() {
    let errors = |density: &Failing| {
        [
            Lbfgs::default().maximise(density, &[1.0]).unwrap_err(),
            NelderMead::default().maximise(density, &[1.0]).unwrap_err(),
            Adam::default().maximise(density, &[1.0]).unwrap_err(),
        ]
    };
    for error in errors(&Failing(|| Ok(f64::NAN))) {
        assert!(matches!(error, Error::NonFinite { value, .. } if value.is_nan()));
    }
    for error in errors(&Failing(|| Ok(f64::INFINITY))) {
        assert!(matches!(error, Error::NonFinite { .. }));
    }
    for error in errors(&Failing(|| Err(DensityError::Fatal("broken".into())))) {
        assert!(matches!(error, Error::Density(DensityError::Fatal(_))));
    }

    let density = rosenbrock(2);
    let start = [-1.2, 1.0];
    let few = [
        Lbfgs {
            max_iterations: 3,
            ..Lbfgs::default()
        }
        .maximise(&density, &start),
        NelderMead {
            max_evaluations: 9,
            ..NelderMead::default()
        }
        .maximise(&density, &start),
        Adam {
            max_iterations: 9,
            ..Adam::default()
        }
        .maximise(&density, &start),
    ];
    for outcome in few {
        let Err(Error::NotConverged {
            iterations,
            residual,
            theta,
            ..
        }) = outcome
        else {
            panic!("{outcome:?}");
        };
        assert!(iterations > 0 && residual > 0.0);
        // What was reached is not lost: a second search goes on from there.
        assert!(density.ln_density(&theta).unwrap() > density.ln_density(&start).unwrap());
        let maximum = Lbfgs::default().maximise(&density, &theta).unwrap();
        assert!((maximum.theta[0] - 1.0).abs() < 1e-5);
    }
    assert!(matches!(
        Lbfgs::default().maximise(&density, &[0.0]),
        Err(Error::Dimension { .. })
    ));
    assert!(matches!(
        NelderMead::default().maximise(&density, &[0.0, f64::NAN]),
        Err(Error::NonFiniteEntry { .. })
    ));
    assert!(matches!(
        Adam {
            learning_rate: -1.0,
            ..Adam::default()
        }
        .maximise(&density, &start),
        Err(Error::OutOfDomain { .. })
    ));
    assert!(matches!(
        Lbfgs::default().maximise_scaled(&density, &start, &[1.0, 0.0]),
        Err(Error::OutOfDomain { .. })
    ));
    // A density without maximum.
    let unbounded = FiniteDifference::new(Density::new(1, |t| t[0]));
    assert!(matches!(
        Lbfgs::default().maximise(&unbounded, &[0.0]),
        Err(Error::NotConverged { .. })
    ));
    assert!(NelderMead::default().maximise(&unbounded, &[0.0]).is_err());
    assert!(Adam::default().maximise(&unbounded, &[0.0]).is_err());
    // A start outside the support.
    assert!(matches!(
        Lbfgs::default().maximise(&gamma(1), &[-1.0]),
        Err(Error::OutsideSupport { .. })
    ));
}

proptest! {
    #[test]
    fn any_gaussian_is_found(
        mean in prop::collection::vec(-5.0..5.0_f64, 4),
        ln_sigma in prop::collection::vec(-2.0..2.0, 4),
        rho in -0.8..0.8_f64,
    ) {
        let sigma: Vec<f64> = ln_sigma.iter().map(|s: &f64| s.exp()).collect();
        let density = DifferentiableDensity::new(4, |t: &[f64], g: &mut [f64]| {
            let z: Vec<f64> = (0..4).map(|k| (t[k] - mean[k]) / sigma[k]).collect();
            // Pairs (0, 1) and (2, 3) with correlation ρ.
            let norm = 1.0 - rho * rho;
            for (i, j) in [(0, 1), (1, 0), (2, 3), (3, 2)] {
                g[i] = -(z[i] - rho * z[j]) / norm / sigma[i];
            }
            [(0, 1), (2, 3)]
                .iter()
                .map(|&(i, j): &(usize, usize)| -0.5 * (z[i] * z[i] + z[j] * z[j] - 2.0 * rho * z[i] * z[j]) / norm)
                .sum()
        });
        for maximum in [
            Lbfgs::default().maximise(&density, &[0.0; 4]).unwrap(),
            NelderMead::default().maximise_scaled(&density, &[0.0; 4], &sigma).unwrap(),
        ] {
            for k in 0..4 {
                let error = (maximum.theta[k] - mean[k]) / sigma[k];
                prop_assert!(error.abs() < 1e-4, "{} {:?}", k, maximum);
            }
        }
    }
}
