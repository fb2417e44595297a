//! The log-normal distribution.

use std::f64::consts::PI;

use lastscatter_numerics::special::{normal_cdf, normal_quantile};

use super::Univariate;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LogNormal {
    pub(super) mu: f64,
    pub(super) sigma: f64,
}

impl Univariate for LogNormal {
    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        if x <= 0.0 {
            // The density's limit at the bound.
            return f64::NEG_INFINITY;
        }
        let ln_x = x.ln();
        let z = (ln_x - self.mu) / self.sigma;
        -0.5 * z * z - ln_x - self.sigma.ln() - 0.5 * (2.0 * PI).ln()
    }

    fn ln_pdf_derivative(&self, x: f64) -> f64 {
        if x <= 0.0 {
            return 0.0;
        }
        -(1.0 + (x.ln() - self.mu) / self.sigma / self.sigma) / x
    }

    fn cdf(&self, x: f64) -> f64 {
        normal_cdf((x.ln() - self.mu) / self.sigma)
    }

    fn quantile(&self, u: f64) -> f64 {
        (self.mu + self.sigma * normal_quantile(u)).exp()
    }

    fn mean(&self) -> Option<f64> {
        finite((self.mu + 0.5 * self.sigma * self.sigma).exp())
    }

    fn standard_deviation(&self) -> Option<f64> {
        let variance = self.sigma * self.sigma;
        finite((self.mu + 0.5 * variance).exp() * variance.exp_m1().sqrt())
    }
}

/// A moment beyond the range of `f64` counts as missing.
fn finite(moment: f64) -> Option<f64> {
    moment.is_finite().then_some(moment)
}
