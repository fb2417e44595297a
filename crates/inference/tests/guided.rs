//! Chains that a likeness guides: their density is the dear one's, whatever the likeness.

#![expect(clippy::unwrap_used, reason = "helpers of tests may, as tests")]

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};

use lastscatter_inference::diagnostics::{ess_mean, mcse_mean, mcse_sd};
use lastscatter_inference::run::RunFolder;
use lastscatter_inference::{
    Density, Error, Guided, LogDensity, MetropolisOptions, MetropolisSampler, ParameterInfo,
    Proposal, quiet, scatter,
};

const STEPS: usize = 3000;

/// a ~ N(0, 1), b | a ~ N(a²/2, ½): b has mean 1/2 and variance 3/4.
fn banana(theta: &[f64]) -> f64 {
    let (a, b) = (theta[0], theta[1]);
    -0.5 * a * a - 2.0 * (b - 0.5 * a * a).powi(2)
}

/// The normal density with the banana's moments, but so wide that it is nowhere much lower: chains stick where p/g is large.
fn normal(theta: &[f64]) -> f64 {
    -0.5 / 9.0 * (theta[0].powi(2) + (theta[1] - 0.5).powi(2) / 0.75)
}

fn infos() -> Vec<ParameterInfo> {
    ["a", "b"].map(|name| ParameterInfo::new(name, "")).into()
}

fn walk(steps: usize) -> NonZeroUsize {
    NonZeroUsize::new(steps).unwrap()
}

fn options() -> MetropolisOptions {
    MetropolisOptions {
        seed: 5,
        warm_up: 40,
        ..MetropolisOptions::default()
    }
}

#[test]
fn a_poor_guide_changes_nothing_but_the_acceptance() {
    let asked = AtomicUsize::new(0);
    let dear = Density::new(2, |theta: &[f64]| {
        asked.fetch_add(1, Ordering::Relaxed);
        banana(theta)
    });
    let cheap = Density::new(2, normal);
    let guided = Guided::new(&dear, &cheap, walk(30)).unwrap();
    let start = scatter(&[0.0, 0.5], &[1.0, 0.8], 4, 1).unwrap();
    let guess = Proposal::Scales(vec![3.0, 2.6]);
    let mut sampler = MetropolisSampler::new(&guided, &start, &guess, options()).unwrap();
    let _ = sampler.run(STEPS, quiet).unwrap();
    // One evaluation a step at most, and one for each start.
    assert!(asked.load(Ordering::Relaxed) <= 4 * (STEPS + 40 + 1));
    let chains = sampler.chains(infos()).unwrap();
    for (i, (mean, variance)) in [(0.0, 1.0), (0.5, 0.75_f64)].into_iter().enumerate() {
        let draws = chains.draws(i).unwrap();
        let views: Vec<&[f64]> = draws.iter().map(Vec::as_slice).collect();
        let error = chains.mean()[i] - mean;
        assert!(error.abs() < 4.0 * mcse_mean(&views).unwrap(), "{error}");
        let error = chains.covariance()[(i, i)].sqrt() - variance.sqrt();
        assert!(error.abs() < 4.0 * mcse_sd(&views).unwrap(), "{error}");
        // Enough for the errors to mean something.
        assert!(ess_mean(&views).unwrap() > 400.0);
    }
}

#[test]
fn a_perfect_guide_is_always_followed() {
    let dear = Density::new(2, |theta: &[f64]| banana(theta) + 7.0);
    let cheap = Density::new(2, banana);
    let guided = Guided::new(&dear, &cheap, walk(60)).unwrap();
    let start = [vec![0.1, 0.0], vec![1.0, 0.5]];
    let guess = Proposal::Scales(vec![1.0, 0.8]);
    let mut sampler = MetropolisSampler::new(&guided, &start, &guess, options()).unwrap();
    let _ = sampler.run(300, quiet).unwrap();
    assert!(sampler.acceptance() > 0.999);
}

#[test]
fn a_run_in_a_folder_is_taken_up() {
    let dear = Density::new(2, banana);
    let cheap = Density::new(2, normal);
    let base = tempfile::tempdir().unwrap();
    let run = |name: &str, stops: &[usize], length: usize| -> Result<_, Error> {
        let guided = Guided::new(&dear, &cheap, walk(length))?;
        let start = scatter(&[0.0, 0.5], &[1.0, 0.8], 3, 1)?;
        let guess = Proposal::Scales(vec![1.0, 0.8]);
        let mut found = None;
        for &steps in stops {
            let folder = RunFolder::open(base.path().join(name), "toy")?;
            let mut sampler =
                MetropolisSampler::in_folder(&guided, &start, &guess, options(), folder)?;
            let _ = sampler.run_to(steps, quiet)?;
            found = Some(sampler.chains(infos())?);
        }
        Ok(found.unwrap())
    };
    let once = run("once", &[500], 10).unwrap();
    let often = run("often", &[7, 130, 131, 500], 10).unwrap();
    for (a, b) in once.chains().iter().zip(often.chains()) {
        assert!(a.rows().eq(b.rows()) && a.weights() == b.weights());
    }
    let other = run("often", &[500], 11);
    assert!(matches!(other, Err(Error::ConfigurationChanged { .. })));
}

#[test]
fn guides_that_cannot_guide_are_errors() {
    let dear = Density::new(2, banana);
    let short = Density::new(1, |t: &[f64]| -t[0] * t[0]);
    let refused = Guided::new(&dear, &short, walk(5));
    assert!(matches!(refused, Err(Error::Dimension { .. })));
    // Nothing leads away from where the guide is not.
    let half = Density::new(2, |t: &[f64]| {
        if t[0] > 0.0 {
            normal(t)
        } else {
            f64::NEG_INFINITY
        }
    });
    let guided = Guided::new(&dear, &half, walk(5)).unwrap();
    assert!(guided.guide().is_some());
    let start = [vec![-1.0, 0.5]];
    let guess = Proposal::Scales(vec![1.0, 0.8]);
    let mut sampler = MetropolisSampler::new(&guided, &start, &guess, options()).unwrap();
    let stopped = sampler.run(10, quiet);
    assert!(
        matches!(stopped, Err(Error::OutsideSupport { .. })),
        "{stopped:?}"
    );
}
