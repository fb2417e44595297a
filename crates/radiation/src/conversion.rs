//! Conversion between the units in which maps of the sky are given.

use lastscatter_constants::{
    codata::{BOLTZMANN, SPEED_OF_LIGHT},
    quantity::{
        ComptonY, RayleighJeansDifference, SpectralRadiancePerFrequency, ThermodynamicDifference,
    },
};
use lastscatter_numerics::elementary::Kernel;
use uom::si::f64::Frequency;

use crate::{Bandpass, Blackbody, Distortion, Error, PowerLaw, error::positive};

/// Converts small differences of brightness between K_CMB, K_RJ, MJy/sr and Compton y.
///
/// Each unit u stands for a spectrum s_u(ν) of unit amplitude:
///
/// ```text
/// K_CMB    ∂B_ν/∂T at the temperature of the background
/// K_RJ     2kν²/c²
/// y        T ∂B_ν/∂T (x coth(x/2) − 4)
/// MJy/sr   (ν/ν_c)^α, the reference spectrum
/// ```
///
/// Amplitudes in two units are equivalent when they make the same signal, which is s_u at one frequency
/// and ∫ τ s_u dν through a bandpass. An amplitude A_u thus becomes A_v = A_u ∫ τ s_u dν / ∫ τ s_v dν.
/// For K_CMB → MJy/sr with α = −1, and for K_CMB → y, these are the coefficients U_C of Planck.
///
/// # References
///
/// `planck2014ix`, the section on unit conversion.
///
/// # Examples
///
/// ```
/// use lastscatter_constants::{astronomical::CMB_TEMPERATURE, quantity::{RayleighJeansDifference,
///     SpectralRadiancePerFrequency, ThermodynamicDifference}};
/// use lastscatter_radiation::{Blackbody, UnitConversion};
/// use lastscatter_radiation::uom::si::{f64::Frequency, frequency::gigahertz};
///
/// let cmb = Blackbody::new(CMB_TEMPERATURE.value())?;
/// let conversion = UnitConversion::at(cmb, Frequency::new::<gigahertz>(353.0))?;
/// let kelvin = ThermodynamicDifference::from_kelvin(1.0);
/// let antenna: RayleighJeansDifference = conversion.convert(kelvin);
/// assert!((antenna.kelvin() - 0.077_484).abs() < 1e-6);
/// let radiance: SpectralRadiancePerFrequency = conversion.convert(kelvin);
/// assert!((radiance.mjy_per_sr() - 296.642).abs() < 1e-3);
/// # Ok::<(), lastscatter_radiation::Error>(())
/// ```
///
/// The units do not mix:
///
/// ```compile_fail,E0308
/// # use lastscatter_constants::quantity::{RayleighJeansDifference, ThermodynamicDifference};
/// # use lastscatter_radiation::UnitConversion;
/// # fn mix(conversion: UnitConversion, map: ThermodynamicDifference) {
/// let antenna: RayleighJeansDifference = map;
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UnitConversion {
    // Signals of a unit amplitude (SI) in each unit.
    thermodynamic: f64,
    rayleigh_jeans: f64,
    compton: f64,
    radiance: f64,
}

impl UnitConversion {
    /// Conversion at one frequency.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless the frequency is positive and finite, and where ∂B_ν/∂T underflows
    /// (x > 700).
    pub fn at(background: Blackbody, frequency: Frequency) -> Result<Self, Error> {
        let nu = positive("frequency in Hz", frequency.value)?;
        Self::new(spectra(background, nu), 1.0)
    }

    /// Conversion through a bandpass, with the spectrum that a radiance in MJy/sr refers to.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] when the reference spectrum has no positive nominal frequency or finite index,
    /// and where ∂B_ν/∂T underflows.
    pub fn through(
        background: Blackbody,
        bandpass: &Bandpass,
        reference: PowerLaw,
    ) -> Result<Self, Error> {
        let reference = reference.validated()?;
        let [t, rj, y, radiance] = bandpass.integrals(|nu| {
            let [t, rj, y] = spectra(background, nu);
            [t, rj, y, reference.at(nu)]
        });
        Self::new([t, rj, y], radiance)
    }

    fn new(
        [thermodynamic, rayleigh_jeans, compton]: [f64; 3],
        radiance: f64,
    ) -> Result<Self, Error> {
        positive("signal of 1 K_CMB", thermodynamic)?;
        positive("signal of 1 K_RJ", rayleigh_jeans)?;
        positive("signal of the reference spectrum", radiance)?;
        Ok(Self {
            thermodynamic,
            rayleigh_jeans,
            compton,
            radiance,
        })
    }

    /// The same brightness in another unit.
    ///
    /// Towards [`ComptonY`] the result is infinite, and NaN for an amplitude of zero, where the
    /// Sunyaev–Zel'dovich effect vanishes exactly.
    #[must_use]
    pub fn convert<A: Brightness, B: Brightness>(self, amplitude: A) -> B {
        B::from_amplitude(amplitude.amplitude() * A::signal(self) / B::signal(self))
    }
}

fn spectra(background: Blackbody, nu: f64) -> [f64; 3] {
    let wavenumber = nu / SPEED_OF_LIGHT.si();
    [
        background.derivative_kernel().eval(nu),
        2.0 * BOLTZMANN.si() * wavenumber * wavenumber,
        Distortion::ComptonY.kernel(background).eval(nu),
    ]
}

/// A unit of brightness that [`UnitConversion`] knows; implemented by its four quantities and no others.
pub trait Brightness: sealed::Amplitude {}

mod sealed {
    use super::UnitConversion;

    #[expect(unnameable_types, reason = "outside, nobody shall implement it")]
    pub trait Amplitude {
        fn amplitude(self) -> f64;
        fn from_amplitude(value: f64) -> Self;
        fn signal(conversion: UnitConversion) -> f64;
    }
}

macro_rules! brightness {
    ($($quantity:ident => $signal:ident),*) => {$(
        impl sealed::Amplitude for $quantity {
            fn amplitude(self) -> f64 {
                self.si()
            }

            fn from_amplitude(value: f64) -> Self {
                Self::from_si(value)
            }

            fn signal(conversion: UnitConversion) -> f64 {
                conversion.$signal
            }
        }

        impl Brightness for $quantity {}
    )*};
}
brightness! {
    ThermodynamicDifference => thermodynamic,
    RayleighJeansDifference => rayleigh_jeans,
    ComptonY => compton,
    SpectralRadiancePerFrequency => radiance
}
