//! Data sets by their names in run files.

use lastscatter_likelihood::act::{self, CmbSpectra};
use lastscatter_likelihood::bao::{BaoData, BaoLikelihood};
use lastscatter_likelihood::bicep_keck::{BicepKeck, Foregrounds, Release};
use lastscatter_likelihood::planck::{
    Commander, Interpolation, Lensing, PlikLite, SimAll, SimAllData, lensing, low_ell_bins,
    plik_lite,
};
use lastscatter_likelihood::spectra::SpectraLikelihood;
use lastscatter_likelihood::{self as likelihood, DataFolder, spt};
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
    /// Two Gaussian bins of TT at ℓ < 30.
    PlanckLowTtBins,
    /// `SimAll`, EE at ℓ < 30.
    PlanckLowEe,
    /// The same from the `SRoll2` maps.
    PlanckLowEeSroll2,
    /// Lensing of 2018.
    PlanckLensing,
    /// The same, marginalised over the spectra of T and E.
    PlanckLensingMarginalised,
    /// Lensing of PR4.
    PlanckPr4Lensing,
    /// The same, marginalised.
    PlanckPr4LensingMarginalised,
    /// Lensing of ACT DR6, marginalised.
    ActDr6Lensing,
    /// The same with Planck PR4.
    ActDr6PlanckPr4Lensing,
    /// TT, TE and EE of ACT DR6: an approximation by flat bins.
    ActDr6LiteApproximate,
    /// TT, TE and EE of SPT-3G 2018.
    #[serde(rename = "spt3g_2018_lite")]
    Spt3g2018Lite,
    /// TT, TE and EE of SPT-3G D1: an approximation by flat bins.
    Spt3gD1LiteApproximate,
    /// B modes of BICEP2/Keck and Planck 2015; `[theory]` needs `tensors = true` where r varies.
    BicepKeckPlanck2015,
    /// Distances of DESI DR2.
    DesiDr2Bao,
    /// Distances of DESI DR1.
    DesiDr1Bao,
    /// Distances of BOSS DR12.
    BossDr12Bao,
}

/// A data set that was read.
#[derive(Debug)]
#[non_exhaustive]
pub enum Data {
    /// Angular spectra.
    Spectra(Box<dyn SpectraLikelihood>),
    /// Distances.
    Distances(BaoLikelihood),
}

impl DataSet {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// As the reader.
    pub fn read(self, folder: &DataFolder) -> Result<Data, likelihood::Error> {
        let simall = |data| SimAll::read(folder, data, Interpolation::Floor);
        let act_lensing = |data| act::lensing(folder, data, CmbSpectra::Marginalised);
        let distances = |data| BaoLikelihood::read(folder, data).map(Data::Distances);
        let spectra: Box<dyn SpectraLikelihood> = match self {
            Self::PlanckPlikLiteTt => Box::new(plik_lite(folder, PlikLite::TT)?),
            Self::PlanckPlikLiteTtteee => Box::new(plik_lite(folder, PlikLite::TTTEEE)?),
            Self::PlanckLowTt => Box::new(Commander::read(folder)?),
            Self::PlanckLowTtBins => Box::new(low_ell_bins(folder)?),
            Self::PlanckLowEe => Box::new(simall(SimAllData::EE)?),
            Self::PlanckLowEeSroll2 => Box::new(simall(SimAllData::SRoll2)?),
            Self::PlanckLensing => Box::new(lensing(folder, Lensing::Pr3)?),
            Self::PlanckLensingMarginalised => Box::new(lensing(folder, Lensing::Pr3Marginalised)?),
            Self::PlanckPr4Lensing => Box::new(lensing(folder, Lensing::Pr4)?),
            Self::PlanckPr4LensingMarginalised => {
                Box::new(lensing(folder, Lensing::Pr4Marginalised)?)
            }
            Self::ActDr6Lensing => Box::new(act_lensing(act::Lensing::Baseline)?),
            Self::ActDr6PlanckPr4Lensing => {
                Box::new(act_lensing(act::Lensing::BaselineWithPlanck)?)
            }
            Self::ActDr6LiteApproximate => Box::new(act::dr6_lite_approximate(folder)?),
            Self::Spt3g2018Lite => Box::new(spt::lite_2018(folder)?),
            Self::Spt3gD1LiteApproximate => Box::new(spt::lite_d1_approximate(folder)?),
            Self::BicepKeckPlanck2015 => Box::new(BicepKeck::read(
                folder,
                Release::BkPlanck2015,
                Foregrounds::bk_planck_2015(),
            )?),
            Self::DesiDr2Bao => return distances(BaoData::DesiDr2),
            Self::DesiDr1Bao => return distances(BaoData::DesiDr1),
            Self::BossDr12Bao => return distances(BaoData::Dr12Consensus),
        };
        Ok(Data::Spectra(spectra))
    }
}
