//! What each approximation changes, what threads do not change, and how much work it all is.
//!
//! Measured numbers: `cargo nextest run -p lastscatter-boltzmann --test approximations --no-capture`.

#![expect(clippy::unwrap_used, reason = "helpers of tests may, as tests")]

mod support;

use lastscatter_boltzmann::{Accuracy, Solution, Solver};
use lastscatter_cosmology::{Parameters, Thermodynamics};
use lastscatter_primordial::PowerLaw;
use support::{Columns, columns, distance, show};

const LAST: usize = 1000;

fn solution(accuracy: Accuracy) -> Solution {
    let history = Thermodynamics::new(&Parameters::planck2018()).unwrap();
    let solver = Solver {
        accuracy,
        ..Solver::new(LAST)
    };
    solver.solve(&history).unwrap()
}

fn spectra(accuracy: Accuracy) -> Columns {
    columns(&solution(accuracy).spectra(&PowerLaw::planck2018()).unwrap()).unwrap()
}

/// Standard settings without the multipoles that lensing needs.
fn standard() -> Accuracy {
    let mut accuracy = Accuracy::standard();
    accuracy.lensing_margin = 50;
    accuracy.largest_wavenumber = 0.3;
    accuracy
}

/// A name, what it changes, and the largest changes of TT, EE, TE and φφ that it may make.
type Change = (&'static str, fn(&mut Accuracy), [f64; 4]);

const CHANGES: &[Change] = &[
    (
        "tight coupling ends earlier",
        |a| {
            a.tight_wavenumber /= 4.0;
            a.tight_hubble /= 4.0;
        },
        [3e-5, 3e-5, 2e-5, 1e-6],
    ),
    (
        "slip is expanded for less long",
        |a| {
            a.slip_wavenumber /= 4.0;
            a.slip_hubble /= 4.0;
            a.tight_wavenumber /= 4.0;
            a.tight_hubble /= 4.0;
        },
        [6e-5, 8e-5, 5e-5, 3e-6],
    ),
    (
        "no streaming",
        |a| a.streaming_wavenumber = f64::INFINITY,
        [2e-5, 1.2e-4, 8e-4, 5e-5],
    ),
    (
        "no streaming of massive neutrinos",
        |a| a.massive_streaming = f64::INFINITY,
        [2e-7, 2e-7, 2e-7, 5e-5],
    ),
    (
        "massless neutrinos as a fluid",
        |a| a.fluid_wavenumber = 50.0,
        [1e-6, 1e-6, 1e-6, 6e-5],
    ),
    (
        "higher multipoles",
        |a| {
            a.multipole.intensity = 32;
            a.multipole.polarisation = 32;
            a.multipole.reionised = 50;
            a.multipole.massless = 60;
            a.multipole.massive = 56;
            a.multipole.late_massive = 56;
        },
        [4e-5, 6e-5, 2e-4, 1.2e-4],
    ),
    (
        "twice the momenta",
        |a| a.momenta *= 2,
        [3e-5, 3e-5, 2e-5, 3e-5],
    ),
    (
        "a finer tolerance",
        |a| {
            a.tolerance /= 30.0;
            a.absolute /= 30.0;
        },
        [3e-5, 8e-5, 3e-5, 1e-6],
    ),
    (
        "twice the wavenumbers",
        |a| {
            a.wavenumbers_per_efold *= 2.0;
            a.acoustic_spacing /= 2.0;
            a.reionised_spacing /= 2.0;
        },
        [4e-5, 2e-4, 2.5e-4, 8e-5],
    ),
    (
        "twice the nodes",
        |a| a.node_spacing_mpc /= 2.0,
        [3e-5, 8e-5, 8e-5, 2e-4],
    ),
];

#[test]
fn one_by_one() {
    let plain = spectra(standard());
    let mut short = Vec::new();
    for (name, change, limits) in CHANGES {
        let mut accuracy = standard();
        change(&mut accuracy);
        let changed = spectra(accuracy);
        for (column, limit) in ["unlensed_tt", "unlensed_ee", "unlensed_te", "phiphi"]
            .into_iter()
            .zip(limits)
        {
            let low = distance(&plain, &changed, column, [2, 40]);
            let far = distance(&plain, &changed, column, [2, LAST]);
            let line = format!("{name}: {column} {far:e}, to 40 {low:e}");
            show(&line);
            if far.max > *limit {
                short.push(line);
            }
        }
    }
    assert!(short.is_empty(), "{short:#?}");
}

#[test]
fn threads_change_no_bit() {
    let bits = [1, 2, 4].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let all = pool.build().unwrap().install(|| {
            let mut accuracy = standard();
            accuracy.lensing_margin = 500;
            spectra(accuracy)
        });
        let bits = all.into_values().flatten().map(f64::to_bits);
        bits.collect::<Vec<u64>>()
    });
    assert_eq!(bits[0], bits[1]);
    assert_eq!(bits[0], bits[2]);
}

/// Steps of packs of wavenumbers, within a tenth; to be restated where a change of settings or equations means to change them.
#[test]
fn work() {
    for (name, accuracy, expected) in [
        ("fast", Accuracy::fast(), 10_070.0),
        ("standard", Accuracy::standard(), 21_034.0),
    ] {
        let work = solution(accuracy).work();
        show(&format!("{name}: {work:?}"));
        let ratio = work.steps as f64 / expected;
        assert!((0.9..1.1).contains(&ratio), "{name}: {work:?}");
    }
}
