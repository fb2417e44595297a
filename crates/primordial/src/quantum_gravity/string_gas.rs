//! String gas cosmology: perturbations of a hot gas of closed strings.
//!
//! # What is established and what is conjecture
//!
//! That a gas of strings has a highest temperature and, in a compact space, a specific heat that grows like an area, is textbook string
//! thermodynamics. That the universe stayed near that temperature in a quasi-static phase, that this phase ended fast enough to
//! freeze thermal fluctuations, and that general relativity can relate them to the metric then, are assumptions: no background
//! that does it is derived from string theory. The relation between the two tilts rests on the assumptions alone, and the opposite sign
//! of n_t tells it from inflation.

use serde::{Deserialize, Serialize};

use crate::{Error, PowerLaw, PrimordialSpectra, TensorTilt, error::within};

/// Spectra of a string gas near its Hagedorn temperature T_H.
///
/// With T(k) the temperature when k left the Hubble radius,
///
/// ```text
/// P_ℛ ∝ (T/T_H) / (1 − T/T_H),    P_t ∝ (T/T_H) (1 − T/T_H)
/// ```
///
/// so that a scalar spectrum and the deficit x = 1 − T/T_H at the pivot fix T(k), and with it gravitational waves up to their amplitude:
///
/// ```text
/// n_t = (1 − n_s)(1 − 2x)
/// ```
///
/// The pressure of the strings has a factor ln²[x/(l_s k)²] besides, with the physical k at that time, which is taken as constant here. It would add
/// −4/ln[1/(l_s k)²] to n_t: some −0.03 for lengths of a millimetre then and strings near the Planck length, as much as 1 − n_s. The relation
/// n_t ≃ 1 − n_s of `brandenberger2015` leaves it out.
///
/// # References
///
/// `brandenberger2007`; `brandenberger2015`.
///
/// # Examples
///
/// ```
/// use lastscatter_primordial::quantum_gravity::string_gas::StringGas;
///
/// let gas = StringGas { deficit: 1e-3, r: 0.01, ..StringGas::planck2018() }.validated()?;
/// assert!((gas.tensor_tilt() - 0.998 * (1.0 - 0.9649)).abs() < 1e-12); // blue
/// # Ok::<(), lastscatter_primordial::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StringGas {
    /// A_s at the pivot: 0 to 1e-4.
    pub a_s: f64,
    /// n_s at the pivot: −5 to 5; below one as T falls with time.
    pub n_s: f64,
    /// α_s = dn_s/dln k: −2 to 2.
    pub alpha_s: f64,
    /// 1 − T/T_H at the pivot: between 0 and 1, small near the Hagedorn phase.
    pub deficit: f64,
    /// r at the pivot: 0 to 1e4. It is proportional to the square of the deficit, by a factor that depends on how the phase ends.
    pub r: f64,
    /// The pivot scale in Mpc⁻¹.
    pub k_pivot_inv_mpc: f64,
}

impl StringGas {
    /// The scalars of Planck's baseline cosmology, 1 − T/T_H = 0.01 at the pivot and no gravitational waves.
    #[must_use]
    pub fn planck2018() -> Self {
        let scalars = PowerLaw::planck2018();
        Self {
            a_s: scalars.a_s,
            n_s: scalars.n_s,
            alpha_s: 0.0,
            deficit: 0.01,
            r: 0.0,
            k_pivot_inv_mpc: scalars.k_pivot_inv_mpc,
        }
    }

    /// These spectra if their parameters make sense.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] naming the parameter.
    pub fn validated(self) -> Result<Self, Error> {
        self.scalars().validated()?;
        within("r", self.r, [0.0, 1e4])?;
        within("1 - T/T_H", self.deficit, [1e-12, 1.0 - 1e-12])?;
        Ok(self)
    }

    /// n_t at the pivot.
    #[must_use]
    pub fn tensor_tilt(&self) -> f64 {
        (1.0 - self.n_s) * (1.0 - 2.0 * self.deficit)
    }

    /// T/T_H when a wavenumber in Mpc⁻¹ left the Hubble radius.
    #[must_use]
    pub fn temperature(&self, k_inv_mpc: f64) -> f64 {
        let odds = self.odds(k_inv_mpc);
        odds / (1.0 + odds)
    }

    /// T/(T_H − T).
    fn odds(&self, k_inv_mpc: f64) -> f64 {
        // The shape alone: A_s may be zero.
        let shape = PowerLaw {
            a_s: 1.0,
            ..self.scalars()
        };
        (1.0 - self.deficit) / self.deficit * shape.scalar(k_inv_mpc)
    }

    const fn scalars(&self) -> PowerLaw {
        PowerLaw {
            a_s: self.a_s,
            n_s: self.n_s,
            alpha_s: self.alpha_s,
            beta_s: 0.0,
            k_pivot_inv_mpc: self.k_pivot_inv_mpc,
            r: 0.0,
            n_t: TensorTilt::Given(0.0),
            k_pivot_tensor_inv_mpc: self.k_pivot_inv_mpc,
        }
    }
}

impl PrimordialSpectra for StringGas {
    fn scalar(&self, k_inv_mpc: f64) -> f64 {
        self.scalars().scalar(k_inv_mpc)
    }

    fn tensor(&self, k_inv_mpc: f64) -> f64 {
        let odds = self.odds(k_inv_mpc);
        let at_pivot = self.deficit * (1.0 - self.deficit);
        self.r * self.a_s * odds / (1.0 + odds).powi(2) / at_pivot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tensors_are_blue_as_scalars_are_red() {
        for deficit in [1e-6, 0.01, 0.2] {
            let gas = StringGas {
                deficit,
                r: 0.05,
                ..StringGas::planck2018()
            };
            let gas = gas.validated().unwrap();
            let slope = |f: &dyn Fn(f64) -> f64| {
                (f(0.05 * 1.001) / f(0.05 / 1.001)).ln() / (2.0 * 1.001_f64.ln())
            };
            let n_t = slope(&|k| gas.tensor(k));
            assert!((n_t - gas.tensor_tilt()).abs() < 1e-7, "{n_t}");
            assert!(n_t > 0.0);
            assert!((gas.tensor(0.05) / (0.05 * gas.a_s) - 1.0).abs() < 1e-12);
            // The product of the spectra depends on T² only, which hardly changes near T_H.
            let product = |k: f64| gas.scalar(k) * gas.tensor(k) / gas.temperature(k).powi(2);
            assert!((product(1e-4) / product(1.0) - 1.0).abs() < 1e-12);
        }
    }
}
