//! The Planck kernels against arbitrary precision, in ulp of the exact value.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a reference that fails must fail the test; the measured errors are worth seeing"
)]

use std::f64::consts::LN_2;

use dashu_float::{FBig, round::mode::HalfEven};
use lastscatter_radiation::planck;

type Real = FBig<HalfEven, 2>;

/// Working precision of the reference, in bits.
const BITS: usize = 160;

fn real(x: f64) -> Real {
    Real::try_from(x).unwrap().with_precision(BITS).value()
}

/// |value − exact| in units of the last place of `exact`.
fn ulps(value: f64, exact: &Real) -> f64 {
    let rounded = exact.to_f64().value();
    let ulp = f64::from_bits(rounded.to_bits() + 1) - rounded;
    (real(value) - exact).to_f64().value().abs() / ulp
}

/// Log-uniform and uniform points, the borders of the argument reduction, and small multiples of ln 2.
fn points() -> Vec<f64> {
    let mut points = Vec::new();
    let mut phase = 0.0_f64;
    for _ in 0..3000 {
        // The golden ratio's multiples fill the unit interval evenly.
        phase = (phase + 0.618_033_988_749_894_9).fract();
        points.extend([
            10_f64.powf(-8.0 + 10.84 * phase),
            700.0 * phase,
            30.0 * phase,
            2.0 * phase,
            0.34 + 0.2 * phase,
        ]);
    }
    for k in 0..2020 {
        let border = f64::from(k) * 0.5 * LN_2;
        points.extend([border, border.next_down(), border.next_up()]);
    }
    points.retain(|x| (1e-8..=700.0).contains(x));
    points
}

/// A kernel, its exact value from (x, eˣ − 1), and the bound in ulp.
type Case = (&'static str, fn(f64) -> f64, fn(&Real, &Real) -> Real, f64);

const CASES: [Case; 6] = [
    ("n", planck::occupation, |_, e| real(1.0) / e, 2.5),
    ("x² n", planck::photon_spectrum, |x, e| x * x / e, 2.5),
    ("x³ n", planck::energy_spectrum, |x, e| x * x * x / e, 3.5),
    (
        "x⁵ n",
        planck::wavelength_spectrum,
        |x, e| x * x * x * x * x / e,
        4.0,
    ),
    (
        "−x n′",
        planck::occupation_slope,
        |x, e| x * (e + real(1.0)) / (e * e),
        4.0,
    ),
    (
        "x² n″",
        planck::occupation_curvature,
        |x, e| x * x * (e + real(1.0)) * (e + real(2.0)) / (e * e * e),
        7.0,
    ),
];

#[test]
fn within_the_stated_ulp() {
    let mut worst = CASES.map(|_| (0.0, f64::NAN));
    let points = points();
    for &x in &points {
        let exact_x = real(x);
        let exact_e = exact_x.exp_m1();
        for (worst, (_, kernel, exact, _)) in worst.iter_mut().zip(CASES) {
            let error = ulps(kernel(x), &exact(&exact_x, &exact_e));
            assert!(error.is_finite());
            if error > worst.0 {
                *worst = (error, x);
            }
        }
    }
    for ((name, _, _, bound), (error, x)) in CASES.into_iter().zip(worst) {
        println!(
            "{name}: {error:.3} ulp at x = {x:e} over {} points",
            points.len()
        );
        assert!(error <= bound, "{name}: {error} ulp at x = {x:e}");
    }
}
