//! From when to when the modes of a wavenumber have to be followed.

use super::History;

/// For every wavenumber, the last time when the vacuum is known and the first when the mode is frozen.
///
/// *Beginning.* At depth k/aH a coefficient γ(N) excites a mode by about min_n |γ⁽ⁿ⁾|/(k/aH)^(n+1), so that the mode stays in its vacuum as long as
///
/// ```text
/// k > aH max[D, min(|γ′|/t)^(1/2), (|γ″|/t)^(1/3)]
/// ```
///
/// for an accuracy t and a depth D that serves the smooth universe. Features raise the bound; it is held from then on.
///
/// *End.* With w = exp ∫2γ the mode at the end of inflation follows from any earlier time outside the horizon:
///
/// ```text
/// u_end = u [1 − k² E(N)] + u_N D(N) + O(k⁴E²)
/// D = ∫_N^end w(N)/w(N′) dN′,   E = ∫_N^end D(N′)/(aH)² dN′
/// ```
///
/// to all orders in the decaying mode, which ultra-slow roll and late features make grow: a mode is frozen when k²E is small.
#[derive(Debug, Clone)]
pub(crate) struct Windows {
    /// ln k from which on the vacuum is known at a knot and has been before, from the knot `first` on.
    ln_vacuum: Vec<f64>,
    first: usize,
    scalar: Vec<Frozen>,
    tensor: Vec<Frozen>,
    /// k²E below which a mode is frozen.
    small: f64,
    /// Width in ln k of what features leave.
    resolution: f64,
}

/// D and ln E at a knot.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frozen {
    pub decaying: f64,
    pub ln_gradient: f64,
}

/// Knots to both sides whose derivatives count, for a derivative passes through zero within a feature.
const SMEARED: usize = 4;

impl Windows {
    /// For an accuracy.
    pub(crate) fn new(history: &History, tolerance: f64) -> Self {
        let knots = history.knots();
        let turned = knots
            .windows(2)
            .rposition(|pair| pair[0].field[1] * pair[1].field[1] <= 0.0);
        let reliable = turned.map_or(0, |i| i + 1);
        let depth = DEPTH + DEPTH_PER_DIGIT * (-tolerance.log10()).max(0.0);
        let rates: Vec<[f64; 2]> = knots
            .iter()
            .map(|knot| {
                [
                    (0.5 * knot.damping[1].abs() / tolerance).sqrt(),
                    (0.5 * knot.damping[2].abs() / tolerance).cbrt(),
                ]
            })
            .collect();
        let mut ln_vacuum: Vec<f64> = (0..knots.len())
            .map(|i| {
                let around = &rates[i.saturating_sub(SMEARED)..(i + SMEARED + 1).min(knots.len())];
                let [first, second] = around.iter().fold([0.0_f64; 2], |largest, rates| {
                    [largest[0].max(rates[0]), largest[1].max(rates[1])]
                });
                knots[i].ln_a_h[0] + depth.max(first.min(second)).ln()
            })
            .collect();
        // A universe that begins by slowing down lets scales in before it lets them out; the field may turn round at first.
        let lowest = (reliable..knots.len()).min_by(|&i, &j| ln_vacuum[i].total_cmp(&ln_vacuum[j]));
        let first = lowest.unwrap_or(reliable).min(knots.len() - 1);
        for i in first + 1..knots.len() {
            ln_vacuum[i] = ln_vacuum[i].max(ln_vacuum[i - 1]);
        }
        // The end of inflation is sudden by itself, and small scales leave the horizon there.
        let before_end = knots[knots.len() - 1].n - 5.0;
        let featureless = knots[reliable..]
            .iter()
            .take_while(|knot| knot.n < before_end)
            .all(|knot| knot.damping[1].abs().max(knot.damping[2].abs()) < SUDDEN);
        let scalar_weight = |i: usize| {
            let [n, ln_h] = [knots[i].n, knots[i].ln_a_h[0] - knots[i].n];
            3.0 * n + ln_h + 2.0 * knots[i].field[1].abs().ln()
        };
        let tensor_weight = |i: usize| 2.0 * knots[i].n + knots[i].ln_a_h[0];
        Self {
            ln_vacuum,
            first,
            scalar: frozen(history, reliable, scalar_weight, |i| knots[i].damping),
            tensor: frozen(history, 0, tensor_weight, |i| {
                let [_, slope, bend] = knots[i].ln_a_h;
                [2.0 + slope, bend, 0.0]
            }),
            small: 0.4 * tolerance.sqrt(),
            resolution: if featureless { SMOOTH } else { FEATURES },
        }
    }

    /// The smallest ln k whose vacuum is known at some time, and that time.
    pub(crate) fn smallest(&self) -> f64 {
        self.ln_vacuum[self.first]
    }

    /// The last knot until which the vacuum of ln k is known.
    pub(crate) fn start(&self, ln_k: f64) -> Option<usize> {
        let known = self.ln_vacuum[self.first..].partition_point(|&bound| bound <= ln_k);
        Some(self.first + known.checked_sub(1)?)
    }

    /// The first knot from `start` on with k²E at most `share` of what is small; D, E and k²E there.
    pub(crate) fn scalar_end(&self, ln_k: f64, start: usize, share: f64) -> (usize, Frozen, f64) {
        end(&self.scalar, ln_k, start, share * self.small)
    }

    /// The same for gravitational waves.
    pub(crate) fn tensor_end(&self, ln_k: f64, start: usize, share: f64) -> (usize, Frozen, f64) {
        end(&self.tensor, ln_k, start, share * self.small)
    }

    /// The width in ln k at which to look for what features leave in the spectra.
    pub(crate) const fn resolution(&self) -> f64 {
        self.resolution
    }

    /// k²E below which a mode is frozen.
    pub(crate) const fn small(&self) -> f64 {
        self.small
    }
}

/// Widths in ln k to look at without and with features.
const SMOOTH: f64 = 4.0;
const FEATURES: f64 = 0.25;
/// |γ′| and |γ″| from which on there are features.
const SUDDEN: f64 = 0.3;

/// k/aH where the vacuum is set in a smooth universe, and what each decimal digit of accuracy adds.
const DEPTH: f64 = 6.0;
const DEPTH_PER_DIGIT: f64 = 1.0;

fn end(frozen: &[Frozen], ln_k: f64, start: usize, small: f64) -> (usize, Frozen, f64) {
    let bound = small.ln() - 2.0 * ln_k;
    let knot = frozen.partition_point(|frozen| frozen.ln_gradient > bound);
    let knot = knot.max(start).min(frozen.len() - 1);
    let gradient = (2.0 * ln_k + frozen[knot].ln_gradient).exp();
    (knot, frozen[knot], gradient)
}

/// D and E at all knots from the end of inflation back; infinite before `reliable`.
fn frozen(
    history: &History,
    reliable: usize,
    ln_weight: impl Fn(usize) -> f64,
    damping: impl Fn(usize) -> [f64; 3],
) -> Vec<Frozen> {
    let knots = history.knots();
    let unknown = Frozen {
        decaying: f64::INFINITY,
        ln_gradient: f64::INFINITY,
    };
    let mut out = vec![unknown; knots.len()];
    let last = knots.len() - 1;
    out[last] = Frozen {
        decaying: 0.0,
        ln_gradient: f64::NEG_INFINITY,
    };
    // D, and E in units of 1/(aH)² at the knot.
    let [mut decaying_after, mut gradient] = [0.0, 0.0];
    let mut weight_after = ln_weight(last);
    for i in (reliable..last).rev() {
        let h = knots[i + 1].n - knots[i].n;
        let weight = ln_weight(i);
        // g = w(N)/w(N′): g′ = −2γg, g″ = (4γ² − 2γ′)g. Hermite's quadrature with two derivatives.
        let fall = (weight - weight_after).exp();
        let [near, near_slope, _] = damping(i);
        let [far, far_slope, _] = damping(i + 1);
        let integral = h
            * (0.5 * (1.0 + fall)
                + h * (0.1 * (far * fall - near)
                    + h / 120.0 * (near * near - near_slope + fall * (far * far - far_slope))));
        let decaying = integral + fall * decaying_after;
        // F = D/(aH)²: F′ = (2γD − 1)/(aH)² − 2(1 − ε)F.
        let sample = |i: usize, decaying: f64, damping: f64| {
            [
                decaying,
                damping * decaying - 1.0 - 2.0 * knots[i].ln_a_h[1] * decaying,
            ]
        };
        let shrunk = (2.0 * (knots[i].ln_a_h[0] - knots[i + 1].ln_a_h[0])).exp();
        let a = sample(i, decaying, near);
        let b = sample(i + 1, decaying_after, far).map(|x| x * shrunk);
        let step = h * (0.5 * (a[0] + b[0]) + h / 12.0 * (a[1] - b[1]));
        // Rounding apart the integrand is positive.
        gradient = gradient * shrunk + step.max(0.0);
        out[i] = Frozen {
            decaying,
            ln_gradient: gradient.ln() - 2.0 * knots[i].ln_a_h[0],
        };
        decaying_after = decaying;
        weight_after = weight;
    }
    out
}
