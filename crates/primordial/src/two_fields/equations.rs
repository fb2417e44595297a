//! Two fields in a homogeneous universe, and how they feel perturbations.

use super::{FieldSpace, TwoFieldPotential};

/// Two scalar fields in flat space, N = ln a being time; reduced Planck units.
///
/// Vectors of field space are given in the orthonormal frame e₁ = ∂_φ, e₂ = e^(−b) ∂_χ: v = (φ_N, e^b χ_N), g = ∇V.
///
/// ```text
/// H² = V/3 + ½v²H²/3,    ε = −dln H/dN = ½v²
/// D_N v = −(3 − ε) v − g/H²,    D_N X = (X₁′ − b′v₂X₂, X₂′ + b′v₂X₁)
/// ```
///
/// Perturbations Q of the fields on spatially flat slices, k being the wavenumber, K the curvature of field space:
///
/// ```text
/// D_N²Q + (3 − ε) D_N Q + ((k/aH)² + M) Q = 0
/// M = ∇∇V/H² + (3 − ε) v⊗v + (g⊗v + v⊗g)/H² + K(v² − v⊗v)
/// ```
///
/// In a frame that is carried along without turning, D_N is d/dN; it is the orthonormal frame turned by −θ, θ′ = −b′v₂.
#[derive(Debug, Clone, Copy)]
pub(super) struct Universe<'a, P: ?Sized> {
    pub potential: &'a P,
    pub space: FieldSpace,
}

/// φ, χ, v₁, v₂, ln H and θ.
pub(super) type State = [f64; 6];

impl<P: TwoFieldPotential + ?Sized> Universe<'_, P> {
    /// The state of given fields and v; ln H is NaN where Friedmann's equation has no solution.
    pub(super) fn state(&self, [phi, chi]: [f64; 2], [v1, v2]: [f64; 2]) -> State {
        let epsilon = 0.5 * (v1 * v1 + v2 * v2);
        let squared = self.potential.at([phi, chi]).value / (3.0 - epsilon);
        [phi, chi, v1, v2, 0.5 * squared.ln(), 0.0]
    }

    /// v on the way down in slow roll, −∇V/V.
    pub(super) fn slow_roll(&self, fields: [f64; 2]) -> [f64; 2] {
        let landscape = self.potential.at(fields);
        let scale = self.space.at(fields[0]).scale;
        let [g1, g2] = landscape.gradient;
        [-g1 / landscape.value, -g2 / (scale * landscape.value)]
    }

    pub(super) fn derivatives(&self, [phi, chi, v1, v2, ln_h, _]: State) -> State {
        let landscape = self.potential.at([phi, chi]);
        let space = self.space.at(phi);
        let over = (-2.0 * ln_h).exp();
        let epsilon = 0.5 * (v1 * v1 + v2 * v2);
        let turn = space.slope * v2;
        let [g1, g2] = [landscape.gradient[0], landscape.gradient[1] / space.scale];
        [
            v1,
            v2 / space.scale,
            turn * v2 - (3.0 - epsilon) * v1 - over * g1,
            -turn * v1 - (3.0 - epsilon) * v2 - over * g2,
            -epsilon,
            -turn,
        ]
    }

    /// By how much Friedmann's equation is violated, relative to H².
    pub(super) fn violation(&self, [phi, chi, v1, v2, ln_h, _]: State) -> f64 {
        let value = self.potential.at([phi, chi]).value;
        value * (-2.0 * ln_h).exp() / 3.0 + (v1 * v1 + v2 * v2) / 6.0 - 1.0
    }

    /// M₁₁, M₁₂ and M₂₂ in the frame carried along.
    pub(super) fn mass(&self, [phi, chi, v1, v2, ln_h, theta]: State) -> [f64; 3] {
        let landscape = self.potential.at([phi, chi]);
        let space = self.space.at(phi);
        let over = (-2.0 * ln_h).exp();
        let epsilon = 0.5 * (v1 * v1 + v2 * v2);
        let [v_phi, v_chi] = landscape.gradient;
        let [g1, g2] = [over * v_phi, over * v_chi / space.scale];
        let [pp, pc, cc] = landscape.hessian;
        let hessian = [
            pp,
            (pc - space.slope * v_chi) / space.scale,
            cc / (space.scale * space.scale) + space.slope * v_phi,
        ];
        let vv = 3.0 - epsilon - space.curvature;
        let diagonal = 2.0 * epsilon * space.curvature;
        let m11 = over * hessian[0] + vv * v1 * v1 + 2.0 * g1 * v1 + diagonal;
        let m12 = over * hessian[1] + vv * v1 * v2 + g1 * v2 + g2 * v1;
        let m22 = over * hessian[2] + vv * v2 * v2 + 2.0 * g2 * v2 + diagonal;
        let (s, c) = theta.sin_cos();
        [
            c * c * m11 + 2.0 * s * c * m12 + s * s * m22,
            (c * c - s * s) * m12 + s * c * (m22 - m11),
            s * s * m11 - 2.0 * s * c * m12 + c * c * m22,
        ]
    }
}
