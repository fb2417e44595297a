//! Gravitational waves deep inside the horizon, where nothing acts on them but expansion.

use super::sources::TensorSources;
use crate::{
    nodes::{Node, Nodes},
    timeline::Timeline,
};

/// The universe at one node, as free waves see it.
#[derive(Debug, Clone, Copy)]
struct Place {
    scale_factor: f64,
    hubble: f64,
    /// a″/a.
    bend: f64,
    /// ∫ a″/a dτ, from an arbitrary beginning.
    delay: f64,
}

/// Free waves at the nodes.
///
/// ```text
/// u = a h,   u″ + (k² − a″/a) u = 0,   u = ω^{−1/2} (A cos θ + B sin θ),   ω² = k² − a″/a,   θ = kτ − ∫ a″/a dτ / 2k
/// ```
///
/// # Accuracy
///
/// The phase is wrong by less than 1/(kτ)³, and so is the amplitude.
#[derive(Debug)]
pub(super) struct FreeWaves<'a> {
    nodes: &'a [Node],
    places: Vec<Place>,
}

impl<'a> FreeWaves<'a> {
    pub(super) fn new(timeline: &Timeline, nodes: &'a Nodes) -> Self {
        let nodes = &nodes.all;
        let mut velocities = vec![0.0; timeline.momenta.bins.len()];
        let mut squares = 0.0;
        let mut before: Option<(f64, f64)> = None;
        let places = nodes.iter().map(|node| {
            let mut square = |tau: f64| timeline.at::<f64>(tau, &mut velocities).hubble.powi(2);
            let end = square(node.time);
            if let Some((tau, start)) = before {
                // Simpson's rule: nodes are close where ℋ changes fast.
                let middle = square(0.5 * (tau + node.time));
                squares += (node.time - tau) / 6.0 * (start + 4.0 * middle + end);
            }
            before = Some((node.time, end));
            let moment = timeline.at::<f64>(node.time, &mut velocities);
            Place {
                scale_factor: moment.a,
                hubble: moment.hubble,
                bend: moment.hubble_prime + end,
                delay: moment.hubble + squares,
            }
        });
        Self {
            nodes,
            places: places.collect(),
        }
    }

    /// Shows the sources from node `from` on, at which h and h′/k are given.
    pub(super) fn run(
        &self,
        k: f64,
        from: usize,
        [h, speed]: [f64; 2],
        mut show: impl FnMut(usize, TensorSources<f64>),
    ) {
        let Some(start) = self.places.get(from) else {
            return;
        };
        let frequency = |place: &Place| (k * k - place.bend).sqrt();
        let (first, omega) = (self.nodes[from].time, frequency(start));
        let cosine = start.scale_factor * h * omega.sqrt();
        let slope = start.scale_factor * (k * speed + start.hubble * h);
        let sine = slope / omega.sqrt();
        for index in from..self.nodes.len() {
            let (node, place) = (&self.nodes[index], &self.places[index]);
            let omega = frequency(place);
            let phase = k * (node.time - first) - 0.5 * (place.delay - start.delay) / k;
            let (s, c) = phase.sin_cos();
            let u = (cosine * c + sine * s) / omega.sqrt();
            let u_prime = (sine * c - cosine * s) * omega.sqrt();
            let h_prime = (u_prime - place.hubble * u) / place.scale_factor;
            show(index, TensorSources::new(h_prime, 0.0, node));
        }
    }
}
