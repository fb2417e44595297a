//! χ² of residuals, fast.

use lastscatter_inference::Covariance;
use pulp::{Arch, NullaryFnOnce};

/// Sums kept apart, so that they become vector lanes.
const LANES: usize = 16;

/// The inverse L⁻¹ of a covariance's Cholesky factor, its rows one after the other without the zeros.
///
/// ```text
/// χ² = |L⁻¹ r|²,   n(n+1)/2 multiply-adds
/// ```
#[derive(Debug, Clone)]
pub(crate) struct Whitener {
    rows: Vec<f64>,
    dimension: usize,
}

impl Whitener {
    pub(crate) fn new(covariance: &Covariance) -> Self {
        let dimension = covariance.dimension();
        let factor = covariance.cholesky_factor();
        let mut rows = Vec::with_capacity(dimension * (dimension + 1) / 2);
        for i in 0..dimension {
            // Row i of L⁻¹ = (e_i − Σ_j<i L_ij × row j) / L_ii
            let start = rows.len();
            rows.resize(start + i + 1, 0.0);
            let (above, row) = rows.split_at_mut(start);
            row[i] = 1.0;
            let mut begin = 0;
            for j in 0..i {
                let weight = factor[(i, j)];
                for (r, a) in row.iter_mut().zip(&above[begin..=begin + j]) {
                    *r -= weight * a;
                }
                begin += j + 1;
            }
            for r in row {
                *r /= factor[(i, i)];
            }
        }
        Self { rows, dimension }
    }

    /// rᵀ C⁻¹ r, for `residuals` as long as the covariance is wide.
    pub(crate) fn chi_squared(&self, residuals: &[f64]) -> f64 {
        debug_assert_eq!(residuals.len(), self.dimension);
        Arch::new().dispatch(SumOfSquares {
            rows: &self.rows,
            residuals,
        })
    }
}

struct SumOfSquares<'a> {
    rows: &'a [f64],
    residuals: &'a [f64],
}

impl NullaryFnOnce for SumOfSquares<'_> {
    type Output = f64;

    #[inline(always)]
    fn call(self) -> f64 {
        let mut rest = self.rows;
        let mut sum = 0.0;
        for i in 0..self.residuals.len() {
            let (row, below) = rest.split_at(i + 1);
            let whitened = dot(row, &self.residuals[..=i]);
            sum += whitened * whitened;
            rest = below;
        }
        sum
    }
}

/// Σ a b over the shorter length.
#[inline(always)]
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (a, a_rest) = a.as_chunks::<LANES>();
    let (b, b_rest) = b.as_chunks::<LANES>();
    let mut lanes = [0.0; LANES];
    for (a, b) in a.iter().zip(b) {
        for k in 0..LANES {
            lanes[k] += a[k] * b[k];
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    lanes.iter().sum::<f64>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::DMatrix;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn is_the_squared_mahalanobis_length(
            entries in prop::collection::vec(-1.0..1.0_f64, 40 * 40),
            n in 1..40_usize,
        ) {
            let root = DMatrix::from_row_slice(n, n, &entries[..n * n]);
            let matrix = &root * root.transpose() + DMatrix::identity(n, n) * 0.1;
            let covariance = Covariance::new(matrix).unwrap();
            let residuals = &entries[entries.len() - n..];
            let expected = covariance.chi_squared(residuals).unwrap();
            let found = Whitener::new(&covariance).chi_squared(residuals);
            // The condition number is below 2e4.
            prop_assert!((found - expected).abs() < 1e-11 * (1.0 + expected));
        }
    }
}
