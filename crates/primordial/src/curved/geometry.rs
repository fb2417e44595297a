//! The size of curved space.

use lastscatter_constants::codata::SPEED_OF_LIGHT;

/// Space of constant curvature K, a being 1 today.
///
/// Wavenumbers k are those of radial waves. With n = k/√|K|,
///
/// ```text
/// closed   n = 3, 4, 5, …   scalars −∇² = (n² − 1) K     transverse tensors −∇² = (n² − 3) K
/// open     n > 0            scalars −∇² = (n² + 1) |K|   transverse tensors −∇² = (n² + 3) |K|
/// ```
///
/// that is −∇² = k² − K and k² − 3K. With the letter k for n − 1, as some papers write closed universes, −∇² = k(k + 2) K.
///
/// # Examples
///
/// ```
/// use lastscatter_primordial::curved::Geometry;
///
/// let closed = Geometry::from_today(-0.01, 0.7);
/// // The lowest wave of physical perturbations.
/// assert!((closed.wavenumber_inv_mpc(3.0) - 3.0 * 0.1 * 0.7 / 2997.924_58).abs() < 1e-18);
/// assert!((closed.omega_k_today(0.7) + 0.01).abs() < 1e-16);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Geometry {
    /// K in Mpc⁻²: positive in a closed universe.
    pub curvature_inv_mpc2: f64,
}

impl Geometry {
    /// Of Ω_K and h today: K = −Ω_K (H₀/c)².
    #[must_use]
    pub fn from_today(omega_k: f64, h: f64) -> Self {
        Self {
            curvature_inv_mpc2: -omega_k * hubble_inv_mpc(h).powi(2),
        }
    }

    /// Ω_K today for a given h.
    #[must_use]
    pub fn omega_k_today(&self, h: f64) -> f64 {
        -self.curvature_inv_mpc2 / hubble_inv_mpc(h).powi(2)
    }

    /// k = n √|K| in Mpc⁻¹.
    #[must_use]
    pub fn wavenumber_inv_mpc(&self, n: f64) -> f64 {
        n * self.curvature_inv_mpc2.abs().sqrt()
    }
}

/// H₀/c in Mpc⁻¹.
pub(crate) fn hubble_inv_mpc(h: f64) -> f64 {
    // 100 km/s over the speed of light.
    1e5 * h / SPEED_OF_LIGHT.si()
}
