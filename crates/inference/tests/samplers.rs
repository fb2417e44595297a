//! Both samplers on targets whose moments are known.
//!
//! Means and widths must lie within five Monte Carlo standard errors of the truth.

#![expect(clippy::unwrap_used, reason = "helpers of tests may, as tests")]

use lastscatter_inference::diagnostics::{ess_mean, mcse_mean, mcse_sd, r_hat};
use lastscatter_inference::{
    Chains, DensityError, EnsembleOptions, EnsembleSampler, Error, Execution, LogDensity,
    MetropolisOptions, MetropolisSampler, Move, ParameterInfo, Proposal, quiet, scatter,
};
use nalgebra::{DMatrix, DVector};

/// A log-density with the truth that samples must show.
struct Target<F> {
    mean: Vec<f64>,
    sd: Vec<f64>,
    ln_density: F,
}

impl<F: Fn(&[f64]) -> f64 + Sync> LogDensity for Target<F> {
    fn dimension(&self) -> usize {
        self.mean.len()
    }

    fn ln_density(&self, theta: &[f64]) -> Result<f64, DensityError> {
        Ok((self.ln_density)(theta))
    }
}

fn gaussian_covariance() -> DMatrix<f64> {
    // Correlations up to 0.9 and widths from 0.01 to 1000.
    let widths = DVector::from_vec(vec![1.0, 0.01, 1000.0, 2.0, 0.3, 5.0]);
    DMatrix::from_fn(6, 6, |i, j| {
        widths[i] * widths[j] * 0.9_f64.powi((i as i32 - j as i32).abs())
    })
}

/// Six correlated parameters of very different widths.
fn gaussian() -> Target<impl Fn(&[f64]) -> f64 + Sync> {
    let covariance = gaussian_covariance();
    let mean: Vec<f64> = vec![1.0, -2.0, 300.0, 0.0, 5.0, -7.0];
    let factor = covariance.clone().cholesky().unwrap().unpack();
    let centre = DVector::from_vec(mean.clone());
    Target {
        mean,
        sd: covariance.diagonal().iter().map(|v| v.sqrt()).collect(),
        ln_density: move |t: &[f64]| {
            let mut d = DVector::from_column_slice(t) - &centre;
            assert!(factor.solve_lower_triangular_mut(&mut d));
            -0.5 * d.norm_squared()
        },
    }
}

/// A bent valley: x standard normal, y given x normal around x² of width 1/2.
fn banana() -> Target<impl Fn(&[f64]) -> f64 + Sync> {
    Target {
        mean: vec![0.0, 1.0],
        sd: vec![1.0, 2.25_f64.sqrt()],
        ln_density: |t: &[f64]| -0.5 * t[0] * t[0] - 2.0 * (t[1] - t[0] * t[0]).powi(2),
    }
}

/// A unit exponential times a uniform on [−1, 1]: a hard wall where the density is highest.
fn bounded() -> Target<impl Fn(&[f64]) -> f64 + Sync> {
    Target {
        mean: vec![1.0, 0.0],
        sd: vec![1.0, 3.0_f64.sqrt().recip()],
        ln_density: |t: &[f64]| {
            if t[0] >= 0.0 && t[1].abs() <= 1.0 {
                -t[0]
            } else {
                f64::NEG_INFINITY
            }
        },
    }
}

fn infos(n: usize) -> Vec<ParameterInfo> {
    (0..n)
        .map(|i| ParameterInfo::new(format!("t{i}"), ""))
        .collect()
}

fn ensemble<F: Fn(&[f64]) -> f64 + Sync>(
    target: &Target<F>,
    moves: &[(Move, f64)],
    steps: usize,
) -> Result<Chains, Error> {
    let scales: Vec<f64> = target.sd.iter().map(|s| 0.1 * s).collect();
    let centre: Vec<f64> = target
        .mean
        .iter()
        .zip(&target.sd)
        .map(|(m, s)| m + 0.3 * s)
        .collect();
    let options = EnsembleOptions {
        seed: 11,
        moves: moves.to_vec(),
        execution: Execution::Serial,
        ..EnsembleOptions::default()
    };
    let start = scatter(&centre, &scales, 40, 11)?;
    let mut sampler = EnsembleSampler::new(target, &start, options)?;
    let _ = sampler.run(steps / 10, quiet)?;
    sampler.discard();
    let _ = sampler.run(steps, quiet)?;
    assert!(
        (0.1..0.8).contains(&sampler.acceptance()),
        "{}",
        sampler.acceptance()
    );
    assert!(sampler.acceptance_by_walker().iter().all(|a| *a > 0.05));
    sampler.chains(infos(target.dimension()))
}

fn metropolis<F: Fn(&[f64]) -> f64 + Sync>(
    target: &Target<F>,
    steps: usize,
) -> Result<Chains, Error> {
    let scales: Vec<f64> = target.sd.iter().map(|s| 0.3 * s).collect();
    let centre: Vec<f64> = target
        .mean
        .iter()
        .zip(&target.sd)
        .map(|(m, s)| m + 0.3 * s)
        .collect();
    let options = MetropolisOptions {
        seed: 12,
        ..MetropolisOptions::default()
    };
    let start = scatter(
        &centre,
        &scales.iter().map(|s| 0.3 * s).collect::<Vec<_>>(),
        4,
        12,
    )?;
    let mut sampler = MetropolisSampler::new(target, &start, &Proposal::Scales(scales), options)?;
    let _ = sampler.run(steps, quiet)?;
    // Short steps are rare; most of the others leave Rosenbrock's valley, one in twenty-two stays in it.
    assert!(
        (0.03..0.45).contains(&sampler.acceptance()),
        "{}",
        sampler.acceptance()
    );
    sampler.chains(infos(target.dimension()))
}

fn agrees<F>(target: &Target<F>, chains: &Chains, least_ess: f64) -> Result<(), Error> {
    let (mean, sd) = (chains.mean(), chains.standard_deviation());
    for p in 0..target.mean.len() {
        let draws = chains.draws(p)?;
        let ess = ess_mean(&draws)?;
        assert!(ess > least_ess, "parameter {p}: ESS {ess}");
        let off = (mean[p] - target.mean[p]) / mcse_mean(&draws)?;
        assert!(off.abs() < 5.0, "mean {p} is off by {off} standard errors");
        let off = (sd[p] - target.sd[p]) / mcse_sd(&draws)?;
        assert!(off.abs() < 5.0, "width {p} is off by {off} standard errors");
        assert!(r_hat(&draws)? < 1.05);
    }
    Ok(())
}

const MIXED: [(Move, f64); 2] = [(Move::stretch(), 1.0), (Move::DifferentialEvolution, 1.0)];

#[test]
fn stretch_samples_a_correlated_gaussian() -> Result<(), Error> {
    let target = gaussian();
    agrees(
        &target,
        &ensemble(&target, &[(Move::stretch(), 1.0)], 4000)?,
        1000.0,
    )
}

#[test]
fn differential_evolution_samples_a_correlated_gaussian() -> Result<(), Error> {
    let target = gaussian();
    agrees(
        &target,
        &ensemble(&target, &[(Move::DifferentialEvolution, 1.0)], 4000)?,
        1000.0,
    )
}

#[test]
fn mixed_moves_sample_a_banana_and_a_wall() -> Result<(), Error> {
    let target = banana();
    agrees(&target, &ensemble(&target, &MIXED, 4000)?, 1000.0)?;
    let target = bounded();
    agrees(&target, &ensemble(&target, &MIXED, 4000)?, 1000.0)
}

#[test]
fn stretch_samples_a_banana_and_a_wall() -> Result<(), Error> {
    let target = banana();
    agrees(
        &target,
        &ensemble(&target, &[(Move::stretch(), 1.0)], 4000)?,
        1000.0,
    )?;
    let target = bounded();
    agrees(
        &target,
        &ensemble(&target, &[(Move::stretch(), 1.0)], 4000)?,
        1000.0,
    )
}

#[test]
fn metropolis_samples_a_gaussian_a_banana_and_a_wall() -> Result<(), Error> {
    let target = gaussian();
    agrees(&target, &metropolis(&target, 25_000)?, 1000.0)?;
    let target = banana();
    agrees(&target, &metropolis(&target, 50_000)?, 500.0)?;
    let target = bounded();
    agrees(&target, &metropolis(&target, 25_000)?, 1000.0)
}

/// Fifty parameters with widths from 1e-3 to 1e3 and correlations of up to 0.7.
fn wide_gaussian() -> Target<impl Fn(&[f64]) -> f64 + Sync> {
    const N: usize = 50;
    let sd: Vec<f64> = (0..N)
        .map(|i| 10_f64.powf((i * 17 % N) as f64 / 8.0 - 3.0))
        .collect();
    let precision_times_widths =
        DMatrix::from_fn(N, N, |i, j| 0.7_f64.powi((i as i32 - j as i32).abs()))
            .try_inverse()
            .unwrap();
    let widths = sd.clone();
    Target {
        mean: vec![0.0; N],
        sd,
        ln_density: move |t: &[f64]| {
            let scaled = DVector::from_fn(N, |i, _| t[i] / widths[i]);
            -0.5 * scaled.dot(&(&precision_times_widths * &scaled))
        },
    }
}

#[test]
fn metropolis_samples_a_gaussian_in_fifty_dimensions() -> Result<(), Error> {
    let target = wide_gaussian();
    agrees(&target, &metropolis(&target, 60_000)?.thinned(50)?, 400.0)
}

/// Rosenbrock's function as −ln p: x ~ N(1, 1), y | x ~ N(x², 1/5).
fn rosenbrock() -> Target<impl Fn(&[f64]) -> f64 + Sync> {
    Target {
        mean: vec![1.0, 2.0],
        sd: vec![1.0, 6.04_f64.sqrt()],
        ln_density: |t: &[f64]| -0.5 * (1.0 - t[0]).powi(2) - 12.5 * (t[1] - t[0] * t[0]).powi(2),
    }
}

#[test]
fn metropolis_samples_rosenbrocks_valley() -> Result<(), Error> {
    let target = rosenbrock();
    agrees(&target, &metropolis(&target, 200_000)?.thinned(20)?, 500.0)
}

#[test]
fn metropolis_learns_the_shape() -> Result<(), Error> {
    let target = gaussian();
    let scales: Vec<f64> = target.sd.iter().map(|s| 0.01 * s).collect();
    let start = scatter(&target.mean, &scales, 4, 5)?;
    let options = MetropolisOptions {
        seed: 5,
        ..MetropolisOptions::default()
    };
    let mut sampler = MetropolisSampler::new(&target, &start, &Proposal::Scales(scales), options)?;
    let _ = sampler.run(1, quiet)?;
    assert!(sampler.warm_up_steps().is_some_and(|steps| steps < 5_000));
    let truth = gaussian_covariance();
    // The eigenvalues of truth⁻¹ learnt are one where the shape is right.
    let factor = truth.cholesky().unwrap().unpack();
    let whitener = factor.try_inverse().unwrap();
    let learnt = sampler.learnt_covariance();
    let ratio = (&whitener * learnt * whitener.transpose()).symmetric_eigenvalues();
    assert!(ratio.max() < 2.0 && ratio.min() > 0.5, "{ratio}");
    Ok(())
}

#[test]
fn default_moves_sample_a_gaussian_a_banana_and_a_wall() -> Result<(), Error> {
    let moves = EnsembleOptions::default().moves;
    let target = gaussian();
    agrees(&target, &ensemble(&target, &moves, 4000)?, 1000.0)?;
    let target = banana();
    agrees(&target, &ensemble(&target, &moves, 4000)?, 1000.0)?;
    let target = bounded();
    agrees(&target, &ensemble(&target, &moves, 4000)?, 1000.0)
}

#[test]
fn snooker_samples_a_correlated_gaussian_and_a_banana() -> Result<(), Error> {
    let target = gaussian();
    agrees(
        &target,
        &ensemble(&target, &[(Move::Snooker, 1.0)], 8000)?,
        1000.0,
    )?;
    let target = banana();
    agrees(
        &target,
        &ensemble(&target, &[(Move::Snooker, 1.0)], 4000)?,
        1000.0,
    )
}

#[test]
fn moves_do_not_depend_on_units() -> Result<(), Error> {
    // The same chain in other units: scaling by powers of two is exact in binary arithmetic.
    let scales = [0.25, 1024.0];
    let plain = banana();
    let scaled = Target {
        mean: plain.mean.clone(),
        sd: plain.sd.clone(),
        ln_density: |t: &[f64]| (plain.ln_density)(&[t[0] / scales[0], t[1] / scales[1]]),
    };
    let start = scatter(&[0.0, 1.0], &[1.0, 1.0], 10, 3)?;
    let scaled_start: Vec<Vec<f64>> = start
        .iter()
        .map(|p| p.iter().zip(scales).map(|(x, s)| x * s).collect())
        .collect();
    let options = EnsembleOptions {
        moves: vec![
            (Move::stretch(), 1.0),
            (Move::DifferentialEvolution, 1.0),
            (Move::Snooker, 1.0),
        ],
        ..EnsembleOptions::default()
    };
    let mut a = EnsembleSampler::new(&plain, &start, options.clone())?;
    let mut b = EnsembleSampler::new(&scaled, &scaled_start, options)?;
    let _ = (a.run(200, quiet)?, b.run(200, quiet)?);
    let (a, b) = (a.chains(infos(2))?.merged(), b.chains(infos(2))?.merged());
    for (x, y) in a.rows().zip(b.rows()) {
        let back = [y[0] / scales[0], y[1] / scales[1]];
        assert_eq!(
            x.iter().map(|v| v.to_bits()).collect::<Vec<_>>(),
            back.map(f64::to_bits)
        );
    }
    Ok(())
}
