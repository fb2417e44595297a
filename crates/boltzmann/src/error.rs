//! What can go wrong, typed.

/// Errors of this crate.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A number lies outside the values that make sense.
    #[error("{name} = {value}: expected {expected}")]
    OutOfDomain {
        /// The quantity, with its unit.
        name: &'static str,
        /// The value given.
        value: f64,
        /// What would have been accepted.
        expected: &'static str,
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
            Self::OutOfDomain { .. } | Self::Curved { .. } => true,
            Self::Perturbations { source, .. } | Self::Numerics(source) => source.is_recoverable(),
            Self::Cosmology(error) => error.is_recoverable(),
            Self::Spectra(error) => error.is_recoverable(),
        }
    }
}
