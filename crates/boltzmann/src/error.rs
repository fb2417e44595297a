//! What can go wrong, typed.

use crate::InitialCondition;

/// Errors of this crate.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A number lies outside the values that make sense.
    #[error("{name} = {}: expected {expected}", readable(*value))]
    OutOfDomain {
        /// The quantity, with its unit.
        name: &'static str,
        /// The value given.
        value: f64,
        /// What would have been accepted.
        expected: &'static str,
    },
    /// A number lies outside a range that depends on what was solved for.
    #[error("{name} = {}: expected {} to {}", readable(*value), readable(*low), readable(*high))]
    OutOfRange {
        /// The quantity, with its unit.
        name: &'static str,
        /// The value given.
        value: f64,
        /// The lowest value accepted.
        low: f64,
        /// The highest value accepted.
        high: f64,
    },
    /// Two modes of a mixture cannot be correlated like that.
    #[error(
        "primordial spectrum of {:?} with {:?} at k = {k_inv_mpc} / Mpc = {}: expected {expected}",
        modes[0], modes[1], readable(*value)
    )]
    Correlation {
        /// The modes.
        modes: [InitialCondition; 2],
        /// The wavenumber in Mpc⁻¹.
        k_inv_mpc: f64,
        /// The spectrum given.
        value: f64,
        /// What would have been accepted.
        expected: &'static str,
    },
    /// A solution was asked for something that it was not solved for.
    #[error("{what} was not solved for: set {setting}")]
    NotSolved {
        /// What was asked for.
        what: &'static str,
        /// The setting that includes it.
        setting: &'static str,
    },
    /// The universe is curved; perturbations are solved in flat space only.
    #[error("Omega_k = {omega_k}: expected 0, perturbations are solved in flat space only")]
    Curved {
        /// Ω_k.
        omega_k: f64,
    },
    /// Perturbations of a wavenumber could not be integrated.
    #[error("perturbations at k = {k_inv_mpc} / Mpc: {source}")]
    Perturbations {
        /// The wavenumber in Mpc⁻¹.
        k_inv_mpc: f64,
        /// Where and why.
        source: lastscatter_numerics::Error,
    },
    /// The universe itself does not make sense.
    #[error(transparent)]
    Cosmology(#[from] lastscatter_cosmology::Error),
    /// A primordial spectrum was asked for what it does not have.
    #[error(transparent)]
    Primordial(#[from] lastscatter_primordial::Error),
    /// Spectra that are none.
    #[error(transparent)]
    Spectra(#[from] lastscatter_stokes::Error),
    /// A numerical method failed.
    #[error(transparent)]
    Numerics(#[from] lastscatter_numerics::Error),
}

impl Error {
    /// Whether a sampler may reject the point and go on.
    #[must_use]
    pub fn is_recoverable(&self) -> bool {
        match self {
            Self::OutOfDomain { .. }
            | Self::OutOfRange { .. }
            | Self::Correlation { .. }
            | Self::Curved { .. } => true,
            Self::NotSolved { .. } => false,
            Self::Perturbations { source, .. } | Self::Numerics(source) => source.is_recoverable(),
            Self::Cosmology(error) => error.is_recoverable(),
            Self::Primordial(error) => error.is_recoverable(),
            Self::Spectra(error) => error.is_recoverable(),
        }
    }
}

/// Neither a row of zeros nor the nineteen digits of a large count.
fn readable(value: f64) -> String {
    if value.is_finite() && value.abs() > 0.0 && !(1e-3..1e9).contains(&value.abs()) {
        format!("{value:e}")
    } else {
        value.to_string()
    }
}
