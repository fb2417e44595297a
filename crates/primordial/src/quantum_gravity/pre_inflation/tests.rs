//! Limits and an independent integration.

use std::f64::consts::PI;

use lastscatter_numerics::ode::{DormandPrince, Tolerance};
use num_complex::Complex64;
use proptest::prelude::*;

use super::{Phase, PreInflation, PreInflationSolution, hankel};
use crate::{
    Error, Inflation, Model,
    inflation::{self, Amplitude, Pivot},
    potential::{Potential, Starobinsky},
};

const POTENTIAL: Starobinsky = Starobinsky { scale: 1e-10 };
const PHASES: [Phase; 2] = [Phase::Radiation, Phase::Kinetic];

fn after(phase: Phase, e_folds: f64, tolerance: f64) -> PreInflationSolution {
    PreInflation {
        e_folds_before_pivot: e_folds,
        amplitude: Amplitude::Potential,
        tolerance,
        ..PreInflation::new(POTENTIAL, phase)
    }
    .solve()
    .unwrap()
}

fn relative(value: f64, expected: f64) -> f64 {
    (value / expected - 1.0).abs()
}

#[test]
fn long_inflation_forgets() {
    let standard = Inflation {
        amplitude: Amplitude::Potential,
        pivot: Pivot::EFolds(55.0),
        start: inflation::Start::Attractor {
            e_folds_before_pivot: 20.0,
        },
        ..Inflation::new(POTENTIAL)
    }
    .solve()
    .unwrap();
    for phase in PHASES {
        let solution = after(phase, 15.0, 1e-6);
        for k in [0.01, 0.05, 1.0] {
            let [ours, theirs] = [solution.powers(k).unwrap(), standard.powers(k).unwrap()];
            assert!(
                relative(ours.scalar, theirs.scalar) < 1e-5,
                "{phase:?} {k} {ours:?} {theirs:?}"
            );
            assert!(
                relative(ours.tensor(), theirs.tensor()) < 1e-5,
                "{phase:?} {k}"
            );
        }
    }
}

/// Background and Q by their own equations, with the mass that R = Q/φ_N does not need.
#[test]
fn field_perturbations() {
    for phase in PHASES {
        let solution = after(phase, 5.0, 1e-9);
        let history = solution.history();
        for x in [0.3, 1.0, 5.0] {
            let k_inv_mpc = x * solution.onset_inv_mpc();
            let wave = solution.frame.wave(k_inv_mpc).unwrap();
            let k = wave.squared.sqrt();
            let depth = k / history.ln_a_h(0.0).exp();
            let slope = match phase {
                Phase::Radiation => Complex64::new(-1.0, -depth),
                Phase::Kinetic => 2.0 * hankel::hankel_slope(0.5 * depth),
            };
            let rates = |n: f64, y: &[f64], dy: &mut [f64]| {
                let v = POTENTIAL.at(y[0]);
                // Friedmann's equation where radiation counts, its derivative where kinetic energy does.
                let radiation = solution.radiation * (-4.0 * n).exp();
                let squared = match phase {
                    Phase::Radiation => (v.value / 3.0 + radiation) / (1.0 - y[1] * y[1] / 6.0),
                    Phase::Kinetic => (2.0 * y[2]).exp(),
                };
                let epsilon = 0.5 * y[1] * y[1] + 2.0 * radiation / squared;
                let friction = v.value / squared + radiation / squared;
                dy[0] = y[1];
                dy[1] = -friction * y[1] - v.first / squared;
                dy[2] = -epsilon;
                let omega = k * k * (-2.0 * n).exp() / squared
                    + v.second / squared
                    + friction * y[1] * y[1]
                    + 2.0 * y[1] * v.first / squared;
                for (q, rate) in [(3, 5), (4, 6)] {
                    dy[q] = y[rate];
                    dy[rate] = -(3.0 - epsilon) * y[rate] - omega * y[q];
                }
            };
            let mut state = [
                history.field(0.0),
                history.velocity(0.0),
                history.ln_hubble(0.0),
                1.0,
                0.0,
                slope.re,
                slope.im,
            ];
            let solver = DormandPrince {
                tolerance: Tolerance {
                    relative: 1e-12,
                    absolute: 1e-14,
                    ..Tolerance::default()
                },
            };
            solver.integrate(0.0, 20.0, &mut state, rates).unwrap();
            let growth = (state[3].powi(2) + state[4].powi(2)) / (-2.0 * slope.im);
            let power = k.powi(3) * growth
                / (2.0 * PI * PI * history.ln_a_h(0.0).exp() * state[1] * state[1]);
            let ours = solution.powers(k_inv_mpc).unwrap().scalar;
            assert!(
                relative(ours, power) < 3e-8,
                "{phase:?} {x}: {ours:e} {power:e}"
            );
        }
    }
}

/// P ∝ k² after radiation; after kinetic energy P_t/k³ is a quadratic in ln k, and P_ℛ/k³ nearly constant.
#[test]
fn largest_scales() {
    let powers = |phase| {
        let solution = after(phase, 5.0, 1e-8);
        [1.0, 2.0, 4.0, 8.0].map(|x| {
            let powers = solution
                .powers(1.1e-3 * x * solution.onset_inv_mpc())
                .unwrap();
            [powers.scalar, powers.tensor()].map(|power| power / (x * x))
        })
    };
    let radiation = powers(Phase::Radiation);
    for kind in 0..2 {
        for pair in radiation.windows(2) {
            // (k/aH)² of the onset is 8e-5 at most.
            assert!(
                relative(pair[1][kind], pair[0][kind]) < 3e-4,
                "{radiation:?}"
            );
        }
    }
    let kinetic = powers(Phase::Kinetic);
    let [a, b, c, d] = std::array::from_fn(|i| kinetic[i][1] / 2_f64.powi(i as i32));
    let [second, third] = [a - 2.0 * b + c, a - 3.0 * b + 3.0 * c - d];
    assert!(
        second > 0.01 * a && third.abs() < 0.01 * second,
        "{kinetic:?}"
    );
    assert!(
        relative(kinetic[3][0] / 8.0, kinetic[0][0]) < 0.1,
        "{kinetic:?}"
    );
}

#[test]
fn energy_and_duration() {
    for phase in PHASES {
        for e_folds in [0.5, 8.0] {
            let solution = after(phase, e_folds, 1e-6);
            let history = solution.history();
            let violation = history.energy_violation();
            assert!(violation < 1e-10, "{phase:?} {violation:e}");
            let pivot = history.end() - 55.0;
            assert!((pivot - solution.onset() - e_folds).abs() < 1e-8);
            assert!((history.epsilon(solution.onset()) - 1.0).abs() < 1e-8);
        }
    }
}

#[test]
fn converges() {
    for phase in PHASES {
        let [standard, tight] = [1e-6, 1e-10].map(|tolerance| after(phase, 5.0, tolerance));
        for x in [0.01, 0.5, 2.0, 50.0] {
            let [a, b] = [&standard, &tight].map(|s| s.powers(x * s.onset_inv_mpc()).unwrap());
            assert!(
                relative(a.scalar, b.scalar) < 1e-6,
                "{phase:?} {x} {a:?} {b:?}"
            );
            assert!(
                relative(a.tensor(), b.tensor()) < 1e-6,
                "{phase:?} {x} {a:?} {b:?}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn random_settings(
        radiation in any::<bool>(),
        before in -1.0..2.0_f64,
        e_folds in 0.0..2.5_f64,
        digits in 2.0..9.0_f64,
        ln_x in -6.0..12.0_f64,
    ) {
        let settings = PreInflation {
            e_folds_before_pivot: 10_f64.powf(before),
            pivot_e_folds: 10_f64.powf(e_folds),
            tolerance: 10_f64.powf(-digits),
            ..PreInflation::new(POTENTIAL, if radiation { Phase::Radiation } else { Phase::Kinetic })
        };
        if let Ok(solution) = settings.solve() {
            match solution.powers(ln_x.exp() * solution.onset_inv_mpc()) {
                Ok(powers) => {
                    prop_assert!(powers.scalar > 0.0 && powers.scalar.is_finite());
                    prop_assert!(powers.tensor() > 0.0 && powers.tensor().is_finite());
                }
                Err(error) => prop_assert!(matches!(error, Error::OutsideSpectrum { .. }), "{error}"),
            }
        }
    }
}
