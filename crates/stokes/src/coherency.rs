//! The coherency (polarisation) matrix.

use std::marker::PhantomData;

use nalgebra::Matrix2;
use num_complex::Complex64;

use crate::{Convention, Error, JonesVector, StokesVector};

/// The 2×2 Hermitian matrix J = ⟨E E†⟩ of a beam's field components in the frame of `C`.
///
/// ```text
///         ⎛ ⟨|E_x|²⟩    ⟨E_x E_y*⟩ ⎞     1 ⎛ I + Q     U ± iV ⎞
///     J = ⎝ ⟨E_y E_x*⟩  ⟨|E_y|²⟩   ⎠  =  ─ ⎝ U ∓ iV    I − Q  ⎠      (upper sign IAU, lower COSMO)
///                                        2
/// ```
///
/// Fields vary as e^{+iωt}. Units: those of the Stokes parameters.
///
/// # References
///
/// `hamaker1996`, `wolf1959`.
///
/// # Examples
///
/// ```
/// use lastscatter_stokes::{CoherencyMatrix, Iau, StokesVector};
///
/// let natural = CoherencyMatrix::from(StokesVector::<Iau>::unpolarized(2.0));
/// assert!((natural.entropy()? - 1.0).abs() < 1e-15);
/// assert_eq!(natural.stokes().i, 2.0);
/// # Ok::<(), lastscatter_stokes::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoherencyMatrix<C> {
    matrix: Matrix2<Complex64>,
    convention: PhantomData<C>,
}

/// One of the two fully polarised, mutually orthogonal beams whose incoherent sum a beam is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EigenMode<C> {
    /// The eigenvalue λ of the coherency matrix.
    pub intensity: f64,
    /// The eigenvector, of unit intensity.
    pub state: JonesVector<C>,
}

impl<C: Convention> CoherencyMatrix<C> {
    /// From a matrix that is Hermitian to within `tolerance` times its largest element; its
    /// Hermitian part is kept.
    ///
    /// # Errors
    ///
    /// [`Error::Unphysical`] when it is not, or holds something that is not a finite number.
    pub fn new(matrix: Matrix2<Complex64>, tolerance: f64) -> Result<Self, Error> {
        let scale = matrix.iter().map(|z| z.norm()).fold(0.0, f64::max);
        let skew = (matrix - matrix.adjoint())
            .iter()
            .map(|z| z.norm())
            .sum::<f64>();
        if skew.is_nan() || tolerance.is_nan() || skew > tolerance * scale {
            return Err(Error::Unphysical {
                what: "hermiticity of the coherency matrix",
                excess: skew / scale,
                tolerance,
            });
        }
        Ok(Self::from_hermitian(
            (matrix + matrix.adjoint()) * Complex64::from(0.5),
        ))
    }

    pub(crate) fn from_hermitian(matrix: Matrix2<Complex64>) -> Self {
        Self {
            matrix,
            convention: PhantomData,
        }
    }

    /// The average of E E† over samples of the field.
    ///
    /// # Errors
    ///
    /// [`Error::Undefined`] without samples.
    pub fn average(fields: &[JonesVector<C>]) -> Result<Self, Error> {
        if fields.is_empty() {
            return Err(Error::Undefined {
                what: "coherency matrix",
                why: "there are no samples of the field",
            });
        }
        let sum: Matrix2<Complex64> = fields.iter().map(|e| e.coherency().matrix).sum();
        Ok(Self::from_hermitian(
            sum / Complex64::from(fields.len() as f64),
        ))
    }

    /// The matrix ⟨E E†⟩.
    #[must_use]
    pub fn matrix(&self) -> &Matrix2<Complex64> {
        &self.matrix
    }

    /// The Stokes parameters of this beam.
    #[must_use]
    pub fn stokes(&self) -> StokesVector<C> {
        let (xx, yy, xy) = (
            self.matrix[(0, 0)].re,
            self.matrix[(1, 1)].re,
            self.matrix[(0, 1)],
        );
        StokesVector::new(xx + yy, xx - yy, 2.0 * xy.re, 2.0 * C::TURN * xy.im)
    }

    /// The eigenvalues ½ (I ± √(Q² + U² + V²)), the larger first, with their states.
    ///
    /// For unpolarised light every basis is an eigenbasis; linear polarisation along x and y is
    /// returned.
    #[must_use]
    pub fn eigenmodes(&self) -> [EigenMode<C>; 2] {
        let stokes = self.stokes();
        let p = stokes.polarized_intensity();
        let (a, d, b) = (
            self.matrix[(0, 0)].re,
            self.matrix[(1, 1)].re,
            self.matrix[(0, 1)],
        );
        // Of the two equivalent forms of the eigenvector, the one without cancellation.
        let [x, y] = if stokes.q >= 0.0 {
            [Complex64::from(0.5 * (p + (a - d))), b.conj()]
        } else {
            [b, Complex64::from(0.5 * (p - (a - d)))]
        };
        let norm = x.norm().hypot(y.norm());
        let first = if norm > 0.0 {
            JonesVector::new(x / norm, y / norm)
        } else {
            JonesVector::new(Complex64::ONE, Complex64::ZERO)
        };
        [
            EigenMode {
                intensity: 0.5 * (stokes.i + p),
                state: first,
            },
            EigenMode {
                intensity: 0.5 * (stokes.i - p),
                state: first.orthogonal(),
            },
        ]
    }

    /// Entropy of polarisation in bits: 0 for fully polarised, 1 for unpolarised light.
    ///
    /// ```text
    /// H = −Σ_k p_k log₂ p_k,   p_k = λ_k / (λ_1 + λ_2)
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Unphysical`] when an eigenvalue is negative by more than rounding (10⁻¹² of I), and
    /// [`Error::OutOfDomain`] unless I is positive and finite.
    pub fn entropy(&self) -> Result<f64, Error> {
        let degree = self.stokes().degree_of_polarization()?;
        if degree > 1.0 + ROUNDING {
            return Err(Error::Unphysical {
                what: "Q² + U² + V² ≤ I²",
                excess: degree - 1.0,
                tolerance: ROUNDING,
            });
        }
        let larger = 0.5 * (1.0 + degree.min(1.0));
        Ok(plogp(larger) + plogp(1.0 - larger))
    }
}

const ROUNDING: f64 = 1e-12;

/// −p log₂ p, continuous at zero.
pub(crate) fn plogp(p: f64) -> f64 {
    if p > 0.0 { -p * p.log2() } else { 0.0 }
}

impl<C: Convention> From<StokesVector<C>> for CoherencyMatrix<C> {
    fn from(s: StokesVector<C>) -> Self {
        let xy = Complex64::new(0.5 * s.u, 0.5 * C::TURN * s.v);
        Self::from_hermitian(Matrix2::new(
            Complex64::from(0.5 * (s.i + s.q)),
            xy,
            xy.conj(),
            Complex64::from(0.5 * (s.i - s.q)),
        ))
    }
}

impl<C: Convention> From<CoherencyMatrix<C>> for StokesVector<C> {
    fn from(coherency: CoherencyMatrix<C>) -> Self {
        coherency.stokes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Iau;

    #[test]
    fn refuses_what_is_not_hermitian_or_not_finite() {
        let mut matrix = Matrix2::repeat(Complex64::new(1.0, 1.0));
        assert!(CoherencyMatrix::<Iau>::new(matrix, 1e-12).is_err());
        assert!(CoherencyMatrix::<Iau>::new(matrix, f64::NAN).is_err());
        matrix = Matrix2::repeat(Complex64::from(f64::NAN));
        assert!(CoherencyMatrix::<Iau>::new(matrix, 1e-12).is_err());
        assert!(CoherencyMatrix::<Iau>::average(&[]).is_err());
    }

    #[test]
    fn equal_mixture_of_x_and_y_is_unpolarised() {
        let fields = [
            JonesVector::<Iau>::new(Complex64::ONE, Complex64::ZERO),
            JonesVector::new(Complex64::ZERO, Complex64::I),
        ];
        let stokes = CoherencyMatrix::average(&fields).unwrap().stokes();
        assert_eq!(stokes, StokesVector::unpolarized(1.0));
    }
}
