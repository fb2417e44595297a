//! Runs: threads, cancelling, resuming, failures, bad starts.

#![expect(clippy::unwrap_used, reason = "helpers of tests may, as tests")]

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

use lastscatter_inference::{
    Chain, Chains, Covariance, DensityError, EnsembleOptions, EnsembleSampler, Error, Execution,
    Learning, LogDensity, MetropolisOptions, MetropolisSampler, Move, Outcome, ParameterInfo,
    Phase, Proposal, nalgebra::DMatrix, quiet, scatter,
};

/// A wavy Gaussian that does something at evaluation number `at`.
struct Wavy {
    calls: AtomicUsize,
    at: usize,
    event: fn() -> Result<f64, DensityError>,
}

impl Wavy {
    fn calm() -> Self {
        Self::broken(usize::MAX, || Ok(0.0))
    }

    fn broken(at: usize, event: fn() -> Result<f64, DensityError>) -> Self {
        Self {
            calls: AtomicUsize::new(0),
            at,
            event,
        }
    }
}

impl LogDensity for Wavy {
    fn dimension(&self) -> usize {
        3
    }

    fn ln_density(&self, t: &[f64]) -> Result<f64, DensityError> {
        if self.calls.fetch_add(1, Ordering::Relaxed) == self.at {
            return (self.event)();
        }
        Ok(t.iter().map(|x| -0.5 * x * x + (3.0 * x).cos()).sum())
    }
}

fn infos() -> Vec<ParameterInfo> {
    ["a", "b", "c"].map(|n| ParameterInfo::new(n, n)).to_vec()
}

fn start(count: usize) -> Vec<Vec<f64>> {
    scatter(&[0.0; 3], &[1.0; 3], count, 9).unwrap()
}

fn options(execution: Execution) -> EnsembleOptions {
    EnsembleOptions {
        seed: 4,
        thin: 3,
        moves: vec![(Move::stretch(), 2.0), (Move::DifferentialEvolution, 1.0)],
        execution,
    }
}

// An odd number of walkers: the halves differ.
fn ensemble(density: &Wavy, execution: Execution) -> EnsembleSampler<'_, Wavy> {
    EnsembleSampler::new(density, &start(13), options(execution)).unwrap()
}

fn metropolis(density: &Wavy, execution: Execution) -> MetropolisSampler<'_, Wavy> {
    let options = MetropolisOptions {
        seed: 4,
        warm_up: 250,
        learning: Learning {
            until: 0.0,
            ..Learning::default()
        },
        execution,
        ..MetropolisOptions::default()
    };
    let guess = Proposal::Scales(vec![0.5; 3]);
    MetropolisSampler::new(density, &start(5), &guess, options).unwrap()
}

fn long_ensemble() -> Chains {
    let density = Wavy::calm();
    let mut sampler = ensemble(&density, Execution::Serial);
    let _ = sampler.run(600, quiet).unwrap();
    sampler.chains(infos()).unwrap()
}

fn long_metropolis() -> Chains {
    let density = Wavy::calm();
    let mut sampler = metropolis(&density, Execution::Serial);
    let _ = sampler.run(600, quiet).unwrap();
    sampler.chains(infos()).unwrap()
}

#[test]
fn threads_do_not_change_a_bit() {
    let (expected_ensemble, expected_metropolis) = (long_ensemble(), long_metropolis());
    for threads in [1, 2, 4] {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            let density = Wavy::calm();
            let mut sampler = ensemble(&density, Execution::Parallel);
            let _ = sampler.run(600, quiet).unwrap();
            assert_eq!(sampler.chains(infos()).unwrap(), expected_ensemble);
            let mut sampler = metropolis(&density, Execution::Parallel);
            let _ = sampler.run(600, quiet).unwrap();
            assert_eq!(sampler.chains(infos()).unwrap(), expected_metropolis);
        });
    }
}

#[test]
fn chains_differ_from_each_other_and_from_those_of_another_seed() {
    let density = Wavy::calm();
    let other = EnsembleOptions {
        seed: 5,
        ..options(Execution::Serial)
    };
    let mut sampler = EnsembleSampler::new(&density, &start(13), other).unwrap();
    let _ = sampler.run(600, quiet).unwrap();
    let (a, b) = (sampler.chains(infos()).unwrap(), long_ensemble());
    assert_ne!(a, b);
    assert_ne!(b.chains()[0], b.chains()[1]);
    assert_ne!(long_metropolis().chains()[0], long_metropolis().chains()[1]);
}

#[test]
fn cancelled_runs_keep_their_samples_and_go_on() {
    let density = Wavy::calm();
    let mut sampler = ensemble(&density, Execution::Serial);
    let outcome = sampler
        .run(600, |p| {
            assert!((p.steps, p.phase) == (600, Phase::Sampling) && p.best_ln_density.is_finite());
            if p.step == 200 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
        .unwrap();
    assert_eq!(outcome, Outcome::Cancelled);
    assert_eq!(sampler.chains(infos()).unwrap().chains()[0].len(), 200 / 3);
    assert_eq!(sampler.state().steps(), 200);
    assert_eq!(sampler.run(400, quiet).unwrap(), Outcome::Finished);
    assert_eq!(sampler.chains(infos()).unwrap(), long_ensemble());

    let mut sampler = metropolis(&density, Execution::Serial);
    let mut seen = Vec::new();
    let outcome = sampler
        .run(600, |p| {
            seen.push((p.phase, p.step, p.steps));
            if p.phase == Phase::Sampling && p.step == 240 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
        .unwrap();
    assert_eq!(outcome, Outcome::Cancelled);
    // Chains in three parameters meet after 120 steps, and where the warm-up ends.
    let (w, s) = (Phase::WarmUp, Phase::Sampling);
    assert_eq!(
        seen,
        [
            (w, 120, 250),
            (w, 240, 250),
            (w, 250, 250),
            (s, 120, 600),
            (s, 240, 600)
        ]
    );
    assert!((sampler.chains(infos()).unwrap().chains()[0].total_weight() - 240.0).abs() < 0.5);
    assert_eq!(sampler.run(360, quiet).unwrap(), Outcome::Finished);
    assert_eq!(sampler.chains(infos()).unwrap(), long_metropolis());
}

#[test]
fn a_state_carries_a_run_into_a_new_sampler() {
    let density = Wavy::calm();
    let mut first = ensemble(&density, Execution::Serial);
    let _ = first.run(200, quiet).unwrap();
    let mut second = EnsembleSampler::resume(
        &density,
        first.state().clone(),
        options(Execution::Parallel),
    )
    .unwrap();
    let _ = second.run(400, quiet).unwrap();
    let (first, second) = (
        first.chains(infos()).unwrap(),
        second.chains(infos()).unwrap(),
    );
    for ((whole, a), b) in long_ensemble()
        .chains()
        .iter()
        .zip(first.chains())
        .zip(second.chains())
    {
        assert_eq!(whole.samples(), [a.samples(), b.samples()].concat());
    }
}

#[test]
fn failures_stop_the_run_and_lose_nothing() {
    type Event = fn() -> Result<f64, DensityError>;
    type Check = fn(&Error) -> bool;
    let events: [(Event, Check); 3] = [
        (
            || Err(DensityError::Fatal("disk full".into())),
            |e| matches!(e, Error::Density(DensityError::Fatal(_))),
        ),
        (
            || Ok(f64::NAN),
            |e| matches!(e, Error::NonFinite { value, theta } if value.is_nan() && theta.len() == 3),
        ),
        (
            || Ok(f64::INFINITY),
            |e| matches!(e, Error::NonFinite { .. }),
        ),
    ];
    for (event, expected) in events {
        for execution in [Execution::Serial, Execution::Parallel] {
            // 13 evaluations at the start, 13 a step: the failure comes in step 300.
            let density = Wavy::broken(13 * 300 + 4, event);
            let mut sampler = ensemble(&density, execution);
            let error = sampler.run(600, quiet).unwrap_err();
            assert!(expected(&error), "{error}");
            assert_eq!(sampler.state().steps(), 299);
            assert_eq!(sampler.chains(infos()).unwrap().chains()[0].len(), 99);
            // The cause removed, the run goes on as if nothing had happened.
            let _ = sampler.run(301, quiet).unwrap();
            assert_eq!(sampler.chains(infos()).unwrap(), long_ensemble());

            let density = Wavy::broken(5 * 450 + 2, event);
            let mut sampler = metropolis(&density, execution);
            let error = sampler.run(600, quiet).unwrap_err();
            assert!(expected(&error), "{error}");
            // Call 2252 is of the 450th step, were chains in step; serially one chain stays behind.
            let before = sampler.chains(infos()).unwrap();
            let done = before.chains().iter().map(Chain::total_weight);
            assert!(
                done.reduce(f64::min)
                    .is_some_and(|least| (120.0..250.0).contains(&least))
            );
            let _ = sampler.run_to(600, quiet).unwrap();
            assert_eq!(sampler.chains(infos()).unwrap(), long_metropolis());
        }
    }
}

#[test]
fn rejected_points_count_as_zero_density() {
    #[derive(Debug)]
    struct Half;
    impl LogDensity for Half {
        fn dimension(&self) -> usize {
            1
        }
        fn ln_density(&self, t: &[f64]) -> Result<f64, DensityError> {
            if t[0] < 0.0 {
                return Err(DensityError::Rejected("no convergence".into()));
            }
            Ok(-t[0])
        }
    }
    let positive = |chains: Chains| chains.merged().samples().iter().all(|x| *x >= 0.0);
    let start: Vec<Vec<f64>> = (1..9).map(|i| vec![0.1 * f64::from(i)]).collect();
    let mut sampler = EnsembleSampler::new(&Half, &start, EnsembleOptions::default()).unwrap();
    let _ = sampler.run(500, quiet).unwrap();
    assert!(sampler.acceptance() < 0.95);
    assert!(positive(
        sampler.chains(vec![ParameterInfo::new("x", "x")]).unwrap()
    ));
    let guess = Proposal::Scales(vec![1.0]);
    let mut sampler =
        MetropolisSampler::new(&Half, &start, &guess, MetropolisOptions::default()).unwrap();
    let _ = sampler.run(500, quiet).unwrap();
    assert!(positive(
        sampler.chains(vec![ParameterInfo::new("x", "x")]).unwrap()
    ));
    // As a start such a point is refused, and the reason is kept.
    let mut outside = start;
    outside[3][0] = -1.0;
    let error = EnsembleSampler::new(&Half, &outside, EnsembleOptions::default()).unwrap_err();
    assert!(error.to_string().contains("no convergence"), "{error}");
}

#[test]
fn bad_starts_and_options_are_typed_errors() {
    let density = Wavy::calm();
    let new =
        |start: &[Vec<f64>]| EnsembleSampler::new(&density, start, EnsembleOptions::default());
    assert!(matches!(
        new(&start(5)),
        Err(Error::TooFew {
            found: 5,
            required: 6,
            ..
        })
    ));
    assert!(matches!(
        new(&vec![vec![0.0; 2]; 8]),
        Err(Error::Dimension { .. })
    ));
    assert!(matches!(
        new(&vec![vec![1.0; 3]; 8]),
        Err(Error::DegenerateEnsemble {
            rank: 0,
            dimension: 3
        })
    ));
    let mut flat = start(8);
    for p in &mut flat {
        p[2] = 1e3 * p[0] - p[1];
    }
    assert!(matches!(
        new(&flat),
        Err(Error::DegenerateEnsemble {
            rank: 2,
            dimension: 3
        })
    ));
    // Narrow in one direction is no reason to refuse.
    let mut narrow = start(8);
    for p in &mut narrow {
        p[2] = 1e6 + 1e-6 * p[2];
        p[0] *= 1e9;
    }
    assert!(new(&narrow).is_ok());
    let mut broken = start(8);
    broken[1][1] = f64::NAN;
    assert!(matches!(new(&broken), Err(Error::NonFiniteEntry { .. })));
    for options in [
        EnsembleOptions {
            thin: 0,
            ..EnsembleOptions::default()
        },
        EnsembleOptions {
            moves: vec![],
            ..EnsembleOptions::default()
        },
        EnsembleOptions {
            moves: vec![(Move::stretch(), 0.0)],
            ..EnsembleOptions::default()
        },
        EnsembleOptions {
            moves: vec![(Move::Stretch { scale: 1.0 }, 1.0)],
            ..EnsembleOptions::default()
        },
    ] {
        assert!(EnsembleSampler::new(&density, &start(8), options).is_err());
    }
    let new = |proposal, scale| {
        let options = MetropolisOptions {
            scale,
            ..MetropolisOptions::default()
        };
        MetropolisSampler::new(&density, &start(2), &proposal, options)
    };
    assert!(new(Proposal::Scales(vec![1.0; 3]), 0.0).is_err());
    assert!(new(Proposal::Scales(vec![1.0; 2]), 0.3).is_err());
    assert!(new(Proposal::Scales(vec![1.0, 0.0, 1.0]), 0.3).is_err());
    let covariance = |n, rows: &[f64]| {
        let matrix = DMatrix::from_row_slice(n, n, rows);
        Proposal::Covariance(Covariance::new(matrix).expect("positive definite"))
    };
    assert!(matches!(
        new(covariance(2, &[1.0, 0.5, 0.5, 1.0]), 0.3),
        Err(Error::Dimension { .. })
    ));
    let three = [1.0, 0.5, 0.0, 0.5, 1.0, 0.0, 0.0, 0.0, 1.0];
    assert!(new(covariance(3, &three), 0.3).is_ok());
    assert!(matches!(
        ensemble(&density, Execution::Serial).chains(infos()),
        Err(Error::TooFew { .. })
    ));
}
