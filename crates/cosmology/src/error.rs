//! What can go wrong, typed.

/// Errors of this crate.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A parameter lies outside the accepted range.
    #[error("{name} = {value}: expected {low} to {high}")]
    OutOfRange {
        /// The parameter, with its unit.
        name: &'static str,
        /// The value given.
        value: f64,
        /// The lowest value accepted.
        low: f64,
        /// The highest value accepted.
        high: f64,
    },
    /// Values that do not make sense together, or a table that is none.
    #[error("{name} = {value}: expected {expected}")]
    OutOfDomain {
        /// The quantity, with its unit.
        name: &'static str,
        /// The value given.
        value: f64,
        /// What would have been accepted.
        expected: &'static str,
    },
    /// The expansion stops in the past: there was no hot beginning.
    #[error(
        "H² = {hubble_squared_inv_mpc2:e} Mpc⁻² at redshift {redshift}: expected a positive one back to the hot beginning"
    )]
    NoBeginning {
        /// Where.
        redshift: f64,
        /// The square of the Hubble rate there, in Mpc⁻².
        hubble_squared_inv_mpc2: f64,
    },
    /// A numerical method failed.
    #[error(transparent)]
    Numerics(#[from] lastscatter_numerics::Error),
}

impl Error {
    /// Whether a sampler may reject the point and go on.
    #[must_use]
    pub fn is_recoverable(&self) -> bool {
        match self {
            Self::OutOfRange { .. } | Self::OutOfDomain { .. } | Self::NoBeginning { .. } => true,
            Self::Numerics(error) => error.is_recoverable(),
        }
    }
}

/// `value` if it lies within the range.
pub(crate) fn within(name: &'static str, value: f64, [low, high]: [f64; 2]) -> Result<f64, Error> {
    if value >= low && value <= high {
        Ok(value)
    } else {
        Err(Error::OutOfRange {
            name,
            value,
            low,
            high,
        })
    }
}
