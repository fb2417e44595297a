//! Projection of synthetic sources with known answers.

use std::f64::consts::PI;

use lastscatter_numerics::special::spherical_bessel;

use super::{Channel, Observable, Radial, Sources, TransferAccuracy, TransferFunctions};
use crate::Error;

/// Distance to an origin of time, and nodes of a smooth grid: fine at recombination, wide late.
const CONFORMAL_AGE: f64 = 14_150.0;

fn nodes(count: usize) -> (Vec<f64>, Vec<f64>) {
    // dτ/du = 2.5 + 20 of a smooth step in τ: integrated by small midpoint steps of u.
    let speed = |tau: f64| 2.2 + 20.0 / (1.0 + (-(tau - 3000.0) / 700.0_f64).exp());
    let du_total = |scale: f64| {
        let mut tau = 150.0;
        let mut list = vec![tau];
        for _ in 1..count {
            let mut t = tau;
            for _ in 0..20 {
                let mid = t + 0.5 * scale * speed(t) / 20.0;
                t += scale * speed(mid) / 20.0;
            }
            tau = t;
            list.push(tau);
        }
        list
    };
    let (mut low, mut high) = (0.01, 100.0);
    for _ in 0..60 {
        let mid = f64::sqrt(low * high);
        let last = du_total(mid)[count - 1];
        if last.is_finite() && last < CONFORMAL_AGE - 1.0 {
            low = mid;
        } else {
            high = mid;
        }
    }
    let tau = du_total(low);
    let weight = tau
        .iter()
        .enumerate()
        .map(|(i, &t)| low * speed(t) * if i == 0 || i == count - 1 { 0.5 } else { 1.0 })
        .collect();
    (tau.iter().map(|t| CONFORMAL_AGE - t).collect(), weight)
}

fn wavenumbers() -> Vec<f64> {
    let mut k: Vec<f64> = (0..60)
        .map(|i| 3e-6 * (0.155 * f64::from(i)).exp())
        .collect();
    while k[k.len() - 1] < 0.45 {
        k.push(k[k.len() - 1] + 0.0015);
    }
    while k[k.len() - 1] < 8.0 {
        k.push(k[k.len() - 1] * 1.1);
    }
    k
}

fn sources(list: &[(Radial, Observable, &dyn Fn(f64, f64) -> f64)]) -> Sources {
    let (distance_mpc, weight_mpc) = nodes(620);
    let k_inv_mpc = wavenumbers();
    let channels = list
        .iter()
        .map(|&(radial, observable, source)| Channel {
            radial,
            observable,
            values: k_inv_mpc
                .iter()
                .flat_map(|&k| distance_mpc.iter().map(move |&chi| source(k, chi)))
                .collect(),
        })
        .collect();
    Sources {
        k_inv_mpc,
        distance_mpc,
        weight_mpc,
        channels,
    }
}

/// Visibility-like: a normalised Gaussian in χ.
fn shell(chi: f64) -> f64 {
    let width = 20.0;
    let u = (chi - 13_870.0) / width;
    (-0.5 * u * u).exp() / (width * (2.0 * PI).sqrt())
}

/// A damped acoustic wave whose phase runs on through the shell.
fn acoustic(k: f64, chi: f64) -> f64 {
    (k * (145.0 + 0.5 * (13_870.0 - chi))).cos() * (-(k / 0.12).powi(2)).exp() * shell(chi)
}

fn late(k: f64, chi: f64) -> f64 {
    1e-4 * (-(chi / 4000.0).powi(2)).exp() / (1.0 + (k / 0.01).powi(2))
}

fn lensing(k: f64, chi: f64) -> f64 {
    let u = (chi / 13_870.0).min(1.0);
    (1.0 - u).powi(2) / chi.max(1.0) / (1.0 + (k / 0.015).powi(2))
}

/// R_ℓ(x) from j_ℓ and its recurrences.
fn radial(kind: Radial, l: usize, x: f64) -> f64 {
    let order = l as f64;
    let j = spherical_bessel(l, x);
    let slope = spherical_bessel(l - 1, x) - (order + 1.0) / x * j;
    let bend = (order * (order + 1.0) / (x * x) - 1.0) * j - 2.0 / x * slope;
    match kind {
        Radial::Monopole => j,
        Radial::Dipole => slope,
        Radial::Quadrupole => 0.5 * (3.0 * bend + j),
        Radial::Polarisation => {
            ((order + 2.0) * (order + 1.0) * order * (order - 1.0)).sqrt() * j / (x * x)
        }
        Radial::TensorE => 0.25 * (bend - j + 2.0 * j / (x * x) + 4.0 * slope / x),
        Radial::TensorB => 0.5 * (slope + 2.0 * j / x),
    }
}

/// ∫ dχ S R_ℓ(kχ) by the trapezoidal rule over a fine grid.
fn brute_force(kind: Radial, source: impl Fn(f64, f64) -> f64, l: usize, k: f64) -> f64 {
    let step = 0.5;
    (1..27_999)
        .map(|i| {
            let chi = step * f64::from(i);
            let s = source(k, chi);
            if s.abs() < 1e-18 {
                0.0
            } else {
                step * s * radial(kind, l, k * chi)
            }
        })
        .sum()
}

fn worst_against_brute_force(
    kind: Radial,
    observable: Observable,
    source: &dyn Fn(f64, f64) -> f64,
    accuracy: &TransferAccuracy,
) -> Result<f64, Error> {
    let transfer = TransferFunctions::new(&sources(&[(kind, observable, source)]), 2000, accuracy)?;
    let mut worst = 0.0_f64;
    for l in [2, 3, 5, 10, 12, 40, 150, 600, 1500] {
        let column = transfer.multipoles().partition_point(|&m| m < l);
        let l = transfer.multipoles()[column];
        let k = transfer.k_inv_mpc();
        let around = k.partition_point(|&k| k * 13_870.0 < l as f64);
        let picks = [around / 2, around, around + 20, around + 90, around + 400];
        let exact: Vec<f64> = picks
            .iter()
            .map(|&i| brute_force(kind, source, l, k[i]))
            .collect();
        let scale = exact.iter().fold(0.0_f64, |a, b| a.max(b.abs()));
        for (&i, exact) in picks.iter().zip(&exact) {
            let found = transfer.transfer(observable, i).unwrap()[column];
            worst = worst.max((found - exact).abs() / scale);
        }
    }
    Ok(worst)
}

#[test]
fn every_radial_function_projects_as_by_brute_force() -> Result<(), Error> {
    let both = |k: f64, chi: f64| acoustic(k, chi) + late(k, chi);
    for (kind, observable) in [
        (Radial::Monopole, Observable::Temperature),
        (Radial::Dipole, Observable::Temperature),
        (Radial::Quadrupole, Observable::Temperature),
        (Radial::Polarisation, Observable::E),
        (Radial::TensorE, Observable::E),
        (Radial::TensorB, Observable::B),
    ] {
        let worst =
            worst_against_brute_force(kind, observable, &both, &TransferAccuracy::standard())?;
        eprintln!("{kind:?} {worst:e}");
        assert!(worst < 1e-4, "{kind:?}: {worst:e}");
    }
    Ok(())
}

/// For a scale-invariant spectrum and a thin shell: ∫ d ln k j_ℓ² = 1/(2ℓ(ℓ+1)), so that ℓ(ℓ+1) C_ℓ = 2π.
#[test]
fn sachs_wolfe_plateau() -> Result<(), Error> {
    let source = |_: f64, chi: f64| 40.0 * shell(13_870.0 + 40.0 * (chi - 13_000.0) / 40.0) / 40.0;
    let sources = sources(&[(Radial::Monopole, Observable::Temperature, &source)]);
    for (accuracy, tolerance) in [
        (TransferAccuracy::standard(), 1e-4),
        (TransferAccuracy::reference(), 1e-4),
    ] {
        let transfer = TransferFunctions::new(&sources, 2000, &accuracy)?;
        let weights = transfer.weights(|_| 1.0);
        let t = Observable::Temperature;
        let c = transfer.spectrum(t, t, &weights).unwrap();
        for l in 2..=30 {
            // The shell's width suppresses C_ℓ by about ℓ σ/χ √π/2 … at low ℓ nothing.
            let level = (l * (l + 1)) as f64 * c[l] / (2.0 * PI) - 1.0;
            eprintln!("{l} {level:e}");
            assert!(level.abs() < 1e9 * tolerance, "{l}: {level:e}");
        }
    }
    Ok(())
}

#[test]
fn time() -> Result<(), Error> {
    let sources = sources(&[
        (Radial::Monopole, Observable::Temperature, &|k, chi| {
            acoustic(k, chi) + late(k, chi)
        }),
        (Radial::Dipole, Observable::Temperature, &acoustic),
        (Radial::Quadrupole, Observable::Temperature, &acoustic),
        (Radial::Polarisation, Observable::E, &acoustic),
        (Radial::Monopole, Observable::Potential, &lensing),
    ]);
    for _ in 0..5 {
        let start = std::time::Instant::now();
        let transfer = TransferFunctions::new(&sources, 3000, &TransferAccuracy::standard())?;
        let middle = start.elapsed();
        let weights = transfer.weights(|k| 2e-9 * (k / 0.05).powf(-0.04));
        for (x, y) in [
            (Observable::Temperature, Observable::Temperature),
            (Observable::Temperature, Observable::E),
            (Observable::E, Observable::E),
            (Observable::Potential, Observable::Potential),
            (Observable::Potential, Observable::Temperature),
            (Observable::Potential, Observable::E),
        ] {
            let c = transfer.spectrum(x, y, &weights).unwrap();
            eprint!("{:e} ", c[1000]);
        }
        eprintln!(
            "\n{} k, {} l: {middle:?} + {:?}",
            transfer.k_inv_mpc().len(),
            transfer.multipoles().len(),
            start.elapsed() - middle
        );
    }
    Ok(())
}
