//! Scratch.
#![allow(missing_docs)]
use crate::{hierarchy::Streaming, momenta::Momenta, nodes::Nodes, scalar::Evolution, timeline::Timeline, *};
use lastscatter_cosmology::Thermodynamics;
use lastscatter_numerics::Lanes;
use pulp::{Arch, NullaryFnOnce};

struct Job<'a, 'b>(&'b Evolution<'a>, [f64; 8], &'b mut Vec<[f64; 5]>);
impl NullaryFnOnce for Job<'_, '_> {
    type Output = lastscatter_numerics::ode::Work;
    #[inline(always)]
    fn call(self) -> Self::Output {
        let Job(e, ks, out) = self;
        e.run(Lanes::new(ks), [ks[0], ks[7]], |_, s| {
            out.push([
                s.monopole.to_array()[0],
                s.dipole.to_array()[0],
                s.quadrupole.to_array()[0],
                s.polarisation.to_array()[0],
                s.potential.to_array()[0],
            ])
        })
        .unwrap()
    }
}

pub fn trial(history: &Thermodynamics, k: f64, accuracy: &Accuracy, gauge: Gauge) -> (Vec<f64>, Vec<[f64; 5]>) {
    let t0 = std::time::Instant::now();
    let momenta = Momenta::new(history.background(), accuracy.momenta).unwrap();
    let timeline = Timeline::new(history, momenta);
    let nodes = Nodes::new(history, accuracy);
    let composition = crate::initial::Composition::new(history.background());
    let streaming = Streaming::scalar(40);
    eprintln!("setup {:?}, nodes {}", t0.elapsed(), nodes.all.len());
    let e = Evolution {
        timeline: &timeline,
        nodes: &nodes,
        accuracy,
        components: Components::ALL,
        gauge,
        mode: InitialCondition::Adiabatic,
        composition: &composition,
        streaming: &streaming,
        scattering: history.last_scattering().conformal_time_mpc,
    };
    let mut out = Vec::new();
    let ks: [f64; 8] = std::array::from_fn(|i| k * (1.0 + 0.01 * i as f64));
    let t0 = std::time::Instant::now();
    let work = Arch::new().dispatch(Job(&e, ks, &mut out));
    eprintln!("k = {k}: {work:?} {:?}", t0.elapsed());
    (nodes.all.iter().map(|n| n.time).collect(), out)
}
