//! The lensing convergence of ACT DR6.

use lastscatter_stokes::spectra::Pair;

use crate::Error;
use crate::folder::DataFolder;
use crate::spectra::{Bandpower, GaussianBandpowers, Quantity, Window, covariance_of};
use crate::table::Table;

/// Simulations behind the covariance.
const SIMULATIONS: f64 = 792.0;
/// Bandpowers in the file of all: ACT's, then Planck's.
const ACT_BINS: usize = 18;
const PLANCK_BINS: usize = 9;
/// Multipoles of the binning matrices, from 0 on.
const MULTIPOLES: usize = 3000;

/// ACT's lensing data sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lensing {
    /// ACT, 40 < L < 763: the baseline.
    Baseline,
    /// ACT, 40 < L < 1300.
    Extended,
    /// ACT's baseline and Planck PR4, 8 ≤ L ≤ 400, correlated.
    BaselineWithPlanck,
    /// ACT's extended range and Planck PR4.
    ExtendedWithPlanck,
}

/// What is known of the spectra of T, E and B that the lensing estimate was normalised with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CmbSpectra {
    /// Their uncertainty is in the covariance: the likelihood needs φφ alone.
    #[default]
    Marginalised,
    /// They are the theory's, whose departure from the fiducial spectra corrects the bandpowers. For
    /// [`Lensing::Baseline`] alone: the corrections of the others are not among the published files.
    Theory,
}

impl Lensing {
    const fn name(self) -> &'static str {
        match self {
            Self::Baseline => "ACT DR6 lensing",
            Self::Extended => "ACT DR6 lensing, extended",
            Self::BaselineWithPlanck => "ACT DR6 + Planck PR4 lensing",
            Self::ExtendedWithPlanck => "ACT DR6 + Planck PR4 lensing, extended",
        }
    }

    /// Bins among ACT's and Planck's together.
    fn bins(self) -> Vec<usize> {
        let planck = ACT_BINS..ACT_BINS + PLANCK_BINS;
        match self {
            Self::Baseline => (2..12).collect(),
            Self::Extended => (2..15).collect(),
            Self::BaselineWithPlanck => (2..12).chain(planck).collect(),
            Self::ExtendedWithPlanck => (2..15).chain(planck).collect(),
        }
    }
}

/// The lensing convergence of ACT DR6, from the folder `act-dr6-lensing`.
///
/// ```text
/// −2 ln L = h (B̂ − B)ᵀ C⁻¹ (B̂ − B),   B_b = Σ_L W_b(L) C_L^κκ,   h = (792 − n − 2)/(792 − 1)
/// ```
///
/// for n bandpowers, their covariance from 792 simulations (`hartlap2007`); it is kept as C/h.
///
/// # Accuracy
///
/// An independent evaluation is met to all its digits (`golden_act_lensing`).
///
/// # References
///
/// `madhavacheril2024`, `qu2024`, `carron2022`.
///
/// # Errors
///
/// [`Error::Folder`], [`Error::Io`], [`Error::Checksum`], [`Error::Data`] and [`Error::Covariance`] for files
/// that are not there or not as published; [`Error::NotPublished`] for corrections that are not.
pub fn lensing(
    folder: &DataFolder,
    data: Lensing,
    spectra: CmbSpectra,
) -> Result<GaussianBandpowers, Error> {
    let (mut bands, path) = match (data, spectra) {
        (Lensing::Baseline, CmbSpectra::Marginalised) => (
            baseline(folder)?,
            "act-dr6-lensing/ACT_DR6_kk_cov_lens_only.txt",
        ),
        (Lensing::Baseline, CmbSpectra::Theory) => (
            corrected(folder, baseline(folder)?)?,
            "act-dr6-lensing/ACT_DR6_kk_cov_lens_and_CMB.txt",
        ),
        (Lensing::Extended, CmbSpectra::Marginalised) => (
            act(folder)?,
            "act-dr6-lensing/act-spt-planck-v1.2/covmat_act_cmbmarg.txt",
        ),
        (_, CmbSpectra::Marginalised) => (
            [act(folder)?, planck(folder)?].concat(),
            "act-dr6-lensing/act-spt-planck-v1.2/covmat_actplanck_cmbmarg.txt",
        ),
        (_, CmbSpectra::Theory) => {
            return Err(Error::NotPublished {
                likelihood: data.name().to_owned(),
                what: "corrections for the spectra of the theory",
            });
        }
    };
    let matrix = Table::read_matrix(folder, path, bands.len())?;
    let all = covariance_of(&folder.path(path), matrix)?;
    // The file of the baseline has no other bins.
    let bins = match data {
        Lensing::Baseline => (0..bands.len()).collect(),
        _ => data.bins(),
    };
    let hartlap = (SIMULATIONS - bins.len() as f64 - 2.0) / (SIMULATIONS - 1.0);
    let matrix = all.matrix().select_rows(&bins).select_columns(&bins) / hartlap;
    let covariance = covariance_of(&folder.path(path), matrix)?;
    bands = bins.iter().map(|&bin| bands[bin].clone()).collect();
    GaussianBandpowers::new(data.name(), bands, covariance, vec![])
}

/// A bandpower of convergence; the effective L is the mean of its window.
fn band(observed: f64, first: usize, weights: &[f64]) -> Bandpower {
    let sum: f64 = weights.iter().sum();
    let moment: f64 = (first..).zip(weights).map(|(ell, w)| ell as f64 * w).sum();
    Bandpower {
        pair: Pair::PhiPhi,
        quantity: Quantity::Convergence,
        ell: moment / sum,
        observed,
        windows: vec![Window::new(
            Pair::PhiPhi,
            Quantity::Convergence,
            first,
            weights,
        )],
        offset: 0.0,
    }
}

fn baseline(folder: &DataFolder) -> Result<Vec<Bandpower>, Error> {
    let data = Table::read(folder, "act-dr6-lensing/ACT_DR6_kk_bdp.txt", 10, 1)?;
    let path = "act-dr6-lensing/windows/kk_window_functions.txt";
    let windows = Table::read(folder, path, MULTIPOLES, 11)?;
    let ell = windows.whole_numbers(0, MULTIPOLES)?;
    // The published table says L = 3000 twice at its end, the second time without weight.
    let rows = MULTIPOLES - 1;
    for (i, row) in windows.rows.iter().enumerate() {
        let bad = if i < rows {
            ell[i] != i + 2
        } else {
            row.numbers[1..].iter().any(|&w| w != 0.0)
        };
        if bad {
            let found = format!("L = {} in row {}", ell[i], i + 1);
            return Err(windows.error(row.line, found, "L = 2, 3, … 3000"));
        }
    }
    (0..10)
        .map(|bin| {
            let weights = &windows.column(bin + 1)[..rows];
            normalised(&windows, bin, weights)?;
            Ok(band(data.rows[bin].numbers[0], 2, weights))
        })
        .collect()
}

/// Fails unless the window averages.
fn normalised(table: &Table, bin: usize, weights: &[f64]) -> Result<(), Error> {
    let sum: f64 = weights.iter().sum();
    if (sum - 1.0).abs() < 1e-6 {
        return Ok(());
    }
    let found = format!("a window of sum {sum} for bin {}", bin + 1);
    Err(table.error(table.rows[0].line, found, "a sum of 1"))
}

fn act(folder: &DataFolder) -> Result<Vec<Bandpower>, Error> {
    binned(folder, "act", ACT_BINS)
}

fn planck(folder: &DataFolder) -> Result<Vec<Bandpower>, Error> {
    binned(folder, "planck", PLANCK_BINS)
}

fn binned(folder: &DataFolder, which: &str, count: usize) -> Result<Vec<Bandpower>, Error> {
    let path = |stem| format!("act-dr6-lensing/act-spt-planck-v1.2/{stem}_{which}.txt");
    let data = Table::read(folder, &path("clkk_bandpowers"), count, 1)?;
    let matrix = Table::read(folder, &path("binning_matrix"), count, MULTIPOLES)?;
    (0..count)
        .map(|bin| {
            let weights = &matrix.rows[bin].numbers;
            normalised(&matrix, bin, weights)?;
            Ok(band(data.rows[bin].numbers[0], 0, weights))
        })
        .collect()
}

/// Adds the linear corrections in the spectra of the theory,
///
/// ```text
/// Σ_X Σ_ℓ M_b^X(ℓ) X_ℓ − f_b,   X = D_ℓ of TT, TE, EE and BB, and C_ℓ^κκ
/// ```
fn corrected(folder: &DataFolder, bands: Vec<Bandpower>) -> Result<Vec<Bandpower>, Error> {
    let path = "act-dr6-lensing/fiducial_correction.txt";
    let fiducial = Table::read(folder, path, bands.len(), 1)?;
    let columns = [
        (Pair::TT, Quantity::Dl),
        (Pair::TE, Quantity::Dl),
        (Pair::EE, Quantity::Dl),
        (Pair::BB, Quantity::Dl),
        (Pair::PhiPhi, Quantity::Convergence),
    ];
    let correct = |(bin, mut band): (usize, Bandpower)| {
        let path = format!("act-dr6-lensing/lens_delta_windows_phicmb/window_{bin}.txt");
        let table = Table::read(folder, &path, MULTIPOLES, 6)?;
        let ell = table.whole_numbers(0, MULTIPOLES + 1)?;
        if let Some(i) = (0..MULTIPOLES).find(|&i| ell[i] != i + 2) {
            let found = format!("L = {}", ell[i]);
            return Err(table.error(table.rows[i].line, found, (i + 2).to_string()));
        }
        for (column, (pair, quantity)) in (1..).zip(columns) {
            let weights = table.column(column);
            band.windows.push(Window::new(pair, quantity, 2, &weights));
        }
        band.offset = -fiducial.rows[bin].numbers[0];
        Ok(band)
    };
    bands.into_iter().enumerate().map(correct).collect()
}
