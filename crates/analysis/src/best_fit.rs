//! The summit of a posterior.

use lastscatter_inference::{Covariance, NewtonAscent, Parabola, Restarts, scatter};

use crate::{Error, Model, Sky};

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
    pub fn new(model: &Model, from: &[f64], restarts: usize, seed: u64) -> Result<Self, Error> {
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
