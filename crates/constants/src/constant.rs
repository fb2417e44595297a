//! A constant of nature with its unit, its standard uncertainty and its correlations.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Add, Div, Mul, Sub};

use uom::si::{Dimension, Quantity, SI};

use crate::propagation::Propagated;

/// A constant of nature: a value of quantity `Q` with the standard uncertainty that the measured
/// inputs give it.
///
/// Sums, products and quotients of constants are constants: the units combine as types, and the
/// uncertainty follows to first order with all correlations kept.
///
/// ```
/// use lastscatter_constants::codata;
///
/// // E = m c² of the electron: 0.510 998 950 69(16) MeV.
/// let rest_energy = codata::ELECTRON_MASS * codata::SPEED_OF_LIGHT * codata::SPEED_OF_LIGHT;
/// let mev = 1e6 * codata::ELEMENTARY_CHARGE.si();
/// assert!((rest_energy.si() / mev - 0.510_998_950_69).abs() < 2e-11);
/// assert!((rest_energy.relative_standard_uncertainty() - 3.1e-10).abs() < 1e-11);
///
/// // Neutron minus proton, 2.305 574 61(67)e-30 kg: what the atomic mass unit adds to both cancels.
/// let difference = codata::NEUTRON_MASS - codata::PROTON_MASS;
/// assert!(difference.to_string().starts_with("2.30557461(6"));
///
/// // The Bohr radius is proportional to α, the classical electron radius to α³:
/// // fully correlated, though each is uncertain.
/// assert!(codata::BOHR_RADIUS.correlation(&codata::CLASSICAL_ELECTRON_RADIUS) > 0.999);
/// ```
pub struct Constant<Q> {
    number: Propagated,
    quantity: PhantomData<fn() -> Q>,
}

impl<Q> Clone for Constant<Q> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Q> Copy for Constant<Q> {}

impl<Q> Constant<Q> {
    pub(crate) const fn new(number: Propagated) -> Self {
        Self {
            number,
            quantity: PhantomData,
        }
    }

    pub(crate) const fn exact(si: f64) -> Self {
        Self::new(Propagated::exact(si))
    }

    pub(crate) const fn number(&self) -> Propagated {
        self.number
    }

    /// The value in the coherent SI unit of `Q`.
    #[must_use]
    pub const fn si(&self) -> f64 {
        self.number.value
    }

    /// Whether the value is exact: fixed by the definition of the SI or by resolution.
    #[must_use]
    pub const fn is_exact(&self) -> bool {
        self.number.is_exact()
    }

    /// u(value) in the coherent SI unit of `Q`; zero when exact.
    #[must_use]
    pub fn standard_uncertainty_si(&self) -> f64 {
        self.number.standard_uncertainty()
    }

    /// u(value)/|value|; zero when exact.
    #[must_use]
    pub fn relative_standard_uncertainty(&self) -> f64 {
        self.standard_uncertainty_si() / self.si().abs()
    }

    /// Pearson correlation coefficient with another constant; zero when either is exact.
    #[must_use]
    pub fn correlation<R>(&self, other: &Constant<R>) -> f64 {
        self.number.correlation(&other.number)
    }
}

impl<D: Dimension + ?Sized> Constant<Quantity<D, SI<f64>, f64>> {
    /// The value as a quantity.
    #[must_use]
    pub const fn value(&self) -> Quantity<D, SI<f64>, f64> {
        quantity(self.number.value)
    }

    /// The standard uncertainty as a quantity; zero when exact.
    #[must_use]
    pub fn standard_uncertainty(&self) -> Quantity<D, SI<f64>, f64> {
        quantity(self.standard_uncertainty_si())
    }
}

/// A quantity from its value in the coherent SI unit.
pub(crate) const fn quantity<D: Dimension + ?Sized>(si: f64) -> Quantity<D, SI<f64>, f64> {
    Quantity {
        dimension: PhantomData,
        units: PhantomData,
        value: si,
    }
}

impl<L: Mul<R>, R> Mul<Constant<R>> for Constant<L> {
    type Output = Constant<L::Output>;

    fn mul(self, other: Constant<R>) -> Self::Output {
        Constant::new(self.number.times(other.number))
    }
}

impl<L: Div<R>, R> Div<Constant<R>> for Constant<L> {
    type Output = Constant<L::Output>;

    fn div(self, other: Constant<R>) -> Self::Output {
        Constant::new(self.number.over(other.number))
    }
}

impl<L: Add<R>, R> Add<Constant<R>> for Constant<L> {
    type Output = Constant<L::Output>;

    fn add(self, other: Constant<R>) -> Self::Output {
        Constant::new(self.number.plus(other.number, 1.0))
    }
}

impl<L: Sub<R>, R> Sub<Constant<R>> for Constant<L> {
    type Output = Constant<L::Output>;

    fn sub(self, other: Constant<R>) -> Self::Output {
        Constant::new(self.number.plus(other.number, -1.0))
    }
}

impl<Q> Mul<f64> for Constant<Q> {
    type Output = Self;

    fn mul(self, factor: f64) -> Self {
        Self::new(self.number.scale(factor))
    }
}

/// The value in the coherent SI unit with the uncertainty of its last two digits, as CODATA prints
/// it.
///
/// ```
/// use lastscatter_constants::codata;
///
/// assert_eq!(codata::GRAVITATION.to_string(), "6.67430(15)e-11");
/// assert_eq!(codata::SPEED_OF_LIGHT.to_string(), "299792458 (exact)");
/// ```
impl<Q> fmt::Display for Constant<Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (value, u) = (self.si(), self.standard_uncertainty_si());
        if self.is_exact() {
            return if (1e-4..1e15).contains(&value.abs()) {
                write!(f, "{value} (exact)")
            } else {
                write!(f, "{value:e} (exact)")
            };
        }
        // Two digits, of which rounding may make a power of ten.
        let scientific = format!("{u:.1e}");
        let (digits, exponent) = split(&scientific);
        let last = exponent - 1;
        let leading = split(&format!("{value:e}")).1;
        let decimals = usize::try_from(leading - last).unwrap_or(0);
        let number = format!("{value:.decimals$e}");
        let (mantissa, exponent) = split(&number);
        let digits = digits.replace('.', "");
        match exponent {
            0 => write!(f, "{mantissa}({digits})"),
            _ => write!(f, "{mantissa}({digits})e{exponent}"),
        }
    }
}

/// Mantissa and exponent of a number in scientific notation.
fn split(scientific: &str) -> (&str, i32) {
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    (mantissa, exponent.parse().unwrap_or(0))
}

impl<Q> fmt::Debug for Constant<Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Constant")
            .field("si", &self.si())
            .field("standard_uncertainty_si", &self.standard_uncertainty_si())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use crate::{astronomical, codata, planck};

    #[test]
    fn printed_as_published() {
        assert_eq!(codata::BOHR_RADIUS.to_string(), "5.29177210544(82)e-11");
        assert_eq!(codata::FINE_STRUCTURE.to_string(), "7.2973525643(11)e-3");
        assert_eq!(codata::RYDBERG.to_string(), "1.0973731568157(12)e7");
        assert_eq!(
            codata::NEUTRON_RELATIVE_MASS.to_string(),
            "1.00866491606(40)"
        );
        assert_eq!(planck::LENGTH.to_string(), "1.616255(18)e-35");
        assert_eq!(astronomical::CMB_TEMPERATURE.to_string(), "2.72548(57)");
        assert_eq!(codata::BOLTZMANN.to_string(), "1.380649e-23 (exact)");
    }
}
