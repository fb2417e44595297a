//! The summit of a posterior, and whether the data look like what stands there.

use lastscatter::inference::{Covariance, Restarts, scatter, stream};
use lastscatter::likelihood::Error;
use rayon::prelude::*;

use super::{Model, ModelError, Sky};
use crate::{NewtonAscent, Parabola};

/// Where the posterior is highest.
#[derive(Debug)]
pub struct BestFit {
    /// Where.
    pub theta: Vec<f64>,
    /// ln of likelihood times prior there.
    pub ln_posterior: f64,
    /// The sky there.
    pub sky: Sky,
    /// The covariance that the curvature there would give a normal posterior.
    pub covariance: Covariance,
    /// How many searches there were, and how many ended within 0.05 in ln p of the best.
    pub searches: (usize, usize),
}

/// A difference in ln p that counts as none.
const AGREEMENT: f64 = 0.05;

impl BestFit {
    /// Searches from `from`, and from as many more places scattered about it as `restarts` says.
    ///
    /// # Errors
    ///
    /// What all searches fail with.
    pub fn new(
        model: &Model,
        from: &[f64],
        restarts: usize,
        seed: u64,
    ) -> Result<Self, ModelError> {
        let posterior = model.posterior()?;
        let scales = model.scales();
        let mut starts = vec![from.to_vec()];
        starts.extend(scatter(from, &scales, restarts, seed)?);
        let found = Restarts::new(&posterior, &NewtonAscent::default(), &starts, &scales)?;
        let best = found.best();
        Ok(Self {
            sky: model.sky(&best.theta)?,
            covariance: Parabola::new(&posterior, &best.theta, &scales)?
                .covariance()
                .clone(),
            theta: best.theta.clone(),
            ln_posterior: best.ln_density,
            searches: (starts.len(), found.agreeing(AGREEMENT)),
        })
    }
}

/// χ² of a data set or a part of it, and how often chance gives a larger one.
#[derive(Debug, Clone)]
pub struct Goodness {
    /// The data set, or its part after a colon.
    pub name: String,
    /// χ², or −2 ln L where the likelihood is no Gaussian.
    pub chi_squared: f64,
    /// Number of data.
    pub count: usize,
    /// Share of predictive draws with a larger one: none where the data set has no predictive model.
    pub probability_to_exceed: Option<f64>,
}

/// χ² of all data sets and their parts at a point, beside those of `draws` predictive draws.
///
/// # Errors
///
/// [`ModelError::Likelihood`].
pub fn goodness(
    model: &Model,
    sky: &Sky,
    theta: &[f64],
    draws: u64,
    seed: u64,
) -> Result<Vec<Goodness>, ModelError> {
    let mut all = Vec::new();
    for (set, own) in model.data_at(theta) {
        let theory = sky.theory();
        let chi_squared = set.chi_squared(&theory, &own)?;
        let replicas: Result<Vec<Vec<f64>>, Error> = (0..draws)
            .into_par_iter()
            .map(|draw| {
                let data = set.draw(&theory, &own, &mut stream(seed, draw))?;
                let found = set.with_data(&data)?.chi_squared(&theory, &own)?;
                let parts = found.parts.iter().map(|part| part.chi_squared);
                Ok(std::iter::once(found.total).chain(parts).collect())
            })
            .collect();
        let replicas = match replicas {
            Ok(replicas) => Some(replicas),
            Err(Error::NoPredictiveModel { .. }) => None,
            Err(error) => return Err(error.into()),
        };
        let whole = (set.name().to_owned(), chi_squared.total, chi_squared.count);
        let parts = chi_squared.parts.iter().map(|part| {
            let name = format!("{}: {}", set.name(), part.name);
            (name, part.chi_squared, part.count)
        });
        // A single part is the whole.
        let parts = parts.filter(|_| chi_squared.parts.len() > 1);
        for (i, (name, value, count)) in std::iter::once(whole).chain(parts).enumerate() {
            let larger = |replicas: &Vec<Vec<f64>>| {
                let larger = replicas.iter().filter(|replica| replica[i] >= value);
                larger.count() as f64 / replicas.len() as f64
            };
            all.push(Goodness {
                name,
                chi_squared: value,
                count,
                probability_to_exceed: replicas.as_ref().map(larger),
            });
        }
    }
    Ok(all)
}
