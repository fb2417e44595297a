//! The border with what uses primordial spectra.

use crate::InitialCondition;

/// Spectra of primordial perturbations, dimensionless, at wavenumbers in Mpc⁻¹.
///
/// A power law, a table, or anything else that can be evaluated; [`from_fn`] makes one of a closure.
///
/// # Examples
///
/// ```
/// use lastscatter_primordial::PrimordialSpectra;
///
/// /// Less power on the largest scales.
/// struct Cut;
///
/// impl PrimordialSpectra for Cut {
///     fn scalar(&self, k_inv_mpc: f64) -> f64 {
///         2.1e-9 * (k_inv_mpc / 0.05).powf(-0.035) * (1.0 - (-(k_inv_mpc / 3e-4).powi(2)).exp())
///     }
/// }
///
/// assert!(Cut.scalar(1e-4) < 0.2 * Cut.scalar(1e-2));
/// assert_eq!(Cut.tensor(0.01), 0.0);
/// ```
pub trait PrimordialSpectra {
    /// P_ℛ(k), or the spectrum of whatever [`InitialCondition`] normalises to one.
    fn scalar(&self, k_inv_mpc: f64) -> f64;

    /// P_t(k) of gravitational waves, both helicities together: four times that of each ⟨h h⟩, as in r = P_t/P_ℛ.
    fn tensor(&self, k_inv_mpc: f64) -> f64 {
        let _ = k_inv_mpc;
        0.0
    }

    /// Chirality of gravitational waves, (P_R − P_L)/(P_R + P_L): between −1 and 1; zero where parity holds.
    fn chirality(&self, k_inv_mpc: f64) -> f64 {
        let _ = k_inv_mpc;
        0.0
    }

    /// The wavenumbers in Mpc⁻¹ at which it may be asked: all, unless it was computed for some.
    fn range_inv_mpc(&self) -> [f64; 2] {
        [0.0, f64::INFINITY]
    }

    /// The spectrum ⟨a b⟩ of two modes of a mixture: by default they are not correlated, and each has the spectrum
    /// [`scalar`](Self::scalar).
    ///
    /// It must be symmetric, ⟨a b⟩ = ⟨b a⟩, and no more than full correlation allows, ⟨a b⟩² ≤ ⟨a a⟩⟨b b⟩; the solver refuses others.
    fn correlation(&self, a: InitialCondition, b: InitialCondition, k_inv_mpc: f64) -> f64 {
        if a == b { self.scalar(k_inv_mpc) } else { 0.0 }
    }
}

impl<S: PrimordialSpectra + ?Sized> PrimordialSpectra for Box<S> {
    fn scalar(&self, k_inv_mpc: f64) -> f64 {
        (**self).scalar(k_inv_mpc)
    }

    fn tensor(&self, k_inv_mpc: f64) -> f64 {
        (**self).tensor(k_inv_mpc)
    }

    fn chirality(&self, k_inv_mpc: f64) -> f64 {
        (**self).chirality(k_inv_mpc)
    }

    fn range_inv_mpc(&self) -> [f64; 2] {
        (**self).range_inv_mpc()
    }

    fn correlation(&self, a: InitialCondition, b: InitialCondition, k_inv_mpc: f64) -> f64 {
        (**self).correlation(a, b, k_inv_mpc)
    }
}

/// A scalar spectrum given by a closure of k in Mpc⁻¹; there are no gravitational waves.
///
/// # Examples
///
/// ```
/// use lastscatter_primordial::{PrimordialSpectra, from_fn};
///
/// let wiggles = from_fn(|k: f64| 2.1e-9 * (1.0 + 0.01 * (30.0 * k.ln()).sin()));
/// assert!(wiggles.scalar(0.05) > 2e-9);
/// ```
pub fn from_fn(scalar: impl Fn(f64) -> f64) -> impl PrimordialSpectra {
    Closure(scalar)
}

struct Closure<F>(F);

impl<F: Fn(f64) -> f64> PrimordialSpectra for Closure<F> {
    fn scalar(&self, k_inv_mpc: f64) -> f64 {
        (self.0)(k_inv_mpc)
    }
}
