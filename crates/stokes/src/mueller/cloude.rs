//! Cloude's coherency matrix and decomposition.

use nalgebra::{Matrix2, Matrix4};
use num_complex::Complex64;

use super::matrix::stokes_basis;
use crate::coherency::plogp;
use crate::{Convention, JonesMatrix, MuellerMatrix};

/// A Mueller matrix as a sum of elements that do not depolarise.
///
/// The Hermitian matrix
///
/// ```text
/// H = ¼ Σ_ij M_ij σ_i ⊗ σ_j*,    tr H = M₀₀,
/// ```
///
/// has eigenvalues λ_k and orthonormal eigenvectors v_k, each a Jones matrix T_k read row by row;
/// then M = Σ_k λ_k M(√2 T_k). The element is physical when no eigenvalue is negative, and has
/// itself a Jones matrix when only one differs from zero. Written in the basis of the σ instead, H
/// is Cloude's coherency matrix: the two are unitarily equivalent.
///
/// # References
///
/// `cloude1986`; `cloude1995` for the entropy.
///
/// # Examples
///
/// ```
/// use lastscatter_stokes::{Iau, MuellerMatrix};
///
/// // The ideal depolariser is an equal mixture of four elements.
/// let cloude = MuellerMatrix::<Iau>::ideal_depolarizer().cloude()?;
/// assert!(cloude.eigenvalues.iter().all(|λ| (λ - 0.25).abs() < 1e-15));
/// assert!((cloude.entropy() - 1.0).abs() < 1e-15);
/// # Ok::<(), lastscatter_stokes::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CloudeDecomposition<C> {
    /// Eigenvalues of H, largest first. Their sum is M₀₀.
    pub eigenvalues: [f64; 4],
    /// √2 T_k: the elements, each of unit transmittance for unpolarised light, in the order of the
    /// eigenvalues.
    pub elements: [JonesMatrix<C>; 4],
}

impl<C: Convention> CloudeDecomposition<C> {
    /// The matrix is finite: `MuellerMatrix::cloude` has seen to it.
    pub(super) fn of(mueller: &MuellerMatrix<C>) -> Self {
        let basis = stokes_basis::<C>();
        let mut h = Matrix4::<Complex64>::zeros();
        for (row, left) in basis.iter().enumerate() {
            for (column, right) in basis.iter().enumerate() {
                let weight = Complex64::from(0.25 * mueller.matrix()[(row, column)]);
                h += left.kronecker(&right.conjugate()) * weight;
            }
        }
        let eigen = h.symmetric_eigen();
        let mut order = [0, 1, 2, 3];
        order.sort_by(|&a, &b| eigen.eigenvalues[b].total_cmp(&eigen.eigenvalues[a]));
        Self {
            eigenvalues: order.map(|k| eigen.eigenvalues[k]),
            elements: order.map(|k| {
                let v = eigen.eigenvectors.column(k);
                JonesMatrix::new(with_real_largest(Matrix2::new(v[0], v[1], v[2], v[3])))
            }),
        }
    }

    /// Whether no eigenvalue lies below −`tolerance` M₀₀.
    #[must_use]
    pub fn is_physical(&self, tolerance: f64) -> bool {
        self.eigenvalues[3] >= -tolerance * self.eigenvalues.iter().sum::<f64>()
    }

    /// The Mueller matrices λ_k M(√2 T_k), whose sum is the element.
    #[must_use]
    pub fn components(&self) -> [MuellerMatrix<C>; 4] {
        std::array::from_fn(|k| MuellerMatrix::from(self.elements[k]) * self.eigenvalues[k])
    }

    /// The physical Mueller matrix nearest to this one (in the Frobenius norm): negative
    /// eigenvalues become zero.
    ///
    /// M ↦ H keeps lengths up to a factor and the positive part is the nearest positive matrix, so
    /// no other physical matrix is closer. M₀₀ grows by the sum that was cut off.
    #[must_use]
    pub fn nearest_physical(&self) -> MuellerMatrix<C> {
        self.elements
            .iter()
            .zip(self.eigenvalues)
            .map(|(element, weight)| MuellerMatrix::from(*element) * weight.max(0.0))
            .fold(MuellerMatrix::new(Matrix4::zeros()), std::ops::Add::add)
    }

    /// Polarisation entropy −Σ p_k log₄ p_k, from 0 (a Jones matrix exists) to 1 (ideal depolariser);
    /// negative eigenvalues count as zero.
    #[must_use]
    pub fn entropy(&self) -> f64 {
        let weights = self.eigenvalues.map(|weight| weight.max(0.0));
        let total: f64 = weights.iter().sum();
        weights.into_iter().map(|w| plogp(w / total)).sum::<f64>() / 2.0
    }
}

/// √2 times the matrix, with the phase that makes its largest entry real and positive.
fn with_real_largest(matrix: Matrix2<Complex64>) -> Matrix2<Complex64> {
    // The first of nearly equal entries, so that rounding does not choose.
    let largest = matrix.iter().map(|z| z.norm()).fold(0.0, f64::max);
    let phase = matrix
        .iter()
        .find(|z| z.norm() > 0.999 * largest)
        .map_or(Complex64::ONE, |z| z.conj() / z.norm());
    matrix * (phase * std::f64::consts::SQRT_2)
}
