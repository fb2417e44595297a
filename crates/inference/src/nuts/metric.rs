//! The mass matrix, as a change of coordinates.

use nalgebra::{Cholesky, DMatrix};
use serde::{Deserialize, Serialize};

use super::options::MassMatrix;

/// L with L Lᵀ the posterior's covariance as far as it is known: in x = L⁻¹θ all masses are one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Metric {
    Diagonal(Vec<f64>),
    /// Lower triangle, row by row, zeros above.
    Dense(Vec<f64>),
}

impl Metric {
    /// Nothing where the covariance is not positive definite.
    pub(super) fn new(covariance: &DMatrix<f64>, mass: MassMatrix) -> Option<Self> {
        let widths: Vec<f64> = covariance.diagonal().iter().map(|v| v.sqrt()).collect();
        if widths.iter().any(|w| !w.is_normal()) {
            return None;
        }
        if mass == MassMatrix::Diagonal {
            return Some(Self::Diagonal(widths));
        }
        let n = widths.len();
        let correlation =
            DMatrix::from_fn(n, n, |i, j| covariance[(i, j)] / (widths[i] * widths[j]));
        let factor = Cholesky::new(correlation)?.unpack();
        let scaled = DMatrix::from_fn(n, n, |j, i| widths[i] * factor[(i, j)]);
        Some(Self::Dense(scaled.as_slice().to_vec()))
    }

    /// θ ← θ + ε L p.
    pub(super) fn drift(&self, theta: &mut [f64], epsilon: f64, p: &[f64]) {
        match self {
            Self::Diagonal(widths) => {
                for ((t, w), p) in theta.iter_mut().zip(widths).zip(p) {
                    *t += epsilon * w * p;
                }
            }
            Self::Dense(factor) => {
                let rows = factor.chunks_exact(p.len());
                for (i, (t, row)) in theta.iter_mut().zip(rows).enumerate() {
                    let product: f64 = row[..=i].iter().zip(p).map(|(l, p)| l * p).sum();
                    *t += epsilon * product;
                }
            }
        }
    }

    /// p ← p + ε Lᵀ g.
    pub(super) fn kick(&self, p: &mut [f64], epsilon: f64, gradient: &[f64]) {
        match self {
            Self::Diagonal(widths) => {
                for ((p, w), g) in p.iter_mut().zip(widths).zip(gradient) {
                    *p += epsilon * w * g;
                }
            }
            Self::Dense(factor) => {
                let rows = factor.chunks_exact(p.len());
                for (i, (g, row)) in gradient.iter().zip(rows).enumerate() {
                    for (p, l) in p.iter_mut().zip(&row[..=i]) {
                        *p += epsilon * l * g;
                    }
                }
            }
        }
    }
}
