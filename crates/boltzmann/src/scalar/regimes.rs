//! When each approximation holds.

use super::{
    evolution::Evolution,
    layout::{MassiveNeutrinos, MasslessNeutrinos, Photons, Regime},
    metric::Gauge,
};
use crate::timeline::Moment;

impl Evolution<'_> {
    /// The ends of the stretches of time in which each regime holds.
    pub(super) fn regimes(&self, [k_min, k_max]: [f64; 2]) -> Vec<(f64, Regime)> {
        let a = self.accuracy;
        let start = self.start([k_min, k_max]);
        let today = self.timeline.today;
        let none: &mut [f64] = &mut vec![0.0; self.timeline.momenta.bins.len()];
        let mut first = |from: f64, holds: &dyn Fn(f64, Moment<f64>) -> bool| {
            let mut tau = from;
            while tau < today && !holds(tau, self.timeline.at::<f64>(tau, none)) {
                tau *= 1.01;
            }
            tau.min(today)
        };
        let loose = first(start, &|_, m| {
            k_max > a.tight_wavenumber * m.opacity || m.hubble > a.tight_hubble * m.opacity
        });
        let slipped = first(loose, &|_, m| {
            let opacity = m.opacity * (1.0 + 4.0 / 3.0 * m.photons / m.baryons);
            k_max > a.slip_wavenumber * opacity || m.hubble > a.slip_hubble * opacity
        });
        let after = slipped.max(self.scattering);
        let free = first(after, &|tau, m| {
            // The formulae are those of the synchronous gauge.
            self.gauge == Gauge::Synchronous
                && k_min * tau > a.streaming_wavenumber
                && m.opacity * tau < a.streaming_opacity
        });
        let fluid = first(slipped, &|tau, _| k_min * tau > a.fluid_wavenumber);
        let massive = first(slipped, &|tau, _| k_min * tau > a.massive_fluid_wavenumber);

        // Massive neutrinos, the slowest of them, cross a wavelength often enough for the last time.
        let slow = first(free, &|_, m| {
            let most = self.timeline.momenta.bins.iter();
            let most = most.fold(0.0, |most: f64, bin| most.max(bin.mass_squared));
            let velocity = 1.0 / (1.0 + m.a * m.a * most).sqrt();
            let crossings = k_min * velocity / m.hubble;
            crossings < a.massive_streaming
        });

        // Each change of regime, in the order of time.
        let mut regime = Regime {
            photons: Photons::TightlyCoupled,
            neutrinos: MasslessNeutrinos::Hierarchy,
            massive: MassiveNeutrinos::Momenta,
        };
        let mut ends = [loose, slipped, fluid, massive, free, slow, today];
        ends.sort_by(f64::total_cmp);
        let mut all = Vec::with_capacity(ends.len());
        let mut begin = start;
        for end in ends {
            if begin >= loose {
                regime.photons = Photons::Slipping;
            }
            if begin >= slipped {
                regime.photons = Photons::Hierarchy;
            }
            if begin >= fluid {
                regime.neutrinos = MasslessNeutrinos::Fluid;
            }
            if begin >= massive {
                regime.massive = MassiveNeutrinos::Fluid;
            }
            if begin >= free {
                regime.photons = Photons::Streaming;
                regime.neutrinos = MasslessNeutrinos::Streaming;
                if regime.massive == MassiveNeutrinos::Momenta && begin < slow {
                    regime.massive = MassiveNeutrinos::Streaming;
                }
            }
            if begin >= slow && regime.massive == MassiveNeutrinos::Streaming {
                regime.massive = MassiveNeutrinos::Momenta;
            }
            if end > begin {
                all.push((end, regime));
                begin = end;
            }
        }
        all
    }
}
