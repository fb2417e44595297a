//! Binned lensing spectra, as CosmoMC's `.dataset` files describe them.

use lastscatter_stokes::spectra::Pair;

use crate::Error;
use crate::description::{Description, MANY};
use crate::folder::DataFolder;
use crate::spectra::{Bandpower, Calibration, GaussianBandpowers, Quantity, Window, covariance_of};
use crate::table::{Table, data_error};

/// Keys that a description may have.
const KEYS: [&str; 20] = [
    "like_approx",
    "fields_use",
    "fields_required",
    "binned",
    "nbins",
    "use_min",
    "use_max",
    "cl_lmin",
    "cl_lmax",
    "cl_hat_file",
    "bin_window_files",
    "bin_window_in_order",
    "bin_window_out_order",
    "covmat_cl",
    "covmat_fiducial",
    "linear_correction_fiducial_file",
    "linear_correction_bin_window_files",
    "linear_correction_bin_window_in_order",
    "linear_correction_bin_window_out_order",
    "calibration_param",
];

/// The lensing likelihood that the description at `relative` tells of.
pub(crate) fn lensing(
    folder: &DataFolder,
    relative: &str,
    name: &str,
) -> Result<GaussianBandpowers, Error> {
    let description = Description::read(folder, relative, &KEYS)?;
    description.require("like_approx", &["gaussian"])?;
    description.require("fields_use", &["P"])?;
    description.require("binned", &["T"])?;
    description.require("bin_window_in_order", &["PP"])?;
    description.require("bin_window_out_order", &["PP"])?;
    description.require("covmat_cl", &["PP"])?;
    let count = description.number("nbins", 1, MANY)?;
    let first = description.number("use_min", 1, count)?;
    let last = description.number("use_max", first, count)?;
    let lmin = description.number("cl_lmin", 2, MANY)?;
    let lmax = description.number("cl_lmax", lmin, MANY)?;

    let data = Table::read(folder, &description.file("cl_hat_file")?, count, 7)?;
    let path = description.file("covmat_fiducial")?;
    let matrix = Table::read_matrix(folder, &path, count)?;
    let matrix = matrix.view((first - 1, first - 1), (last + 1 - first, last + 1 - first));
    let covariance = covariance_of(&folder.path(&path), matrix.into_owned())?;
    let correction = Correction::read(folder, &description, count)?;

    let bands = (first..=last)
        .map(|bin| {
            let row = &data.rows[bin - 1];
            if row.numbers[0].to_bits() != (bin as f64).to_bits() {
                return Err(data.error(
                    row.line,
                    format!("bin {}", row.numbers[0]),
                    bin.to_string(),
                ));
            }
            let path = description.window_file("bin_window_files", bin)?;
            let mut windows = windows(folder, &path, &[Pair::PhiPhi], (lmin, lmax))?;
            let mut offset = 0.0;
            if let Some(correction) = &correction {
                let path = description.window_file("linear_correction_bin_window_files", bin)?;
                windows.extend(self::windows(
                    folder,
                    &path,
                    &correction.pairs,
                    (lmin, lmax),
                )?);
                offset = -correction.fiducial[bin - 1];
            }
            Ok(Bandpower {
                pair: Pair::PhiPhi,
                quantity: Quantity::Deflection,
                ell: row.numbers[3],
                observed: row.numbers[4],
                windows,
                offset,
            })
        })
        .collect::<Result<_, Error>>()?;
    GaussianBandpowers::new(name, bands, covariance, calibrations(folder, &description)?)
}

/// Linear corrections of normalisation and noise for spectra other than the fiducial.
struct Correction {
    pairs: Vec<Pair>,
    fiducial: Vec<f64>,
}

impl Correction {
    fn read(
        folder: &DataFolder,
        description: &Description,
        count: usize,
    ) -> Result<Option<Self>, Error> {
        if description
            .optional("linear_correction_bin_window_files")
            .is_none()
        {
            return Ok(None);
        }
        const OUT: &str = "linear_correction_bin_window_out_order";
        let pairs = description.pairs("linear_correction_bin_window_in_order")?;
        let out = description.pairs(OUT)?;
        if out.len() != pairs.len() || out.iter().any(|&pair| pair != Pair::PhiPhi) {
            let entry = description.required(OUT)?;
            let expected = format!("PP {} times", pairs.len());
            return Err(entry.error(entry.value.clone(), expected));
        }
        let path = description.file("linear_correction_fiducial_file")?;
        let fiducial = Table::read(folder, &path, count, 2)?.column(1);
        Ok(Some(Self { pairs, fiducial }))
    }
}

/// The windows of a file: multipole, then a column of weights for each spectrum, of D_ℓ in µK² or
/// [L(L+1)]² C^φφ/2π. Multipoles that are not there have none.
pub(crate) fn windows(
    folder: &DataFolder,
    relative: &str,
    pairs: &[Pair],
    (lmin, lmax): (usize, usize),
) -> Result<Vec<Window>, Error> {
    let file = folder.bytes(relative)?;
    let table = Table::parse(&file.path, &file.bytes, 1 + pairs.len())?;
    let ell = table.whole_numbers(0, MANY)?;
    if let Some(i) = (1..ell.len()).find(|&i| ell[i] <= ell[i - 1]) {
        let found = format!("ℓ = {} after {}", ell[i], ell[i - 1]);
        return Err(table.error(table.rows[i].line, found, "increasing multipoles"));
    }
    let window = |(column, &pair): (usize, &Pair)| {
        let quantity = match pair {
            Pair::PhiPhi => Quantity::Deflection,
            _ => Quantity::Dl,
        };
        let mut weights = vec![0.0; lmax + 1 - lmin];
        for (row, &ell) in table.rows.iter().zip(&ell) {
            if (lmin..=lmax).contains(&ell) {
                weights[ell - lmin] = row.numbers[column];
            }
        }
        Window::new(pair, quantity, lmin, &weights)
    };
    Ok((1..).zip(pairs).map(window).collect())
}

fn calibrations(folder: &DataFolder, description: &Description) -> Result<Vec<Calibration>, Error> {
    // Without windows of TT, EE or TE there is nothing to calibrate.
    let corrected = description.optional("linear_correction_bin_window_in_order");
    if description.optional("calibration_param").is_none() || corrected.is_none() {
        return Ok(vec![]);
    }
    let file = folder.bytes(&description.file("calibration_param")?)?;
    let text = String::from_utf8_lossy(&file.bytes);
    let name = text.split_whitespace().next().unwrap_or("");
    let calibration = Calibration::planck();
    let known = calibration.nuisance.name();
    if name != known {
        return Err(data_error(
            &file.path,
            1,
            format!("{name:?}"),
            format!("{known:?}"),
        ));
    }
    Ok(vec![calibration])
}
