//! The normal distribution.

use std::f64::consts::PI;

use lastscatter_numerics::special::{normal_cdf, normal_quantile};

use super::Univariate;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Normal {
    pub(super) mean: f64,
    pub(super) sigma: f64,
}

impl Univariate for Normal {
    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        let z = (x - self.mean) / self.sigma;
        -0.5 * z * z - self.sigma.ln() - 0.5 * (2.0 * PI).ln()
    }

    fn ln_pdf_derivative(&self, x: f64) -> f64 {
        -(x - self.mean) / self.sigma / self.sigma
    }

    fn cdf(&self, x: f64) -> f64 {
        normal_cdf((x - self.mean) / self.sigma)
    }

    fn quantile(&self, u: f64) -> f64 {
        self.mean + self.sigma * normal_quantile(u)
    }

    fn mean(&self) -> Option<f64> {
        Some(self.mean)
    }

    fn standard_deviation(&self) -> Option<f64> {
        Some(self.sigma)
    }
}
