//! What can go wrong, typed.

/// Errors of this crate.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A number lies outside the values that make sense.
    #[error("{name} = {value}: expected {expected}")]
    OutOfDomain {
        /// The argument's name.
        name: &'static str,
        /// The value given.
        value: f64,
        /// What would have been accepted.
        expected: &'static str,
    },
    /// An iteration ended before its tolerance was met.
    #[error(
        "{what} did not converge: residual {residual:e} after {iterations} iterations, tolerance {tolerance:e}"
    )]
    NotConverged {
        /// The iteration.
        what: &'static str,
        /// Iterations spent.
        iterations: usize,
        /// The last measure of convergence.
        residual: f64,
        /// What it had to reach.
        tolerance: f64,
    },
    /// A root finder was given an interval at whose ends the function has one sign (or no value).
    #[error("no sign change between {low} (value {at_low}) and {high} (value {at_high})")]
    NotBracketed {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
        /// Value at the lower end.
        at_low: f64,
        /// Value at the upper end.
        at_high: f64,
    },
    /// An integration of differential equations cannot go on: its steps are spent, or too short to move.
    #[error("{what} stalled at {at} with a step of {step:e} after {steps} steps")]
    Stalled {
        /// The integration.
        what: &'static str,
        /// The independent variable.
        at: f64,
        /// The step that was to come.
        step: f64,
        /// Steps spent, rejected ones included.
        steps: usize,
    },
    /// The output slice is not as long as the input.
    #[error("the output has length {found}: expected {expected}, that of the input")]
    LengthMismatch {
        /// Length of the input.
        expected: usize,
        /// Length of the output.
        found: usize,
    },
}

impl Error {
    /// Whether another choice of parameters may well succeed.
    #[must_use]
    pub fn is_recoverable(&self) -> bool {
        matches!(
            self,
            Self::OutOfDomain { .. }
                | Self::NotConverged { .. }
                | Self::Stalled { .. }
                | Self::NotBracketed { .. }
        )
    }
}
