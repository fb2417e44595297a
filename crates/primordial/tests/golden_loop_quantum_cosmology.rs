//! Powers after the bounce against brute force: scripts/loop_quantum_cosmology.py, numpy 2.4.6, scipy 1.17.1.

use lastscatter_primordial::{
    Model,
    potential::{Derivatives, Potential},
    quantum_gravity::loop_quantum_cosmology::{
        Approach, Expansion, LoopQuantumCosmology, LoopSolution, Motion, Vacuum,
    },
};

#[derive(Debug, Clone, Copy)]
struct Quadratic;

impl Potential for Quadratic {
    fn at(&self, field: f64) -> Derivatives {
        let squared = 1e-4;
        Derivatives {
            value: 0.5 * squared * field * field,
            first: squared * field,
            second: squared,
            third: 0.0,
        }
    }

    fn on_the_slope(&self) -> f64 {
        15.0
    }
}

fn solved(approach: Approach, vacuum: Vacuum, field: f64, motion: Motion) -> LoopSolution {
    LoopQuantumCosmology {
        approach,
        vacuum,
        motion,
        expansion: Expansion::BounceToPivot(15.0),
        tolerance: 1e-8,
        ..LoopQuantumCosmology::new(Quadratic, field)
    }
    .solve()
    .unwrap()
}

/// The modes of the script end 3000 times outside the horizon: what is left of their motion is 1e-7; its integration adds as much.
const TOLERANCE: f64 = 5e-7;

fn agrees(solution: &LoopSolution, rows: &[(f64, f64, f64)], tolerance: f64) {
    let unit = solution.k_lqc_inv_mpc();
    for &(ratio, scalar, tensor) in rows {
        let powers = solution.powers(ratio * unit).unwrap();
        let errors = [powers.scalar / scalar - 1.0, powers.tensor() / tensor - 1.0];
        assert!(
            errors.iter().all(|error| error.abs() < tolerance),
            "{ratio}: {errors:e?}"
        );
    }
}

const BOUNCE: Vacuum = Vacuum::Adiabatic {
    order: 0,
    planck_times: 0.0,
};

#[test]
fn dressed_metric() {
    let solution = solved(Approach::DressedMetric, BOUNCE, 6.0, Motion::Growing);
    // aH at the pivot in units of k_LQC.
    let pivot = 0.05 / solution.k_lqc_inv_mpc() / 7.485930380627e3 - 1.0;
    assert!(pivot.abs() < 1e-8, "{pivot:e}");
    let rows = [
        (0.003, 1.0623201489e-5, 4.6359579285e-4),
        (0.03, 1.1880883469e-2, 5.8050615765e-3),
        (0.3, 1.5778307243e-3, 5.3588330792e-4),
        (1.0, 2.2043026122e-3, 5.8244418612e-4),
        (3.0, 1.2963032638e-3, 3.5549763267e-4),
    ];
    agrees(&solution, &rows, TOLERANCE);
}

#[test]
fn hybrid() {
    let solution = solved(Approach::Hybrid, BOUNCE, 6.0, Motion::Growing);
    let rows = [
        (0.003, 1.5807466636e-4, 8.9329778446e-4),
        (0.03, 2.4023652183e-5, 2.3312480320e-2),
        (0.3, 3.1685413471e-3, 7.3486404421e-4),
        (1.0, 1.2765648492e-3, 3.3725361863e-4),
        (3.0, 1.4063010609e-3, 3.8525092327e-4),
    ];
    agrees(&solution, &rows, TOLERANCE);
}

#[test]
fn deformed_algebra_from_the_silent_surface() {
    let approach = Approach::DeformedAlgebra;
    let solution = solved(approach, Vacuum::SilentSurface, 17.0, Motion::Falling);
    let pivot = 0.05 / solution.k_lqc_inv_mpc() / 7.600298334206e3 - 1.0;
    assert!(pivot.abs() < 1e-8, "{pivot:e}");
    let rows = [
        (0.03, 1.2052536825e-4, 4.0815319758e-3),
        (0.3, 3.9992758338e-3, 4.8913678824e-4),
        (1.0, 7.7167736067e-4, 5.2652221225e-4),
        (3.0, 8.3007350729e-4, 6.6533034341e-4),
    ];
    agrees(&solution, &rows, TOLERANCE);
}
