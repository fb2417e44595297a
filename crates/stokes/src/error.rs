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
        /// The value given.
        value: f64,
        /// What would have been accepted.
        expected: &'static str,
    },
    /// The quantity has no value for this light or this element.
    #[error("the {what} is undefined: {why}")]
    Undefined {
        /// The quantity.
        what: &'static str,
        /// The reason.
        why: &'static str,
    },
    /// A condition that physics imposes is broken by more than the tolerance.
    #[error("{what} is broken by {excess:e}, tolerance {tolerance:e}")]
    Unphysical {
        /// The condition.
        what: &'static str,
        /// By how much, relative to the scale named in the method's documentation.
        excess: f64,
        /// How much would have been accepted.
        tolerance: f64,
    },
    /// The noise covariance of (Q, U) is not finite, symmetric and positive definite.
    #[error(
        "the noise covariance with QQ = {qq:e}, UU = {uu:e}, QU = {qu:e} is not positive definite"
    )]
    NotPositiveDefinite {
        /// Variance of Q.
        qq: f64,
        /// Variance of U.
        uu: f64,
        /// Covariance of Q and U.
        qu: f64,
    },
    /// A root or a quadrature rule failed.
    #[error("numerical method failed: {0}")]
    Numerics(#[from] lastscatter_numerics::Error),
    /// A `POLCCONV` value that is neither `IAU` nor `COSMO`.
    #[error("polarisation convention '{found}': expected 'IAU' or 'COSMO'")]
    UnknownConvention {
        /// The text.
        found: String,
    },
    /// A value of a spectrum that makes no sense.
    #[error("spectrum at ℓ = {ell}: {value}, expected {expected}")]
    SpectrumValue {
        /// The multipole.
        ell: usize,
        /// The value given.
        value: f64,
        /// What would have been accepted.
        expected: &'static str,
    },
    /// A spectrum without values.
    #[error("a spectrum without values")]
    EmptySpectrum,
    /// Two spectra that belong together end at different multipoles.
    #[error("a spectrum ends at ℓ = {found}, the others at ℓ = {expected}")]
    DifferentLmax {
        /// ℓ_max of the first.
        expected: usize,
        /// ℓ_max of this one.
        found: usize,
    },
    /// A name that is no pair of fields.
    #[error("spectrum '{found}': expected two of T, E, B and φ (or 'phi'), as in 'TE'")]
    UnknownPair {
        /// The text.
        found: String,
    },
}

impl Error {
    /// Whether another point of parameter space may well succeed: a sampler rejects the point and
    /// goes on. Malformed input is not recoverable.
    #[must_use]
    pub fn is_recoverable(&self) -> bool {
        match self {
            Self::OutOfDomain { .. }
            | Self::Undefined { .. }
            | Self::Unphysical { .. }
            | Self::SpectrumValue { .. } => true,
            Self::Numerics(cause) => cause.is_recoverable(),
            _ => false,
        }
    }
}
