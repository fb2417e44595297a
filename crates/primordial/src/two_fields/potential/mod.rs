//! Potentials V(φ, χ) in reduced Planck units, fields in M_P and V in M_P⁴.

mod coupled;
mod hybrid;
mod numerical;
mod product;
mod sum;
mod valley;

pub use coupled::Coupled;
pub use hybrid::Hybrid;
pub use numerical::Numerical;
pub use product::ExponentialProduct;
pub use sum::{DoubleQuadratic, Sum};
pub use valley::TurningValley;

use std::fmt::Debug;

use crate::{Error, error::within};

/// V and its derivatives at one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Landscape {
    /// V in M_P⁴.
    pub value: f64,
    /// ∂V/∂φ and ∂V/∂χ.
    pub gradient: [f64; 2],
    /// ∂²V/∂φ², ∂²V/∂φ∂χ and ∂²V/∂χ².
    pub hessian: [f64; 3],
}

/// The potential of two scalar fields.
pub trait TwoFieldPotential: Debug + Send + Sync {
    /// V and its derivatives at (φ, χ).
    fn at(&self, fields: [f64; 2]) -> Landscape;

    /// Whether the parameters make sense.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] naming the parameter.
    fn validate(&self) -> Result<(), Error> {
        Ok(())
    }
}

/// Masses in M_P that make sense.
fn valid_masses(masses: &[f64]) -> Result<(), Error> {
    for &mass in masses {
        within("mass in M_P", mass, [0.0, 1e3])?;
    }
    Ok(())
}

/// Dimensionless couplings that make sense.
fn valid_couplings(couplings: &[f64]) -> Result<(), Error> {
    for &coupling in couplings {
        within("coupling of the fields", coupling, [0.0, 1e3])?;
    }
    Ok(())
}

impl<P: TwoFieldPotential + ?Sized> TwoFieldPotential for Box<P> {
    fn at(&self, fields: [f64; 2]) -> Landscape {
        (**self).at(fields)
    }

    fn validate(&self) -> Result<(), Error> {
        (**self).validate()
    }
}
