//! One spectrum, its normalisation and unit in its type.

use std::marker::PhantomData;

use super::{Cl, Dimensionless, Dl, Microkelvin, MicrokelvinSquared, Normalization, Unit};
use crate::Error;

/// Largest size of a value: none of the conversions overflows from here.
const LARGEST: f64 = 1e250;

/// An angular power spectrum at ℓ = 0, 1, …, ℓ_max, normalised as `N` ([`Cl`] or [`Dl`]) in the unit `U`.
///
/// ```text
/// D_ℓ = ℓ(ℓ+1) C_ℓ / 2π
/// ```
///
/// Noise and residuals are spectra too: the values may have either sign.
///
/// # Examples
///
/// ```
/// use lastscatter_stokes::spectra::{Cl, Dl, MicrokelvinSquared, Spectrum};
///
/// // The first acoustic peak, D_220 = 5733 µK².
/// let mut values = vec![0.0; 221];
/// values[220] = 5733.0;
/// let peak = Spectrum::<Dl, MicrokelvinSquared>::new(values)?;
///
/// let cl: Spectrum<Cl, MicrokelvinSquared> = peak.to_cl();
/// assert!((cl.values()[220] - 0.7409).abs() < 1e-4);
/// let relative = cl.dimensionless(2.7255)?; // T₀ in K
/// assert!((relative.values()[220] - 9.974e-14).abs() < 1e-17);
/// # Ok::<(), lastscatter_stokes::Error>(())
/// ```
///
/// Neither normalisations nor units mix:
///
/// ```compile_fail,E0308
/// use lastscatter_stokes::spectra::{Cl, Dl, Dimensionless, Spectrum};
///
/// let cl = Spectrum::<Cl, Dimensionless>::zero(2);
/// let dl = Spectrum::<Dl, Dimensionless>::zero(2);
/// let sum = cl.sum(&dl);
/// ```
///
/// ```compile_fail,E0308
/// use lastscatter_stokes::spectra::{Cl, Dimensionless, MicrokelvinSquared, Spectrum};
///
/// let relative = Spectrum::<Cl, Dimensionless>::zero(2);
/// let absolute = Spectrum::<Cl, MicrokelvinSquared>::zero(2);
/// let sum = relative.sum(&absolute);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Spectrum<N, U> {
    values: Vec<f64>,
    kind: PhantomData<(N, U)>,
}

impl<N: Normalization, U: Unit> Spectrum<N, U> {
    /// The spectrum with these values from ℓ = 0 on.
    ///
    /// # Errors
    ///
    /// [`Error::EmptySpectrum`] without values; [`Error::SpectrumValue`] unless all are finite, at most
    /// 10²⁵⁰ in size and, for [`Dl`], zero at ℓ = 0.
    pub fn new(values: impl Into<Vec<f64>>) -> Result<Self, Error> {
        let values = values.into();
        if values.is_empty() {
            return Err(Error::EmptySpectrum);
        }
        for (ell, &value) in values.iter().enumerate() {
            let expected = if N::factor(ell) == 0.0 && value != 0.0 {
                "D_0 = 0"
            } else if value.abs() <= LARGEST {
                continue;
            } else {
                "a finite number, at most 1e250 in size"
            };
            return Err(Error::SpectrumValue {
                ell,
                value,
                expected,
            });
        }
        Ok(Self::trusted(values))
    }

    /// Zero at ℓ = 0, …, `lmax`.
    #[must_use]
    pub fn zero(lmax: usize) -> Self {
        Self::trusted(vec![0.0; lmax + 1])
    }

    /// For values known to be finite and not empty.
    pub(super) const fn trusted(values: Vec<f64>) -> Self {
        Self {
            values,
            kind: PhantomData,
        }
    }

    /// The values; the index is ℓ.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The value at `ell`, `None` beyond ℓ_max.
    #[must_use]
    pub fn get(&self, ell: usize) -> Option<f64> {
        self.values.get(ell).copied()
    }

    /// The largest multipole ℓ_max.
    #[must_use]
    pub fn lmax(&self) -> usize {
        self.values.len() - 1
    }

    /// This plus `other`.
    ///
    /// # Errors
    ///
    /// [`Error::DifferentLmax`] when they end at different multipoles; [`Error::SpectrumValue`] as in
    /// [`new`](Self::new).
    pub fn sum(&self, other: &Self) -> Result<Self, Error> {
        self.combined(other, 1.0)
    }

    /// This minus `other`.
    ///
    /// # Errors
    ///
    /// As [`sum`](Self::sum).
    pub fn difference(&self, other: &Self) -> Result<Self, Error> {
        self.combined(other, -1.0)
    }

    /// This times `factor`.
    ///
    /// # Errors
    ///
    /// [`Error::SpectrumValue`] as in [`new`](Self::new).
    pub fn scaled(&self, factor: f64) -> Result<Self, Error> {
        self.multiplied(factor)
    }

    /// In units of the mean temperature: over T₀² for µK², over T₀ for µK.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless T₀ is positive and finite; [`Error::SpectrumValue`] as in
    /// [`new`](Self::new).
    pub fn dimensionless(&self, t_cmb_k: f64) -> Result<Spectrum<N, Dimensionless>, Error> {
        self.multiplied(microkelvin(t_cmb_k)?.powi(-U::TEMPERATURES))
    }

    fn combined(&self, other: &Self, weight: f64) -> Result<Self, Error> {
        self.require_lmax(other.lmax())?;
        let pairs = self.values.iter().zip(&other.values);
        Self::new(pairs.map(|(a, b)| a + weight * b).collect::<Vec<_>>())
    }

    fn multiplied<V: Unit>(&self, factor: f64) -> Result<Spectrum<N, V>, Error> {
        Spectrum::new(self.values.iter().map(|c| c * factor).collect::<Vec<_>>())
    }

    /// Times a function of ℓ that grows no faster than ℓ⁴.
    pub(super) fn weighted<M: Normalization>(
        &self,
        weight: impl Fn(usize) -> f64,
    ) -> Spectrum<M, U> {
        let values = self.values.iter().enumerate();
        Spectrum::trusted(values.map(|(ell, c)| c * weight(ell)).collect())
    }

    pub(super) fn require_lmax(&self, found: usize) -> Result<(), Error> {
        let expected = self.lmax();
        if found == expected {
            Ok(())
        } else {
            Err(Error::DifferentLmax { expected, found })
        }
    }
}

impl<U: Unit> Spectrum<Cl, U> {
    /// As D_ℓ; D_0 is 0.
    #[must_use]
    pub fn to_dl(&self) -> Spectrum<Dl, U> {
        self.weighted(Dl::factor)
    }
}

impl<U: Unit> Spectrum<Dl, U> {
    /// As C_ℓ. D_0 = 0 tells nothing of the monopole: C_0 is set to 0.
    #[must_use]
    pub fn to_cl(&self) -> Spectrum<Cl, U> {
        self.weighted(|ell| match ell {
            0 => 0.0,
            _ => Dl::factor(ell).recip(),
        })
    }
}

impl<N: Normalization> Spectrum<N, Dimensionless> {
    /// In µK², of two of T, E and B: times T₀².
    ///
    /// # Errors
    ///
    /// As [`dimensionless`](Self::dimensionless).
    pub fn in_microkelvin_squared(
        &self,
        t_cmb_k: f64,
    ) -> Result<Spectrum<N, MicrokelvinSquared>, Error> {
        self.multiplied(microkelvin(t_cmb_k)?.powi(MicrokelvinSquared::TEMPERATURES))
    }

    /// In µK, of one of T, E and B with φ: times T₀.
    ///
    /// # Errors
    ///
    /// As [`dimensionless`](Self::dimensionless).
    pub fn in_microkelvin(&self, t_cmb_k: f64) -> Result<Spectrum<N, Microkelvin>, Error> {
        self.multiplied(microkelvin(t_cmb_k)?)
    }
}

fn microkelvin(t_cmb_k: f64) -> Result<f64, Error> {
    if t_cmb_k > 0.0 && t_cmb_k.is_finite() {
        Ok(1e6 * t_cmb_k)
    } else {
        Err(Error::OutOfDomain {
            name: "t_cmb_k",
            value: t_cmb_k,
            expected: "a positive finite number of K",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Relative = Spectrum<Cl, Dimensionless>;

    #[test]
    fn bad_values_are_named() {
        assert_eq!(Relative::new([]), Err(Error::EmptySpectrum));
        for value in [f64::INFINITY, -1e251] {
            let found = Relative::new([0.0, 1.0, value]);
            assert!(
                matches!(found, Err(Error::SpectrumValue { ell: 2, value: v, .. }) if v.to_bits() == value.to_bits())
            );
        }
        assert!(matches!(
            Relative::new([f64::NAN]),
            Err(Error::SpectrumValue { ell: 0, value, .. }) if value.is_nan()
        ));
        let monopole = Spectrum::<Dl, Dimensionless>::new([1.0, 1.0]);
        assert!(matches!(
            monopole,
            Err(Error::SpectrumValue {
                ell: 0,
                expected: "D_0 = 0",
                ..
            })
        ));
        assert!(Relative::new([1.0, 1.0]).is_ok());
    }

    #[test]
    fn overflow_is_an_error() {
        let large = Relative::new([0.0, LARGEST]).unwrap();
        assert!(large.sum(&large).is_err());
        assert!(large.scaled(1e300).is_err());
        assert!(large.scaled(f64::NAN).is_err());
        assert!(large.in_microkelvin_squared(1e200).is_err());
        for t_cmb_k in [0.0, -2.7, f64::NAN, f64::INFINITY] {
            assert!(matches!(
                large.dimensionless(t_cmb_k),
                Err(Error::OutOfDomain {
                    name: "t_cmb_k",
                    ..
                })
            ));
        }
        assert!(large.to_dl().values()[1].is_finite());
    }

    #[test]
    fn lengths_must_agree() {
        let failure = Err(Error::DifferentLmax {
            expected: 3,
            found: 2,
        });
        assert_eq!(Relative::zero(3).sum(&Relative::zero(2)), failure);
        assert_eq!(Relative::zero(3).difference(&Relative::zero(2)), failure);
    }
}
