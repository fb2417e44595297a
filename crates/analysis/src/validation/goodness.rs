//! Whether the data look like what a model says.

use lastscatter_inference::stream;
use rayon::prelude::*;

use crate::{Error, Model, Sky};

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
/// [`Error::Likelihood`].
pub fn goodness(
    model: &Model,
    sky: &Sky,
    theta: &[f64],
    draws: u64,
    seed: u64,
) -> Result<Vec<Goodness>, Error> {
    let mut all = Vec::new();
    for (set, own) in model.data_at(theta) {
        let theory = sky.theory();
        let chi_squared = set.chi_squared(&theory, &own)?;
        let replicas: Result<Vec<Vec<f64>>, lastscatter_likelihood::Error> = (0..draws)
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
            Err(lastscatter_likelihood::Error::NoPredictiveModel { .. }) => None,
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
