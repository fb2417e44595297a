//! Splines against the functions that they interpolate.

use std::sync::Arc;

use lastscatter_numerics::{
    Error,
    spline::{Boundary, CubicSpline, Knots},
};
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

/// Unequal knots on [0, 3].
fn knots(intervals: u32) -> Vec<f64> {
    let n = f64::from(intervals);
    (0..=intervals)
        .map(|i| f64::from(i) / n)
        .map(|s| 3.0 * s * (0.7 + 0.3 * s))
        .collect()
}

fn points() -> impl Iterator<Item = f64> {
    (0..=1000).map(|i| 0.003 * f64::from(i))
}

fn largest(f: impl Fn(f64) -> f64) -> f64 {
    points().map(|x| f(x).abs()).fold(0.0, f64::max)
}

#[test]
fn cubics_are_reproduced() -> Result<(), Error> {
    let cubic = |x: f64| 1.0 - 2.0 * x + 0.5 * x * x + 0.75 * x * x * x;
    let slope = |x: f64| -2.0 + x + 2.25 * x * x;
    let area = |x: f64| x - x * x + x.powi(3) / 6.0 + 0.1875 * x.powi(4);
    let clamped = Boundary::Clamped {
        first: slope(0.0),
        last: slope(3.0),
    };
    for boundary in [clamped, Boundary::NotAKnot] {
        for intervals in [3, 4, 11] {
            let x = knots(intervals);
            let y = x.iter().map(|&x| cubic(x)).collect();
            let spline = CubicSpline::new(x, y, boundary)?;
            assert!(largest(|x| spline.value(x) - cubic(x)) < 2e-13);
            assert!(largest(|x| spline.first_derivative(x) - slope(x)) < 2e-13);
            assert!(largest(|x| spline.second_derivative(x) - 1.0 - 4.5 * x) < 2e-12);
            assert!(largest(|x| spline.integral(0.2, x) - area(x) + area(0.2)) < 2e-13);
        }
    }
    Ok(())
}

#[test]
fn error_falls_with_the_fourth_power() -> Result<(), Error> {
    let clamped = Boundary::Clamped {
        first: 1.0,
        last: 3.0_f64.cos(),
    };
    // The sine has no curvature at 0, so that a natural spline loses order only near 3.
    for (boundary, orders) in [
        (clamped, [4.0, 3.0, 2.0]),
        (Boundary::NotAKnot, [4.0, 3.0, 2.0]),
        (Boundary::Natural, [2.0, 1.0, 0.0]),
    ] {
        let errors = |intervals| -> Result<[f64; 3], Error> {
            let x = knots(intervals);
            let y = x.iter().map(|x| x.sin()).collect();
            let spline = CubicSpline::new(x, y, boundary)?;
            Ok([
                largest(|x| spline.value(x) - x.sin()),
                largest(|x| spline.first_derivative(x) - x.cos()),
                largest(|x| spline.second_derivative(x) + x.sin()),
            ])
        };
        let (coarse, fine) = (errors(40)?, errors(80)?);
        for i in 0..3 {
            let order = (coarse[i] / fine[i]).log2();
            assert!(
                (order - orders[i]).abs() < 0.35,
                "{boundary:?}, derivative {i}: order {order}"
            );
        }
    }
    Ok(())
}

#[test]
fn bad_points_are_refused() {
    let new = |x: &[f64], y: &[f64], b| CubicSpline::new(x.to_vec(), y.to_vec(), b);
    let natural = Boundary::Natural;
    assert!(new(&[0.0, 1.0], &[1.0, 2.0], natural).is_ok());
    assert!(new(&[0.0], &[1.0], natural).is_err());
    assert!(new(&[0.0, 0.0, 1.0], &[1.0; 3], natural).is_err());
    assert!(new(&[0.0, f64::NAN, 1.0], &[1.0; 3], natural).is_err());
    assert!(new(&[0.0, f64::INFINITY], &[1.0; 2], natural).is_err());
    assert!(new(&[0.0, 1.0, 2.0], &[1.0; 2], natural).is_err());
    assert!(new(&[0.0, 1.0, 2.0], &[1.0, f64::NAN, 2.0], natural).is_err());
    assert!(new(&[0.0, 1.0, 2.0], &[1.0; 3], Boundary::NotAKnot).is_err());
    let steep = Boundary::Clamped {
        first: f64::NAN,
        last: 0.0,
    };
    assert!(new(&[0.0, 1.0, 2.0], &[1.0; 3], steep).is_err());
}

#[test]
fn outside_is_nan() -> Result<(), Error> {
    let line = CubicSpline::new(vec![0.0, 1.0], vec![2.0, 4.0], Boundary::Natural)?;
    assert!((line.value(0.25) - 2.5).abs() < 1e-15);
    assert!((line.integral(1.0, 0.0) + 3.0).abs() < 1e-15);
    for x in [-1e-300, 1.0 + 1e-15, f64::NAN] {
        assert!(line.value(x).is_nan() && line.first_derivative(x).is_nan());
        assert!(line.second_derivative(x).is_nan() && line.integral(0.5, x).is_nan());
    }
    Ok(())
}

proptest! {
    #[test]
    fn cursors_agree_with_bisection(places in proptest::collection::vec(-0.1..3.1, 1..60)) {
        let knots = Arc::new(Knots::new(knots(50)).unwrap());
        let mut cursor = knots.cursor();
        for place in places.into_iter().chain([0.0, 3.0]) {
            prop_assert_eq!(cursor.locate(place), knots.locate(place));
        }
    }

    #[test]
    fn integrals_add(a in 0.0..3.0, b in 0.0..3.0, c in 0.0..3.0) {
        let x = knots(9);
        let y = x.iter().map(|x: &f64| x.exp()).collect();
        let spline = CubicSpline::new(x, y, Boundary::Natural).unwrap();
        let sum = spline.integral(a, b) + spline.integral(b, c);
        prop_assert!((sum - spline.integral(a, c)).abs() < 1e-12);
        let whole: f64 = spline.interval_integrals().sum();
        prop_assert!((whole - spline.integral(0.0, 3.0)).abs() < 1e-12);
    }
}
