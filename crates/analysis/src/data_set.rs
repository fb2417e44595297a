//! Data sets by their names in run files.

use lastscatter_likelihood::planck::{
    Commander, Interpolation, Lensing, PlikLite, SimAll, SimAllData, lensing, plik_lite,
};
use lastscatter_likelihood::spectra::SpectraLikelihood;
use lastscatter_likelihood::{self as likelihood, DataFolder};
use serde::{Deserialize, Serialize};

/// A data set, as a run file names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DataSet {
    /// plik-lite, TT.
    PlanckPlikLiteTt,
    /// plik-lite, TT, TE and EE.
    PlanckPlikLiteTtteee,
    /// Commander, TT at ℓ < 30.
    PlanckLowTt,
    /// `SimAll`, EE at ℓ < 30.
    PlanckLowEe,
    /// The same from the `SRoll2` maps.
    PlanckLowEeSroll2,
    /// Lensing of 2018.
    PlanckLensing,
    /// Lensing of PR4, marginalised over the spectra of T and E.
    PlanckPr4Lensing,
}

impl DataSet {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// As the reader.
    pub fn read(
        self,
        folder: &DataFolder,
    ) -> Result<Box<dyn SpectraLikelihood>, likelihood::Error> {
        let simall = |data| SimAll::read(folder, data, Interpolation::Floor);
        Ok(match self {
            Self::PlanckPlikLiteTt => Box::new(plik_lite(folder, PlikLite::TT)?),
            Self::PlanckPlikLiteTtteee => Box::new(plik_lite(folder, PlikLite::TTTEEE)?),
            Self::PlanckLowTt => Box::new(Commander::read(folder)?),
            Self::PlanckLowEe => Box::new(simall(SimAllData::EE)?),
            Self::PlanckLowEeSroll2 => Box::new(simall(SimAllData::SRoll2)?),
            Self::PlanckLensing => Box::new(lensing(folder, Lensing::Pr3)?),
            Self::PlanckPr4Lensing => Box::new(lensing(folder, Lensing::Pr4Marginalised)?),
        })
    }
}
