//! Natural units: ħ = c = k = ε₀ = 1, everything a power of one energy.
//!
//! # References
//!
//! Heaviside–Lorentz form, so that e = √(4πα); `pdg2024`, chapter 1.

use uom::si::f64::{Energy, Ratio};
use uom::si::{Dimension, Quantity, SI};
use uom::typenum::{Integer, Z0};

use crate::codata::{
    BOLTZMANN, ELECTRON_VOLT, REDUCED_PLANCK, SPEED_OF_LIGHT, VACUUM_PERMITTIVITY,
};
use crate::constant::quantity;
use crate::propagation::Propagated;
use crate::{Constant, Error, planck};

const C: f64 = SPEED_OF_LIGHT.si();
const HBAR: f64 = REDUCED_PLANCK.si();

/// A system of natural units, set by its unit of energy.
///
/// A quantity of dimension L^l M^m T^t I^i Θ^θ becomes a pure number times
/// energy^(m − l − t + i + θ). Amounts of substance and luminous intensities have no natural unit;
/// asking for one does not compile.
///
/// ```
/// use lastscatter_constants::{NaturalUnits, codata};
/// use lastscatter_constants::uom::si::f64::Length;
/// use lastscatter_constants::uom::si::length::femtometer;
///
/// let gev = NaturalUnits::GIGA_ELECTRON_VOLT;
/// // ħc = 0.197 326 98 GeV fm, so a femtometre is 5.067 730 7 GeV⁻¹.
/// assert!((gev.number(Length::new::<femtometer>(1.0)) - 5.067_730_7).abs() < 1e-6);
/// // The electron's mass, 0.510 998 95 MeV, and back.
/// let mass = gev.number(codata::ELECTRON_MASS.value());
/// assert!((mass - 0.510_998_95e-3).abs() < 1e-11);
/// let back: uom::si::f64::Mass = gev.quantity(mass);
/// assert!(((back / codata::ELECTRON_MASS.value()).value - 1.0).abs() < 1e-15);
/// ```
///
/// ```compile_fail,E0271
/// # use lastscatter_constants::NaturalUnits;
/// # use lastscatter_constants::uom::si::{f64::AmountOfSubstance, amount_of_substance::mole};
/// NaturalUnits::PLANCK.number(AmountOfSubstance::new::<mole>(1.0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NaturalUnits {
    energy: Propagated,
}

impl NaturalUnits {
    /// Powers of the electronvolt.
    pub const ELECTRON_VOLT: Self = Self::of(ELECTRON_VOLT.number());
    /// Powers of 1 keV.
    pub const KILO_ELECTRON_VOLT: Self = Self::of(ELECTRON_VOLT.number().scale(1e3));
    /// Powers of 1 MeV.
    pub const MEGA_ELECTRON_VOLT: Self = Self::of(ELECTRON_VOLT.number().scale(1e6));
    /// Powers of 1 GeV.
    pub const GIGA_ELECTRON_VOLT: Self = Self::of(ELECTRON_VOLT.number().scale(1e9));
    /// Planck units: G = 1 too.
    pub const PLANCK: Self = Self::of(planck::ENERGY.number());
    /// Reduced Planck units: 8πG = 1.
    pub const REDUCED_PLANCK: Self = Self::of(planck::REDUCED_MASS.number().scale(C * C));

    const fn of(energy: Propagated) -> Self {
        Self { energy }
    }

    /// A system with any unit of energy.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless the energy lies between 1e-40 and 1e40 J, so that its powers stay
    /// finite.
    pub fn with_energy_unit(energy: Energy) -> Result<Self, Error> {
        if (1e-40..=1e40).contains(&energy.value) {
            Ok(Self::of(Propagated::exact(energy.value)))
        } else {
            Err(Error::OutOfDomain {
                name: "unit of energy in J",
                value: energy.value,
                expected: "between 1e-40 and 1e40",
            })
        }
    }

    /// The power of energy that a dimension amounts to.
    #[must_use]
    pub const fn energy_power<D>() -> i32
    where
        D: Dimension<N = Z0, J = Z0> + ?Sized,
    {
        D::M::I32 - D::L::I32 - D::T::I32 + D::I::I32 + D::Th::I32
    }

    /// A quantity as a number in these units.
    #[must_use]
    pub fn number<D>(&self, quantity: Quantity<D, SI<f64>, f64>) -> f64
    where
        D: Dimension<N = Z0, J = Z0> + ?Sized,
    {
        quantity.value / self.unit::<D>()
    }

    /// The quantity that a number in these units stands for.
    #[must_use]
    pub fn quantity<D>(&self, number: f64) -> Quantity<D, SI<f64>, f64>
    where
        D: Dimension<N = Z0, J = Z0> + ?Sized,
    {
        quantity(number * self.unit::<D>())
    }

    /// A constant as a number in these units, with its uncertainty and correlations.
    ///
    /// The Planck units are uncertain themselves, through G: in them the electron's mass is known to
    /// 1.1e-5, though ħ is exactly one.
    ///
    /// ```
    /// use lastscatter_constants::{NaturalUnits, codata, planck};
    ///
    /// let mass = NaturalUnits::GIGA_ELECTRON_VOLT.constant(planck::MASS);
    /// assert_eq!(mass.to_string(), "1.220890(14)e19"); // GeV
    /// let hbar = NaturalUnits::PLANCK.constant(codata::REDUCED_PLANCK);
    /// assert!(hbar.relative_standard_uncertainty() < 1e-15);
    /// ```
    #[must_use]
    pub fn constant<D>(&self, constant: Constant<Quantity<D, SI<f64>, f64>>) -> Constant<Ratio>
    where
        D: Dimension<N = Z0, J = Z0> + ?Sized,
    {
        Constant::new(constant.number().over(self.propagated_unit::<D>()))
    }

    /// The unit of a dimension, in SI.
    fn unit<D: Dimension + ?Sized>(&self) -> f64 {
        self.propagated_unit::<D>().value
    }

    fn propagated_unit<D: Dimension + ?Sized>(&self) -> Propagated {
        let time = Propagated::exact(HBAR).over(self.energy);
        let charge = VACUUM_PERMITTIVITY.number().scale(HBAR * C).sqrt();
        let factors = [
            (self.energy.scale(1.0 / (C * C)), D::M::I32),
            (time.scale(C), D::L::I32),
            (time, D::T::I32),
            (charge.over(time), D::I::I32),
            (self.energy.scale(1.0 / BOLTZMANN.si()), D::Th::I32),
        ];
        let mut unit = Propagated::exact(1.0);
        for (base, exponent) in factors {
            let power = base.powi(exponent.unsigned_abs());
            unit = if exponent < 0 {
                unit.over(power)
            } else {
                unit.times(power)
            };
        }
        unit
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codata;
    use approx::assert_relative_eq;
    use proptest::prelude::*;
    use uom::si::f64::{ElectricCharge, Frequency, Length, Mass, MassDensity, Time};

    #[test]
    fn defining_constants_are_one() {
        for units in [NaturalUnits::ELECTRON_VOLT, NaturalUnits::PLANCK] {
            assert_relative_eq!(units.number(SPEED_OF_LIGHT.value()), 1.0, epsilon = 1e-14);
            assert_relative_eq!(units.number(REDUCED_PLANCK.value()), 1.0, epsilon = 1e-14);
            assert_relative_eq!(units.number(BOLTZMANN.value()), 1.0, epsilon = 1e-14);
            assert_relative_eq!(
                units.number(VACUUM_PERMITTIVITY.value()),
                1.0,
                epsilon = 1e-14
            );
        }
    }

    #[test]
    fn planck_units_make_gravity_one() {
        let planck = NaturalUnits::PLANCK;
        assert_relative_eq!(
            planck.number(codata::GRAVITATION.value()),
            1.0,
            epsilon = 1e-13
        );
        assert_relative_eq!(planck.number(planck::LENGTH.value()), 1.0, epsilon = 1e-13);
        assert_relative_eq!(planck.number(planck::TIME.value()), 1.0, epsilon = 1e-13);
        assert_relative_eq!(planck.number(planck::DENSITY.value()), 1.0, epsilon = 1e-13);
        assert_relative_eq!(
            NaturalUnits::REDUCED_PLANCK.number(codata::GRAVITATION.value()),
            1.0 / (8.0 * std::f64::consts::PI),
            epsilon = 1e-13
        );
    }

    #[test]
    fn elementary_charge_is_root_four_pi_alpha() {
        let e: f64 = NaturalUnits::PLANCK
            .number::<<ElectricCharge as Dim>::D>(codata::ELEMENTARY_CHARGE.value());
        let alpha = codata::FINE_STRUCTURE.si();
        assert_relative_eq!(
            e,
            (4.0 * std::f64::consts::PI * alpha).sqrt(),
            max_relative = 1e-10
        );
    }

    trait Dim {
        type D: ?Sized;
    }
    impl<D: Dimension + ?Sized> Dim for Quantity<D, SI<f64>, f64> {
        type D = D;
    }

    #[test]
    fn powers_of_energy() {
        fn power<Q: Dim>() -> i32
        where
            Q::D: Dimension<N = Z0, J = Z0>,
        {
            NaturalUnits::energy_power::<Q::D>()
        }
        assert_eq!(power::<Mass>(), 1);
        assert_eq!(power::<Length>(), -1);
        assert_eq!(power::<Time>(), -1);
        assert_eq!(power::<Frequency>(), 1);
        assert_eq!(power::<MassDensity>(), 4);
        assert_eq!(power::<ElectricCharge>(), 0);
        assert_eq!(power::<codata::Gravitation>(), -2);
        assert_eq!(power::<codata::EnergyVolume>(), -2);
    }

    #[test]
    fn fermi_coupling_is_its_published_number() {
        let g = NaturalUnits::GIGA_ELECTRON_VOLT.number(codata::FERMI_COUPLING.value());
        assert_relative_eq!(g, 1.166_378_7e-5, max_relative = 1e-14);
    }

    #[test]
    fn unit_of_energy_is_checked() {
        for bad in [0.0, -1.0, 1e-41, 1e41, f64::NAN, f64::INFINITY] {
            assert!(NaturalUnits::with_energy_unit(quantity(bad)).is_err());
        }
    }

    proptest! {
        #[test]
        fn conversion_round_trips(value in -1e30..1e30_f64, exponent in -30..30_i32) {
            let units = NaturalUnits::with_energy_unit(quantity(10f64.powi(exponent))).unwrap();
            let density: MassDensity = quantity(value);
            let back: MassDensity = units.quantity(units.number(density));
            prop_assert!((back.value - value).abs() <= 4.0 * f64::EPSILON * value.abs());
        }
    }
}
