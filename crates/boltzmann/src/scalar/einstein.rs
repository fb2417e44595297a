//! Einstein's equations in both gauges, with what must be solved along with them: streaming radiation, tight coupling, dark energy.

use lastscatter_numerics::Real;

use super::{
    dark_energy::{Contribution, Matter},
    equations::Equations,
    layout::{MassiveNeutrinos, MasslessNeutrinos, Photons},
    metric::{Drive, Metric},
    stress_energy::StressEnergy,
    tight_coupling::{Fluid, Shear, first_order_shear},
};
use crate::timeline::Moment;

/// Everything that a state implies, before its derivatives.
#[derive(Debug, Clone, Copy)]
pub(super) struct Situation<R> {
    pub moment: Moment<R>,
    pub metric: Metric<R>,
    pub photon_density: R,
    pub photon_velocity: R,
    /// F₂ + G₀ + G₂.
    pub polarisation: R,
    pub(super) shear: Shear<R>,
    pub(super) dark: Contribution<R>,
}

impl<R: Real> Equations<'_, R> {
    /// Photons whose state is followed: δ, θ and the source of polarisation (zero in tight coupling, which needs the metric).
    #[inline(always)]
    fn photons(&self, y: &[R]) -> [R; 3] {
        let l = &self.layout;
        if l.regime.photons == Photons::Streaming {
            return [R::ZERO; 3];
        }
        let f = &y[l.intensity.start..];
        let mut polarisation = R::ZERO;
        if l.regime.photons.resolved() {
            let g = &y[l.polarisation.start..];
            polarisation = f[2] + g[0] + g[2];
        }
        [f[0], self.k * f[1] * 0.75, polarisation]
    }

    #[inline(always)]
    fn dark_energy(
        &self,
        moment: &Moment<R>,
        matter: &Matter<R>,
        y: &[R],
        shear_of: impl FnOnce(R) -> R,
    ) -> Contribution<R> {
        self.layout.dark_energy.map_or(
            Contribution {
                density: R::ZERO,
                momentum: R::ZERO,
                gamma_prime: R::ZERO,
            },
            |index| {
                let gamma = y[index];
                let phi = matter.potential(moment, self.inverse_k2, gamma);
                matter.dark_energy(moment, self.k2, self.inverse_k2, gamma, shear_of(phi))
            },
        )
    }

    #[inline(always)]
    pub(super) fn fluid(&self, y: &[R], [density, velocity, _]: [R; 3]) -> Fluid<R> {
        Fluid {
            photon_density: density,
            photon_velocity: velocity,
            baryon_density: y[self.layout.baryon_density],
            baryon_velocity: y[self.layout.baryon_velocity],
        }
    }

    /// Einstein's equations in the synchronous gauge (`ma1995`, equations 21a, 21b and 21d).
    #[inline(always)]
    pub(super) fn synchronous(
        &self,
        moment: Moment<R>,
        sources: &mut StressEnergy<R>,
        y: &[R],
    ) -> Situation<R> {
        let l = &self.layout;
        let (k2, inverse_k2, hubble) = (self.k2, self.inverse_k2, moment.hubble);
        let eta = y[l.metric];
        let mut photons = self.photons(y);
        let streaming_photons = l.regime.photons == Photons::Streaming;
        let streaming_massless = l.regime.neutrinos == MasslessNeutrinos::Streaming;
        let streaming_massive = l.regime.massive == MassiveNeutrinos::Streaming;
        if streaming_photons || streaming_massless || streaming_massive {
            // δ = 4/k² (ℋh′ − k²η) for radiation that streams (`blas2011`, equations 4.7 and 4.12), h′ among it.
            let mut radiation = R::ZERO;
            let mut scattered = R::ZERO;
            if streaming_photons {
                radiation += moment.photons;
                scattered = moment.photons * moment.opacity;
            }
            if streaming_massless {
                radiation += moment.massless;
            }
            let massive = self.streaming_momenta(&moment);
            let theta = y[l.baryon_velocity];
            let known = k2 * eta + sources.density
                - (radiation + massive.potential) * eta * 4.0
                - scattered * theta * inverse_k2 * 4.0;
            let fast = radiation * 4.0 + (massive.density + massive.potential) * 2.0;
            let share = (hubble * fast - scattered * 2.0) * inverse_k2;
            let h_prime = known / (hubble * 0.5 - share);
            let half = h_prime * 0.5;
            let density = (hubble * h_prime * inverse_k2 - eta) * 4.0;
            if streaming_photons {
                let drag = theta + half;
                let delta = density - moment.opacity * drag * inverse_k2 * 4.0;
                // Continuity of δ: θ + h′/2 = 3/k² [κ′(θ_b + h′/2)]′, with h″ of `ma1995`, equation 21c, without pressure.
                let push = moment.sound_speed_squared * k2 * y[l.baryon_density]
                    - hubble * theta
                    - hubble * h_prime
                    + k2 * eta;
                let velocity =
                    (moment.opacity_prime * drag + moment.opacity * push) * inverse_k2 * 3.0 - half;
                photons = [delta, velocity, R::ZERO];
                sources.density += moment.photons * delta;
                sources.momentum += moment.photons * velocity * (4.0 / 3.0);
            }
            if streaming_massive {
                sources.density += massive.density * hubble * h_prime * inverse_k2 * 2.0
                    + massive.potential * (hubble * h_prime * inverse_k2 * 0.5 - eta) * 4.0;
                sources.momentum -= massive.density * half * (4.0 / 3.0);
            }
            if streaming_massless {
                sources.density += moment.massless * density;
                sources.momentum += -(moment.massless * half * (4.0 / 3.0));
            }
        }
        let matter = Matter {
            density: sources.density,
            momentum: sources.momentum,
        };
        let dark = self.dark_energy(&moment, &matter, y, |phi| k2 * (eta - phi) / hubble);
        sources.density += dark.density;
        sources.momentum += dark.momentum;

        let h_prime = (k2 * eta + sources.density) / hubble * 2.0;
        let eta_prime = sources.momentum * inverse_k2;
        let shear = h_prime * 0.5 + eta_prime * 3.0;
        let alpha = shear * inverse_k2;
        let mut tight = Shear::NONE;
        let mut drive = Drive {
            continuity: h_prime * 0.5,
            shear,
            ..Drive::NONE
        };
        let alpha_prime = |sources: &StressEnergy<R>| {
            eta - hubble * alpha * 2.0 - sources.shear * inverse_k2 * 3.0
        };
        if l.regime.photons == Photons::Slipping {
            drive.continuity_prime = k2 * eta - hubble * h_prime - sources.pressure * 3.0;
        }
        if l.regime.photons == Photons::TightlyCoupled {
            let fluid = self.fluid(y, photons);
            let sigma = first_order_shear(&moment, photons[1], shear);
            let mut first = *sources;
            first.shear += moment.photons * sigma * (4.0 / 3.0);
            drive.shear_prime = k2 * alpha_prime(&first);
            // MB 21c.
            drive.continuity_prime = k2 * eta - hubble * h_prime - first.pressure * 3.0;
            tight = fluid.shear(&moment, k2, &drive);
            sources.shear += moment.photons * tight.sigma * (4.0 / 3.0);
            photons[2] = tight.polarisation();
        }
        let alpha_prime = alpha_prime(sources);
        let phi = eta - hubble * alpha;
        let psi = alpha_prime + hubble * alpha;
        // Momentum constraint of the Newtonian gauge, with θ_N = θ + k²α.
        let total = sources.momentum + (moment.enthalpy + moment.dark_enthalpy) * shear;
        Situation {
            metric: Metric {
                drive,
                prime: eta_prime,
                shear,
                h_prime,
                phi,
                psi,
                phi_prime: total * inverse_k2 - hubble * psi,
            },
            moment,
            photon_density: photons[0],
            photon_velocity: photons[1],
            polarisation: photons[2],
            shear: tight,
            dark,
        }
    }

    /// Einstein's equations in the conformal Newtonian gauge (`ma1995`, equations 23b and 23d).
    #[inline(always)]
    pub(super) fn newtonian(
        &self,
        moment: Moment<R>,
        sources: &mut StressEnergy<R>,
        y: &[R],
    ) -> Situation<R> {
        let l = &self.layout;
        let (k2, inverse_k2, hubble) = (self.k2, self.inverse_k2, moment.hubble);
        let phi = y[l.metric];
        let mut photons = self.photons(y);
        let matter = Matter {
            density: sources.density,
            momentum: sources.momentum,
        };
        let dark = self.dark_energy(&moment, &matter, y, |_| R::ZERO);
        sources.density += dark.density;
        sources.momentum += dark.momentum;
        let mut tight = Shear::NONE;
        if l.regime.photons == Photons::TightlyCoupled {
            let fluid = self.fluid(y, photons);
            let mut drive = Drive::NONE;
            let sigma = first_order_shear(&moment, photons[1], R::ZERO);
            let anisotropy = sources.shear + moment.photons * sigma * (4.0 / 3.0);
            drive.euler = k2 * phi - anisotropy * 3.0;
            tight = fluid.shear(&moment, k2, &drive);
            sources.shear += moment.photons * tight.sigma * (4.0 / 3.0);
            photons[2] = tight.polarisation();
        }
        let psi = phi - sources.shear * inverse_k2 * 3.0;
        let phi_prime = sources.momentum * inverse_k2 - hubble * psi;
        Situation {
            metric: Metric {
                drive: Drive {
                    continuity: -(phi_prime * 3.0),
                    euler: k2 * psi,
                    ..Drive::NONE
                },
                prime: phi_prime,
                shear: R::ZERO,
                h_prime: R::ZERO,
                phi,
                psi,
                phi_prime,
            },
            moment,
            photon_density: photons[0],
            photon_velocity: photons[1],
            polarisation: photons[2],
            shear: tight,
            dark,
        }
    }
}
