//! Evolution of a pack of wavenumbers from the early universe until today.

use lastscatter_numerics::{
    Error, Real,
    ode::{DormandPrince, Step, System, Tolerance, Work},
};

use super::{
    equations::Equations,
    layout::{Layout, MasslessNeutrinos, Photons, Regime},
    metric::Gauge,
    sources::ScalarSources,
};
use crate::{
    Accuracy, components::Components, hierarchy::Streaming, nodes::{Node, Nodes}, timeline::Timeline,
};

/// All that evolutions share.
#[derive(Debug)]
pub(crate) struct Evolution<'a> {
    pub timeline: &'a Timeline,
    pub nodes: &'a Nodes,
    pub accuracy: &'a Accuracy,
    pub components: Components,
    pub gauge: Gauge,
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
        let method = DormandPrince {
            tolerance: Tolerance {
                absolute: self.accuracy.absolute,
                relative: self.accuracy.tolerance,
                max_steps: 200_000,
            },
        };
        let mut work = Work::default();
        let nodes = &self.nodes.all;
        let mut next = 0;
        let mut from = self.start(k_range);
        let layout = self.layout(stretches[0].1);
        let mut equations = self.equations(k, layout);
        let mut state = self.initial(k, from, &layout);
        for (index, &(end, regime)) in stretches.iter().enumerate() {
            if index > 0 {
                let layout = self.layout(regime);
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
            if std::env::var("TRACE").is_ok() { #[allow(clippy::print_stderr)] { eprintln!("{from} {end} {regime:?} {} {part:?}", equations.layout.len); } }
            work.steps += part.steps;
            work.rejected += part.rejected;
            work.evaluations += part.evaluations;
            from = end;
        }
        Ok(work)
    }

    fn layout(&self, regime: Regime) -> Layout {
        Layout::new(
            regime,
            self.accuracy.multipole,
            self.timeline.momenta.bins.len(),
            self.timeline.dark_energy_perturbed,
        )
    }

    #[inline(always)]
    fn equations<R: Real>(&self, k: R, layout: Layout) -> Equations<'_, R> {
        Equations::new(k, layout, self.gauge, self.timeline, self.streaming)
    }

    /// Where evolution starts: all wavenumbers far outside the horizon, radiation dominant.
    fn start(&self, [_, k_max]: [f64; 2]) -> f64 {
        (0.003 / k_max).min(0.05).max(self.timeline.start)
    }

    #[inline(always)]
    fn initial<R: Real>(&self, k: R, tau: f64, layout: &Layout) -> Vec<R> {
        let m = self.timeline.at::<f64>(tau, &mut vec![0.0; layout.bins]);
        let radiation = m.enthalpy * 0.75;
        let rnu = (radiation - m.photons) / radiation;
        let kt = k * tau;
        let kt2 = kt * kt;
        let mut y = vec![R::ZERO; layout.len];
        y[layout.metric] = R::from(1.0) - kt2 * ((5.0 + 4.0 * rnu) / (12.0 * (15.0 + 4.0 * rnu)));
        let delta = -(kt2 * (1.0 / 3.0));
        y[layout.cold_density] = delta * 0.75;
        y[layout.baryon_density] = delta * 0.75;
        let theta = -(k * kt2 * kt * (1.0 / 36.0));
        y[layout.baryon_velocity] = theta;
        y[layout.intensity.start] = delta;
        y[layout.intensity.start + 1] = theta / k * (4.0 / 3.0);
        let theta_nu = theta * ((23.0 + 4.0 * rnu) / (15.0 + 4.0 * rnu));
        let f2 = kt2 * (4.0 / (3.0 * (15.0 + 4.0 * rnu)));
        let mut set = |start: usize| {
            y[start] = delta;
            y[start + 1] = theta_nu / k * (4.0 / 3.0);
            y[start + 2] = f2;
        };
        set(layout.massless.start);
        for i in 0..layout.bins {
            set(layout.bin(i).start);
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
        let mut from = slipped.max(self.scattering);
        let free = first(from, &|tau, m| {
            k_min * tau > a.streaming_wavenumber && m.opacity * tau < a.streaming_opacity
        });
        from = slipped;
        let fluid = first(from.max(start), &|tau, _| k_min * tau > a.fluid_wavenumber);

        let mut all = Vec::with_capacity(4);
        let mut regime = Regime {
            photons: Photons::TightlyCoupled,
            neutrinos: MasslessNeutrinos::Hierarchy,
        };
        all.push((loose, regime));
        regime.photons = Photons::Slipping;
        all.push((slipped, regime));
        regime.photons = Photons::Hierarchy;
        if fluid > slipped && fluid < free {
            all.push((fluid, regime));
        }
        if fluid < free {
            regime.neutrinos = MasslessNeutrinos::Fluid;
        }
        all.push((free, regime));
        if free < today {
            regime.photons = Photons::Streaming;
            regime.neutrinos = MasslessNeutrinos::Streaming;
            all.push((today, regime));
        }
        all.retain({
            let mut previous = start;
            move |&(end, _)| {
                let keep = end > previous;
                previous = end;
                keep
            }
        });
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
