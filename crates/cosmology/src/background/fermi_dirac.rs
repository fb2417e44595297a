//! Energy density and pressure of relic fermions of any mass.

use std::f64::consts::PI;

/// Integrals over the frozen Fermi–Dirac distribution, by the trapezoidal rule in u with q = exp(u − e^{−u}), in units of
/// the massless energy density.
///
/// ```text
/// ρ(y) = 120/(7π⁴) ∫ q² √(q² + y²)/(e^q + 1) dq,   p(y) = 120/(7π⁴) ∫ q⁴/(3√(q² + y²))/(e^q + 1) dq,   y = a m/T_ν
/// ```
///
/// The substitution decays doubly exponentially at one end and moves the branch point at q = iy to an imaginary u of 1 or more,
/// whatever the mass: the rule converges geometrically.
///
/// # Accuracy
///
/// 1e-12 for 0 ≤ y ≤ 1e8 (`tests::against_adaptive_quadrature`).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FermiDirac {
    squares: [[f64; LANES]; ROWS],
    weights: [[f64; LANES]; ROWS],
}

/// Sums that run side by side, which the compiler turns into vectors.
const LANES: usize = 4;
const ROWS: usize = 8;

impl FermiDirac {
    const LOW: f64 = -2.2;
    const HIGH: f64 = 3.75;

    pub(crate) fn new() -> Self {
        let step = (Self::HIGH - Self::LOW) / (LANES * ROWS - 1) as f64;
        let mut squares = [[0.0; LANES]; ROWS];
        let mut weights = [[0.0; LANES]; ROWS];
        let norm = 120.0 / (7.0 * PI.powi(4));
        for node in 0..LANES * ROWS {
            let u = Self::LOW + step * node as f64;
            let decay = (-u).exp();
            let q = (u - decay).exp();
            let (row, lane) = (node / LANES, node % LANES);
            squares[row][lane] = q * q;
            weights[row][lane] = norm * step * (1.0 + decay) * q * q * q / (q.exp() + 1.0);
        }
        Self { squares, weights }
    }

    /// ρ(y).
    pub(crate) fn density(&self, y: f64) -> f64 {
        let y2 = y * y;
        let mut sums = [0.0; LANES];
        for (weights, squares) in self.weights.iter().zip(&self.squares) {
            for i in 0..LANES {
                sums[i] += weights[i] * (squares[i] + y2).sqrt();
            }
        }
        sums.iter().sum()
    }

    /// ρ(y) and p(y).
    pub(crate) fn density_and_pressure(&self, y: f64) -> [f64; 2] {
        let y2 = y * y;
        let (mut density, mut pressure) = ([0.0; LANES], [0.0; LANES]);
        for (weights, squares) in self.weights.iter().zip(&self.squares) {
            for i in 0..LANES {
                let energy = (squares[i] + y2).sqrt();
                density[i] += weights[i] * energy;
                pressure[i] += weights[i] * squares[i] / energy;
            }
        }
        [density.iter().sum(), pressure.iter().sum::<f64>() / 3.0]
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use lastscatter_numerics::{Error, quadrature::AdaptiveQuadrature};

    use super::FermiDirac;

    #[test]
    fn against_adaptive_quadrature() -> Result<(), Error> {
        let rule = FermiDirac::new();
        let adaptive = AdaptiveQuadrature {
            relative: 1e-14,
            ..AdaptiveQuadrature::default()
        };
        let norm = 120.0 / (7.0 * PI.powi(4));
        let mut worst = 0.0_f64;
        for i in -60..=80 {
            let y = 10_f64.powf(0.1 * f64::from(i));
            let occupied = |q: f64| 1.0 / (q.exp() + 1.0);
            // Pieces that end at the scale of the branch point.
            let mut exact = [0.0; 2];
            let mut borders = vec![0.0, 1.0, 10.0, 40.0, 100.0];
            borders.extend([0.1 * y, y, 10.0 * y].iter().filter(|&&b| b < 100.0));
            borders.sort_by(f64::total_cmp);
            for pair in borders.windows(2) {
                let density = |q: f64| q * q * q.hypot(y) * occupied(q);
                let pressure = |q: f64| q.powi(4) / (3.0 * q.hypot(y)) * occupied(q);
                let part = AdaptiveQuadrature {
                    absolute: 1e-15 * (1.0 + y),
                    ..adaptive
                };
                exact[0] += part.integral(pair[0], pair[1], density)?.value;
                let part = AdaptiveQuadrature {
                    absolute: 1e-15 / (1.0 + y),
                    ..adaptive
                };
                exact[1] += part.integral(pair[0], pair[1], pressure)?.value;
            }
            let found = rule.density_and_pressure(y);
            assert!((found[0] / rule.density(y) - 1.0).abs() < 1e-14);
            for (found, exact) in found.iter().zip(exact) {
                worst = worst.max((found / (norm * exact) - 1.0).abs());
            }
        }
        assert!(worst < 1e-12, "{worst:e}");
        Ok(())
    }

    #[test]
    fn massless_and_heavy() {
        let rule = FermiDirac::new();
        let [density, pressure] = rule.density_and_pressure(0.0);
        assert!((density - 1.0).abs() < 1e-12 && (pressure - 1.0 / 3.0).abs() < 1e-12);
        // ρ = m n (1 + ⟨q²⟩/2y² …), with n = 3ζ(3)/2 and ⟨q²⟩ = 15 ζ(5)/ζ(3).
        let (zeta3, zeta5) = (1.202_056_903_159_594, 1.036_927_755_143_37);
        let y = 1e4;
        let expected =
            120.0 / (7.0 * PI.powi(4)) * 1.5 * zeta3 * y * (1.0 + 7.5 * zeta5 / zeta3 / (y * y));
        assert!((rule.density(y) / expected - 1.0).abs() < 1e-12);
    }
}
