//! Uniform rotation of the plane of polarisation.

use uom::si::angle::radian;
use uom::si::f64::Angle;

use super::{AngularSpectra, PowerUnit, Spectrum};
use crate::Error;

impl<U: PowerUnit> AngularSpectra<U> {
    /// The spectra after the plane of polarisation has turned by β = `angle` everywhere: uniform cosmic
    /// birefringence, or a detector whose angle is off.
    ///
    /// β grows as ψ does in [`Cosmo`](crate::Cosmo), in which E and B are defined: from south through east, clockwise for
    /// us who look at the sky. An angle in the sense of [`Iau`](crate::Iau), such as a
    /// [`RotationMeasure`](crate::RotationMeasure)'s, enters with its sign changed. Then ψ → ψ + β is
    ///
    /// ```text
    /// Q ± iU → e^{±2iβ} (Q ± iU),   so   E ± iB → e^{±2iβ} (E ± iB)
    ///
    /// EE → EE cos²2β + BB sin²2β − EB sin4β        TE → TE cos2β − TB sin2β
    /// BB → EE sin²2β + BB cos²2β + EB sin4β        TB → TE sin2β + TB cos2β
    /// EB → ½ (EE − BB) sin4β + EB cos4β            TT → TT
    /// ```
    ///
    /// Without TB and EB before, EB = ½ sin4β (EE − BB) and TB = TE sin2β: a positive β gives EB > 0 where E
    /// outweighs B. EE + BB stays, and rotations add up. The formula is exact at every ℓ, since a uniform phase
    /// commutes with the harmonic transform; for the same reason it commutes with lensing.
    ///
    /// # References
    ///
    /// `lue1999`; `minami2020` for EB with a prior part.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless the angle is finite.
    ///
    /// # Examples
    ///
    /// At 45° E has become B:
    ///
    /// ```
    /// use lastscatter_stokes::spectra::{AngularSpectra, Dimensionless};
    /// use lastscatter_stokes::uom::si::{angle::degree, f64::Angle};
    ///
    /// let spectra = AngularSpectra::<Dimensionless>::from_values([9.0], [4.0], [1.0], [3.0])?;
    /// let turned = spectra.rotated(Angle::new::<degree>(45.0))?;
    ///
    /// assert!((turned.bb().values()[0] - 4.0).abs() < 1e-15);
    /// assert!((turned.tb().values()[0] - 3.0).abs() < 1e-15);
    /// # Ok::<(), lastscatter_stokes::Error>(())
    /// ```
    pub fn rotated(&self, angle: Angle) -> Result<Self, Error> {
        let beta = angle.get::<radian>();
        if !beta.is_finite() {
            return Err(Error::OutOfDomain {
                name: "rotation angle",
                value: beta,
                expected: "a finite angle",
            });
        }
        let (s, c) = (2.0 * beta).sin_cos();

        let spectrum = |value: &dyn Fn(usize) -> f64| {
            Spectrum::trusted((0..=self.lmax()).map(value).collect())
        };
        let [ee, bb, te, tb, eb] =
            [self.ee(), self.bb(), self.te(), self.tb(), self.eb()].map(Spectrum::values);
        Self::new(
            self.tt().clone(),
            spectrum(&|l| ee[l] * c * c + bb[l] * s * s - 2.0 * eb[l] * s * c),
            spectrum(&|l| ee[l] * s * s + bb[l] * c * c + 2.0 * eb[l] * s * c),
            spectrum(&|l| te[l] * c - tb[l] * s),
        )?
        .with_parity_odd(
            spectrum(&|l| te[l] * s + tb[l] * c),
            spectrum(&|l| (ee[l] - bb[l]) * s * c + eb[l] * (c * c - s * s)),
        )
    }
}
