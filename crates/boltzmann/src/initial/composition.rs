//! What the early universe is made of.

use lastscatter_cosmology::Background;

/// A redshift at which every neutrino is relativistic and nothing but radiation and matter counts.
const EARLY_REDSHIFT: f64 = 1e9;

/// A universe of radiation and matter.
///
/// ```text
/// a ∝ τ + ωτ²/4,   aH = (1 + ωτ/2)/(τ(1 + ωτ/4)),   ω = 8πGρ_m a³/3 / √(8πGρ_r a⁴/3)
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Composition {
    /// R_γ, the share of photons in the radiation.
    pub(crate) photons: f64,
    /// R_ν, the share of neutrinos in the radiation, massive ones included.
    pub(crate) neutrinos: f64,
    /// ω_b, the baryons' part of ω in Mpc⁻¹.
    pub(crate) baryons_inv_mpc: f64,
    /// ω_c, cold dark matter's part of ω in Mpc⁻¹.
    pub(crate) cold_inv_mpc: f64,
}

impl Composition {
    /// The early composition of a universe.
    pub(crate) fn new(background: &Background) -> Self {
        let early = background.densities(EARLY_REDSHIFT);
        let a = 1.0 / (1.0 + EARLY_REDSHIFT);
        let neutrinos = early.massless_neutrinos + early.massive_neutrinos;
        let radiation = early.photons + neutrinos;
        let matter = |density: f64| a * density / radiation.sqrt();
        Self {
            photons: early.photons / radiation,
            neutrinos: neutrinos / radiation,
            baryons_inv_mpc: matter(early.baryons),
            cold_inv_mpc: matter(early.cold_dark_matter),
        }
    }

    /// ω in Mpc⁻¹, for which ωτ = 4(√2 − 1) at equality.
    pub(crate) const fn omega_inv_mpc(&self) -> f64 {
        self.baryons_inv_mpc + self.cold_inv_mpc
    }

    /// Conformal Hubble rate aH in Mpc⁻¹.
    pub(crate) fn conformal_hubble_inv_mpc(&self, tau_mpc: f64) -> f64 {
        let x = self.omega_inv_mpc() * tau_mpc;
        (1.0 + 0.5 * x) / (tau_mpc * (1.0 + 0.25 * x))
    }
}
