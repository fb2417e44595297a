//! Properties of priors, transforms and the wrappers built on them.

use lastscatter_inference::{
    Density, DifferentiableDensity, FiniteDifference, LogDensity, LogDensityGradient, Parameter,
    Posterior, Prior, Transform, stream,
};
use lastscatter_numerics::quadrature::GaussLegendre;
use proptest::prelude::*;

fn any_prior() -> impl Strategy<Value = Prior> {
    let location = -5.0..5.0;
    let scale = -3.0..3.0;
    (0..7_usize, location, scale, 0.1..4.0).prop_map(|(family, m, ln_s, t): (_, f64, f64, f64)| {
        let s = ln_s.exp();
        match family {
            0 => Prior::uniform(m, m + s),
            1 => Prior::log_uniform(s, s * (1.0 + t)),
            2 => Prior::normal(m, s),
            3 => Prior::truncated_normal(m, s, m - t * s, m + 0.5 * s),
            4 => Prior::half_normal(s),
            5 => Prior::log_normal(m, 0.3 * t),
            _ => Prior::cauchy(m, s),
        }
        .expect("valid parameters")
    })
}

fn any_support() -> impl Strategy<Value = (f64, f64)> {
    (0..4, -20.0..20.0, 0.01..50.0).prop_map(|(kind, a, width)| match kind {
        0 => (f64::NEG_INFINITY, f64::INFINITY),
        1 => (a, f64::INFINITY),
        2 => (f64::NEG_INFINITY, a),
        _ => (a, a + width),
    })
}

proptest! {
    #[test]
    fn quantile_inverts_cdf(prior in any_prior(), u in 0.001..0.999) {
        let x = prior.quantile(u).unwrap();
        prop_assert!(prior.contains(x));
        prop_assert!((prior.cdf(x) - u).abs() < 1e-12);
    }

    #[test]
    fn density_is_the_slope_of_the_cdf(prior in any_prior(), u in 0.01..0.99) {
        let x = prior.quantile(u).unwrap();
        let h = 1e-4 * (-prior.ln_pdf(x)).exp() * u * (1.0 - u);
        let slope = (prior.cdf(x + h) - prior.cdf(x - h)) / (2.0 * h);
        prop_assert!((slope / prior.ln_pdf(x).exp() - 1.0).abs() < 1e-5);
    }

    #[test]
    fn derivative_is_the_slope_of_the_density(prior in any_prior(), u in 0.01..0.99) {
        let x = prior.quantile(u).unwrap();
        let width = (-prior.ln_pdf(x)).exp();
        let h = 1e-4 * width * u * (1.0 - u);
        let slope = (prior.ln_pdf(x + h) - prior.ln_pdf(x - h)) / (2.0 * h);
        prop_assert!(((slope - prior.ln_pdf_derivative(x)) * width).abs() < 1e-5);
    }

    #[test]
    fn transforms_invert(support in any_support(), y in -15.0..15.0) {
        let transform = Transform::new(support).unwrap();
        let back = transform.unconstrain(transform.constrain(y)).unwrap();
        // Near a bound a ≠ 0, x = a ± d keeps d to ε|a|.
        let bound = [support.0, support.1].into_iter().filter(|b| b.is_finite()).fold(0.0, |m: f64, b| m.max(b.abs()));
        let tolerance = 1e-13 + 4.0 * f64::EPSILON * bound / transform.derivative(y);
        prop_assert!((back - y).abs() < tolerance, "{} {}", back, y);
    }

    #[test]
    fn jacobian_is_the_slope(support in any_support(), y in -6.0..6.0) {
        let transform = Transform::new(support).unwrap();
        let h = 1e-4;
        let slope = (transform.constrain(y + h) - transform.constrain(y - h)) / (2.0 * h);
        prop_assert!((slope / transform.derivative(y) - 1.0).abs() < 1e-5);
        let slope = (transform.ln_jacobian(y + h) - transform.ln_jacobian(y - h)) / (2.0 * h);
        prop_assert!((slope - transform.ln_jacobian_derivative(y)).abs() < 1e-8);
    }

    #[test]
    fn gradients_follow_through_prior_and_transform(a in any_prior(), b in any_prior(), u in 0.05..0.95, v in 0.05..0.95) {
        let value = |t: &[f64]| t[0].atan() + (t[1] * t[1]).ln_1p();
        let likelihood = DifferentiableDensity::new(2, |t: &[f64], g: &mut [f64]| {
            g[0] = 1.0 / (1.0 + t[0] * t[0]);
            g[1] = 2.0 * t[1] / (1.0 + t[1] * t[1]);
            value(t)
        });
        let parameters = || vec![Parameter::new("a", "a", a).unwrap(), Parameter::new("b", "b", b).unwrap()];
        let exact = Posterior::new(parameters(), likelihood).unwrap().unconstrained().unwrap();
        let plain = Posterior::new(parameters(), Density::new(2, value)).unwrap().unconstrained().unwrap();
        let theta = exact.inner().prior_quantile(&[u, v]).unwrap();
        let y = exact.unconstrain(&theta).unwrap();
        let (mut g, mut h) = ([0.0; 2], [0.0; 2]);
        exact.ln_density_and_gradient(&y, &mut g).unwrap();
        FiniteDifference::new(plain).ln_density_and_gradient(&y, &mut h).unwrap();
        for k in 0..2 {
            prop_assert!((g[k] - h[k]).abs() < 1e-6 * (1.0 + g[k].abs()), "{:?} {:?}", g, h);
        }
    }
}

#[test]
fn densities_integrate_to_one_after_the_transform() {
    let priors = [
        Prior::uniform(-3.0, 2.0),
        Prior::log_uniform(0.1, 30.0),
        Prior::normal(1.0, 0.5),
        Prior::truncated_normal(0.0, 1.0, 0.5, f64::INFINITY),
        Prior::truncated_normal(0.0, 1.0, f64::NEG_INFINITY, 0.3),
        Prior::truncated_normal(0.0, 1.0, -0.4, 2.0),
        Prior::half_normal(2.0),
        Prior::log_normal(0.5, 0.7),
    ];
    let rule = GaussLegendre::new(20).unwrap();
    for prior in priors {
        let prior = prior.unwrap();
        let parameter = Parameter::new("x", "x", prior).unwrap();
        let density = Posterior::new(vec![parameter], Density::new(1, |_| 0.0))
            .unwrap()
            .unconstrained()
            .unwrap();
        let total: f64 = (-40..40)
            .map(|panel| {
                let low = f64::from(panel);
                rule.integral(low, low + 1.0, |y| density.ln_density(&[y]).unwrap().exp())
            })
            .sum();
        assert!((total - 1.0).abs() < 1e-12, "{prior:?}: {total}");
    }
}

#[test]
fn samples_follow_the_distribution() {
    // Kolmogorov–Smirnov at n = 4000: D √n < 1.95 in all but one case of a thousand.
    let priors = [
        Prior::log_uniform(0.1, 30.0),
        Prior::truncated_normal(0.0, 1.0, 3.0, f64::INFINITY),
        Prior::half_normal(2.0),
        Prior::cauchy(0.0, 1.0),
    ];
    for (index, prior) in priors.into_iter().enumerate() {
        let prior = prior.unwrap();
        let mut rng = stream(7, index as u64);
        let mut u: Vec<f64> = (0..4000)
            .map(|_| prior.cdf(prior.sample(&mut rng)))
            .collect();
        u.sort_by(f64::total_cmp);
        let n = u.len() as f64;
        let distance = u
            .iter()
            .enumerate()
            .map(|(i, u)| (u - (i as f64 + 0.5) / n).abs() + 0.5 / n)
            .fold(0.0, f64::max);
        assert!(distance * n.sqrt() < 1.95, "{prior:?}: {distance}");
    }
}
