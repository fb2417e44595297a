//! Adiabatic states of finite order at one instant.

use super::{
    background::{State, Universe},
    equations::{Equation, conformal_potential},
};
use crate::potential::Potential;

/// What the adiabatic states of all wavenumbers at one instant need: for v″ + (k² + s) v = 0 in conformal time
///
/// ```text
/// v = e^(−i∫W dη)/√(2W),   v′/v = −iW − W′/2W
/// W = k + s/2k − (s″ + s²)/8k³
/// ```
///
/// to order 4; without the last term to order 2, W = k to order 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Instant {
    pub s: f64,
    order: u32,
    /// s and its conformal derivatives.
    potential: [f64; 4],
    /// ln(aq), tanh L and ln q.
    pub horizon: f64,
    pub tanh: f64,
    pub ln_q: f64,
}

/// A state: u_s/u for u = v/a.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Adiabatic {
    /// −W/(aq), and the real part.
    pub frequency: f64,
    pub real: f64,
}

/// Spacing of the nodes about the instant.
const SPACING: f64 = 0.0125;

impl Instant {
    pub(super) fn new<P: Potential + ?Sized>(
        universe: &Universe<'_, P>,
        state: impl Fn(f64) -> State,
        equation: Equation,
        s: f64,
        order: u32,
    ) -> Self {
        let value = |s: f64| {
            let point = universe.point(state(s));
            (2.0 * point.horizon()).exp() * conformal_potential(equation, &point)
        };
        let around: [f64; 9] = std::array::from_fn(|j| value(s + SPACING * (j as f64 - 4.0)));
        let pair = |j: usize, sign: f64| around[4 + j] + sign * around[4 - j];
        let middle = around[4];
        // Central differences of order 8, 8 and 6.
        let weighted = |weights: [f64; 4], sign: f64| -> f64 {
            weights
                .iter()
                .zip(1..)
                .map(|(w, j)| w * pair(j, sign))
                .sum()
        };
        let d1 = weighted([4.0 / 5.0, -1.0 / 5.0, 4.0 / 105.0, -1.0 / 280.0], -1.0) / SPACING;
        let d2 = (weighted([8.0 / 5.0, -1.0 / 5.0, 8.0 / 315.0, -1.0 / 560.0], 1.0)
            - 205.0 / 72.0 * middle)
            / (SPACING * SPACING);
        let d3 = weighted(
            [-61.0 / 30.0, 169.0 / 120.0, -3.0 / 10.0, 7.0 / 240.0],
            -1.0,
        ) / SPACING.powi(3);
        // d/dη = aq d/ds.
        let point = universe.point(state(s));
        let rate = point.horizon().exp();
        let e1 = point.tanh * (point.w - 2.0);
        let e2 = point.fraction * point.kinetic * (point.w - 2.0) + point.tanh * point.w_slope();
        Self {
            s,
            order,
            potential: [
                middle,
                rate * d1,
                rate * rate * (d2 + e1 * d1),
                rate.powi(3) * (d3 + 3.0 * e1 * d2 + (e2 + 2.0 * e1 * e1) * d1),
            ],
            horizon: point.horizon(),
            tanh: point.tanh,
            ln_q: point.ln_q,
        }
    }

    /// W/k and W′/k².
    fn frequency(&self, k: f64) -> [f64; 2] {
        let [s, s1, s2, s3] = self.potential;
        let k2 = k * k;
        let mut frequency = [1.0, 0.0];
        if self.order >= 2 {
            frequency[0] += s / (2.0 * k2);
            frequency[1] += s1 / (2.0 * k2 * k);
        }
        if self.order >= 4 {
            frequency[0] -= (s2 + s * s) / (8.0 * k2 * k2);
            frequency[1] -= (s3 + 2.0 * s * s1) / (8.0 * k2 * k2 * k);
        }
        frequency
    }

    /// The state of k, or by how much W lacks of k where that is more than half.
    pub(super) fn state(&self, ln_k: f64) -> Result<Adiabatic, f64> {
        let k = ln_k.exp();
        let [w, w1] = self.frequency(k);
        if w.is_nan() || w < 0.5 {
            return Err(1.0 - w);
        }
        let depth = (ln_k - self.horizon).exp();
        Ok(Adiabatic {
            frequency: w * depth,
            real: -0.5 * w1 / w * depth - self.tanh,
        })
    }

    /// The k from which on W ≥ k/2.
    pub(super) fn lowest(&self) -> f64 {
        let [s, _, s2, _] = self.potential;
        let squared = match self.order {
            0 => 0.0,
            2 => -s,
            // k⁴ + sk² − (s″ + s²)/4
            _ => {
                let root = 0.25 * (2.0 * s * s + s2);
                if root < 0.0 {
                    0.0
                } else {
                    root.sqrt() - 0.5 * s
                }
            }
        };
        squared.max(0.0).sqrt()
    }
}
