//! Learning the step size and the mass matrix.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

/// Dual averaging of ln ε towards a mean acceptance, `hoffman2014`, section 3.2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct StepSize {
    /// ε of the next step.
    pub(super) present: f64,
    ln_mean: f64,
    /// ln 10 ε₀, towards which ε is drawn.
    attractor: f64,
    mean_error: f64,
    count: u32,
}

impl StepSize {
    pub(super) fn new(epsilon: f64) -> Self {
        Self {
            present: epsilon,
            ln_mean: epsilon.ln(),
            attractor: (10.0 * epsilon).ln(),
            mean_error: 0.0,
            count: 0,
        }
    }

    pub(super) fn learn(&mut self, acceptance: f64, target: f64) {
        const GAMMA: f64 = 0.05;
        const T0: f64 = 10.0;
        const KAPPA: f64 = 0.75;
        self.count += 1;
        let t = f64::from(self.count);
        self.mean_error += (target - acceptance - self.mean_error) / (t + T0);
        let ln_epsilon = self.attractor - t.sqrt() / GAMMA * self.mean_error;
        self.ln_mean += t.powf(-KAPPA) * (ln_epsilon - self.ln_mean);
        self.present = ln_epsilon.exp();
    }

    /// Takes the mean of what was learnt.
    pub(super) fn settle(&mut self) {
        self.present = self.ln_mean.exp();
    }
}

/// Running mean and covariance.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Moments {
    count: u32,
    mean: Vec<f64>,
    /// Sums of products of deviations, lower triangle, row by row.
    products: Vec<f64>,
}

impl Moments {
    pub(super) fn add(&mut self, theta: &[f64]) {
        let n = theta.len();
        self.mean.resize(n, 0.0);
        self.products.resize(n * n, 0.0);
        self.count += 1;
        let count = f64::from(self.count);
        let before: Vec<f64> = theta.iter().zip(&self.mean).map(|(t, m)| t - m).collect();
        for (m, d) in self.mean.iter_mut().zip(&before) {
            *m += d / count;
        }
        for i in 0..n {
            let after = theta[i] - self.mean[i];
            for j in 0..=i {
                self.products[i * n + j] += after * before[j];
            }
        }
    }

    /// The covariance, correlations drawn to zero as if by d + 5 uncorrelated draws.
    pub(super) fn covariance(&self) -> Option<DMatrix<f64>> {
        if self.count < 10 {
            return None;
        }
        let n = self.mean.len();
        let count = f64::from(self.count);
        let trust = count / (count + (n + 5) as f64);
        Some(DMatrix::from_fn(n, n, |i, j| {
            let product = self.products[i.max(j) * n + i.min(j)] / (count - 1.0);
            if i == j { product } else { trust * product }
        }))
    }
}

/// What happens after a step of the warm-up: steps alone at the beginning and at the end, shape in windows of
/// doubling length between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    StepSizeOnly,
    /// The draw counts for the shape.
    Shape,
    /// The same, and the shape is used from now on.
    EndOfWindow,
}

pub(super) fn stage(iteration: usize, warm_up: usize) -> Stage {
    let begin = warm_up * 15 / 100;
    let end = warm_up - warm_up / 10;
    if iteration < begin || iteration >= end {
        return Stage::StepSizeOnly;
    }
    let mut length = (warm_up / 40).max(10);
    let mut window_end = begin + length;
    // The last window takes what would not make up another.
    while window_end <= iteration || end < window_end + 2 * length {
        if end < window_end + 2 * length {
            window_end = end;
            break;
        }
        length *= 2;
        window_end += length;
    }
    if iteration + 1 == window_end {
        Stage::EndOfWindow
    } else {
        Stage::Shape
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_double_and_the_last_takes_the_rest() {
        let ends: Vec<usize> = (0..1000)
            .filter(|&i| stage(i, 1000) == Stage::EndOfWindow)
            .map(|i| i + 1)
            .collect();
        assert_eq!(ends, [175, 225, 325, 900]);
        for warm_up in [0, 1, 20, 100, 157] {
            let last = (0..warm_up).rfind(|&i| stage(i, warm_up) != Stage::StepSizeOnly);
            assert!(last.is_none_or(|i| stage(i, warm_up) == Stage::EndOfWindow));
        }
    }

    #[test]
    fn moments_are_those_of_the_draws() {
        let mut moments = Moments::default();
        for i in 0..100 {
            let x = f64::from(i);
            moments.add(&[1e6 + x, 2.0 * x]);
        }
        let covariance = moments.covariance().unwrap();
        // (n² − 1)/12 n/(n − 1) of equally spaced numbers.
        let variance = 9999.0 / 12.0 * 100.0 / 99.0;
        assert!((covariance[(0, 0)] / variance - 1.0).abs() < 1e-9);
        assert!((covariance[(0, 1)] / (2.0 * variance * 100.0 / 107.0) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn the_step_size_finds_its_acceptance() {
        let mut step = StepSize::new(1e-3);
        for _ in 0..500 {
            step.learn((-step.present).exp(), 0.8);
        }
        step.settle();
        assert!((step.present - 0.223).abs() < 0.02, "{}", step.present);
    }
}
