//! The metric, and how it drives matter in either gauge.

use lastscatter_numerics::Real;

/// The coordinates in which perturbations are followed; spectra do not depend on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gauge {
    /// Comoving with cold dark matter (`ma1995`, equation 3): metric perturbations h and η.
    #[default]
    Synchronous,
    /// Conformal Newtonian (`ma1995`, equation 4): φ and ψ. A check of the other: slower, as radiation is never assumed to stream, and less
    /// accurate at one tolerance, as its densities cancel outside the horizon (1e-5 asks for 1e-7).
    Newtonian,
}

/// What the metric does to any species.
///
/// ```text
/// δ′ = −(1+w)(θ + continuity) + …,   θ′ = euler + …,   σ′ = ⅔·(2/5)(θ + shear) + …
/// ```
#[derive(Debug, Clone, Copy)]
pub(super) struct Drive<R> {
    /// h′/2, or −3φ′.
    pub continuity: R,
    /// Zero, or k²ψ.
    pub euler: R,
    /// k²α = (h′ + 6η′)/2, or zero.
    pub shear: R,
    /// Derivatives, where tight coupling needs them; in the Newtonian gauge of the slow potentials they are left out.
    pub continuity_prime: R,
    pub shear_prime: R,
}

impl<R: Real> Drive<R> {
    /// Space that is not perturbed.
    pub(super) const NONE: Self = Self {
        continuity: R::ZERO,
        euler: R::ZERO,
        shear: R::ZERO,
        continuity_prime: R::ZERO,
        shear_prime: R::ZERO,
    };
}

/// The metric at one time, whatever the gauge.
#[derive(Debug, Clone, Copy)]
pub(super) struct Metric<R> {
    pub drive: Drive<R>,
    /// η′, or φ′.
    pub prime: R,
    /// k²α of the gauge: what takes δ and θ to the Newtonian gauge.
    pub shear: R,
    /// h′ of the synchronous gauge; zero in the other.
    pub h_prime: R,
    /// φ and ψ of the Newtonian gauge, and φ′.
    pub phi: R,
    pub psi: R,
    pub phi_prime: R,
}
