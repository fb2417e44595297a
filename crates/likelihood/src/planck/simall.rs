//! SimAll: EE and BB at ℓ = 2 to 29, tabulated from simulations.

use lastscatter_stokes::spectra::{Dl, Normalization, Pair};
use rand::Rng;

use crate::Error;
use crate::folder::DataFolder;
use crate::record::fits_image;
use crate::spectra::{
    ChiSquared, Nuisance, Part, Quantity, Requirements, Residual, SpectraLikelihood, Theory,
    calibrated,
};
use crate::table::Table;

const FIRST: usize = 2;
const MULTIPOLES: usize = 28;
/// Distance of the tables' rows in D_ℓ, µK².
const STEP: f64 = 1e-4;
const STEPS_EE: usize = 3000;
const STEPS_BB: usize = 2000;

/// Which tables to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SimAllData {
    /// EE of Planck 2018.
    EE,
    /// BB of Planck 2018.
    BB,
    /// EE and BB of Planck 2018.
    EEBB,
    /// EE of the SRoll2 maps.
    SRoll2,
}

impl SimAllData {
    const fn name(self) -> &'static str {
        match self {
            Self::EE => "SimAll EE",
            Self::BB => "SimAll BB",
            Self::EEBB => "SimAll EEBB",
            Self::SRoll2 => "SRoll2 EE",
        }
    }
}

/// How ln P is read between the tables' rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Interpolation {
    /// The row below, as published: ln L is piecewise constant in steps of 1e-4 µK².
    #[default]
    Floor,
    /// A cubic through the rows with continuous first derivative, for whoever needs gradients.
    Cubic,
}

/// Planck's low-ℓ polarisation likelihood, from the folder `planck2018-lowl`.
///
/// The probability of the measured quasi-spectrum was tabulated from simulations, multipole by multipole:
///
/// ```text
/// ln L = Σ_ℓ table_ℓ[⌊D_ℓ / (A_planck² 10⁻⁴ µK²)⌋],   ℓ = 2 to 29
/// ```
///
/// Outside the table (D_ℓ of 0.3 µK² for EE, 0.2 µK² for BB) the point is [rejected](Error::OutOfRange). The constant
/// is arbitrary.
///
/// The residuals' observed D̂_ℓ is where ln P peaks, σ the spread of P about it. P was tabulated for the one
/// spectrum that was measured, so there are [no predictive draws](Error::NoPredictiveModel).
///
/// # Accuracy
///
/// The official self-checks are met to all their digits (`golden_planck`).
///
/// # References
///
/// `planck2020v`; `delouis2019`, `pagano2020` for SRoll2.
///
/// # Examples
///
/// ```no_run
/// use lastscatter_likelihood::{
///     DataFolder,
///     planck::{Interpolation, SimAll, SimAllData},
///     spectra::SpectraLikelihood,
/// };
///
/// let folder = DataFolder::find(None)?;
/// let simall = SimAll::read(&folder, SimAllData::EE, Interpolation::Floor)?;
/// assert_eq!(simall.nuisance()[0].name(), "A_planck");
/// # Ok::<(), lastscatter_likelihood::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct SimAll {
    name: &'static str,
    interpolation: Interpolation,
    spectra: Vec<Columns>,
    nuisance: Vec<Nuisance>,
}

/// ln P of one spectrum.
#[derive(Debug, Clone)]
struct Columns {
    pair: Pair,
    /// One column a multipole.
    ln_p: Vec<Vec<f64>>,
}

impl SimAll {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`], [`Error::Io`], [`Error::Checksum`], [`Error::Data`] and [`Error::Record`] for files
    /// that are not there or not as published.
    pub fn read(
        folder: &DataFolder,
        data: SimAllData,
        interpolation: Interpolation,
    ) -> Result<Self, Error> {
        let text = |name: &str| {
            let table = Table::read(folder, name, STEPS_EE, MULTIPOLES)?;
            let ln_p = (0..MULTIPOLES).map(|i| table.column(i)).collect();
            Ok::<_, Error>(Columns {
                pair: Pair::EE,
                ln_p,
            })
        };
        let ee = || text("planck2018-lowl/simall/prob_table.txt");
        let bb = || {
            let file = folder.bytes("planck2018-lowl/simall/probBB.fits")?;
            let image = fits_image(&file.path, &file.bytes, STEPS_BB * MULTIPOLES)?;
            Ok::<_, Error>(Columns {
                pair: Pair::BB,
                ln_p: image.chunks(STEPS_BB).map(<[f64]>::to_vec).collect(),
            })
        };
        Ok(Self {
            name: data.name(),
            interpolation,
            spectra: match data {
                SimAllData::EE => vec![ee()?],
                SimAllData::BB => vec![bb()?],
                SimAllData::EEBB => vec![ee()?, bb()?],
                SimAllData::SRoll2 => vec![text("planck2018-lowl/sroll2/sroll2_prob_table.txt")?],
            },
            nuisance: vec![Nuisance::planck_calibration()],
        })
    }

    /// Multipole and calibrated D_ℓ of one spectrum.
    fn dl(theory: &Theory<'_>, pair: Pair, gain: f64) -> impl Iterator<Item = (usize, f64)> {
        let cl = &theory.cl(pair)[FIRST..FIRST + MULTIPOLES];
        (FIRST..)
            .zip(cl)
            .map(move |(ell, c)| (ell, gain * Dl::factor(ell) * c))
    }

    fn gain(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<f64, Error> {
        theory.require(self.requirements(), self.name)?;
        calibrated(self.name, &self.nuisance, nuisance)
    }

    /// ln P of one spectrum.
    fn ln_p(&self, columns: &Columns, theory: &Theory<'_>, gain: f64) -> Result<f64, Error> {
        let mut sum = 0.0;
        for ((ell, d), column) in Self::dl(theory, columns.pair, gain).zip(&columns.ln_p) {
            sum += self
                .interpolation
                .at(column, d)
                .ok_or_else(|| Error::OutOfRange {
                    likelihood: self.name.to_owned(),
                    quantity: format!("D_{ell}^{}", columns.pair),
                    value: d,
                    lower: 0.0,
                    upper: self.interpolation.upper(column),
                })?;
        }
        Ok(sum)
    }
}

impl Interpolation {
    /// Where the table ends.
    fn upper(self, column: &[f64]) -> f64 {
        STEP * match self {
            Self::Floor => column.len() as f64,
            Self::Cubic => (column.len() - 1) as f64,
        }
    }

    fn at(self, column: &[f64], d: f64) -> Option<f64> {
        // Divided as published: the floor depends on the last bit.
        let place = d / STEP;
        if place.is_nan() || place < 0.0 {
            return None;
        }
        let row = place as usize;
        match self {
            Self::Floor => column.get(row).copied(),
            Self::Cubic if d <= self.upper(column) => {
                let row = row.min(column.len() - 2);
                Some(cubic(column, row, place - row as f64))
            }
            Self::Cubic => None,
        }
    }
}

/// The cubic Hermite interpolant in row + `t`, its slopes central differences.
fn cubic(column: &[f64], row: usize, t: f64) -> f64 {
    let slope = |i: usize| {
        let (before, after) = (i.saturating_sub(1), (i + 1).min(column.len() - 1));
        (column[after] - column[before]) / (after - before) as f64
    };
    let (y0, y1, s0, s1) = (column[row], column[row + 1], slope(row), slope(row + 1));
    let rest = 1.0 - t;
    let bend = rest * (s0 - (y1 - y0)) - t * (s1 - (y1 - y0));
    y0 + t * (y1 - y0) + t * rest * bend
}

/// Where P is largest, and its spread about that.
fn peak(column: &[f64]) -> (f64, f64) {
    let largest = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mode = column.iter().position(|&ln_p| ln_p >= largest).unwrap_or(0);
    let (mut weight, mut spread) = (0.0, 0.0);
    for (row, ln_p) in column.iter().enumerate() {
        let p = (ln_p - largest).exp();
        weight += p;
        spread += p * (row as f64 - mode as f64).powi(2);
    }
    (STEP * mode as f64, STEP * (spread / weight).sqrt())
}

impl SpectraLikelihood for SimAll {
    fn name(&self) -> &str {
        self.name
    }

    fn requirements(&self) -> Requirements {
        Requirements {
            lmax: FIRST + MULTIPOLES - 1,
            phi_phi_lmax: None,
        }
    }

    fn nuisance(&self) -> &[Nuisance] {
        &self.nuisance
    }

    fn ln_likelihood(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<f64, Error> {
        let gain = self.gain(theory, nuisance)?;
        let each = self.spectra.iter();
        each.map(|columns| self.ln_p(columns, theory, gain)).sum()
    }

    fn chi_squared(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<ChiSquared, Error> {
        let gain = self.gain(theory, nuisance)?;
        let part = |columns: &Columns| {
            Ok(Part {
                name: columns.pair.to_string(),
                chi_squared: -2.0 * self.ln_p(columns, theory, gain)?,
                count: MULTIPOLES,
            })
        };
        let parts = self
            .spectra
            .iter()
            .map(part)
            .collect::<Result<Vec<_>, Error>>()?;
        Ok(ChiSquared {
            total: parts.iter().map(|part| part.chi_squared).sum(),
            count: MULTIPOLES * parts.len(),
            parts,
        })
    }

    fn residuals(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<Vec<Residual>, Error> {
        let gain = self.gain(theory, nuisance)?;
        let each = self.spectra.iter().flat_map(|columns| {
            let predictions = Self::dl(theory, columns.pair, gain);
            predictions
                .zip(&columns.ln_p)
                .map(|((ell, predicted), column)| {
                    let (observed, sigma) = peak(column);
                    Residual {
                        pair: columns.pair,
                        quantity: Quantity::Dl,
                        ell: ell as f64,
                        observed,
                        predicted,
                        sigma,
                    }
                })
        });
        Ok(each.collect())
    }

    fn draw(&self, _: &Theory<'_>, _: &[f64], _: &mut dyn Rng) -> Result<Vec<f64>, Error> {
        Err(no_predictive_model(self.name))
    }

    fn with_data(&self, _: &[f64]) -> Result<Box<dyn SpectraLikelihood>, Error> {
        Err(no_predictive_model(self.name))
    }
}

fn no_predictive_model(name: &str) -> Error {
    Error::NoPredictiveModel {
        likelihood: name.to_owned(),
        reason: "the tables hold the probability of the one spectrum that was measured",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cubic_passes_through_rows_and_follows_a_parabola() {
        let parabola = |t: f64| 3.0 - 0.4 * t + 0.02 * t * t;
        let column: Vec<f64> = (0..20).map(|i| parabola(f64::from(i))).collect();
        for row in 0..20 {
            let found = Interpolation::Cubic.at(&column, STEP * row as f64);
            assert!((found.unwrap() - column[row]).abs() < 1e-12);
        }
        for place in [1.25, 7.9, 17.999] {
            let found = Interpolation::Cubic.at(&column, STEP * place).unwrap();
            assert!((found - parabola(place)).abs() < 1e-12, "{place}");
        }
    }

    #[test]
    fn tables_end() {
        let column = [1.0, 2.0, 3.0];
        for (d, floor, cubic) in [
            (0.0, Some(1.0), true),
            (1.99 * STEP, Some(2.0), true),
            (2.5 * STEP, Some(3.0), false),
            (3.0 * STEP, None, false),
            (-1e-20, None, false),
            (f64::NAN, None, false),
            (f64::INFINITY, None, false),
        ] {
            assert_eq!(Interpolation::Floor.at(&column, d), floor, "{d}");
            assert_eq!(Interpolation::Cubic.at(&column, d).is_some(), cubic, "{d}");
        }
    }
}
