//! Spherical Bessel functions against mpmath at 30 digits (`tests/scripts/spherical_bessel.py`).

#![expect(clippy::unwrap_used, reason = "a broken table must fail the test")]

use lastscatter_numerics::Error;
use lastscatter_numerics::special::{spherical_bessel, spherical_bessel_rows_into};

const TABLE: &str = include_str!("data/spherical_bessel.csv");

fn golden() -> Vec<(usize, f64, f64)> {
    let rows = TABLE.lines().map(|line| {
        let fields: Vec<&str> = line.split(',').collect();
        let number = |i: usize| fields[i].parse::<f64>().unwrap();
        (fields[0].parse().unwrap(), number(1), number(2))
    });
    rows.collect()
}

/// The recurrences lose some ulp of the phase, no more: 1e-12 of the envelope 1/x, and 2e-14 in all.
fn assert_close(l: usize, x: f64, value: f64, expected: f64) {
    let error = (value - expected).abs();
    assert!(
        error <= 2e-14 && error * (1.0 + x) <= 2e-12,
        "j_{l}({x}) = {value:e}, expected {expected:e}"
    );
}

#[test]
fn one_by_one() {
    let golden = golden();
    assert!(golden.len() > 200);
    for (l, x, expected) in golden {
        assert_close(l, x, spherical_bessel(l, x), expected);
        let parity = if l % 2 == 0 { 1.0 } else { -1.0 };
        assert_close(l, x, parity * spherical_bessel(l, -x), expected);
    }
    assert_close(0, 0.0, spherical_bessel(0, 0.0), 1.0);
    assert_close(3, 0.0, spherical_bessel(3, 0.0), 0.0);
    assert!(spherical_bessel(3, f64::INFINITY).abs() < 1e-300);
    assert!(spherical_bessel(3, f64::NAN).is_nan());
}

/// Each golden argument amid close, distant and descending neighbours.
#[test]
fn in_tables() -> Result<(), Error> {
    let golden = golden();
    let multipoles = [0, 1, 2, 3, 7, 20, 101, 500, 1500, 3300, 6000];
    for shift in [0.0, 0.6, 13.0, -0.3] {
        let mut x = Vec::new();
        for &(_, argument, _) in &golden {
            x.extend((0..5).map(|i| (argument + shift * f64::from(i)).max(0.0)));
        }
        let mut out = vec![0.0; x.len() * multipoles.len()];
        spherical_bessel_rows_into(&multipoles, &x, &mut out)?;
        for (row, &(l, argument, expected)) in golden.iter().enumerate() {
            let column = multipoles.iter().position(|&m| m == l).unwrap();
            assert_close(
                l,
                argument,
                out[5 * row * multipoles.len() + column],
                expected,
            );
        }
    }
    Ok(())
}

/// Σ_ℓ (2ℓ+1) j_ℓ² = 1 (`dlmf2010`, equation 10.60.12).
#[test]
fn squares_sum_to_one() -> Result<(), Error> {
    let multipoles: Vec<usize> = (0..700).collect();
    let x: Vec<f64> = (0..900).map(|i| 0.65 * f64::from(i) + 0.01).collect();
    let mut out = vec![0.0; x.len() * multipoles.len()];
    spherical_bessel_rows_into(&multipoles, &x, &mut out)?;
    for (row, x) in out.chunks_exact(multipoles.len()).zip(x) {
        let sum: f64 = row
            .iter()
            .zip(&multipoles)
            .map(|(j, &l)| (2 * l + 1) as f64 * j * j)
            .sum();
        assert!((sum - 1.0).abs() < 1e-12, "x = {x}: {sum}");
    }
    Ok(())
}

#[test]
fn wrong_input_is_named() {
    let mut out = [0.0; 2];
    assert!(matches!(
        spherical_bessel_rows_into(&[2, 3], &[1.0, 2.0], &mut out),
        Err(Error::LengthMismatch {
            expected: 4,
            found: 2
        })
    ));
    for (multipoles, x) in [([3, 2], 1.0), ([2, 2], 1.0), ([2, 3], -1.0)] {
        assert!(matches!(
            spherical_bessel_rows_into(&multipoles, &[x], &mut out),
            Err(Error::OutOfDomain { .. })
        ));
    }
    assert!(spherical_bessel_rows_into(&[2, 3], &[f64::NAN], &mut out).is_err());
    assert_eq!(spherical_bessel_rows_into(&[], &[1.0], &mut []), Ok(()));
}
