//! Low multipoles of TT and EE in log-normal bins.

use lastscatter_stokes::spectra::{Dl, Normalization, Pair};
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

use crate::Error;
use crate::folder::DataFolder;
use crate::spectra::{
    ChiSquared, Nuisance, Part, Quantity, Requirements, Residual, SpectraLikelihood, Theory,
    require_nuisance, require_replacement,
};
use crate::table::Table;

/// Which spectrum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogNormalData {
    /// Two bins of TT, ℓ = 2 to 29.
    TT,
    /// Three bins of EE, ℓ = 2 to 29.
    EE,
}

/// Planck 2018's low multipoles in two bins of TT or three of EE, from the folder `planck2018-lowl/lognormal-bins`.
///
/// ```text
/// ln L = Σ_b −ln[(D_b − l_b) σ_b √(2π)] − [ln(D_b − l_b) − µ_b]² / 2σ_b²
/// ```
///
/// of the mean D_b of D_ℓ in the bin. As published they know no calibration. Where D_b ≤ l_b the point is
/// [rejected](Error::OutOfRange).
///
/// The observed D̂_b of its residuals is the median l_b + exp µ_b. As a function of ln(D_b − l_b), ln L is a
/// Gaussian of centre µ_b − σ_b²: draws move that centre.
///
/// # References
///
/// `prince2022`.
#[derive(Debug, Clone)]
pub struct LogNormalBins {
    name: &'static str,
    pair: Pair,
    bins: Vec<Bin>,
}

#[derive(Debug, Clone)]
struct Bin {
    first: usize,
    last: usize,
    mean: f64,
    sigma: f64,
    location: f64,
}

impl Bin {
    /// ln(D − l).
    fn logarithm(&self, d: f64, name: &str) -> Result<f64, Error> {
        if d > self.location {
            return Ok((d - self.location).ln());
        }
        Err(Error::OutOfRange {
            likelihood: name.to_owned(),
            quantity: format!("mean D_ℓ of ℓ = {} to {}", self.first, self.last),
            value: d,
            lower: self.location,
            upper: f64::MAX,
        })
    }
}

impl LogNormalBins {
    /// Reads them.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`], [`Error::Io`], [`Error::Checksum`] and [`Error::Data`] for files that are not there or not
    /// as published.
    pub fn read(folder: &DataFolder, data: LogNormalData) -> Result<Self, Error> {
        let (name, pair, file, rows, columns) = match data {
            LogNormalData::TT => ("log-normal TT", Pair::TT, "lognormal_fit_2bins_TT", 2, 4),
            LogNormalData::EE => ("log-normal EE", Pair::EE, "lognormal_fit_3bins_EE", 3, 5),
        };
        let path = format!("planck2018-lowl/lognormal-bins/{file}.txt");
        let table = Table::read(folder, &path, rows, columns)?;
        let (first, last) = (table.whole_numbers(0, 29)?, table.whole_numbers(1, 29)?);
        let bin = |i: usize| {
            let row = &table.rows[i];
            let bin = Bin {
                first: first[i],
                last: last[i],
                mean: row.numbers[2],
                sigma: row.numbers[3],
                location: row.numbers.get(4).copied().unwrap_or(0.0),
            };
            if bin.first < 2 || bin.last < bin.first {
                let found = format!("ℓ = {} to {}", bin.first, bin.last);
                return Err(table.error(row.line, found, "multipoles from 2 to 29, in order"));
            }
            if bin.sigma <= 0.0 {
                return Err(table.error(row.line, format!("σ = {}", bin.sigma), "σ > 0"));
            }
            Ok(bin)
        };
        Ok(Self {
            name,
            pair,
            bins: (0..rows).map(bin).collect::<Result<_, Error>>()?,
        })
    }

    /// Each bin with its prediction.
    fn predictions(
        &self,
        theory: &Theory<'_>,
        nuisance: &[f64],
    ) -> Result<impl Iterator<Item = (&Bin, f64)>, Error> {
        theory.require(self.requirements(), self.name)?;
        require_nuisance(self.name, &[], nuisance)?;
        let cl = theory.cl(self.pair);
        Ok(self.bins.iter().map(|bin| {
            let dl = (bin.first..=bin.last).map(|ell| Dl::factor(ell) * cl[ell]);
            (bin, dl.sum::<f64>() / (bin.last + 1 - bin.first) as f64)
        }))
    }
}

impl SpectraLikelihood for LogNormalBins {
    fn name(&self) -> &str {
        self.name
    }

    fn requirements(&self) -> Requirements {
        Requirements {
            lmax: self.bins.iter().map(|bin| bin.last).max().unwrap_or(0),
            phi_phi_lmax: None,
        }
    }

    fn nuisance(&self) -> &[Nuisance] {
        &[]
    }

    fn ln_likelihood(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<f64, Error> {
        self.predictions(theory, nuisance)?
            .map(|(bin, predicted)| {
                let logarithm = bin.logarithm(predicted, self.name)?;
                let deviation = (logarithm - bin.mean) / bin.sigma;
                let norm = bin.sigma.ln() + 0.5 * std::f64::consts::TAU.ln();
                Ok(-logarithm - norm - 0.5 * deviation * deviation)
            })
            .sum()
    }

    fn chi_squared(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<ChiSquared, Error> {
        let total = -2.0 * self.ln_likelihood(theory, nuisance)?;
        Ok(ChiSquared {
            total,
            count: self.bins.len(),
            parts: vec![Part {
                name: self.pair.to_string(),
                chi_squared: total,
                count: self.bins.len(),
            }],
        })
    }

    fn residuals(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<Vec<Residual>, Error> {
        let each = self.predictions(theory, nuisance)?;
        Ok(each
            .map(|(bin, predicted)| Residual {
                pair: self.pair,
                quantity: Quantity::Dl,
                ell: 0.5 * (bin.first + bin.last) as f64,
                observed: bin.location + bin.mean.exp(),
                predicted,
                sigma: bin.sigma * bin.mean.exp(),
            })
            .collect())
    }

    fn draw(
        &self,
        theory: &Theory<'_>,
        nuisance: &[f64],
        rng: &mut dyn Rng,
    ) -> Result<Vec<f64>, Error> {
        self.predictions(theory, nuisance)?
            .map(|(bin, predicted)| {
                let normal: f64 = StandardNormal.sample(&mut *rng);
                let centre = bin.logarithm(predicted, self.name)? + bin.sigma * normal;
                Ok(bin.location + (centre + bin.sigma * bin.sigma).exp())
            })
            .collect()
    }

    fn with_data(&self, data: &[f64]) -> Result<Box<dyn SpectraLikelihood>, Error> {
        require_replacement(self.name, data, self.bins.len())?;
        let mut other = self.clone();
        for (bin, &observed) in other.bins.iter_mut().zip(data) {
            if observed <= bin.location {
                return Err(Error::Replacement {
                    likelihood: self.name.to_owned(),
                    found: format!("with {observed} among them"),
                    expected: format!("numbers above {}", bin.location),
                });
            }
            bin.mean = (observed - bin.location).ln();
        }
        Ok(Box::new(other))
    }
}
