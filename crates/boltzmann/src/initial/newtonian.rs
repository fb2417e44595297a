//! The same state in conformal Newtonian gauge.

use lastscatter_numerics::Real;

use super::{Composition, InitialState};

/// Perturbations at one early time in conformal Newtonian gauge.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewtonianState<R> {
    /// φ, of the spatial metric.
    pub(crate) phi: R,
    /// ψ, of the time component.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "tests hold it against the shear constraint")
    )]
    pub(crate) psi: R,
    /// δ_c.
    pub(crate) delta_cold: R,
    /// θ_c in Mpc⁻¹.
    pub(crate) theta_cold: R,
    /// δ_b.
    pub(crate) delta_baryons: R,
    /// δ_γ.
    pub(crate) delta_photons: R,
    /// θ_γ = θ_b in Mpc⁻¹.
    pub(crate) theta_photons: R,
    /// δ_ν.
    pub(crate) delta_neutrinos: R,
    /// θ_ν in Mpc⁻¹.
    pub(crate) theta_neutrinos: R,
    /// σ_ν = F_ν2/2.
    pub(crate) sigma_neutrinos: R,
}

impl<R: Real> InitialState<R> {
    /// The state in conformal Newtonian gauge, with the wavenumber and time of this one.
    ///
    /// ```text
    /// δ_i = δ_i(syn) − 3(1+w_i) aH α,   θ_i = θ_i(syn) + αk²,   φ = η − aH α,   k²(φ − ψ) = 12πGa² Σ (ρ_i+p_i)σ_i
    /// ```
    ///
    /// The shear is that of the neutrinos.
    ///
    /// # References
    ///
    /// `ma1995`, equations 18, 23d and 27.
    #[inline(always)]
    pub(crate) fn newtonian(
        &self,
        composition: &Composition,
        k: R,
        tau_mpc: f64,
    ) -> NewtonianState<R> {
        let shift = self.alpha * composition.conformal_hubble_inv_mpc(tau_mpc);
        let boost = self.alpha * k * k;
        let phi = self.eta - shift;
        let stretch = 1.0 + 0.25 * composition.omega_inv_mpc() * tau_mpc;
        let x = k * (stretch * tau_mpc);
        NewtonianState {
            phi,
            psi: phi - self.sigma_neutrinos * (6.0 * composition.neutrinos) / (x * x),
            delta_cold: self.delta_cold - shift * 3.0,
            theta_cold: boost,
            delta_baryons: self.delta_baryons - shift * 3.0,
            delta_photons: self.delta_photons - shift * 4.0,
            theta_photons: self.theta_photons + boost,
            delta_neutrinos: self.delta_neutrinos - shift * 4.0,
            theta_neutrinos: self.theta_neutrinos + boost,
            sigma_neutrinos: self.sigma_neutrinos,
        }
    }
}
