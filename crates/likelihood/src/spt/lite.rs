//! SPT-3G's bandpowers, foregrounds marginalised.

use lastscatter_stokes::spectra::{Field, Pair};

use crate::Error;
use crate::folder::DataFolder;
use crate::spectra::{
    Bandpower, Calibration, GaussianBandpowers, Quantity, Window, covariance_of, flat_bins,
};
use crate::table::Table;

/// −⟨β cos θ⟩ over SPT-3G's footprint.
const ABERRATION: f64 = 0.000_482_6;
/// Multipoles of the window files, from 2 on.
const MULTIPOLES: usize = 3199;

/// SPT-3G 2018 TT, TE and EE, foregrounds marginalised, from the folder `spt3g-2018-lite`.
///
/// ```text
/// −2 ln L = rᵀ C⁻¹ r,   r_b = D̂_b − Σ_ℓ W_b(ℓ) D_ℓ / c,   c = T² (TT), T E (TE), E² (EE)
/// ```
///
/// T = `SPT3G_2018_Tcal` and E = `SPT3G_2018_Ecal` are calibrations with
/// [correlated priors](GaussianBandpowers::with_correlated_calibrations). D_ℓ is that of the moving observer
/// ([`Window::aberrated`]).
///
/// # Accuracy
///
/// An independent evaluation is met to 1e-8 in χ² (`golden_lite`).
///
/// # References
///
/// `balkenhol2023`, `balkenhol2024`.
///
/// # Errors
///
/// [`Error::Folder`], [`Error::Io`], [`Error::Checksum`], [`Error::Data`] and [`Error::Covariance`] for files
/// that are not there or not as published.
pub fn lite_2018(folder: &DataFolder) -> Result<GaussianBandpowers, Error> {
    let path = |name: &str| format!("spt3g-2018-lite/{name}");
    let spectra = [(Pair::TT, 35), (Pair::TE, 44), (Pair::EE, 44)];
    let total = spectra.iter().map(|(_, count)| count).sum();
    let data = Table::read(folder, &path("spt3g_2018_ttteee_bdp_lite.txt"), total, 1)?.column(0);
    let mut bands = Vec::with_capacity(total);
    for (pair, count) in spectra {
        let windows = path(&format!("windows/{pair}_lxl_window_functions.txt"));
        let table = Table::read(folder, &windows, MULTIPOLES, 1 + count)?;
        table.require_consecutive(2)?;
        for column in 1..=count {
            let weights = table.column(column);
            let sum: f64 = weights.iter().sum();
            if (sum - 1.0).abs() > 1e-6 {
                let found = format!("a window of sum {sum} in column {}", column + 1);
                return Err(table.error(table.rows[0].line, found, "a sum of 1"));
            }
            let moment: f64 = (2..).zip(&weights).map(|(ell, w)| f64::from(ell) * w).sum();
            bands.push(Bandpower {
                pair,
                quantity: Quantity::Dl,
                ell: moment / sum,
                observed: data[bands.len()],
                windows: vec![Window::new(pair, Quantity::Dl, 2, &weights).aberrated(ABERRATION)],
                offset: 0.0,
            });
        }
    }
    let file = path("spt3g_2018_ttteee_cov_lite.txt");
    let matrix = Table::read_matrix(folder, &file, total)?;
    let covariance = covariance_of(&folder.path(&file), matrix)?;
    let file = path("lite_cal_cov.txt");
    let matrix = Table::read_matrix(folder, &file, 2)?;
    let joint = covariance_of(&folder.path(&file), matrix)?;
    let sigma = joint.standard_deviations();
    let calibrations = vec![
        Calibration::normal("SPT3G_2018_Tcal", r"T_\mathrm{cal}", sigma[0], &[Field::T])?,
        Calibration::normal("SPT3G_2018_Ecal", r"E_\mathrm{cal}", sigma[1], &[Field::E])?,
    ];
    GaussianBandpowers::new("SPT-3G 2018 lite", bands, covariance, calibrations)?
        .with_correlated_calibrations(&joint)
}

/// SPT-3G D1 TT, TE and EE in **flat bins of 50**, approximate: the published windows are not among the files of
/// the folder `spt3g-d1-lite`.
///
/// Spectra are divided by T² (TT), T² E (TE) and T² E² (EE), with T = `SPT3G_D1_Tcal` of 1 ± 0.0036 and
/// E = `SPT3G_D1_Ecal`, free. D_ℓ is that of the moving observer ([`Window::aberrated`]).
///
/// # Accuracy
///
/// χ² of the published test spectrum is 166.33 of 196, with the published windows 166.09 (`golden_lite`). Good for
/// demonstrations; not for quoting parameters.
///
/// # References
///
/// `camphuis2025`.
///
/// # Errors
///
/// As [`lite_2018`].
pub fn lite_d1_approximate(folder: &DataFolder) -> Result<GaussianBandpowers, Error> {
    let path = |name: &str| format!("spt3g-d1-lite/SPT3G_D1_TnE_lite_{name}.txt");
    let spectra = [(Pair::TT, 52), (Pair::TE, 72), (Pair::EE, 72)];
    let total = spectra.iter().map(|(_, count)| count).sum();
    let data = Table::read(folder, &path("bdp"), total, 1)?.column(0);
    let mut bands: Vec<Bandpower> = Vec::with_capacity(total);
    for (pair, count) in spectra {
        bands.extend(flat_bins(pair, 400, &vec![50; count], &data[bands.len()..]));
    }
    for window in bands.iter_mut().flat_map(|band| &mut band.windows) {
        *window = window.aberrated(ABERRATION);
    }
    let matrix = Table::read_matrix(folder, &path("cov"), total)?;
    let covariance = covariance_of(&folder.path(&path("cov")), matrix)?;
    let calibrations = vec![
        Calibration::normal(
            "SPT3G_D1_Tcal",
            r"T_\mathrm{cal}",
            0.0036,
            &[Field::T, Field::E],
        )?,
        Calibration::free("SPT3G_D1_Ecal", r"E_\mathrm{cal}", &[Field::E])?,
    ];
    GaussianBandpowers::new("SPT-3G D1 lite, flat bins", bands, covariance, calibrations)
}
