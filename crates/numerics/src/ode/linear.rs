//! Small dense linear systems.

/// LU factors with partial pivoting of a matrix in row-major order.
#[derive(Debug)]
pub(super) struct Factors {
    n: usize,
    lu: Vec<f64>,
    pivots: Vec<usize>,
}

impl Factors {
    pub(super) fn new(n: usize) -> Self {
        Self {
            n,
            lu: vec![0.0; n * n],
            pivots: vec![0; n],
        }
    }

    /// Factorises `diagonal` × 1 − `matrix`; false when it is singular or not finite.
    pub(super) fn factorise(&mut self, diagonal: f64, matrix: &[f64]) -> bool {
        let n = self.n;
        for (lu, m) in self.lu.iter_mut().zip(matrix) {
            *lu = -m;
        }
        for i in 0..n {
            self.lu[i * n + i] += diagonal;
        }
        for column in 0..n {
            let mut pivot = column;
            for row in column + 1..n {
                if self.lu[row * n + column].abs() > self.lu[pivot * n + column].abs() {
                    pivot = row;
                }
            }
            self.pivots[column] = pivot;
            let value = self.lu[pivot * n + column];
            if !(value.abs() > 0.0 && value.is_finite()) {
                return false;
            }
            if pivot != column {
                for j in 0..n {
                    self.lu.swap(pivot * n + j, column * n + j);
                }
            }
            for row in column + 1..n {
                let factor = self.lu[row * n + column] / value;
                self.lu[row * n + column] = factor;
                for j in column + 1..n {
                    self.lu[row * n + j] -= factor * self.lu[column * n + j];
                }
            }
        }
        true
    }

    /// Solves in place.
    pub(super) fn solve(&self, x: &mut [f64]) {
        let n = self.n;
        for i in 0..n {
            x.swap(i, self.pivots[i]);
        }
        for i in 0..n {
            let sum: f64 = (0..i).map(|j| self.lu[i * n + j] * x[j]).sum();
            x[i] -= sum;
        }
        for i in (0..n).rev() {
            let sum: f64 = (i + 1..n).map(|j| self.lu[i * n + j] * x[j]).sum();
            x[i] = (x[i] - sum) / self.lu[i * n + i];
        }
    }
}
