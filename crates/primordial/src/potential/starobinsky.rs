//! R + R² gravity in the Einstein frame.

use super::{Derivatives, Potential};

/// Starobinsky's model, R + R²/6M² in the Einstein frame:
///
/// ```text
/// V = V₀ (1 − e^(−√(2/3) φ))²,   V₀ = ¾ M²
/// ```
///
/// n_s ≃ 1 − 2/N and r ≃ 12/N².
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Starobinsky {
    /// V₀ in M_P⁴.
    pub scale: f64,
}

impl Potential for Starobinsky {
    fn at(&self, field: f64) -> Derivatives {
        let slope = (2.0_f64 / 3.0).sqrt();
        let e = (-slope * field).exp();
        let scale = self.scale;
        Derivatives {
            value: scale * (1.0 - e) * (1.0 - e),
            first: 2.0 * scale * slope * e * (1.0 - e),
            second: 2.0 * scale * slope * slope * e * (2.0 * e - 1.0),
            third: 2.0 * scale * slope.powi(3) * e * (1.0 - 4.0 * e),
        }
    }

    fn on_the_slope(&self) -> f64 {
        5.0
    }
}
