//! The Stokes vector.

use std::iter::Sum;
use std::marker::PhantomData;
use std::ops::{Add, AddAssign, Mul, Neg, Sub};

use nalgebra::Vector4;
use uom::si::angle::radian;
use uom::si::f64::Angle;

use crate::convention::mirror;
use crate::{Convention, Cosmo, Error, Iau};

/// Sense of circular polarisation after IEEE and IAU: right-handed light turns counterclockwise as the
/// observer who receives it sees it, and has V > 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Handedness {
    /// V > 0.
    Right,
    /// V < 0.
    Left,
}

/// The Stokes parameters (I, Q, U, V) of a beam in the convention `C` ([`Iau`] or [`Cosmo`]).
///
/// ```text
/// I = ⟨|E_x|²⟩ + ⟨|E_y|²⟩        U = 2 Re⟨E_x E_y*⟩
/// Q = ⟨|E_x|²⟩ − ⟨|E_y|²⟩        V = ±2 Im⟨E_x E_y*⟩   (+ IAU, − COSMO; fields vary as e^{+iωt})
/// ```
///
/// All four are real, in one common unit of the user's choice (W m⁻² sr⁻¹ Hz⁻¹, Jy, K_CMB, or as a
/// fraction of I); nothing here depends on that unit. Q is the difference of the intensities behind
/// polarisers along x and y, U the same at ±45°, V that of right- and left-handed light. The source
/// material of this project wrote Q = I + iV and U = I − iV: that is not physics (it would make
/// both complex and dependent on the total intensity), and nothing in this crate uses it.
///
/// A vector may be a residual or a noise realisation, so any four numbers are accepted; ask
/// [`is_physical`](Self::is_physical) about real light.
///
/// # References
///
/// `hamaker1996`; `born1999`, section 10.9.3.
///
/// # Examples
///
/// Two incoherent beams, fully polarised along north and along north-east:
///
/// ```
/// use lastscatter_stokes::{Cosmo, Iau, StokesVector};
/// use lastscatter_stokes::uom::si::angle::degree;
///
/// let sum = StokesVector::<Iau>::new(1.0, 1.0, 0.0, 0.0) + StokesVector::new(1.0, 0.0, 1.0, 0.0);
/// assert!((sum.degree_of_polarization()? - 0.5_f64.sqrt()).abs() < 1e-15);
/// assert!((sum.angle()?.get::<degree>() - 22.5).abs() < 1e-12);
///
/// let healpix: StokesVector<Cosmo> = sum.into();
/// assert_eq!(healpix.u, -1.0);
/// # Ok::<(), lastscatter_stokes::Error>(())
/// ```
///
/// Conventions do not mix:
///
/// ```compile_fail,E0308
/// use lastscatter_stokes::{Cosmo, Iau, StokesVector};
///
/// let sum = StokesVector::<Iau>::new(1.0, 0.0, 0.1, 0.0) + StokesVector::<Cosmo>::new(1.0, 0.0, 0.1, 0.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StokesVector<C> {
    /// Total intensity I.
    pub i: f64,
    /// Linear polarisation along x (positive) or y (negative).
    pub q: f64,
    /// Linear polarisation at +45° or −45° from x towards y.
    pub u: f64,
    /// Circular polarisation, positive for right-handed light.
    pub v: f64,
    convention: PhantomData<C>,
}

impl<C: Convention> StokesVector<C> {
    /// A beam with these four parameters.
    #[must_use]
    pub const fn new(i: f64, q: f64, u: f64, v: f64) -> Self {
        Self {
            i,
            q,
            u,
            v,
            convention: PhantomData,
        }
    }

    /// Unpolarised light.
    #[must_use]
    pub const fn unpolarized(intensity: f64) -> Self {
        Self::new(intensity, 0.0, 0.0, 0.0)
    }

    /// Fully linearly polarised light whose electric vector lies at `angle` from x towards y.
    #[must_use]
    pub fn linear(intensity: f64, angle: Angle) -> Self {
        let (sin, cos) = (2.0 * angle.get::<radian>()).sin_cos();
        Self::new(intensity, intensity * cos, intensity * sin, 0.0)
    }

    /// Fully circularly polarised light.
    #[must_use]
    pub const fn circular(intensity: f64, handedness: Handedness) -> Self {
        let v = match handedness {
            Handedness::Right => intensity,
            Handedness::Left => -intensity,
        };
        Self::new(intensity, 0.0, 0.0, v)
    }

    /// Intensity √(Q² + U²) of the linearly polarised part.
    #[must_use]
    pub fn linear_intensity(&self) -> f64 {
        self.q.hypot(self.u)
    }

    /// Intensity √(Q² + U² + V²) of the polarised part.
    #[must_use]
    pub fn polarized_intensity(&self) -> f64 {
        self.linear_intensity().hypot(self.v)
    }

    /// Degree of polarisation √(Q² + U² + V²) / I.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless I is positive and the vector finite.
    pub fn degree_of_polarization(&self) -> Result<f64, Error> {
        self.fraction(self.polarized_intensity())
    }

    /// Degree of linear polarisation √(Q² + U²) / I.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless I is positive and the vector finite.
    pub fn degree_of_linear_polarization(&self) -> Result<f64, Error> {
        self.fraction(self.linear_intensity())
    }

    /// Degree of circular polarisation V / I, signed: positive for right-handed light.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless I is positive and the vector finite.
    pub fn degree_of_circular_polarization(&self) -> Result<f64, Error> {
        self.fraction(self.v)
    }

    fn fraction(&self, part: f64) -> Result<f64, Error> {
        if !(self.i > 0.0 && self.i.is_finite()) {
            return Err(Error::OutOfDomain {
                name: "I",
                value: self.i,
                expected: "a positive finite intensity",
            });
        }
        if !part.is_finite() {
            return Err(Error::OutOfDomain {
                name: "polarised intensity",
                value: part,
                expected: "a finite number",
            });
        }
        let fraction = part / self.i;
        if fraction.is_infinite() {
            return Err(Error::OutOfDomain {
                name: "degree of polarisation",
                value: fraction,
                expected: "a finite number",
            });
        }
        Ok(fraction)
    }

    /// Polarisation angle ψ of the ellipse's major axis, from x towards y, in (−90°, 90°].
    ///
    /// ```text
    /// tan 2ψ = U / Q
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Undefined`] when Q = U = 0 or one of them is not a finite number.
    pub fn angle(&self) -> Result<Angle, Error> {
        let p = self.linear_intensity();
        if !(p > 0.0 && p.is_finite()) {
            return Err(Error::Undefined {
                what: "polarisation angle",
                why: "Q and U vanish or are not finite",
            });
        }
        Ok(half_angle(self.u, self.q))
    }

    /// Ellipticity angle χ in [−45°, 45°]; tan χ is the signed ratio of the minor to the major
    /// axis, positive for right-handed light.
    ///
    /// ```text
    /// tan 2χ = V / √(Q² + U²)
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Undefined`] when Q = U = V = 0 or one of them is not a finite number.
    pub fn ellipticity(&self) -> Result<Angle, Error> {
        let p = self.polarized_intensity();
        if !(p > 0.0 && p.is_finite()) {
            return Err(Error::Undefined {
                what: "ellipticity",
                why: "Q, U and V vanish or are not finite",
            });
        }
        Ok(half_angle(self.v, self.linear_intensity()))
    }

    /// The fully polarised part of the beam; with [`unpolarized_part`](Self::unpolarized_part) it
    /// makes up the whole.
    #[must_use]
    pub fn polarized_part(&self) -> Self {
        Self::new(self.polarized_intensity(), self.q, self.u, self.v)
    }

    /// The unpolarised part of the beam (of negative intensity when the vector is not physical).
    #[must_use]
    pub fn unpolarized_part(&self) -> Self {
        Self::unpolarized(self.i - self.polarized_intensity())
    }

    /// Whether light can have these parameters: finite, I ≥ 0 and √(Q² + U² + V²) ≤ I (1 +
    /// `tolerance`).
    #[must_use]
    pub fn is_physical(&self, tolerance: f64) -> bool {
        let p = self.polarized_intensity();
        self.i.is_finite() && self.i >= 0.0 && p <= self.i * (1.0 + tolerance)
    }

    /// The same beam described in axes turned by `angle` from x towards y: ψ decreases by `angle`.
    ///
    /// This changes the description, not the light; to turn the light itself use
    /// [`MuellerMatrix::rotator`](crate::MuellerMatrix::rotator).
    #[must_use]
    pub fn in_rotated_frame(&self, angle: Angle) -> Self {
        let (sin, cos) = (2.0 * angle.get::<radian>()).sin_cos();
        Self::new(
            self.i,
            cos * self.q + sin * self.u,
            cos * self.u - sin * self.q,
            self.v,
        )
    }

    /// The same beam in another convention: U changes sign between [`Iau`] and [`Cosmo`].
    #[must_use]
    pub fn to_convention<D: Convention>(&self) -> StokesVector<D> {
        StokesVector::new(self.i, self.q, mirror::<C, D>() * self.u, self.v)
    }

    /// The four numbers as a column.
    #[must_use]
    pub fn to_vector(&self) -> Vector4<f64> {
        Vector4::new(self.i, self.q, self.u, self.v)
    }

    /// From a column (I, Q, U, V).
    #[must_use]
    pub fn from_vector(column: &Vector4<f64>) -> Self {
        Self::new(column[0], column[1], column[2], column[3])
    }
}

/// ½ atan2(y, x) in (−π/2, π/2].
pub(crate) fn half_angle(y: f64, x: f64) -> Angle {
    // Adding zero turns −0 into +0, which keeps −90° out.
    Angle::new::<radian>(0.5 * (y + 0.0).atan2(x))
}

impl From<StokesVector<Iau>> for StokesVector<Cosmo> {
    fn from(stokes: StokesVector<Iau>) -> Self {
        stokes.to_convention()
    }
}

impl From<StokesVector<Cosmo>> for StokesVector<Iau> {
    fn from(stokes: StokesVector<Cosmo>) -> Self {
        stokes.to_convention()
    }
}

/// Superposition of incoherent beams.
impl<C: Convention> Add for StokesVector<C> {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::new(
            self.i + other.i,
            self.q + other.q,
            self.u + other.u,
            self.v + other.v,
        )
    }
}

impl<C: Convention> AddAssign for StokesVector<C> {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl<C: Convention> Sum for StokesVector<C> {
    fn sum<T: Iterator<Item = Self>>(beams: T) -> Self {
        beams.fold(Self::unpolarized(0.0), Add::add)
    }
}

impl<C: Convention> Sub for StokesVector<C> {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl<C: Convention> Neg for StokesVector<C> {
    type Output = Self;

    fn neg(self) -> Self {
        self * -1.0
    }
}

impl<C: Convention> Mul<f64> for StokesVector<C> {
    type Output = Self;

    fn mul(self, factor: f64) -> Self {
        Self::new(
            self.i * factor,
            self.q * factor,
            self.u * factor,
            self.v * factor,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uom::si::angle::degree;

    #[test]
    fn angle_of_negative_q_is_plus_90_degrees_for_either_zero() {
        for u in [0.0, -0.0] {
            let angle = StokesVector::<Iau>::new(1.0, -1.0, u, 0.0).angle().unwrap();
            approx::assert_relative_eq!(angle.get::<degree>(), 90.0);
        }
    }

    #[test]
    fn bad_light_is_reported() {
        assert!(StokesVector::<Iau>::unpolarized(1.0).angle().is_err());
        assert!(StokesVector::<Iau>::unpolarized(1.0).ellipticity().is_err());
        assert!(
            StokesVector::<Iau>::new(0.0, 0.0, 0.0, 0.0)
                .degree_of_polarization()
                .is_err()
        );
        assert!(
            StokesVector::<Iau>::new(1.0, f64::NAN, 0.0, 0.0)
                .degree_of_polarization()
                .is_err()
        );
        assert!(
            StokesVector::<Iau>::new(1.0, f64::NAN, 0.0, 0.0)
                .angle()
                .is_err()
        );
        assert!(
            StokesVector::<Iau>::new(1e-300, 1e300, 0.0, 0.0)
                .degree_of_polarization()
                .is_err()
        );
        // No tolerance is not any tolerance.
        let light = StokesVector::<Iau>::unpolarized(1.0);
        assert!(crate::JonesVector::from_stokes(&light, f64::NAN).is_err());
        let element = crate::MuellerMatrix::<Iau>::ideal_depolarizer();
        assert!(element.jones(f64::NAN).is_err());
        assert!(!StokesVector::<Iau>::new(1.0, f64::NAN, 0.0, 0.0).is_physical(1.0));
        assert!(!StokesVector::<Iau>::new(1.0, 0.8, 0.8, 0.0).is_physical(1e-9));
    }
}
