//! Fields that meet in gravity alone.

use serde::{Deserialize, Serialize};

use super::{Landscape, TwoFieldPotential, valid_masses};
use crate::{Error, potential::Potential};

/// Two free massive fields, a pair of N-flation:
///
/// ```text
/// V = ½m_φ²φ² + ½m_χ²χ²
/// ```
///
/// # References
///
/// `polarski1994`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DoubleQuadratic {
    /// m_φ and m_χ in M_P.
    pub masses: [f64; 2],
}

impl TwoFieldPotential for DoubleQuadratic {
    fn at(&self, [phi, chi]: [f64; 2]) -> Landscape {
        let [a, b] = self.masses.map(|mass| mass * mass);
        Landscape {
            value: 0.5 * (a * phi * phi + b * chi * chi),
            gradient: [a * phi, b * chi],
            hessian: [a, 0.0, b],
        }
    }

    fn validate(&self) -> Result<(), Error> {
        valid_masses(&self.masses)
    }
}

/// The sum of two potentials of one field each: V = U(φ) + W(χ).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sum<U, W> {
    /// U(φ).
    pub phi: U,
    /// W(χ).
    pub chi: W,
}

impl<U: Potential, W: Potential> TwoFieldPotential for Sum<U, W> {
    fn at(&self, [phi, chi]: [f64; 2]) -> Landscape {
        let [u, w] = [self.phi.at(phi), self.chi.at(chi)];
        Landscape {
            value: u.value + w.value,
            gradient: [u.first, w.first],
            hessian: [u.second, 0.0, w.second],
        }
    }

    fn validate(&self) -> Result<(), Error> {
        self.phi.validate()?;
        self.chi.validate()
    }
}
