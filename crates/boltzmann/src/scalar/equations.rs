//! The equations of motion of scalar perturbations.

use lastscatter_numerics::{Real, element_by_element};

use super::{
    dark_energy::{Contribution, Matter},
    layout::{Layout, MassiveNeutrinos, MasslessNeutrinos, Photons},
    metric::{Drive, Gauge, Metric},
    tight_coupling::{Fluid, Shear, first_order_shear},
};
use crate::{
    hierarchy::{Multipoles, Streaming},
    momenta::Relic,
    timeline::{Moment, Timeline},
};

/// One wavenumber, or a pack of them in lockstep, over the stretch of time in which one regime holds.
#[derive(Debug)]
pub(super) struct Equations<'a, R> {
    pub k: R,
    k2: R,
    inverse_k: R,
    inverse_k2: R,
    pub layout: Layout,
    pub(super) gauge: Gauge,
    pub(super) timeline: &'a Timeline,
    streaming: &'a Streaming,
    pub(super) velocities: Vec<R>,
    /// Massive species, where they are fluids.
    pub(super) relics: Vec<Relic<R>>,
}

/// Everything that a state implies, before its derivatives.
#[derive(Debug, Clone, Copy)]
pub(super) struct Situation<R> {
    pub moment: Moment<R>,
    pub metric: Metric<R>,
    pub photon_density: R,
    pub photon_velocity: R,
    /// F₂ + G₀ + G₂.
    pub polarisation: R,
    shear: Shear<R>,
    dark: Contribution<R>,
}

/// Sums over momenta that stream freely: 4πGρ₀/a² Σ W/v and Σ W/v³.
#[derive(Debug, Clone, Copy)]
struct Slow<R> {
    density: R,
    potential: R,
}

/// δ, θ and σ of a fluid.
#[inline(always)]
pub(super) fn viscous<R: Real>(y: &[R], run: Multipoles) -> [R; 3] {
    [y[run.start], y[run.start + 1], y[run.start + 2]]
}

/// Sources of the metric: 4πGa² times δρ, (ρ+p)θ, (ρ+p)σ and δp.
#[derive(Debug, Clone, Copy)]
struct Sources<R> {
    density: R,
    momentum: R,
    shear: R,
    pressure: R,
}

impl<R: Real> Sources<R> {
    const NONE: Self = Self {
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

    /// Matter whose state is followed, all but photons' shear in tight coupling.
    #[inline(always)]
    fn sources(&self, moment: &Moment<R>, y: &[R]) -> Sources<R> {
        let l = &self.layout;
        let mut all = Sources::NONE;
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
            MassiveNeutrinos::Momenta => self.momenta(moment, y, &mut all),
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

    /// Adds the momenta of massive neutrinos.
    #[inline(always)]
    fn momenta(&self, moment: &Moment<R>, y: &[R], all: &mut Sources<R>) {
        let inverse_a = R::from(1.0) / moment.a;
        let inverse_a2 = inverse_a * inverse_a;
        for (i, bin) in self.timeline.momenta.bins.iter().enumerate() {
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
    fn streaming_momenta(&self, moment: &Moment<R>) -> Slow<R> {
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

    /// The situation of state `y` at conformal time `tau`.
    #[inline(always)]
    pub(super) fn situation(&mut self, tau: f64, y: &[R]) -> Situation<R> {
        let moment = self.timeline.at::<R>(tau, &mut self.velocities);
        for (species, relic) in self.relics.iter_mut().enumerate() {
            *relic = self
                .timeline
                .momenta
                .relic(species, moment.a, &self.velocities);
        }
        let mut sources = self.sources(&moment, y);
        match self.gauge {
            Gauge::Synchronous => self.synchronous(moment, &mut sources, y),
            Gauge::Newtonian => self.newtonian(moment, &mut sources, y),
        }
    }

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
    fn fluid(&self, y: &[R], [density, velocity, _]: [R; 3]) -> Fluid<R> {
        Fluid {
            photon_density: density,
            photon_velocity: velocity,
            baryon_density: y[self.layout.baryon_density],
            baryon_velocity: y[self.layout.baryon_velocity],
        }
    }

    /// Einstein's equations in the synchronous gauge (`ma1995`, equations 21a, 21b and 21d).
    #[inline(always)]
    fn synchronous(&self, moment: Moment<R>, sources: &mut Sources<R>, y: &[R]) -> Situation<R> {
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
                let push = moment.sound_speed_squared * k2 * y[l.baryon_density] - hubble * theta
                    + hubble * h_prime
                    - k2 * eta;
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
        let mut tight = Shear {
            sigma: R::ZERO,
            first_prime: R::ZERO,
            mean_free_path: R::ZERO,
        };
        let mut drive = Drive {
            continuity: h_prime * 0.5,
            euler: R::ZERO,
            shear,
            continuity_prime: R::ZERO,
            shear_prime: R::ZERO,
        };
        let alpha_prime =
            |sources: &Sources<R>| eta - hubble * alpha * 2.0 - sources.shear * inverse_k2 * 3.0;
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
    fn newtonian(&self, moment: Moment<R>, sources: &mut Sources<R>, y: &[R]) -> Situation<R> {
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
        let mut tight = Shear {
            sigma: R::ZERO,
            first_prime: R::ZERO,
            mean_free_path: R::ZERO,
        };
        if l.regime.photons == Photons::TightlyCoupled {
            let fluid = self.fluid(y, photons);
            let mut drive = Drive {
                continuity: R::ZERO,
                euler: R::ZERO,
                shear: R::ZERO,
                continuity_prime: R::ZERO,
                shear_prime: R::ZERO,
            };
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
                    shear: R::ZERO,
                    continuity_prime: R::ZERO,
                    shear_prime: R::ZERO,
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
            MasslessNeutrinos::Fluid => {
                let f = &y[l.massless.start..][..3];
                let df = &mut dy[l.massless.start..][..3];
                df[0] = -(k * f[1]) - drive.continuity * (4.0 / 3.0);
                df[1] = k * (f[0] - f[2] * 2.0) * (1.0 / 3.0)
                    + drive.euler * self.inverse_k * (4.0 / 3.0);
                // The viscous fluid of `blas2011`, equation 3.13, in its synchronous form.
                let pull = if self.gauge == Gauge::Synchronous {
                    metric.h_prime * 0.5
                } else {
                    R::ZERO
                };
                df[2] = k * f[1] + pull * (4.0 / 3.0) - f[2] * (3.0 * inverse_tau);
            }
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

    /// Massive neutrinos as viscous fluids (`lesgourgues2011`, equations 3.15 to 3.17).
    ///
    /// ```text
    /// δ′ = −(1+w)(θ + continuity) − 3ℋ(c_g² − w)δ
    /// θ′ = −ℋ(1 − 3c_g²)θ + c_g²/(1+w) k²δ − k²σ + euler
    /// σ′ = −3[1/τ + ℋ(⅔ − c_g² − p̃/3p)]σ + 8/3 c_v²/(1+w) (θ + shear),   c_g² = w/3(1+w) (5 − p̃/p),   c_v² = 3w c_g²
    /// ```
    #[inline(always)]
    fn viscous(&self, here: &Situation<R>, inverse_tau: f64, y: &[R], dy: &mut [R]) {
        let (hubble, drive) = (here.moment.hubble, &here.metric.drive);
        for (species, relic) in self.relics.iter().enumerate() {
            let run = self.layout.bin(species);
            let [density, velocity, sigma] = viscous(y, run);
            let w = relic.pressure / relic.density;
            let ratio = relic.pseudo_pressure / relic.pressure;
            let inverse = R::from(1.0) / (w + 1.0);
            let sound = w * inverse * (R::from(5.0) - ratio) * (1.0 / 3.0);
            let viscosity = w * sound * 3.0;
            let dy = &mut dy[run.start..][..3];
            dy[0] =
                -((w + 1.0) * (velocity + drive.continuity)) - hubble * (sound - w) * density * 3.0;
            dy[1] = hubble * velocity * (sound * 3.0 + -1.0)
                + self.k2 * (sound * inverse * density - sigma)
                + drive.euler;
            let decay =
                R::from(inverse_tau) + hubble * (R::from(2.0 / 3.0) - sound - ratio * (1.0 / 3.0));
            dy[2] =
                viscosity * inverse * (velocity + drive.shear) * (8.0 / 3.0) - decay * sigma * 3.0;
        }
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

    /// Neutrinos of one velocity (`ma1995`, equations 49, 51, 56 and 58, in the variables of the momentum bins).
    #[inline(always)]
    fn free(
        &self,
        rate: R,
        velocity: R,
        drive: &Drive<R>,
        inverse_tau: f64,
        f: &[R],
        df: &mut [R],
    ) {
        df[0] = -(rate * f[1]) - drive.continuity * (4.0 / 3.0);
        df[1] = rate * (f[0] - f[2] * 2.0) * (1.0 / 3.0);
        if self.gauge == Gauge::Newtonian {
            df[1] += drive.euler * self.inverse_k / velocity * (4.0 / 3.0);
        }
        df[2] = rate * (f[1] * 0.4 - f[3] * 0.6) + drive.shear * (8.0 / 15.0);
        self.streaming.stream(3, rate, R::ZERO, inverse_tau, f, df);
    }

    /// Photon intensity (`ma1995`, equation 63).
    #[inline(always)]
    fn intensity(&self, here: &Situation<R>, inverse_tau: f64, y: &[R], dy: &mut [R]) {
        let run = self.layout.intensity.start..self.layout.intensity.end();
        let theta = y[self.layout.baryon_velocity];
        let (f, df) = (&y[run.clone()], &mut dy[run]);
        let (k, drive, opacity) = (self.k, &here.metric.drive, here.moment.opacity);
        df[0] = -(k * f[1]) - drive.continuity * (4.0 / 3.0);
        df[1] = k * (f[0] - f[2] * 2.0) * (1.0 / 3.0)
            + (drive.euler + opacity * (theta - here.photon_velocity))
                * self.inverse_k
                * (4.0 / 3.0);
        df[2] = k * (f[1] * 0.4 - f[3] * 0.6)
            + drive.shear * (8.0 / 15.0)
            + opacity * (here.polarisation * 0.1 - f[2]);
        self.streaming.stream(3, k, opacity, inverse_tau, f, df);
    }

    /// Photon polarisation (`ma1995`, equation 64).
    #[inline(always)]
    fn polarisation(&self, here: &Situation<R>, inverse_tau: f64, y: &[R], dy: &mut [R]) {
        let run = self.layout.polarisation.start..self.layout.polarisation.end();
        let (g, dg) = (&y[run.clone()], &mut dy[run]);
        let (k, opacity) = (self.k, here.moment.opacity);
        dg[0] = opacity * (here.polarisation * 0.5 - g[0]) - k * g[1];
        dg[1] = k * (g[0] - g[2] * 2.0) * (1.0 / 3.0) - opacity * g[1];
        dg[2] = k * (g[1] * 0.4 - g[3] * 0.6) + opacity * (here.polarisation * 0.1 - g[2]);
        self.streaming.stream(3, k, opacity, inverse_tau, g, dg);
    }

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
        if next.regime.massive == MassiveNeutrinos::Streaming {
        } else if l.regime.massive == MassiveNeutrinos::Streaming {
            for (bin, &v) in self.velocities.iter().enumerate() {
                let start = next.bin(bin).start;
                let shift = here.moment.hubble * here.metric.shear * self.inverse_k2;
                out[start] = (shift - here.metric.psi / (v * v)) * 4.0;
                out[start + 1] = -(here.metric.h_prime * self.inverse_k / v * (2.0 / 3.0));
            }
        } else if l.regime.massive == next.regime.massive {
            for bin in 0..l.bins {
                carry(l.bin(bin), next.bin(bin));
            }
        } else {
            let a = here.moment.a;
            let per_species = self.timeline.momenta.per_species;
            let inverse_a = R::from(1.0) / a;
            for species in 0..next.bins {
                let relic = self.timeline.momenta.relic(species, a, &self.velocities);
                let mut sum = Sources::<R>::NONE;
                for bin in species * per_species..(species + 1) * per_species {
                    let f = &y[l.bin(bin).start..][..3];
                    let weight = inverse_a * inverse_a * self.timeline.momenta.bins[bin].weight;
                    let velocity = self.velocities[bin];
                    sum.density += weight * f[0] / velocity;
                    sum.momentum += weight * self.k * f[1];
                    sum.shear += weight * velocity * f[2] * (2.0 / 3.0);
                }
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
}
