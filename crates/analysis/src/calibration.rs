//! Whether the whole chain from a survey to a posterior draws from the posterior that it claims.

use lastscatter_inference::nalgebra::{DMatrix, DVector};
use lastscatter_inference::{
    Calibration, Covariance, Execution, MetropolisOptions, MetropolisSampler, Proposal, quiet,
    stream,
};
use lastscatter_likelihood::survey::Survey;
use rand::RngExt;
use rayon::prelude::*;

use crate::simulation::expected;
use crate::{BestFit, Error, Expansion, Model, PriorEntry, RunFile, Sky};

/// Priors are this many times as wide as the run file's scales, about the numbers that parameters begin with.
const WIDTH: f64 = 2.0;

/// Posterior draws for each rank, steps between them and before the first: chains forget themselves in some ten steps for each
/// parameter.
const DRAWS: usize = 49;
const SPACING: usize = 150;
const SETTLING: usize = 1500;

/// What [`calibration`] finds.
#[derive(Debug)]
pub struct Calibrated {
    /// Names of the parameters, the data's own included.
    pub names: Vec<String>,
    /// Ranks of the truth among draws of the posterior.
    pub calibration: Calibration,
    /// The largest χ² by which the survey tells the expansion's sky from the solver's, at the true parameters of some of the surveys.
    pub expansion_error: f64,
}

/// Ranks of the truth among draws of the posterior, for so many simulated surveys.
///
/// True parameters are drawn from normal priors twice as wide as the run file's scales, data from the survey's likelihood of their sky (with
/// the covariance of the sky where the parameters begin), and the posterior is sampled as elsewhere. Skies are those of
/// one [`Expansion`], which the solver checks.
///
/// # References
///
/// `talts2018`.
///
/// # Errors
///
/// What the solver, the survey or the sampler fail with.
pub fn calibration(run: &RunFile, survey: &Survey, surveys: usize) -> Result<Calibrated, Error> {
    let seed = run.sampler.seed;
    let run = with_normal_priors(run, *survey.multipoles().end())?;
    let nothing = Model::simulated(&run, *survey.multipoles().end())?;
    let fiducial = nothing.sky(&nothing.start())?;
    let asimov = Model::with_data(&run, expected(survey, &fiducial)?)?;
    let best = BestFit::new(&asimov, &asimov.start(), 0, seed)?;
    let posterior = asimov.posterior()?;
    // Over the priors, where true parameters are.
    let scales = DVector::from_vec(asimov.scales());
    let spread = DMatrix::from_diagonal(&scales.map(|scale| (WIDTH * scale).powi(2)));
    let expansion = Expansion::new(&asimov, &asimov.start(), &Covariance::new(spread)?)?;

    let truths: Vec<Vec<f64>> = (0..surveys)
        .map(|i| {
            let mut rng = stream(seed, i as u64);
            let unit: Vec<f64> = (0..best.theta.len()).map(|_| rng.random()).collect();
            Ok(posterior.prior_quantile(&unit)?)
        })
        .collect::<Result<_, Error>>()?;
    let chains = truths
        .par_iter()
        .zip(0..surveys)
        .with_max_len(1)
        .map(|(truth, i)| {
            let data =
                asimov.replica(&expansion.sky(truth)?, truth, seed ^ ((i as u64 + 1) << 32))?;
            let model = Model::with_data(&run, data)?;
            let likeness = expansion.of(&model);
            let posterior = model.posterior_of(&likeness)?;
            let options = MetropolisOptions {
                seed: seed ^ i as u64,
                warm_up: 0,
                execution: Execution::Serial,
                ..MetropolisOptions::default()
            };
            let guess = Proposal::Covariance(best.covariance.clone());
            let start = [best.theta.clone()];
            let mut sampler = MetropolisSampler::new(&posterior, &start, &guess, options)?;
            let _ = sampler.run(SETTLING, quiet)?;
            sampler.discard();
            let _ = sampler.run(DRAWS * SPACING, quiet)?;
            Ok(sampler.chains(posterior.info())?)
        })
        .collect::<Result<Vec<_>, Error>>()?;

    let mut calibration = Calibration::new(best.theta.len(), DRAWS)?;
    for (truth, chains) in truths.iter().zip(&chains) {
        calibration.record(truth, &chains.chains()[0])?;
    }
    let errors = truths
        .par_iter()
        .take(CHECKS)
        .with_max_len(1)
        .map(|truth| {
            let (solved, expanded) = (asimov.sky(truth)?, expansion.sky(truth)?);
            let data = Model::with_data(&run, expected(survey, &expanded)?)?;
            let total = |sky: &Sky| -> Result<f64, Error> {
                let parts = data.chi_squared(sky, &data.start())?;
                Ok(parts.iter().map(|part| part.chi_squared.total).sum())
            };
            Ok(total(&solved)? - total(&expanded)?)
        })
        .collect::<Result<Vec<f64>, Error>>()?;
    Ok(Calibrated {
        names: posterior.info().into_iter().map(|info| info.name).collect(),
        calibration,
        expansion_error: errors.into_iter().fold(0.0, |worst: f64, error| {
            if error.is_nan() {
                error
            } else {
                worst.max(error)
            }
        }),
    })
}

/// Surveys for which the solver checks the expansion.
const CHECKS: usize = 16;

/// The same run with priors that an expansion can span.
fn with_normal_priors(run: &RunFile, lmax: usize) -> Result<RunFile, Error> {
    let start = Model::simulated(run, lmax)?.start();
    let mut run = run.clone();
    // What is known from elsewhere is not drawn anew.
    run.constraints.clear();
    for (parameter, start) in run.parameters.iter_mut().zip(start) {
        parameter.prior = PriorEntry::Normal([start, WIDTH * parameter.scale]);
    }
    Ok(run)
}
