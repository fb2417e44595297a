//! What universes of a posterior would have given.

use std::f64::consts::TAU;

use lastscatter_inference::{Chain, Chains, Interval, stream};
use lastscatter_likelihood::spectra::{Residual, SpectraLikelihood};
use lastscatter_likelihood::{self as likelihood};
use lastscatter_numerics::special::chi_squared_survival;
use lastscatter_stokes::spectra::Pair;
use rayon::prelude::*;

use crate::{Error, Model, Sky};

/// Spectra and data that a posterior predicts, beside the data that it was made of.
///
/// At points θ of the posterior the spectra C_ℓ(θ) are computed, and for each data set replicated data y_rep(θ) are drawn. Replicas
/// that χ² seldom tells from the data speak for the model:
///
/// ```text
/// p = ⟨ P(χ²(y_rep, θ) ≥ χ²(y, θ) | θ) ⟩,   the average over the posterior
/// ```
///
/// Since the data have been used to find θ, p lies nearer ½ than a uniform number would: a small one is significant, another one no proof.
///
/// # References
///
/// `gelman1996predictive`.
#[derive(Debug, Clone)]
pub struct PosteriorPredictive {
    /// Points of the posterior.
    pub points: usize,
    /// Spectra of which there are data.
    pub bands: Vec<SpectrumBand>,
    /// The χ² of each data set, and of all that can be predicted together.
    pub checks: Vec<PredictiveCheck>,
    /// All data by data set.
    pub data: Vec<(String, Vec<PredictedDatum>)>,
}

/// A spectrum over the posterior: D_ℓ in µK², or \[L(L+1)\]² C_L/2π of the lensing potential, from ℓ = 0 on.
#[derive(Debug, Clone)]
pub struct SpectrumBand {
    /// Which spectrum.
    pub pair: Pair,
    /// Mean.
    pub mean: Vec<f64>,
    /// Equal-tailed intervals of 68.27 %.
    pub interval_68: Vec<Interval>,
    /// Equal-tailed intervals of 95 %.
    pub interval_95: Vec<Interval>,
}

/// χ² over the posterior, and how often replicated data have a larger one.
#[derive(Debug, Clone)]
pub struct PredictiveCheck {
    /// The data set.
    pub name: String,
    /// Number of data.
    pub count: usize,
    /// ⟨χ²⟩, or −2 ln L where the likelihood is no Gaussian.
    pub mean_chi_squared: f64,
    /// p; none where the data set has no predictive model.
    pub probability: Option<f64>,
}

/// A datum beside what the posterior predicts.
#[derive(Debug, Clone, Copy)]
pub struct PredictedDatum {
    /// The datum; its prediction and standard error are those of the means over the posterior.
    pub residual: Residual,
    /// Standard deviation of the prediction over the posterior, without noise.
    pub prediction_sigma: f64,
    /// Equal-tailed interval of 95 % of replicated data, and the share of them below the datum; none where the data set has no predictive model.
    pub replicated: Option<(Interval, f64)>,
}

/// One point of the posterior.
struct Point {
    spectra: Vec<Vec<f64>>,
    sets: Vec<SetAtPoint>,
}

struct SetAtPoint {
    chi_squared: f64,
    count: usize,
    residuals: Vec<Residual>,
    replica: Option<Replica>,
}

struct Replica {
    data: Vec<f64>,
    chi_squared: f64,
    /// P(χ²(y_rep) ≥ χ²(y)), 0 or 1 where its distribution is not known.
    probability: f64,
}

impl PosteriorPredictive {
    /// At `points` of the chains, evenly spread over their weights. `sky` gives the spectra there: those of [`Model::sky`], or of an
    /// [`Expansion`](crate::Expansion), which is far faster.
    ///
    /// # Errors
    ///
    /// [`Error::Value`] for fewer than 20 points, [`Error::Likelihood`], and what `sky` fails with.
    pub fn new(
        model: &Model,
        chains: &Chains,
        sky: impl Fn(&[f64]) -> Result<Sky, Error> + Sync,
        points: usize,
        seed: u64,
    ) -> Result<Self, Error> {
        const FEWEST: usize = 20;
        if points < FEWEST {
            return Err(Error::Value {
                name: "points of the posterior".to_owned(),
                value: points.to_string(),
                expected: "20 at least",
            });
        }
        let merged = chains.merged();
        let rows = evenly(&merged, points);
        let dimension = model.start().len();
        let at = |theta: &[f64]| Ok::<_, Error>((sky(theta)?, theta.to_vec()));
        // The spectra that there are data of.
        let (first, theta) = at(&merged.row(rows[0])[..dimension])?;
        let mut residuals = Vec::new();
        for (set, own) in model.data_at(&theta) {
            residuals.extend(set.residuals(&first.theory(), &own)?);
        }
        let last = |pair| {
            let of_pair = residuals.iter().filter(|r| r.pair == pair);
            of_pair.map(|r| r.ell.ceil().max(0.0) as usize).max()
        };
        let measured: Vec<(Pair, usize)> = (Pair::ALL.into_iter())
            .filter_map(|pair| Some((pair, last(pair)?)))
            .collect();
        let found = rows
            .par_iter()
            .enumerate()
            .with_max_len(1)
            .map(|(index, &row)| {
                let (sky, theta) = at(&merged.row(row)[..dimension])?;
                Point::new(model, &sky, &theta, &measured, seed, index as u64)
            })
            .collect::<Result<Vec<Point>, Error>>()?;
        let names: Vec<String> = model.data().iter().map(|s| s.name().to_owned()).collect();
        Ok(Self {
            points,
            bands: (measured.iter().enumerate())
                .map(|(i, &(pair, _))| band(pair, &found, i))
                .collect(),
            checks: checks(&names, &found),
            data: names
                .iter()
                .enumerate()
                .map(|(set, name)| (name.clone(), data(&found, set)))
                .collect(),
        })
    }
}

impl Point {
    fn new(
        model: &Model,
        sky: &Sky,
        theta: &[f64],
        measured: &[(Pair, usize)],
        seed: u64,
        index: u64,
    ) -> Result<Self, Error> {
        let spectra = measured.iter().map(|&(pair, last)| {
            let theory = sky.theory();
            let values = theory.cl(pair).iter().enumerate().take(last + 1);
            values.map(|(ell, c)| factor(pair, ell) * c).collect()
        });
        let spectra = spectra.collect();
        let mut rng = stream(seed ^ PREDICTIONS, index);
        let sets = model.data_at(theta).map(|(set, own)| {
            let theory = sky.theory();
            let found = set.chi_squared(&theory, &own)?;
            let replica = match set.draw(&theory, &own, &mut rng) {
                Ok(data) => {
                    let replicated = set.with_data(&data)?.chi_squared(&theory, &own)?;
                    let probability = probability(set, found.total, found.count, replicated.total);
                    Some(Replica {
                        data,
                        chi_squared: replicated.total,
                        probability: probability?,
                    })
                }
                Err(likelihood::Error::NoPredictiveModel { .. }) => None,
                Err(error) => return Err(error.into()),
            };
            Ok(SetAtPoint {
                chi_squared: found.total,
                count: found.count,
                residuals: set.residuals(&theory, &own)?,
                replica,
            })
        });
        Ok(Self {
            spectra,
            sets: sets.collect::<Result<_, Error>>()?,
        })
    }
}

/// Keeps predictive draws apart from those that made simulated data.
const PREDICTIONS: u64 = 0x7072_6564_6963_7473;

/// Rows at even distances of the cumulative weight.
fn evenly(chain: &Chain, count: usize) -> Vec<usize> {
    let step = chain.total_weight() / count as f64;
    let (mut rows, mut passed) = (Vec::with_capacity(count), 0.0);
    for (row, weight) in chain.weights().iter().enumerate() {
        passed += weight;
        while rows.len() < count && passed > (rows.len() as f64 + 0.5) * step {
            rows.push(row);
        }
    }
    // Rounding may leave the last one out.
    rows.resize(count, chain.len() - 1);
    rows
}

/// D_ℓ, or the deflection's spectrum, of C_ℓ.
fn factor(pair: Pair, ell: usize) -> f64 {
    let laplacian = (ell * (ell + 1)) as f64;
    match pair {
        Pair::PhiPhi => laplacian * laplacian / TAU,
        _ => laplacian / TAU,
    }
}

fn probability(
    set: &dyn SpectraLikelihood,
    chi_squared: f64,
    count: usize,
    replicated: f64,
) -> Result<f64, Error> {
    if set.as_gaussian().is_some() {
        Ok(chi_squared_survival(chi_squared, count as f64)?)
    } else {
        Ok(if replicated >= chi_squared { 1.0 } else { 0.0 })
    }
}

fn band(pair: Pair, points: &[Point], place: usize) -> SpectrumBand {
    let last = points.iter().map(|p| p.spectra[place].len()).min();
    let multipoles = 0..last.unwrap_or(0);
    let columns: Vec<Vec<f64>> = multipoles
        .into_par_iter()
        .map(|ell| {
            let mut values: Vec<f64> = points.iter().map(|p| p.spectra[place][ell]).collect();
            values.sort_by(f64::total_cmp);
            values
        })
        .collect();
    SpectrumBand {
        pair,
        mean: columns.iter().map(|values| mean(values)).collect(),
        interval_68: columns.iter().map(|v| interval(v, 0.6827)).collect(),
        interval_95: columns.iter().map(|v| interval(v, 0.95)).collect(),
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// With equal tails, of sorted values.
fn interval(sorted: &[f64], mass: f64) -> Interval {
    let at = |p: f64| {
        // Midpoints of the steps of the empirical distribution.
        let place = (p * sorted.len() as f64 - 0.5).clamp(0.0, (sorted.len() - 1) as f64);
        let below = place.floor();
        let low = sorted[below as usize];
        let high = sorted[place.ceil() as usize];
        low + (place - below) * (high - low)
    };
    let tail = 0.5 * (1.0 - mass);
    Interval {
        lower: at(tail),
        upper: at(1.0 - tail),
    }
}

fn checks(names: &[String], points: &[Point]) -> Vec<PredictiveCheck> {
    let number = points.len() as f64;
    let mut rows = Vec::new();
    // χ² of data and replicas at each point, over all sets that can be predicted.
    let mut whole = vec![(0.0, 0.0); points.len()];
    let mut predicted = (0, 0);
    for (set, name) in names.iter().enumerate() {
        let of_set = || points.iter().map(|point| &point.sets[set]);
        let probabilities = of_set().map(|s| s.replica.as_ref().map(|r| r.probability));
        let probability = probabilities.sum::<Option<f64>>().map(|sum| sum / number);
        let count = of_set().next().map_or(0, |s| s.count);
        if probability.is_some() {
            predicted = (predicted.0 + 1, predicted.1 + count);
            for (sum, at) in whole.iter_mut().zip(of_set()) {
                sum.0 += at.chi_squared;
                sum.1 += at.replica.as_ref().map_or(0.0, |r| r.chi_squared);
            }
        }
        rows.push(PredictiveCheck {
            name: name.clone(),
            count,
            mean_chi_squared: of_set().map(|s| s.chi_squared).sum::<f64>() / number,
            probability,
        });
    }
    if predicted.0 > 1 {
        let larger = whole.iter().filter(|(data, replica)| replica >= data);
        rows.push(PredictiveCheck {
            name: "all that can be predicted".to_owned(),
            count: predicted.1,
            mean_chi_squared: whole.iter().map(|pair| pair.0).sum::<f64>() / number,
            probability: Some(larger.count() as f64 / number),
        });
    }
    rows
}

fn data(points: &[Point], set: usize) -> Vec<PredictedDatum> {
    let first = &points[0].sets[set].residuals;
    (0..first.len())
        .map(|i| {
            let residuals = || points.iter().map(|p| &p.sets[set].residuals[i]);
            let predictions: Vec<f64> = residuals().map(|r| r.predicted).collect();
            let predicted = mean(&predictions);
            let squares = predictions.iter().map(|p| (p - predicted).powi(2));
            let variance = squares.sum::<f64>() / predictions.len() as f64;
            let replicas = points.iter().map(|p| p.sets[set].replica.as_ref());
            let replicas: Option<Vec<f64>> = replicas.map(|r| r.map(|r| r.data[i])).collect();
            PredictedDatum {
                residual: Residual {
                    predicted,
                    sigma: mean(&residuals().map(|r| r.sigma).collect::<Vec<_>>()),
                    ..first[i]
                },
                prediction_sigma: variance.sqrt(),
                replicated: replicas.map(|mut values| {
                    values.sort_by(f64::total_cmp);
                    let below = values.partition_point(|v| *v < first[i].observed);
                    (interval(&values, 0.95), below as f64 / values.len() as f64)
                }),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_taken_as_often_as_they_weigh() {
        let chain = Chain::new(1, vec![0.0, 1.0, 2.0], vec![1.0, 7.0, 2.0], vec![0.0; 3]).unwrap();
        let rows = evenly(&chain, 20);
        let count = |row| rows.iter().filter(|r| **r == row).count();
        assert_eq!([count(0), count(1), count(2)], [2, 14, 4]);
    }

    #[test]
    fn intervals_are_those_of_even_values() {
        let values: Vec<f64> = (0..1000).map(|i| (f64::from(i) + 0.5) / 1000.0).collect();
        let found = interval(&values, 0.95);
        assert!((found.lower - 0.025).abs() < 1e-12 && (found.upper - 0.975).abs() < 1e-12);
    }
}
