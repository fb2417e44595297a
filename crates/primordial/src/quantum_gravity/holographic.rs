//! Holographic cosmology: a beginning without geometry, described by a quantum field theory in three dimensions.
//!
//! # What is established and what is conjecture
//!
//! That gravity with a negative cosmological constant is dual to a field theory on its boundary is well tested; that an expanding
//! universe has such a dual, by analytic continuation, is a conjecture. Granted that, the two-loop spectrum of a superrenormalisable theory is a
//! computation, whose coefficients depend on which theory it is. It holds where the effective coupling g q_*/q is small: Planck's
//! multipoles below 30 lie outside for the values that fit.

use serde::{Deserialize, Serialize};

use crate::{Error, PrimordialSpectra, error::within};

/// Spectra of holographic cosmology with a weakly coupled dual theory.
///
/// ```text
/// P_ℛ(q) = A_s / (1 + (g q_*/q) ln|q/(β g q_*)|)
/// P_t(q) = r A_s / (1 + (g_t q_*/q) ln|q/(β_t g_t q_*)|)
/// ```
///
/// Far above g q_* the spectra are scale invariant. A negative g takes power from the largest scales; a positive one makes the
/// spectrum diverge at a wavenumber below which there is none.
///
/// # References
///
/// `easther2011`; `afshordi2017`, equation 1.
///
/// # Examples
///
/// ```
/// use lastscatter_primordial::PrimordialSpectra;
/// use lastscatter_primordial::quantum_gravity::holographic::Holographic;
///
/// let early = Holographic::afshordi2017().validated()?;
/// let tilt = (early.scalar(0.051) / early.scalar(0.049)).ln() / (0.051_f64 / 0.049).ln();
/// assert!(tilt < 0.0 && tilt > -0.06);
/// # Ok::<(), lastscatter_primordial::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holographic {
    /// A_s, reached at large wavenumbers: 0 to 1e-4.
    pub a_s: f64,
    /// g of scalars: −0.1 to 0.1.
    pub g: f64,
    /// ln β of scalars: −10 to 10.
    pub ln_beta: f64,
    /// r = A_t/A_s: 0 to 1e4.
    pub r: f64,
    /// g_t of tensors: −0.1 to 0.1.
    pub g_t: f64,
    /// ln β_t of tensors: −10 to 10.
    pub ln_beta_t: f64,
    /// q_* in Mpc⁻¹.
    pub k_pivot_inv_mpc: f64,
}

impl Holographic {
    /// g = −0.00703 and ln β = 0.877, of the size that fits Planck; no gravitational waves.
    ///
    /// Not checked against the tables of the paper, nor which multipoles the fit was made to: the tilt is −0.022 at 0.05 Mpc⁻¹ and
    /// −0.040 at 0.02 Mpc⁻¹ (`holographic::tests::tilt`), about that of the power law that fits.
    ///
    /// # References
    ///
    /// `afshordi2017`.
    #[must_use]
    pub const fn afshordi2017() -> Self {
        Self {
            a_s: 2.126e-9,
            g: -0.00703,
            ln_beta: 0.877,
            r: 0.0,
            g_t: 0.0,
            ln_beta_t: 0.0,
            k_pivot_inv_mpc: 0.05,
        }
    }

    /// These spectra if their parameters make sense.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] naming the parameter; [`Error::OutOfDomain`] for a negative g with so small a β that the spectrum diverges
    /// in the midst, β ≤ 1/e.
    pub fn validated(self) -> Result<Self, Error> {
        within("A_s", self.a_s, [0.0, 1e-4])?;
        within("r", self.r, [0.0, 1e4])?;
        within("g", self.g, [-0.1, 0.1])?;
        within("g_t", self.g_t, [-0.1, 0.1])?;
        within("ln beta", self.ln_beta, [-10.0, 10.0])?;
        within("ln beta_t", self.ln_beta_t, [-10.0, 10.0])?;
        within("pivot in 1/Mpc", self.k_pivot_inv_mpc, [1e-8, 1e8])?;
        for (g, ln_beta) in [(self.g, self.ln_beta), (self.g_t, self.ln_beta_t)] {
            if g < 0.0 && ln_beta <= -1.0 {
                return Err(Error::OutOfDomain {
                    name: "ln beta",
                    value: ln_beta,
                    expected: "above -1 where g is negative: else the spectrum diverges",
                });
            }
        }
        Ok(self)
    }

    /// The size of the two-loop term at a wavenumber in Mpc⁻¹, relative to one: what is left out is of the order of its square.
    #[must_use]
    pub fn two_loop(&self, k_inv_mpc: f64) -> f64 {
        two_loop(k_inv_mpc / self.k_pivot_inv_mpc, self.g, self.ln_beta)
    }
}

/// (g/x) ln|x/(β g)|, x = q/q_*.
fn two_loop(x: f64, g: f64, ln_beta: f64) -> f64 {
    if g == 0.0 {
        0.0
    } else {
        g / x * ((x / g).abs().ln() - ln_beta)
    }
}

/// x above which 1 + (g/x) ln|x/(β g)| is positive: for positive g only there is a border.
fn border(g: f64, ln_beta: f64) -> f64 {
    // With y = ln(x/βg): β e^y + y = 0, and Newton's method converges from 0, the left side being convex.
    if g <= 0.0 {
        return 0.0;
    }
    let beta = ln_beta.exp();
    let y = (0..100).fold(0.0_f64, |y, _| {
        y - (beta * y.exp() + y) / (beta * y.exp() + 1.0)
    });
    beta * g * y.exp() * (1.0 + 1e-9)
}

impl PrimordialSpectra for Holographic {
    fn scalar(&self, k_inv_mpc: f64) -> f64 {
        self.a_s / (1.0 + self.two_loop(k_inv_mpc))
    }

    fn tensor(&self, k_inv_mpc: f64) -> f64 {
        let x = k_inv_mpc / self.k_pivot_inv_mpc;
        self.r * self.a_s / (1.0 + two_loop(x, self.g_t, self.ln_beta_t))
    }

    fn range_inv_mpc(&self) -> [f64; 2] {
        let tensor = if self.r > 0.0 {
            border(self.g_t, self.ln_beta_t)
        } else {
            0.0
        };
        let scalar = border(self.g, self.ln_beta);
        [self.k_pivot_inv_mpc * scalar.max(tensor), f64::INFINITY]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Observables;

    #[test]
    fn spectra_are_positive_where_they_are_said_to_be() {
        for (g, ln_beta) in [
            (-0.01, 1.0),
            (-0.1, -0.99),
            (0.01, 0.5),
            (0.1, -3.0),
            (0.05, 6.0),
        ] {
            let spectra = Holographic {
                g,
                ln_beta,
                ..Holographic::afshordi2017()
            };
            let [low, _] = spectra.validated().unwrap().range_inv_mpc();
            for step in 0..2000 {
                let k = low.max(1e-9) * (0.01 * f64::from(step)).exp();
                let power = spectra.scalar(k);
                assert!(
                    power > 0.0 && power.is_finite(),
                    "{g} {ln_beta} {k}: {power}"
                );
            }
            // Just below the border it is not.
            assert!(low == 0.0 || spectra.scalar(0.999 * low) < 0.0);
        }
    }

    #[test]
    fn scale_invariant_without_coupling_or_far_above_it() {
        let free = Holographic {
            g: 0.0,
            ..Holographic::afshordi2017()
        };
        assert!((free.scalar(1e-4) / free.a_s - 1.0).abs() < 1e-15);
        let far = Holographic::afshordi2017();
        assert!((far.scalar(1e4) / far.a_s - 1.0).abs() < 1e-6);
    }

    /// dln P/dln q = (g q_*/q)(ln|q/(β g q_*)| − 1)/(1 + (g q_*/q) ln|q/(β g q_*)|).
    #[test]
    fn tilt() {
        let early = Holographic::afshordi2017().validated().unwrap();
        for (k, expected) in [(0.05, -0.0223), (0.02, -0.0403)] {
            let tilt = Observables::of(&early, k).unwrap().n_s - 1.0;
            let two_loop = early.two_loop(k);
            let formula = (two_loop - early.g * 0.05 / k) / (1.0 + two_loop);
            assert!((tilt / formula - 1.0).abs() < 1e-7, "{tilt} {formula}");
            assert!((tilt - expected).abs() < 1e-4, "{tilt}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        let good = Holographic::afshordi2017();
        assert!(
            Holographic {
                ln_beta: -1.5,
                ..good
            }
            .validated()
            .is_err()
        );
        assert!(
            Holographic {
                g: f64::NAN,
                ..good
            }
            .validated()
            .is_err()
        );
    }
}
