//! The equations of motion of scalar perturbations.

use lastscatter_numerics::Real;

use super::{
    einstein::Situation,
    layout::{Layout, MassiveNeutrinos, MasslessNeutrinos, Photons},
    metric::Gauge,
    tight_coupling::Shear,
};
use crate::{hierarchy::Streaming, momenta::Relic, timeline::Timeline};

/// One wavenumber, or a pack of them in lockstep, over the stretch of time in which one regime holds.
#[derive(Debug)]
pub(super) struct Equations<'a, R> {
    pub k: R,
    pub k2: R,
    pub inverse_k: R,
    pub inverse_k2: R,
    pub layout: Layout,
    pub gauge: Gauge,
    pub timeline: &'a Timeline,
    pub streaming: &'a Streaming,
    /// q/ε of the momenta of massive neutrinos, at the time of the last evaluation.
    pub velocities: Vec<R>,
    /// Massive species, where they are fluids.
    pub relics: Vec<Relic<R>>,
}

impl<'a, R: Real> Equations<'a, R> {
    pub(super) fn new(
        k: R,
        layout: Layout,
        gauge: Gauge,
        timeline: &'a Timeline,
        streaming: &'a Streaming,
    ) -> Self {
        let inverse_k = R::from(1.0) / k;
        Self {
            k,
            k2: k * k,
            inverse_k,
            inverse_k2: inverse_k * inverse_k,
            layout,
            gauge,
            timeline,
            streaming,
            velocities: vec![R::ZERO; timeline.momenta.bins.len()],
            relics: match layout.regime.massive {
                MassiveNeutrinos::Momenta | MassiveNeutrinos::Streaming => Vec::new(),
                MassiveNeutrinos::Fluid => vec![Relic::NONE; timeline.momenta.species()],
            },
        }
    }

    /// The situation of state `y` at conformal time `tau`.
    #[inline(always)]
    pub(super) fn situation(&mut self, tau: f64, y: &[R]) -> Situation<R> {
        let moment = self.timeline.at::<R>(tau, &mut self.velocities);
        if !self.relics.is_empty() {
            let velocities = &self.velocities;
            self.timeline
                .relics_into(tau, moment.a, velocities, &mut self.relics);
        }
        let mut sources = self.stress_energy(&moment, y);
        match self.gauge {
            Gauge::Synchronous => self.synchronous(moment, &mut sources, y),
            Gauge::Newtonian => self.newtonian(moment, &mut sources, y),
        }
    }

    /// y′ at conformal time `tau`.
    #[inline(always)]
    pub(super) fn derivatives(&mut self, tau: f64, y: &[R], dy: &mut [R]) {
        let here = self.situation(tau, y);
        let l = &self.layout;
        let (k, k2) = (self.k, self.k2);
        let (moment, metric) = (&here.moment, &here.metric);
        let drive = &metric.drive;
        let inverse_tau = 1.0 / tau;

        dy[l.metric] = metric.prime;
        dy[l.cold_density] = -(y[l.cold_velocity] + drive.continuity);
        dy[l.cold_velocity] = drive.euler - moment.hubble * y[l.cold_velocity];
        dy[l.baryon_density] = -(y[l.baryon_velocity] + drive.continuity);
        if let Some(index) = l.dark_energy {
            dy[index] = here.dark.gamma_prime;
        }

        if l.regime.photons == Photons::TightlyCoupled {
            let fluid = self.fluid(y, [here.photon_density, here.photon_velocity, R::ZERO]);
            let [baryons, photons] = fluid.velocities_prime(moment, k2, drive, &here.shear);
            dy[l.baryon_velocity] = baryons;
            dy[l.intensity.start] = -((here.photon_velocity + drive.continuity) * (4.0 / 3.0));
            dy[l.intensity.start + 1] = photons * self.inverse_k * (4.0 / 3.0);
        } else {
            let inertia = moment.photons / moment.baryons * (4.0 / 3.0);
            let theta = y[l.baryon_velocity];
            dy[l.baryon_velocity] = drive.euler - moment.hubble * theta
                + moment.sound_speed_squared * k2 * y[l.baryon_density]
                + inertia * moment.opacity * (here.photon_velocity - theta);
        }
        if l.regime.photons.resolved() {
            self.intensity(&here, inverse_tau, y, dy);
            self.polarisation(&here, inverse_tau, y, dy);
        }
        if l.regime.photons == Photons::Slipping {
            let quadrupole = l.intensity.start + 2;
            let shear = Shear {
                sigma: y[quadrupole] * 0.5,
                first_prime: dy[quadrupole] * 0.5,
                mean_free_path: R::from(1.0) / moment.opacity,
            };
            let fluid = self.fluid(y, [here.photon_density, here.photon_velocity, R::ZERO]);
            let [baryons, photons] = fluid.velocities_prime(moment, k2, drive, &shear);
            dy[l.baryon_velocity] = baryons;
            dy[l.intensity.start + 1] = photons * self.inverse_k * (4.0 / 3.0);
        }
        match l.regime.neutrinos {
            MasslessNeutrinos::Hierarchy => {
                let run = l.massless.start..l.massless.end();
                self.free(
                    k,
                    R::from(1.0),
                    drive,
                    inverse_tau,
                    &y[run.clone()],
                    &mut dy[run],
                );
            }
            MasslessNeutrinos::Fluid => self.massless_fluid(metric, inverse_tau, y, dy),
            MasslessNeutrinos::Streaming => {}
        }
        match l.regime.massive {
            MassiveNeutrinos::Momenta => {
                for bin in 0..l.bins {
                    let run = l.bin(bin).start..l.bin(bin).end();
                    let velocity = self.velocities[bin];
                    let (y, dy) = (&y[run.clone()], &mut dy[run]);
                    self.free(k * velocity, velocity, drive, inverse_tau, y, dy);
                }
            }
            MassiveNeutrinos::Fluid => self.viscous(&here, inverse_tau, y, dy),
            MassiveNeutrinos::Streaming => {}
        }
    }
}
