//! Priors on the amplitude.

use crate::Error;

/// What is held about the amplitude before the measurement. The angle is uniform.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AmplitudePrior {
    pub(super) measure: Measure,
    /// Infinite without a bound.
    pub(super) upper: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    Amplitude,
    Stokes,
}

impl AmplitudePrior {
    /// Uniform in p and ψ: no amplitude is preferred. The choice of `quinn2012` and `montier2015b`.
    #[must_use]
    pub const fn flat_in_amplitude() -> Self {
        Self {
            measure: Measure::Amplitude,
            upper: f64::INFINITY,
        }
    }

    /// Uniform in Q and U, that is ∝ p: large amplitudes are held more probable, and the posterior
    /// of p keeps the naive estimate's noise bias.
    #[must_use]
    pub const fn flat_in_stokes() -> Self {
        Self {
            measure: Measure::Stokes,
            upper: f64::INFINITY,
        }
    }

    /// The same prior with amplitudes above `upper` excluded: 1 for a degree of polarisation, say.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless `upper` is positive and finite.
    pub fn up_to(self, upper: f64) -> Result<Self, Error> {
        if !(upper > 0.0 && upper.is_finite()) {
            return Err(Error::OutOfDomain {
                name: "largest amplitude",
                value: upper,
                expected: "a positive finite amplitude",
            });
        }
        Ok(Self { upper, ..self })
    }
}
