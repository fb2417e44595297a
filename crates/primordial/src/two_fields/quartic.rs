//! Polynomials through five places.

/// The polynomial through values at t = 0, ¼, ½, ¾ and 1, in Newton's form.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quartic([f64; 5]);

impl Quartic {
    pub(super) fn through(values: [f64; 5]) -> Self {
        let mut c = values;
        for order in 1..5 {
            for i in (order..5).rev() {
                c[i] = (c[i] - c[i - 1]) / order as f64;
            }
        }
        Self(c)
    }

    #[inline]
    pub(super) fn value(&self, t: f64) -> f64 {
        let (Self([c0, c1, c2, c3, c4]), u) = (self, 4.0 * t);
        c0 + u * (c1 + (u - 1.0) * (c2 + (u - 2.0) * (c3 + (u - 3.0) * c4)))
    }

    /// Derivative with respect to t.
    pub(super) fn slope(&self, t: f64) -> f64 {
        let u = 4.0 * t;
        let (mut value, mut slope) = (self.0[4], 0.0);
        for i in (0..4).rev() {
            let factor = u - i as f64;
            slope = slope * factor + value;
            value = self.0[i] + factor * value;
        }
        4.0 * slope
    }
}

#[cfg(test)]
mod tests {
    use super::Quartic;

    #[test]
    fn quartics_are_exact() {
        let f = |t: f64| 1.0 - 2.0 * t + 3.0 * t.powi(2) - t.powi(3) + 0.5 * t.powi(4);
        let df = |t: f64| -2.0 + 6.0 * t - 3.0 * t * t + 2.0 * t.powi(3);
        let p = Quartic::through([0.0, 0.25, 0.5, 0.75, 1.0].map(f));
        for t in [0.1, 0.33, 0.9, 1.2] {
            assert!((p.value(t) - f(t)).abs() < 1e-14);
            assert!((p.slope(t) - df(t)).abs() < 1e-13);
        }
    }
}
