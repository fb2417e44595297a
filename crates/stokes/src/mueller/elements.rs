//! Optical elements as Mueller matrices: those with a Jones matrix through it, and the depolarisers.

use nalgebra::{Matrix4, Vector4};
use uom::si::f64::{Angle, Length};

use crate::{Convention, Error, Handedness, JonesMatrix, MuellerMatrix, RotationMeasure};

impl<C: Convention> MuellerMatrix<C> {
    /// Empty space.
    #[must_use]
    pub fn identity() -> Self {
        Self::new(Matrix4::identity())
    }

    /// See [`JonesMatrix::polarizer`].
    #[must_use]
    pub fn polarizer(angle: Angle) -> Self {
        JonesMatrix::polarizer(angle).into()
    }

    /// See [`JonesMatrix::circular_polarizer`].
    #[must_use]
    pub fn circular_polarizer(handedness: Handedness) -> Self {
        JonesMatrix::circular_polarizer(handedness).into()
    }

    /// See [`JonesMatrix::diattenuator`].
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless 0 ≤ `minimum` ≤ `maximum` ≤ 1.
    pub fn diattenuator(axis: Angle, maximum: f64, minimum: f64) -> Result<Self, Error> {
        JonesMatrix::diattenuator(axis, maximum, minimum).map(Self::from)
    }

    /// See [`JonesMatrix::retarder`].
    #[must_use]
    pub fn retarder(fast_axis: Angle, retardance: Angle) -> Self {
        JonesMatrix::retarder(fast_axis, retardance).into()
    }

    /// See [`JonesMatrix::half_wave_plate`].
    #[must_use]
    pub fn half_wave_plate(fast_axis: Angle) -> Self {
        JonesMatrix::half_wave_plate(fast_axis).into()
    }

    /// See [`JonesMatrix::quarter_wave_plate`].
    #[must_use]
    pub fn quarter_wave_plate(fast_axis: Angle) -> Self {
        JonesMatrix::quarter_wave_plate(fast_axis).into()
    }

    /// See [`JonesMatrix::rotator`].
    ///
    /// ```
    /// use lastscatter_stokes::{Iau, MuellerMatrix, StokesVector};
    /// use lastscatter_stokes::uom::si::{angle::degree, f64::Angle};
    ///
    /// // Turning the light by 45° makes +Q into +U.
    /// let turned = MuellerMatrix::<Iau>::rotator(Angle::new::<degree>(45.0))
    ///     * StokesVector::new(1.0, 1.0, 0.0, 0.0);
    /// assert!((turned.u - 1.0).abs() < 1e-15);
    /// ```
    #[must_use]
    pub fn rotator(angle: Angle) -> Self {
        JonesMatrix::rotator(angle).into()
    }

    /// See [`JonesMatrix::faraday_rotator`].
    #[must_use]
    pub fn faraday_rotator(rotation_measure: RotationMeasure, wavelength: Length) -> Self {
        JonesMatrix::faraday_rotator(rotation_measure, wavelength).into()
    }

    /// Depolariser diag(1, d_Q, d_U, d_V).
    ///
    /// # Errors
    ///
    /// [`Error::Unphysical`] when no element has these factors; |d| ≤ 1 is not enough:
    ///
    /// ```text
    /// 1 + d_Q + d_U + d_V ≥ 0,  1 + d_Q ≥ d_U + d_V,  and the latter with Q, U, V exchanged
    /// ```
    pub fn depolarizer(factors: [f64; 3]) -> Result<Self, Error> {
        const ROUNDING: f64 = 1e-14;
        let [q, u, v] = factors;
        let least = [q + u + v, q - u - v, u - v - q, v - q - u]
            .into_iter()
            .map(|sum| 1.0 + sum)
            .fold(f64::INFINITY, f64::min);
        if !(q.is_finite() && u.is_finite() && v.is_finite() && least >= -ROUNDING) {
            return Err(Error::Unphysical {
                what: "positivity of the coherency matrix of the depolariser",
                excess: -least,
                tolerance: ROUNDING,
            });
        }
        Ok(Self::new(Matrix4::from_diagonal(&Vector4::new(
            1.0, q, u, v,
        ))))
    }

    /// Leaves nothing of the polarisation.
    #[must_use]
    pub fn ideal_depolarizer() -> Self {
        Self::new(Matrix4::from_diagonal(&Vector4::new(1.0, 0.0, 0.0, 0.0)))
    }
}
