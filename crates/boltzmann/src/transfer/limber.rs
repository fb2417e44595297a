//! Limber's approximation, for the lensing potential.

use std::f64::consts::PI;

/// Interpolation over the distance of nodes, four points each.
#[derive(Debug)]
pub(crate) struct Limber<'a> {
    distance_mpc: &'a [f64],
    /// 1/∏_{j≠i} (χ_i − χ_j) of the stencil that starts at a node.
    inverse: Vec<[f64; 4]>,
    /// ν and √(π/2) ν^(−3/2) of each multipole.
    orders: Vec<(f64, f64)>,
}

impl<'a> Limber<'a> {
    /// Of ascending multipoles, over the nodes at positive distance.
    pub(crate) fn new(distance_mpc: &'a [f64], multipoles: &[usize]) -> Self {
        let distance_mpc = match distance_mpc {
            [nodes @ .., 0.0] => nodes,
            nodes => nodes,
        };
        let inverse = distance_mpc
            .windows(4)
            .map(|chi| {
                std::array::from_fn(|i| {
                    let others = (0..4).filter(|&j| j != i);
                    1.0 / others.map(|j| chi[i] - chi[j]).product::<f64>()
                })
            })
            .collect();
        let order = |&l: &usize| {
            let order = l as f64 + 0.5;
            (order, (0.5 * PI / order).sqrt() / order)
        };
        Self {
            distance_mpc,
            inverse,
            orders: multipoles.iter().map(order).collect(),
        }
    }

    /// Nodes at positive distance.
    pub(crate) fn nodes(&self) -> usize {
        self.distance_mpc.len()
    }

    /// Adds to `out` the Δ of multipoles from the `first`, for the values S χ at the nodes and wavenumber k.
    ///
    /// ```text
    /// Δ_ℓ(k) = ∫ dχ S j_ℓ(kχ) ≈ √(π/(2ν)) S(χ = ν/k)/k,   ν = ℓ + ½
    /// ```
    #[inline(always)]
    pub(crate) fn project(
        &self,
        k: f64,
        first: usize,
        source_times_distance: &[f64],
        out: &mut [f64],
    ) {
        let chi = self.distance_mpc;
        let (per_k, nearest) = (1.0 / k, chi[chi.len() - 1]);
        let mut above = chi.len() - 1;
        for (out, &(order, factor)) in out.iter_mut().zip(&self.orders[first..]) {
            let at = (order * per_k).max(nearest);
            if at > chi[0] {
                return;
            }
            while above > 0 && chi[above] < at {
                above -= 1;
            }
            let first = above.saturating_sub(1).min(chi.len() - 4);
            let d: [f64; 4] = std::array::from_fn(|j| at - chi[first + j]);
            let p = &source_times_distance[first..first + 4];
            let c = &self.inverse[first];
            let value = (c[0] * p[0] * d[1] + c[1] * p[1] * d[0]) * d[2] * d[3]
                + (c[2] * p[2] * d[3] + c[3] * p[3] * d[2]) * d[0] * d[1];
            *out += factor * value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Limber;

    #[test]
    fn cubics_are_exact() {
        let chi: Vec<f64> = (0..40).map(|i| 1000.0 - f64::from(i * i) / 2.0).collect();
        let cubic = |x: f64| 1.0 + x / 300.0 - (x / 500.0).powi(3);
        let values: Vec<f64> = chi.iter().map(|&x| cubic(x)).collect();
        let multipoles: Vec<usize> = (2..1200).collect();
        let mut out = vec![0.0; multipoles.len()];
        Limber::new(&chi, &multipoles).project(1.1, 0, &values, &mut out);
        for (&l, delta) in multipoles.iter().zip(out) {
            let order = l as f64 + 0.5;
            let at = order / 1.1;
            if at > 1000.0 {
                assert!(delta.abs() < f64::MIN_POSITIVE);
            } else {
                let projection = (std::f64::consts::FRAC_PI_2 / order).sqrt() / order;
                let expected = cubic(at.max(chi[39])) * projection;
                assert!((delta / expected - 1.0).abs() < 1e-11);
            }
        }
    }
}
