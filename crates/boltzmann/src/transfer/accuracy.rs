//! Numerical choices of the projection.

/// Numerical choices of the projection from sources to spectra; times are those of T, E and φ to ℓ = 3000.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TransferAccuracy {
    /// Spacing h of the rows x of the radial table; cost ∝ 1/h. Interpolation between rows is wrong by less than
    /// 2e-7, 1e-6 and 5e-6 of the envelope for j, j′ and j″ at 0.6, ∝ h⁸, h⁷ and h⁶ (test `stencil::every_wave`).
    pub(crate) row_spacing: f64,
    /// Spacing of linear wavenumbers over π/χ_max, the largest that resolves |Δ_ℓ|²; cost ∝ 1/step. Errors fall
    /// exponentially below 1.
    pub(crate) wavenumber_step: f64,
    /// Spacing of ln k where wavenumbers are few, near the horizon; hardly any cost.
    pub(crate) log_wavenumber_step: f64,
    /// The largest wavenumber, as (k χ_max − 1000)/ℓ_max; cost ∝ its square.
    pub(crate) wavenumber_reach: f64,
    /// Growth of the spacing of multipoles with ℓ.
    pub(crate) multipole_growth: f64,
    /// The largest spacing of multipoles; cost ∝ its inverse.
    pub(crate) multipole_step: f64,
    /// Lensing potential: the last multipole projected exactly, Limber's approximation above,
    /// wrong by some 3/ℓ² (test `lensing_potential_has_no_seam`).
    pub(crate) limber_from: usize,
    /// Spacing of ln k in Limber's integral.
    pub(crate) limber_log_step: f64,
}

impl TransferAccuracy {
    /// Errors below 3e-5 of a peak in every spectrum.
    pub(crate) const fn standard() -> Self {
        Self {
            row_spacing: 0.6,
            wavenumber_step: 0.85,
            log_wavenumber_step: 0.1,
            wavenumber_reach: 1.6,
            multipole_growth: 0.06,
            multipole_step: 25.0,
            limber_from: 120,
            limber_log_step: 0.02,
        }
    }

    /// Errors below 1e-6.
    pub(crate) const fn reference() -> Self {
        Self {
            row_spacing: 0.4,
            wavenumber_step: 0.6,
            log_wavenumber_step: 0.05,
            wavenumber_reach: 2.5,
            multipole_growth: 0.04,
            multipole_step: 16.0,
            limber_from: 400,
            limber_log_step: 0.01,
        }
    }
}
