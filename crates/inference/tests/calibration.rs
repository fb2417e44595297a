//! Simulation-based calibration on a conjugate normal model, and of a posterior that is wrong.

use lastscatter_inference::{
    Calibration, Chain, DensityError, EnsembleOptions, EnsembleSampler, Error, Execution,
    LogDensity, MetropolisOptions, MetropolisSampler, ParameterInfo, Proposal, quiet, scatter,
    stream,
};
use rand::RngExt;
use rand_distr::StandardNormal;
use rayon::prelude::*;

const DRAWS: usize = 49;
const BINS: usize = 10;

/// Prior N(0, 1) for both parameters; data a + b and a − b/2, with unit noise. Its posterior is normal
/// and correlated. `narrowing` above 1 makes the claimed noise too small.
struct Model {
    data: [f64; 2],
    narrowing: f64,
}

impl LogDensity for Model {
    fn dimension(&self) -> usize {
        2
    }

    fn ln_density(&self, t: &[f64]) -> Result<f64, DensityError> {
        let residuals = [self.data[0] - t[0] - t[1], self.data[1] - t[0] + 0.5 * t[1]];
        let chi_squared: f64 = residuals.iter().map(|r| r * r).sum();
        let prior: f64 = t.iter().map(|x| x * x).sum();
        // Scaling the whole of −2 ln p shrinks the posterior's widths by `narrowing`.
        Ok(-0.5 * self.narrowing * self.narrowing * (chi_squared + prior))
    }
}

fn infos() -> Vec<ParameterInfo> {
    vec![ParameterInfo::new("a", "a"), ParameterInfo::new("b", "b")]
}

fn ensemble(model: &Model, seed: u64) -> Result<Chain, Error> {
    let options = EnsembleOptions {
        seed,
        execution: Execution::Serial,
        ..EnsembleOptions::default()
    };
    let start = scatter(&[0.0; 2], &[1.0; 2], 10, seed)?;
    let mut sampler = EnsembleSampler::new(model, &start, options)?;
    let _ = sampler.run(200, quiet)?;
    sampler.discard();
    let _ = sampler.run(40 * DRAWS, quiet)?;
    // One walker: forty steps, some five autocorrelation times, from draw to draw.
    Ok(sampler.chains(infos())?.chains()[0].clone())
}

fn metropolis(model: &Model, seed: u64) -> Result<Chain, Error> {
    let options = MetropolisOptions {
        seed,
        warm_up: 1000,
        execution: Execution::Serial,
        ..MetropolisOptions::default()
    };
    let start = scatter(&[0.0; 2], &[1.0; 2], 1, seed)?;
    let guess = Proposal::Scales(vec![1.0; 2]);
    let mut sampler = MetropolisSampler::new(model, &start, &guess, options)?;
    let _ = sampler.run(40 * DRAWS, quiet)?;
    Ok(sampler.chains(infos())?.merged())
}

/// The smallest probability to exceed among the parameters.
fn worst(
    narrowing: f64,
    trials: u64,
    sample: fn(&Model, u64) -> Result<Chain, Error>,
) -> Result<f64, Error> {
    let outcomes: Vec<_> = (0..trials)
        .into_par_iter()
        .map(|trial| {
            let mut rng = stream(77, trial);
            let mut normal = || rng.sample::<f64, _>(StandardNormal);
            let truth = [normal(), normal()];
            let data = [
                truth[0] + truth[1] + normal(),
                truth[0] - 0.5 * truth[1] + normal(),
            ];
            Ok((truth, sample(&Model { data, narrowing }, trial)?))
        })
        .collect::<Result<_, Error>>()?;
    let mut calibration = Calibration::new(2, DRAWS)?;
    for (truth, chain) in &outcomes {
        calibration.record(truth, chain)?;
    }
    assert_eq!(calibration.ranks()[1].len(), outcomes.len());
    let tests = calibration.uniformity(BINS)?;
    Ok(tests
        .iter()
        .fold(1.0, |p, t| p.min(t.probability_to_exceed)))
}

#[test]
fn both_samplers_are_calibrated() -> Result<(), Error> {
    // Two parameters a sampler: 0.005 each is one false alarm in a hundred, were the seeds not fixed.
    let p = worst(1.0, 1000, ensemble)?;
    assert!(p > 0.005, "ensemble: {p}");
    let p = worst(1.0, 1000, metropolis)?;
    assert!(p > 0.005, "Metropolis: {p}");
    Ok(())
}

#[test]
fn a_posterior_too_narrow_by_1_5_fails() -> Result<(), Error> {
    assert!(worst(1.5, 300, ensemble)? < 1e-6);
    assert!(worst(1.5, 300, metropolis)? < 1e-6);
    Ok(())
}

#[test]
fn misuse_is_a_typed_error() -> Result<(), Error> {
    assert!(Calibration::new(0, 9).is_err() && Calibration::new(1, 0).is_err());
    let mut calibration = Calibration::new(1, 9)?;
    let chain = |n: usize| Chain::new(1, vec![0.5; n], vec![1.0; n], vec![0.0; n]);
    assert!(matches!(
        calibration.record(&[0.0], &chain(8)?),
        Err(Error::ChainTooShort { .. })
    ));
    assert!(calibration.record(&[0.0, 1.0], &chain(9)?).is_err());
    assert!(calibration.record(&[f64::NAN], &chain(9)?).is_err());
    for _ in 0..30 {
        calibration.record(&[1.0], &chain(18)?)?;
    }
    // All thirty trials in the last of five bins: (24² + 4 × 6²)/6.
    let test = calibration.uniformity(5)?[0];
    assert!((test.chi_squared - 120.0).abs() < 1e-12 && test.degrees_of_freedom == 4);
    for bins in [0, 1, 3, 10] {
        assert!(calibration.uniformity(bins).is_err(), "{bins}");
    }
    Ok(())
}
