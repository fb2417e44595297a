//! Limits, symmetries, independent integrations and another code.

use lastscatter_numerics::ode::{DormandPrince, Tolerance};
use num_complex::Complex64;
use proptest::prelude::*;

use super::{
    Curved, CurvedSolution, Start, Vacuum,
    modes::{self, Perturbation, Scalar, Tensor, Wave},
};
use crate::{
    Error, Inflation, Model,
    inflation::{self, Amplitude, Pivot},
    potential::{Potential, Starobinsky},
};

const POTENTIAL: Starobinsky = Starobinsky { scale: 1e-10 };

fn from_onset(omega_k: f64) -> Curved<Starobinsky> {
    Curved {
        start: Start::Onset {
            field: 6.0,
            omega_k,
        },
        pivot_e_folds: 40.0,
        amplitude: Amplitude::Potential,
        ..Curved::new(POTENTIAL)
    }
}

fn relative(value: f64, expected: f64) -> f64 {
    (value / expected - 1.0).abs()
}

/// Numbers of primpy, its conventions put to ours: −∇² = k(k + 2) or k² for scalars and tensors alike, ω = k in the initial state, powers
/// with k³, and a scalar state whose norm leaves out D/(D + Kℰ).
#[test]
fn golden_primpy() {
    // 4e-7 in fact; their error is that of linear interpolation of the background.
    const TOLERANCE: f64 = 1e-6;
    for line in include_str!("../../tests/data/curved.csv").lines().skip(1) {
        let row: Vec<f64> = line.split(',').map(|x| x.parse().unwrap()).collect();
        let [omega_k, e_folds, k] = [row[0], row[1], row[2]];
        let solution = Curved {
            potential: Starobinsky {
                scale: 0.0025_f64.powi(4),
            },
            tolerance: 1e-8,
            ..from_onset(omega_k)
        }
        .solve()
        .unwrap();
        assert!((solution.history().end() - e_folds).abs() < 1e-9);
        let unit = solution.frame.background.curvature;
        let sign = unit.signum();
        let laplacian = if sign > 0.0 { k * (k + 2.0) } else { k * k };
        let wave = |squared: f64| Wave {
            history: solution.history(),
            squared: squared * unit.abs(),
            curvature: unit,
        };
        let theirs = |mode: &dyn Fn(Complex64) -> f64, squared: f64, n: f64| {
            // u_N/u = −dln z/dN − iω, the first part left out for the state of least energy.
            let frequency = -k * unit.abs().sqrt() / solution.history().ln_a_h(0.0).exp();
            mode(Complex64::new(n, frequency)) * k.powi(3) / (squared.sqrt() * (squared - sign))
        };
        let squared = laplacian + sign;
        let scalar = Scalar(wave(squared));
        let d = laplacian - 3.0 * sign;
        let kinetic = 1.0 - omega_k;
        let scalar = theirs(
            &|slope| modes::power(&solution.frame.solver, &scalar, slope, 12.0).unwrap(),
            squared,
            0.0,
        ) * d
            / (d + sign * kinetic);
        let squared = laplacian + 3.0 * sign;
        let tensor = Tensor(wave(squared));
        let tensor = |rate: f64| {
            theirs(
                &|slope| modes::power(&solution.frame.solver, &tensor, slope, 12.0).unwrap(),
                squared,
                rate,
            )
        };
        for (i, (ours, theirs)) in [
            (scalar, row[3]),
            (tensor(-1.0), row[4]),
            (tensor(0.0), row[5]),
        ]
        .into_iter()
        .enumerate()
        {
            assert!(
                relative(ours, theirs) < TOLERANCE,
                "{omega_k} {k} {i}: {ours:e} {theirs:e}"
            );
        }
    }
}

/// Background, ℛ and Ψ by the first-order equations.
#[test]
fn first_order_equations() {
    for omega_k in [-3.0, -0.9, 0.3] {
        let solution = Curved {
            tolerance: 1e-9,
            ..from_onset(omega_k)
        }
        .solve()
        .unwrap();
        let curvature = solution.frame.background.curvature;
        let root = curvature.abs().sqrt();
        for n in [3.0, 5.0, 30.0] {
            let k = n * root;
            let wave = Wave {
                history: solution.history(),
                squared: k * k,
                curvature,
            };
            let mode = Scalar(wave);
            let slope = modes::state(&mode, Vacuum::BunchDavies);
            let [field, velocity, ln_h] = [
                6.0,
                solution.history().velocity(0.0),
                solution.history().ln_hubble(0.0),
            ];
            let d = k * k - 4.0 * curvature;
            let rates = |n: f64, y: &[f64], dy: &mut [f64]| {
                let [field, velocity, ln_h] = [y[0], y[1], y[2]];
                let kinetic = 0.5 * velocity * velocity;
                let over = (-2.0 * (n + ln_h)).exp();
                let omega_k = -curvature * over;
                let epsilon = kinetic + omega_k;
                dy[0] = velocity;
                dy[1] =
                    -(3.0 - epsilon) * velocity - POTENTIAL.at(field).first * (-2.0 * ln_h).exp();
                dy[2] = -epsilon;
                // Ψ in units of K, of order one like ℛ.
                for (r, psi) in [(3, 5), (4, 6)] {
                    let psi_here = curvature.abs() * y[psi];
                    dy[r] = d / kinetic * psi_here * over - omega_k * (y[r] + psi_here);
                    dy[psi] = -kinetic * y[r] / curvature.abs() - (1.0 + kinetic) * y[psi];
                }
            };
            let over = (-2.0 * ln_h).exp();
            let psi = (slope - curvature * over)
                / (over * (2.0 * d / (velocity * velocity) + curvature))
                / curvature.abs();
            let mut state = [field, velocity, ln_h, 1.0, 0.0, psi.re, psi.im];
            let solver = DormandPrince {
                tolerance: Tolerance {
                    relative: 1e-12,
                    absolute: 1e-14,
                    ..Tolerance::default()
                },
            };
            solver.integrate(0.0, 20.0, &mut state, rates).unwrap();
            let growth = (state[3] * state[3] + state[4] * state[4]) / (-2.0 * slope.im);
            let power = k * (k * k - curvature) * growth * (-ln_h).exp()
                / (2.0 * std::f64::consts::PI.powi(2) * mode.norm());
            let ours = modes::power(&solution.frame.solver, &mode, slope, 12.0).unwrap();
            assert!(
                relative(ours, power) < 2e-9,
                "{omega_k} {n}: {ours:e} {power:e}"
            );
        }
    }
}

#[test]
fn energy_is_conserved() {
    let starts = [
        from_onset(-0.9).start,
        from_onset(-100.0).start,
        from_onset(0.9).start,
        kinetic(-0.1, 1e-8),
        kinetic(0.1, 1e-12),
    ];
    for start in starts {
        let solution = Curved {
            start,
            pivot_e_folds: 10.0,
            ..from_onset(0.0)
        }
        .solve()
        .unwrap();
        // Relative to the largest of the terms.
        let size = 1.0 + solution.omega_k(0.0).abs();
        let violation = solution.history().energy_violation() / size;
        assert!(violation < 1e-10, "{start:?}: {violation:e}");
    }
}

fn kinetic(omega_k: f64, potential_share: f64) -> Start {
    Start::Kinetic {
        field: 6.0 - (1.0 / 6.0) * 6.0_f64.sqrt() * potential_share.ln(),
        omega_k: omega_k * potential_share,
        potential_share,
    }
}

/// A universe that begins with kinetic energy and one that begins where that becomes inflation.
#[test]
fn kinetic_phase_leads_to_the_onset() {
    for omega_k in [-0.2, 0.2] {
        let early = Curved {
            start: kinetic(omega_k, 1e-6),
            ..from_onset(0.0)
        }
        .solve()
        .unwrap();
        let onset = early.onset();
        assert!((early.history().epsilon(onset) - 1.0).abs() < 1e-9);
        let late = Curved {
            start: Start::Onset {
                field: early.history().field(onset),
                omega_k: early.omega_k(onset),
            },
            ..from_onset(0.0)
        }
        .solve()
        .unwrap();
        let difference = early.history().end() - onset - late.history().end();
        assert!(difference.abs() < 1e-7, "{difference:e}");
        assert!(
            relative(
                early.geometry().curvature_inv_mpc2,
                late.geometry().curvature_inv_mpc2
            ) < 1e-7
        );
    }
}

#[test]
fn small_scales_know_nothing_of_curvature() {
    let flat = Inflation {
        amplitude: Amplitude::Potential,
        pivot: Pivot::EFolds(40.0),
        start: inflation::Start::Attractor {
            e_folds_before_pivot: 40.0,
        },
        ..Inflation::new(POTENTIAL)
    }
    .solve()
    .unwrap();
    for omega_k in [-0.9, -0.1, 0.1, 0.5] {
        let solution = Curved {
            vacuum: Vacuum::BunchDavies,
            ..from_onset(omega_k)
        }
        .solve()
        .unwrap();
        for n in [3e3, 1e4, 1e6] {
            let k = n * solution.horizon_inv_mpc(0.0);
            let [curved, flat] = [solution.powers(k).unwrap(), flat.powers(k).unwrap()];
            assert!(relative(curved.scalar, flat.scalar) < 1e-5, "{omega_k} {n}");
            assert!(
                relative(curved.tensor(), flat.tensor()) < 1e-5,
                "{omega_k} {n}"
            );
        }
    }
}

/// Powers at fixed k/aH of the onset are smooth in Ω_K through flat space.
#[test]
fn open_mirrors_closed() {
    let power = |omega_k: f64, x: f64| {
        let solution = from_onset(omega_k).solve().unwrap();
        let powers = solution.powers(x * solution.horizon_inv_mpc(0.0)).unwrap();
        [powers.scalar, powers.tensor()]
    };
    for x in [1.0, 2.0, 10.0] {
        for kind in 0..2 {
            let flat = power(0.0, x)[kind];
            let parts = |delta: f64| {
                let [open, closed] = [power(delta, x)[kind], power(-delta, x)[kind]];
                [(open - closed) / flat, (open + closed) / flat - 2.0]
            };
            let [[odd_1, even_1], [odd_2, even_2]] = [parts(0.02), parts(0.01)];
            assert!(
                (odd_1 / odd_2 - 2.0).abs() < 0.01,
                "{x} {kind}: {odd_1} {odd_2}"
            );
            assert!(even_1.abs() < 0.01, "{x} {kind}: {even_1}");
            assert!(
                (even_1 / even_2 - 4.0).abs() < 0.2,
                "{x} {kind}: {even_1} {even_2}"
            );
        }
    }
}

#[test]
fn curvature_of_today() {
    for (omega_k, omega_k_today) in [(-0.9, -0.01), (-5.0, -0.001), (0.4, 0.005)] {
        let solution = Curved {
            start: Start::Today {
                omega_k,
                omega_k_today,
                h: 0.65,
            },
            ..Curved::new(POTENTIAL)
        }
        .solve()
        .unwrap();
        assert!(relative(solution.geometry().omega_k_today(0.65), omega_k_today) < 1e-8);
        assert!(relative(solution.omega_k(0.0), omega_k) < 1e-12);
        // N_* is what was asked for, and the amplitude.
        let pivot = solution.history().end() - 55.0;
        assert!(relative(solution.horizon_inv_mpc(pivot), 0.05) < 1e-12);
        assert!(relative(solution.powers(0.05).unwrap().scalar, 2.1e-9) < 1e-12);
    }
}

/// Less power on the scale of the onset's horizon, then oscillations that fade, the faster in the Bunch–Davies state.
#[test]
fn cutoff_and_oscillations() {
    let swing = |solution: &CurvedSolution, from: u32| {
        let power = |n: u32| {
            let k = solution.geometry().wavenumber_inv_mpc(f64::from(n));
            solution.powers(k).unwrap().scalar
        };
        let powers: Vec<f64> = (from..from + from / 2).map(power).collect();
        let largest = powers.iter().fold(0.0_f64, |a, b| a.max(*b));
        let least = powers.iter().fold(f64::INFINITY, |a, b| a.min(*b));
        largest / least - 1.0
    };
    let mut least = Vec::new();
    for vacuum in [Vacuum::BunchDavies, Vacuum::StressEnergy] {
        let solution = Curved {
            vacuum,
            ..from_onset(-0.05)
        }
        .solve()
        .unwrap();
        let lowest = solution
            .powers(solution.geometry().wavenumber_inv_mpc(3.0))
            .unwrap();
        let high = solution
            .powers(solution.geometry().wavenumber_inv_mpc(40.0))
            .unwrap();
        // 0.035 and 0.019.
        assert!(lowest.scalar < 0.05 * high.scalar, "{vacuum:?}");
        assert!(
            swing(&solution, 6) > 2.0 * swing(&solution, 30),
            "{vacuum:?}"
        );
        least.push(swing(&solution, 60));
    }
    assert!(least[0] < 0.5 * least[1], "{least:?}");
}

#[test]
fn what_cannot_be() {
    // Curvature takes over while kinetic energy thins out.
    let collapsing = Curved {
        start: Start::Kinetic {
            field: 6.0,
            omega_k: -0.1,
            potential_share: 1e-6,
        },
        ..from_onset(0.0)
    };
    assert!(matches!(collapsing.solve(), Err(Error::Collapse { .. })));
    let today = |omega_k, omega_k_today| Curved {
        start: Start::Today {
            omega_k,
            omega_k_today,
            h: 0.7,
        },
        ..Curved::new(POTENTIAL)
    };
    let largest = match today(-1e-6, -0.5).solve() {
        Err(Error::TooCurved { largest, .. }) => largest,
        other => panic!("{other:?}"),
    };
    assert!(relative(largest, -1e-6 * (0.05 * 2_997.924_58_f64 / 0.7).powi(2)) < 1e-12);
    assert!(matches!(
        today(0.1, -0.01).solve(),
        Err(Error::OutOfDomain { .. })
    ));
    assert!(matches!(
        today(-0.1, f64::NAN).solve(),
        Err(Error::OutOfRange { .. })
    ));
    assert!(matches!(
        from_onset(-0.9).solve().unwrap().powers(1e20),
        Err(Error::OutsideSpectrum { .. })
    ));
    assert!(matches!(
        from_onset(1.0).solve(),
        Err(Error::OutOfRange { .. })
    ));
}

#[test]
fn settings_in_toml() {
    #[derive(serde::Serialize, serde::Deserialize, PartialEq, Debug)]
    struct Model {
        model: Curved<Starobinsky>,
    }
    let model = Model {
        model: Curved::new(POTENTIAL),
    };
    let text = toml::to_string(&model).unwrap();
    assert_eq!(toml::from_str::<Model>(&text).unwrap(), model);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn random_universes(
        kind in 0..3,
        field in -1.0..8.0_f64,
        size in -6.0..4.5_f64,
        open in any::<bool>(),
        share in -9.0..0.0_f64,
        today in -6.0..0.0_f64,
        ln_n in 0.0..8.0_f64,
        least_energy in any::<bool>(),
    ) {
        let omega_k = if open { 10_f64.powf(size.min(0.0)) } else { -10_f64.powf(size) };
        let start = match kind {
            0 => Start::Onset { field, omega_k },
            1 => Start::Kinetic { field, omega_k, potential_share: 10_f64.powf(share) },
            _ => Start::Today { omega_k, omega_k_today: omega_k.signum() * 10_f64.powf(today), h: 0.7 },
        };
        let settings = Curved {
            start,
            vacuum: if least_energy { Vacuum::StressEnergy } else { Vacuum::BunchDavies },
            pivot_e_folds: 20.0,
            ..Curved::new(POTENTIAL)
        };
        if let Ok(solution) = settings.solve() {
            let [low, high] = solution.range_inv_mpc();
            let powers = solution.powers((low * ln_n.exp()).min(high)).unwrap();
            prop_assert!(powers.scalar > 0.0 && powers.scalar.is_finite());
            prop_assert!(powers.tensor() > 0.0 && powers.tensor().is_finite());
        }
    }
}
