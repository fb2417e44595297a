//! The posterior by a Markov chain over the true Q and U.

use lastscatter::inference::diagnostics::{mcse_mean, r_hat};
use lastscatter::inference::{
    Chains, Density, EnsembleOptions, EnsembleSampler, ParameterInfo, scatter,
};
use lastscatter::stokes::Iau;
use lastscatter::stokes::estimation::LinearMeasurement;
use lastscatter_examples::{Bars, Failure, finished};

/// Samples of the true Q and U, and the amplitude's mean from them.
pub(crate) struct Sampled {
    pub(crate) chains: Chains,
    pub(crate) amplitude_mean: f64,
    pub(crate) amplitude_error: f64,
    pub(crate) r_hat: f64,
}

const WALKERS: usize = 24;

impl Sampled {
    pub(crate) fn new(
        measurement: &LinearMeasurement<Iau>,
        steps: usize,
        seed: u64,
    ) -> Result<Self, Failure> {
        let noise = measurement.noise();
        let (qq, uu, qu) = (noise.qq(), noise.uu(), noise.qu());
        let determinant = noise.matrix().determinant();
        let (q, u) = (measurement.q(), measurement.u());
        // A prior flat in the amplitude p and the angle is one over p in the plane of Q and U.
        let density = Density::new(2, move |truth| {
            let (dq, du) = (truth[0] - q, truth[1] - u);
            let chi_squared = (uu * dq * dq - 2.0 * qu * dq * du + qq * du * du) / determinant;
            -0.5 * chi_squared - truth[0].hypot(truth[1]).ln()
        });
        let start = scatter(&[q, u], &[qq.sqrt(), uu.sqrt()], WALKERS, seed)?;
        let options = EnsembleOptions {
            seed,
            ..EnsembleOptions::default()
        };
        let mut sampler = EnsembleSampler::new(&density, &start, options)?;
        let bar = Bars::default().add("true Q and U");
        finished(sampler.run(steps / 5, |p| bar.watch(p))?)?;
        sampler.discard();
        finished(sampler.run(steps, |p| bar.watch(p))?)?;
        let chains = sampler.chains(vec![
            ParameterInfo::new("q", "Q"),
            ParameterInfo::new("u", "U"),
        ])?;
        let amplitudes: Vec<Vec<f64>> = chains
            .chains()
            .iter()
            .map(|chain| chain.rows().map(|row| row[0].hypot(row[1])).collect())
            .collect();
        let count: usize = amplitudes.iter().map(Vec::len).sum();
        Ok(Self {
            amplitude_mean: amplitudes.iter().flatten().sum::<f64>() / count as f64,
            amplitude_error: mcse_mean(&amplitudes)?,
            r_hat: r_hat(&amplitudes)?,
            chains,
        })
    }
}
