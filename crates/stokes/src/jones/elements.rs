//! Optical elements as Jones matrices.
//!
//! Diattenuators and retarders alike have two orthogonal eigenpolarisations; with P the projector
//! on one of them the matrix is a P + b (1 − P).

use std::f64::consts::{FRAC_PI_2, PI};

use nalgebra::Matrix2;
use num_complex::Complex64;
use uom::si::angle::radian;
use uom::si::f64::{Angle, Length};

use crate::{
    CoherencyMatrix, Convention, Error, Handedness, JonesMatrix, RotationMeasure, StokesVector,
};

impl<C: Convention> JonesMatrix<C> {
    /// Empty space.
    #[must_use]
    pub fn identity() -> Self {
        Self::new(Matrix2::identity())
    }

    /// Ideal linear polariser that passes light polarised at `angle` from x towards y.
    #[must_use]
    pub fn polarizer(angle: Angle) -> Self {
        Self::with_eigenstate(
            &StokesVector::linear(1.0, angle),
            Complex64::ONE,
            Complex64::ZERO,
        )
    }

    /// Ideal circular polariser: passes one handedness, unchanged.
    #[must_use]
    pub fn circular_polarizer(handedness: Handedness) -> Self {
        Self::with_eigenstate(
            &StokesVector::circular(1.0, handedness),
            Complex64::ONE,
            Complex64::ZERO,
        )
    }

    /// Linear diattenuator: intensity transmittance `maximum` along `axis`, `minimum` across it.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless 0 ≤ `minimum` ≤ `maximum` ≤ 1.
    pub fn diattenuator(axis: Angle, maximum: f64, minimum: f64) -> Result<Self, Error> {
        Self::elliptic_diattenuator(&StokesVector::linear(1.0, axis), maximum, minimum)
    }

    /// Diattenuator that passes the polarised part of `state` with the intensity transmittance
    /// `maximum`, the orthogonal state with `minimum`.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless 0 ≤ `minimum` ≤ `maximum` ≤ 1; [`Error::Undefined`] when
    /// `state` is unpolarised.
    pub fn elliptic_diattenuator(
        state: &StokesVector<C>,
        maximum: f64,
        minimum: f64,
    ) -> Result<Self, Error> {
        for (name, value) in [
            ("maximum transmittance", maximum),
            ("minimum transmittance", minimum),
        ] {
            if !(0.0..=1.0).contains(&value) {
                return Err(Error::OutOfDomain {
                    name,
                    value,
                    expected: "a fraction of the intensity, from 0 to 1",
                });
            }
        }
        if minimum > maximum {
            return Err(Error::OutOfDomain {
                name: "minimum transmittance",
                value: minimum,
                expected: "at most the maximum transmittance",
            });
        }
        Ok(Self::with_eigenstate(
            &pure(state)?,
            Complex64::from(maximum.sqrt()),
            Complex64::from(minimum.sqrt()),
        ))
    }

    /// Linear retarder: the component along `fast_axis` gains the phase `retardance` over the other.
    #[must_use]
    pub fn retarder(fast_axis: Angle, retardance: Angle) -> Self {
        Self::delaying(&StokesVector::linear(1.0, fast_axis), retardance)
    }

    /// Retarder whose fast eigenpolarisation is the polarised part of `fast_state`.
    ///
    /// # Errors
    ///
    /// [`Error::Undefined`] when `fast_state` is unpolarised.
    pub fn elliptic_retarder(
        fast_state: &StokesVector<C>,
        retardance: Angle,
    ) -> Result<Self, Error> {
        Ok(Self::delaying(&pure(fast_state)?, retardance))
    }

    /// Half-wave plate: mirrors linear polarisation at its fast axis.
    #[must_use]
    pub fn half_wave_plate(fast_axis: Angle) -> Self {
        Self::retarder(fast_axis, Angle::new::<radian>(PI))
    }

    /// Quarter-wave plate.
    #[must_use]
    pub fn quarter_wave_plate(fast_axis: Angle) -> Self {
        Self::retarder(fast_axis, Angle::new::<radian>(FRAC_PI_2))
    }

    /// Turns the light itself (not the axes) by `angle` from x towards y: ψ grows by `angle`.
    #[must_use]
    pub fn rotator(angle: Angle) -> Self {
        let (sin, cos) = angle.get::<radian>().sin_cos();
        Self::new(Matrix2::new(cos, -sin, sin, cos).map(Complex64::from))
    }

    /// Magnetised plasma in front of the source: turns the light by RM λ² from north through east.
    ///
    /// See [`RotationMeasure`] for the sign.
    #[must_use]
    pub fn faraday_rotator(rotation_measure: RotationMeasure, wavelength: Length) -> Self {
        Self::rotator(rotation_measure.rotation(wavelength) * C::TURN)
    }

    fn delaying(fast: &StokesVector<C>, retardance: Angle) -> Self {
        let advance = Complex64::cis(0.5 * retardance.get::<radian>());
        Self::with_eigenstate(fast, advance, advance.conj())
    }

    /// `first` P + `second` (1 − P), with P the projector on the pure state of unit intensity.
    fn with_eigenstate(state: &StokesVector<C>, first: Complex64, second: Complex64) -> Self {
        let projector = *CoherencyMatrix::from(*state).matrix();
        Self::new(projector * first + (Matrix2::identity() - projector) * second)
    }
}

/// The polarised part, scaled to unit intensity.
fn pure<C: Convention>(state: &StokesVector<C>) -> Result<StokesVector<C>, Error> {
    let p = state.polarized_intensity();
    if !(p > 0.0 && p.is_finite()) {
        return Err(Error::Undefined {
            what: "eigenpolarisation",
            why: "the state given is unpolarised or not finite",
        });
    }
    Ok(state.polarized_part() * p.recip())
}
