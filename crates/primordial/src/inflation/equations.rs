//! The homogeneous universe in e-folds.

use crate::potential::Potential;

/// A scalar field, curvature of space and radiation, N = ln a being time; reduced Planck units.
///
/// ```text
/// H² = V/3 + ½φ̇²/3 + ρ_r/3 − K/a²,    Ω_K = −K/(aH)²,    Ω_r = ρ_r/3H²
/// ε  = −dln H/dN = ½φ_N² + Ω_K + 2Ω_r
/// φ_NN = −(3 − ε) φ_N − V′/H²
/// ```
#[derive(Debug, Clone, Copy)]
pub(crate) struct Universe<'a, P: ?Sized> {
    pub potential: &'a P,
    /// K/a² at N = 0.
    pub curvature: f64,
    /// ρ_r/3 at N = 0.
    pub radiation: f64,
}

/// φ, φ_N and ln H.
pub(crate) type State = [f64; 3];

impl<P: Potential + ?Sized> Universe<'_, P> {
    /// Ω_K and Ω_r.
    pub(crate) fn fractions(&self, n: f64, ln_h: f64) -> [f64; 2] {
        if self.curvature == 0.0 && self.radiation == 0.0 {
            return [0.0; 2];
        }
        let diluted = (-2.0 * (n + ln_h)).exp();
        [
            -self.curvature * diluted,
            self.radiation * diluted * (-2.0 * n).exp(),
        ]
    }

    /// ε.
    pub(crate) fn epsilon(&self, n: f64, [_, velocity, ln_h]: State) -> f64 {
        let [curvature, radiation] = self.fractions(n, ln_h);
        0.5 * velocity * velocity + curvature + 2.0 * radiation
    }

    /// d(φ, φ_N, ln H)/dN.
    pub(crate) fn derivatives(&self, n: f64, state: State) -> State {
        let [field, velocity, ln_h] = state;
        let epsilon = self.epsilon(n, state);
        let slope = self.potential.at(field).first * (-2.0 * ln_h).exp();
        [velocity, -(3.0 - epsilon) * velocity - slope, -epsilon]
    }

    /// ln H that Friedmann's equation asks for; NaN where there is none.
    pub(crate) fn ln_hubble(&self, n: f64, field: f64, velocity: f64) -> f64 {
        // 3H²(1 − φ_N²/6) = V + 3(ρ_r/3 − K/a²)
        let rest = self.radiation * (-4.0 * n).exp() - self.curvature * (-2.0 * n).exp();
        let squared =
            (self.potential.at(field).value / 3.0 + rest) / (1.0 - velocity * velocity / 6.0);
        0.5 * squared.ln()
    }

    /// By how much Friedmann's equation is violated, relative to H².
    pub(crate) fn violation(&self, n: f64, [field, velocity, ln_h]: State) -> f64 {
        let [curvature, radiation] = self.fractions(n, ln_h);
        let potential = self.potential.at(field).value * (-2.0 * ln_h).exp() / 3.0;
        potential + velocity * velocity / 6.0 + curvature + radiation - 1.0
    }
}
