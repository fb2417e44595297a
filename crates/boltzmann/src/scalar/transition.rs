//! From one regime to the next, and the sizes by which the errors of a step are judged.

use lastscatter_numerics::{Real, element_by_element};

use super::{
    equations::Equations,
    layout::{Layout, MassiveNeutrinos, MasslessNeutrinos, Photons},
    stress_energy::StressEnergy,
};
use crate::{hierarchy::Multipoles, momenta::Relic};

impl<R: Real> Equations<'_, R> {
    /// The state of the hierarchy with which a tightly coupled one goes on, in another layout; variables that the next regime lacks are
    /// dropped.
    #[inline(always)]
    pub(super) fn hand_over(&mut self, tau: f64, y: &[R], next: &Layout) -> Vec<R> {
        let here = self.situation(tau, y);
        let l = &self.layout;
        let mut out = vec![R::ZERO; next.len];
        out[..5].copy_from_slice(&y[..5]);
        if let (Some(from), Some(to)) = (l.dark_energy, next.dark_energy) {
            out[to] = y[from];
        }
        let mut carry = |from: Multipoles, to: Multipoles| {
            let count = from.lmax.min(to.lmax) + 1;
            out[to.start..to.start + count].copy_from_slice(&y[from.start..from.start + count]);
        };
        if l.regime.photons != Photons::Streaming && next.regime.photons != Photons::Streaming {
            carry(l.intensity, next.intensity);
        }
        if l.regime.photons.resolved() && next.regime.photons.resolved() {
            carry(l.polarisation, next.polarisation);
        }
        if l.regime.neutrinos != MasslessNeutrinos::Streaming
            && next.regime.neutrinos != MasslessNeutrinos::Streaming
        {
            carry(l.massless, next.massless);
        }
        // What streams has no state to carry.
        let followed = next.regime.massive != MassiveNeutrinos::Streaming;
        if followed && l.regime.massive == MassiveNeutrinos::Streaming {
            for (bin, &v) in self.velocities.iter().enumerate() {
                let start = next.bin(bin).start;
                let shift = here.moment.hubble * here.metric.shear * self.inverse_k2;
                out[start] = (shift - here.metric.psi / (v * v)) * 4.0;
                out[start + 1] = -(here.metric.h_prime * self.inverse_k / v * (2.0 / 3.0));
            }
        } else if followed && l.regime.massive == next.regime.massive {
            for bin in 0..l.bins {
                carry(l.bin(bin), next.bin(bin));
            }
        } else if followed {
            let a = here.moment.a;
            let per_species = self.timeline.momenta.per_species;
            let mut relics = vec![Relic::NONE; next.bins];
            self.timeline
                .relics_into(tau, a, &self.velocities, &mut relics);
            for (species, relic) in relics.iter().enumerate() {
                let mut sum = StressEnergy::<R>::NONE;
                let run = species * per_species..(species + 1) * per_species;
                self.momenta(&here.moment, y, run, &mut sum);
                let enthalpy = relic.density + relic.pressure;
                let start = next.bin(species).start;
                out[start] = sum.density / relic.density;
                out[start + 1] = sum.momentum / enthalpy;
                out[start + 2] = sum.shear / enthalpy;
            }
        }
        if l.regime.photons == Photons::TightlyCoupled && next.regime.photons.resolved() {
            let [f2, g0, g2] = here.shear.quadrupoles();
            let reach = self.k / here.moment.opacity;
            let (f, g) = (next.intensity.start, next.polarisation.start);
            out[f + 2] = f2;
            out[f + 3] = reach * f2 * (3.0 / 7.0);
            out[g] = g0;
            out[g + 1] = reach * (g0 - g2 * 2.0) * (1.0 / 3.0);
            out[g + 2] = g2;
            out[g + 3] = reach * g2 * (3.0 / 7.0);
        }
        out
    }

    /// The sizes by which errors are judged.
    #[inline(always)]
    pub(super) fn scales(&self, before: &[R], after: &[R], scales: &mut [R]) {
        let l = &self.layout;
        for ((scale, &before), &after) in scales.iter_mut().zip(before).zip(after) {
            *scale = before.abs().max(after.abs());
            element_by_element();
        }
        let mut level = |run: Multipoles, floor: R| {
            let run = run.start..run.end();
            let mut size = floor;
            for &scale in &scales[run.clone()] {
                size = size.max(scale);
                element_by_element();
            }
            scales[run].fill(size);
        };
        if l.regime.photons.resolved() {
            level(l.intensity, R::ZERO);
            level(l.polarisation, R::ZERO);
        }
        if l.regime.neutrinos != MasslessNeutrinos::Streaming {
            level(l.massless, R::ZERO);
        }
        let matter = after[l.cold_density].abs() * 0.1;
        if l.regime.massive == MassiveNeutrinos::Momenta {
            for bin in 0..l.bins {
                level(l.bin(bin), matter);
            }
        } else if l.regime.massive == MassiveNeutrinos::Fluid {
            for species in 0..l.bins {
                let start = l.bin(species).start;
                scales[start] = scales[start].max(matter);
                scales[start + 1] = scales[start + 1].max(matter * self.k);
                scales[start + 2] = scales[start + 2].max(matter);
            }
        }
    }
}
