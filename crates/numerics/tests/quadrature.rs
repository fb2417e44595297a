//! Quadrature rules and the root finder on functions with known answers.

use lastscatter_numerics::{
    Error,
    quadrature::{AdaptiveQuadrature, GaussLegendre},
    roots::brent,
};
use proptest::prelude::{prop_assert, proptest};

#[test]
fn rules_integrate_polynomials_exactly() -> Result<(), Error> {
    for order in [1, 2, 3, 4, 5, 8, 16, 31, 64, 257, 1000] {
        let rule = GaussLegendre::new(order)?;
        assert!(rule.nodes().is_sorted());
        assert!((rule.weights().iter().sum::<f64>() - 2.0).abs() < 3e-14);
        for degree in 0..(2 * order).min(40) {
            let exact = 1.0 / (degree as f64 + 1.0);
            let value = rule.integral(0.0, 1.0, |t| t.powi(degree as i32));
            assert!(
                (value / exact - 1.0).abs() < 3e-14,
                "order {order}, degree {degree}: {value} for {exact}"
            );
        }
        // One degree more is beyond the rule.
        if order < 12 {
            let square = 2.0 * rule.integral(0.0, 1.0, |t| (2.0 * t - 1.0).powi(2 * order as i32));
            assert!((square - 2.0 / (2.0 * order as f64 + 1.0)).abs() > 1e-9);
        }
    }
    assert!(GaussLegendre::new(0).is_err());
    Ok(())
}

#[test]
fn the_nodes_of_order_five() -> Result<(), Error> {
    let rule = GaussLegendre::new(5)?;
    let outer = (5.0 + 2.0 * (10.0_f64 / 7.0).sqrt()).sqrt() / 3.0;
    let inner = (5.0 - 2.0 * (10.0_f64 / 7.0).sqrt()).sqrt() / 3.0;
    for (node, exact) in rule.nodes().iter().zip([-outer, -inner, 0.0, inner, outer]) {
        assert!((node - exact).abs() < 2e-16);
    }
    assert!((rule.weights()[2] - 128.0 / 225.0).abs() < 1e-15);
    Ok(())
}

#[test]
fn kronrod_is_exact_to_degree_31() -> Result<(), Error> {
    let one_interval = AdaptiveQuadrature {
        relative: f64::INFINITY,
        ..AdaptiveQuadrature::default()
    };
    for degree in 0..=31 {
        let integral = one_interval.integral(0.0, 1.0, |t| t.powi(degree))?;
        let exact = 1.0 / (f64::from(degree) + 1.0);
        assert!((integral.value / exact - 1.0).abs() < 1e-15, "{degree}");
        assert_eq!(integral.evaluations, 21);
    }
    Ok(())
}

#[test]
fn adaptive_error_covers_the_true_one() -> Result<(), Error> {
    type Case = (fn(f64) -> f64, f64, f64, f64);
    let cases: [Case; 4] = [
        (
            |t| 1.0 / (1e-4 + t * t),
            -1.0,
            1.0,
            2.0 * 100_f64.atan() * 100.0,
        ),
        (|t| t.sqrt(), 0.0, 1.0, 2.0 / 3.0),
        (|t| t.ln(), 0.0, 1.0, -1.0),
        (|t| (50.0 * t).sin().abs(), 0.0, std::f64::consts::PI, 2.0),
    ];
    for (i, (f, low, high, exact)) in cases.into_iter().enumerate() {
        for relative in [1e-6, 1e-9, 1e-12] {
            let method = AdaptiveQuadrature {
                relative,
                ..AdaptiveQuadrature::default()
            };
            let integral = method.integral(low, high, f)?;
            let error = (integral.value - exact).abs();
            assert!(
                error <= integral.error,
                "case {i}: {error} > {}",
                integral.error
            );
            assert!(integral.error <= relative * exact.abs());
        }
    }
    Ok(())
}

#[test]
fn quadrature_says_when_it_fails() {
    let method = AdaptiveQuadrature {
        max_intervals: 20,
        ..AdaptiveQuadrature::default()
    };
    let diverging = method.integral(0.0, 1.0, |t| 1.0 / t);
    assert!(matches!(
        diverging,
        Err(Error::NotConverged { iterations: 20, .. })
    ));
    let hole = method.integral(0.0, 1.0, |t| (t - 0.5).sqrt());
    assert!(matches!(hole, Err(Error::OutOfDomain { .. })));
}

#[test]
fn brent_says_when_it_fails() {
    assert!(matches!(
        brent(|x| x * x + 1.0, -1.0, 1.0, 0.0),
        Err(Error::NotBracketed { .. })
    ));
    assert!(matches!(
        brent(|x| x, -1.0, 1.0, f64::NAN),
        Err(Error::OutOfDomain { .. })
    ));
    assert!(matches!(
        brent(
            |x: f64| if x.abs() < 1.0 { f64::NAN } else { x },
            -2.0,
            3.0,
            0.0
        ),
        Err(Error::OutOfDomain { .. })
    ));
}

#[test]
fn brent_takes_few_evaluations() -> Result<(), Error> {
    let mut evaluations = 0;
    let root = brent(
        |x| {
            evaluations += 1;
            x * x * x - 2.0 * x - 5.0
        },
        2.0,
        3.0,
        0.0,
    )?;
    assert!((root - 2.094_551_481_542_326_6).abs() < 5e-16);
    assert!(evaluations <= 12, "{evaluations}");
    Ok(())
}

proptest! {
    #[test]
    fn brent_finds_roots(root in -1e3..1e3_f64, below in 1e-6..1e6_f64, above in 1e-6..1e6_f64, power in 0..4_i32) {
        let f = |x: f64| (x - root).powi(2 * power + 1);
        let found = brent(f, root - below, root + above, 1e-12);
        prop_assert!(found.is_ok_and(|x| (x - root).abs() <= 1e-12 + 1e-15 * root.abs()));
    }
}
