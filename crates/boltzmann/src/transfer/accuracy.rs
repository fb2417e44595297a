//! Numerical choices of the projection.

/// Numerical choices of the projection from sources to spectra.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TransferAccuracy {
    /// Spacing h of the rows x of the radial table; cost ∝ 1/h. Interpolation between rows is wrong by less than
    /// 6e-7, 3e-6 and 1.2e-5 of the envelope for j, j′ and j″ at 0.7, ∝ h⁸, h⁷ and h⁶ (test `stencil::every_wave`).
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
    /// Lensing potential: Limber's approximation of wavenumbers above about 2 over this distance at all multipoles.
    pub(crate) limber_scale_mpc: f64,
    /// Spacing of ln k in Limber's integral.
    pub(crate) limber_log_step: f64,
    /// Slices of distance, at most, for what non-linear growth adds to the lensing spectrum: 48 leave 4e-4 of that spectrum (test
    /// `slices_converge`); cost ∝ slices.
    pub(crate) nonlinear_slices: usize,
}

impl TransferAccuracy {
    /// T and E wrong by less than 1e-5 (test `golden_spectra`), the lensing spectrum by 2e-4 where Limber's approximation
    /// begins.
    pub(crate) const fn standard() -> Self {
        Self {
            row_spacing: 0.7,
            wavenumber_step: 0.9,
            log_wavenumber_step: 0.1,
            wavenumber_reach: 1.6,
            multipole_growth: 0.06,
            multipole_step: 25.0,
            limber_from: 400,
            limber_scale_mpc: 36.0,
            limber_log_step: 0.02,
            nonlinear_slices: 48,
        }
    }

    /// Some three times slower; T and E within the 5e-6 that `golden_spectra` can see, the lensing spectrum within 3/ℓ² of
    /// the higher multipole where Limber's approximation begins.
    pub(crate) const fn reference() -> Self {
        Self {
            row_spacing: 0.4,
            wavenumber_step: 0.6,
            log_wavenumber_step: 0.05,
            wavenumber_reach: 2.5,
            multipole_growth: 0.04,
            multipole_step: 16.0,
            limber_from: 400,
            limber_scale_mpc: 10.0,
            limber_log_step: 0.01,
            nonlinear_slices: 150,
        }
    }

    /// The largest wavenumber in Mpc⁻¹ that multipoles up to `l_max` see in sources as far as `distance_mpc`.
    pub(crate) fn largest_wavenumber(&self, l_max: usize, distance_mpc: f64) -> f64 {
        /// Lower multipoles see relatively more of what lies beyond.
        const OFFSET: f64 = 1000.0;
        (self.wavenumber_reach * l_max as f64 + OFFSET) / distance_mpc
    }
}
