//! The lensing potential's bandpowers.

use crate::Error;
use crate::dataset;
use crate::folder::DataFolder;
use crate::spectra::GaussianBandpowers;

/// Planck's lensing data sets.
///
/// Those called marginalised need φφ alone: the uncertainty of the spectra of T and E is in their covariance.
/// The others correct their normalisation for the T and E spectra of the theory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lensing {
    /// 2018, 8 ≤ L ≤ 400: the baseline.
    Pr3,
    /// The same, marginalised.
    Pr3Marginalised,
    /// 2018, 8 ≤ L ≤ 2048.
    Pr3Aggressive,
    /// The same, marginalised.
    Pr3AggressiveMarginalised,
    /// PR4 (NPIPE), 8 ≤ L ≤ 400.
    Pr4,
    /// The same, marginalised.
    Pr4Marginalised,
    /// PR4 from polarisation alone, without correction.
    Pr4Polarisation,
}

impl Lensing {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Pr3,
        Self::Pr3Marginalised,
        Self::Pr3Aggressive,
        Self::Pr3AggressiveMarginalised,
        Self::Pr4,
        Self::Pr4Marginalised,
        Self::Pr4Polarisation,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Pr3 => "Planck 2018 lensing",
            Self::Pr3Marginalised => "Planck 2018 lensing, CMB marginalised",
            Self::Pr3Aggressive => "Planck 2018 lensing, aggressive",
            Self::Pr3AggressiveMarginalised => "Planck 2018 lensing, aggressive, CMB marginalised",
            Self::Pr4 => "Planck PR4 lensing",
            Self::Pr4Marginalised => "Planck PR4 lensing, CMB marginalised",
            Self::Pr4Polarisation => "Planck PR4 lensing, polarisation only",
        }
    }

    fn file(self) -> String {
        let pr3 = "planck2018-lensing/smicadx12_Dec5_ftl_mv2_ndclpp_p_teb";
        let pr4 = "planck-pr4-lensing";
        match self {
            Self::Pr3 => format!("{pr3}_consext8.dataset"),
            Self::Pr3Marginalised => format!("{pr3}_consext8_CMBmarged.dataset"),
            Self::Pr3Aggressive => format!("{pr3}_agr2.dataset"),
            Self::Pr3AggressiveMarginalised => format!("{pr3}_agr2_CMBmarged.dataset"),
            Self::Pr4 => {
                format!("{pr4}/pp_consext8_npipe_smicaed_TiPi_jTP_pre30T_kfilt_rdn0cov_PS1.dataset")
            }
            Self::Pr4Marginalised => format!(
                "{pr4}/pp_consext8_npipe_smicaed_TiPi_jTP_pre30T_kfilt_rdn0cov_PS1_CMBmarged.dataset"
            ),
            Self::Pr4Polarisation => {
                format!("{pr4}/PP_consext8_npipe_smicaed_Ponly_kfilt_rdn0cov.dataset")
            }
        }
    }
}

/// Planck's lensing bandpowers, from the folders `planck2018-lensing` and `planck-pr4-lensing`.
///
/// ```text
/// −2 ln L = (B̂ − B)ᵀ C⁻¹ (B̂ − B),
/// B_b = Σ_L W_b(L) P_L + Σ_X Σ_ℓ M_b^X(ℓ) X_ℓ − f_b,   P_L = [L(L+1)]² C_L^φφ / 2π
/// ```
///
/// X runs over P and the lensed D_ℓ of TT, EE and TE (divided by A_planck²), over P alone where these are
/// marginalised; f_b is the correction's fiducial value.
///
/// # Accuracy
///
/// An independent evaluation is met to all its digits (`golden_planck`).
///
/// # References
///
/// `planck2020viii`, `carron2022`.
///
/// # Errors
///
/// [`Error::Folder`], [`Error::Io`], [`Error::Checksum`], [`Error::Data`] and [`Error::Covariance`] for files
/// that are not there or not as published.
///
/// # Examples
///
/// ```no_run
/// use lastscatter_likelihood::{DataFolder, planck, planck::Lensing, spectra::SpectraLikelihood};
///
/// let likelihood = planck::lensing(&DataFolder::find(None)?, Lensing::Pr4Marginalised)?;
/// assert_eq!(likelihood.requirements().lmax, 0); // needs φφ alone
/// # Ok::<(), lastscatter_likelihood::Error>(())
/// ```
pub fn lensing(folder: &DataFolder, data: Lensing) -> Result<GaussianBandpowers, Error> {
    dataset::lensing(folder, &data.file(), data.name())
}
