//! How unlikely a χ² is.

use lastscatter_numerics::special::{chi_squared_survival, normal_quantile};

use crate::Error;

/// A χ², and how often chance gives a larger one.
///
/// ```
/// use lastscatter_analysis::validation::Significance;
///
/// let two_sigma = Significance::new(4.0, 1.0)?;
/// assert!((two_sigma.probability_to_exceed - 0.0455).abs() < 1e-4);
/// assert!((two_sigma.sigmas() - 2.0).abs() < 1e-12);
/// # Ok::<(), lastscatter_analysis::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Significance {
    /// χ².
    pub chi_squared: f64,
    /// Degrees of freedom.
    pub degrees_of_freedom: f64,
    /// PTE: the probability of a larger χ².
    pub probability_to_exceed: f64,
}

impl Significance {
    /// Of a number that follows the χ² distribution.
    ///
    /// # Errors
    ///
    /// [`Error::Numerics`] for a negative χ², no degrees of freedom, or numbers that are not finite.
    pub fn new(chi_squared: f64, degrees_of_freedom: f64) -> Result<Self, Error> {
        Ok(Self {
            chi_squared,
            degrees_of_freedom,
            probability_to_exceed: chi_squared_survival(chi_squared, degrees_of_freedom)?,
        })
    }

    /// The number of standard deviations that a normal number departs with this probability, in either direction:
    ///
    /// ```text
    /// n_σ = −Φ⁻¹(PTE/2)
    /// ```
    ///
    /// It is infinite where the probability is below what `f64` can tell from 0.
    #[must_use]
    pub fn sigmas(&self) -> f64 {
        -normal_quantile(0.5 * self.probability_to_exceed)
    }
}
