//! What can go wrong, typed.

/// Errors of this crate.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A number lies outside the values that make sense.
    #[error("{name} = {value}: expected {expected}")]
    OutOfDomain {
        /// The quantity's name, with the unit of `value`.
        name: &'static str,
        /// The value given.
        value: f64,
        /// What would have been accepted.
        expected: &'static str,
    },
    /// Two slices that belong together differ in length.
    #[error("{what} has length {found}: expected {expected}")]
    LengthMismatch {
        /// The slice.
        what: &'static str,
        /// The length wanted.
        expected: usize,
        /// Its length.
        found: usize,
    },
    /// A bandpass table cannot be used.
    #[error("bandpass, row {row}: {problem}")]
    Bandpass {
        /// Row of the table, from 0.
        row: usize,
        /// What is wrong there.
        problem: &'static str,
    },
    /// A numerical method failed.
    #[error(transparent)]
    Numerics(lastscatter_numerics::Error),
}

impl Error {
    /// Whether a sampler may reject the point and go on.
    #[must_use]
    pub fn is_recoverable(&self) -> bool {
        match self {
            Self::OutOfDomain { .. } => true,
            Self::Numerics(error) => error.is_recoverable(),
            Self::LengthMismatch { .. } | Self::Bandpass { .. } => false,
        }
    }
}

impl From<lastscatter_numerics::Error> for Error {
    fn from(error: lastscatter_numerics::Error) -> Self {
        match error {
            lastscatter_numerics::Error::LengthMismatch { expected, found } => {
                Self::LengthMismatch {
                    what: "output",
                    expected,
                    found,
                }
            }
            other => Self::Numerics(other),
        }
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

/// `value` unless it is negative or NaN.
pub(crate) fn nonnegative(name: &'static str, value: f64) -> Result<f64, Error> {
    if value >= 0.0 {
        Ok(value)
    } else {
        Err(Error::OutOfDomain {
            name,
            value,
            expected: "a number >= 0",
        })
    }
}
