//! Learning the proposal's covariance and scale.

/// A normal proposal of covariance λ Σ, and how it learns.
///
/// With α the acceptance probability of step i and X the point after it, the scheme of
/// `andrieu2008`, algorithm 4, is
///
/// ```text
/// ln λ ← ln λ + i^{−0.6} (α − α*),
/// Σ    ← Σ + g ((X − μ)(X − μ)ᵀ − Σ),
/// μ    ← μ + g (X − μ),                  g = 2 / (i + n₀),
/// ```
///
/// beginning with λ = 2.38²/d (`gelman1996`, `haario2001`). The gain g is twice that of a running mean,
/// so that the transient is forgotten as 1/i², and n₀ = 20 d keeps the first guess until there are
/// draws to learn from. Σ lives as its Cholesky factor L: shrinking and a rank-one update keep it
/// positive definite at O(d²) a step.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Adaptation {
    dimension: usize,
    /// L, column-major; zeros above the diagonal.
    factor: Vec<f64>,
    mean: Vec<f64>,
    ln_lambda: f64,
    steps: u64,
    target: f64,
    deviation: Vec<f64>,
}

impl Adaptation {
    pub(super) fn new(factor: Vec<f64>, start: &[f64], target: f64) -> Self {
        let dimension = start.len();
        Self {
            dimension,
            factor,
            mean: start.to_vec(),
            ln_lambda: (2.38 * 2.38 / dimension as f64).ln(),
            steps: 0,
            target,
            deviation: vec![0.0; dimension],
        }
    }

    /// Y = X + √λ L z.
    pub(super) fn propose(&self, present: &[f64], normal: &[f64], proposal: &mut [f64]) {
        let scale = (0.5 * self.ln_lambda).exp();
        proposal.copy_from_slice(present);
        for (j, z) in normal.iter().enumerate() {
            let column = &self.factor[j * self.dimension..(j + 1) * self.dimension];
            let step = scale * z;
            for i in j..self.dimension {
                proposal[i] += step * column[i];
            }
        }
    }

    /// One step of learning from the point after the step and its acceptance probability.
    pub(super) fn learn(&mut self, present: &[f64], acceptance: f64) {
        self.steps += 1;
        let i = self.steps as f64;
        self.ln_lambda += i.powf(-0.6) * (acceptance - self.target);
        let gain = 2.0 / (i + 20.0 * self.dimension as f64);
        for ((d, x), m) in self.deviation.iter_mut().zip(present).zip(&mut self.mean) {
            *d = x - *m;
            *m += gain * *d;
            *d *= gain.sqrt();
        }
        let shrink = (1.0 - gain).sqrt();
        for entry in &mut self.factor {
            *entry *= shrink;
        }
        self.update();
    }

    /// L Lᵀ ← L Lᵀ + v vᵀ with v the deviation, which is used up (`golub2013`, section 6.5.4).
    fn update(&mut self) {
        let n = self.dimension;
        for j in 0..n {
            let diagonal = self.factor[j * n + j];
            let v = self.deviation[j];
            let r = diagonal.hypot(v);
            let (c, s) = (r / diagonal, v / diagonal);
            self.factor[j * n + j] = r;
            for i in j + 1..n {
                let entry = (self.factor[j * n + i] + s * self.deviation[i]) / c;
                self.factor[j * n + i] = entry;
                self.deviation[i] = c * self.deviation[i] - s * entry;
            }
        }
    }

    /// λ Σ, column-major.
    pub(super) fn covariance(&self) -> Vec<f64> {
        let n = self.dimension;
        let lambda = self.ln_lambda.exp();
        let mut covariance = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..n {
                let sum: f64 = (0..=i.min(j))
                    .map(|k| self.factor[k * n + i] * self.factor[k * n + j])
                    .sum();
                covariance[j * n + i] = lambda * sum;
            }
        }
        covariance
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{DMatrix, DVector};

    #[test]
    fn update_is_the_factor_of_the_updated_matrix() {
        let l = DMatrix::from_row_slice(3, 3, &[2.0, 0.0, 0.0, -1.0, 1.5, 0.0, 0.3, 0.7, 0.9]);
        let v = DVector::from_vec(vec![0.4, -1.1, 2.0]);
        let mut adaptation = Adaptation::new(l.as_slice().to_vec(), &[0.0; 3], 0.234);
        adaptation.deviation = v.as_slice().to_vec();
        adaptation.update();
        adaptation.ln_lambda = 0.0;
        let expected = &l * l.transpose() + &v * v.transpose();
        let found = DMatrix::from_vec(3, 3, adaptation.covariance());
        assert!((found - expected).amax() < 1e-14);
    }
}
