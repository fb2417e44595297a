//! The spectra of the lensing potential.

use super::normalization::laplacian;
use super::{Cl, Dimensionless, MicrokelvinSquared, PowerUnit, Spectrum};
use crate::Error;

/// The spectra C_ℓ of the lensing potential φ with itself and with T and E, from ℓ = 0 to one ℓ_max.
///
/// φφ is dimensionless. `U` is the unit of the [`AngularSpectra`](super::AngularSpectra) that go with it: Tφ and Eφ are in
/// [µK](super::Microkelvin) for [`MicrokelvinSquared`]. A point in direction n is seen with the temperature of
/// n + ∇φ.
///
/// # References
///
/// `lewis2006`.
///
/// # Examples
///
/// The peak of the deflection in a Planck-like universe:
///
/// ```
/// use lastscatter_stokes::spectra::{Dimensionless, LensingPotential, Spectrum};
///
/// let mut phi_phi = vec![0.0; 61];
/// phi_phi[60] = 6.018e-14;
/// let lensing = LensingPotential::<Dimensionless>::new(
///     Spectrum::new(phi_phi)?,
///     Spectrum::zero(60), // Tφ
///     Spectrum::zero(60), // Eφ
/// )?;
///
/// // [ℓ(ℓ+1)]² C_ℓ^φφ / 2π
/// assert!((lensing.deflection().to_dl().values()[60] - 1.283e-7).abs() < 1e-10);
/// assert!((lensing.convergence().values()[60] - 2.015e-7).abs() < 1e-10);
/// # Ok::<(), lastscatter_stokes::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct LensingPotential<U: PowerUnit> {
    phi_phi: Spectrum<Cl, Dimensionless>,
    t_phi: Spectrum<Cl, U::WithPotential>,
    e_phi: Spectrum<Cl, U::WithPotential>,
}

impl<U: PowerUnit> LensingPotential<U> {
    /// These three spectra.
    ///
    /// # Errors
    ///
    /// [`Error::DifferentLmax`] when they end at different multipoles.
    pub fn new(
        phi_phi: Spectrum<Cl, Dimensionless>,
        t_phi: Spectrum<Cl, U::WithPotential>,
        e_phi: Spectrum<Cl, U::WithPotential>,
    ) -> Result<Self, Error> {
        phi_phi.require_lmax(t_phi.lmax())?;
        phi_phi.require_lmax(e_phi.lmax())?;
        Ok(Self {
            phi_phi,
            t_phi,
            e_phi,
        })
    }

    /// C_ℓ^φφ.
    #[must_use]
    pub const fn phi_phi(&self) -> &Spectrum<Cl, Dimensionless> {
        &self.phi_phi
    }

    /// C_ℓ^Tφ.
    #[must_use]
    pub const fn t_phi(&self) -> &Spectrum<Cl, U::WithPotential> {
        &self.t_phi
    }

    /// C_ℓ^Eφ.
    #[must_use]
    pub const fn e_phi(&self) -> &Spectrum<Cl, U::WithPotential> {
        &self.e_phi
    }

    /// The largest multipole ℓ_max.
    #[must_use]
    pub fn lmax(&self) -> usize {
        self.phi_phi.lmax()
    }

    /// Spectrum of the deflection ∇φ (its gradient mode), ℓ(ℓ+1) C_ℓ^φφ.
    ///
    /// Its [`to_dl`](Spectrum::to_dl) is the usual [ℓ(ℓ+1)]² C_ℓ^φφ / 2π.
    #[must_use]
    pub fn deflection(&self) -> Spectrum<Cl, Dimensionless> {
        self.phi_phi.weighted(laplacian)
    }

    /// Spectrum of the convergence κ = −½ ∇²φ: C_ℓ^κκ = [ℓ(ℓ+1)]² C_ℓ^φφ / 4.
    #[must_use]
    pub fn convergence(&self) -> Spectrum<Cl, Dimensionless> {
        self.phi_phi
            .weighted(|ell| 0.25 * laplacian(ell) * laplacian(ell))
    }

    /// Tφ and Eφ in units of the mean temperature T₀.
    ///
    /// # Errors
    ///
    /// As [`Spectrum::dimensionless`].
    pub fn dimensionless(&self, t_cmb_k: f64) -> Result<LensingPotential<Dimensionless>, Error> {
        LensingPotential::new(
            self.phi_phi.clone(),
            self.t_phi.dimensionless(t_cmb_k)?,
            self.e_phi.dimensionless(t_cmb_k)?,
        )
    }
}

impl LensingPotential<Dimensionless> {
    /// Tφ and Eφ in µK, for the mean temperature T₀, to go with spectra in µK².
    ///
    /// # Errors
    ///
    /// As [`Spectrum::in_microkelvin`].
    pub fn in_microkelvin(
        &self,
        t_cmb_k: f64,
    ) -> Result<LensingPotential<MicrokelvinSquared>, Error> {
        LensingPotential::new(
            self.phi_phi.clone(),
            self.t_phi.in_microkelvin(t_cmb_k)?,
            self.e_phi.in_microkelvin(t_cmb_k)?,
        )
    }
}
