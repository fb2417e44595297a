//! Quantity types that `uom` does not have.
//!
//! Each is a number in one stated SI unit that mixes with nothing but itself; like `uom`'s, it takes any
//! number, NaN included, and what uses it checks. Where two share a
//! dimension (a thermodynamic and a Rayleigh–Jeans temperature difference, both in kelvin), that
//! they are different types is the point.

mod dimensionless;
mod radiance;
mod temperature;

pub use dimensionless::{ChemicalPotential, ComptonY, DimensionlessFrequency};
pub use radiance::{
    PhotonRadiance, Radiance, SpectralPhotonRadiance, SpectralRadiancePerFrequency,
    SpectralRadiancePerWavelength, SpectralRadiancePerWavenumber, frequency_of_wavenumber,
};
pub use temperature::{RayleighJeansDifference, ThermodynamicDifference};

/// A quantity that adds to itself and scales by numbers.
macro_rules! linear_quantity {
    ($(#[$doc:meta])* $name:ident, $unit:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
        pub struct $name(f64);

        impl $name {
            #[doc = concat!("From a number in ", $unit, ".")]
            #[must_use]
            pub const fn from_si(value: f64) -> Self {
                Self(value)
            }

            #[doc = concat!("As a number in ", $unit, ".")]
            #[must_use]
            pub const fn si(self) -> f64 {
                self.0
            }
        }

        impl std::ops::Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }

        impl std::ops::Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }

        impl std::ops::Neg for $name {
            type Output = Self;
            fn neg(self) -> Self {
                Self(-self.0)
            }
        }

        impl std::ops::Mul<f64> for $name {
            type Output = Self;
            fn mul(self, factor: f64) -> Self {
                Self(self.0 * factor)
            }
        }

        impl std::ops::Mul<$name> for f64 {
            type Output = $name;
            fn mul(self, quantity: $name) -> $name {
                quantity * self
            }
        }

        impl std::ops::Div<f64> for $name {
            type Output = Self;
            fn div(self, divisor: f64) -> Self {
                Self(self.0 / divisor)
            }
        }

        impl std::ops::Div for $name {
            type Output = f64;
            fn div(self, other: Self) -> f64 {
                self.0 / other.0
            }
        }

        impl std::iter::Sum for $name {
            fn sum<I: Iterator<Item = Self>>(terms: I) -> Self {
                Self(terms.map(|t| t.0).sum())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0, f)?;
                f.write_str(concat!(" ", $unit).trim_end_matches(" 1"))
            }
        }
    };
}
use linear_quantity;
