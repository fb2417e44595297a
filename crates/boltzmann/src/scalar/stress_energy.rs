//! What gravitates: sums over species of 4πGa² δρ and its like.

use std::ops::Range;

use lastscatter_numerics::{Real, element_by_element};

use super::{
    equations::Equations,
    layout::{MassiveNeutrinos, MasslessNeutrinos, Photons},
    neutrinos::viscous,
};
use crate::timeline::Moment;

/// Sources of the metric: 4πGa² times δρ, (ρ+p)θ, (ρ+p)σ and δp.
#[derive(Debug, Clone, Copy)]
pub(super) struct StressEnergy<R> {
    pub(super) density: R,
    pub(super) momentum: R,
    pub(super) shear: R,
    pub(super) pressure: R,
}

impl<R: Real> StressEnergy<R> {
    pub(super) const NONE: Self = Self {
        density: R::ZERO,
        momentum: R::ZERO,
        shear: R::ZERO,
        pressure: R::ZERO,
    };

    /// Adds a species of radiation, given its multipoles; in tight coupling there are but two.
    #[inline(always)]
    fn radiation(&mut self, weight: R, k: R, f: &[R]) {
        self.density += weight * f[0];
        self.momentum += weight * k * f[1];
        self.pressure += weight * f[0] * (1.0 / 3.0);
        if let Some(&f2) = f.get(2) {
            self.shear += weight * f2 * (2.0 / 3.0);
        }
    }
}

/// Sums over momenta that stream freely: 4πGρ₀/a² Σ W/v and Σ W/v³.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slow<R> {
    pub(super) density: R,
    pub(super) potential: R,
}

impl<R: Real> Equations<'_, R> {
    /// Matter whose state is followed, all but photons' shear in tight coupling.
    #[inline(always)]
    pub(super) fn stress_energy(&self, moment: &Moment<R>, y: &[R]) -> StressEnergy<R> {
        let l = &self.layout;
        let mut all = StressEnergy::NONE;
        all.density += moment.baryons * y[l.baryon_density] + moment.cold * y[l.cold_density];
        all.momentum += moment.baryons * y[l.baryon_velocity] + moment.cold * y[l.cold_velocity];
        let k = self.k;
        match l.regime.photons {
            Photons::TightlyCoupled => {
                all.radiation(moment.photons, k, &y[l.intensity.start..][..2])
            }
            Photons::Slipping | Photons::Hierarchy => {
                all.radiation(moment.photons, k, &y[l.intensity.start..][..3]);
            }
            Photons::Streaming => {}
        }
        if l.regime.neutrinos != MasslessNeutrinos::Streaming {
            all.radiation(moment.massless, k, &y[l.massless.start..][..3]);
        }
        match l.regime.massive {
            MassiveNeutrinos::Momenta => self.momenta(moment, y, 0..l.bins, &mut all),
            MassiveNeutrinos::Streaming => {}
            MassiveNeutrinos::Fluid => {
                for (species, relic) in self.relics.iter().enumerate() {
                    let [density, velocity, sigma] = viscous(y, l.bin(species));
                    let enthalpy = relic.density + relic.pressure;
                    all.density += relic.density * density;
                    all.momentum += enthalpy * velocity;
                    all.shear += enthalpy * sigma;
                }
            }
        }
        all
    }

    /// Adds a run of momenta of massive neutrinos.
    #[inline(always)]
    pub(super) fn momenta(
        &self,
        moment: &Moment<R>,
        y: &[R],
        run: Range<usize>,
        all: &mut StressEnergy<R>,
    ) {
        let inverse_a = R::from(1.0) / moment.a;
        let inverse_a2 = inverse_a * inverse_a;
        for i in run {
            let bin = &self.timeline.momenta.bins[i];
            let f = &y[self.layout.bin(i).start..][..3];
            let weight = inverse_a2 * bin.weight;
            let velocity = self.velocities[i];
            all.density += weight * f[0] / velocity;
            all.momentum += weight * self.k * f[1];
            all.shear += weight * velocity * f[2] * (2.0 / 3.0);
            all.pressure += weight * velocity * f[0] * (1.0 / 3.0);
            element_by_element();
        }
    }

    /// Momenta that stream freely through slow potentials: of the Newtonian gauge F₀ = −4ψ/v², as follows from `ma1995`, equation 57,
    /// without derivatives; F₁ = −⅔ h′/(kv) in the synchronous one.
    #[inline(always)]
    pub(super) fn streaming_momenta(&self, moment: &Moment<R>) -> Slow<R> {
        let mut slow = Slow {
            density: R::ZERO,
            potential: R::ZERO,
        };
        if self.layout.regime.massive == MassiveNeutrinos::Streaming {
            let inverse_a = R::from(1.0) / moment.a;
            let inverse_a2 = inverse_a * inverse_a;
            for (bin, &v) in self.timeline.momenta.bins.iter().zip(&self.velocities) {
                let density = inverse_a2 * bin.weight / v;
                slow.density += density;
                slow.potential += density / (v * v);
                element_by_element();
            }
        }
        slow
    }
}
