//! Powers after the bounce against brute force: scripts/loop_quantum_cosmology.py, numpy 2.4.6, scipy 1.17.1.

use lastscatter_primordial::{
    Model,
    potential::{Derivatives, Potential},
    quantum_gravity::loop_quantum_cosmology::{
        Approach, Expansion, LoopQuantumCosmology, LoopSolution, Motion, Oscillations, Vacuum,
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
        oscillations: Oscillations::Resolved,
        expansion: Expansion::BounceToPivot(15.0),
        tolerance: 1e-10,
        ..LoopQuantumCosmology::new(Quadratic, field)
    }
    .solve()
    .expect("a bounce that solves")
}

/// What integrations at 1e-12 step by step add up to on both sides.
const TOLERANCE: f64 = 2e-8;

fn agrees(solution: &LoopSolution, rows: &[(f64, f64, f64)], tolerance: f64) {
    let unit = solution.k_lqc_inv_mpc();
    for &(ratio, scalar, tensor) in rows {
        let powers = solution
            .powers(ratio * unit)
            .expect("a wavenumber in range");
        let errors = [powers.scalar / scalar - 1.0, powers.tensor() / tensor - 1.0];
        assert!(
            errors.iter().all(|error| error.abs() < tolerance),
            "{ratio}: {errors:?}"
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
        (0.003, 1.0623627603e-5, 4.6359578347e-4),
        (0.03, 1.1881331977e-2, 5.8050609307e-3),
        (0.3, 1.5778845871e-3, 5.3588324828e-4),
        (1.0, 2.2043736917e-3, 5.8244412130e-4),
        (3.0, 1.2963428249e-3, 3.5549759310e-4),
    ];
    agrees(&solution, &rows, TOLERANCE);
}

#[test]
fn hybrid() {
    let solution = solved(Approach::Hybrid, BOUNCE, 6.0, Motion::Growing);
    let rows = [
        (0.003, 1.5813047497e-4, 8.9362013192e-4),
        (0.03, 2.4031206414e-5, 2.3319981045e-2),
        (0.3, 3.1693582376e-3, 7.3505829930e-4),
        (1.0, 1.2768589801e-3, 3.3733339122e-4),
        (3.0, 1.4065917810e-3, 3.8533278497e-4),
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
        (0.03, 1.2052535532e-4, 4.0815315219e-3),
        (0.3, 3.9992754065e-3, 4.8913673383e-4),
        (1.0, 7.7167727836e-4, 5.2652215366e-4),
        (3.0, 8.3007341893e-4, 6.6533026939e-4),
    ];
    agrees(&solution, &rows, TOLERANCE);
}

#[test]
fn deformed_algebra_through_the_change_of_signature() {
    let approach = Approach::DeformedAlgebra;
    let solution = solved(approach, Vacuum::Contraction, 17.0, Motion::Falling);
    let rows = [
        (4.0, 0.38701455893, 0.31618921205),
        (8.0, 745.79357975, 239.18595718),
        (16.0, 186932303.12, 112291968.42),
    ];
    // The script begins 15 k/k_LQC times inside the horizon with a state of second order.
    agrees(&solution, &rows, 2e-6);
}
