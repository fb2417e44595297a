//! The monopole spectrum: 43 points, embedded; or other points from a file in the same form.

use std::path::{Path, PathBuf};

use lastscatter_constants::quantity::frequency_of_wavenumber;
use lastscatter_constants::uom::si::{
    f64::{Frequency, ReciprocalLength, ThermodynamicTemperature},
    reciprocal_length::reciprocal_centimeter,
    thermodynamic_temperature::kelvin,
};
use lastscatter_inference::Covariance;
use lastscatter_radiation::Blackbody;
use nalgebra::{DMatrix, DVector};

use crate::Error;
use crate::folder::sha256;
use crate::table::{Row, Separator, Table, read};

const PUBLISHED: &str = include_str!("../../data/firas_monopole.txt");

/// Temperature of the blackbody that the residuals are relative to, in K.
const REFERENCE_TEMPERATURE_K: f64 = 2.725;

/// Largest credible distance, in MJy/sr, between the monopole column and blackbody plus residual.
///
/// Older values of h and k make it 0.008 in the published table; swapped columns make it hundreds.
const MONOPOLE_TOLERANCE_MJY_SR: f64 = 5.0;

/// The FIRAS monopole spectrum with its errors.
///
/// Rows are wavenumber (cm⁻¹), residual relative to a blackbody of 2.725 K (kJy/sr), its standard
/// error (kJy/sr), the Galaxy's spectrum at the poles (kJy/sr) and the monopole (MJy/sr). The
/// residual is what is fitted: the monopole column was built with older constants and is off by up
/// to 7.6 kJy/sr.
///
/// ```
/// use lastscatter_likelihood::firas::FirasData;
///
/// let data = FirasData::published();
/// assert_eq!(data.len(), 43);
/// assert_eq!(data.residual_kjy_sr()[42], -432.0);
/// ```
///
/// # References
///
/// `fixsen1996`, table 4.
#[derive(Debug, Clone)]
pub struct FirasData {
    path: Option<PathBuf>,
    covariance_file: Option<CovarianceFile>,
    checksum: String,
    wavenumber_inv_cm: Vec<f64>,
    residual_kjy_sr: Vec<f64>,
    sigma_kjy_sr: Vec<f64>,
    galaxy_kjy_sr: Vec<f64>,
    monopole_mjy_sr: Vec<f64>,
    covariance: Covariance,
}

impl FirasData {
    /// The published table, with independent errors.
    ///
    /// # Panics
    ///
    /// Never: the embedded table is read in the tests.
    #[must_use]
    pub fn published() -> Self {
        Self::parse(Path::new("firas_monopole.txt"), PUBLISHED.as_bytes(), None)
            .expect("the embedded table is valid")
    }

    /// A table from a file, in one of two forms: columns separated by `|` in the order above, or by
    /// white space in the order of the published product (wavenumber, monopole, residual, error,
    /// Galaxy). `#` begins a comment.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when the file cannot be read; [`Error::Data`] with the line for anything that
    /// is not five finite numbers, a positive error, increasing wavenumbers and a monopole within
    /// 5 MJy/sr of blackbody plus residual.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        Self::parse(path, &read(path)?, Some(path.to_owned()))
    }

    fn parse(name: &Path, text: &[u8], path: Option<PathBuf>) -> Result<Self, Error> {
        let table = Table::parse(name, text, 5)?;
        // Column of each quantity: wavenumber, residual, error, Galaxy, monopole.
        let order = match table.separator {
            Separator::Bar => [0, 1, 2, 3, 4],
            Separator::WhiteSpace => [0, 2, 3, 4, 1],
        };
        let column = |quantity: usize| -> Vec<f64> {
            let index = order[quantity];
            table.rows.iter().map(|row| row.numbers[index]).collect()
        };
        let data = Self {
            wavenumber_inv_cm: column(0),
            residual_kjy_sr: column(1),
            sigma_kjy_sr: column(2),
            galaxy_kjy_sr: column(3),
            monopole_mjy_sr: column(4),
            checksum: sha256(text),
            path,
            covariance_file: None,
            covariance: independent(name, &column(2), &table)?,
        };
        data.check(&table)?;
        Ok(data)
    }

    fn check(&self, table: &Table) -> Result<(), Error> {
        let blackbody = Blackbody::new(reference_temperature())?;
        let mut previous = 0.0;
        for (i, (row, frequency)) in table.rows.iter().zip(self.frequencies()).enumerate() {
            let wavenumber = self.wavenumber_inv_cm[i];
            if wavenumber <= previous {
                return Err(table.error(
                    row.line,
                    format!("wavenumber {wavenumber} cm⁻¹ after {previous}"),
                    "positive, increasing wavenumbers",
                ));
            }
            previous = wavenumber;
            let radiance = blackbody.spectral_radiance(frequency)?;
            let expected = radiance.mjy_per_sr() + 1e-3 * self.residual_kjy_sr[i];
            let found = self.monopole_mjy_sr[i];
            if (found - expected).abs() > MONOPOLE_TOLERANCE_MJY_SR {
                return Err(table.error(
                    row.line,
                    format!("a monopole of {found} MJy/sr"),
                    format!(
                        "{}, the 2.725 K blackbody plus the residual (are the columns in order?)",
                        (1e3 * expected).round() / 1e3
                    ),
                ));
            }
        }
        Ok(())
    }

    /// The same data with the covariance in a file: as many rows and columns as there are points.
    ///
    /// A matrix with a unit diagonal is a correlation matrix ρ, and S_ij = σ_i σ_j ρ_ij; any other is
    /// the covariance itself in (kJy/sr)², whose standard errors then replace the table's.
    ///
    /// # Errors
    ///
    /// [`Error::Io`]; [`Error::Data`] for a wrong shape, an asymmetry, a non-positive diagonal, or a standard
    /// error more than twice or less than half the table's, which no covariance of these data has;
    /// [`Error::Covariance`] when it is not positive definite.
    pub fn with_covariance_file(mut self, path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let text = read(path)?;
        let table = Table::parse(path, &text, self.len())?;
        let matrix = square_matrix(&table, self.len())?;
        let sigma = DVector::from_column_slice(&self.sigma_kjy_sr);
        let is_correlation = matrix.diagonal().iter().all(|d| (d - 1.0).abs() < 1e-5);
        let (form, covariance) = if is_correlation {
            let scaled = matrix.component_mul(&(&sigma * sigma.transpose()));
            (CovarianceForm::Correlation, scaled)
        } else {
            credible_variances(&table, &matrix, &self.sigma_kjy_sr)?;
            (CovarianceForm::Covariance, matrix)
        };
        self.sigma_kjy_sr = covariance.diagonal().iter().map(|v| v.sqrt()).collect();
        self.covariance = matrix_covariance(path, covariance)?;
        self.covariance_file = Some(CovarianceFile {
            path: path.to_owned(),
            form,
            checksum: sha256(&text),
        });
        Ok(self)
    }

    /// Number of points, at least one.
    #[expect(clippy::len_without_is_empty, reason = "a table is never empty")]
    #[must_use]
    pub fn len(&self) -> usize {
        self.wavenumber_inv_cm.len()
    }

    /// Wavenumbers ν̃ in cm⁻¹.
    #[must_use]
    pub fn wavenumber_inv_cm(&self) -> &[f64] {
        &self.wavenumber_inv_cm
    }

    /// Residuals relative to a blackbody of 2.725 K, in kJy/sr.
    #[must_use]
    pub fn residual_kjy_sr(&self) -> &[f64] {
        &self.residual_kjy_sr
    }

    /// Standard errors of the residuals in kJy/sr.
    #[must_use]
    pub fn sigma_kjy_sr(&self) -> &[f64] {
        &self.sigma_kjy_sr
    }

    /// The Galaxy's modelled spectrum at the poles in kJy/sr.
    #[must_use]
    pub fn galaxy_kjy_sr(&self) -> &[f64] {
        &self.galaxy_kjy_sr
    }

    /// The monopole spectrum as published, in MJy/sr.
    #[must_use]
    pub fn monopole_mjy_sr(&self) -> &[f64] {
        &self.monopole_mjy_sr
    }

    /// Covariance of the residuals in (kJy/sr)².
    #[must_use]
    pub fn covariance(&self) -> &Covariance {
        &self.covariance
    }

    /// Frequencies ν = c ν̃ of the points.
    pub fn frequencies(&self) -> impl ExactSizeIterator<Item = Frequency> {
        self.wavenumber_inv_cm.iter().map(|&wavenumber| {
            frequency_of_wavenumber(ReciprocalLength::new::<reciprocal_centimeter>(wavenumber))
        })
    }

    /// The file that the points came from; `None` for the embedded table.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The file that the covariance came from, if one did.
    #[must_use]
    pub fn covariance_file(&self) -> Option<&CovarianceFile> {
        self.covariance_file.as_ref()
    }

    /// SHA-256 of the table's bytes, in hexadecimal.
    #[must_use]
    pub fn checksum(&self) -> &str {
        &self.checksum
    }
}

/// The file that a covariance came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CovarianceFile {
    /// Where it is.
    pub path: PathBuf,
    /// How it was read.
    pub form: CovarianceForm,
    /// SHA-256 of its bytes, in hexadecimal.
    pub checksum: String,
}

/// What a covariance file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CovarianceForm {
    /// Correlation coefficients, to be scaled by the table's standard errors.
    Correlation,
    /// Covariances in (kJy/sr)².
    Covariance,
}

/// Temperature of the blackbody that the residuals are relative to: 2.725 K.
#[must_use]
pub fn reference_temperature() -> ThermodynamicTemperature {
    ThermodynamicTemperature::new::<kelvin>(REFERENCE_TEMPERATURE_K)
}

fn independent(name: &Path, sigma: &[f64], table: &Table) -> Result<Covariance, Error> {
    for (s, row) in sigma.iter().zip(&table.rows) {
        if *s <= 0.0 {
            return Err(table.error(
                row.line,
                format!("a standard error of {s} kJy/sr"),
                "a positive number",
            ));
        }
    }
    let variance = DVector::from_iterator(sigma.len(), sigma.iter().map(|s| s * s));
    matrix_covariance(name, DMatrix::from_diagonal(&variance))
}

fn matrix_covariance(path: &Path, matrix: DMatrix<f64>) -> Result<Covariance, Error> {
    Covariance::new(matrix).map_err(|source| Error::Covariance {
        path: path.to_owned(),
        source,
    })
}

/// Fails where a standard error is not within a factor of two of the table's: the unit is another, or
/// a correlation matrix has a wrong entry.
fn credible_variances(table: &Table, matrix: &DMatrix<f64>, sigma: &[f64]) -> Result<(), Error> {
    for (i, (row, s)) in table.rows.iter().zip(sigma).enumerate() {
        let ratio = matrix[(i, i)].sqrt() / s;
        if !(0.5..=2.0).contains(&ratio) {
            return Err(table.error(
                row.line,
                format!("{} on the diagonal", matrix[(i, i)]),
                format!(
                    "1 on every line (correlations), or about {} (kJy/sr)²",
                    s * s
                ),
            ));
        }
    }
    Ok(())
}

fn square_matrix(table: &Table, size: usize) -> Result<DMatrix<f64>, Error> {
    if table.rows.len() != size {
        let last = table.rows.last().map_or(1, |row| row.line);
        return Err(table.error(
            last,
            format!("{} rows", table.rows.len()),
            format!("{size} rows, one for each point of the spectrum"),
        ));
    }
    let at = |i: usize, j: usize| table.rows[i].numbers[j];
    for (i, Row { line, .. }) in table.rows.iter().enumerate() {
        if at(i, i) <= 0.0 {
            return Err(table.error(
                *line,
                format!("{} on the diagonal", at(i, i)),
                "a positive variance",
            ));
        }
        for j in 0..i {
            let (lower, upper) = (at(i, j), at(j, i));
            // Single-precision files are symmetric to about 1e-7 of their diagonal.
            if (lower - upper).abs() > 1e-6 * (at(i, i) * at(j, j)).sqrt() {
                return Err(table.error(
                    *line,
                    format!("{lower} in column {}", j + 1),
                    format!("{upper}, as in the transposed place: a symmetric matrix"),
                ));
            }
        }
    }
    Ok(DMatrix::from_fn(size, size, |i, j| {
        0.5 * (at(i, j) + at(j, i))
    }))
}
