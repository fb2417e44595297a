//! The Planck law as a function of the dimensionless frequency x = hν/kT.
//!
//! Everything rests on the photon occupation number n(x) = 1/(eˣ − 1). With eˣ = 2ᵏ(1 + p) from one
//! argument reduction, and t = 2⁻ᵏ, it is
//!
//! ```text
//! n = t / m,   1 + n = (1 + p) / m,   m = p + (1 − t)
//! ```
//!
//! in which nothing overflows, and nothing cancels as x → 0, where t = 1 and m = eˣ − 1.
//!
//! **Domain.** Every function takes its limit at x = 0 and x = ∞ and returns NaN for a negative argument
//! or NaN. Where n itself falls below the normal numbers (x > 708) it is flushed to zero. The types of
//! this crate validate before they come here.
//!
//! **Bulk forms.** The `_into` functions are vectorised for the machine at hand and give the bits of the
//! scalar functions on every machine (`planck_bulk::bulk_is_scalar_bit_for_bit`).
//!
//! **Accuracy.** In ulp of the exact value, for 10⁻⁸ ≤ x ≤ 700 (`planck_accuracy::within_the_stated_ulp`
//! holds the bounds; the measured maxima are from 3 million points against 113-bit arithmetic):
//!
//! | function | bound | measured |
//! | --- | --- | --- |
//! | [`occupation`] | 2.5 | 2.07 |
//! | [`photon_spectrum`] | 2.5 | 2.11 |
//! | [`energy_spectrum`] | 3.5 | 3.00 |
//! | [`wavelength_spectrum`] | 4 | 3.49 |
//! | [`occupation_slope`] | 4 | 3.69 |
//! | [`occupation_curvature`] | 7 | 5.91 |

use lastscatter_numerics::elementary::{Kernel, ReducedExp, map_into};

use crate::Error;

/// From here on 2⁻ᵏ is zero.
const LARGEST: f64 = 709.0;

/// The pieces that all functions are made of.
#[derive(Clone, Copy)]
pub(crate) struct Parts {
    /// The argument, limited to where the occupation has vanished.
    pub(crate) x: f64,
    /// t = 2⁻ᵏ.
    t: f64,
    /// p, the excess of the mantissa of eˣ over one.
    p: f64,
    /// m = 2⁻ᵏ (eˣ − 1).
    m: f64,
    /// x t / m = x / (eˣ − 1), which is 1 at x = 0.
    pub(crate) ratio: f64,
}

impl Parts {
    /// −x² dn/dx, which is 1 at x = 0.
    #[inline(always)]
    pub(crate) fn scaled_slope(&self) -> f64 {
        self.ratio * (self.x + self.ratio)
    }

    /// x coth(x/2) = x (1 + 2n), which is 2 at x = 0.
    #[inline(always)]
    pub(crate) fn x_coth_half(&self) -> f64 {
        self.x + 2.0 * self.ratio
    }
}

#[inline(always)]
pub(crate) fn parts(x: f64) -> Parts {
    let x = if x > LARGEST { LARGEST } else { x };
    let reduced = ReducedExp::new(x);
    let t = reduced.inverse_scale();
    // The rounding error of the leading sum goes where it fits.
    let r = reduced.remainder();
    let leading = (1.0 - t) + r;
    let m = leading + (reduced.tail() + (r - (leading - (1.0 - t))));
    let m = if x < 0.0 { f64::NAN } else { m };
    let ratio = if x == 0.0 { 1.0 } else { x * t / m };
    Parts {
        x,
        t,
        p: reduced.excess(),
        m,
        ratio,
    }
}

/// −x dn/dx = x n (1 + n).
#[inline(always)]
fn slope(parts: &Parts) -> f64 {
    let a = parts.ratio / parts.m;
    // The bound keeps ∞ · 0 away at x = 0.
    let bounded = if a > f64::MAX { f64::MAX } else { a };
    a + bounded * parts.p
}

/// a x⁴, in which the rounding of x² does not count twice.
#[inline(always)]
fn times_fourth_power(a: f64, x: f64) -> f64 {
    const UPPER_26_BITS: u64 = !((1 << 27) - 1);
    let square = x * x;
    // The square of half the bits is exact, which gives the rounding error of the whole (`dekker1971`).
    let high = f64::from_bits(x.to_bits() & UPPER_26_BITS);
    let error = (high * high - square) + (x - high) * (x + high);
    let a_square = a * square;
    a_square * square + 2.0 * error * a_square
}

/// A kernel as a pair of functions: of one argument, and over a slice.
macro_rules! kernel {
    ($(#[$doc:meta])* $name:ident, $into:ident, $kernel:ident, |$parts:ident| $value:expr) => {
        $(#[$doc])*
        #[must_use]
        #[inline(always)]
        pub fn $name(x: f64) -> f64 {
            let $parts = parts(x);
            $value
        }

        #[doc = concat!("[`", stringify!($name), "`] of every element, to the same bits.")]
        ///
        /// # Errors
        ///
        /// [`Error::LengthMismatch`] when `out` is not as long as `x`; `out` is then untouched.
        pub fn $into(x: &[f64], out: &mut [f64]) -> Result<(), Error> {
            map_into($kernel, x, out)?;
            Ok(())
        }

        #[derive(Clone, Copy)]
        struct $kernel;

        impl Kernel for $kernel {
            #[inline(always)]
            fn eval(self, x: f64) -> f64 {
                $name(x)
            }
        }
    };
}

kernel! {
    /// Photon occupation number of a blackbody, n, dimensionless.
    ///
    /// ```text
    /// n(x) = 1 / (eˣ − 1)
    /// ```
    ///
    /// Infinite at x = 0.
    ///
    /// ```
    /// use lastscatter_radiation::planck;
    ///
    /// // One photon a mode at x = ln 2.
    /// assert_eq!(planck::occupation(std::f64::consts::LN_2), 1.0);
    /// ```
    occupation, occupation_into, Occupation, |p| p.t / p.m
}
kernel! {
    /// Spectrum of photon number per unit frequency, x² n.
    ///
    /// ```text
    /// x² n(x) = x² / (eˣ − 1)
    /// ```
    photon_spectrum, photon_spectrum_into, PhotonSpectrum, |p| p.x * p.ratio
}
kernel! {
    /// Spectrum of energy per unit frequency or wavenumber, x³ n: the Planck law.
    ///
    /// ```text
    /// x³ n(x) = x³ / (eˣ − 1)
    /// ```
    energy_spectrum, energy_spectrum_into, EnergySpectrum, |p| p.x * p.x * p.ratio
}
kernel! {
    /// Spectrum of energy per unit wavelength, x⁵ n.
    ///
    /// ```text
    /// x⁵ n(x) = x⁵ / (eˣ − 1)
    /// ```
    wavelength_spectrum, wavelength_spectrum_into, WavelengthSpectrum,
    |p| times_fourth_power(p.ratio, p.x)
}
kernel! {
    /// Logarithmic slope of the occupation number, −dn/d ln x: its response to ln T.
    ///
    /// ```text
    /// −x dn/dx = x eˣ / (eˣ − 1)² = x n (1 + n)
    /// ```
    ///
    /// Infinite at x = 0.
    occupation_slope, occupation_slope_into, OccupationSlope, |p| slope(&p)
}
kernel! {
    /// Second derivative of the occupation number, x² d²n/dx².
    ///
    /// ```text
    /// x² d²n/dx² = x² n (1 + n) (1 + 2n)
    /// ```
    ///
    /// Infinite at x = 0.
    occupation_curvature, occupation_curvature_into, OccupationCurvature,
    |p| slope(&p) * p.x_coth_half()
}
