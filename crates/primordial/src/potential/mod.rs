//! Potentials of the inflaton: V(φ) in reduced Planck units, φ in M_P = (8πG)^(−1/2) and V in M_P⁴.

mod starobinsky;

pub use starobinsky::Starobinsky;

use std::fmt::Debug;

/// V and its derivatives at one φ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Derivatives {
    /// V in M_P⁴.
    pub value: f64,
    /// dV/dφ.
    pub first: f64,
    /// d²V/dφ².
    pub second: f64,
    /// d³V/dφ³.
    pub third: f64,
}

impl Derivatives {
    /// ε_V = (V′/V)²/2.
    #[must_use]
    pub fn epsilon(&self) -> f64 {
        let slope = self.first / self.value;
        0.5 * slope * slope
    }

    /// η_V = V″/V.
    #[must_use]
    pub fn eta(&self) -> f64 {
        self.second / self.value
    }

    /// ξ²_V = V′V‴/V².
    #[must_use]
    pub fn xi_squared(&self) -> f64 {
        self.first * self.third / (self.value * self.value)
    }
}

/// The potential of one scalar field.
pub trait Potential: Debug + Send + Sync {
    /// V, V′, V″ and V‴ at φ.
    fn at(&self, field: f64) -> Derivatives;

    /// A φ of the slope that inflates: from here the field rolls down to the end of inflation.
    fn on_the_slope(&self) -> f64;
}

impl<P: Potential + ?Sized> Potential for Box<P> {
    fn at(&self, field: f64) -> Derivatives {
        (**self).at(field)
    }

    fn on_the_slope(&self) -> f64 {
        (**self).on_the_slope()
    }
}
