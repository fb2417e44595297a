//! A preferred direction.

use crate::{Error, InitialCondition, PrimordialSpectra, error::within};

/// Any spectra with the statistical anisotropy of a constant noncommutativity between time and space.
///
/// ```text
/// P(k) = P₀(k) cosh(ℓ k cos ϑ),   ⟨P⟩ = P₀(k) sinh(ℓ k)/(ℓ k)
/// ```
///
/// with ϑ the angle to the preferred direction and ℓ = H θ⁰, a comoving length. What angular power spectra see is the mean over directions,
/// which is what [`PrimordialSpectra`] gives. To lowest order the anisotropy is a quadrupole, P = P₀ [1 + g_* cos²ϑ] with g_* = (ℓk)²/2.
///
/// # References
///
/// `akofor2008`.
///
/// # Examples
///
/// ```
/// use lastscatter_primordial::quantum_gravity::noncommutative::Anisotropic;
/// use lastscatter_primordial::{PowerLaw, PrimordialSpectra};
///
/// let sky = Anisotropic::new(PowerLaw::planck2018(), 4.0)?; // Mpc
/// assert!((sky.g_star(0.05) - 0.02).abs() < 1e-15);
/// assert!(sky.scalar_towards(0.05, 1.0) > sky.scalar_towards(0.05, 0.0));
/// # Ok::<(), lastscatter_primordial::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Anisotropic<S> {
    standard: S,
    length_mpc: f64,
}

impl<S: PrimordialSpectra> Anisotropic<S> {
    /// `standard` spectra, with ℓ in Mpc.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] for a length outside 0 to 1e6 Mpc.
    pub fn new(standard: S, length_mpc: f64) -> Result<Self, Error> {
        let length_mpc = within("noncommutative length in Mpc", length_mpc, [0.0, 1e6])?;
        Ok(Self {
            standard,
            length_mpc,
        })
    }

    /// P_ℛ of a wavenumber in Mpc⁻¹ whose direction has this cosine to the preferred one.
    #[must_use]
    pub fn scalar_towards(&self, k_inv_mpc: f64, cosine: f64) -> f64 {
        self.standard.scalar(k_inv_mpc) * (self.length_mpc * k_inv_mpc * cosine).cosh()
    }

    /// The quadrupole g_* at a wavenumber in Mpc⁻¹, to lowest order.
    #[must_use]
    pub fn g_star(&self, k_inv_mpc: f64) -> f64 {
        0.5 * (self.length_mpc * k_inv_mpc).powi(2)
    }

    /// The mean of the anisotropy over directions.
    fn mean(&self, k_inv_mpc: f64) -> f64 {
        let x = self.length_mpc * k_inv_mpc;
        if x < 1e-3 {
            1.0 + x * x / 6.0
        } else {
            x.sinh() / x
        }
    }
}

impl<S: PrimordialSpectra> PrimordialSpectra for Anisotropic<S> {
    fn scalar(&self, k_inv_mpc: f64) -> f64 {
        self.standard.scalar(k_inv_mpc) * self.mean(k_inv_mpc)
    }

    fn tensor(&self, k_inv_mpc: f64) -> f64 {
        self.standard.tensor(k_inv_mpc) * self.mean(k_inv_mpc)
    }

    fn chirality(&self, k_inv_mpc: f64) -> f64 {
        self.standard.chirality(k_inv_mpc)
    }

    fn range_inv_mpc(&self) -> [f64; 2] {
        // Beyond, the perturbations are no perturbations.
        let [low, high] = self.standard.range_inv_mpc();
        [low, high.min(20.0 / self.length_mpc)]
    }

    fn correlation(&self, a: InitialCondition, b: InitialCondition, k_inv_mpc: f64) -> f64 {
        self.standard.correlation(a, b, k_inv_mpc) * self.mean(k_inv_mpc)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PowerLaw;

    #[test]
    fn the_mean_is_that_over_directions() {
        for length in [1e-3, 0.5, 30.0] {
            let sky = Anisotropic::new(PowerLaw::planck2018(), length).unwrap();
            let k = 0.07;
            // Midpoints in the cosine.
            let count = 20_000;
            let sum: f64 = (0..count)
                .map(|i| sky.scalar_towards(k, (f64::from(i) + 0.5) / f64::from(count)))
                .sum();
            assert!((sum / f64::from(count) / sky.scalar(k) - 1.0).abs() < 1e-8);
        }
    }
}
