//! The uniform distribution.

use super::Univariate;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Uniform {
    pub(super) lower: f64,
    pub(super) upper: f64,
}

impl Univariate for Uniform {
    fn support(&self) -> (f64, f64) {
        (self.lower, self.upper)
    }

    fn ln_pdf(&self, _: f64) -> f64 {
        -(self.upper - self.lower).ln()
    }

    fn ln_pdf_derivative(&self, _: f64) -> f64 {
        0.0
    }

    fn cdf(&self, x: f64) -> f64 {
        (x - self.lower) / (self.upper - self.lower)
    }

    fn quantile(&self, u: f64) -> f64 {
        self.lower + u * (self.upper - self.lower)
    }

    fn mean(&self) -> Option<f64> {
        Some(0.5 * self.lower + 0.5 * self.upper)
    }

    fn standard_deviation(&self) -> Option<f64> {
        Some((self.upper - self.lower) / 12f64.sqrt())
    }
}
