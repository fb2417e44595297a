//! Projection of synthetic sources with known answers.

use std::f64::consts::PI;

use lastscatter_numerics::special::spherical_bessel;

use super::{Channel, Observable, Radial, Sources, TransferAccuracy, TransferFunctions};
use crate::Error;

/// Conformal time today of the synthetic universe, Mpc.
const TODAY: f64 = 14_150.0;

/// Distances and weights of nodes 3 Mpc apart at recombination and 25 Mpc late: τ(u) by a fine Euler rule in the middle.
fn nodes() -> (Vec<f64>, Vec<f64>) {
    const SUBSTEPS: usize = 50;
    let speed = |tau: f64| 3.0 + 22.0 / (1.0 + (-(tau - 1200.0) / 250.0).exp());
    let mut tau = 150.0;
    let (mut distance, mut weight) = (Vec::new(), Vec::new());
    while tau < TODAY {
        distance.push(TODAY - tau);
        weight.push(speed(tau));
        for _ in 0..SUBSTEPS {
            let step = 1.0 / SUBSTEPS as f64;
            tau += step * speed(tau + 0.5 * step * speed(tau));
        }
    }
    (distance, weight)
}

fn wavenumbers() -> Vec<f64> {
    let mut k = vec![3e-6];
    while k[k.len() - 1] < 8.0 {
        let last = k[k.len() - 1];
        let step = if last < 0.5 {
            f64::min(0.05 * last, 0.001)
        } else {
            0.1 * last
        };
        k.push(last + step);
    }
    k
}

/// A source of k and χ.
type Source<'a> = &'a dyn Fn(f64, f64) -> f64;

fn sources(list: &[(Radial, Observable, Source<'_>)]) -> Sources {
    let (distance_mpc, weight_mpc) = nodes();
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
        damped_inv_mpc: f64::INFINITY,
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

/// Polarisation vanishes outside the horizon.
fn quadrupole(k: f64, chi: f64) -> f64 {
    acoustic(k, chi) * k * k / (k * k + 1e-4)
}

/// A wide late source, none here and now where the nodes of this test end.
fn late(k: f64, chi: f64) -> f64 {
    1e-4 * (-(chi / 4000.0).powi(2) - (k / 0.01).powi(2)).exp()
        * (1.0 - (-(chi / 400.0).powi(2)).exp())
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
    let step = 1.0;
    (1..14_000)
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
    source: Source<'_>,
    accuracy: &TransferAccuracy,
) -> Result<f64, Error> {
    let transfer = TransferFunctions::new(&sources(&[(kind, observable, source)]), 2000, accuracy)?;
    let mut worst = 0.0_f64;
    for l in [2, 3, 10, 40, 150, 600, 1500] {
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
        assert!(worst < 3e-5, "{kind:?}: {worst:e}");
    }
    Ok(())
}

/// A spectrum without scale and a source at one distance: ∫ d ln k j_ℓ² = 1/(2ℓ(ℓ+1)), so that ℓ(ℓ+1) C_ℓ = 2π.
#[test]
fn sachs_wolfe_plateau() -> Result<(), Error> {
    let mut sources = sources(&[(Radial::Monopole, Observable::Temperature, &|_, _| 0.0)]);
    let (node, nodes) = (45, sources.distance_mpc.len());
    let source = 1.0 / sources.weight_mpc[node];
    for values in sources.channels[0].values.chunks_mut(nodes) {
        values[node] = source;
    }
    for (accuracy, tolerance) in [
        (TransferAccuracy::standard(), 2e-5),
        (TransferAccuracy::reference(), 1e-6),
    ] {
        let transfer = TransferFunctions::new(&sources, 2000, &accuracy)?;
        let weights = transfer.weights(|_| 1.0);
        let t = Observable::Temperature;
        let c = transfer.spectrum(t, t, &weights).unwrap();
        // j_ℓ² ≈ 1/(2x²) on average beyond the last wavenumber.
        let k = transfer.k_inv_mpc();
        let last = k[k.len() - 1] * sources.distance_mpc[node];
        for l in 2..=200 {
            let square = (l * (l + 1)) as f64;
            let level = square * (c[l] / (2.0 * PI) + 0.5 / (last * last)) - 1.0;
            assert!(level.abs() < tolerance, "{l}: {level:e}");
        }
    }
    Ok(())
}

/// Against quadrature without rows, splines or windows (`tests/scripts/transfer.py`).
#[test]
fn golden_spectra() -> Result<(), Error> {
    let golden = include_str!("../../tests/data/transfer.csv");
    let both = |k: f64, chi: f64| acoustic(k, chi) + late(k, chi);
    let sources = sources(&[
        (Radial::Monopole, Observable::Temperature, &both),
        (Radial::Polarisation, Observable::E, &quadrupole),
    ]);
    let (t, e) = (Observable::Temperature, Observable::E);
    for (accuracy, tolerance) in [
        // The splines of this test's sources over k are wrong by 4e-6.
        (TransferAccuracy::standard(), 8e-6),
        (TransferAccuracy::reference(), 5e-6),
    ] {
        let transfer = TransferFunctions::new(&sources, 1500, &accuracy)?;
        let weights = transfer.weights(|k| (k / 0.05).powf(-0.035));
        let spectra = [(t, t), (t, e), (e, e)].map(|(x, y)| transfer.spectrum(x, y, &weights));
        assert!(golden.lines().count() == 8);
        for line in golden.lines() {
            let fields: Vec<f64> = line.split(',').map(|f| f.parse().unwrap()).collect();
            let l = fields[0] as usize;
            let [tt, te, ee] = [1, 2, 3].map(|i| fields[i]);
            for (spectrum, (expected, scale)) in
                spectra
                    .iter()
                    .zip([(tt, tt), (te, (tt * ee).sqrt()), (ee, ee)])
            {
                let error = (spectrum.as_ref().unwrap()[l] - expected) / scale;
                assert!(error.abs() < tolerance, "{l}: {error:e}");
            }
        }
    }
    Ok(())
}

/// ∫ S j_ℓ′(kχ) dχ = −∫ (∂S/∂χ)/k j_ℓ(kχ) dχ.
#[test]
fn dipole_is_monopole_by_parts() -> Result<(), Error> {
    let slope = |k: f64, chi: f64| -(acoustic(k, chi + 0.01) - acoustic(k, chi - 0.01)) / 0.02 / k;
    let t = Observable::Temperature;
    let spectrum = |radial, source: Source<'_>| {
        let sources = sources(&[(radial, t, source)]);
        let transfer = TransferFunctions::new(&sources, 1200, &TransferAccuracy::standard())?;
        let weights = transfer.weights(|_| 1.0);
        Ok::<_, Error>(transfer.spectrum(t, t, &weights).unwrap())
    };
    let dipole = spectrum(Radial::Dipole, &acoustic)?;
    let parts = spectrum(Radial::Monopole, &slope)?;
    for l in 2..=1200 {
        assert!((dipole[l] / parts[l] - 1.0).abs() < 3e-5, "{l}");
    }
    Ok(())
}

/// All channels of a universe with scalar perturbations.
fn scalar_sources() -> Sources {
    sources(&[
        (Radial::Monopole, Observable::Temperature, &|k, chi| {
            acoustic(k, chi) + late(k, chi)
        }),
        (Radial::Dipole, Observable::Temperature, &acoustic),
        (Radial::Quadrupole, Observable::Temperature, &quadrupole),
        (Radial::Polarisation, Observable::E, &quadrupole),
        (Radial::Monopole, Observable::Potential, &lensing),
    ])
}

#[test]
fn threads_change_no_bit() -> Result<(), Error> {
    let sources = scalar_sources();
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.unwrap().install(|| {
            let transfer = TransferFunctions::new(&sources, 600, &TransferAccuracy::standard())?;
            let weights = transfer.weights(|k| k.powf(-0.04));
            let (t, phi) = (Observable::Temperature, Observable::Potential);
            let list = [(t, t), (t, phi), (phi, phi), (t, Observable::E)];
            Ok::<_, Error>(list.map(|(x, y)| transfer.spectrum(x, y, &weights).unwrap()))
        })
    };
    let bits = |spectra: &[Vec<f64>; 4]| spectra.concat().iter().map(|c| c.to_bits()).collect();
    let (one, four): (Vec<u64>, Vec<u64>) = (bits(&run(1)?), bits(&run(4)?));
    assert_eq!(one, four);
    Ok(())
}

/// Limber's approximation and the exact projection meet.
#[test]
fn lensing_potential_has_no_seam() -> Result<(), Error> {
    let sources = scalar_sources();
    let phi = Observable::Potential;
    let [standard, reference] =
        [TransferAccuracy::standard(), TransferAccuracy::reference()].map(|accuracy| {
            let transfer = TransferFunctions::new(&sources, 2000, &accuracy)?;
            let weights = transfer.weights(|k| (k / 0.05).powf(-0.035));
            Ok::<_, Error>(transfer.spectrum(phi, phi, &weights).unwrap())
        });
    let (standard, reference) = (standard?, reference?);
    let mut worst = 0.0_f64;
    for l in 2..=2000 {
        let error = standard[l] / reference[l] - 1.0;
        worst = worst.max(error.abs());
    }
    // Limber's approximation at its lowest multipole.
    assert!(worst < 3e-4, "{worst:e}");
    Ok(())
}
