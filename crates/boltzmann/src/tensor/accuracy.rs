//! Numerical choices for gravitational waves.

use crate::transfer::TransferAccuracy;

/// Numerical choices for gravitational waves; tight coupling ends where [`Accuracy`](crate::Accuracy) says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TensorAccuracy {
    /// Relative error allowed in a step.
    pub(crate) tolerance: f64,
    /// The last multipole that is projected; beyond, spectra go on as ℓ⁻⁵, their mean slope, without oscillations.
    pub(crate) largest_multipole: usize,
    /// Highest multipoles of photons' intensity and polarisation …
    pub(crate) intensity: usize,
    pub(crate) polarisation: usize,
    /// … and of neutrinos.
    pub(crate) massless: usize,
    pub(crate) massive: usize,
    /// Neutrinos no longer act from this kτ on: their stress changes the wave by less than 3/(kτ)³ thereafter.
    pub(crate) neutrino_wavenumber: f64,
    /// Photons are dropped from this kτ on, once rarely scattered, and the wave is free: wrong by less than 1/(kτ)³.
    pub(crate) free_wavenumber: f64,
    /// Wavenumbers per e-fold on the scale of the horizon.
    pub(crate) wavenumbers_per_efold: f64,
    /// Largest spacing of wavenumbers, in units of π over the time of last scattering.
    pub(crate) wavenumber_spacing: f64,
    /// Projection. Its reach is long: scattering at last scattering follows the phase of the wave, so that the smallest waves do not
    /// average out but leave white noise in E and B: 1 % of B at ℓ = 500 from wavenumbers beyond 2000 over the distance. What lies beyond
    /// the reach is extrapolated.
    pub(crate) transfer: TransferAccuracy,
}

impl TensorAccuracy {
    /// 0.1 % at every ℓ ≤ 500 of all spectra.
    pub(crate) const fn standard() -> Self {
        Self {
            tolerance: 1e-4,
            largest_multipole: 850,
            intensity: 14,
            polarisation: 12,
            massless: 12,
            massive: 8,
            neutrino_wavenumber: 20.0,
            free_wavenumber: 80.0,
            wavenumbers_per_efold: 25.0,
            wavenumber_spacing: 0.15,
            transfer: TransferAccuracy {
                wavenumber_reach: 2.5,
                wavenumber_step: 0.95,
                row_spacing: 0.8,
                ..TransferAccuracy::standard()
            },
        }
    }

    /// 0.01 %: what [`Self::standard`] is measured by.
    pub(crate) const fn reference() -> Self {
        Self {
            tolerance: 1e-7,
            largest_multipole: 1500,
            intensity: 40,
            polarisation: 40,
            massless: 50,
            massive: 50,
            neutrino_wavenumber: 200.0,
            free_wavenumber: 300.0,
            wavenumbers_per_efold: 80.0,
            wavenumber_spacing: 0.08,
            transfer: TransferAccuracy {
                wavenumber_reach: 3.5,
                ..TransferAccuracy::reference()
            },
        }
    }
}
