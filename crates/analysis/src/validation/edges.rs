//! Priors that cut a posterior.

use lastscatter_inference::{Chains, ParameterRole};

/// How much of a posterior lies at the edge of its prior.
#[derive(Debug, Clone, PartialEq)]
pub struct PriorEdge {
    /// The parameter.
    pub parameter: String,
    /// The edge.
    pub edge: f64,
    /// The distance of the mean from it, in standard deviations.
    pub distance: f64,
    /// The posterior density over the half standard deviation next to the edge, relative to the densest half standard deviation.
    pub density: f64,
}

/// The mean density of a normal posterior between 1½ and 2 standard deviations from its peak, relative to that within a quarter of it.
const CUT: f64 = 0.223;

impl PriorEdge {
    /// The edges of all sampled parameters that have any.
    #[must_use]
    pub fn of_chains(chains: &Chains) -> Vec<Self> {
        let (means, sigmas) = (chains.mean(), chains.standard_deviation());
        let mut edges = Vec::new();
        for (column, info) in chains.parameters().iter().enumerate() {
            if info.role != ParameterRole::Sampled {
                continue;
            }
            for edge in [info.lower, info.upper].into_iter().flatten() {
                edges.push(Self {
                    parameter: info.name.clone(),
                    edge,
                    distance: (means[column] - edge).abs() / sigmas[column],
                    density: density(chains, column, edge, 0.5 * sigmas[column]),
                });
            }
        }
        edges
    }

    /// Whether the prior cuts the posterior: where the edge is as dense as that of a normal posterior which is cut two standard deviations from its peak.
    #[must_use]
    pub fn cuts(&self) -> bool {
        self.density > CUT
    }
}

/// Samples in the bin next to the edge over those in the fullest.
fn density(chains: &Chains, column: usize, edge: f64, width: f64) -> f64 {
    // Farther than this a posterior does not reach.
    const BINS: usize = 200;
    let mut bins = [0.0; BINS];
    for chain in chains.chains() {
        for (row, weight) in chain.rows().zip(chain.weights()) {
            let place = (row[column] - edge).abs() / width;
            bins[(place as usize).min(BINS - 1)] += weight;
        }
    }
    // What lies farther away is spread over more than a bin.
    let within = &bins[..BINS - 1];
    let fullest = within.iter().copied().fold(0.0, f64::max);
    if fullest > bins[BINS - 1] {
        bins[0] / fullest
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lastscatter_inference::{Chain, ParameterInfo, Prior};

    /// The density of a prior, by its quantiles, between these edges.
    fn edges(prior: &Prior, lower: f64, upper: f64) -> Vec<PriorEdge> {
        let quantile = |i: usize| prior.quantile((i as f64 + 0.5) / 20_000.0).unwrap();
        let samples: Vec<f64> = (0..20_000).map(quantile).collect();
        let count = samples.len();
        let chain = Chain::new(1, samples, vec![1.0; count], vec![0.0; count]).unwrap();
        let info = ParameterInfo {
            lower: Some(lower),
            upper: Some(upper),
            ..ParameterInfo::new("x", "x")
        };
        PriorEdge::of_chains(&Chains::new(vec![info], vec![chain]).unwrap())
    }

    #[test]
    fn half_a_normal_density_is_cut_below() {
        let found = edges(&Prior::half_normal(1.0).unwrap(), 0.0, 50.0);
        assert!((found[0].density - 1.0).abs() < 1e-9 && found[0].cuts());
        assert!(!found[1].cuts());
        // Mean √(2/π), variance 1 − 2/π.
        let expected = (2.0 / std::f64::consts::PI / (1.0 - 2.0 / std::f64::consts::PI)).sqrt();
        assert!((found[0].distance - expected).abs() < 1e-3);
    }

    #[test]
    fn edges_far_away_do_not_cut() {
        for far in [5.0, 80.0, 1e6] {
            let found = edges(&Prior::normal(0.0, 1.0).unwrap(), -far, far);
            assert!(found.iter().all(|edge| !edge.cuts()), "{found:?}");
        }
        let uniform = edges(&Prior::uniform(2.0, 3.0).unwrap(), 2.0, 3.0);
        assert!(uniform.iter().all(PriorEdge::cuts));
    }
}
