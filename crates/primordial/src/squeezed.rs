//! Squeezed bispectra.

use crate::{Error, PrimordialSpectra};

/// Steps in ln k of differences.
const STEP: f64 = 0.05;

/// f_NL of the squeezed limit that single-field inflation leaves, whatever its potential (Maldacena's consistency relation):
///
/// ```text
/// f_NL = 5/12 (1 − n_s(k)),     ζ = ζ_g + 3/5 f_NL ζ_g²
/// ⟨ζ_q ζ_k ζ_k⟩ → (2π)³δ(…) (1 − n_s) P_ζ(q) P_ζ(k),     q ≪ k
/// ```
///
/// Positive for a red spectrum in this sign, in which a positive f_NL skews ζ to positive values. An observer who lives in the long mode sees nothing
/// of it: this is a coordinate effect, and the number to compare with is that of a local measurement only after conversion. n_s is taken by
/// differences of fourth order over ±0.1 in ln k.
///
/// # Errors
///
/// [`Error::OutsideSpectrum`] within 0.1 of the ends of the spectrum's range in ln k; [`Error::OutOfDomain`] where the power is not
/// positive.
///
/// # References
///
/// `maldacena2003`; `creminelli2004`.
///
/// # Examples
///
/// ```
/// use lastscatter_primordial::{PowerLaw, consistency_f_nl};
///
/// let f_nl = consistency_f_nl(&PowerLaw::planck2018(), 0.05)?;
/// assert!((f_nl - 5.0 / 12.0 * 0.0351).abs() < 1e-9);
/// # Ok::<(), lastscatter_primordial::Error>(())
/// ```
pub fn consistency_f_nl(
    spectra: &(impl PrimordialSpectra + ?Sized),
    k_inv_mpc: f64,
) -> Result<f64, Error> {
    let range_inv_mpc = spectra.range_inv_mpc();
    let reach = (2.0 * STEP).exp();
    if !(k_inv_mpc > 0.0
        && k_inv_mpc / reach >= range_inv_mpc[0]
        && k_inv_mpc * reach <= range_inv_mpc[1])
    {
        return Err(Error::OutsideSpectrum {
            k_inv_mpc,
            range_inv_mpc,
        });
    }
    let ln_power = |steps: f64| spectra.scalar(k_inv_mpc * (steps * STEP).exp()).ln();
    let near = ln_power(1.0) - ln_power(-1.0);
    let far = ln_power(2.0) - ln_power(-2.0);
    let tilt = (8.0 * near - far) / (12.0 * STEP);
    if tilt.is_finite() {
        Ok(-5.0 / 12.0 * tilt)
    } else {
        Err(Error::OutOfDomain {
            name: "logarithm of the primordial power",
            value: tilt,
            expected: "a positive spectrum",
        })
    }
}
