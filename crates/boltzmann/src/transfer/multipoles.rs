//! The multipoles at which spectra are projected, and interpolation to all others.

use super::accuracy::TransferAccuracy;

/// Growth of the spacing with ℓ where spectra only serve lensing.
const THINNING: f64 = 0.1;
/// Points of the interpolation polynomial.
const POINTS: usize = 10;

/// Sampled multipoles from ℓ = 2: all low ones, then growing steps, and on past ℓ_max so that the interpolation is
/// centred everywhere.
#[derive(Debug, Clone)]
pub(crate) struct Multipoles {
    sampled: Vec<usize>,
    /// For every ℓ ≤ ℓ_max: first sampled multipole of its stencil, and weights.
    stencils: Vec<(usize, [f64; POINTS])>,
}

impl Multipoles {
    /// Samples up to `l_max`; beyond `l_fine` they thin out.
    pub(crate) fn new(l_fine: usize, l_max: usize, accuracy: &TransferAccuracy) -> Self {
        let mut sampled: Vec<usize> = (2..=12).collect();
        let mut l = 12.0;
        let mut beyond = 0;
        while beyond < POINTS / 2 {
            let step: f64 = 1.0 + accuracy.multipole_growth * (l - 12.0);
            // A smooth approach to the largest step keeps the stencils smooth.
            let largest = accuracy.multipole_step + THINNING * (l - l_fine as f64).max(0.0);
            l += (step.powi(-4) + largest.min(4.0 * accuracy.multipole_step).powi(-4)).powf(-0.25);
            let rounded = l.round() as usize;
            if rounded > sampled[sampled.len() - 1] {
                sampled.push(rounded);
                beyond += usize::from(rounded >= l_max);
            }
        }
        let stencils = (0..=l_max)
            .map(|l| {
                let above = sampled.partition_point(|&s| s < l);
                let first = above.saturating_sub(POINTS / 2).min(sampled.len() - POINTS);
                (first, lagrange(&sampled[first..first + POINTS], l as f64))
            })
            .collect();
        Self { sampled, stencils }
    }

    /// The sampled multipoles, ascending.
    pub(crate) fn sampled(&self) -> &[usize] {
        &self.sampled
    }

    /// From values at the sampled multipoles to all ℓ = 0, …, ℓ_max, zero below 2; `power` is that of √(ℓ(ℓ+1)) which
    /// makes the curve level.
    pub(crate) fn interpolate(&self, values: &[f64], power: i32) -> Vec<f64> {
        let level = |l: f64| (l * (l + 1.0)).sqrt().powi(power);
        let levelled: Vec<f64> = self
            .sampled
            .iter()
            .zip(values)
            .map(|(&l, value)| value * level(l as f64))
            .collect();
        let at = |(l, (first, weights)): (usize, &(usize, [f64; POINTS]))| {
            if l < 2 {
                return 0.0;
            }
            let terms = levelled[*first..].iter().zip(weights);
            terms.map(|(value, weight)| value * weight).sum::<f64>() / level(l as f64)
        };
        self.stencils.iter().enumerate().map(at).collect()
    }
}

fn lagrange(points: &[usize], x: f64) -> [f64; POINTS] {
    let mut weights = [1.0; POINTS];
    for (i, weight) in weights.iter_mut().enumerate() {
        for (j, &point) in points.iter().enumerate() {
            if j != i {
                *weight *= (x - point as f64) / (points[i] as f64 - point as f64);
            }
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::{Multipoles, TransferAccuracy};

    /// Acoustic peaks as deep as those of E, on a Silk tail.
    fn peaks(l: f64) -> f64 {
        let wave = 1.02 - (TAU * (l + 40.0 * (l / 900.0).sin()) / 300.0).cos();
        wave * (-(l / 1100.0).powf(1.3)).exp() * l * l / (l * l + 2e4)
    }

    #[test]
    fn interpolation_follows_acoustic_peaks() {
        for (accuracy, tolerance) in [
            (TransferAccuracy::standard(), 3e-5),
            (TransferAccuracy::reference(), 1e-6),
        ] {
            let multipoles = Multipoles::new(3000, 3000, &accuracy);
            let curve = |l: usize| peaks(l as f64) / (l * (l + 1)) as f64;
            let values: Vec<f64> = multipoles.sampled().iter().map(|&l| curve(l)).collect();
            let all = multipoles.interpolate(&values, 2);
            assert_eq!(all.len(), 3001);
            let worst = (2..=3000)
                .map(|l| (all[l] / curve(l) - 1.0).abs())
                .fold(0.0, f64::max);
            assert!(worst < tolerance, "{worst:e}");
            assert!(worst > 1e-12, "the test would see nothing: {worst:e}");
        }
    }
}
