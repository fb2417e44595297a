//! One model, fitted three ways.

use lastscatter::inference::diagnostics::Summary;
use lastscatter::inference::{
    Chains, EnsembleOptions, EnsembleSampler, Fit, LevenbergMarquardt, MetropolisOptions,
    MetropolisSampler, Parameter, Posterior, Prior, Proposal, scatter, stream,
};
use lastscatter::likelihood::firas::{Component, FirasData, FirasLikelihood};
use lastscatter_examples::{Bar, Failure, Manifest, finished};
use rand::RngExt;

/// How long the samplers run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    pub(crate) chains: usize,
    pub(crate) metropolis_steps: usize,
    pub(crate) walkers: usize,
    pub(crate) ensemble_steps: usize,
    pub(crate) predictive_draws: usize,
}

impl Effort {
    pub(crate) const QUICK: Self = Self {
        chains: 4,
        metropolis_steps: 5_000,
        walkers: 32,
        ensemble_steps: 1_000,
        predictive_draws: 2_000,
    };
    pub(crate) const FULL: Self = Self {
        chains: 4,
        metropolis_steps: 100_000,
        walkers: 32,
        ensemble_steps: 20_000,
        predictive_draws: 20_000,
    };
}

/// A model's fit, its samples, and how well they agree.
pub(crate) struct Analysis {
    pub(crate) name: &'static str,
    pub(crate) likelihood: FirasLikelihood,
    pub(crate) fit: Fit,
    /// Probability of a larger χ² at the best fit, if the model holds.
    pub(crate) pte: f64,
    /// Adaptive Metropolis: independent chains.
    pub(crate) chains: Chains,
    pub(crate) metropolis: Summary,
    pub(crate) ensemble: Summary,
    /// Probability that a predictive draw has a larger χ² than the data, averaged over the posterior.
    pub(crate) predictive_p: f64,
}

impl Analysis {
    pub(crate) fn run(
        name: &'static str,
        data: &FirasData,
        components: &[Component],
        effort: &Effort,
        seed: u64,
        bar: &Bar,
    ) -> Result<Self, Failure> {
        let likelihood = FirasLikelihood::new(data.clone(), components)?;
        let fit =
            LevenbergMarquardt::default().minimise(&likelihood, &vec![0.0; components.len()])?;
        let pte = fit
            .probability_to_exceed()
            .ok_or("as many parameters as points: nothing is left to test")?;
        let parameters = components
            .iter()
            .map(|c| prior(*c))
            .collect::<Result<Vec<_>, _>>()?;
        let posterior = Posterior::new(parameters, &likelihood)?;
        let chains = metropolis(&posterior, &fit, effort, seed, bar)?;
        let ensemble = ensemble(&posterior, &fit, effort, seed, bar)?;
        Ok(Self {
            name,
            pte,
            metropolis: Summary::new(&chains)?,
            ensemble: Summary::new(&ensemble)?,
            predictive_p: predictive_p(&likelihood, &chains, effort.predictive_draws, seed)?,
            likelihood,
            fit,
            chains,
        })
    }

    /// Largest distance between a sampler's mean and the exact one, in Monte Carlo errors.
    pub(crate) fn worst_mean(&self, summary: &Summary) -> f64 {
        let rows = summary.parameters().iter().zip(&self.fit.theta);
        rows.map(|(row, exact)| (row.mean - exact).abs() / row.mcse_mean)
            .fold(0.0, f64::max)
    }

    /// Largest distance between a sampler's width and the exact one, in Monte Carlo errors.
    pub(crate) fn worst_width(&self, summary: &Summary) -> f64 {
        let rows = summary.parameters().iter().zip(self.fit.standard_errors());
        rows.map(|(row, exact)| {
            (row.standard_deviation - exact).abs() / row.mcse_standard_deviation
        })
        .fold(0.0, f64::max)
    }

    /// Puts the numbers on record.
    pub(crate) fn record(&self, manifest: &mut Manifest) {
        for ((row, theta), sigma) in (self.metropolis.parameters().iter().zip(&self.fit.theta))
            .zip(self.fit.standard_errors())
        {
            let key = |what: &str| format!("{}.{}.{what}", self.name, row.name);
            manifest.result(&key("best_fit"), *theta);
            manifest.result(&key("standard_error"), sigma);
            manifest.result(&key("posterior_mean"), row.mean);
            manifest.result(&key("posterior_sd"), row.standard_deviation);
            manifest.result(&key("r_hat"), row.r_hat);
            manifest.result(&key("ess_bulk"), row.ess_bulk);
        }
        manifest.result(&format!("{}.chi_squared", self.name), self.fit.chi_squared);
        manifest.result(&format!("{}.pte", self.name), self.pte);
        manifest.result(&format!("{}.predictive_p", self.name), self.predictive_p);
    }
}

/// Flat priors, far wider than what the data allow, so that nothing is learnt from them.
fn prior(component: Component) -> Result<Parameter, lastscatter::inference::Error> {
    let half_width = match component {
        Component::Temperature => 1e4,
        Component::Galaxy => 10.0,
        Component::ChemicalPotential => 1e-2,
        Component::ComptonY => 1e-3,
    };
    let info = component.parameter();
    Parameter::new(
        info.name,
        info.label,
        Prior::uniform(-half_width, half_width)?,
    )
}

fn metropolis(
    posterior: &Posterior<&FirasLikelihood>,
    fit: &Fit,
    effort: &Effort,
    seed: u64,
    bar: &Bar,
) -> Result<Chains, Failure> {
    let start = scatter(&fit.theta, &spread(fit), effort.chains, seed)?;
    let proposal = Proposal::Covariance(fit.covariance.clone());
    let options = MetropolisOptions {
        seed,
        ..MetropolisOptions::default()
    };
    let mut sampler = MetropolisSampler::new(posterior, &start, &proposal, options)?;
    finished(sampler.run(effort.metropolis_steps, |p| bar.watch(p))?)?;
    Ok(sampler.chains(posterior.info())?)
}

fn ensemble(
    posterior: &Posterior<&FirasLikelihood>,
    fit: &Fit,
    effort: &Effort,
    seed: u64,
    bar: &Bar,
) -> Result<Chains, Failure> {
    let start = scatter(&fit.theta, &spread(fit), effort.walkers, seed)?;
    let options = EnsembleOptions {
        seed,
        ..EnsembleOptions::default()
    };
    let mut sampler = EnsembleSampler::new(posterior, &start, options)?;
    finished(sampler.run(effort.ensemble_steps / 5, |p| bar.watch(p))?)?;
    sampler.discard();
    finished(sampler.run(effort.ensemble_steps, |p| bar.watch(p))?)?;
    Ok(sampler.chains(posterior.info())?)
}

/// Both samplers start well spread, so that R̂ can see chains that have not met.
fn spread(fit: &Fit) -> Vec<f64> {
    fit.standard_errors().iter().map(|s| 3.0 * s).collect()
}

/// Pr(χ²(replica, θ) ≥ χ²(data, θ)) over the posterior: does the model make data like these?
fn predictive_p(
    likelihood: &FirasLikelihood,
    chains: &Chains,
    draws: usize,
    seed: u64,
) -> Result<f64, Failure> {
    let merged = chains.merged();
    // Rows are weighted by their multiplicity, so a row is drawn by its place among the steps.
    let ends: Vec<f64> = merged
        .weights()
        .iter()
        .scan(0.0, |sum, w| {
            *sum += w;
            Some(*sum)
        })
        .collect();
    let total = merged.total_weight();
    let mut rng = stream(seed, u64::MAX);
    let mut larger = 0;
    for _ in 0..draws {
        let place = rng.random::<f64>() * total;
        let theta = merged.row(
            ends.partition_point(|end| *end <= place)
                .min(merged.len() - 1),
        );
        let replica = likelihood.draw_kjy_sr(theta, &mut rng)?;
        if likelihood.chi_squared_of_residual(&replica, theta)? >= likelihood.chi_squared(theta)? {
            larger += 1;
        }
    }
    Ok(f64::from(larger) / draws as f64)
}
