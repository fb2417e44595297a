//! Searches from many places.

use rayon::prelude::*;

use super::{Lbfgs, Maximum, NelderMead};
use crate::density::{LogDensity, LogDensityGradient};
use crate::error::Error;
use crate::require::require_at_least;

/// A method that climbs from a start to a maximum.
pub trait Optimiser<D: ?Sized>: Sync {
    /// The maximum reached from `start`; `scales` are guesses of the parameters' standard deviations.
    ///
    /// # Errors
    ///
    /// As those of the method.
    fn maximum(&self, density: &D, start: &[f64], scales: &[f64]) -> Result<Maximum, Error>;
}

impl<D: LogDensity> Optimiser<D> for NelderMead {
    fn maximum(&self, density: &D, start: &[f64], scales: &[f64]) -> Result<Maximum, Error> {
        self.maximise_scaled(density, start, scales)
    }
}

impl<D: LogDensityGradient> Optimiser<D> for Lbfgs {
    fn maximum(&self, density: &D, start: &[f64], scales: &[f64]) -> Result<Maximum, Error> {
        self.maximise_scaled(density, start, scales)
    }
}

/// The maxima that searches from several starts have found: is the best one the highest there is?
///
/// # Examples
///
/// Two peaks, of which a search from one place finds one:
///
/// ```
/// use lastscatter_inference::{Density, NelderMead, Restarts, scatter};
///
/// let density = Density::new(1, |t| {
///     let peak = |at: f64, height: f64| height * (-0.5 * (t[0] - at).powi(2)).exp();
///     (peak(-4.0, 1.0) + peak(4.0, 2.0)).ln()
/// });
/// let starts = scatter(&[-4.0], &[5.0], 8, 1)?; // fixed by the seed
/// let found = Restarts::new(&density, &NelderMead::default(), &starts, &[1.0])?;
/// assert!((found.best().theta[0] - 4.0).abs() < 1e-4);
/// assert!(found.agreeing(0.01) >= 2);
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Debug)]
pub struct Restarts {
    maxima: Vec<Maximum>,
    failures: Vec<Error>,
}

impl Restarts {
    /// Searches from each of `starts` ([`scatter`](crate::scatter)ed, say), side by side on rayon's ambient pool.
    ///
    /// # Errors
    ///
    /// [`Error::TooFew`] for no start; the first search's error where all fail.
    pub fn new<D, O>(
        density: &D,
        optimiser: &O,
        starts: &[Vec<f64>],
        scales: &[f64],
    ) -> Result<Self, Error>
    where
        D: LogDensity,
        O: Optimiser<D>,
    {
        require_at_least("starts", starts.len(), 1)?;
        let outcomes: Vec<_> = starts
            .par_iter()
            .with_max_len(1)
            .map(|start| optimiser.maximum(density, start, scales))
            .collect();
        let (mut maxima, mut failures) = (Vec::new(), Vec::new());
        for outcome in outcomes {
            match outcome {
                Ok(maximum) => maxima.push(maximum),
                Err(error) => failures.push(error),
            }
        }
        if maxima.is_empty() {
            return Err(failures.swap_remove(0));
        }
        maxima.sort_by(|a, b| b.ln_density.total_cmp(&a.ln_density));
        Ok(Self { maxima, failures })
    }

    /// The highest maximum.
    #[must_use]
    pub fn best(&self) -> &Maximum {
        &self.maxima[0]
    }

    /// All maxima, the highest first.
    #[must_use]
    pub fn maxima(&self) -> &[Maximum] {
        &self.maxima
    }

    /// Why searches failed that did.
    #[must_use]
    pub fn failures(&self) -> &[Error] {
        &self.failures
    }

    /// How many searches came within `tolerance` in ln p of the best, the best included.
    #[must_use]
    pub fn agreeing(&self, tolerance: f64) -> usize {
        let least = self.best().ln_density - tolerance;
        self.maxima.partition_point(|m| m.ln_density >= least)
    }
}
