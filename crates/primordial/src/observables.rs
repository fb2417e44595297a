//! What observers call the shape of the spectra.

use crate::{Error, PrimordialSpectra, error::inside, panels::Panels};

/// Amplitudes, tilts and runnings at one wavenumber.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Observables {
    /// P_ℛ.
    pub scalar: f64,
    /// P_t.
    pub tensor: f64,
    /// The scalar tilt n_s = 1 + dln P_ℛ/dln k.
    pub n_s: f64,
    /// Its running α_s = dn_s/dln k.
    pub running: f64,
    /// The running of the running β_s = d²n_s/dln k².
    pub running_of_running: f64,
    /// The tensor-to-scalar ratio r = P_t/P_ℛ.
    pub r: f64,
    /// The tensor tilt n_t = dln P_t/dln k; NaN without gravitational waves.
    pub n_t: f64,
}

/// The width in ln k of the neighbourhood that a formula's derivatives are taken in.
const NEIGHBOURHOOD: f64 = 0.5;

/// The error that its series may have there.
const SMOOTH: f64 = 1e-10;

impl Observables {
    /// Those of spectra given by formulae, at a wavenumber in Mpc⁻¹: derivatives of Chebyshev series nearby.
    ///
    /// # Errors
    ///
    /// [`Error::OutsideSpectrum`]; [`Error::NotResolved`] for features narrower than 1e-3 in ln k; [`Error::OutOfDomain`] for powers that
    /// are none.
    pub fn of(spectra: &(impl PrimordialSpectra + ?Sized), k_inv_mpc: f64) -> Result<Self, Error> {
        let possible = spectra.range_inv_mpc();
        inside(k_inv_mpc, possible)?;
        let values = |k| Ok([spectra.scalar(k), spectra.tensor(k)]);
        let panels = Panels::<2>::near(values, k_inv_mpc, NEIGHBOURHOOD, possible, SMOOTH)?;
        let [scalar, tensor] = panels.checked(k_inv_mpc)?;
        if scalar <= 0.0 {
            return Err(Error::OutOfDomain {
                name: "primordial power",
                value: scalar,
                expected: "a positive number: nothing has no tilt",
            });
        }
        let [slopes, tensor_slopes] = panels.slopes(k_inv_mpc);
        Ok(Self::new([scalar, tensor], slopes, tensor_slopes[0]))
    }

    /// From powers and the derivatives of their logarithms with ln k.
    pub(crate) fn new([scalar, tensor]: [f64; 2], slopes: [f64; 3], n_t: f64) -> Self {
        Self {
            scalar,
            tensor,
            n_s: 1.0 + slopes[0],
            running: slopes[1],
            running_of_running: slopes[2],
            r: tensor / scalar,
            n_t,
        }
    }

    /// f_NL of squeezed triangles in inflation by a single field on its attractor:
    ///
    /// ```text
    /// f_NL = 5/12 (1 − n_s)
    /// ```
    ///
    /// in the convention ζ = ζ_g + 3/5 f_NL ζ_g², in which a positive f_NL skews ζ to positive values: positive for a red spectrum. An observer who
    /// lives in the long mode sees nothing of it: it is what a mere change of coordinates by that mode gives.
    ///
    /// # References
    ///
    /// `maldacena2003`; `creminelli2004`.
    ///
    /// # Examples
    ///
    /// ```
    /// use lastscatter_primordial::{Observables, PowerLaw};
    ///
    /// let f_nl = Observables::of(&PowerLaw::planck2018(), 0.05)?.f_nl_local();
    /// assert!((f_nl - 5.0 / 12.0 * 0.0351).abs() < 1e-9);
    /// # Ok::<(), lastscatter_primordial::Error>(())
    /// ```
    #[must_use]
    pub fn f_nl_local(&self) -> f64 {
        5.0 / 12.0 * (1.0 - self.n_s)
    }
}
