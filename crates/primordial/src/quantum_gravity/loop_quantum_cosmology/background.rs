//! The homogeneous universe of loop quantum cosmology.

use crate::potential::Potential;

/// One scalar field in effective loop quantum cosmology, in a time s that is good on both sides of the bounce.
///
/// ```text
/// ds = √(ρ/3) dt,   q = √(ρ/3) = √(ρ_c/3) / cosh L,   y = dφ/ds,   W = V/q²
///
/// dφ/ds = y
/// dy/ds = −W tanh L y − V′/q²
/// dL/ds = 3 − W                      ρ/ρ_c = 1/cosh²L, L < 0 before the bounce
/// dN/ds = tanh L                     H = q tanh L
/// dt/ds = 1/q                        kept as t √(ρ_c/3)
/// ½y² + W = 3                        Friedmann's equation
/// ```
///
/// Far from the bounce s is N, or −N in the contraction. Written with W where ½y² could stand, these equations draw the solution to the
/// constraint on both ways out of the bounce.
#[derive(Debug, Clone, Copy)]
pub(super) struct Universe<'a, P: ?Sized> {
    pub potential: &'a P,
    /// ρ_c in M_P⁴.
    pub critical: f64,
}

/// φ, y, L, N and t √(ρ_c/3).
pub(super) type State = [f64; 5];

/// What the equations of perturbations are made of, at one time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    /// dφ/ds.
    pub y: f64,
    /// ½y².
    pub kinetic: f64,
    /// V/q².
    pub w: f64,
    /// V′/q² and V″/q².
    pub slope: f64,
    pub curvature: f64,
    /// tanh L.
    pub tanh: f64,
    /// ρ/ρ_c.
    pub fraction: f64,
    /// N.
    pub n: f64,
    /// ln q.
    pub ln_q: f64,
}

impl<P: Potential + ?Sized> Universe<'_, P> {
    pub(super) fn derivatives(&self, [field, y, l, _, _]: State) -> State {
        let potential = self.potential.at(field);
        let cosh = l.cosh();
        let over = 3.0 / self.critical * cosh * cosh;
        let (w, tanh) = (potential.value * over, l.tanh());
        [
            y,
            -w * tanh * y - potential.first * over,
            3.0 - w,
            tanh,
            cosh,
        ]
    }

    /// Second derivatives.
    pub(super) fn accelerations(&self, state: State) -> State {
        let point = self.point(state);
        let Point { y, w, tanh, .. } = point;
        let [_, dy, dl, _, cosh] = self.derivatives(state);
        let dw = point.w_slope();
        let growth = 2.0 * tanh * dl;
        [
            dy,
            -(dw * tanh + w * point.fraction * dl) * y
                - w * tanh * dy
                - point.curvature * y
                - point.slope * growth,
            -dw,
            point.fraction * dl,
            cosh * tanh * dl,
        ]
    }

    pub(super) fn point(&self, [field, y, l, n, _]: State) -> Point {
        let potential = self.potential.at(field);
        let cosh = l.cosh();
        let over = 3.0 / self.critical * cosh * cosh;
        Point {
            y,
            kinetic: 0.5 * y * y,
            w: potential.value * over,
            slope: potential.first * over,
            curvature: potential.second * over,
            tanh: l.tanh(),
            fraction: 1.0 / (cosh * cosh),
            n,
            ln_q: -0.5 * over.ln(),
        }
    }
}

impl Point {
    /// dW/ds.
    pub(super) fn w_slope(&self) -> f64 {
        self.y * self.slope + 2.0 * self.tanh * self.kinetic * self.w
    }

    /// ln(aq), the horizon's comoving wavenumber far from the bounce.
    pub(super) fn horizon(&self) -> f64 {
        self.n + self.ln_q
    }

    /// Ω = 1 − 2ρ/ρ_c.
    pub(super) fn omega(&self) -> f64 {
        1.0 - 2.0 * self.fraction
    }
}
