//! How accurately spectra are computed, apart from the physics.

/// Highest multipoles of the hierarchies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Multipole {
    /// Photon intensity.
    pub intensity: usize,
    /// Photon polarisation.
    pub polarisation: usize,
    /// Massless neutrinos.
    pub massless: usize,
    /// Each momentum of massive neutrinos.
    pub massive: usize,
}

/// Settings of the solver. Each field's doc says what it costs and what it biases.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Accuracy {
    /// Relative error allowed in a step of the perturbations.
    pub tolerance: f64,
    /// Absolute error allowed, where ℛ = 1.
    pub absolute: f64,
    /// Highest multipoles of the hierarchies.
    pub multipole: Multipole,
    /// Momenta per species of massive neutrinos.
    pub momenta: usize,
    /// Tight coupling holds below this k/κ′ …
    pub tight_wavenumber: f64,
    /// … and below this ℋ/κ′.
    pub tight_hubble: f64,
    /// Once it no longer does, the slip between photons and baryons is still expanded below this kF, F = τ_c/(1+R) …
    pub slip_wavenumber: f64,
    /// … and below this ℋF.
    pub slip_hubble: f64,
    /// Radiation is solved from the metric from this kτ on (`f64::INFINITY`: never) …
    pub streaming_wavenumber: f64,
    /// … where κ′τ is below this.
    pub streaming_opacity: f64,
    /// Massless neutrinos are a viscous fluid from this kτ on (`f64::INFINITY`: never).
    pub fluid_wavenumber: f64,
    /// Wavenumbers per e-fold at low k.
    pub wavenumbers_per_efold: f64,
    /// Spacing of wavenumbers over the acoustic peaks, in units of π/r_s.
    pub acoustic_spacing: f64,
    /// Spacing of wavenumbers over the oscillations of light that is scattered again at reionisation, in units of π over the distance
    /// that it has streamed.
    pub reionised_spacing: f64,
    /// Spacing of nodes in conformal time at last scattering, Mpc.
    pub node_spacing_mpc: f64,
    /// Multipoles beyond the last one wanted that lensing needs.
    pub lensing_margin: usize,
    /// The largest wavenumber of the lensing potential, Mpc⁻¹.
    pub largest_wavenumber: f64,
    pub(crate) transfer: crate::transfer::TransferAccuracy,
}

impl Accuracy {
    /// 0.1 % at every multipole.
    #[must_use]
    pub const fn standard() -> Self {
        Self {
            tolerance: 1e-5,
            absolute: 1e-7,
            multipole: Multipole {
                intensity: 16,
                polarisation: 14,
                massless: 20,
                massive: 20,
            },
            momenta: 3,
            tight_wavenumber: 0.03,
            tight_hubble: 0.006,
            slip_wavenumber: 0.02,
            slip_hubble: 0.006,
            streaming_wavenumber: 80.0,
            streaming_opacity: 0.2,
            fluid_wavenumber: f64::INFINITY,
            wavenumbers_per_efold: 10.0,
            acoustic_spacing: 0.12,
            reionised_spacing: 0.25,
            node_spacing_mpc: 2.5,
            lensing_margin: 750,
            largest_wavenumber: 3.0,
            transfer: crate::transfer::TransferAccuracy::standard(),
        }
    }
}
