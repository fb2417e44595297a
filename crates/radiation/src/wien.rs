//! Wien's displacement law: where the spectra of a blackbody have their maxima.
//!
//! The spectrum xᵃ/(eˣ − 1) has its maximum at the root of
//!
//! ```text
//! a (1 − e⁻ˣ) = x,   x = a + W(−a e⁻ᵃ)
//! ```
//!
//! with W the principal branch of Lambert's function. The exponent a is one larger for energy than for
//! photons, and depends on the variable in which the spectrum is a density; the maximum is then *not* at
//! the same frequency. The roots are proved by `blackbody::the_roots_of_wien`.

use lastscatter_constants::{
    codata::PLANCK,
    uom::si::{
        f64::{Frequency, Length, ReciprocalLength},
        frequency::hertz,
        length::meter,
        reciprocal_length::reciprocal_meter,
    },
};

use crate::Blackbody;

/// Maximum of the energy spectrum per unit frequency or wavenumber, a = 3.
pub const PER_FREQUENCY: f64 = 2.821_439_372_122_078_9;

/// Maximum of the energy spectrum per unit wavelength, a = 5.
pub const PER_WAVELENGTH: f64 = 4.965_114_231_744_276_3;

/// Maximum of the energy spectrum per logarithm of any of the variables (ν B_ν = λ B_λ), a = 4.
pub const PER_LOGARITHM: f64 = 3.920_690_394_872_886_3;

/// Maximum of the photon spectrum per unit frequency or wavenumber, a = 2.
pub const PHOTONS_PER_FREQUENCY: f64 = 1.593_624_260_040_040_1;

/// Maximum of the photon spectrum per unit wavelength, a = 4.
pub const PHOTONS_PER_WAVELENGTH: f64 = PER_LOGARITHM;

/// Maximum of the photon spectrum per logarithm of any of the variables, a = 3.
pub const PHOTONS_PER_LOGARITHM: f64 = PER_FREQUENCY;

impl Blackbody {
    /// Frequency at which B_ν has its maximum.
    ///
    /// ```
    /// use lastscatter_constants::astronomical::CMB_TEMPERATURE;
    /// use lastscatter_radiation::Blackbody;
    /// use lastscatter_radiation::uom::si::{frequency::gigahertz, length::millimeter};
    ///
    /// let cmb = Blackbody::new(CMB_TEMPERATURE.value())?;
    /// assert!((cmb.peak_frequency().get::<gigahertz>() - 160.23).abs() < 0.01);
    /// assert!((cmb.peak_wavelength().get::<millimeter>() - 1.0632).abs() < 1e-4);
    /// # Ok::<(), lastscatter_radiation::Error>(())
    /// ```
    #[must_use]
    pub fn peak_frequency(self) -> Frequency {
        Frequency::new::<hertz>(PER_FREQUENCY * self.energy_scale() / PLANCK.si())
    }

    /// Wavelength at which B_λ has its maximum.
    #[must_use]
    pub fn peak_wavelength(self) -> Length {
        Length::new::<meter>(1.0 / (PER_WAVELENGTH * self.wavenumber_scale()))
    }

    /// Wavenumber at which B_ν̃ has its maximum: that of [`Self::peak_frequency`].
    #[must_use]
    pub fn peak_wavenumber(self) -> ReciprocalLength {
        ReciprocalLength::new::<reciprocal_meter>(PER_FREQUENCY * self.wavenumber_scale())
    }
}
