//! The equations of perturbations of the three approaches, in the time s.

use super::{background::Point, table::Terms};

/// One second-order equation
///
/// ```text
/// u_ss + d u_s + (c (k/aq)² + M) u = 0
/// ```
///
/// with S = ρ/ρ_c, T = tanh L, Ω = 1 − 2S, p = ½y².
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Equation {
    /// u = v/a, v″ + (k² − a″/a) v = 0: d = WT, c = 1, M = 0.
    DressedTensor,
    /// The same with 𝔘: M = 2pW + 2yV′/q² + V″/q².
    DressedScalar,
    /// u = v/a, v″ + (k² + s_t) v = 0: M = 2S(2 − W).
    HybridTensor,
    /// v″ + (k² + s_t + 𝒰) v = 0: that and 2pW + 2TyV′/q² + V″/q².
    HybridScalar,
    /// u = h of the deformed algebra; singular where Ω = 0.
    DeformedWave,
    /// u = π = (a²/Ω) h′, which is regular everywhere: d = T(W − 4), c = Ω, M = 0.
    DeformedTensor,
    /// u = Q = v/a with v″ + (Ωk² − z″/z) v = 0, z = ay/T; singular at the bounce:
    /// M = V″/q² + 2(Ω/T) yV′/q² + 2pWΩ − 2Sp²/T².
    DeformedScalar,
    /// u = ψ = T z² ℛ′, regular at the bounce, singular where Ω = 0 or y = 0: with A = p + 1 + 4Sp/Ω,
    /// d = W_s/p − AT, c = Ω, M = pS(A + 2p).
    DeformedPotential,
}

impl Equation {
    /// Whether long waves of h or ℛ stay as they are to all orders of ρ/ρ_c.
    pub(super) const fn conserves(self) -> bool {
        !matches!(
            self,
            Self::DressedScalar | Self::HybridTensor | Self::HybridScalar
        )
    }

    pub(super) fn terms(self, point: &Point) -> Terms {
        let Point {
            y,
            kinetic,
            w,
            slope,
            curvature,
            tanh,
            fraction,
            ..
        } = *point;
        let omega = point.omega();
        let heavy = 2.0 * kinetic * w + curvature;
        let bounce = 2.0 * fraction * (2.0 - w);
        let [d, c, mass] = match self {
            Self::DressedTensor => [w * tanh, 1.0, 0.0],
            Self::DressedScalar => [w * tanh, 1.0, heavy + 2.0 * y * slope],
            Self::HybridTensor => [w * tanh, 1.0, bounce],
            Self::HybridScalar => [w * tanh, 1.0, bounce + heavy + 2.0 * tanh * y * slope],
            Self::DeformedWave => {
                let turning = 4.0 * fraction * tanh * kinetic / omega;
                [w * tanh - turning, omega, 0.0]
            }
            Self::DeformedTensor => [tanh * (w - 4.0), omega, 0.0],
            Self::DeformedScalar => {
                let over = kinetic / tanh;
                let mass = curvature + 2.0 * omega / tanh * y * slope + 2.0 * kinetic * w * omega
                    - 2.0 * fraction * over * over;
                [w * tanh, omega, mass]
            }
            Self::DeformedPotential => {
                let a = kinetic + 1.0 + 4.0 * fraction * kinetic / omega;
                let mass = kinetic * fraction * (a + 2.0 * kinetic);
                [point.w_slope() / kinetic - a * tanh, omega, mass]
            }
        };
        [point.horizon(), d, c, mass]
    }
}

/// Potential of the conformal-time equation v″ + (k² + s) v = 0 in units of (aq)², for equations of u = v/a.
pub(super) fn conformal_potential(equation: Equation, point: &Point) -> f64 {
    let [.., mass] = equation.terms(point);
    // a″/a = a²(Ḣ + 2H²).
    mass - 2.0 * point.tanh * point.tanh + point.kinetic * point.omega()
}

#[cfg(test)]
mod tests {
    use super::{super::background::Universe, *};
    use crate::potential::Monomial;

    #[test]
    fn masses_at_the_bounce() {
        // `elizaga2018`: positive in the hybrid approach where kinetic energy dominates; never positive for tensors, and negative for
        // scalars there, with the dressed metric.
        let critical = 258.0;
        let universe = Universe {
            potential: &Monomial {
                scale: 1e-10,
                power: 2.0,
            },
            critical,
        };
        for fraction in [1e-9_f64, 1e-4, 0.01, 0.1, 0.5, 1.0] {
            let field = (fraction * critical / 1e-10).sqrt();
            let y = (6.0 * (1.0 - fraction)).sqrt();
            let point = universe.point([field, y, 0.0, 0.0, 0.0]);
            let mass = |equation| conformal_potential(equation, &point);
            assert!(mass(Equation::DressedTensor) <= 1e-12);
            if fraction <= 0.01 {
                assert!(mass(Equation::DressedScalar) < 0.0);
                assert!(mass(Equation::HybridTensor) > 0.0);
                assert!(mass(Equation::HybridScalar) > 0.0);
            }
        }
    }
}
