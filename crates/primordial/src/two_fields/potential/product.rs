//! A mass that another field lowers.

use serde::{Deserialize, Serialize};

use super::{Landscape, TwoFieldPotential, valid_masses};
use crate::{Error, error::within};

/// A massive field whose mass falls with another:
///
/// ```text
/// V = ½m²φ² e^(−λχ²)
/// ```
///
/// χ near zero is light and leaves a large squeezed bispectrum for some trajectories.
///
/// # References
///
/// `byrnes2008`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExponentialProduct {
    /// m in M_P.
    pub mass: f64,
    /// λ in M_P⁻².
    pub lambda: f64,
}

impl TwoFieldPotential for ExponentialProduct {
    fn at(&self, [phi, chi]: [f64; 2]) -> Landscape {
        let l = self.lambda;
        let e = self.mass * self.mass * (-l * chi * chi).exp();
        let u = 0.5 * e * phi * phi;
        Landscape {
            value: u,
            gradient: [e * phi, -2.0 * l * chi * u],
            hessian: [
                e,
                -2.0 * l * chi * e * phi,
                2.0 * l * (2.0 * l * chi * chi - 1.0) * u,
            ],
        }
    }

    fn validate(&self) -> Result<(), Error> {
        valid_masses(&[self.mass])?;
        within("lambda in 1/M_P^2", self.lambda, [-1e3, 1e3]).map(|_| ())
    }
}
