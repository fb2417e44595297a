//! Evolution of a pack of wavenumbers from the early universe until today.

use lastscatter_numerics::{
    Error, Real,
    ode::{DormandPrince, Step, System, Tolerance, Work},
};

use super::{
    equations::Equations,
    layout::{Layout, MassiveNeutrinos, MasslessNeutrinos, Photons, Regime},
    metric::Gauge,
    sources::ScalarSources,
};
use crate::{
    Accuracy, InitialCondition,
    components::Components,
    hierarchy::{Multipoles, Streaming},
    initial::{Composition, MULTIPOLES, ORDER, initial_state, start_mpc},
    nodes::{Node, Nodes},
    timeline::Timeline,
};

/// The mass of neutrinos over their momentum at which the series of the initial state is summed, at the latest.
const EARLY_MASS: f64 = 1e-3;

/// Below this kτ₀ scattering at reionisation matters.
const REIONISED: f64 = 280.0;

/// All that evolutions share.
#[derive(Debug)]
pub(crate) struct Evolution<'a> {
    pub timeline: &'a Timeline,
    pub nodes: &'a Nodes,
    pub accuracy: &'a Accuracy,
    pub components: Components,
    pub gauge: Gauge,
    pub mode: InitialCondition,
    pub composition: &'a Composition,
    pub streaming: &'a Streaming,
    /// Time of last scattering, Mpc.
    pub scattering: f64,
}

impl Evolution<'_> {
    /// Evolves wavenumbers `k` between the extremes `k_range` and shows the sources at each node.
    ///
    /// # Errors
    ///
    /// That of the integrator.
    #[inline(always)]
    pub(crate) fn run<R: Real>(
        &self,
        k: R,
        k_range: [f64; 2],
        mut show: impl FnMut(usize, ScalarSources<R>),
    ) -> Result<Work, Error> {
        let stretches = self.regimes(k_range);
        // The curvature of the other modes grows from nothing while photons and neutrinos cancel.
        let finer = match self.mode {
            InitialCondition::Adiabatic => 1.0,
            _ => 0.01,
        };
        let method = DormandPrince {
            tolerance: Tolerance {
                absolute: finer * self.accuracy.absolute,
                relative: self.accuracy.tolerance,
                max_steps: 200_000,
            },
        };
        let mut work = Work::default();
        let nodes = &self.nodes.all;
        let mut next = 0;
        let mut from = self.start(k_range);
        let layout = self.layout(stretches[0].1, k_range);
        let mut equations = self.equations(k, layout);
        let mut state = self.initial(k, from, &layout);
        for (index, &(end, regime)) in stretches.iter().enumerate() {
            if index > 0 {
                let layout = self.layout(regime, k_range);
                state = equations.hand_over(from, &state, &layout);
                equations = self.equations(k, layout);
            }
            let mut stretch = Stretch {
                inside: vec![R::ZERO; equations.layout.len],
                equations,
                nodes,
                next,
                components: &self.components,
                show: &mut show,
            };
            let part = method.solve(from, end, &mut state, &mut stretch)?;
            next = stretch.next;
            equations = stretch.equations;
            if std::env::var("TRACE").is_ok() {
                #[allow(clippy::print_stderr)]
                {
                    eprintln!("{from} {end} {regime:?} {} {part:?}", equations.layout.len);
                }
            }
            work.steps += part.steps;
            work.rejected += part.rejected;
            work.evaluations += part.evaluations;
            from = end;
        }
        Ok(work)
    }

    fn layout(&self, regime: Regime, [_, k_max]: [f64; 2]) -> Layout {
        let mut multipole = self.accuracy.multipole;
        if k_max * self.timeline.today < REIONISED {
            multipole.intensity = multipole.intensity.max(multipole.reionised);
            multipole.polarisation = multipole.polarisation.max(multipole.reionised);
        }
        Layout::new(
            regime,
            multipole,
            &self.timeline.momenta,
            self.timeline.dark_energy_perturbed,
        )
    }

    #[inline(always)]
    fn equations<R: Real>(&self, k: R, layout: Layout) -> Equations<'_, R> {
        Equations::new(k, layout, self.gauge, self.timeline, self.streaming)
    }

    /// Where evolution starts: all wavenumbers outside the horizon, radiation dominant, all neutrinos relativistic.
    fn start(&self, [_, k_max]: [f64; 2]) -> f64 {
        let start = start_mpc(self.composition, k_max);
        let heaviest = self.timeline.momenta.bins.iter();
        let heaviest = heaviest.fold(0.0, |most: f64, bin| most.max(bin.mass_squared));
        let speed = self.timeline.scale_factor_slope() * heaviest.sqrt();
        start.min(EARLY_MASS / speed).max(self.timeline.start)
    }

    /// The state of the initial conditions' mode at an early time.
    #[inline(always)]
    fn initial<R: Real>(&self, k: R, tau: f64, layout: &Layout) -> Vec<R> {
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

    /// The ends of the stretches of time in which each regime holds.
    fn regimes(&self, [k_min, k_max]: [f64; 2]) -> Vec<(f64, Regime)> {
        let a = self.accuracy;
        let start = self.start([k_min, k_max]);
        let today = self.timeline.today;
        let none: &mut [f64] = &mut vec![0.0; self.timeline.momenta.bins.len()];
        let mut first = |from: f64, holds: &dyn Fn(f64, crate::timeline::Moment<f64>) -> bool| {
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
            k_min * velocity < a.massive_streaming * m.hubble
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

/// A stretch of time under way: equations, and the sources seen at nodes that steps pass.
struct Stretch<'a, R, F> {
    equations: Equations<'a, R>,
    nodes: &'a [Node],
    next: usize,
    components: &'a Components,
    inside: Vec<R>,
    show: F,
}

impl<R: Real, F: FnMut(usize, ScalarSources<R>)> System<R> for Stretch<'_, R, F> {
    #[inline(always)]
    fn derivatives(&mut self, tau: f64, y: &[R], dy: &mut [R]) {
        self.equations.derivatives(tau, y, dy);
    }

    #[inline(always)]
    fn accepted(&mut self, step: &Step<'_, R>) {
        let layout = self.equations.layout;
        while let Some(node) = self.nodes.get(self.next) {
            if node.time > step.end() {
                break;
            }
            for i in layout.seen() {
                self.inside[i] = step.component(i, node.time);
                lastscatter_numerics::element_by_element();
            }
            let here = self.equations.situation(node.time, &self.inside);
            let theta = self.inside[layout.baryon_velocity];
            let k = self.equations.k;
            (self.show)(self.next, here.sources(k, theta, node, self.components));
            self.next += 1;
        }
    }

    /// Multipoles that pass through zero as they stream are judged by the size of their hierarchy, and massive neutrinos by that of the
    /// matter to which they add once they are light.
    #[inline(always)]
    fn scales(&self, before: &[R], after: &[R], scales: &mut [R]) {
        self.equations.scales(before, after, scales);
    }
}

#[cfg(test)]
mod tests;
