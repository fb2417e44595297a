//! Evolution of a pack of wavenumbers from the early universe until today.

use lastscatter_numerics::{
    Error, Real,
    ode::{DormandPrince, Tolerance, Work},
};

use super::{
    equations::Equations,
    layout::{Layout, Photons, Regime},
    metric::Gauge,
    sources::ScalarSources,
    species::Contrasts,
    stretch::Stretch,
};
use crate::{
    Accuracy, InitialCondition,
    components::Components,
    hierarchy::Streaming,
    initial::Composition,
    nodes::{Node, Nodes},
    timeline::Timeline,
};

/// Below this kτ₀ scattering at reionisation matters.
const REIONISED: f64 = 280.0;

/// All that evolutions share.
#[derive(Debug)]
pub(crate) struct Evolution<'a> {
    pub timeline: &'a Timeline,
    pub accuracy: &'a Accuracy,
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
        nodes: &Nodes,
        components: &Components,
        mut show: impl FnMut(usize, ScalarSources<R>),
    ) -> Result<Work, Error> {
        let nodes = &nodes.all;
        let time = |i: usize| nodes.get(i).map(|node: &Node| node.time);
        self.observe(k, k_range, self.timeline.today, time, |i, equations, y| {
            let here = equations.situation(nodes[i].time, y);
            let theta = y[equations.layout.baryon_velocity];
            show(i, here.sources(k, theta, &nodes[i], components));
        })
    }

    /// Evolves wavenumbers until the last of ascending `times`, and shows the contrasts of all species at each.
    ///
    /// # Errors
    ///
    /// That of the integrator.
    #[inline(always)]
    pub(crate) fn contrasts<R: Real>(
        &self,
        k: R,
        k_range: [f64; 2],
        times: &[f64],
        mut show: impl FnMut(usize, Contrasts<R>),
    ) -> Result<Work, Error> {
        let until = times.last().copied().unwrap_or(0.0);
        self.observe(
            k,
            k_range,
            until,
            |i| times.get(i).copied(),
            |i, equations, y| show(i, equations.contrasts(times[i], y)),
        )
    }

    /// Evolves wavenumbers until `until`, and shows the state at chosen times: of hierarchies the multipoles up to the quadrupole, zero
    /// beyond.
    #[inline(always)]
    fn observe<R: Real>(
        &self,
        k: R,
        k_range: [f64; 2],
        until: f64,
        time: impl Fn(usize) -> Option<f64>,
        mut show: impl FnMut(usize, &mut Equations<'_, R>, &[R]),
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
                // Streaming takes a step every few radians.
                max_steps: 200_000 + (k_range[1] * self.timeline.today) as usize,
            },
        };
        let mut work = Work::default();
        let mut next = 0;
        let mut from = self.start(k_range);
        let layout = self.layout(stretches[0].1, k_range);
        let mut equations = self.equations(k, layout);
        let mut state = self.initial(k, from, &layout);
        for (index, &(end, regime)) in stretches.iter().enumerate() {
            let end = end.min(until);
            if end <= from {
                break;
            }
            if index > 0 {
                let layout = self.layout(regime, k_range);
                state = equations.hand_over(from, &state, &layout);
                equations = self.equations(k, layout);
            }
            let mut stretch = Stretch {
                inside: vec![R::ZERO; equations.layout.len],
                equations,
                time: &time,
                next,
                show: &mut show,
            };
            let part = method.solve(from, end, &mut state, &mut stretch)?;
            next = stretch.next;
            equations = stretch.equations;
            work += part;
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
        if regime.photons == Photons::Streaming {
            multipole.massive = multipole.massive.min(multipole.late_massive);
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
}

#[cfg(test)]
mod tests;
