//! What an oscillator is.

use crate::Error;

/// The coefficients of u″ + 2γu′ + ω²u = 0 at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficients {
    /// ω², of either sign.
    pub frequency_squared: f64,
    /// γ: half the factor of u′.
    pub damping: f64,
}

/// A linear oscillator, by its coefficients.
pub trait Oscillator {
    /// ω² and γ at time `t`. The solver reads them only between the ends of an integration, on both sides of a point for
    /// [`positive_frequency`](super::OscillatorSolver::positive_frequency).
    fn coefficients(&self, t: f64) -> Coefficients;

    /// The longest step from `t` on. Steps grow as long as the smoothness that they have seen allows: an oscillator with a feature
    /// much narrower than the scale on which its coefficients change elsewhere says here how far off the feature is, and then how
    /// wide.
    fn longest_step(&self, t: f64) -> f64 {
        let _ = t;
        f64::INFINITY
    }
}

/// The coefficients, or the time at which they are not finite.
#[inline(always)]
pub(super) fn finite_coefficients(
    oscillator: &impl Oscillator,
    t: f64,
) -> Result<Coefficients, Error> {
    let coefficients = oscillator.coefficients(t);
    if coefficients.frequency_squared.is_finite() && coefficients.damping.is_finite() {
        Ok(coefficients)
    } else {
        Err(Error::OutOfDomain {
            name: "time of an oscillator",
            value: t,
            expected: "a time at which the coefficients are finite",
        })
    }
}
