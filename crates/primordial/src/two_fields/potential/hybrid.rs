//! Inflation that a waterfall ends.

use serde::{Deserialize, Serialize};

use super::{Landscape, TwoFieldPotential, valid_couplings, valid_masses};
use crate::{Error, error::within};

/// Hybrid inflation: χ stays near zero while φ is large, then falls:
///
/// ```text
/// V = ¼λ(χ² − v²)² + ½m²φ² + ½g²φ²χ²
/// ```
///
/// χ must not start at zero: classically it would never fall. Where χ comes so near to zero on the way that its own fluctuations are larger,
/// linear perturbations, and separate universes with them, say nothing.
///
/// # References
///
/// `linde1994`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hybrid {
    /// m in M_P.
    pub mass: f64,
    /// g², dimensionless.
    pub coupling: f64,
    /// λ, dimensionless.
    pub quartic: f64,
    /// v in M_P, where χ comes to rest.
    pub vacuum: f64,
}

impl TwoFieldPotential for Hybrid {
    fn at(&self, [phi, chi]: [f64; 2]) -> Landscape {
        let [m, g, l] = [self.mass * self.mass, self.coupling, self.quartic];
        let w = chi * chi - self.vacuum * self.vacuum;
        Landscape {
            value: 0.25 * l * w * w + 0.5 * phi * phi * (m + g * chi * chi),
            gradient: [phi * (m + g * chi * chi), chi * (l * w + g * phi * phi)],
            hessian: [
                m + g * chi * chi,
                2.0 * g * phi * chi,
                l * (w + 2.0 * chi * chi) + g * phi * phi,
            ],
        }
    }

    fn validate(&self) -> Result<(), Error> {
        valid_masses(&[self.mass])?;
        valid_couplings(&[self.coupling, self.quartic])?;
        within("v in M_P", self.vacuum, [1e-9, 1e3]).map(|_| ())
    }
}
