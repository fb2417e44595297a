//! Photons and baryons while they are one fluid, to second order in the time between scatterings.

use lastscatter_numerics::Real;

use super::metric::Drive;
use crate::timeline::Moment;

/// What the fluid is made of at one time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fluid<R> {
    pub photon_density: R,
    pub photon_velocity: R,
    pub baryon_density: R,
    pub baryon_velocity: R,
}

/// Photon shear and polarisation, which scattering leaves small.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shear<R> {
    /// σ_γ = F₂/2.
    pub sigma: R,
    /// Its first-order part's derivative.
    pub first_prime: R,
    /// τ_c.
    pub mean_free_path: R,
}

/// σ_γ of first order in τ_c = 1/κ′: 16/45 τ_c (θ_γ + k²α).
#[inline(always)]
pub(super) fn first_order_shear<R: Real>(moment: &Moment<R>, velocity: R, shear: R) -> R {
    (velocity + shear) / moment.opacity * (16.0 / 45.0)
}

impl<R: Real> Fluid<R> {
    /// θ′ common to both at leading order, without the gauge's own terms.
    #[inline(always)]
    fn acceleration(&self, moment: &Moment<R>, k2: R, inertia: R, sigma: R, euler: R) -> R {
        let pressure = moment.sound_speed_squared * k2 * self.baryon_density
            + inertia * k2 * (self.photon_density * 0.25 - sigma);
        (pressure - moment.hubble * self.baryon_velocity) / (inertia + 1.0) + euler
    }

    /// σ_γ to second order.
    ///
    /// ```text
    /// σ_γ = s − 11/6 τ_c s′,   s = 16/45 τ_c (θ_γ + k²α)
    /// ```
    ///
    /// # References
    ///
    /// `blas2011`, equation 2.32; the expansion of `ma1995`, equations 63 and 64.
    #[inline(always)]
    pub(super) fn shear(&self, moment: &Moment<R>, k2: R, drive: &Drive<R>) -> Shear<R> {
        let path = R::from(1.0) / moment.opacity;
        let path_prime = -(moment.opacity_prime * path * path);
        let first = first_order_shear(moment, self.photon_velocity, drive.shear);
        let inertia = moment.photons / moment.baryons * (4.0 / 3.0);
        let acceleration = self.acceleration(moment, k2, inertia, first, drive.euler);
        let first_prime = (path * (acceleration + drive.shear_prime)
            + path_prime * (self.photon_velocity + drive.shear))
            * (16.0 / 45.0);
        Shear {
            sigma: first - path * first_prime * (11.0 / 6.0),
            first_prime,
            mean_free_path: path,
        }
    }

    /// θ_b′ and θ_γ′, with their slip Δ = θ_b − θ_γ to second order.
    ///
    /// ```text
    /// Δ = F (X − Δ′),   F = τ_c/(1+R),   R = 4ρ_γ/3ρ_b,   X = −ℋθ_b + k²(c_b²δ_b − δ_γ/4 + σ_γ)
    /// Δ′ = (F′/F) Δ + F (X′ − Δ″),   Δ″ = (F X)″ + O(F²)
    /// ```
    ///
    /// # References
    ///
    /// Both velocity equations of `ma1995`, 66 and 67, expanded in F; `blas2011`, section 2.
    #[inline(always)]
    pub(super) fn velocities_prime(
        &self,
        moment: &Moment<R>,
        k2: R,
        drive: &Drive<R>,
        shear: &Shear<R>,
    ) -> [R; 2] {
        let (h, hp, hpp) = (moment.hubble, moment.hubble_prime, moment.hubble_second);
        let cs2 = moment.sound_speed_squared;
        let inertia = moment.photons / moment.baryons * (4.0 / 3.0);
        let weight = R::from(1.0) / (inertia + 1.0);
        let share = inertia * weight;
        let path = shear.mean_free_path;
        let f = path * weight;

        // F′/F and F″/F; for the latter the free electrons per baryon are constant.
        let decay = -(moment.opacity_prime * path) + h * share;
        let steady = share + 2.0;
        let curvature = h * h * steady * steady + hp * steady - h * h * share * weight;

        let photon_density_prime = -((self.photon_velocity + drive.continuity) * (4.0 / 3.0));
        let baryon_density_prime = -(self.baryon_velocity + drive.continuity);
        let velocity = self.baryon_velocity;
        let force = k2 * (cs2 * self.baryon_density - self.photon_density * 0.25 + shear.sigma);
        let x = force - h * velocity;
        let acceleration = self.acceleration(moment, k2, inertia, shear.sigma, drive.euler);
        let x_prime = k2
            * (cs2 * baryon_density_prime - photon_density_prime * 0.25 + shear.first_prime)
            - hp * velocity
            - h * acceleration;

        // Leading order of X″: shear and the change of the sound speed are of higher order.
        let photon_density_second = -((acceleration + drive.continuity_prime) * (4.0 / 3.0));
        let inertia_prime = -(h * inertia);
        let bare = acceleration - drive.euler;
        let jerk = (k2
            * (cs2 * baryon_density_prime
                + (inertia_prime * self.photon_density + inertia * photon_density_prime) * 0.25)
            - hp * velocity
            - h * acceleration
            - inertia_prime * bare)
            * weight;
        let x_second = -(hpp * velocity)
            - hp * acceleration * 2.0
            - h * jerk
            - k2 * photon_density_second * 0.25;
        let slip_second = f * (curvature * x + decay * x_prime * 2.0 + x_second);

        let slip = self.baryon_velocity - self.photon_velocity;
        // θ_b′ is the common acceleration and its share of Δ′.
        let first = decay * slip + f * x_prime;
        let slip_prime = decay * slip + f * (x_prime - h * share * first - slip_second);
        let baryons =
            self.acceleration(moment, k2, inertia, shear.sigma, drive.euler) + share * slip_prime;
        [baryons, baryons - slip_prime]
    }
}

impl<R: Real> Shear<R> {
    /// That of photons whose multipoles are followed.
    pub(super) const NONE: Self = Self {
        sigma: R::ZERO,
        first_prime: R::ZERO,
        mean_free_path: R::ZERO,
    };

    /// F₂, G₀ and G₂ of the hierarchy at the same order.
    ///
    /// ```text
    /// G₀ = 5/4 F₂ − 25/8 τ_c F₂′,   G₂ = 1/4 F₂ − 5/8 τ_c F₂′
    /// ```
    #[inline(always)]
    pub(super) fn quadrupoles(&self) -> [R; 3] {
        let f2 = self.sigma * 2.0;
        let lag = self.mean_free_path * self.first_prime * 2.0;
        [f2, f2 * 1.25 - lag * 3.125, f2 * 0.25 - lag * 0.625]
    }

    /// F₂ + G₀ + G₂, the source of polarisation.
    #[inline(always)]
    pub(super) fn polarisation(&self) -> R {
        let [f2, g0, g2] = self.quadrupoles();
        f2 + g0 + g2
    }
}
