//! The Planck kernels over slices, at their limits, and in their identities.

use lastscatter_radiation::{Error, planck};
use proptest::prelude::{prop_assert, proptest};

type Scalar = fn(f64) -> f64;
type Bulk = fn(&[f64], &mut [f64]) -> Result<(), Error>;

const KERNELS: [(Scalar, Bulk); 6] = [
    (planck::occupation, planck::occupation_into),
    (planck::photon_spectrum, planck::photon_spectrum_into),
    (planck::energy_spectrum, planck::energy_spectrum_into),
    (
        planck::wavelength_spectrum,
        planck::wavelength_spectrum_into,
    ),
    (planck::occupation_slope, planck::occupation_slope_into),
    (
        planck::occupation_curvature,
        planck::occupation_curvature_into,
    ),
];

#[test]
fn bulk_is_scalar_bit_for_bit() -> Result<(), Error> {
    let mut x: Vec<f64> = (0..2000)
        .map(|i| 10_f64.powf(-10.0 + 0.0065 * f64::from(i)))
        .collect();
    x.extend([
        0.0,
        -0.0,
        -1.0,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        5e-324,
        708.5,
        709.1,
    ]);
    x.extend_from_within(1980..);
    let mut out = vec![0.0; x.len()];
    for (scalar, bulk) in KERNELS {
        for offset in 0..17 {
            for length in (0..70).chain([x.len() - offset]) {
                let range = offset..offset + length;
                bulk(&x[range.clone()], &mut out[range.clone()])?;
                for i in range {
                    let expected = scalar(x[i]);
                    // The sign and payload of a NaN are not specified.
                    let same = out[i].to_bits() == expected.to_bits();
                    assert!(same || (out[i].is_nan() && expected.is_nan()), "{:e}", x[i]);
                }
            }
        }
    }
    Ok(())
}

#[test]
fn wrong_length_leaves_the_output() {
    for (_, bulk) in KERNELS {
        let mut out = [7.0; 3];
        let error = bulk(&[1.0, 2.0], &mut out);
        assert!(matches!(
            error,
            Err(Error::LengthMismatch {
                expected: 2,
                found: 3,
                ..
            })
        ));
        assert!(out.iter().all(|v| v.to_bits() == 7.0_f64.to_bits()));
    }
}

#[test]
fn limits() {
    let at_zero = [f64::INFINITY, 0.0, 0.0, 0.0, f64::INFINITY, f64::INFINITY];
    for ((kernel, _), zero) in KERNELS.into_iter().zip(at_zero) {
        assert_eq!(kernel(0.0).to_bits(), zero.to_bits());
        assert_eq!(kernel(-0.0).abs().to_bits(), zero.to_bits());
        for x in [709.0, 1e4, 1e300, f64::INFINITY] {
            assert_eq!(kernel(x).to_bits(), 0.0_f64.to_bits(), "{x}");
        }
        for x in [-1e-300, -1.0, -1e4, f64::NEG_INFINITY, f64::NAN] {
            assert!(kernel(x).is_nan(), "{x}");
        }
    }
}

/// The powers of x that lead at small x: n ≈ 1/x and so on.
#[test]
fn rayleigh_jeans() {
    for x in [1e-300_f64, 1e-200, 1e-100, 1e-30, 1e-16] {
        let leading = [1.0 / x, x, x * x, x.powi(4), 1.0 / x, 2.0 / x];
        for ((kernel, _), leading) in KERNELS.into_iter().zip(leading) {
            assert!((kernel(x) - leading).abs() <= 1e-15 * leading, "{x:e}");
        }
    }
}

proptest! {
    /// n(x) > n(2x), and eˣ = 1 + 1/n multiplies: (1 + 1/n(x))² = 1 + 1/n(2x).
    #[test]
    fn doubling(x in 1e-6..300.0_f64) {
        let (n, n2) = (planck::occupation(x), planck::occupation(2.0 * x));
        prop_assert!((n2 * (2.0 * n + 1.0) / (n * n) - 1.0).abs() < 4e-15);
    }

    #[test]
    fn slope_is_the_derivative(x in 0.05..200.0_f64) {
        let h = 1e-3 * x.min(1.0);
        let n = |x| planck::occupation(x);
        let five_point = (8.0 * (n(x + h) - n(x - h)) - (n(x + 2.0 * h) - n(x - 2.0 * h))) / (12.0 * h);
        prop_assert!((planck::occupation_slope(x) / (-x * five_point) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn curvature_is_the_second_derivative(x in 0.05..200.0_f64) {
        let h = 1e-3 * x.min(1.0);
        let s = |x: f64| -planck::occupation_slope(x) / x;
        let five_point = (8.0 * (s(x + h) - s(x - h)) - (s(x + 2.0 * h) - s(x - 2.0 * h))) / (12.0 * h);
        prop_assert!((planck::occupation_curvature(x) / (x * x * five_point) - 1.0).abs() < 1e-9);
    }
}
