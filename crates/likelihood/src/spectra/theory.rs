//! The spectra of one universe, as a likelihood sees them.

use lastscatter_stokes::spectra::{
    AngularSpectra, Cl, Dimensionless, LensingPotential, MicrokelvinSquared, Pair, PowerUnit,
    Spectrum,
};

use crate::Error;

/// How far a likelihood needs the spectra; longer ones are welcome, the rest is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Requirements {
    /// Last multipole of the lensed spectra of T, E and B; 0 where none is used.
    pub lmax: usize,
    /// Last multipole of the lensing potential's spectrum φφ, where it is used.
    pub phi_phi_lmax: Option<usize>,
}

impl Requirements {
    /// What serves both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            lmax: self.lmax.max(other.lmax),
            phi_phi_lmax: self.phi_phi_lmax.max(other.phi_phi_lmax),
        }
    }
}

/// The spectra of one universe: lensed C_ℓ of T, E and B in µK², and C_ℓ^φφ where it is known.
///
/// ```
/// use lastscatter_likelihood::spectra::{Requirements, Theory};
/// use lastscatter_stokes::spectra::{AngularSpectra, MicrokelvinSquared};
///
/// let zero = vec![0.0; 30];
/// let spectra = AngularSpectra::<MicrokelvinSquared>::from_values(
///     vec![1.0; 30], zero.clone(), zero.clone(), zero,
/// )?;
/// let theory = Theory::new(&spectra);
/// let planck = Requirements { lmax: 2508, phi_phi_lmax: None };
/// assert_eq!(
///     theory.require(planck, "plik-lite").unwrap_err().to_string(),
///     "plik-lite: TT ends at ℓ = 29, expected ℓ_max = 2508 at least",
/// );
/// # Ok::<(), lastscatter_stokes::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Theory<'a> {
    lensed: &'a AngularSpectra<MicrokelvinSquared>,
    phi_phi: Option<&'a Spectrum<Cl, Dimensionless>>,
}

impl<'a> Theory<'a> {
    /// These lensed spectra, without φφ.
    #[must_use]
    pub const fn new(lensed: &'a AngularSpectra<MicrokelvinSquared>) -> Self {
        Self {
            lensed,
            phi_phi: None,
        }
    }

    /// The same with this C_ℓ^φφ.
    #[must_use]
    pub const fn with_phi_phi(self, phi_phi: &'a Spectrum<Cl, Dimensionless>) -> Self {
        Self {
            phi_phi: Some(phi_phi),
            ..self
        }
    }

    /// The same with the φφ of this lensing potential.
    #[must_use]
    pub const fn with_lensing<U: PowerUnit>(self, lensing: &'a LensingPotential<U>) -> Self {
        self.with_phi_phi(lensing.phi_phi())
    }

    /// The lensed spectra C_ℓ in µK².
    #[must_use]
    pub const fn lensed(&self) -> &'a AngularSpectra<MicrokelvinSquared> {
        self.lensed
    }

    /// C_ℓ^φφ.
    #[must_use]
    pub const fn phi_phi(&self) -> Option<&'a Spectrum<Cl, Dimensionless>> {
        self.phi_phi
    }

    /// C_ℓ of `pair` from ℓ = 0: in µK², dimensionless for φφ. Empty for a spectrum that is not there.
    #[must_use]
    pub fn cl(&self, pair: Pair) -> &'a [f64] {
        match pair {
            Pair::PhiPhi => self.phi_phi.map_or(&[], Spectrum::values),
            pair => self.lensed.spectrum(pair).map_or(&[], Spectrum::values),
        }
    }

    /// Fails unless the spectra go as far as `likelihood` needs.
    ///
    /// # Errors
    ///
    /// [`Error::TheoryTooShort`], [`Error::NoLensingPotential`].
    pub fn require(&self, needed: Requirements, likelihood: &str) -> Result<(), Error> {
        let too_short = |spectrum, found, required| Error::TheoryTooShort {
            likelihood: likelihood.to_owned(),
            spectrum,
            found,
            required,
        };
        let found = self.lensed.lmax();
        if found < needed.lmax {
            return Err(too_short(Pair::TT, found, needed.lmax));
        }
        match (needed.phi_phi_lmax, self.phi_phi) {
            (Some(required), None) => Err(Error::NoLensingPotential {
                likelihood: likelihood.to_owned(),
                required,
            }),
            (Some(required), Some(phi_phi)) if phi_phi.lmax() < required => {
                Err(too_short(Pair::PhiPhi, phi_phi.lmax(), required))
            }
            _ => Ok(()),
        }
    }
}
