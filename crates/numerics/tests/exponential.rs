//! The vectorised exponentials: accuracy in ulp against arbitrary precision, and bulk equal to scalar.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a reference that fails must fail the test; the measured errors are worth seeing"
)]

use std::f64::consts::LN_2;

use dashu_float::{FBig, round::mode::HalfEven};
use lastscatter_numerics::{
    Error,
    elementary::{exp, exp_into, exp_m1, exp_m1_into},
};
use proptest::prelude::{Strategy, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};

type Real = FBig<HalfEven, 2>;

/// Working precision of the reference, in bits.
const BITS: usize = 160;

fn real(x: f64) -> Real {
    Real::try_from(x).unwrap().with_precision(BITS).value()
}

/// |value − exact| in units of the last place of `exact`.
fn ulps(value: f64, exact: &Real) -> f64 {
    let rounded = exact.to_f64().value().abs();
    let difference = (real(value) - exact).to_f64().value().abs();
    difference / (f64::from_bits(rounded.to_bits() + 1) - rounded)
}

/// Log-uniform and uniform points of both signs, the borders of the reduction, and the range's ends.
fn points(low: f64, high: f64) -> Vec<f64> {
    let mut points = Vec::new();
    let mut phase = 0.0_f64;
    for _ in 0..2500 {
        // The golden ratio's multiples fill the unit interval evenly.
        phase = (phase + 0.618_033_988_749_894_9).fract();
        let size = 10_f64.powf(-17.0 + 19.8 * phase);
        points.extend([size, -size, low + (high - low) * phase, -2.0 + 4.0 * phase]);
    }
    for k in -1080..1030 {
        let border = (f64::from(k) + 0.5) * LN_2;
        points.extend([
            border,
            border.next_down(),
            border.next_up(),
            f64::from(k) * LN_2,
        ]);
    }
    points.retain(|x| (low..=high).contains(x));
    points
}

fn worst(points: &[f64], function: fn(f64) -> f64, reference: fn(&Real) -> Real) -> (f64, f64) {
    let mut worst = (0.0, f64::NAN);
    for &x in points {
        let error = ulps(function(x), &reference(&real(x)));
        if error > worst.0 {
            worst = (error, x);
        }
    }
    println!(
        "{} points: {:.3} ulp at {:e}",
        points.len(),
        worst.0,
        worst.1
    );
    worst
}

#[test]
fn accuracy() {
    let (error, x) = worst(&points(-708.0, 709.78), exp, Real::exp);
    assert!(error < 1.0, "exp: {error} ulp at {x:e}");
    let (error, x) = worst(&points(-708.0, 709.78), exp_m1, Real::exp_m1);
    assert!(error < 2.0, "exp_m1: {error} ulp at {x:e}");
}

#[test]
fn limits() {
    assert!(exp(f64::NAN).is_nan() && exp_m1(f64::NAN).is_nan());
    let exact = [
        (exp(0.0), 1.0),
        (exp(-0.0), 1.0),
        (exp(f64::INFINITY), f64::INFINITY),
        (exp(f64::MAX), f64::INFINITY),
        (exp(f64::NEG_INFINITY), 0.0),
        (exp(-745.2), 0.0),
        (exp(-745.1), 4.940_656_458_412_465e-324),
        (exp(709.79), f64::INFINITY),
        (exp_m1(0.0), 0.0),
        (exp_m1(-0.0), -0.0),
        (exp_m1(5e-324), 5e-324),
        (exp_m1(-1e-310), -1e-310),
        (exp_m1(f64::INFINITY), f64::INFINITY),
        (exp_m1(709.79), f64::INFINITY),
        (exp_m1(f64::NEG_INFINITY), -1.0),
        (exp_m1(-800.0), -1.0),
    ];
    for (i, (value, expected)) in exact.into_iter().enumerate() {
        assert_eq!(value.to_bits(), expected.to_bits(), "case {i}: {value:e}");
    }
}

#[test]
fn bulk_is_scalar_bit_for_bit() {
    let mut x = points(-800.0, 800.0);
    x.extend([
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        0.0,
        -0.0,
        5e-324,
    ]);
    let mut out = vec![0.0; x.len()];
    type Bulk = fn(&[f64], &mut [f64]) -> Result<(), Error>;
    for (bulk, scalar) in [
        (exp_into as Bulk, exp as fn(f64) -> f64),
        (exp_m1_into, exp_m1),
    ] {
        for offset in 0..17 {
            for length in (0..70).chain([x.len() - offset]) {
                let range = offset..offset + length;
                bulk(&x[range.clone()], &mut out[range.clone()]).unwrap();
                for i in range {
                    let expected = scalar(x[i]);
                    // The sign and payload of a NaN are not specified.
                    let same = out[i].to_bits() == expected.to_bits();
                    assert!(same || (out[i].is_nan() && expected.is_nan()), "{:e}", x[i]);
                }
            }
        }
    }
}

#[test]
fn wrong_length_leaves_the_output() {
    let mut out = [7.0; 3];
    let expected = Error::LengthMismatch {
        expected: 2,
        found: 3,
    };
    assert_eq!(exp_into(&[1.0, 2.0], &mut out), Err(expected));
    assert!(out.iter().all(|v| v.to_bits() == 7.0_f64.to_bits()));
}

fn any_argument() -> impl Strategy<Value = f64> {
    prop_oneof![
        prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL,
        -750.0..750.0
    ]
}

proptest! {
    #[test]
    fn the_two_agree(x in -30.0..700.0) {
        let relative = (exp_m1(x) + 1.0) / exp(x) - 1.0;
        prop_assert!(relative.abs() < 5e-16 * (1.0 + exp(-x)));
    }

    #[test]
    fn never_nan_and_monotone(x in any_argument()) {
        prop_assert!(exp(x) >= 0.0 && exp_m1(x) >= -1.0);
        prop_assert!(exp(x.next_up()) >= exp(x) * (1.0 - 4.0 * f64::EPSILON));
        prop_assert_eq!(exp_m1(x) > 0.0, x > 0.0);
    }
}
