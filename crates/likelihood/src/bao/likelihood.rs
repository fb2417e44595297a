//! The likelihood of distances.

use lastscatter_inference::Covariance;
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

use super::data::BaoData;
use super::observable::{Distances, Observable};
use super::table::Tabulated;
use crate::Error;
use crate::folder::DataFolder;
use crate::spectra::{ChiSquared, Part, Whitener, require_replacement};

/// One measured number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BaoPoint {
    /// Effective redshift.
    pub redshift: f64,
    /// What was measured.
    pub observable: Observable,
    /// Its value.
    pub observed: f64,
}

/// One measured number beside its prediction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BaoResidual {
    /// What was measured.
    pub point: BaoPoint,
    /// What the universe says.
    pub predicted: f64,
    /// Standard error.
    pub sigma: f64,
}

impl BaoResidual {
    /// (observed − predicted) / σ.
    #[must_use]
    pub fn normalised(&self) -> f64 {
        (self.point.observed - self.predicted) / self.sigma
    }
}

/// The likelihood of distances to some redshifts.
///
/// ```text
/// −2 ln L = (x̂ − x)ᵀ C⁻¹ (x̂ − x),   x = D_M/r_d, D_H/r_d, D_V/r_d, … at z
/// ```
///
/// or a published table of ln L, normalised to 0 at its maximum; beyond a table the point is
/// [rejected](Error::OutOfRange). The observed values of a table's residuals are its mean.
///
/// A universe is a closure from redshift to [`Distances`].
///
/// # Accuracy
///
/// An independent evaluation with CAMB's distances is met to 1e-9 in χ² (tables: cubics in ln L against
/// bilinear and bicubic, 0.04; `golden_bao`).
///
/// # Examples
///
/// ```
/// use lastscatter_inference::{Covariance, nalgebra::DMatrix};
/// use lastscatter_likelihood::bao::{BaoLikelihood, BaoPoint, Distances, Observable};
///
/// let point = BaoPoint { redshift: 0.295, observable: Observable::VolumeAverage, observed: 7.942 };
/// let covariance = Covariance::new(DMatrix::from_element(1, 1, 0.0058))?;
/// let galaxies = BaoLikelihood::new("bright galaxies", vec![point], covariance)?;
/// let universe = |_| Distances { transverse: 8.284, radial: 25.861, growth: None };
/// assert!((galaxies.chi_squared(universe)?.total - 2.386).abs() < 1e-3);
/// # Ok::<(), lastscatter_likelihood::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct BaoLikelihood {
    name: String,
    points: Vec<BaoPoint>,
    errors: Errors,
}

#[derive(Debug, Clone)]
enum Errors {
    Gaussian {
        covariance: Covariance,
        whitener: Whitener,
        parts: Vec<Measured>,
    },
    Tabulated(Tabulated),
}

/// The points of one redshift.
#[derive(Debug, Clone)]
struct Measured {
    indices: Vec<usize>,
    covariance: Covariance,
}

impl BaoLikelihood {
    /// Reads a published table from the folder `bao`.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`], [`Error::Io`], [`Error::Checksum`], [`Error::Data`] and [`Error::Covariance`] for files
    /// that are not there or not as published.
    pub fn read(folder: &DataFolder, data: BaoData) -> Result<Self, Error> {
        data.read(folder)
    }

    /// These points, with Gaussian errors.
    ///
    /// # Errors
    ///
    /// [`Error::Inference`] when there are none, when the covariance is of another size, or for a number that is
    /// not positive and finite.
    pub fn new(
        name: impl Into<String>,
        points: Vec<BaoPoint>,
        covariance: Covariance,
    ) -> Result<Self, Error> {
        if points.is_empty() || covariance.dimension() != points.len() {
            return Err(lastscatter_inference::Error::Dimension {
                what: "covariance of distances",
                found: covariance.dimension(),
                expected: points.len().max(1),
            }
            .into());
        }
        for value in points.iter().flat_map(|p| [p.redshift, p.observed]) {
            if !(value > 0.0 && value.is_finite()) {
                return Err(lastscatter_inference::Error::OutOfDomain {
                    name: "redshift or distance",
                    value,
                    expected: "a positive finite number",
                }
                .into());
            }
        }
        let parts = redshifts(&points)
            .into_iter()
            .map(|redshift| {
                let here = |i: &usize| same(points[*i].redshift, redshift);
                let indices: Vec<usize> = (0..points.len()).filter(here).collect();
                let matrix = covariance.matrix().select_rows(&indices);
                let covariance = Covariance::new(matrix.select_columns(&indices))?;
                Ok(Measured {
                    indices,
                    covariance,
                })
            })
            .collect::<Result<_, Error>>()?;
        Ok(Self {
            name: name.into(),
            points,
            errors: Errors::Gaussian {
                whitener: Whitener::new(&covariance),
                covariance,
                parts,
            },
        })
    }

    pub(super) fn tabulated(
        name: &str,
        redshift: f64,
        observables: &[Observable],
        tabulated: Tabulated,
    ) -> Self {
        let points = observables.iter().zip(tabulated.moments());
        Self {
            name: name.to_owned(),
            points: points
                .map(|(&observable, (observed, _))| BaoPoint {
                    redshift,
                    observable,
                    observed,
                })
                .collect(),
            errors: Errors::Tabulated(tabulated),
        }
    }

    /// A short name, as in reports and errors.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What was measured.
    #[must_use]
    pub fn points(&self) -> &[BaoPoint] {
        &self.points
    }

    /// The redshifts that a universe is asked for, each once.
    #[must_use]
    pub fn redshifts(&self) -> Vec<f64> {
        redshifts(&self.points)
    }

    /// ln L of the universe with these distances, up to a constant.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`], recoverable, for distances that are not positive and finite or beyond a table;
    /// [`Error::NoGrowthRate`] where fσ₈ was measured and is not given.
    pub fn ln_likelihood(&self, universe: impl Fn(f64) -> Distances) -> Result<f64, Error> {
        let predicted = self.prediction(universe)?;
        Ok(match &self.errors {
            Errors::Gaussian { whitener, .. } => {
                -0.5 * whitener.chi_squared(&self.differences(&predicted))
            }
            Errors::Tabulated(table) => table.at(&predicted),
        })
    }

    /// χ², in all and by redshift; −2 ln L where it is tabulated.
    ///
    /// # Errors
    ///
    /// As [`ln_likelihood`](Self::ln_likelihood).
    pub fn chi_squared(&self, universe: impl Fn(f64) -> Distances) -> Result<ChiSquared, Error> {
        let predicted = self.prediction(universe)?;
        let count = self.points.len();
        let (total, parts) = match &self.errors {
            Errors::Gaussian {
                whitener, parts, ..
            } => {
                let differences = self.differences(&predicted);
                let part = |part: &Measured| {
                    let own: Vec<f64> = part.indices.iter().map(|&i| differences[i]).collect();
                    Ok(Part {
                        name: format!("z = {}", self.points[part.indices[0]].redshift),
                        chi_squared: part.covariance.chi_squared(&own)?,
                        count: own.len(),
                    })
                };
                let parts = parts.iter().map(part).collect::<Result<_, Error>>()?;
                (whitener.chi_squared(&differences), parts)
            }
            Errors::Tabulated(table) => {
                let total = -2.0 * table.at(&predicted);
                let part = Part {
                    name: format!("z = {}", self.points[0].redshift),
                    chi_squared: total,
                    count,
                };
                (total, vec![part])
            }
        };
        Ok(ChiSquared {
            total,
            count,
            parts,
        })
    }

    /// Data beside prediction.
    ///
    /// # Errors
    ///
    /// As [`ln_likelihood`](Self::ln_likelihood).
    pub fn residuals(
        &self,
        universe: impl Fn(f64) -> Distances,
    ) -> Result<Vec<BaoResidual>, Error> {
        let predicted = self.prediction(universe)?;
        let sigma = match &self.errors {
            Errors::Gaussian { covariance, .. } => covariance.standard_deviations(),
            Errors::Tabulated(table) => table.moments().iter().map(|(_, sigma)| *sigma).collect(),
        };
        let numbers = self.points.iter().zip(predicted).zip(sigma);
        Ok(numbers
            .map(|((&point, predicted), sigma)| BaoResidual {
                point,
                predicted,
                sigma,
            })
            .collect())
    }

    /// Data that this universe might have given.
    ///
    /// # Errors
    ///
    /// As [`ln_likelihood`](Self::ln_likelihood); [`Error::NoPredictiveModel`] for tables.
    pub fn draw(
        &self,
        universe: impl Fn(f64) -> Distances,
        rng: &mut dyn Rng,
    ) -> Result<Vec<f64>, Error> {
        let predicted = self.prediction(universe)?;
        let Errors::Gaussian { covariance, .. } = &self.errors else {
            return Err(self.no_predictive_model());
        };
        let normals = StandardNormal.sample_iter(rng);
        let mut draw: Vec<f64> = normals.take(predicted.len()).collect();
        covariance.colour(&mut draw)?;
        for (d, predicted) in draw.iter_mut().zip(predicted) {
            *d += predicted;
        }
        Ok(draw)
    }

    /// The same likelihood with these data in place of its own, as a [`draw`](Self::draw) gives them.
    ///
    /// # Errors
    ///
    /// [`Error::Replacement`] for data of another length or not finite; [`Error::NoPredictiveModel`] for tables.
    pub fn with_data(&self, data: &[f64]) -> Result<Self, Error> {
        if matches!(self.errors, Errors::Tabulated(_)) {
            return Err(self.no_predictive_model());
        }
        require_replacement(&self.name, data, self.points.len())?;
        let mut other = self.clone();
        for (point, &observed) in other.points.iter_mut().zip(data) {
            point.observed = observed;
        }
        Ok(other)
    }

    fn no_predictive_model(&self) -> Error {
        Error::NoPredictiveModel {
            likelihood: self.name.clone(),
            reason: "its likelihood is a table of the one measurement",
        }
    }

    /// Predicted values, positive and finite, inside the table where there is one.
    fn prediction(&self, universe: impl Fn(f64) -> Distances) -> Result<Vec<f64>, Error> {
        let mut here: Option<(f64, Distances)> = None;
        let mut predicted = Vec::with_capacity(self.points.len());
        for point in &self.points {
            let distances = match here {
                Some((redshift, distances)) if same(redshift, point.redshift) => distances,
                _ => universe(point.redshift),
            };
            here = Some((point.redshift, distances));
            let value = point.observable.of(&distances, point.redshift);
            let value = value.ok_or_else(|| Error::NoGrowthRate {
                likelihood: self.name.clone(),
                redshift: point.redshift,
            })?;
            self.require(point, value, [f64::MIN_POSITIVE, f64::MAX])?;
            predicted.push(value);
        }
        if let Errors::Tabulated(table) = &self.errors {
            for ((point, &value), range) in self.points.iter().zip(&predicted).zip(table.ranges()) {
                self.require(point, value, range)?;
            }
        }
        Ok(predicted)
    }

    fn require(&self, point: &BaoPoint, value: f64, [lower, upper]: [f64; 2]) -> Result<(), Error> {
        if lower <= value && value <= upper {
            return Ok(());
        }
        Err(Error::OutOfRange {
            likelihood: self.name.clone(),
            quantity: format!("{} at z = {}", point.observable.symbol(), point.redshift),
            value,
            lower,
            upper,
        })
    }

    fn differences(&self, predicted: &[f64]) -> Vec<f64> {
        let numbers = self.points.iter().zip(predicted);
        numbers.map(|(point, p)| point.observed - p).collect()
    }
}

fn same(one: f64, other: f64) -> bool {
    one.to_bits() == other.to_bits()
}

fn redshifts(points: &[BaoPoint]) -> Vec<f64> {
    let mut redshifts: Vec<f64> = points.iter().map(|point| point.redshift).collect();
    redshifts.sort_by(f64::total_cmp);
    redshifts.dedup_by_key(|z| z.to_bits());
    redshifts
}
