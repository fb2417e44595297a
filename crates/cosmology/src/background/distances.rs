//! Times and distances.

use lastscatter_numerics::roots::brent;

use super::Background;
use crate::{Error, units::GYR_PER_MPC};

impl Background {
    /// Conformal time τ = ∫ dt/a since the beginning, in Mpc.
    #[must_use]
    pub fn conformal_time_mpc(&self, redshift: f64) -> f64 {
        self.history.conformal_time(redshift.ln_1p())
    }

    /// Conformal time today, τ₀ in Mpc.
    #[must_use]
    pub fn conformal_time_today_mpc(&self) -> f64 {
        self.history.conformal_time_today()
    }

    /// Scale factor at a conformal time in Mpc; NaN after today and before redshift 10¹⁰.
    #[must_use]
    pub fn scale_factor(&self, conformal_time_mpc: f64) -> f64 {
        self.history.scale_factor(conformal_time_mpc)
    }

    /// Age of the universe at a redshift, in Gyr.
    #[must_use]
    pub fn age_gyr(&self, redshift: f64) -> f64 {
        GYR_PER_MPC * self.history.time(redshift.ln_1p())
    }

    /// Time from a redshift until today, in Gyr.
    #[must_use]
    pub fn lookback_time_gyr(&self, redshift: f64) -> f64 {
        GYR_PER_MPC * self.history.lookback(redshift.ln_1p())
    }

    /// Comoving radial distance, χ in Mpc.
    ///
    /// ```text
    /// χ = ∫ dz/H
    /// ```
    #[must_use]
    pub fn comoving_distance_mpc(&self, redshift: f64) -> f64 {
        self.history.distance(redshift.ln_1p())
    }

    /// Comoving transverse distance, D_M in Mpc.
    ///
    /// ```text
    /// D_M = sin(√K χ)/√K   (K > 0),   χ   (K = 0),   sinh(√−K χ)/√−K   (K < 0)
    /// ```
    #[must_use]
    pub fn transverse_comoving_distance_mpc(&self, redshift: f64) -> f64 {
        let distance = self.comoving_distance_mpc(redshift);
        let curvature = -self.densities(0.0).curvature;
        let phase = curvature.abs().sqrt() * distance;
        // Below this the series in the curvature ends at its first term.
        if phase < 1e-4 {
            distance * (1.0 - curvature * distance * distance / 6.0)
        } else if curvature > 0.0 {
            distance * phase.sin() / phase
        } else {
            distance * phase.sinh() / phase
        }
    }

    /// Angular diameter distance, D_A = D_M/(1+z) in Mpc.
    #[must_use]
    pub fn angular_diameter_distance_mpc(&self, redshift: f64) -> f64 {
        self.transverse_comoving_distance_mpc(redshift) / (1.0 + redshift)
    }

    /// Luminosity distance, D_L = (1+z) D_M in Mpc.
    #[must_use]
    pub fn luminosity_distance_mpc(&self, redshift: f64) -> f64 {
        self.transverse_comoving_distance_mpc(redshift) * (1.0 + redshift)
    }

    /// Spherically averaged distance of baryon acoustic oscillations, in Mpc.
    ///
    /// ```text
    /// D_V = (z D_M²/H)^{1/3}
    /// ```
    #[must_use]
    pub fn volume_distance_mpc(&self, redshift: f64) -> f64 {
        let transverse = self.transverse_comoving_distance_mpc(redshift);
        (redshift * transverse * transverse / self.hubble_inv_mpc(redshift)).cbrt()
    }

    /// Comoving sound horizon of the photon–baryon fluid, r_s in Mpc.
    ///
    /// ```text
    /// r_s = ∫ c_s dτ,   c_s = 1/√(3(1 + R))
    /// ```
    #[must_use]
    pub fn sound_horizon_mpc(&self, redshift: f64) -> f64 {
        self.history.sound_horizon(redshift.ln_1p())
    }

    /// Redshift of equality, z_eq: where matter (ρ − 3p of baryons, cold dark matter and neutrinos) equals radiation (3p).
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] when they are never equal in the past.
    pub fn equality_redshift(&self) -> Result<f64, Error> {
        let excess = |ln_a: f64| {
            let at = self.densities((-ln_a).exp_m1());
            (at.matter() - at.massive_neutrinos_triple_pressure - at.radiation()) / at.radiation()
        };
        let (early, late) = (-23.0, 0.0);
        let (first, last) = (excess(early), excess(late));
        if !(first < 0.0 && last > 0.0) {
            return Err(Error::OutOfDomain {
                name: "matter over radiation today",
                value: last + 1.0,
                expected: "above 1, and below 1 at z = 1e10",
            });
        }
        let ln_a = brent(excess, early, late, 1e-13)?;
        Ok((-ln_a).exp_m1())
    }
}
