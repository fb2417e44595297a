//! Sources along the line of sight: what the perturbation solver hands over.

use crate::Error;

/// The radial function of flat space with which a source is projected, of x = kχ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Radial {
    /// j_ℓ(x)
    Monopole,
    /// j_ℓ′(x)
    Dipole,
    /// ½ (3 j_ℓ″ + j_ℓ)
    Quadrupole,
    /// √((ℓ+2)!/(ℓ−2)!) j_ℓ/x², of scalar E and tensor T
    Polarisation,
    /// ¼ (−j_ℓ + j_ℓ″ + 2 j_ℓ/x² + 4 j_ℓ′/x)
    TensorE,
    /// ½ (j_ℓ′ + 2 j_ℓ/x)
    TensorB,
}

/// What is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Observable {
    /// Temperature T.
    Temperature,
    /// Gradient polarisation E.
    E,
    /// Curl polarisation B.
    B,
    /// Lensing potential φ.
    Potential,
}

/// One source, with the way that it is projected.
#[derive(Debug, Clone)]
pub(crate) struct Channel {
    /// The radial function.
    pub(crate) radial: Radial,
    /// What the source adds to.
    pub(crate) observable: Observable,
    /// S(k, τ) per Mpc, `[k][node]`.
    pub(crate) values: Vec<f64>,
}

/// Sources on a grid of wavenumbers and times ("nodes").
///
/// Nodes follow a smooth map of a uniform variable, so that their weighted sum converges like a trapezoidal rule.
#[derive(Debug, Clone)]
pub(crate) struct Sources {
    /// Wavenumbers, ascending.
    pub(crate) k_inv_mpc: Vec<f64>,
    /// Beyond this wavenumber all but the lensing potential is negligible.
    pub(crate) damped_inv_mpc: f64,
    /// χ = τ₀ − τ of the nodes, descending.
    pub(crate) distance_mpc: Vec<f64>,
    /// Quadrature weights of the nodes.
    pub(crate) weight_mpc: Vec<f64>,
    /// The sources.
    pub(crate) channels: Vec<Channel>,
}

impl Sources {
    /// The source of the lensing potential, `[k][node]`; empty where there is none.
    pub(crate) fn potential(&self) -> &[f64] {
        let potential = |channel: &&Channel| channel.observable == Observable::Potential;
        let channel = self.channels.iter().find(potential);
        channel.map_or(&[], |channel| channel.values.as_slice())
    }

    /// Whether grids ascend and descend, and all numbers are finite.
    pub(crate) fn validate(&self) -> Result<(), Error> {
        let wrong = |name, value, expected| {
            Err(Error::OutOfDomain {
                name,
                value,
                expected,
            })
        };
        let (k, chi) = (&self.k_inv_mpc, &self.distance_mpc);
        if k.len() < 4 {
            return wrong("number of wavenumbers", k.len() as f64, "at least 4");
        }
        if chi.len() < 4 || self.weight_mpc.len() != chi.len() {
            return wrong(
                "number of nodes",
                chi.len() as f64,
                "at least 4, and as many weights",
            );
        }
        if !(k[0] > 0.0 && k[k.len() - 1].is_finite() && k.is_sorted_by(|a, b| a < b)) {
            return wrong("k (1/Mpc)", k[0], "positive wavenumbers, ascending");
        }
        if !(chi[chi.len() - 1] >= 0.0 && chi[0].is_finite() && chi.is_sorted_by(|a, b| a > b)) {
            return wrong("distance (Mpc)", chi[0], "distances, descending");
        }
        for channel in &self.channels {
            if channel.values.len() != k.len() * chi.len() {
                let found = channel.values.len() as f64;
                return wrong("number of source values", found, "wavenumbers times nodes");
            }
            if let Some(&value) = channel.values.iter().find(|v| !v.is_finite()) {
                return wrong("source (1/Mpc)", value, "a finite number");
            }
        }
        Ok(())
    }
}

/// A natural cubic spline of all nodes of one channel over ln k.
#[derive(Debug)]
pub(crate) struct SourceSpline<'a> {
    values: &'a [f64],
    /// ∂²S/∂(ln k)², `[k][node]`.
    curvature: Vec<f64>,
    nodes: usize,
}

/// A wavenumber's interval, and the factors of values and curvatures at its two ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SplinePoint {
    interval: usize,
    factors: [f64; 4],
}

impl SplinePoint {
    /// Of k within the knots; clamped to them.
    pub(crate) fn new(ln_knots: &[f64], k: f64) -> Self {
        let x = k.ln();
        let above = ln_knots.partition_point(|&knot| knot <= x);
        let interval = above.clamp(1, ln_knots.len() - 1) - 1;
        let width = ln_knots[interval + 1] - ln_knots[interval];
        let b = ((x - ln_knots[interval]) / width).clamp(0.0, 1.0);
        let a = 1.0 - b;
        let sixth = width * width / 6.0;
        Self {
            interval,
            factors: [a, b, (a * a * a - a) * sixth, (b * b * b - b) * sixth],
        }
    }
}

impl<'a> SourceSpline<'a> {
    /// Through `values` (`[k][node]`) at the knots below index `knots`.
    pub(crate) fn new(ln_k: &[f64], values: &'a [f64], nodes: usize) -> Self {
        let knots = ln_k.len();
        let mut curvature = vec![0.0; knots * nodes];
        // Thomas elimination for all nodes at once: rows of one scalar matrix, vectors on the right.
        let mut ratio = vec![0.0; knots];
        for i in 1..knots - 1 {
            let (left, right) = (ln_k[i] - ln_k[i - 1], ln_k[i + 1] - ln_k[i]);
            let pivot = 1.0 / (2.0 * (left + right) - left * ratio[i - 1]);
            ratio[i] = right * pivot;
            let (done, rest) = curvature.split_at_mut(i * nodes);
            let before = &done[(i - 1) * nodes..];
            let (low, here, high) = (
                &values[(i - 1) * nodes..i * nodes],
                &values[i * nodes..(i + 1) * nodes],
                &values[(i + 1) * nodes..(i + 2) * nodes],
            );
            let (up, down) = (6.0 * pivot / right, 6.0 * pivot / left);
            let carry = left * pivot;
            for n in 0..nodes {
                rest[n] = up * (high[n] - here[n]) - down * (here[n] - low[n]) - carry * before[n];
            }
        }
        for i in (1..knots - 1).rev() {
            let (head, after) = curvature.split_at_mut((i + 1) * nodes);
            let here = &mut head[i * nodes..];
            for n in 0..nodes {
                here[n] -= ratio[i] * after[n];
            }
        }
        Self {
            values,
            curvature,
            nodes,
        }
    }

    /// S at the first nodes, as many as `out` is long.
    #[inline(always)]
    pub(crate) fn evaluate_into(&self, point: SplinePoint, out: &mut [f64]) {
        let [a, b, c, d] = point.factors;
        let rows = |table: &'a [f64], i: usize, count: usize| &table[i * self.nodes..][..count];
        let i = point.interval;
        let (low, high) = (
            rows(self.values, i, out.len()),
            rows(self.values, i + 1, out.len()),
        );
        let bend_low = &self.curvature[i * self.nodes..][..out.len()];
        let bend_high = &self.curvature[(i + 1) * self.nodes..][..out.len()];
        for n in 0..out.len() {
            out[n] = (a * low[n] + b * high[n]) + (c * bend_low[n] + d * bend_high[n]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SourceSpline, SplinePoint};

    /// Two nodes: a line in ln k is reproduced, a smooth wave to the spline's order.
    #[test]
    fn spline_follows_lines_and_waves() {
        let ln_k: Vec<f64> = (0..200)
            .map(|i| -3.0 + 0.05 * f64::from(i) + 0.01 * f64::from(i).sin())
            .collect();
        let values: Vec<f64> = ln_k
            .iter()
            .flat_map(|x| [2.0 - x, (2.0 * x).cos()])
            .collect();
        let spline = SourceSpline::new(&ln_k, &values, 2);
        for i in 0..500 {
            let x = -2.0 + 0.016 * f64::from(i);
            let mut out = [0.0; 2];
            spline.evaluate_into(SplinePoint::new(&ln_k, x.exp()), &mut out);
            assert!((out[0] - (2.0 - x)).abs() < 1e-12);
            assert!((out[1] - (2.0 * x).cos()).abs() < 2e-6);
        }
    }
}
