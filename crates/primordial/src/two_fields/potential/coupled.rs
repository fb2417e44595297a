//! Massive fields that meet in a quartic term.

use serde::{Deserialize, Serialize};

use super::{Landscape, TwoFieldPotential, valid_couplings, valid_masses};
use crate::Error;

/// Massive fields with quartic terms:
///
/// ```text
/// V = ½m_φ²φ² + ½m_χ²χ² + ½g²φ²χ² + ¼λ_φφ⁴ + ¼λ_χχ⁴
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coupled {
    /// m_φ and m_χ in M_P.
    pub masses: [f64; 2],
    /// g², dimensionless.
    pub coupling: f64,
    /// λ_φ and λ_χ, dimensionless.
    pub quartic: [f64; 2],
}

impl TwoFieldPotential for Coupled {
    fn at(&self, [phi, chi]: [f64; 2]) -> Landscape {
        let [a, b] = self.masses.map(|mass| mass * mass);
        let (g, [p, c]) = (self.coupling, self.quartic);
        let [x, y] = [phi * phi, chi * chi];
        Landscape {
            value: 0.5 * (a * x + b * y + g * x * y) + 0.25 * (p * x * x + c * y * y),
            gradient: [phi * (a + g * y + p * x), chi * (b + g * x + c * y)],
            hessian: [
                a + g * y + 3.0 * p * x,
                2.0 * g * phi * chi,
                b + g * x + 3.0 * c * y,
            ],
        }
    }

    fn validate(&self) -> Result<(), Error> {
        valid_masses(&self.masses)?;
        valid_couplings(&[self.coupling])?;
        valid_couplings(&self.quartic)
    }
}
