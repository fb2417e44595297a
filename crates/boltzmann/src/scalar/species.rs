//! Densities of the species, as an observer at rest with cold dark matter sees them.

use lastscatter_numerics::{Real, element_by_element};

use super::{
    equations::Equations,
    layout::{MassiveNeutrinos, MasslessNeutrinos},
    neutrinos::viscous,
};

/// Density contrasts δ in the frame of cold dark matter, the synchronous gauge, and dδ/dln a, of all species. Of massive neutrinos 4πGa²
/// δρ in Mpc⁻² instead of δ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Contrasts<R> {
    pub cold: [R; 2],
    pub baryons: [R; 2],
    pub massive: [R; 2],
    pub photons: [R; 2],
    pub massless: [R; 2],
}

impl<R: Real> Equations<'_, R> {
    /// Contrasts at conformal time `tau`.
    ///
    /// The frame of cold dark matter lies α = θ_c/k² of conformal time from that of the gauge (`ma1995`, equation 27), which vanishes in
    /// the synchronous one:
    ///
    /// ```text
    /// δ_S = δ + 3ℋ(1+w)α,   α′ = ψ − ℋα
    /// ```
    #[inline(always)]
    pub(super) fn contrasts(&mut self, tau: f64, y: &[R]) -> Contrasts<R> {
        let here = self.situation(tau, y);
        let l = &self.layout;
        let (moment, metric) = (&here.moment, &here.metric);
        let (hubble, drive) = (moment.hubble, &metric.drive);
        let inverse_hubble = R::from(1.0) / hubble;
        let k = self.k;
        let inverse_k2 = R::from(1.0) / (k * k);
        let alpha = y[l.cold_velocity] * inverse_k2;
        let alpha_prime = drive.euler * inverse_k2 - hubble * alpha;
        let shift = hubble * alpha * 3.0;
        let shift_prime = (moment.hubble_prime * alpha + hubble * alpha_prime) * 3.0;

        let dust = |density: R, velocity: R| {
            let prime = shift_prime - velocity - drive.continuity;
            [density + shift, prime * inverse_hubble]
        };
        let radiation = |density: R, velocity: R| {
            let prime = (shift_prime - velocity - drive.continuity) * (4.0 / 3.0);
            [density + shift * (4.0 / 3.0), prime * inverse_hubble]
        };
        let photons = radiation(here.photon_density, here.photon_velocity);
        let massless = match l.regime.neutrinos {
            // Radiation streams in the synchronous gauge only.
            MasslessNeutrinos::Streaming => {
                let density = (hubble * metric.h_prime * inverse_k2 - y[l.metric]) * 4.0;
                radiation(density, -(metric.h_prime * 0.5))
            }
            MasslessNeutrinos::Hierarchy | MasslessNeutrinos::Fluid => {
                let f = &y[l.massless.start..][..2];
                radiation(f[0], k * f[1] * 0.75)
            }
        };

        let inverse_a = R::from(1.0) / moment.a;
        let inverse_a2 = inverse_a * inverse_a;
        let mut density = R::ZERO;
        let mut slope = R::ZERO;
        match l.regime.massive {
            MassiveNeutrinos::Momenta => {
                for (i, bin) in self.timeline.momenta.bins.iter().enumerate() {
                    let f = &y[l.bin(i).start..][..2];
                    let weight = inverse_a2 * bin.weight;
                    let velocity = self.velocities[i];
                    let inverse = R::from(1.0) / velocity;
                    // ρ+p is 4/3 Σ weight/v, and d(1/v)/dln a = 1/v − v.
                    let f0 = f[0] + shift * (4.0 / 3.0);
                    let prime =
                        (shift_prime - drive.continuity) * (4.0 / 3.0) - k * velocity * f[1];
                    density += weight * f0 * inverse;
                    slope +=
                        weight * (prime * inverse * inverse_hubble - f0 * (velocity + inverse));
                    element_by_element();
                }
            }
            MassiveNeutrinos::Streaming => {
                // F₀ of `Equations::streaming_momenta`, which hardly changes.
                let expansion = hubble * metric.h_prime * inverse_k2;
                for (bin, &velocity) in self.timeline.momenta.bins.iter().zip(&self.velocities) {
                    let inverse = R::from(1.0) / velocity;
                    let f0 = expansion * 2.0
                        + inverse * inverse * (expansion * 0.5 - y[l.metric]) * 4.0
                        + shift * (4.0 / 3.0);
                    let weight = inverse_a2 * bin.weight;
                    density += weight * f0 * inverse;
                    slope -= weight * f0 * (velocity + inverse);
                    element_by_element();
                }
            }
            MassiveNeutrinos::Fluid => {
                for (species, relic) in self.relics.iter().enumerate() {
                    let [contrast, velocity, _] = viscous(y, l.bin(species));
                    let enthalpy = relic.density + relic.pressure;
                    let sound = relic.sound_speed_squared();
                    let prime = shift_prime - velocity - drive.continuity;
                    let here = relic.density * contrast + enthalpy * shift;
                    density += here;
                    slope += enthalpy * prime * inverse_hubble - (sound * 3.0 + 1.0) * here;
                    element_by_element();
                }
            }
        }
        Contrasts {
            cold: dust(y[l.cold_density], y[l.cold_velocity]),
            baryons: dust(y[l.baryon_density], y[l.baryon_velocity]),
            massive: [density, slope],
            photons,
            massless,
        }
    }
}
