//! De Sitter space, limits, and how much the throat's approximation matters.

use std::f64::consts::PI;

use lastscatter_numerics::ode::{DormandPrince, Tolerance};
use proptest::prelude::*;

use super::{NoBoundary, NoBoundarySolution, SINH, Size, powers};
use crate::{
    Error, Inflation, Model,
    curved::frame::{Frame, Pivot},
    inflation::{self, Amplitude},
    potential::{Potential, Starobinsky},
};

const POTENTIAL: Starobinsky = Starobinsky { scale: 1e-10 };

fn from(field: f64) -> NoBoundary<Starobinsky> {
    NoBoundary {
        size: Size::Throat { field },
        amplitude: Amplitude::Potential,
        ..NoBoundary::new(POTENTIAL)
    }
}

fn at(solution: &NoBoundarySolution, n: f64) -> [f64; 2] {
    let powers = solution
        .powers(solution.geometry().wavenumber_inv_mpc(n))
        .unwrap();
    [powers.scalar, powers.tensor()]
}

fn relative(value: f64, expected: f64) -> f64 {
    (value / expected - 1.0).abs()
}

/// From the pole of the cap, where η = iτ and u ∝ e^{nτ}, to the throat: u_ττ = (n² − 2/cosh² τ) u.
#[test]
fn regular_on_the_cap() {
    for n in [3.0, 4.0, 10.0] {
        let mut state = [1.0, n];
        let solver = DormandPrince {
            tolerance: Tolerance {
                relative: 1e-12,
                absolute: 1e-30,
                ..Tolerance::default()
            },
        };
        solver
            .integrate(-18.0, 0.0, &mut state, |tau: f64, y, dy| {
                dy[0] = y[1];
                dy[1] = (n * n - 2.0 / tau.cosh().powi(2)) * y[0];
            })
            .unwrap();
        assert!(relative(state[1] / state[0], (n * n - 1.0) / n) < 1e-9);
    }
}

/// Far out on the plateau the universe is de Sitter's.
#[test]
fn de_sitter() {
    let field = 9.0;
    let solution = NoBoundary {
        pivot_e_folds: 1000.0,
        ..from(field)
    }
    .solve()
    .unwrap();
    let v = POTENTIAL.at(field);
    let hubble = v.value / 3.0;
    let slope = v.first / v.value;
    for n in [3.0, 4.0, 5.0, 10.0, 100.0] {
        let [scalar, tensor] = at(&solution, n);
        // ε = 6e-7.
        assert!(relative(tensor, 2.0 * hubble / (PI * PI)) < 1e-5, "{n}");
        // The slope changes by 1/N = 9e-4 an e-fold.
        assert!(
            relative(scalar, hubble / (4.0 * PI * PI * slope * slope)) < 1e-2,
            "{n}"
        );
    }
}

#[test]
fn short_waves_know_nothing_of_the_cap() {
    let solution = from(6.2).solve().unwrap();
    let flat = Inflation {
        amplitude: Amplitude::Potential,
        pivot: inflation::Pivot::EFolds(55.0),
        start: inflation::Start::Attractor {
            e_folds_before_pivot: 100.0,
        },
        ..Inflation::new(POTENTIAL)
    }
    .solve()
    .unwrap();
    let error = |n: f64| {
        let k = solution.geometry().wavenumber_inv_mpc(n);
        let standard = flat.powers(k).unwrap();
        let [scalar, tensor] = at(&solution, n);
        [
            relative(scalar, standard.scalar),
            relative(tensor, standard.tensor()),
        ]
    };
    assert!(error(3.0)[0] > 5.0 * error(30.0)[0]);
    for n in [30.0, 300.0, 3000.0] {
        let [scalar, tensor] = error(n);
        assert!(scalar < 1e-5 && tensor < 1e-5, "{n}: {scalar:e} {tensor:e}");
    }
}

/// The history may begin anywhere near the throat: what changes is of the order of the slow-roll parameters times tan² η.
#[test]
fn beginning_near_the_throat() {
    let settings = from(6.0);
    let pivot = Pivot {
        e_folds: 40.0,
        k_inv_mpc: 0.05,
        amplitude: Amplitude::Potential,
    };
    let eta = POTENTIAL.at(6.0).eta().abs();
    let begin = |sinh: f64, n: f64| {
        let background = settings.background(6.0, sinh, 1e-12).unwrap();
        let frame = Frame::new(background, &pivot, 1e-8).unwrap();
        let powers = powers(&frame, frame.geometry().wavenumber_inv_mpc(n)).unwrap();
        [powers.scalar, powers.tensor()]
    };
    for n in [3.0, 10.0] {
        // By 7e-5 and 1e-3 at n = 3; gravitational waves by 3e-9 and 7e-7.
        let [near, here, late] = [0.5 * SINH, SINH, 4.0 * SINH].map(|sinh| begin(sinh, n));
        for kind in 0..2 {
            assert!(relative(near[kind], here[kind]) < 4.0 * SINH * SINH * eta);
            assert!(relative(late[kind], here[kind]) < 4.0 * 16.0 * SINH * SINH * eta);
        }
    }
}

#[test]
fn size_of_today() {
    for omega_k in [-0.1, -0.005, -1e-5] {
        let solution = NoBoundary {
            size: Size::Today { omega_k, h: 0.7 },
            ..NoBoundary::new(POTENTIAL)
        }
        .solve()
        .unwrap();
        assert!(relative(solution.geometry().omega_k_today(0.7), omega_k) < 1e-8);
        assert!(relative(solution.powers(0.05).unwrap().scalar, 2.1e-9) < 1e-12);
        assert!(solution.history().energy_violation() < 1e-10);
        let lowest = solution.range_inv_mpc()[0];
        assert!(relative(lowest, solution.geometry().wavenumber_inv_mpc(3.0)) < 1e-8);
    }
    let large = NoBoundary {
        size: Size::Today {
            omega_k: -0.5,
            h: 0.7,
        },
        k_pivot_inv_mpc: 1e-4,
        ..NoBoundary::new(POTENTIAL)
    };
    assert!(matches!(large.solve(), Err(Error::TooCurved { .. })));
    let open = NoBoundary {
        size: Size::Today {
            omega_k: 0.01,
            h: 0.7,
        },
        ..NoBoundary::new(POTENTIAL)
    };
    assert!(matches!(open.solve(), Err(Error::OutOfRange { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn random_settings(
        field in -1.0..9.0_f64,
        today in -8.0..0.0_f64,
        matched in any::<bool>(),
        e_folds in 0.0..2.5_f64,
        ln_n in 0.0..10.0_f64,
    ) {
        let settings = NoBoundary {
            size: if matched {
                Size::Today { omega_k: -10_f64.powf(today), h: 0.7 }
            } else {
                Size::Throat { field }
            },
            pivot_e_folds: 10_f64.powf(e_folds),
            ..NoBoundary::new(POTENTIAL)
        };
        if let Ok(solution) = settings.solve() {
            let [low, high] = solution.range_inv_mpc();
            let powers = solution.powers((low * ln_n.exp()).min(high)).unwrap();
            prop_assert!(powers.scalar > 0.0 && powers.scalar.is_finite());
            prop_assert!(powers.tensor() > 0.0 && powers.tensor().is_finite());
        }
    }
}
