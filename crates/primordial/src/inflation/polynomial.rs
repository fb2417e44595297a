//! Polynomials between two points of a solution.

/// Hermite's polynomial of value, first and second derivative at both ends, in t from 0 to 1.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quintic([f64; 6]);

impl Quintic {
    /// From (f, f′, f″) at both ends of an interval.
    pub(crate) fn new(length: f64, a: [f64; 3], b: [f64; 3]) -> Self {
        let h = length;
        let change = b[0] - a[0];
        let [a1, a2, b1, b2] = [h * a[1], 0.5 * h * h * a[2], h * b[1], 0.5 * h * h * b[2]];
        Self([
            a[0],
            a1,
            a2,
            10.0 * change - 6.0 * a1 - 3.0 * a2 - 4.0 * b1 + b2,
            -15.0 * change + 8.0 * a1 + 3.0 * a2 + 7.0 * b1 - 2.0 * b2,
            6.0 * change - 3.0 * a1 - a2 - 3.0 * b1 + b2,
        ])
    }

    /// f.
    #[inline(always)]
    pub(crate) fn value(&self, t: f64) -> f64 {
        let c = &self.0;
        c[0] + t * (c[1] + t * (c[2] + t * (c[3] + t * (c[4] + t * c[5]))))
    }

    /// df/dt.
    #[inline(always)]
    pub(crate) fn slope(&self, t: f64) -> f64 {
        let c = &self.0;
        c[1] + t * (2.0 * c[2] + t * (3.0 * c[3] + t * (4.0 * c[4] + t * 5.0 * c[5])))
    }

    /// d²f/dt².
    pub(crate) fn bend(&self, t: f64) -> f64 {
        let c = &self.0;
        2.0 * c[2] + t * (6.0 * c[3] + t * (12.0 * c[4] + t * 20.0 * c[5]))
    }
}

#[cfg(test)]
mod tests {
    use super::Quintic;

    #[test]
    fn fifth_powers_exactly() {
        let f = |x: f64| [x.powi(5) - x, 5.0 * x.powi(4) - 1.0, 20.0 * x.powi(3)];
        let quintic = Quintic::new(0.5, f(1.0), f(1.5));
        for t in [0.0, 0.3, 1.0] {
            let [value, slope, bend] = f(1.0 + 0.5 * t);
            assert!((quintic.value(t) - value).abs() < 1e-13);
            assert!((quintic.slope(t) / 0.5 - slope).abs() < 1e-12);
            assert!((quintic.bend(t) / 0.25 - bend).abs() < 1e-11);
        }
    }
}
