//! Nested sampling on targets whose evidence is known.
//!
//! Over several seeds: each ln Z within three standard errors (four for the worst of many), ranks that are uniform.
//! Fifty dimensions: `LASTSCATTER_SLOW=1 cargo nextest run -p lastscatter-inference --test nested`.

#![expect(clippy::unwrap_used, reason = "helpers of tests may, as tests")]
#![expect(clippy::print_stderr, reason = "a skipped test says so")]

use std::f64::consts::{PI, TAU};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

use lastscatter_inference::{
    Density, DensityError, Error, Execution, Exploration, LogDensity, NestedOptions, NestedResult,
    NestedSampler, NestedState, Outcome, Parameter, Posterior, Prior, quiet,
};

fn uniform(dimension: usize, lower: f64, upper: f64) -> Vec<Parameter> {
    let parameter = |i| Parameter::new(format!("x{i}"), "", Prior::uniform(lower, upper).unwrap());
    (0..dimension).map(|i| parameter(i).unwrap()).collect()
}

fn sampled<L: LogDensity>(posterior: &Posterior<L>, options: NestedOptions) -> NestedResult {
    let mut sampler = NestedSampler::new(posterior, options).unwrap();
    assert_eq!(sampler.run(quiet).unwrap(), Outcome::Finished);
    sampler.result().unwrap()
}

/// All seeds together: every run within three errors, their mean within three of its own, the ranks uniform, the two errors alike.
fn agrees<L: LogDensity>(posterior: &Posterior<L>, truth: f64, exploration: Exploration) {
    const SEEDS: u64 = 4;
    let mut mean = 0.0;
    for seed in 1..=SEEDS {
        let options = NestedOptions {
            seed,
            live_points: 400,
            batch: 20,
            exploration,
            ..NestedOptions::default()
        };
        let result = sampled(posterior, options);
        let off = (result.ln_evidence - truth) / result.ln_evidence_error;
        assert!(
            off.abs() < 3.0,
            "seed {seed}: off by {off} of {}",
            result.ln_evidence_error
        );
        mean += off / SEEDS as f64;
        let ratio = result.ln_evidence_error / result.ln_evidence_error_by_information;
        assert!((0.8..1.4).contains(&ratio), "errors differ by {ratio}");
        // Ten runs a target: one in ten thousand is no accident.
        assert!(
            result.insertion_ranks.p_value > 1e-4,
            "{:?}",
            result.insertion_ranks
        );
        assert!(
            result.insertion_ranks.p_value_of_blocks > 1e-4,
            "{:?}",
            result.insertion_ranks
        );
        assert!(result.effective_samples > 400.0);
    }
    assert!(mean.abs() < 3.0 / (SEEDS as f64).sqrt(), "mean {mean}");
}

const BOTH: [Exploration; 2] = [Exploration::Ellipsoids, Exploration::Slices { sweeps: 3 }];

/// Unit widths and correlations 0.6^|i−j| in a cube of side 20.
fn gaussian(dimension: usize) -> (Posterior<impl LogDensity>, f64) {
    let density = Density::new(dimension, |t: &[f64]| {
        // Each given the one before: x₀ ~ N(0, 1), xᵢ ~ N(0.6 xᵢ₋₁, 0.8).
        let given = t.windows(2).map(|w| ((w[1] - 0.6 * w[0]) / 0.8).powi(2));
        let squared = t[0] * t[0] + given.sum::<f64>();
        -0.5 * (squared + t.len() as f64 * TAU.ln()) - (t.len() - 1) as f64 * 0.8f64.ln()
    });
    let posterior = Posterior::new(uniform(dimension, -10.0, 10.0), density).unwrap();
    (posterior, -(dimension as f64) * 20f64.ln())
}

#[test]
fn gaussians() {
    let (posterior, truth) = gaussian(2);
    BOTH.into_iter()
        .for_each(|exploration| agrees(&posterior, truth, exploration));
    let (posterior, truth) = gaussian(5);
    agrees(&posterior, truth, Exploration::Automatic);
}

#[test]
fn moments_of_a_gaussian() {
    let (posterior, _) = gaussian(3);
    let options = NestedOptions {
        live_points: 1000,
        ..NestedOptions::default()
    };
    let result = sampled(&posterior, options);
    let n = result.effective_samples;
    for (mean, sd) in result
        .chains
        .mean()
        .iter()
        .zip(result.chains.standard_deviation())
    {
        // The volumes' errors come on top of those of n draws: at most their double here.
        assert!(mean.abs() < 5.0 * 2.0 / n.sqrt(), "{mean}");
        assert!((sd - 1.0).abs() < 5.0 * 2.0 / (2.0 * n).sqrt(), "{sd}");
    }
    let covariance = result.chains.covariance();
    assert!((covariance[(0, 1)] - 0.6).abs() < 5.0 * 2.0 / n.sqrt());
}

#[test]
fn rosenbrocks_valley() {
    let density = Density::new(2, |t: &[f64]| {
        -0.5 * (1.0 - t[0]).powi(2) - 12.5 * (t[1] - t[0] * t[0]).powi(2)
    });
    let posterior = Posterior::new(uniform(2, -6.0, 30.0), density).unwrap();
    // The tails beyond the box hold less than 1e-5.
    let truth = (TAU * 0.2 / 36f64.powi(2)).ln();
    BOTH.into_iter()
        .for_each(|exploration| agrees(&posterior, truth, exploration));
}

#[test]
fn funnel() {
    let density = Density::new(4, |t: &[f64]| {
        let normal = t[1..]
            .iter()
            .map(|x| x * x * (-t[0]).exp() + t[0] + TAU.ln());
        -0.5 * normal.sum::<f64>()
    });
    let mut parameters = uniform(4, -40.0, 40.0);
    parameters[0] = Parameter::new("v", "", Prior::normal(0.0, 1.5).unwrap()).unwrap();
    let posterior = Posterior::new(parameters, density).unwrap();
    agrees(&posterior, -3.0 * 80f64.ln(), Exploration::Automatic);
    agrees(
        &posterior,
        -3.0 * 80f64.ln(),
        Exploration::Slices { sweeps: 4 },
    );
}

#[test]
fn two_modes_of_different_widths() {
    let mode = |t: &[f64], centre: f64, width: f64| {
        let squared: f64 = t.iter().map(|x| ((x - centre) / width).powi(2)).sum();
        -0.5 * squared - t.len() as f64 * (width.ln() + 0.5 * TAU.ln())
    };
    let density = Density::new(3, |t: &[f64]| {
        let (a, b) = (mode(t, -5.0, 1.0), mode(t, 5.0, 0.5));
        a.max(b) + (-(a - b).abs()).exp().ln_1p() - 2f64.ln()
    });
    let posterior = Posterior::new(uniform(3, -10.0, 10.0), density).unwrap();
    BOTH.into_iter()
        .for_each(|exploration| agrees(&posterior, -3.0 * 20f64.ln(), exploration));
}

#[test]
fn egg_box() {
    let density = Density::new(2, |t: &[f64]| {
        (2.0 + (0.5 * t[0]).cos() * (0.5 * t[1]).cos()).powi(5)
    });
    let posterior = Posterior::new(uniform(2, 0.0, 10.0 * PI), density).unwrap();
    // The midpoint rule converges faster than any power here: the function is periodic.
    let cosines: Vec<f64> = (0..400)
        .map(|i| (PI * (f64::from(i) + 0.5) / 80.0).cos())
        .collect();
    let inner = |a: f64| {
        cosines
            .iter()
            .map(|b| ((2.0 + a * b).powi(5) - 243.0).exp())
            .sum::<f64>()
    };
    let total: f64 = cosines.iter().map(|&a| inner(a)).sum();
    let truth = 243.0 + (total / 160_000.0).ln();
    assert!((truth - 235.856).abs() < 1e-3);
    BOTH.into_iter()
        .for_each(|exploration| agrees(&posterior, truth, exploration));
}

#[test]
fn gaussian_in_twenty_dimensions() {
    let (posterior, truth) = gaussian(20);
    let result = sampled(&posterior, NestedOptions::default());
    let off = (result.ln_evidence - truth) / result.ln_evidence_error;
    assert!(off.abs() < 3.0, "off by {off}");
    assert!(
        result.insertion_ranks.p_value > 1e-4,
        "{:?}",
        result.insertion_ranks
    );
}

#[test]
fn gaussian_in_fifty_dimensions() {
    if std::env::var_os("LASTSCATTER_SLOW").is_none() {
        eprintln!("skipped: set LASTSCATTER_SLOW=1");
        return;
    }
    let (posterior, truth) = gaussian(50);
    for seed in 1..=3 {
        let options = NestedOptions {
            seed,
            ..NestedOptions::default()
        };
        let result = sampled(&posterior, options);
        let off = (result.ln_evidence - truth) / result.ln_evidence_error;
        assert!(off.abs() < 3.0, "off by {off}");
        assert!(
            result.insertion_ranks.p_value > 1e-4,
            "{:?}",
            result.insertion_ranks
        );
    }
}

#[test]
fn plateaus_and_forbidden_regions_have_their_volume() {
    // Zero in nine tenths of the prior (in part by rejection), constant in half of the rest.
    struct Steps;
    impl LogDensity for Steps {
        fn dimension(&self) -> usize {
            2
        }
        fn ln_density(&self, t: &[f64]) -> Result<f64, DensityError> {
            if t[0] > 0.5 {
                return Err(DensityError::Rejected("too far".into()));
            }
            Ok(if t[0] > 0.1 {
                f64::NEG_INFINITY
            } else if t[0] > 0.05 {
                0.0
            } else {
                2.0 - 20.0 * t[0]
            })
        }
    }
    let posterior = Posterior::new(uniform(2, 0.0, 1.0), Steps).unwrap();
    // ∫₀^0.05 e^(2 − 20x) dx + 0.05
    let truth = ((2f64.exp() - 1f64.exp()) / 20.0 + 0.05).ln();
    BOTH.into_iter()
        .for_each(|exploration| agrees_loosely(&posterior, truth, exploration));

    // Nothing but a plateau.
    let flat = Posterior::new(uniform(1, 0.0, 1.0), Density::new(1, |_| -3.0)).unwrap();
    let result = sampled(&flat, NestedOptions::default());
    assert!((result.ln_evidence + 3.0).abs() < 1e-12 && result.information.abs() < 1e-12);

    let nowhere = Density::new(1, |_| f64::NEG_INFINITY);
    let nowhere = Posterior::new(uniform(1, 0.0, 1.0), nowhere).unwrap();
    let options = NestedOptions {
        live_points: 20,
        batch: 5,
        ..NestedOptions::default()
    };
    assert!(matches!(
        NestedSampler::new(&nowhere, options),
        Err(Error::TooFew { found: 0, .. })
    ));
}

/// With H near zero the error is the plateau's binomial one; no ESS is asked for.
fn agrees_loosely<L: LogDensity>(posterior: &Posterior<L>, truth: f64, exploration: Exploration) {
    for seed in 1..=5 {
        let options = NestedOptions {
            seed,
            exploration,
            ..NestedOptions::default()
        };
        let result = sampled(posterior, options);
        let off = (result.ln_evidence - truth) / result.ln_evidence_error;
        assert!(
            off.abs() < 3.0,
            "off by {off} of {}",
            result.ln_evidence_error
        );
        assert!(result.insertion_ranks.p_value > 1e-4);
    }
}

#[test]
fn threads_and_interruptions_change_nothing() {
    let (posterior, _) = gaussian(3);
    for exploration in [Exploration::Automatic, Exploration::Slices { sweeps: 2 }] {
        let options = |execution| NestedOptions {
            live_points: 100,
            batch: 10,
            exploration,
            execution,
            ..NestedOptions::default()
        };
        let whole = sampled(&posterior, options(Execution::Serial));
        assert_eq!(whole, sampled(&posterior, options(Execution::Parallel)));
        let mut sampler = NestedSampler::new(&posterior, options(Execution::Serial)).unwrap();
        for _ in 0..1000 {
            let mut generations = 0;
            let outcome = sampler.run(|progress| {
                generations += 1;
                assert!(progress.remaining > 0.0 && progress.remaining <= 1.0);
                if generations == 17 {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            });
            if outcome.unwrap() == Outcome::Finished {
                break;
            }
            // Through a text and back.
            let text = toml::to_string(sampler.state()).unwrap();
            let state: NestedState = toml::from_str(&text).unwrap();
            assert_eq!(&state, sampler.state());
            sampler = NestedSampler::resume(&posterior, state, options(Execution::Serial)).unwrap();
        }
        assert_eq!(whole, sampler.result().unwrap());
    }
}

#[test]
fn failures_are_typed_and_lose_nothing() {
    let calls = AtomicUsize::new(0);
    let density = Density::new(2, |t: &[f64]| {
        if calls.fetch_add(1, Ordering::Relaxed) == 1234 {
            f64::NAN
        } else {
            -0.5 * (t[0] * t[0] + t[1] * t[1])
        }
    });
    let posterior = Posterior::new(uniform(2, -5.0, 5.0), density).unwrap();
    let options = NestedOptions {
        live_points: 200,
        batch: 10,
        execution: Execution::Serial,
        ..NestedOptions::default()
    };
    let mut sampler = NestedSampler::new(&posterior, options.clone()).unwrap();
    assert!(matches!(sampler.run(quiet), Err(Error::NonFinite { .. })));
    assert_eq!(sampler.run(quiet).unwrap(), Outcome::Finished);
    // As if nothing had happened.
    assert_eq!(sampler.result().unwrap(), sampled(&posterior, options));

    let wrong = |edit: fn(&mut NestedOptions)| {
        let mut options = NestedOptions::default();
        edit(&mut options);
        NestedSampler::new(&posterior, options).err()
    };
    assert!(matches!(
        wrong(|o| o.live_points = 5),
        Some(Error::TooFew { .. })
    ));
    assert!(matches!(wrong(|o| o.batch = 0), Some(Error::TooFew { .. })));
    assert!(matches!(
        wrong(|o| o.batch = 400),
        Some(Error::OutOfDomain { .. })
    ));
    assert!(matches!(
        wrong(|o| o.remaining = f64::NAN),
        Some(Error::OutOfDomain { .. })
    ));
    let none = |o: &mut NestedOptions| o.exploration = Exploration::Slices { sweeps: 0 };
    assert!(matches!(wrong(none), Some(Error::OutOfDomain { .. })));
}
