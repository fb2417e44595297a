//! Canonical quantum gravity: the Wheeler–DeWitt equation, expanded in the Planck mass.
//!
//! # What is established and what is conjecture
//!
//! The Born–Oppenheimer expansion of the Wheeler–DeWitt equation gives quantum field theory in curved space at its lowest order: that is
//! firm within canonical gravity. The next order corrects the Schrödinger equation of each mode by terms that are not all unitary; which
//! are kept, how the modes begin, and what length makes the wavenumbers dimensionless are choices. They decided even the sign: the first
//! computation found less power on the largest scales (`kiefer2012`), the gauge-invariant ones more (`brizuela2016a`, `brizuela2016b`).
//! All agree that the correction falls like k⁻³ and has the size (H/M_P)², which gravitational waves bound: it cannot be seen unless the reference
//! length is much larger than the observed universe.

use std::f64::consts::PI;

use crate::{Error, InitialCondition, PrimordialSpectra, error::within};

/// The correction's coefficient in (H/M_P)² (k₀/k)³, M_P being the reduced Planck mass.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Coefficient {
    /// Gauge-invariant perturbations of de Sitter space: +0.988, more power.
    ///
    /// Not checked: that the paper's Planck mass is the reduced one. Should it be m_P² = 3/4πG = 6 M_P², the one that its action suggests and
    /// [`KieferKraemer`](Self::KieferKraemer)'s for a unit volume in place of 2π², the coefficient is 0.165.
    BrizuelaKieferKraemer,
    /// A perturbed inflaton alone: −123.83 for each of two factors in units of m_P² = 3π/2G = 12π² M_P², less power. The number is that of
    /// 43.56·3/2 − 189.18 in the paper's factor (1 − 43.56 x)^(−3/2) (1 − 189.18 x), x = (H/m_P)² (k₀/k)³, which is squared.
    KieferKraemer,
    /// Any.
    Given(f64),
}

impl Coefficient {
    /// The number.
    #[must_use]
    pub const fn value(&self) -> f64 {
        match self {
            Self::BrizuelaKieferKraemer => 0.988,
            Self::KieferKraemer => -2.0 * 123.83 / (12.0 * PI * PI),
            Self::Given(value) => *value,
        }
    }
}

/// Any spectra with the leading correction of canonical quantum gravity.
///
/// ```text
/// P(k) = P₀(k) [1 + c (H/M_P)² (k₀/k)³],    (H/M_P)² = π² P_t,₀(k)/2
/// ```
///
/// for scalars and tensors alike: H, at which the wavenumber left the horizon, is read from gravitational waves, so that k₀ is the only new
/// parameter. Where the correction is −1 and below, at wavenumbers outside [`range_inv_mpc`](PrimordialSpectra::range_inv_mpc), the power is zero.
///
/// # References
///
/// `brizuela2016b`; `kiefer2012`.
///
/// # Examples
///
/// ```
/// use lastscatter_primordial::quantum_gravity::wheeler_dewitt::{Coefficient, WheelerDeWitt};
/// use lastscatter_primordial::{PowerLaw, PrimordialSpectra};
///
/// let standard = PowerLaw { r: 0.03, ..PowerLaw::planck2018() };
/// let corrected = WheelerDeWitt::new(standard, 1e-4, Coefficient::BrizuelaKieferKraemer)?;
/// let excess = corrected.scalar(1e-4) / standard.scalar(1e-4) - 1.0;
/// assert!(excess > 3e-10 && excess < 4e-10); // nothing to see, unless 1/k₀ is far larger than the observed universe
/// # Ok::<(), lastscatter_primordial::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WheelerDeWitt<S> {
    standard: S,
    k_reference_inv_mpc: f64,
    coefficient: f64,
    lowest_inv_mpc: f64,
}

/// Wavenumbers in Mpc⁻¹ among which the lowest that the expansion allows is looked for, and the steps in ln k.
const SEARCHED: [f64; 2] = [1e-12, 1e12];
const STEP: f64 = 0.02;

impl<S: PrimordialSpectra> WheelerDeWitt<S> {
    /// `standard` spectra, corrected; k₀ in Mpc⁻¹.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] for a k₀ outside 1e-12 to 1e12 or a coefficient beyond ±1e6; [`Error::OutOfDomain`] when the correction
    /// takes all power from the largest wavenumbers.
    pub fn new(
        standard: S,
        k_reference_inv_mpc: f64,
        coefficient: Coefficient,
    ) -> Result<Self, Error> {
        let coefficient = within(
            "coefficient of the correction",
            coefficient.value(),
            [-1e6, 1e6],
        )?;
        let mut corrected = Self {
            standard,
            k_reference_inv_mpc: within("k_0 in 1/Mpc", k_reference_inv_mpc, [1e-12, 1e12])?,
            coefficient,
            lowest_inv_mpc: 0.0,
        };
        corrected.lowest_inv_mpc = corrected.lowest()?;
        Ok(corrected)
    }

    /// The wavenumber down to which all power is positive.
    fn lowest(&self) -> Result<f64, Error> {
        let [low, high] = self.standard.range_inv_mpc();
        if self.coefficient >= 0.0 {
            return Ok(low);
        }
        let [first, last] = [low.max(SEARCHED[0]), high.min(SEARCHED[1])];
        let correction = self.correction(last);
        if correction <= -1.0 {
            return Err(Error::OutOfDomain {
                name: "correction at the largest wavenumber",
                value: correction,
                expected: "above -1: else there is no power",
            });
        }
        let mut good = last;
        while good > first {
            let next = (good * (-STEP).exp()).max(first);
            if self.correction(next) > -1.0 {
                good = next;
                continue;
            }
            let mut bad = next;
            while good / bad - 1.0 > 1e-12 {
                let middle = (good * bad).sqrt();
                if self.correction(middle) > -1.0 {
                    good = middle;
                } else {
                    bad = middle;
                }
            }
            return Ok(good);
        }
        Ok(low)
    }

    /// The relative correction at a wavenumber in Mpc⁻¹.
    #[must_use]
    pub fn correction(&self, k_inv_mpc: f64) -> f64 {
        let hubble_squared = 0.5 * PI * PI * self.standard.tensor(k_inv_mpc);
        self.coefficient * hubble_squared * (self.k_reference_inv_mpc / k_inv_mpc).powi(3)
    }

    /// 1 + the correction, as long as that is positive.
    fn factor(&self, k_inv_mpc: f64) -> f64 {
        (1.0 + self.correction(k_inv_mpc)).max(0.0)
    }
}

impl<S: PrimordialSpectra> PrimordialSpectra for WheelerDeWitt<S> {
    fn scalar(&self, k_inv_mpc: f64) -> f64 {
        self.standard.scalar(k_inv_mpc) * self.factor(k_inv_mpc)
    }

    fn tensor(&self, k_inv_mpc: f64) -> f64 {
        self.standard.tensor(k_inv_mpc) * self.factor(k_inv_mpc)
    }

    fn chirality(&self, k_inv_mpc: f64) -> f64 {
        self.standard.chirality(k_inv_mpc)
    }

    fn range_inv_mpc(&self) -> [f64; 2] {
        let [_, high] = self.standard.range_inv_mpc();
        [self.lowest_inv_mpc, high]
    }

    fn correlation(&self, a: InitialCondition, b: InitialCondition, k_inv_mpc: f64) -> f64 {
        self.standard.correlation(a, b, k_inv_mpc) * self.factor(k_inv_mpc)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PowerLaw, TensorTilt};

    fn standard() -> PowerLaw {
        PowerLaw {
            r: 0.03,
            n_t: TensorTilt::Given(0.0),
            ..PowerLaw::planck2018()
        }
    }

    #[test]
    fn falls_with_the_cube_of_the_wavenumber() {
        let corrected = WheelerDeWitt::new(standard(), 10.0, Coefficient::Given(1.0)).unwrap();
        let [near, far] = [1e-3, 1e-2].map(|k| corrected.scalar(k) / standard().scalar(k) - 1.0);
        assert!((near / far / 1e3 - 1.0).abs() < 1e-3, "{near} {far}");
        // H² = π² P_t/2 of the energy scale, by hand.
        let expected = 0.5 * PI * PI * 0.03 * standard().a_s * 1e12;
        assert!((near / expected - 1.0).abs() < 1e-12);
    }

    #[test]
    fn signs_differ_between_the_computations() {
        assert!(Coefficient::BrizuelaKieferKraemer.value() > 0.0);
        assert!((Coefficient::KieferKraemer.value() + 2.0911).abs() < 1e-4);
        let less = WheelerDeWitt::new(standard(), 1.0, Coefficient::KieferKraemer).unwrap();
        let [low, _] = less.range_inv_mpc();
        assert!(low > 0.0 && less.scalar(1.0001 * low) > 0.0 && less.scalar(0.999 * low) == 0.0);
    }

    #[test]
    fn without_gravitational_waves_nothing_changes() {
        let plain = PowerLaw::planck2018();
        let corrected = WheelerDeWitt::new(plain, 1e3, Coefficient::Given(1.0)).unwrap();
        assert!((corrected.scalar(1e-5) / plain.scalar(1e-5) - 1.0).abs() < 1e-15);
    }
}
