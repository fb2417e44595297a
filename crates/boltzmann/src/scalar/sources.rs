//! What scalar perturbations send towards us from each node.

use lastscatter_numerics::Real;

use super::einstein::Situation;
use crate::{components::Components, nodes::Node};

/// Sources of the line-of-sight integrals at one node.
///
/// ```text
/// Θ_ℓ = ∫dτ [S₀ j_ℓ + S₁ j_ℓ′ + S₂ ½(3j_ℓ″ + j_ℓ)],   E_ℓ = √((ℓ+2)!/(ℓ−2)!) ∫dτ S_E j_ℓ/x²,   φ_ℓ = ∫dτ S_φ j_ℓ,   x = k(τ₀−τ)
/// ```
///
/// # References
///
/// `seljak1996`; `zaldarriaga1997`, equations 18 and 19.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ScalarSources<R> {
    pub monopole: R,
    pub dipole: R,
    pub quadrupole: R,
    pub polarisation: R,
    pub potential: R,
}

impl<R: Real> Situation<R> {
    /// The sources, given θ_b of the gauge.
    ///
    /// With e^{−κ}(φ′+ψ′) integrated by parts, so that ψ′ is not needed; `w` splits early from late:
    ///
    /// ```text
    /// ∫ w e^{−κ}(φ′+ψ′) j = ∫ [2 w e^{−κ} φ′ + (w g + w′ e^{−κ})(φ−ψ)] j + w e^{−κ} k(ψ−φ) j′
    /// ```
    #[inline(always)]
    pub(super) fn sources(
        &self,
        k: R,
        baryon_velocity: R,
        node: &Node,
        components: &Components,
    ) -> ScalarSources<R> {
        let (g, e) = (node.visibility, node.transparency);
        let metric = &self.metric;
        let k2 = k * k;
        let alpha = metric.shear / k2;
        let [w, w_prime] = components.integrated_weight(node.stretch, self.moment.hubble);
        let w_visibility = w * g + w_prime * e;
        let anisotropy = metric.phi - metric.psi;
        let mut monopole = w * e * metric.phi_prime * 2.0 + w_visibility * anisotropy;
        let mut dipole = -(w * e * k * anisotropy);
        let mut quadrupole = R::ZERO;
        if components.sachs_wolfe {
            let intrinsic = self.photon_density * 0.25 - self.moment.hubble * alpha;
            monopole += (intrinsic + metric.psi) * g;
        }
        if components.doppler {
            dipole += (baryon_velocity + metric.shear) / k * g;
        }
        if components.polarisation {
            quadrupole = self.polarisation * (g / 8.0);
        }
        // Distance weight of the deflection; lensing potential −(φ+ψ) in the sign of `lewis2006`.
        let potential = -((metric.phi + metric.psi) * node.lens);
        ScalarSources {
            monopole,
            dipole,
            quadrupole,
            polarisation: self.polarisation * (g * 3.0 / 16.0),
            potential,
        }
    }
}
