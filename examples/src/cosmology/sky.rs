//! Lensed spectra as likelihoods see them.

use lastscatter::boltzmann::Solution;
use lastscatter::likelihood::spectra::Theory;
use lastscatter::primordial::PrimordialSpectra;
use lastscatter::stokes::spectra::{
    AngularSpectra, Dimensionless, LensingPotential, MicrokelvinSquared,
};

use super::ModelError;

/// The sky of one universe and one beginning.
#[derive(Debug, Clone)]
pub struct Sky {
    lensed: AngularSpectra<MicrokelvinSquared>,
    potential: LensingPotential<Dimensionless>,
}

impl Sky {
    /// Scalars and gravitational waves, lensed.
    ///
    /// # Errors
    ///
    /// [`ModelError::Boltzmann`].
    pub fn new(
        solution: &Solution,
        primordial: &impl PrimordialSpectra,
        t_cmb_k: f64,
    ) -> Result<Self, ModelError> {
        let spectra = solution.spectra(primordial)?;
        let spectra_error = lastscatter::boltzmann::Error::from;
        let lensed = spectra
            .lensed()?
            .sum(&spectra.lensed_tensor()?)
            .and_then(|sum| sum.in_microkelvin_squared(t_cmb_k))
            .map_err(spectra_error)?;
        Ok(Self {
            lensed,
            potential: spectra.potential()?,
        })
    }

    /// As likelihoods take it.
    #[must_use]
    pub const fn theory(&self) -> Theory<'_> {
        Theory::new(&self.lensed).with_lensing(&self.potential)
    }
}
