//! Slow and fast parameters: how often the slow part is called, and that the posterior is exact.

#![expect(clippy::unwrap_used, reason = "helpers of tests may, as tests")]

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};

use lastscatter_inference::diagnostics::{ess_mean, mcse_mean, mcse_sd};
use lastscatter_inference::{
    Block, Chains, Convergence, DensityError, Error, Execution, FastSteps, LogDensity, Memory,
    MetropolisOptions, MetropolisSampler, Outcome, Parameter, ParameterInfo, Posterior, Prior,
    Proposal, SlowFast, quiet, scatter,
};

/// Two slow parameters with a curved degeneracy, and eight fast ones that follow them,
///
/// ```text
/// a ~ N(0, 1),   b | a ~ N(a²/2, ½),   f_k | a, b ~ N(a − k b/8, 0.3)
/// ```
///
/// in the order f₀, a, f₁, b, f₂, f₃ ….
const DIMENSION: usize = 10;
const SLOW: [usize; 2] = [1, 3];
const FAST: [usize; 8] = [0, 2, 4, 5, 6, 7, 8, 9];

#[derive(Default)]
struct Counters {
    slow: AtomicUsize,
    fast: AtomicUsize,
}

type Made = (f64, f64, f64);

fn toy(counters: &Counters) -> impl LogDensity {
    let slow = |slow: &[f64]| -> Result<Made, DensityError> {
        counters.slow.fetch_add(1, Ordering::Relaxed);
        let (a, b) = (slow[0], slow[1]);
        Ok((a, b, -0.5 * a * a - 2.0 * (b - 0.5 * a * a).powi(2)))
    };
    let fast = |&(a, b, ln_p): &Made, theta: &[f64]| {
        counters.fast.fetch_add(1, Ordering::Relaxed);
        let offsets = FAST.iter().zip(0..);
        let chi_squared: f64 = offsets
            .map(|(&i, k)| ((theta[i] - a + 0.125 * f64::from(k) * b) / 0.3).powi(2))
            .sum();
        Ok(ln_p - 0.5 * chi_squared)
    };
    SlowFast::new(DIMENSION, &SLOW, 100.0, slow, fast).unwrap()
}

fn infos(n: usize) -> Vec<ParameterInfo> {
    (0..n)
        .map(|i| ParameterInfo::new(format!("t{i}"), ""))
        .collect()
}

/// (mean, variance) of each parameter: b has mean 1/2 and variance 1/4 + Var(a²)/4 = 3/4.
fn truth() -> [(f64, f64); DIMENSION] {
    let mut truth = [(0.0, 1.0); DIMENSION];
    truth[SLOW[1]] = (0.5, 0.75);
    for (i, k) in FAST.into_iter().zip(0..) {
        let slope = 0.125 * f64::from(k);
        truth[i] = (-0.5 * slope, 1.0 + slope * slope * 0.75 + 0.09);
    }
    truth
}

fn is_exact(chains: &Chains, least_ess: f64) -> Result<(), Error> {
    let (mean, sd) = (chains.mean(), chains.standard_deviation());
    for (p, (true_mean, true_variance)) in truth().into_iter().enumerate() {
        let draws = chains.draws(p)?;
        let ess = ess_mean(&draws)?;
        assert!(ess > least_ess, "parameter {p}: ESS {ess}");
        let off = (mean[p] - true_mean) / mcse_mean(&draws)?;
        assert!(off.abs() < 5.0, "mean {p} is off by {off} standard errors");
        let off = (sd[p] - true_variance.sqrt()) / mcse_sd(&draws)?;
        assert!(off.abs() < 5.0, "width {p} is off by {off} standard errors");
    }
    Ok(())
}

fn sampled<D: LogDensity>(
    density: &D,
    fast_steps: FastSteps,
    steps: usize,
    thin: usize,
) -> Result<Chains, Error> {
    let options = MetropolisOptions {
        seed: 3,
        fast_steps,
        execution: Execution::Serial,
        ..MetropolisOptions::default()
    };
    let start = scatter(&[0.2; DIMENSION], &[0.5; DIMENSION], 4, 3)?;
    let guess = Proposal::Scales(vec![0.5; DIMENSION]);
    let mut sampler = MetropolisSampler::new(density, &start, &guess, options)?;
    let _ = sampler.run(steps, quiet)?;
    sampler.chains(infos(DIMENSION))?.thinned(thin)
}

/// Slow and fast calls for each effective sample of the worst parameter.
fn price(chains: &Chains, counters: &Counters) -> Result<(f64, f64), Error> {
    let mut ess = f64::INFINITY;
    for p in 0..DIMENSION {
        ess = ess.min(ess_mean(&chains.draws(p)?)?);
    }
    let calls = |c: &AtomicUsize| c.load(Ordering::Relaxed) as f64 / ess;
    Ok((calls(&counters.slow), calls(&counters.fast)))
}

#[test]
fn oversampling_and_dragging_are_exact_and_save_slow_calls() -> Result<(), Error> {
    // A density that knows no blocks calls both parts at every step.
    let plain = Counters::default();
    let density = toy(&plain);
    let whole = lastscatter_inference::Density::new(DIMENSION, |t| density.ln_density(t).unwrap());
    let chains = sampled(&whole, FastSteps::Oversampled { power: 0.0 }, 200_000, 20)?;
    is_exact(&chains, 300.0)?;
    let (plain, _) = price(&chains, &plain)?;

    let oversampled = Counters::default();
    let chains = sampled(
        &toy(&oversampled),
        FastSteps::Oversampled { power: 0.4 },
        200_000,
        20,
    )?;
    is_exact(&chains, 300.0)?;
    // A cycle is two slow and 8 × 6 fast moves, 6 being 100^0.4 rounded.
    let slow = oversampled.slow.load(Ordering::Relaxed) as f64;
    let fast = oversampled.fast.load(Ordering::Relaxed) as f64;
    assert!((fast / slow / 25.0 - 1.0).abs() < 0.01, "{}", fast / slow);
    let (oversampled, _) = price(&chains, &oversampled)?;

    let dragged = Counters::default();
    let steps = NonZeroUsize::new(12).unwrap();
    let chains = sampled(&toy(&dragged), FastSteps::Dragged { steps }, 50_000, 5)?;
    is_exact(&chains, 300.0)?;
    let (dragged, fast) = price(&chains, &dragged)?;

    assert!(
        oversampled < 0.5 * plain && dragged < 0.3 * plain,
        "slow calls an effective sample: {plain}, {oversampled}, {dragged} with {fast} fast ones"
    );
    Ok(())
}

#[test]
fn priors_keep_the_blocks() -> Result<(), Error> {
    let counters = Counters::default();
    let parameters =
        (0..DIMENSION).map(|i| Parameter::new(format!("t{i}"), "", Prior::uniform(-20.0, 20.0)?));
    let posterior = Posterior::new(parameters.collect::<Result<_, Error>>()?, toy(&counters))?;
    let chains = sampled(&posterior, FastSteps::Oversampled { power: 0.4 }, 5_000, 1)?;
    assert!(chains.merged().len() > 1000);
    let ratio = counters.fast.load(Ordering::Relaxed) / counters.slow.load(Ordering::Relaxed);
    assert!(ratio >= 24, "{ratio}");
    Ok(())
}

#[test]
fn threads_do_not_change_a_bit() -> Result<(), Error> {
    let counters = Counters::default();
    let density = toy(&counters);
    let steps = NonZeroUsize::new(5).unwrap();
    let run = |execution| {
        let options = MetropolisOptions {
            fast_steps: FastSteps::Dragged { steps },
            execution,
            ..MetropolisOptions::default()
        };
        let start = scatter(&[0.2; DIMENSION], &[0.5; DIMENSION], 5, 3)?;
        let guess = Proposal::Scales(vec![0.5; DIMENSION]);
        let mut sampler = MetropolisSampler::new(&density, &start, &guess, options)?;
        let until = Convergence {
            means: 0.1,
            ..Convergence::default()
        };
        assert_eq!(sampler.converge(&until, quiet)?, Outcome::Finished);
        sampler.chains(infos(DIMENSION))
    };
    let expected = run(Execution::Serial)?;
    for threads in [1, 2, 4] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let found = pool.unwrap().install(|| run(Execution::Parallel))?;
        assert!(found == expected, "{threads} threads");
    }
    Ok(())
}

/// Three speeds, with its own memory: each level must be made exactly when its parameters change.
struct ThreeSpeeds {
    made: [AtomicUsize; 3],
}

impl ThreeSpeeds {
    fn first(&self, theta: &[f64]) -> f64 {
        self.made[0].fetch_add(1, Ordering::Relaxed);
        theta[0]
    }

    fn second(&self, first: f64, theta: &[f64]) -> f64 {
        self.made[1].fetch_add(1, Ordering::Relaxed);
        first + theta[1]
    }

    fn third(&self, second: f64, theta: &[f64]) -> f64 {
        self.made[2].fetch_add(1, Ordering::Relaxed);
        -0.5 * (second * second + theta[0] * theta[0] + theta[2] * theta[2])
    }
}

impl LogDensity for ThreeSpeeds {
    fn dimension(&self) -> usize {
        3
    }

    fn ln_density(&self, theta: &[f64]) -> Result<f64, DensityError> {
        Ok(self.third(self.second(self.first(theta), theta), theta))
    }

    fn blocks(&self) -> Vec<Block> {
        let block = |index, speed| Block {
            parameters: vec![index],
            speed,
        };
        vec![block(0, 1.0), block(1, 10.0), block(2, 100.0)]
    }

    fn ln_density_reusing(
        &self,
        theta: &[f64],
        changed: usize,
        memory: &mut Memory,
    ) -> Result<f64, DensityError> {
        let (first, second) = match (changed, memory.recall::<(f64, f64)>()) {
            (2, Some(&(first, second))) => (first, second),
            (1, Some(&(first, _))) => (first, self.second(first, theta)),
            _ => {
                let first = self.first(theta);
                (first, self.second(first, theta))
            }
        };
        memory.keep((first, second));
        Ok(self.third(second, theta))
    }
}

#[test]
fn three_speeds_call_each_level_only_when_it_changes() -> Result<(), Error> {
    let density = ThreeSpeeds {
        made: Default::default(),
    };
    let options = MetropolisOptions {
        fast_steps: FastSteps::Oversampled { power: 1.0 },
        execution: Execution::Serial,
        ..MetropolisOptions::default()
    };
    let start = scatter(&[0.0; 3], &[1.0; 3], 2, 3)?;
    let guess = Proposal::Scales(vec![1.0; 3]);
    let mut sampler = MetropolisSampler::new(&density, &start, &guess, options)?;
    let _ = sampler.run(111 * 300, quiet)?;
    let made = density
        .made
        .each_ref()
        .map(|m| m.load(Ordering::Relaxed) as f64);
    assert!((made[1] / made[0] / 11.0 - 1.0).abs() < 0.02, "{made:?}");
    assert!((made[2] / made[0] / 111.0 - 1.0).abs() < 0.02, "{made:?}");
    // ⟨(θ₀ + θ₁)²⟩ = ⟨θ₀²⟩ = 1, independent: ⟨θ₁²⟩ = 2.
    let chains = sampler.chains(infos(3))?;
    let sd = chains.standard_deviation();
    for (p, expected) in [1.0, 2.0_f64.sqrt(), 1.0].into_iter().enumerate() {
        let off = (sd[p] - expected) / mcse_sd(&chains.draws(p)?)?;
        assert!(off.abs() < 5.0, "width {p} is off by {off} standard errors");
    }
    Ok(())
}

#[test]
fn blocks_that_do_not_cover_the_parameters_are_typed_errors() {
    struct Bad(Vec<Block>);
    impl LogDensity for Bad {
        fn dimension(&self) -> usize {
            2
        }
        fn ln_density(&self, _: &[f64]) -> Result<f64, DensityError> {
            Ok(0.0)
        }
        fn blocks(&self) -> Vec<Block> {
            self.0.clone()
        }
    }
    let block = |parameters: &[usize], speed| Block {
        parameters: parameters.to_vec(),
        speed,
    };
    for blocks in [
        vec![],
        vec![block(&[0], 1.0)],
        vec![block(&[0, 1], 1.0), block(&[], 2.0)],
        vec![block(&[0, 1], 1.0), block(&[1], 2.0)],
        vec![block(&[0, 2], 1.0)],
        vec![block(&[0], 1.0), block(&[1], f64::NAN)],
    ] {
        let guess = Proposal::Scales(vec![1.0; 2]);
        let options = MetropolisOptions::default();
        assert!(
            MetropolisSampler::new(&Bad(blocks.clone()), &[vec![0.0; 2]], &guess, options).is_err(),
            "{blocks:?}"
        );
    }
    let slow_fast =
        |slow: &[usize], speed| SlowFast::new(2, slow, speed, |_| Ok(()), |(), _| Ok(0.0)).is_err();
    assert!(slow_fast(&[], 1.0) && slow_fast(&[0, 1], 1.0) && slow_fast(&[0], 0.0));
    assert!(slow_fast(&[2], 1.0) && slow_fast(&[0, 0], 1.0) && !slow_fast(&[1], 1.0));
}
