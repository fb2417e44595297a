//! Differentiation, quadrature and smoothness on Chebyshev nodes.

use std::{f64::consts::PI, sync::OnceLock};

/// Nodes s_j = −cos(πj/(NODES − 1)) of a panel, both ends included.
pub(super) const NODES: usize = 24;
/// Nodes in the first half; node NODES − 1 − j mirrors node j.
pub(super) const HALF: usize = NODES / 2;

/// Values at the nodes.
pub(super) type Nodal = [f64; NODES];

/// The tables, which act on the even and odd parts of a function about the middle of its panel: half the work.
#[derive(Debug)]
pub(super) struct Chebyshev {
    pub(super) nodes: Nodal,
    /// Clenshaw–Curtis weights.
    pub(super) weights: Nodal,
    /// Column j: the derivative at the first half's nodes of the even function that is 1 at nodes j and NODES − 1 − j.
    even: [[f64; HALF]; HALF],
    /// The same of the odd function that is ±1 there.
    odd: [[f64; HALF]; HALF],
    /// Rows of the last four Chebyshev coefficients, highest first: odd, even, odd, even.
    tail: [[f64; HALF]; 4],
    /// Interpolation to the middle from the even part.
    middle: [f64; HALF],
}

/// The tables, made at the first call.
#[inline]
pub(super) fn chebyshev() -> &'static Chebyshev {
    static TABLES: OnceLock<Chebyshev> = OnceLock::new();
    TABLES.get_or_init(Chebyshev::new)
}

impl Chebyshev {
    fn new() -> Self {
        let last = NODES - 1;
        let angle = |j: usize| PI * j as f64 / last as f64;
        let mut nodes = [0.0; NODES];
        for j in 0..HALF {
            // As a sine: symmetric and accurate near the middle.
            let s = (0.5 * PI * (last as f64 - 2.0 * j as f64) / last as f64).sin();
            (nodes[j], nodes[last - j]) = (-s, s);
        }
        // Barycentric weights: alternating, halved at the ends.
        let weight = |j: usize| {
            let sign = if j.is_multiple_of(2) { 1.0 } else { -1.0 };
            if j == 0 || j == last {
                0.5 * sign
            } else {
                sign
            }
        };
        let mut derivative = [[0.0; NODES]; NODES];
        for i in 0..NODES {
            let mut sum = 0.0;
            for j in 0..NODES {
                if i != j {
                    // s_i − s_j without cancellation.
                    let difference = 2.0
                        * (0.5 * (angle(i) + angle(j))).sin()
                        * (0.5 * (angle(i) - angle(j))).sin();
                    derivative[i][j] = weight(j) / weight(i) / difference;
                    sum += derivative[i][j];
                }
            }
            derivative[i][i] = -sum;
        }
        let mut weights = [0.0; NODES];
        for (j, w) in weights.iter_mut().enumerate() {
            // ∫ T_k = 2/(1 − k²) for even k.
            let mut sum = 0.0;
            for k in (0..=last).step_by(2) {
                let half = if k == 0 { 0.5 } else { 1.0 };
                sum += half * (k as f64 * angle(j)).cos() * 2.0 / (1.0 - (k * k) as f64);
            }
            let end = if j == 0 || j == last { 0.5 } else { 1.0 };
            *w = 2.0 / last as f64 * end * sum;
        }
        let mut tables = Self {
            nodes,
            weights,
            even: [[0.0; HALF]; HALF],
            odd: [[0.0; HALF]; HALF],
            tail: [[0.0; HALF]; 4],
            middle: [0.0; HALF],
        };
        let mut norm = 0.0;
        for j in 0..HALF {
            for i in 0..HALF {
                tables.even[j][i] = derivative[i][j] + derivative[i][last - j];
                tables.odd[j][i] = derivative[i][j] - derivative[i][last - j];
            }
            let end = if j == 0 { 0.5 } else { 1.0 };
            for (row, k) in (0..4).map(|row| (row, last - row)) {
                let ends = if k == last { 0.5 } else { 1.0 };
                // The sign of T_k at −s is left out: the callers look at sizes.
                tables.tail[row][j] = 4.0 / last as f64 * ends * end * (k as f64 * angle(j)).cos();
            }
            tables.middle[j] = weight(j) / nodes[j];
            norm += tables.middle[j];
        }
        for w in &mut tables.middle {
            *w /= norm;
        }
        tables
    }

    /// df/ds of two functions at once.
    #[inline(always)]
    pub(super) fn derivatives(&self, f: &Nodal, g: &Nodal) -> (Nodal, Nodal) {
        let (f_even, f_odd) = parts(f);
        let (g_even, g_odd) = parts(g);
        let mut sums = [[0.0; HALF]; 4];
        for j in 0..HALF {
            let (even, odd) = (&self.even[j], &self.odd[j]);
            for i in 0..HALF {
                sums[0][i] += even[i] * f_even[j];
                sums[1][i] += odd[i] * f_odd[j];
                sums[2][i] += even[i] * g_even[j];
                sums[3][i] += odd[i] * g_odd[j];
            }
        }
        let (mut df, mut dg) = ([0.0; NODES], [0.0; NODES]);
        for i in 0..HALF {
            df[i] = sums[1][i] + sums[0][i];
            df[NODES - 1 - i] = sums[1][i] - sums[0][i];
            dg[i] = sums[3][i] + sums[2][i];
            dg[NODES - 1 - i] = sums[3][i] - sums[2][i];
        }
        (df, dg)
    }

    /// df/ds.
    #[inline(always)]
    pub(super) fn derivative(&self, f: &Nodal) -> Nodal {
        self.derivatives(f, f).0
    }

    /// ∫ f ds over the panel.
    #[inline(always)]
    pub(super) fn integral(&self, f: &Nodal) -> f64 {
        self.weights.iter().zip(f).map(|(w, f)| w * f).sum()
    }

    /// Size of the first Chebyshev coefficient beyond the last, by the fall of the last four; zero below rounding.
    #[inline(always)]
    pub(super) fn neglected(&self, f: &Nodal) -> f64 {
        let (even, odd) = parts(f);
        let mut last = [0.0_f64; 4];
        for (row, weights) in self.tail.iter().enumerate() {
            let part = if row.is_multiple_of(2) { &odd } else { &even };
            let sum: f64 = weights.iter().zip(part).map(|(w, f)| w * f).sum();
            last[row] = sum.abs();
        }
        let largest = f.iter().fold(0.0, |most: f64, f| most.max(f.abs()));
        let (high, low) = (last[0].max(last[1]), last[2].max(last[3]));
        let fall = if high < low { high / low } else { 1.0 };
        (high * fall - 4.0 * f64::EPSILON * largest).max(0.0)
    }

    /// f in the middle of the panel.
    #[inline(always)]
    pub(super) fn middle(&self, f: &Nodal) -> f64 {
        let (even, _) = parts(f);
        self.middle.iter().zip(&even).map(|(w, f)| w * f).sum()
    }
}

/// Even and odd parts at the nodes of the first half.
#[inline(always)]
fn parts(f: &Nodal) -> ([f64; HALF], [f64; HALF]) {
    let (mut even, mut odd) = ([0.0; HALF], [0.0; HALF]);
    for j in 0..HALF {
        even[j] = 0.5 * (f[j] + f[NODES - 1 - j]);
        odd[j] = 0.5 * (f[j] - f[NODES - 1 - j]);
    }
    (even, odd)
}

#[cfg(test)]
mod tests {
    use super::{NODES, Nodal, chebyshev};

    fn sampled(f: impl Fn(f64) -> f64) -> Nodal {
        std::array::from_fn(|j| f(chebyshev().nodes[j]))
    }

    #[test]
    fn smooth_functions_to_rounding() {
        let tables = chebyshev();
        let f = sampled(|s| (1.3 * s).exp());
        let g = sampled(|s| (2.0 * s + 0.3).sin());
        let (df, dg) = tables.derivatives(&f, &g);
        for j in 0..NODES {
            let s = tables.nodes[j];
            assert!((df[j] - 1.3 * f[j]).abs() < 1e-12, "{j}: {}", df[j]);
            assert!((dg[j] - 2.0 * (2.0 * s + 0.3).cos()).abs() < 1e-12);
        }
        assert!((tables.integral(&f) - 2.0 * 1.3_f64.sinh() / 1.3).abs() < 1e-14);
        assert!((tables.middle(&g) - 0.3_f64.sin()).abs() < 1e-14);
        assert!(tables.neglected(&f) <= 0.0);
    }

    #[test]
    fn neglected_coefficients_are_extrapolated() {
        // 1/(a − s) has the coefficients 2ρ^{−k}/√(a² − 1), ρ = a + √(a² − 1).
        let (a, tables) = (1.5_f64, chebyshev());
        let root = (a * a - 1.0).sqrt();
        let f = sampled(|s| 1.0 / (a - s));
        let exact = 2.0 / root * (a + root).powi(-(NODES as i32));
        let ratio = tables.neglected(&f) / exact;
        assert!((0.5..4.0).contains(&ratio), "{ratio}");
        let highest = sampled(|s| ((NODES - 1) as f64 * s.acos()).cos());
        assert!((tables.neglected(&highest) - 1.0).abs() < 1e-13);
    }
}
