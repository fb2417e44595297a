//! The Jones matrix.

use std::marker::PhantomData;
use std::ops::Mul;

use nalgebra::Matrix2;
use num_complex::Complex64;
use uom::si::f64::Angle;

use crate::convention::mirror;
use crate::{CoherencyMatrix, Convention, JonesVector};

/// The 2×2 complex matrix that an element without depolarisation applies to the field.
///
/// `b * a` is element `a` passed first, then `b`, as the matrices act on a column; `b * a * light`
/// reads from right to left along the beam. Fields vary as e^{+iωt}. A
/// non-finite angle gives a matrix of NaN.
///
/// ```
/// use lastscatter_stokes::{Iau, JonesMatrix, JonesVector};
/// use lastscatter_stokes::uom::si::{angle::degree, f64::Angle};
///
/// // Malus' law: cos² 60° = 1/4.
/// let light = JonesVector::<Iau>::linear(Angle::new::<degree>(0.0));
/// let behind = JonesMatrix::polarizer(Angle::new::<degree>(60.0)) * light;
/// assert!((behind.intensity() - 0.25).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JonesMatrix<C> {
    matrix: Matrix2<Complex64>,
    convention: PhantomData<C>,
}

impl<C: Convention> JonesMatrix<C> {
    /// An element with this matrix.
    #[must_use]
    pub const fn new(matrix: Matrix2<Complex64>) -> Self {
        Self {
            matrix,
            convention: PhantomData,
        }
    }

    /// The matrix.
    #[must_use]
    pub fn matrix(&self) -> &Matrix2<Complex64> {
        &self.matrix
    }

    /// The element physically turned by `angle` from x towards y.
    #[must_use]
    pub fn rotated(&self, angle: Angle) -> Self {
        Self::rotator(angle) * *self * Self::rotator(-angle)
    }

    /// The same element in another convention: x points the other way.
    #[must_use]
    pub fn to_convention<D: Convention>(&self) -> JonesMatrix<D> {
        let sign = mirror::<C, D>();
        let mut matrix = self.matrix;
        matrix[(0, 1)] *= sign;
        matrix[(1, 0)] *= sign;
        JonesMatrix::new(matrix)
    }
}

/// Composition: the right-hand element is passed first.
impl<C: Convention> Mul for JonesMatrix<C> {
    type Output = Self;

    fn mul(self, first: Self) -> Self {
        Self::new(self.matrix * first.matrix)
    }
}

impl<C: Convention> Mul<JonesVector<C>> for JonesMatrix<C> {
    type Output = JonesVector<C>;

    fn mul(self, light: JonesVector<C>) -> JonesVector<C> {
        let field = self.matrix * light.to_vector();
        JonesVector::new(field[0], field[1])
    }
}

/// Partially polarised light through the element: J → T J T†.
impl<C: Convention> Mul<CoherencyMatrix<C>> for JonesMatrix<C> {
    type Output = CoherencyMatrix<C>;

    fn mul(self, light: CoherencyMatrix<C>) -> CoherencyMatrix<C> {
        CoherencyMatrix::from_hermitian(self.matrix * light.matrix() * self.matrix.adjoint())
    }
}
