//! Evolution of a pack of wavenumbers from outside the horizon until waves are free.

use lastscatter_numerics::{
    Error, Real,
    ode::{DormandPrince, Step, System, Tolerance, Work},
};

use super::{
    equations::Equations,
    layout::{Layout, Regime, SPEED, WAVE},
    sources::TensorSources,
};
use crate::{
    Accuracy,
    hierarchy::Streaming,
    nodes::{Node, Nodes},
    timeline::{Moment, Timeline},
};

/// kτ, ℋτ − 1 and the mass of neutrinos over their momentum at which waves start as a series.
const EARLY_PHASE: f64 = 0.02;
const EARLY_MATTER: f64 = 0.003;
const EARLY_MASS: f64 = 0.01;

/// All that evolutions share.
#[derive(Debug)]
pub(super) struct Evolution<'a> {
    pub timeline: &'a Timeline,
    pub nodes: &'a Nodes,
    pub accuracy: &'a Accuracy,
    pub streaming: &'a Streaming,
    /// Time of last scattering, Mpc.
    pub scattering: f64,
}

/// Waves from a node on, at which they are free.
#[derive(Debug, Clone, Copy)]
pub(super) struct Freed<R> {
    pub node: usize,
    /// h and h′/k there.
    pub wave: [R; 2],
    pub work: Work,
}

impl Evolution<'_> {
    /// Evolves wavenumbers `k` between the extremes `k_range` and shows the sources at each node before the first of free waves.
    ///
    /// # Errors
    ///
    /// That of the integrator.
    #[inline(always)]
    pub(super) fn run<R: Real>(
        &self,
        k: R,
        k_range: [f64; 2],
        mut show: impl FnMut(usize, TensorSources<R>),
    ) -> Result<Freed<R>, Error> {
        let settings = &self.accuracy.tensor;
        let bins = self.timeline.momenta.bins.len();
        let start = self.start(k_range);
        let (freed, stretches) = self.regimes(start, k_range);
        let method = DormandPrince {
            tolerance: Tolerance {
                absolute: self.accuracy.absolute,
                relative: settings.tolerance,
                max_steps: 200_000,
            },
        };
        let mut work = Work::default();
        let mut next = 0;
        let mut from = start;
        let layout = Layout::new(stretches[0].1, settings, bins);
        let mut equations = Equations::new(k, layout, self.timeline, self.streaming);
        let mut state = self.initial(k, from, &layout);
        for (index, &(end, regime)) in stretches.iter().enumerate() {
            if index > 0 {
                let layout = Layout::new(regime, settings, bins);
                state = equations.hand_over(from, &state, &layout);
                equations = Equations::new(k, layout, self.timeline, self.streaming);
            }
            let mut stretch = Stretch {
                inside: vec![R::ZERO; equations.layout.len],
                equations,
                nodes: &self.nodes.all[..freed],
                next,
                show: &mut show,
            };
            let part = method.solve(from, end, &mut state, &mut stretch)?;
            next = stretch.next;
            equations = stretch.equations;
            work += part;
            from = end;
        }
        Ok(Freed {
            node: freed,
            wave: [state[WAVE], state[SPEED]],
            work,
        })
    }

    /// Where evolution starts: all wavenumbers outside the horizon, radiation dominant, all neutrinos relativistic.
    fn start(&self, [_, k_max]: [f64; 2]) -> f64 {
        let none: &mut [f64] = &mut vec![0.0; self.timeline.momenta.bins.len()];
        // ℋτ = 1 + ωτ/2 …
        let probe = 100.0 * self.timeline.start;
        let growth = (self.timeline.at::<f64>(probe, none).hubble * probe - 1.0) / probe;
        let heaviest = self.timeline.momenta.bins.iter();
        let heaviest = heaviest.fold(0.0, |most: f64, bin| most.max(bin.mass_squared));
        let speed = self.timeline.scale_factor_slope() * heaviest.sqrt();
        (EARLY_PHASE / k_max)
            .min(EARLY_MATTER / growth)
            .min(EARLY_MASS / speed)
            .max(self.timeline.start)
    }

    /// The regular wave outside the horizon, 1 at first:
    ///
    /// ```text
    /// h = 1 − (kτ)²/(6 + 8R_ν/5),   Δ₀ = ½ (1 − h)
    /// ```
    #[inline(always)]
    fn initial<R: Real>(&self, k: R, tau: f64, layout: &Layout) -> Vec<R> {
        let none: &mut [f64] = &mut vec![0.0; self.timeline.momenta.bins.len()];
        let moment: Moment<f64> = self.timeline.at(tau, none);
        let massive = self.timeline.momenta.bins.iter().map(|bin| bin.weight);
        let neutrinos = moment.massless + massive.sum::<f64>() / (moment.a * moment.a);
        let share = neutrinos / (neutrinos + moment.photons);
        let fall = 1.0 / (6.0 + 1.6 * share);
        let phase = k * tau;
        let mut y = vec![R::ZERO; layout.len];
        let fallen = phase * phase * fall;
        y[WAVE] = R::from(1.0) - fallen;
        y[SPEED] = -(phase * (2.0 * fall));
        for run in layout.massless.into_iter().chain(layout.massive()) {
            y[run.start] = fallen * 0.5;
        }
        y
    }

    /// The first node of free waves, and the ends of the stretches of time in which each regime holds.
    fn regimes(&self, start: f64, [k_min, k_max]: [f64; 2]) -> (usize, Vec<(f64, Regime)>) {
        let a = self.accuracy;
        let today = self.timeline.today;
        let nodes = &self.nodes.all;
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
        let quiet = (a.tensor.neutrino_wavenumber / k_min).max(start);
        let free = first(loose.max(self.scattering), &|tau, m| {
            k_min * tau > a.tensor.free_wavenumber && m.opacity * tau < a.streaming_opacity
        });
        let freed = nodes.partition_point(|node| node.time < free || free >= today);
        let end = nodes.get(freed).map_or(today, |node| node.time);

        let mut borders = [loose, quiet, end];
        borders.sort_by(f64::total_cmp);
        let mut all = Vec::with_capacity(3);
        let mut from = start;
        for border in borders {
            if border > from && border <= end {
                let regime = Regime {
                    photons: from >= loose,
                    neutrinos: from < quiet,
                };
                all.push((border, regime));
                from = border;
            }
        }
        (freed, all)
    }
}

/// A stretch of time under way: equations, and the sources seen at nodes that steps pass.
struct Stretch<'a, R, F> {
    equations: Equations<'a, R>,
    nodes: &'a [Node],
    next: usize,
    inside: Vec<R>,
    show: F,
}

impl<R: Real, F: FnMut(usize, TensorSources<R>)> System<R> for Stretch<'_, R, F> {
    #[inline(always)]
    fn derivatives(&mut self, tau: f64, y: &[R], dy: &mut [R]) {
        self.equations.derivatives(tau, y, dy);
    }

    #[inline(always)]
    fn accepted(&mut self, step: &Step<'_, R>) {
        while let Some(node) = self.nodes.get(self.next) {
            if node.time > step.end() {
                break;
            }
            for i in self.equations.layout.seen() {
                self.inside[i] = step.component(i, node.time);
                lastscatter_numerics::element_by_element();
            }
            let [h_prime, scattered] = self.equations.seen(node.time, &self.inside);
            (self.show)(self.next, TensorSources::new(h_prime, scattered, node));
            self.next += 1;
        }
    }

    #[inline(always)]
    fn longest_step(&self, tau: f64) -> f64 {
        self.equations.timeline.longest_step(tau)
    }

    #[inline(always)]
    fn scales(&self, before: &[R], after: &[R], scales: &mut [R]) {
        self.equations.scales(before, after, scales);
    }
}
