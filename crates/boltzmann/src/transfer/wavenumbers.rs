//! Wavenumbers of the integral over |Δ_ℓ(k)|².

use std::f64::consts::PI;

use super::accuracy::TransferAccuracy;

/// Wavenumbers with the weights of ∫ d ln k.
///
/// Spaced evenly in u with dk/du = s k/(k + c): logarithmic below c, linear with step s above. Sources at all times
/// oscillate slower in k than e^{ikχ_max}, so that |Δ_ℓ|² is band-limited and the trapezoidal rule in u converges
/// exponentially once s < π/χ_max.
#[derive(Debug, Clone)]
pub(crate) struct Wavenumbers {
    k_inv_mpc: Vec<f64>,
    weight: Vec<f64>,
}

impl Wavenumbers {
    /// From `low` to `high`, for sources no further than `distance_mpc`.
    pub(crate) fn new(low: f64, high: f64, distance_mpc: f64, accuracy: &TransferAccuracy) -> Self {
        let step = accuracy.wavenumber_step * PI / distance_mpc;
        let turn = step / accuracy.log_wavenumber_step;
        let u = |k: f64| (k + turn * k.ln()) / step;
        let count = (u(high) - u(low)).ceil().max(8.0) as usize;
        let spacing = (u(high) - u(low)) / count as f64;
        let mut k = low;
        let mut k_inv_mpc = Vec::with_capacity(count + 1);
        let mut weight = Vec::with_capacity(count + 1);
        for i in 0..=count {
            let target = u(low) + spacing * i as f64;
            // Newton in ln k: monotone and convex, so that it cannot fail.
            for _ in 0..60 {
                let change = (target - u(k)) * step / (k + turn);
                k *= change.exp();
                if change.abs() < 1e-15 {
                    break;
                }
            }
            let end = if i == 0 || i == count { 0.5 } else { 1.0 };
            k_inv_mpc.push(k.clamp(low, high));
            weight.push(end * spacing * step / (k + turn));
        }
        Self { k_inv_mpc, weight }
    }

    pub(crate) fn k_inv_mpc(&self) -> &[f64] {
        &self.k_inv_mpc
    }

    /// Weights of ∫ d ln k.
    pub(crate) fn weight(&self) -> &[f64] {
        &self.weight
    }
}

#[cfg(test)]
mod tests {
    use super::{TransferAccuracy, Wavenumbers};

    #[test]
    fn weights_integrate_over_ln_k() {
        let grid = Wavenumbers::new(1e-5, 0.4, 14_000.0, &TransferAccuracy::standard());
        let k = grid.k_inv_mpc();
        assert!(k.is_sorted_by(|a, b| a < b) && k.len() < 2600);
        // ∫ dk/k k²/s² e^(−k²/s²) = ½ for a bump well inside the grid.
        for scale in [3e-4_f64, 0.01, 0.1] {
            let sum: f64 = k
                .iter()
                .zip(grid.weight())
                .map(|(k, w)| w * (k / scale).powi(4) * (-(k / scale).powi(2)).exp())
                .sum();
            assert!((sum - 0.5).abs() < 1e-6, "{scale}: {sum}");
        }
    }
}
