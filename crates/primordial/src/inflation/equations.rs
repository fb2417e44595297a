//! The homogeneous universe in e-folds.

use crate::potential::Potential;

/// A scalar field, curvature of space and radiation, N = ln a being time; reduced Planck units.
///
/// ```text
/// H² = V/3 + ½φ̇²/3 + ρ_r/3 − K/a²,    Ω_K = −K/(aH)²,    Ω_r = ρ_r/3H²
/// ε  = −dln H/dN = ½φ_N² + Ω_K + 2Ω_r
/// φ_NN = −(3 − ε) φ_N − V′/H²,         3 − ε = V/H² + 2Ω_K + Ω_r
/// ```
///
/// With 3 − ε in this form, which does not cancel when the kinetic energy dominates, the equations of motion conserve the violation of
/// Friedmann's equation instead of letting it grow as 1/H². Where radiation dominates, ε has twice Ω_r less its share of the violation.
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

impl<'a, P: Potential + ?Sized> Universe<'a, P> {
    /// Nothing but the field, in flat space.
    pub(crate) const fn flat(potential: &'a P) -> Self {
        Self {
            potential,
            curvature: 0.0,
            radiation: 0.0,
        }
    }

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
    #[inline]
    pub(crate) fn derivatives(&self, n: f64, [field, velocity, ln_h]: State) -> State {
        let [curvature, radiation] = self.fractions(n, ln_h);
        let potential = self.potential.at(field);
        let over = (-2.0 * ln_h).exp();
        let friction = potential.value * over + 2.0 * curvature + radiation;
        let mut epsilon = 0.5 * velocity * velocity + curvature + 2.0 * radiation;
        if radiation > 0.0 {
            epsilon -= 2.0 * radiation * self.violation(n, [field, velocity, ln_h]);
        }
        [
            velocity,
            -friction * velocity - potential.first * over,
            -epsilon,
        ]
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

    /// 3 − ε + dln φ_N²/dN, which is 2γ of ℛ in flat space without radiation, and its first two derivatives; not finite where the field
    /// turns round.
    pub(crate) fn scalar_damping(&self, n: f64, state: State) -> [f64; 3] {
        let [field, velocity, ln_h] = state;
        let [_, acceleration, minus_epsilon] = self.derivatives(n, state);
        let epsilon = -minus_epsilon;
        let [curvature, radiation] = self.fractions(n, ln_h);
        let curvature_n = -2.0 * (1.0 - epsilon) * curvature;
        let radiation_n = -2.0 * (2.0 - epsilon) * radiation;
        let square = velocity * velocity;
        let v = self.potential.at(field);
        let over = (-2.0 * ln_h).exp();
        // s = φ_NN/φ_N = −(3 − ε) − p with p = V′/(H²φ_N).
        let s = acceleration / velocity;
        let p = v.first * over / velocity;
        let epsilon_n = square * s + curvature_n + 2.0 * radiation_n;
        let mass = v.second * over;
        let p_n = mass + p * (2.0 * epsilon - s);
        let s_n = epsilon_n - p_n;
        let curvature_nn = -2.0 * (1.0 - epsilon) * curvature_n + 2.0 * epsilon_n * curvature;
        let radiation_nn = -2.0 * (2.0 - epsilon) * radiation_n + 2.0 * epsilon_n * radiation;
        let epsilon_nn = square * (2.0 * s * s + s_n) + curvature_nn + 2.0 * radiation_nn;
        let mass_n = v.third * over * velocity + 2.0 * epsilon * mass;
        let p_nn = mass_n + p_n * (2.0 * epsilon - s) + p * (2.0 * epsilon_n - s_n);
        [
            v.value * over + 2.0 * curvature + radiation + 2.0 * s,
            epsilon_n - 2.0 * p_n,
            epsilon_nn - 2.0 * p_nn,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::Universe;
    use crate::potential::{Potential, Starobinsky, TanhStep};

    #[test]
    fn derivatives_of_the_damping() {
        let potential = TanhStep {
            base: Starobinsky { scale: 2.0 },
            height: 0.01,
            field: 4.9,
            width: 0.3,
        };
        let universe = Universe::flat(&potential);
        let ln_h = universe.ln_hubble(0.0, 5.0, -0.1);
        // A short way along the solution, by the midpoint rule and Richardson's extrapolation.
        let start = [5.0, -0.1, ln_h];
        let advance = |h: f64| {
            let walk = |steps: u32| {
                let mut state = start;
                let h = h / f64::from(steps);
                for _ in 0..steps {
                    let half: [f64; 3] = std::array::from_fn(|i| {
                        state[i] + 0.5 * h * universe.derivatives(0.0, state)[i]
                    });
                    let slope = universe.derivatives(0.0, half);
                    state = std::array::from_fn(|i| state[i] + h * slope[i]);
                }
                state
            };
            let [coarse, fine] = [walk(8), walk(16)];
            std::array::from_fn(|i| (4.0 * fine[i] - coarse[i]) / 3.0)
        };
        let h = 1e-2;
        let at = |n: f64| universe.scalar_damping(0.0, advance(n));
        let [before, here, after] = [at(-h), at(0.0), at(h)];
        for order in 0..2 {
            let slope = (after[order] - before[order]) / (2.0 * h);
            assert!(
                (slope - here[order + 1]).abs() < 1e-3 * (1.0 + here[order + 1].abs()),
                "{order}: {slope} {here:?}"
            );
        }
        assert!(potential.at(5.0).value > 0.0);
    }
}
