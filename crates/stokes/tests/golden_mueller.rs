//! Decompositions against `scripts/mueller.py`, which takes other routes in 50 digits.

use lastscatter_stokes::{Iau, MuellerMatrix};
use nalgebra::Matrix4;

/// Rounding of the input matrix, amplified by M_D⁻¹ (condition numbers up to a few hundred here).
const TOLERANCE: f64 = 3e-13;

#[test]
fn cloude_and_lu_chipman_against_50_digits() {
    let mut cases = 0;
    for line in include_str!("golden/mueller.txt")
        .lines()
        .filter(|l| !l.starts_with('#'))
    {
        let numbers: Vec<f64> = line
            .split_whitespace()
            .map(|w| w.parse().unwrap())
            .collect();
        let matrix = |start: usize| Matrix4::from_row_slice(&numbers[start..start + 16]);
        let element = MuellerMatrix::<Iau>::new(matrix(0));
        let cloude = element.cloude().unwrap();
        for (found, expected) in cloude.eigenvalues.iter().zip(&numbers[16..20]) {
            assert!((found - expected).abs() < 1e-14, "{found} {expected}");
        }
        let parts = element.lu_chipman().unwrap();
        for (found, start) in [
            (parts.depolarizer, 20),
            (parts.retarder, 36),
            (parts.diattenuator, 52),
        ] {
            let error = (found.matrix() - matrix(start)).abs().max();
            assert!(error < TOLERANCE, "case {cases}, column {start}: {error:e}");
        }
        cases += 1;
    }
    assert_eq!(cases, 6);
}
