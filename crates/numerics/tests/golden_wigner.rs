//! Reduced Wigner functions against mpmath (`tests/scripts/wigner.py`), and what they must satisfy among themselves.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a broken table must fail the test; the measured errors are worth seeing"
)]

use std::f64::consts::PI;

use lastscatter_numerics::{
    Error,
    quadrature::GaussLegendre,
    special::{WignerRecurrence, wigner_d_row_into},
};

const TABLE: &str = include_str!("data/wigner.csv");

/// The worst error over the table of a function (m, n, ℓ, β).
fn worst(function: impl Fn(i32, i32, usize, f64) -> f64) -> f64 {
    let mut worst = 0.0;
    for line in TABLE.lines() {
        let fields: Vec<&str> = line.split(',').collect();
        let [m, n, l] = [0, 1, 2].map(|i| fields[i].parse::<i32>().unwrap());
        let [beta, reference] = [3, 4].map(|i| fields[i].parse::<f64>().unwrap());
        let error = (function(m, n, l as usize, beta) - reference).abs();
        assert!(error.is_finite(), "{m} {n} {l} {beta}");
        worst = f64::max(worst, error);
    }
    println!("{worst:.2e}");
    worst
}

fn row(m: i32, n: i32, beta: f64, l_max: usize) -> Vec<f64> {
    let mut row = vec![f64::NAN; l_max + 1];
    wigner_d_row_into(m, n, beta, &mut row).unwrap();
    row
}

#[test]
fn rows() {
    assert!(worst(|m, n, l, beta| row(m, n, beta, l)[l]) < 2e-14);
}

#[test]
fn recurrence() {
    let climbed = |m, n, l, beta: f64| {
        let steps = WignerRecurrence::new(m, n, l).unwrap();
        let (sin_half, cos_half) = (0.5 * beta).sin_cos();
        let [mut previous, mut u] = steps.seed(sin_half, cos_half);
        for l in 0..l {
            let factor = steps.cosine()[l] * beta.cos() + steps.constant()[l];
            (previous, u) = (u, factor * u + previous);
        }
        steps.norm()[l] * u
    };
    assert!(worst(climbed) < 1e-9);
}

#[test]
fn symmetries() {
    for beta in [0.0, 1e-3, 0.8, 2.5, PI] {
        for (m, n) in [(1, 0), (3, -1), (2, 2), (4, -3)] {
            let sign = if (m + n) % 2 == 0 { 1.0 } else { -1.0 };
            let rows = [(m, n), (n, m), (-m, -n)].map(|(m, n)| row(m, n, beta, 60));
            for l in 0..=60 {
                assert!((rows[0][l] - sign * rows[1][l]).abs() < 1e-14);
                assert!((rows[0][l] - sign * rows[2][l]).abs() < 1e-14);
            }
        }
    }
    // No rotation, and half a turn.
    assert!(
        row(2, 2, 0.0, 9)[2..]
            .iter()
            .all(|d| (d - 1.0).abs() < 1e-15)
    );
    assert!(row(2, 1, 0.0, 9).iter().all(|d| d.abs() < 1e-15));
    for (l, d) in row(3, -3, PI, 9).into_iter().enumerate().skip(3) {
        let expected = if l % 2 == 0 { -1.0 } else { 1.0 };
        assert!((d - expected).abs() < 1e-14, "{l}: {d}");
    }
}

/// ∫ d^ℓ_mn d^ℓ'_mn d cos β = 2 δ_ℓℓ' / (2ℓ+1), and Σ_n (d^ℓ_mn)² = 1.
#[test]
fn orthogonality() -> Result<(), Error> {
    let rule = GaussLegendre::new(64)?;
    for (m, n) in [(0, 0), (2, 0), (2, -2), (3, 1), (4, -4), (1, 0)] {
        let mut products = [0.0; 3];
        for (x, w) in rule.nodes().iter().zip(rule.weights()) {
            let row = row(m, n, x.acos(), 60);
            products[0] += w * row[60] * row[60];
            products[1] += w * row[60] * row[58];
            products[2] += w * row[60] * row[5];
        }
        assert!((products[0] - 2.0 / 121.0).abs() < 1e-14);
        assert!(products[1].abs() < 1e-14 && products[2].abs() < 1e-14);
    }
    let unit: f64 = (-9..=9).map(|n| row(4, n, 1.1, 9)[9].powi(2)).sum();
    assert!((unit - 1.0).abs() < 1e-14);
    Ok(())
}

#[test]
fn nonsense_is_refused() {
    for (m, n, beta) in [
        (17, 0, 1.0),
        (0, i32::MIN, 1.0),
        (0, 0, -0.1),
        (0, 0, f64::NAN),
    ] {
        let result = wigner_d_row_into(m, n, beta, &mut [0.0; 4]);
        assert!(
            matches!(result, Err(Error::OutOfDomain { .. })),
            "{m} {n} {beta}"
        );
    }
    assert!(WignerRecurrence::new(0, -17, 9).is_err());
    let mut short = [f64::NAN; 2];
    assert!(wigner_d_row_into(3, 0, 1.0, &mut short).is_ok());
    assert!(short.iter().all(|d: &f64| d.abs() <= 0.0));
}
