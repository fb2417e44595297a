//! The Cauchy distribution.

use std::f64::consts::{FRAC_1_PI, PI};

use super::Univariate;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cauchy {
    pub(super) median: f64,
    pub(super) gamma: f64,
}

impl Univariate for Cauchy {
    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        let z = (x - self.median) / self.gamma;
        // z² would overflow far out.
        let ln_quadratic = if z.abs() < 1e8 {
            (z * z).ln_1p()
        } else {
            2.0 * z.abs().ln()
        };
        -ln_quadratic - (PI * self.gamma).ln()
    }

    fn ln_pdf_derivative(&self, x: f64) -> f64 {
        let z = (x - self.median) / self.gamma;
        if z.abs() < 1.0 {
            -2.0 * z / (1.0 + z * z) / self.gamma
        } else {
            -2.0 / (z + 1.0 / z) / self.gamma
        }
    }

    fn cdf(&self, x: f64) -> f64 {
        let z = (x - self.median) / self.gamma;
        // The lower tail without cancellation.
        if z < -1.0 {
            (-1.0 / z).atan() * FRAC_1_PI
        } else {
            0.5 + z.atan() * FRAC_1_PI
        }
    }

    fn quantile(&self, u: f64) -> f64 {
        let z = if u < 0.25 {
            -1.0 / (PI * u).tan()
        } else if u > 0.75 {
            1.0 / (PI * (1.0 - u)).tan()
        } else {
            (PI * (u - 0.5)).tan()
        };
        self.median + self.gamma * z
    }

    fn mean(&self) -> Option<f64> {
        None
    }

    fn standard_deviation(&self) -> Option<f64> {
        None
    }
}
