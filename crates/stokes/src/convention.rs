//! The two sky conventions, as types and as the FITS keyword `POLCCONV`.

use std::fmt;
use std::str::FromStr;

use crate::Error;

mod sealed {
    #[expect(unnameable_types, reason = "seals `Convention`")]
    pub trait Sealed {}
    impl Sealed for super::Iau {}
    impl Sealed for super::Cosmo {}
}

/// A frame on the sky in which Stokes parameters and angles are given.
///
/// Implemented by [`Iau`] and [`Cosmo`] only. Quantities of different conventions do not mix: convert
/// one with its `to_convention` or `into`.
///
/// | | `Iau` | `Cosmo` |
/// | --- | --- | --- |
/// | x axis | north | south |
/// | y axis | east | east |
/// | third axis | towards the observer | away from the observer |
/// | Q > 0 | along the meridian | along the meridian |
/// | U > 0 | north-east to south-west | north-west to south-east |
/// | angle ψ grows | from north through east | from south through east |
/// | V > 0 | right-handed (IEEE) | right-handed (IEEE) |
///
/// Q and V are thus common to both, U and ψ change sign.
///
/// The sign of V follows IAU and IEEE: V > 0 is right-handed light, whose electric vector at a
/// fixed place turns counterclockwise as the observer sees it, from north through east. The HEALPix
/// primer defines the change between the two as a change of sign of U alone, so V keeps this
/// meaning in `Cosmo`.
///
/// # References
///
/// `hamaker1996`, `iau1974`; `gorski1999` for the COSMO convention.
pub trait Convention:
    sealed::Sealed + Copy + fmt::Debug + Default + PartialEq + Send + Sync + 'static
{
    /// The convention as a value, as `POLCCONV` names it.
    const VALUE: PolarizationConvention;
    /// +1 where the turn from x to y is the IAU's (north through east, counterclockwise for the
    /// observer), −1 where it is the opposite.
    const TURN: f64;
}

/// The convention of the International Astronomical Union: x north, y east.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Iau;

/// The convention of HEALPix, WMAP and Planck: x south, y east. U is minus that of [`Iau`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Cosmo;

impl Convention for Iau {
    const VALUE: PolarizationConvention = PolarizationConvention::Iau;
    const TURN: f64 = 1.0;
}

impl Convention for Cosmo {
    const VALUE: PolarizationConvention = PolarizationConvention::Cosmo;
    const TURN: f64 = -1.0;
}

/// The value of the FITS keyword `POLCCONV`.
///
/// ```
/// use lastscatter_stokes::PolarizationConvention;
///
/// let convention: PolarizationConvention = "COSMO".parse()?;
/// assert_eq!(convention, PolarizationConvention::Cosmo);
/// assert_eq!(convention.to_string(), "COSMO");
/// # Ok::<(), lastscatter_stokes::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PolarizationConvention {
    /// `IAU`: see [`Iau`].
    Iau,
    /// `COSMO`: see [`Cosmo`]. HEALPix reads a missing keyword so.
    Cosmo,
}

impl fmt::Display for PolarizationConvention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Iau => "IAU",
            Self::Cosmo => "COSMO",
        })
    }
}

impl FromStr for PolarizationConvention {
    type Err = Error;

    /// Reads the keyword's value; case and surrounding blanks (FITS pads text) do not matter.
    fn from_str(text: &str) -> Result<Self, Error> {
        let word = text.trim();
        if word.eq_ignore_ascii_case("IAU") {
            Ok(Self::Iau)
        } else if word.eq_ignore_ascii_case("COSMO") {
            Ok(Self::Cosmo)
        } else {
            Err(Error::UnknownConvention {
                found: text.to_owned(),
            })
        }
    }
}

/// −1 where going from `C` to `D` mirrors the frame (U changes sign), +1 where they are the same.
pub(crate) fn mirror<C: Convention, D: Convention>() -> f64 {
    C::TURN * D::TURN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keyword_round_trip() {
        for convention in [PolarizationConvention::Iau, PolarizationConvention::Cosmo] {
            assert_eq!(convention.to_string().parse(), Ok(convention));
        }
        assert_eq!("cosmo   ".parse(), Ok(PolarizationConvention::Cosmo));
        assert_eq!(
            "HEALPIX".parse::<PolarizationConvention>(),
            Err(Error::UnknownConvention {
                found: "HEALPIX".to_owned()
            })
        );
    }
}
