//! Dark energy as a parametrised post-Friedmann fluid, which may cross w = −1.

use lastscatter_numerics::Real;

use crate::timeline::Moment;

/// c_Γ: the scale below which dark energy is smooth, over that of the horizon.
const TRANSITION: f64 = 0.4;
/// Beyond this c_Γ²k²/ℋ² the fluid is smooth and Γ vanishes; the cap keeps its equation from being stiff.
const SMOOTH: f64 = 30.0;

/// What dark energy adds to the sources of the metric.
#[derive(Debug, Clone, Copy)]
pub(super) struct Contribution<R> {
    /// 4πGa² δρ.
    pub density: R,
    /// 4πGa² (ρ+p)θ.
    pub momentum: R,
    /// Γ′.
    pub gamma_prime: R,
}

/// All matter but dark energy, as the metric's sources: 4πGa² δρ and 4πGa² (ρ+p)θ, in any gauge.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matter<R> {
    pub density: R,
    pub momentum: R,
}

impl<R: Real> Matter<R> {
    /// φ of the Newtonian gauge, from Γ and the comoving density (`fang2008`, equation 6).
    #[inline(always)]
    pub(super) fn potential(&self, moment: &Moment<R>, inverse_k2: R, gamma: R) -> R {
        let comoving = self.density + moment.hubble * self.momentum * inverse_k2 * 3.0;
        gamma - comoving * inverse_k2
    }

    /// Dark energy's own sources. `shear` is k²α, the shear of the gauge's hypersurfaces: zero in the Newtonian gauge.
    ///
    /// ```text
    /// (1 + c_Γ²k_H²) [Γ′/ℋ + (1 + c_Γ²k_H²) Γ] = S,   S = 4πGa²(ρ+p)_e (θ_T + k²α)/(ℋk²),   k_H = k/ℋ
    /// ```
    ///
    /// # References
    ///
    /// `fang2008`, equations 14 to 19.
    #[inline(always)]
    pub(super) fn dark_energy(
        &self,
        moment: &Moment<R>,
        k2: R,
        inverse_k2: R,
        gamma: R,
        shear: R,
    ) -> Contribution<R> {
        let hubble = moment.hubble;
        let velocity = self.momentum / moment.enthalpy;
        let source = moment.dark_enthalpy * (velocity + shear) * inverse_k2 / hubble;
        let scale = (k2 / (hubble * hubble) * (TRANSITION * TRANSITION)).min(R::from(SMOOTH));
        let stiffness = scale + 1.0;
        let rate = source / stiffness - stiffness * gamma;
        let inertia = moment.enthalpy * inverse_k2 * 3.0 + 1.0;
        let momentum =
            velocity * moment.dark_enthalpy - (source - rate - gamma) / inertia * k2 * hubble;
        let density = -(k2 * gamma) - hubble * momentum * inverse_k2 * 3.0;
        Contribution {
            density,
            momentum,
            gamma_prime: rate * hubble,
        }
    }
}
