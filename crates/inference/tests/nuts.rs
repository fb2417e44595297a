//! NUTS on targets whose moments are known.
//!
//! Means and widths must lie within five Monte Carlo standard errors of the truth.

#![expect(clippy::unwrap_used, reason = "helpers of tests may, as tests")]

use std::ops::ControlFlow;

use lastscatter_inference::diagnostics::{ess_mean, mcse_mean, mcse_sd, r_hat};
use lastscatter_inference::{
    Chains, DensityError, DifferentiableDensity, Error, Execution, LogDensity, LogDensityGradient,
    MassMatrix, NutsOptions, NutsSampler, NutsState, Outcome, Parameter, ParameterInfo, Posterior,
    Prior, Proposal, quiet, scatter,
};

fn infos(n: usize) -> Vec<ParameterInfo> {
    (0..n)
        .map(|i| ParameterInfo::new(format!("t{i}"), ""))
        .collect()
}

fn agree(chains: &Chains, mean: &[f64], sd: &[f64], least_ess: f64) {
    let (found_mean, found_sd) = (chains.mean(), chains.standard_deviation());
    for p in 0..mean.len() {
        let draws = chains.draws(p).unwrap();
        let ess = ess_mean(&draws).unwrap();
        assert!(ess > least_ess, "parameter {p}: ESS {ess}");
        let off = (found_mean[p] - mean[p]) / mcse_mean(&draws).unwrap();
        assert!(off.abs() < 5.0, "mean {p} is off by {off} standard errors");
        let off = (found_sd[p] - sd[p]) / mcse_sd(&draws).unwrap();
        assert!(off.abs() < 5.0, "width {p} is off by {off} standard errors");
        assert!(r_hat(&draws).unwrap() < 1.02);
    }
}

/// Fifty parameters, x₀ ~ N(0, 1), xᵢ ~ N(0.7 xᵢ₋₁, √0.51), in units from 1e-3 to 1e3.
fn wide_gaussian() -> (impl LogDensityGradient, Vec<f64>) {
    const N: usize = 50;
    let units: Vec<f64> = (0..N)
        .map(|i| 10_f64.powf((i * 17 % N) as f64 / 8.0 - 3.0))
        .collect();
    let scales = units.clone();
    let density = DifferentiableDensity::new(N, move |t, gradient| {
        let x = |i: usize| t[i] / scales[i];
        gradient[0] = -x(0);
        let mut value = -0.5 * x(0) * x(0);
        for i in 1..N {
            let r = (x(i) - 0.7 * x(i - 1)) / 0.51;
            value -= 0.5 * 0.51 * r * r;
            gradient[i] = -r;
            gradient[i - 1] += 0.7 * r;
        }
        for (g, s) in gradient.iter_mut().zip(&scales) {
            *g /= s;
        }
        value
    });
    (density, units)
}

#[test]
fn gaussian_in_fifty_dimensions() {
    let (density, units) = wide_gaussian();
    let start = scatter(&[0.0; 50], &units, 4, 1).unwrap();
    for mass in [MassMatrix::Diagonal, MassMatrix::Dense] {
        let options = NutsOptions {
            mass,
            ..NutsOptions::default()
        };
        let guess = Proposal::Scales(vec![1.0; 50]);
        let mut sampler = NutsSampler::new(&density, &start, &guess, options).unwrap();
        assert_eq!(sampler.run(1000, quiet).unwrap(), Outcome::Finished);
        agree(
            &sampler.chains(infos(50)).unwrap(),
            &[0.0; 50],
            &units,
            1000.0,
        );
        assert_eq!(sampler.divergences(), 0);
        assert!(
            (0.7..0.95).contains(&sampler.acceptance()),
            "{}",
            sampler.acceptance()
        );
    }
}

#[test]
fn rosenbrocks_valley() {
    let density = DifferentiableDensity::new(2, |t, gradient| {
        let across = t[1] - t[0] * t[0];
        gradient[0] = 1.0 - t[0] + 50.0 * across * t[0];
        gradient[1] = -25.0 * across;
        -0.5 * (1.0 - t[0]).powi(2) - 12.5 * across * across
    });
    let start = scatter(&[1.0, 1.0], &[0.5, 0.5], 4, 2).unwrap();
    let options = NutsOptions {
        target_acceptance: 0.95,
        ..NutsOptions::default()
    };
    let guess = Proposal::Scales(vec![1.0; 2]);
    let mut sampler = NutsSampler::new(&density, &start, &guess, options).unwrap();
    let _ = sampler.run(10_000, quiet).unwrap();
    agree(
        &sampler.chains(infos(2)).unwrap(),
        &[1.0, 2.0],
        &[1.0, 6.04f64.sqrt()],
        1000.0,
    );
}

/// v ~ N(0, 1), xᵢ = e^(v/2) zᵢ with zᵢ ~ N(0, 1), in (v, z): the neck is gone.
#[test]
fn funnel_in_coordinates_without_a_neck() {
    let density = DifferentiableDensity::new(5, |t, gradient| {
        for (g, t) in gradient.iter_mut().zip(t) {
            *g = -t;
        }
        -0.5 * t.iter().map(|t| t * t).sum::<f64>()
    });
    let start = scatter(&[0.0; 5], &[1.0; 5], 4, 3).unwrap();
    let guess = Proposal::Scales(vec![1.0; 5]);
    let mut sampler = NutsSampler::new(&density, &start, &guess, NutsOptions::default()).unwrap();
    let _ = sampler.run(2000, quiet).unwrap();
    let chains = sampler.chains(infos(5)).unwrap();
    // ⟨x²⟩ = ⟨e^v⟩ = √e; the mean over four z of e^v z².
    let squares = chains.merged();
    let mean = squares
        .rows()
        .map(|r| r[0].exp() * r[1..].iter().map(|z| z * z).sum::<f64>() / 4.0)
        .sum::<f64>()
        / squares.len() as f64;
    // Variance of e^v ⟨z²⟩: e² (1 + 2/4) − e, over some 4000 effective draws.
    let variance = 2f64.exp() * 1.5 - 1f64.exp();
    assert!(
        (mean - 0.5f64.exp()).abs() < 5.0 * (variance / 4000.0).sqrt(),
        "{mean}"
    );
}

/// Its gradient is that of ln t.
struct Logarithm;

impl LogDensity for Logarithm {
    fn dimension(&self) -> usize {
        2
    }
    fn ln_density(&self, t: &[f64]) -> Result<f64, DensityError> {
        Ok(t[0].ln())
    }
}

impl LogDensityGradient for Logarithm {
    fn ln_density_and_gradient(
        &self,
        t: &[f64],
        gradient: &mut [f64],
    ) -> Result<f64, DensityError> {
        gradient.copy_from_slice(&[1.0 / t[0], 0.0]);
        self.ln_density(t)
    }
}

#[test]
fn bounded_parameters_in_unconstrained_coordinates() {
    // p(a) ∝ a on [0, 1], b half-normal.
    let parameters = vec![
        Parameter::new("a", "", Prior::uniform(0.0, 1.0).unwrap()).unwrap(),
        Parameter::new("b", "", Prior::half_normal(2.0).unwrap()).unwrap(),
    ];
    let posterior = Posterior::new(parameters, Logarithm).unwrap();
    let info = posterior.info();
    let density = posterior.unconstrained().unwrap();
    let start = scatter(&[0.0; 2], &[1.0; 2], 4, 4).unwrap();
    let guess = Proposal::Scales(vec![1.0; 2]);
    let mut sampler = NutsSampler::new(&density, &start, &guess, NutsOptions::default()).unwrap();
    let _ = sampler.run(2000, quiet).unwrap();
    let chains = density
        .constrained_chains(&sampler.chains(infos(2)).unwrap(), info)
        .unwrap();
    let half_normal = (2.0 / std::f64::consts::PI).sqrt();
    agree(
        &chains,
        &[2.0 / 3.0, 2.0 * half_normal],
        &[
            18f64.sqrt().recip(),
            2.0 * (1.0 - half_normal * half_normal).sqrt(),
        ],
        1000.0,
    );
    let merged = chains.merged();
    let value = density.inner().ln_density(merged.row(7)).unwrap();
    assert!((value - merged.ln_density()[7]).abs() < 1e-9);
}

#[test]
fn threads_and_interruptions_change_nothing() {
    let (density, units) = wide_gaussian();
    let start = scatter(&[0.0; 50], &units, 3, 5).unwrap();
    let guess = Proposal::Scales(units);
    let options = |execution| NutsOptions {
        warm_up: 150,
        execution,
        ..NutsOptions::default()
    };
    let mut serial =
        NutsSampler::new(&density, &start, &guess, options(Execution::Serial)).unwrap();
    let mut parallel =
        NutsSampler::new(&density, &start, &guess, options(Execution::Parallel)).unwrap();
    let _ = (
        serial.run(100, quiet).unwrap(),
        parallel.run(60, quiet).unwrap(),
    );
    let _ = parallel.run(40, quiet).unwrap();
    assert_eq!(
        serial.chains(infos(50)).unwrap(),
        parallel.chains(infos(50)).unwrap()
    );

    // Broken off in the warm-up and at another place, through a text and back.
    let mut broken =
        NutsSampler::new(&density, &start, &guess, options(Execution::Serial)).unwrap();
    let mut rounds = 0;
    let stop = |_: &_| {
        rounds += 1;
        if rounds == 4 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    assert_eq!(broken.run(100, stop).unwrap(), Outcome::Cancelled);
    let text = toml::to_string(broken.state()).unwrap();
    let state: NutsState = toml::from_str(&text).unwrap();
    let mut resumed = NutsSampler::resume(&density, state, options(Execution::Serial)).unwrap();
    let _ = resumed.run(100, quiet).unwrap();
    assert_eq!(
        serial.chains(infos(50)).unwrap(),
        resumed.chains(infos(50)).unwrap()
    );
}

#[test]
fn failures_are_typed() {
    let density = DifferentiableDensity::new(1, |t, gradient| {
        gradient[0] = if t[0] > 2.0 { f64::NAN } else { -t[0] };
        -0.5 * t[0] * t[0]
    });
    let guess = Proposal::Scales(vec![1.0]);
    let start = [vec![0.0]];
    let mut sampler = NutsSampler::new(&density, &start, &guess, NutsOptions::default()).unwrap();
    assert!(matches!(
        sampler.run(1000, quiet),
        Err(Error::NonFiniteEntry { .. })
    ));
    let wrong = |edit: fn(&mut NutsOptions)| {
        let mut options = NutsOptions::default();
        edit(&mut options);
        NutsSampler::new(&density, &start, &guess, options).err()
    };
    assert!(matches!(
        wrong(|o| o.target_acceptance = 1.0),
        Some(Error::OutOfDomain { .. })
    ));
    assert!(matches!(
        wrong(|o| o.largest_depth = 0),
        Some(Error::OutOfDomain { .. })
    ));
    let none = NutsSampler::new(&density, &[], &guess, NutsOptions::default());
    assert!(matches!(none.err(), Some(Error::TooFew { .. })));
    let flat = NutsSampler::new(
        &density,
        &start,
        &Proposal::Scales(vec![0.0]),
        NutsOptions::default(),
    );
    assert!(matches!(flat.err(), Some(Error::OutOfDomain { .. })));
}
