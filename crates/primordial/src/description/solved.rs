//! The spectra of any model.

use std::fmt::{self, Debug};

use crate::{Error, InitialCondition, Observables, PrimordialSpectra, Spectrum};

/// The spectra of any [`Description`](super::Description).
pub struct Solved {
    spectra: Spectra,
    e_folds: Option<f64>,
}

enum Spectra {
    Modes(Spectrum),
    Closed(Box<dyn PrimordialSpectra + Send + Sync>),
}

impl Solved {
    pub(super) const fn modes(spectrum: Spectrum) -> Self {
        Self {
            spectra: Spectra::Modes(spectrum),
            e_folds: None,
        }
    }

    pub(super) fn closed(spectra: impl PrimordialSpectra + Send + Sync + 'static) -> Self {
        Self {
            spectra: Spectra::Closed(Box::new(spectra)),
            e_folds: None,
        }
    }

    pub(super) fn with_e_folds(self, e_folds: Option<f64>) -> Self {
        Self { e_folds, ..self }
    }

    /// Amplitudes, tilts and runnings at a wavenumber in Mpc⁻¹.
    ///
    /// # Errors
    ///
    /// [`Error::OutsideSpectrum`]; [`Error::NotResolved`] for a formula with features too fine.
    pub fn observables(&self, k_inv_mpc: f64) -> Result<Observables, Error> {
        match &self.spectra {
            Spectra::Modes(spectrum) => spectrum.observables(k_inv_mpc),
            Spectra::Closed(spectra) => Observables::of(&**spectra, k_inv_mpc),
        }
    }

    /// N_*, the e-folds of inflation after the pivot scale left the horizon, in models of inflation.
    #[must_use]
    pub const fn pivot_e_folds(&self) -> Option<f64> {
        self.e_folds
    }

    fn spectra(&self) -> &dyn PrimordialSpectra {
        match &self.spectra {
            Spectra::Modes(spectrum) => spectrum,
            Spectra::Closed(spectra) => &**spectra,
        }
    }
}

impl Debug for Solved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Solved")
            .field("range_inv_mpc", &self.range_inv_mpc())
            .field("e_folds", &self.e_folds)
            .finish_non_exhaustive()
    }
}

impl PrimordialSpectra for Solved {
    fn scalar(&self, k_inv_mpc: f64) -> f64 {
        self.spectra().scalar(k_inv_mpc)
    }

    fn tensor(&self, k_inv_mpc: f64) -> f64 {
        self.spectra().tensor(k_inv_mpc)
    }

    fn chirality(&self, k_inv_mpc: f64) -> f64 {
        self.spectra().chirality(k_inv_mpc)
    }

    fn range_inv_mpc(&self) -> [f64; 2] {
        self.spectra().range_inv_mpc()
    }

    fn correlation(&self, a: InitialCondition, b: InitialCondition, k_inv_mpc: f64) -> f64 {
        self.spectra().correlation(a, b, k_inv_mpc)
    }
}
