//! plik-lite: TT, TE and EE at high multipoles, foregrounds and calibrations marginalised.

use std::ops::Range;

use lastscatter_stokes::spectra::Pair;
use nalgebra::DMatrix;

use crate::Error;
use crate::folder::DataFolder;
use crate::record::fortran;
use crate::spectra::{Bandpower, Calibration, GaussianBandpowers, Quantity, Window, covariance_of};
use crate::table::Table;

/// First multipole of the bins.
const FIRST: usize = 30;
/// Multipoles of a block of weights: 30 to 2508.
const MULTIPOLES: usize = 2479;
/// Bins of TT; a block of `blmin.dat` and `blmax.dat`.
const TT_BINS: usize = 215;
/// Bins of TE and of EE.
const POLARISATION_BINS: usize = 199;
const BINS: usize = TT_BINS + 2 * POLARISATION_BINS;

/// The spectra to take from plik-lite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlikLite {
    /// 215 bins of TT, ℓ = 30 to 2508.
    TT,
    /// 199 bins of TE, ℓ = 30 to 1996.
    TE,
    /// 199 bins of EE, ℓ = 30 to 1996.
    EE,
    /// All 613 bins.
    TTTEEE,
}

impl PlikLite {
    const fn bins(self) -> Range<usize> {
        match self {
            Self::TT => 0..TT_BINS,
            Self::TE => TT_BINS..TT_BINS + POLARISATION_BINS,
            Self::EE => TT_BINS + POLARISATION_BINS..BINS,
            Self::TTTEEE => 0..BINS,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::TT => "plik-lite TT",
            Self::TE => "plik-lite TE",
            Self::EE => "plik-lite EE",
            Self::TTTEEE => "plik-lite TTTEEE",
        }
    }
}

/// Planck 2018's plik-lite, from the folder `planck2018-plik-lite`.
///
/// ```text
/// −2 ln L = rᵀ C⁻¹ r,   r_b = Ĉ_b − Σ_ℓ w_bℓ C_ℓ / A_planck²
/// ```
///
/// with C_ℓ in µK² and the nuisance parameter `A_planck`.
///
/// # Accuracy
///
/// The official self-checks are met to all their digits (`golden_planck`).
///
/// # References
///
/// `planck2020v`.
///
/// # Errors
///
/// As the reader meets them: [`Error::Folder`], [`Error::Io`], [`Error::Checksum`], [`Error::Data`],
/// [`Error::Record`], [`Error::Covariance`].
///
/// # Examples
///
/// ```no_run
/// use lastscatter_likelihood::{DataFolder, planck, planck::PlikLite, spectra::SpectraLikelihood};
///
/// let likelihood = planck::plik_lite(&DataFolder::find(None)?, PlikLite::TTTEEE)?;
/// assert_eq!(likelihood.requirements().lmax, 2508);
/// assert_eq!(likelihood.nuisance()[0].name(), "A_planck");
/// # Ok::<(), lastscatter_likelihood::Error>(())
/// ```
pub fn plik_lite(folder: &DataFolder, spectra: PlikLite) -> Result<GaussianBandpowers, Error> {
    let path = |name: &str| format!("planck2018-plik-lite/{name}");
    let windows = windows(folder, &path)?;
    let data = Table::read(folder, &path("cl_cmb_plik_v22.dat"), BINS, 3)?;
    let file = folder.bytes(&path("c_matrix_plik_v22.dat"))?;
    let lower = fortran(&file.path, &file.bytes, BINS * BINS)?;
    for i in 0..BINS {
        for j in i + 1..BINS {
            let value = lower[i * BINS + j];
            if value != 0.0 {
                return Err(Error::Record {
                    path: file.path,
                    offset: 4 + 8 * (i * BINS + j),
                    found: format!("{value:e} above the diagonal"),
                    expected: "0: only the lower triangle is stored".to_owned(),
                });
            }
        }
    }
    let matrix = DMatrix::from_fn(BINS, BINS, |i, j| lower[i.max(j) * BINS + i.min(j)]);
    for (row, variance) in data.rows.iter().zip(&matrix.diagonal()) {
        let sigma = variance.max(0.0).sqrt();
        if (row.numbers[2] - sigma).abs() > 1e-6 * sigma {
            let found = format!("σ = {:e} µK²", row.numbers[2]);
            let expected = format!("{sigma:e} µK², as the covariance says");
            return Err(data.error(row.line, found, expected));
        }
    }
    // All of the matrix must be good, whatever is taken of it.
    let all = covariance_of(&file.path, matrix)?;
    let bins = spectra.bins();
    let part = all
        .matrix()
        .view((bins.start, bins.start), (bins.len(), bins.len()));
    let covariance = covariance_of(&file.path, part.into_owned())?;

    let bands = bins
        .map(|i| {
            let (pair, bin) = match i {
                ..TT_BINS => (Pair::TT, i),
                _ if i < TT_BINS + POLARISATION_BINS => (Pair::TE, i - TT_BINS),
                _ => (Pair::EE, i - TT_BINS - POLARISATION_BINS),
            };
            let row = &data.rows[i];
            let (first, weights) = &windows[bin];
            let (ell, last) = (row.numbers[0], first + weights.len() - 1);
            if !(*first as f64 <= ell && ell <= last as f64) {
                let found = format!("effective ℓ = {ell}");
                return Err(data.error(row.line, found, format!("one of {first} to {last}")));
            }
            Ok(Bandpower {
                pair,
                quantity: Quantity::Cl,
                ell,
                observed: row.numbers[1],
                windows: vec![Window::new(pair, Quantity::Cl, *first, weights)],
                offset: 0.0,
            })
        })
        .collect::<Result<_, Error>>()?;
    GaussianBandpowers::new(
        spectra.name(),
        bands,
        covariance,
        vec![Calibration::planck()],
    )
}

/// First multipole and weights of each bin of TT, the first of three equal blocks; those of TE and EE are the first of them.
fn windows(
    folder: &DataFolder,
    path: &impl Fn(&str) -> String,
) -> Result<Vec<(usize, Vec<f64>)>, Error> {
    let first = Table::read(folder, &path("blmin.dat"), 3 * TT_BINS, 1)?;
    let last = Table::read(folder, &path("blmax.dat"), 3 * TT_BINS, 1)?;
    let weights = Table::read(folder, &path("bweight.dat"), 3 * MULTIPOLES, 1)?;
    bins(&first, &last, &weights, FIRST)
}

/// Consecutive bins over multipoles from `offset` on, each of weights that sum to 1.
fn bins(
    first: &Table,
    last: &Table,
    weights: &Table,
    offset: usize,
) -> Result<Vec<(usize, Vec<f64>)>, Error> {
    let weight = weights.column(0);
    let begins = first.whole_numbers(0, weight.len() - 1)?;
    let ends = last.whole_numbers(0, weight.len() - 1)?;
    let mut next = 0;
    (0..begins.len())
        .map(|bin| {
            let (begin, end) = (begins[bin], ends[bin]);
            if begin != next {
                let found = format!("a bin from {begin} on");
                return Err(first.error(first.rows[bin].line, found, next.to_string()));
            }
            if end < begin {
                let found = format!("a bin up to {end}");
                return Err(last.error(last.rows[bin].line, found, format!("{begin} at least")));
            }
            next = end + 1;
            let bin = &weight[begin..=end];
            let sum: f64 = bin.iter().sum();
            if (sum - 1.0).abs() > 1e-6 {
                let found = format!("weights of sum {sum} in the bin that begins here");
                return Err(weights.error(weights.rows[begin].line, found, "a sum of 1"));
            }
            Ok((offset + begin, bin.to_vec()))
        })
        .collect()
}

/// Two Gaussian bins of TT, ℓ = 2 to 15 and 16 to 29, in place of the low-ℓ likelihood, from
/// `planck2018-plik-lite/low-ell-bins`.
///
/// As published they know no calibration.
///
/// # References
///
/// `prince2019`.
///
/// # Errors
///
/// As [`plik_lite`].
pub fn low_ell_bins(folder: &DataFolder) -> Result<GaussianBandpowers, Error> {
    let path = |name: &str| format!("planck2018-plik-lite/low-ell-bins/{name}");
    let first = Table::read(folder, &path("blmin_low_ell.dat"), 2, 1)?;
    let last = Table::read(folder, &path("blmax_low_ell.dat"), 2, 1)?;
    let weights = Table::read(folder, &path("bweight_low_ell.dat"), 28, 1)?;
    let data = Table::read(folder, &path("CTT_bin_low_ell_2018.dat"), 2, 3)?;
    let bands = bins(&first, &last, &weights, 2)?
        .iter()
        .zip(&data.rows)
        .map(|((first, weights), row)| Bandpower {
            pair: Pair::TT,
            quantity: Quantity::Cl,
            ell: row.numbers[0],
            observed: row.numbers[1],
            windows: vec![Window::new(Pair::TT, Quantity::Cl, *first, weights)],
            offset: 0.0,
        })
        .collect();
    let variance = data.column(2).iter().map(|sigma| sigma * sigma).collect();
    let matrix = DMatrix::from_diagonal(&nalgebra::DVector::from_vec(variance));
    let covariance = covariance_of(&data.path, matrix)?;
    GaussianBandpowers::new("low-ℓ TT bins", bands, covariance, vec![])
}
