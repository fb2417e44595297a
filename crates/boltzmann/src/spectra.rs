//! Angular power spectra of one universe and one primordial spectrum.

use lastscatter_stokes::spectra::{AngularSpectra, Cl, Dimensionless, LensingPotential, Spectrum};

use crate::{
    Error,
    lensing::{Unlensed, lensed},
};

/// Spectra of the sky, dimensionless (ΔT/T₀)², from ℓ = 0 to `lmax`; [`AngularSpectra::in_microkelvin_squared`] turns them into µK².
///
/// Scalars and gravitational waves are kept apart: add them with [`AngularSpectra::sum`].
#[derive(Debug, Clone)]
pub struct Spectra {
    pub(crate) lmax: usize,
    /// Beyond `lmax`, as far as lensing needs.
    pub(crate) scalar: Raw,
    /// Empty where there is no power; an error where there is some that was not solved for.
    pub(crate) tensor: Result<Raw, Error>,
    pub(crate) lensing: crate::lensing::Accuracy,
}

/// C_ℓ before they are typed; empty where a spectrum vanishes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Raw {
    pub tt: Vec<f64>,
    pub ee: Vec<f64>,
    pub bb: Vec<f64>,
    pub te: Vec<f64>,
    pub tb: Vec<f64>,
    pub eb: Vec<f64>,
    pub phi_phi: Vec<f64>,
    pub t_phi: Vec<f64>,
    pub e_phi: Vec<f64>,
}

impl Raw {
    fn angular(&self, lmax: usize) -> Result<AngularSpectra<Dimensionless>, Error> {
        let cut = |values: &Vec<f64>| cut(values, lmax);
        let even = AngularSpectra::new(
            cut(&self.tt)?,
            cut(&self.ee)?,
            cut(&self.bb)?,
            cut(&self.te)?,
        )?;
        Ok(even.with_parity_odd(cut(&self.tb)?, cut(&self.eb)?)?)
    }
}

fn cut(values: &[f64], lmax: usize) -> Result<Spectrum<Cl, Dimensionless>, Error> {
    let mut values = values[..values.len().min(lmax + 1)].to_vec();
    values.resize(lmax + 1, 0.0);
    Ok(Spectrum::new(values)?)
}

impl Spectra {
    /// The last multipole.
    #[must_use]
    pub const fn lmax(&self) -> usize {
        self.lmax
    }

    /// Spectra of scalar perturbations as they were before lensing.
    ///
    /// # Errors
    ///
    /// [`Error::Spectra`] for spectra that are not finite, as a primordial spectrum that is not would make them.
    pub fn unlensed(&self) -> Result<AngularSpectra<Dimensionless>, Error> {
        self.scalar.angular(self.lmax)
    }

    /// Spectra of scalar perturbations as lensed by the large-scale structure, B-modes that lensing makes among them.
    ///
    /// # Errors
    ///
    /// As [`Self::unlensed`].
    pub fn lensed(&self) -> Result<AngularSpectra<Dimensionless>, Error> {
        self.bend(&self.scalar)
    }

    /// Spectra of gravitational waves as lensed by the large-scale structure.
    ///
    /// # Errors
    ///
    /// As [`Self::tensor`].
    pub fn lensed_tensor(&self) -> Result<AngularSpectra<Dimensionless>, Error> {
        match &self.tensor {
            Ok(tensor) if !tensor.tt.is_empty() => self.bend(tensor),
            _ => self.tensor(),
        }
    }

    fn bend(&self, raw: &Raw) -> Result<AngularSpectra<Dimensionless>, Error> {
        let unlensed = Unlensed {
            tt: &raw.tt,
            ee: &raw.ee,
            bb: &raw.bb,
            te: &raw.te,
            tb: &raw.tb,
            eb: &raw.eb,
        };
        let phi_phi = &self.scalar.phi_phi;
        let lensed = lensed(&unlensed, phi_phi, self.lmax, &self.lensing)?;
        let even = AngularSpectra::from_values(lensed.tt, lensed.ee, lensed.bb, lensed.te)?;
        Ok(even.with_parity_odd(Spectrum::new(lensed.tb)?, Spectrum::new(lensed.eb)?)?)
    }

    /// Spectra of gravitational waves before lensing; zero when the primordial spectrum has none.
    ///
    /// # Errors
    ///
    /// As [`Self::unlensed`], and [`Error::NotSolved`] when the primordial spectrum has some but
    /// [`Solver::tensors`](crate::Solver::tensors) left them out.
    pub fn tensor(&self) -> Result<AngularSpectra<Dimensionless>, Error> {
        self.tensor
            .as_ref()
            .map_err(Error::clone)?
            .angular(self.lmax)
    }

    /// The lensing potential φ and its correlation with the sky, φφ, Tφ and Eφ.
    ///
    /// # Errors
    ///
    /// As [`Self::unlensed`].
    pub fn potential(&self) -> Result<LensingPotential<Dimensionless>, Error> {
        let cut = |values: &Vec<f64>| cut(values, self.lmax);
        Ok(LensingPotential::new(
            cut(&self.scalar.phi_phi)?,
            cut(&self.scalar.t_phi)?,
            cut(&self.scalar.e_phi)?,
        )?)
    }
}
