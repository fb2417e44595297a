//! The equations that the evolution does not use, along the evolution.

use lastscatter_cosmology::{DarkEnergy, Parameters, Thermodynamics};
use lastscatter_numerics::{
    Lanes,
    ode::{Step, System},
};

use super::*;
use crate::{
    momenta::Momenta,
    scalar::{einstein::Situation, layout::Photons},
};

/// All that evolutions in one universe share.
struct World {
    history: Thermodynamics,
    timeline: Timeline,
    nodes: Nodes,
    accuracy: Accuracy,
    composition: Composition,
    streaming: Streaming,
}

/// What an evolution shows at the end of a step.
struct Here<'a, 'b> {
    equations: &'a mut Equations<'b, f64>,
    tau: f64,
    y: &'a [f64],
    dy: &'a [f64],
}

impl Here<'_, '_> {
    fn situation(&mut self) -> Situation<f64> {
        self.equations.situation(self.tau, self.y)
    }

    /// The derivative along the evolution of a function of the situation.
    fn slope(&mut self, value: impl Fn(&Situation<f64>, &[f64]) -> f64) -> f64 {
        let step = 1e-4 * self.tau / (1.0 + self.equations.k * self.tau);
        let mut at = |step: f64| {
            let y: Vec<f64> = self
                .y
                .iter()
                .zip(self.dy)
                .map(|(y, dy)| y + step * dy)
                .collect();
            let situation = self.equations.situation(self.tau + step, &y);
            value(&situation, &y)
        };
        (at(step) - at(-step)) / (2.0 * step)
    }
}

struct Look<'a, F> {
    equations: Equations<'a, f64>,
    look: F,
}

impl<F: FnMut(Here<'_, '_>)> System<f64> for Look<'_, F> {
    fn derivatives(&mut self, tau: f64, y: &[f64], dy: &mut [f64]) {
        self.equations.derivatives(tau, y, dy);
    }

    fn accepted(&mut self, step: &Step<'_, f64>) {
        // Inside the step, where the equations of the regime hold for certain.
        let tau = 0.5 * (step.start() + step.end());
        let y: Vec<f64> = (0..self.equations.layout.len)
            .map(|i| step.component(i, tau))
            .collect();
        let mut dy = vec![0.0; y.len()];
        self.equations.derivatives(tau, &y, &mut dy);
        (self.look)(Here {
            equations: &mut self.equations,
            tau,
            y: &y,
            dy: &dy,
        });
    }

    fn scales(&self, before: &[f64], after: &[f64], scales: &mut [f64]) {
        self.equations.scales(before, after, scales);
    }
}

impl World {
    fn new(parameters: &Parameters, accuracy: Accuracy) -> Self {
        let history = Thermodynamics::new(parameters).unwrap();
        let momenta = Momenta::new(history.background(), accuracy.momenta).unwrap();
        Self {
            timeline: Timeline::new(&history, momenta),
            nodes: Nodes::new(&history, accuracy.node_spacing_mpc),
            composition: Composition::new(history.background()),
            streaming: Streaming::scalar(accuracy.multipole.largest()),
            accuracy,
            history,
        }
    }

    fn evolution(&self, gauge: Gauge, mode: InitialCondition) -> Evolution<'_> {
        Evolution {
            timeline: &self.timeline,
            accuracy: &self.accuracy,
            gauge,
            mode,
            composition: &self.composition,
            streaming: &self.streaming,
            scattering: self.history.last_scattering().conformal_time_mpc,
        }
    }

    /// Follows one wavenumber and looks at each step.
    fn follow(&self, gauge: Gauge, k: f64, mut look: impl FnMut(Here<'_, '_>)) {
        let evolution = self.evolution(gauge, InitialCondition::Adiabatic);
        let range = [k, k];
        let stretches = evolution.regimes(range);
        let method = DormandPrince {
            tolerance: Tolerance {
                absolute: self.accuracy.absolute,
                relative: self.accuracy.tolerance,
                max_steps: 200_000,
            },
        };
        let mut from = evolution.start(range);
        let layout = evolution.layout(stretches[0].1, range);
        let mut equations = evolution.equations(k, layout);
        let mut state = evolution.initial(k, from, &layout);
        for (index, &(end, regime)) in stretches.iter().enumerate() {
            if index > 0 {
                let layout = evolution.layout(regime, range);
                state = equations.hand_over(from, &state, &layout);
                equations = evolution.equations(k, layout);
            }
            let mut system = Look {
                equations,
                look: &mut look,
            };
            method.solve(from, end, &mut state, &mut system).unwrap();
            equations = system.equations;
            from = end;
        }
    }
}

/// No approximations but tight coupling, and enough momenta for matter and metric to agree.
fn exact() -> Accuracy {
    let mut accuracy = Accuracy::standard();
    accuracy.tolerance = 1e-7;
    accuracy.absolute = 1e-9;
    accuracy.momenta = 6;
    accuracy.streaming_wavenumber = f64::INFINITY;
    accuracy
}

fn universe() -> Parameters {
    Parameters {
        dark_energy: DarkEnergy { w0: -0.8, wa: -0.5 },
        ..Parameters::planck2018()
    }
}

const WAVENUMBERS: [f64; 4] = [1e-4, 3e-3, 0.03, 0.2];

/// The largest error of each stretch: tight coupling, slip, hierarchy.
#[derive(Debug, Default)]
struct Worst([f64; 3]);

impl Worst {
    fn include(&mut self, here: &Here<'_, '_>, error: f64) {
        let stretch = match here.equations.layout.regime.photons {
            Photons::TightlyCoupled => 0,
            Photons::Slipping => 1,
            Photons::Hierarchy | Photons::Streaming => 2,
        };
        if error.is_nan() || error > self.0[stretch] {
            self.0[stretch] = error;
        }
    }

    /// None was larger, and none was left out.
    fn hold(&self, limit: f64) {
        assert!(self.0.iter().all(|&e| e > 0.0 && e < limit), "{self:?}");
    }
}

#[test]
fn shear_equation() {
    // `ma1995`, equation 21d: α′ = ψ − ℋα, where α is that of equations 21a and 21b.
    let world = World::new(&universe(), exact());
    for k in WAVENUMBERS {
        let mut worst = Worst::default();
        world.follow(Gauge::Synchronous, k, |mut here| {
            let now = here.situation();
            let alpha = |s: &Situation<f64>, _: &[f64]| s.metric.shear / (k * k);
            let slope = here.slope(alpha);
            let drag = now.moment.hubble * alpha(&now, &[]);
            let size = now.metric.psi.abs() + drag.abs();
            worst.include(&here, (slope - (now.metric.psi - drag)).abs() / size);
        });
        worst.hold(1e-5);
    }
}

#[test]
fn pressure_equation() {
    // `ma1995`, equation 21c: h″ + 2ℋh′ − 2k²η = −24πGa²δp, where dark energy is constant.
    let world = World::new(&Parameters::planck2018(), exact());
    for k in WAVENUMBERS {
        let mut worst = Worst::default();
        world.follow(Gauge::Synchronous, k, |mut here| {
            let now = here.situation();
            let slope = here.slope(|s, _| s.metric.h_prime);
            let [_, pressure] = world.matter(&here);
            let eta = here.y[here.equations.layout.metric];
            let drag = 2.0 * now.moment.hubble * now.metric.h_prime;
            let residual = slope + drag - 2.0 * k * k * eta + 6.0 * pressure;
            worst.include(&here, residual.abs() / drag.abs());
        });
        worst.hold(1e-5);
    }
}

#[test]
fn energy_constraint() {
    // `ma1995`, equation 23a: k²φ + 3ℋ(φ′ + ℋψ) = −4πGa²δρ, which the Newtonian gauge does not use.
    let world = World::new(&Parameters::planck2018(), exact());
    for k in WAVENUMBERS {
        let mut worst = Worst::default();
        world.follow(Gauge::Newtonian, k, |mut here| {
            let now = here.situation();
            let hubble = now.moment.hubble;
            let [density, _] = world.matter(&here);
            let push = 3.0 * hubble * (now.metric.phi_prime + hubble * now.metric.psi);
            let residual = k * k * now.metric.phi + push + density;
            let size = (k * k * now.metric.phi).abs() + push.abs();
            worst.include(&here, residual.abs() / size);
        });
        worst.hold(1e-5);
    }
}

#[test]
fn slope_of_the_potential() {
    // φ′ of the momentum constraint is the derivative of φ, in the synchronous gauge, dark energy included.
    let world = World::new(&universe(), exact());
    for k in WAVENUMBERS {
        let mut worst = Worst::default();
        world.follow(Gauge::Synchronous, k, |mut here| {
            let now = here.situation();
            let slope = here.slope(|s, _| s.metric.phi);
            let size = now.moment.hubble * now.metric.phi.abs() + slope.abs();
            worst.include(&here, (slope - now.metric.phi_prime).abs() / size);
        });
        worst.hold(1e-5);
    }
}

#[test]
fn curvature_is_conserved() {
    // ℛ = φ + ℋ(φ′ + ℋψ)/4πGa²(ρ+p) = 1 while kτ ≪ 1, from radiation into matter.
    let world = World::new(&Parameters::planck2018(), exact());
    let k = 1e-5;
    for gauge in [Gauge::Synchronous, Gauge::Newtonian] {
        let mut worst = Worst::default();
        world.follow(gauge, k, |mut here| {
            let now = here.situation();
            let (moment, metric) = (now.moment, now.metric);
            let push = moment.hubble * (metric.phi_prime + moment.hubble * metric.psi);
            let curvature = metric.phi + push / (moment.enthalpy + moment.dark_enthalpy);
            if k * here.tau < 0.03 {
                worst.include(&here, (curvature - 1.0).abs());
            }
        });
        worst.hold(5e-6);
    }
}

impl World {
    /// 4πGa² times δρ and δp of all matter, summed afresh.
    fn matter(&self, here: &Here<'_, '_>) -> [f64; 2] {
        let l = &here.equations.layout;
        let y = here.y;
        let mut velocities = vec![0.0; self.timeline.momenta.bins.len()];
        let moment = self.timeline.at::<f64>(here.tau, &mut velocities);
        let light = moment.photons * y[l.intensity.start] + moment.massless * y[l.massless.start];
        let baryons = moment.baryons * y[l.baryon_density];
        let mut density = light + baryons + moment.cold * y[l.cold_density];
        let mut pressure = light / 3.0 + moment.sound_speed_squared * baryons;
        for (i, bin) in self.timeline.momenta.bins.iter().enumerate() {
            let f0 = bin.weight / (moment.a * moment.a) * y[l.bin(i).start];
            density += f0 / velocities[i];
            pressure += f0 * velocities[i] / 3.0;
        }
        [density, pressure]
    }
}

/// A pack steps as its most demanding lane does: sources differ by the error of a step.
#[test]
fn lanes_are_wavenumbers() {
    let world = World::new(&Parameters::planck2018(), Accuracy::standard());
    let evolution = world.evolution(Gauge::Synchronous, InitialCondition::Adiabatic);
    let k: [f64; 8] = std::array::from_fn(|i| 0.02 + 0.001 * i as f64);
    let mut together = vec![Vec::new(); 8];
    let pack = evolution.run(
        Lanes::new(k),
        [k[0], k[7]],
        &world.nodes,
        &Components::ALL,
        |_, sources| {
            let all = [
                sources.monopole.to_array(),
                sources.dipole.to_array(),
                sources.polarisation.to_array(),
                sources.potential.to_array(),
            ];
            for (lane, list) in together.iter_mut().enumerate() {
                list.push(all.map(|values| values[lane]));
            }
        },
    );
    assert!(pack.unwrap().steps > 100);
    for (lane, list) in together.iter().enumerate() {
        let mut alone = Vec::new();
        let range = [k[lane]; 2];
        evolution
            .run(k[lane], range, &world.nodes, &Components::ALL, |_, s| {
                alone.push([s.monopole, s.dipole, s.polarisation, s.potential]);
            })
            .unwrap();
        assert_eq!(alone.len(), list.len());
        for source in 0..4 {
            let size = alone.iter().map(|s| s[source].abs()).fold(0.0, f64::max);
            let pairs = alone.iter().zip(list);
            let error = pairs
                .map(|(a, b)| (a[source] - b[source]).abs() / size)
                .fold(0.0, f64::max);
            assert!(error < 2e-4, "lane {lane}, source {source}: {error:.1e}");
        }
    }
}
