//! What can go wrong, typed.

/// Errors of this crate.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A number lies outside the values that make sense.
    #[error("{name} = {value}: expected {expected}")]
    OutOfDomain {
        /// The quantity's name.
        name: &'static str,
        /// The value given, in the unit that `name` or `expected` states.
        value: f64,
        /// What would have been accepted.
        expected: &'static str,
    },
}

impl Error {
    /// Whether a sampler may reject the point and go on.
    #[must_use]
    pub fn is_recoverable(&self) -> bool {
        matches!(self, Self::OutOfDomain { .. })
    }
}

/// `value` if it is positive and finite.
pub(crate) fn positive(name: &'static str, value: f64) -> Result<f64, Error> {
    if value > 0.0 && value.is_finite() {
        Ok(value)
    } else {
        Err(Error::OutOfDomain {
            name,
            value,
            expected: "a positive finite number",
        })
    }
}
