//! The first state of an evolution.

use lastscatter_numerics::Real;

use super::{evolution::Evolution, layout::Layout, metric::Gauge};
use crate::{
    hierarchy::Multipoles,
    initial::{MULTIPOLES, ORDER, initial_state, start_mpc},
};

/// The mass of neutrinos over their momentum at which the series of the initial state is summed, at the latest.
const EARLY_MASS: f64 = 1e-3;

impl Evolution<'_> {
    /// Where evolution starts: all wavenumbers outside the horizon, radiation dominant, all neutrinos relativistic.
    pub(super) fn start(&self, [_, k_max]: [f64; 2]) -> f64 {
        let start = start_mpc(self.composition, k_max);
        let heaviest = self.timeline.momenta.bins.iter();
        let heaviest = heaviest.fold(0.0, |most: f64, bin| most.max(bin.mass_squared));
        let speed = self.timeline.scale_factor_slope() * heaviest.sqrt();
        start.min(EARLY_MASS / speed).max(self.timeline.start)
    }

    /// The state of the initial conditions' mode at an early time.
    #[inline(always)]
    pub(super) fn initial<R: Real>(&self, k: R, tau: f64, layout: &Layout) -> Vec<R> {
        let early = initial_state(self.mode, self.composition, k, tau, ORDER);
        let mut y = vec![R::ZERO; layout.len];
        let per_k = R::from(4.0 / 3.0) / k;
        let mut neutrinos = [R::ZERO; 3 + MULTIPOLES];
        neutrinos[3..].copy_from_slice(&early.neutrinos);
        match self.gauge {
            Gauge::Synchronous => {
                y[layout.metric] = early.eta;
                y[layout.cold_density] = early.delta_cold;
                y[layout.baryon_density] = early.delta_baryons;
                y[layout.baryon_velocity] = early.theta_photons;
                y[layout.intensity.start] = early.delta_photons;
                y[layout.intensity.start + 1] = early.theta_photons * per_k;
                neutrinos[0] = early.delta_neutrinos;
                neutrinos[1] = early.theta_neutrinos * per_k;
                neutrinos[2] = early.sigma_neutrinos * 2.0;
            }
            Gauge::Newtonian => {
                let early = early.newtonian(self.composition, k, tau);
                y[layout.metric] = early.phi;
                y[layout.cold_density] = early.delta_cold;
                y[layout.cold_velocity] = early.theta_cold;
                y[layout.baryon_density] = early.delta_baryons;
                y[layout.baryon_velocity] = early.theta_photons;
                y[layout.intensity.start] = early.delta_photons;
                y[layout.intensity.start + 1] = early.theta_photons * per_k;
                neutrinos[0] = early.delta_neutrinos;
                neutrinos[1] = early.theta_neutrinos * per_k;
                neutrinos[2] = early.sigma_neutrinos * 2.0;
            }
        }
        // Photons lag behind baryons from the first (see `Fluid::velocities_prime`): momentum stays as it is.
        let moment = self
            .timeline
            .at::<R>(tau, &mut vec![R::ZERO; self.timeline.momenta.bins.len()]);
        let inertia = moment.photons / moment.baryons * (4.0 / 3.0);
        let weight = R::from(1.0) / (inertia + 1.0);
        let force =
            k * k * y[layout.intensity.start] * 0.25 + moment.hubble * y[layout.baryon_velocity];
        let slip = -(force * weight / moment.opacity);
        y[layout.baryon_velocity] += slip * inertia * weight;
        y[layout.intensity.start + 1] -= slip * weight * per_k;
        let mut set = |run: Multipoles| {
            let count = neutrinos.len().min(run.lmax + 1);
            y[run.start..run.start + count].copy_from_slice(&neutrinos[..count]);
        };
        set(layout.massless);
        for bin in 0..layout.bins {
            set(layout.bin(bin));
        }
        y
    }
}
