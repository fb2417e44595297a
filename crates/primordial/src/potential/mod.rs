//! Potentials of the inflaton: V(φ) in reduced Planck units, φ in M_P = (8πG)^(−1/2) and V in M_P⁴.
//!
//! A potential of one's own is a formula and a place to start from; its derivatives follow:
//!
//! ```
//! use lastscatter_numerics::{Elementary, Taylor};
//! use lastscatter_primordial::potential::{Derivatives, Potential};
//!
//! /// Radion gauge inflation, V = φ²/(a + φ²).
//! #[derive(Debug)]
//! struct Radion {
//!     a: f64,
//! }
//!
//! impl Potential for Radion {
//!     fn at(&self, field: f64) -> Derivatives {
//!         Derivatives::of(field, |x: Taylor<4>| x.powi(2) / (x.powi(2) + self.a))
//!     }
//!
//!     fn on_the_slope(&self) -> f64 {
//!         3.0
//!     }
//! }
//!
//! let v = Radion { a: 1.0 }.at(1.0);
//! assert_eq!([v.value, v.first, v.second, v.third], [0.5, 0.5, -0.5, 0.0]);
//! ```

mod alpha_attractor;
mod axion_monodromy;
mod d_brane;
mod double_well;
mod exponential;
mod higgs;
mod hilltop;
mod inflection;
mod kink;
mod monomial;
mod natural;
mod starobinsky;
mod step;
mod tabulated;

pub use alpha_attractor::{AlphaAttractorE, AlphaAttractorT};
pub use axion_monodromy::AxionMonodromy;
pub use d_brane::{DBrane, DBraneForm};
pub use double_well::DoubleWell;
pub use exponential::Exponential;
pub use higgs::Higgs;
pub use hilltop::Hilltop;
pub use inflection::Inflection;
pub use kink::Kink;
pub use monomial::Monomial;
pub use natural::Natural;
pub use starobinsky::Starobinsky;
pub use step::TanhStep;
pub use tabulated::Tabulated;

use std::fmt::Debug;

use lastscatter_numerics::Taylor;

use crate::{Error, error::within};

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
    /// Those of a formula at φ, by [`Taylor`] series.
    #[must_use]
    #[inline]
    pub fn of(field: f64, formula: impl FnOnce(Taylor<4>) -> Taylor<4>) -> Self {
        let [value, first, second, third] = formula(Taylor::variable(field)).coefficients();
        Self {
            value,
            first,
            second: 2.0 * second,
            third: 6.0 * third,
        }
    }

    /// The Taylor series about φ.
    #[must_use]
    pub fn series(&self) -> Taylor<4> {
        Taylor::new([self.value, self.first, self.second / 2.0, self.third / 6.0])
    }

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
        (self.first / self.value) * (self.third / self.value)
    }
}

/// The potential of one scalar field.
pub trait Potential: Debug + Send + Sync {
    /// V, V′, V″ and V‴ at φ; NaN where there is none.
    fn at(&self, field: f64) -> Derivatives;

    /// A φ of the slope that inflates: from here the field rolls down to the end of inflation. Inflation that shall begin earlier
    /// is sought uphill.
    fn on_the_slope(&self) -> f64;

    /// Whether the parameters make sense.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] naming the parameter.
    fn validate(&self) -> Result<(), Error> {
        Ok(())
    }
}

impl<P: Potential + ?Sized> Potential for Box<P> {
    fn at(&self, field: f64) -> Derivatives {
        (**self).at(field)
    }

    fn on_the_slope(&self) -> f64 {
        (**self).on_the_slope()
    }

    fn validate(&self) -> Result<(), Error> {
        (**self).validate()
    }
}

/// |V′/V| where the models' slopes are entered: ε_V = 0.02.
const GENTLE: f64 = 0.2;

/// The φ between a flat place and a steep one where |V′/V| is gentle; the flat place if it is nowhere so steep.
fn gentle_slope(potential: &impl Potential, flat: f64, steep: f64) -> f64 {
    let [mut flat, mut steep] = [flat, steep];
    for _ in 0..50 {
        let middle = 0.5 * (flat + steep);
        let v = potential.at(middle);
        if (v.first / v.value).abs() < GENTLE {
            flat = middle;
        } else {
            steep = middle;
        }
    }
    flat
}

/// Checks what every potential has, its scale.
fn valid_scale(scale: f64) -> Result<(), Error> {
    within("scale of the potential in M_P^4", scale, [1e-60, 1e60]).map(|_| ())
}
