//! Units of a spectrum.

use std::fmt;
use std::hash::Hash;

mod sealed {
    #[expect(unnameable_types, reason = "seals `Unit`")]
    pub trait Sealed {}
    impl Sealed for super::Dimensionless {}
    impl Sealed for super::Microkelvin {}
    impl Sealed for super::MicrokelvinSquared {}
}

/// Unit of a spectrum: [`Dimensionless`], [`Microkelvin`] or [`MicrokelvinSquared`].
pub trait Unit:
    sealed::Sealed + Copy + fmt::Debug + Default + Eq + Hash + Send + Sync + 'static
{
    /// How many factors of a temperature the unit holds.
    const TEMPERATURES: i32;
}

/// Unit of the spectra of T, E and B among each other: [`Dimensionless`] or [`MicrokelvinSquared`].
pub trait PowerUnit: Unit {
    /// Unit of their spectra with the lensing potential, which has none itself.
    type WithPotential: Unit;
}

/// T, E and B as ΔT/T₀.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Dimensionless;

/// µK: one of T, E, B in µK (thermodynamic), the other field dimensionless, as in Tφ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Microkelvin;

/// µK²: T, E and B in µK (thermodynamic).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct MicrokelvinSquared;

impl Unit for Dimensionless {
    const TEMPERATURES: i32 = 0;
}

impl Unit for Microkelvin {
    const TEMPERATURES: i32 = 1;
}

impl Unit for MicrokelvinSquared {
    const TEMPERATURES: i32 = 2;
}

impl PowerUnit for Dimensionless {
    type WithPotential = Self;
}

impl PowerUnit for MicrokelvinSquared {
    type WithPotential = Microkelvin;
}
