//! ACT's bandpowers, foregrounds marginalised, in flat bins.

use lastscatter_stokes::spectra::{Field, Pair};
use nalgebra::DMatrix;

use crate::Error;
use crate::folder::DataFolder;
use crate::record::fortran;
use crate::spectra::{
    Bandpower, Calibration, GaussianBandpowers, Quantity, covariance_of, flat_bins,
};
use crate::table::Table;

/// First multipole of TT's bins.
const FIRST: usize = 576;
/// Number and width of bins, in their order.
const BINS: [(usize, usize); 4] = [(29, 50), (5, 100), (3, 200), (8, 400)];

fn widths() -> Vec<usize> {
    let repeated = |&(count, width)| std::iter::repeat_n(width, count);
    BINS.iter().flat_map(repeated).collect()
}

/// ACT DR6 TT, TE and EE, foregrounds marginalised, in **flat bins**, approximate: the published windows are not
/// among the files of the folder `act-dr6-lite`.
///
/// ```text
/// −2 ln L = rᵀ C⁻¹ r,   r_b = D̂_b − ⟨D_ℓ⟩_b / (A² Pⁿ),   n = 0 (TT), 1 (TE), 2 (EE)
/// ```
///
/// with A = `A_act` of 1 ± 0.003 and P = `P_act`, free; ℓ = 576 to 6325.
///
/// # Accuracy
///
/// An independent evaluation is met to 1e-8 in χ² (`golden_lite`). ln L at the official code's regression point is
/// −392.89 (`scripts/act_regression.py`), with the published windows −395.48: good for demonstrations, not for
/// quoting parameters.
///
/// # References
///
/// `louis2025`, `naess2025`.
///
/// # Errors
///
/// [`Error::Folder`], [`Error::Io`], [`Error::Checksum`], [`Error::Data`] and [`Error::Covariance`] for files
/// that are not there or not as published.
pub fn dr6_lite_approximate(folder: &DataFolder) -> Result<GaussianBandpowers, Error> {
    let path = |name: &str| format!("act-dr6-lite/ACT_DR6_CMB_only_{name}.txt");
    let widths = widths();
    let total = 3 * widths.len();
    let data = Table::read(folder, &path("bdp"), total, 1)?.column(0);
    let bands = [Pair::TT, Pair::TE, Pair::EE]
        .into_iter()
        .zip(data.chunks(widths.len()))
        .flat_map(|(pair, data)| flat_bins(pair, FIRST, &widths, data))
        .collect();
    let matrix = Table::read_matrix(folder, &path("cov"), total)?;
    let covariance = covariance_of(&folder.path(&path("cov")), matrix)?;
    let calibrations = vec![
        Calibration::normal("A_act", r"A_\mathrm{ACT}", 0.003, &[Field::T, Field::E])?,
        Calibration::free("P_act", r"P_\mathrm{ACT}", &[Field::E])?,
    ];
    GaussianBandpowers::new("ACT DR6 lite, flat bins", bands, covariance, calibrations)
}

/// Bins of TT in each patch of DR4.
const DR4_TT: usize = 40;
/// Bins of TT, TE and EE in each patch.
const DR4_PATCH: usize = 130;

/// ACT DR4 TT of the deep and the wide patch in **flat bins**, approximate: the published windows are not among
/// the files of the folder `act-dr4-lite`.
///
/// Flat bins fail TE and EE (by 12 and 8 in χ² of 90), which are left out.
///
/// # Accuracy
///
/// χ² of the published best fit is 97.7 of 80, with the published windows 97.43 (`golden_lite`). Good for
/// demonstrations; not for quoting parameters.
///
/// # References
///
/// `aiola2020`, `choi2020`.
///
/// # Errors
///
/// As [`dr6_lite_approximate`], and [`Error::Record`].
pub fn dr4_tt_approximate(folder: &DataFolder) -> Result<GaussianBandpowers, Error> {
    let total = 2 * DR4_PATCH;
    let data = Table::read(folder, "act-dr4-lite/cl_cmb_ap.dat", total, 3)?;
    let file = folder.bytes("act-dr4-lite/c_matrix_ap.dat")?;
    let lower = fortran(&file.path, &file.bytes, total * total)?;
    let rows: Vec<usize> = (0..DR4_TT).chain(DR4_PATCH..DR4_PATCH + DR4_TT).collect();
    let matrix = DMatrix::from_fn(rows.len(), rows.len(), |i, j| {
        let (i, j) = (rows[i.max(j)], rows[i.min(j)]);
        lower[i * total + j]
    });
    let covariance = covariance_of(&file.path, matrix)?;
    let widths = &widths()[..DR4_TT];
    let flat = flat_bins(Pair::TT, FIRST, widths, &[0.0; DR4_TT]);
    let bands = rows.iter().zip(flat.iter().cycle()).map(|(&row, flat)| {
        // Published are means of C_ℓ, not of D_ℓ.
        let window = &flat.windows[0];
        let count = window.weights.len();
        let mut band = Bandpower {
            quantity: Quantity::Cl,
            observed: data.rows[row].numbers[1],
            ..flat.clone()
        };
        band.windows[0].weights = vec![(count as f64).recip(); count];
        band
    });
    let bands: Vec<Bandpower> = bands.collect();
    for (band, &row) in bands.iter().zip(&rows) {
        let row = &data.rows[row];
        if (row.numbers[0] - band.ell).abs() > 0.5 {
            let found = format!("effective ℓ = {}", row.numbers[0]);
            return Err(data.error(row.line, found, band.ell.to_string()));
        }
    }
    GaussianBandpowers::new("ACT DR4 TT, flat bins", bands, covariance, vec![])
}
