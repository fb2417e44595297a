//! Two temperature scales for one small brightness difference.

use super::linear_quantity;

linear_quantity! {
    /// Thermodynamic temperature difference, ΔT_CMB: the change of a blackbody's temperature that
    /// makes the brightness difference, ΔI = (∂B/∂T) ΔT.
    ///
    /// It is not the Rayleigh–Jeans difference of the same brightness, and does not add to it:
    ///
    /// ```compile_fail,E0308
    /// use lastscatter_constants::quantity::{RayleighJeansDifference, ThermodynamicDifference};
    /// let sum = ThermodynamicDifference::from_kelvin(1e-6)
    ///     + RayleighJeansDifference::from_kelvin(1e-6);
    /// ```
    ThermodynamicDifference, "K_CMB"
}

linear_quantity! {
    /// Rayleigh–Jeans (antenna) temperature difference, ΔT_RJ: ΔI = (2ν²k/c²) ΔT.
    RayleighJeansDifference, "K_RJ"
}

macro_rules! kelvin {
    ($name:ident) => {
        impl $name {
            /// From kelvin.
            #[must_use]
            pub const fn from_kelvin(value: f64) -> Self {
                Self::from_si(value)
            }

            /// In kelvin.
            #[must_use]
            pub const fn kelvin(self) -> f64 {
                self.si()
            }

            /// From microkelvin.
            #[must_use]
            pub const fn from_microkelvin(value: f64) -> Self {
                Self::from_si(value * 1e-6)
            }

            /// In microkelvin.
            #[must_use]
            pub const fn microkelvin(self) -> f64 {
                self.si() * 1e6
            }
        }
    };
}
kelvin!(ThermodynamicDifference);
kelvin!(RayleighJeansDifference);
