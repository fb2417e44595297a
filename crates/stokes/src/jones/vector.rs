//! The Jones vector.

use std::marker::PhantomData;

use nalgebra::Vector2;
use num_complex::Complex64;
use uom::si::angle::radian;
use uom::si::f64::Angle;

use crate::convention::mirror;
use crate::{CoherencyMatrix, Convention, Error, Handedness, StokesVector};

/// The complex field amplitudes (E_x, E_y) of fully polarised light in the frame of `C`; fields vary as
/// e^{+iωt}, so a positive phase is an advance. Unit: the root of the intensity unit.
///
/// ```
/// use lastscatter_stokes::{Handedness, Iau, JonesVector};
///
/// let right = JonesVector::<Iau>::circular(Handedness::Right);
/// assert!((right.stokes().v - 1.0).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JonesVector<C> {
    /// Amplitude along x.
    pub x: Complex64,
    /// Amplitude along y.
    pub y: Complex64,
    convention: PhantomData<C>,
}

impl<C: Convention> JonesVector<C> {
    /// A field with these amplitudes.
    #[must_use]
    pub const fn new(x: Complex64, y: Complex64) -> Self {
        Self {
            x,
            y,
            convention: PhantomData,
        }
    }

    /// Linear polarisation of unit intensity at `angle` from x towards y.
    #[must_use]
    pub fn linear(angle: Angle) -> Self {
        let (sin, cos) = angle.get::<radian>().sin_cos();
        Self::new(Complex64::from(cos), Complex64::from(sin))
    }

    /// Circular polarisation of unit intensity.
    #[must_use]
    pub fn circular(handedness: Handedness) -> Self {
        let sign = match handedness {
            Handedness::Right => -C::TURN,
            Handedness::Left => C::TURN,
        };
        let amplitude = std::f64::consts::FRAC_1_SQRT_2;
        Self::new(
            Complex64::from(amplitude),
            Complex64::new(0.0, sign * amplitude),
        )
    }

    /// The field of fully polarised light, with its larger component real and positive (the
    /// absolute phase is not in the Stokes parameters).
    ///
    /// # Errors
    ///
    /// [`Error::Unphysical`] when the degree of polarisation differs from 1 by more than `tolerance`;
    /// [`Error::OutOfDomain`] unless I is positive and finite.
    pub fn from_stokes(stokes: &StokesVector<C>, tolerance: f64) -> Result<Self, Error> {
        let excess = (stokes.degree_of_polarization()? - 1.0).abs();
        if tolerance.is_nan() || excess > tolerance {
            return Err(Error::Unphysical {
                what: "full polarisation",
                excess,
                tolerance,
            });
        }
        let [mode, _] = CoherencyMatrix::from(*stokes).eigenmodes();
        let amplitude = stokes.i.sqrt();
        Ok(Self::new(
            mode.state.x * amplitude,
            mode.state.y * amplitude,
        ))
    }

    /// Intensity |E_x|² + |E_y|².
    #[must_use]
    pub fn intensity(&self) -> f64 {
        self.x.norm_sqr() + self.y.norm_sqr()
    }

    /// The field of the same intensity that is orthogonal to this one.
    #[must_use]
    pub fn orthogonal(&self) -> Self {
        Self::new(-self.y.conj(), self.x.conj())
    }

    /// The coherency matrix E E†.
    #[must_use]
    pub fn coherency(&self) -> CoherencyMatrix<C> {
        let column = self.to_vector();
        CoherencyMatrix::from_hermitian(column * column.adjoint())
    }

    /// The Stokes parameters of this light.
    #[must_use]
    pub fn stokes(&self) -> StokesVector<C> {
        self.coherency().stokes()
    }

    /// The same light in another convention; x points the other way.
    #[must_use]
    pub fn to_convention<D: Convention>(&self) -> JonesVector<D> {
        JonesVector::new(self.x * mirror::<C, D>(), self.y)
    }

    /// The amplitudes as a column.
    #[must_use]
    pub fn to_vector(&self) -> Vector2<Complex64> {
        Vector2::new(self.x, self.y)
    }
}
