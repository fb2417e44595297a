//! Faraday rotation.

use uom::si::angle::radian;
use uom::si::f64::{Angle, Length};
use uom::si::length::meter;

use crate::Error;

/// Rotation measure RM in rad m⁻².
///
/// ```text
/// ψ(λ) = ψ₀ + RM λ²,    RM = e³ / (8π² ε₀ m_e² c³) ∫ n_e B_∥ ds
/// ```
///
/// with ψ in the IAU sense, from north through east, and B_∥ positive towards the observer: a field
/// that points at us turns the polarisation counterclockwise as we see it. In the frame of
/// [`Cosmo`](crate::Cosmo), where angles run the other way, ψ decreases by RM λ².
///
/// # References
///
/// `ferriere2021`, whose subject is this sign.
///
/// # Examples
///
/// ```
/// use lastscatter_stokes::RotationMeasure;
/// use lastscatter_stokes::uom::si::{angle::degree, f64::Length, length::centimeter};
///
/// // The Crab nebula at 21 cm.
/// let rm = RotationMeasure::from_rad_per_m2(-45.0)?;
/// let turn = rm.rotation(Length::new::<centimeter>(21.0));
/// assert!((turn.get::<degree>() + 113.7).abs() < 0.05);
/// # Ok::<(), lastscatter_stokes::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct RotationMeasure {
    rad_per_m2: f64,
}

impl RotationMeasure {
    /// A rotation measure given in rad m⁻².
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] when it is not finite.
    pub fn from_rad_per_m2(value: f64) -> Result<Self, Error> {
        if !value.is_finite() {
            return Err(Error::OutOfDomain {
                name: "rotation measure",
                value,
                expected: "a finite number of rad m⁻²",
            });
        }
        Ok(Self { rad_per_m2: value })
    }

    /// The value in rad m⁻².
    #[must_use]
    pub const fn rad_per_m2(self) -> f64 {
        self.rad_per_m2
    }

    /// The turn RM λ² of the polarisation angle, north through east.
    #[must_use]
    pub fn rotation(self, wavelength: Length) -> Angle {
        let metres = wavelength.get::<meter>();
        Angle::new::<radian>(self.rad_per_m2 * metres * metres)
    }
}
