//! The half-normal distribution.

use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_PI};

use lastscatter_numerics::special::{erf, normal_quantile};

use super::Univariate;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct HalfNormal {
    pub(super) sigma: f64,
}

impl Univariate for HalfNormal {
    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        let z = x / self.sigma;
        -0.5 * z * z - self.sigma.ln() + 0.5 * FRAC_2_PI.ln()
    }

    fn ln_pdf_derivative(&self, x: f64) -> f64 {
        -x / self.sigma / self.sigma
    }

    fn cdf(&self, x: f64) -> f64 {
        erf(x / self.sigma * FRAC_1_SQRT_2)
    }

    fn quantile(&self, u: f64) -> f64 {
        let z = -normal_quantile(0.5 * (1.0 - u));
        if u > 0.5 {
            return self.sigma * z;
        }
        // (1 − u)/2 has lost the digits of a small u: one Newton step restores them.
        let slope = FRAC_2_PI.sqrt() * (-0.5 * z * z).exp();
        self.sigma * (z - (erf(z * FRAC_1_SQRT_2) - u) / slope)
    }

    fn mean(&self) -> Option<f64> {
        Some(self.sigma * FRAC_2_PI.sqrt())
    }

    fn standard_deviation(&self) -> Option<f64> {
        Some(self.sigma * (1.0 - FRAC_2_PI).sqrt())
    }
}
