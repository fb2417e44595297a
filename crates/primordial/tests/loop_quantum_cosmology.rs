//! Loop quantum cosmology: limits, symmetries, scalings, nonsense.

use lastscatter_primordial::{
    Error, Inflation, Model, Spectrum,
    inflation::{Amplitude, Pivot, Reheating, Start},
    potential::{Derivatives, Potential, Starobinsky},
    quantum_gravity::loop_quantum_cosmology::{
        Approach, Expansion, LoopQuantumCosmology, Motion, Oscillations, Vacuum,
    },
};
use proptest::prelude::*;

/// ½m²φ².
#[derive(Debug, Clone, Copy)]
struct Quadratic {
    mass: f64,
}

impl Potential for Quadratic {
    fn at(&self, field: f64) -> Derivatives {
        let squared = self.mass * self.mass;
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

/// m_Pl/M_P.
fn planck_mass() -> f64 {
    (8.0 * std::f64::consts::PI).sqrt()
}

fn quadratic() -> LoopQuantumCosmology<Quadratic> {
    let mass = 1.3e-6 * planck_mass();
    LoopQuantumCosmology {
        oscillations: Oscillations::Resolved,
        ..LoopQuantumCosmology::new(Quadratic { mass }, 1.03 * planck_mass())
    }
}

fn starobinsky() -> LoopQuantumCosmology<Starobinsky> {
    LoopQuantumCosmology::new(Starobinsky { scale: 1e-10 }, -7.0)
}

const APPROACHES: [Approach; 3] = [
    Approach::DressedMetric,
    Approach::Hybrid,
    Approach::DeformedAlgebra,
];

#[test]
fn critical_density() {
    // ρ_c = √3/(32π²γ³) ρ_Pl, ρ_Pl = (8π)² M_P⁴: 0.41 ρ_Pl; k_LQC = √(8πρ_c) = 3.21 m_Pl.
    let in_planck_units = quadratic().critical_density() / planck_mass().powi(4);
    let expected = 3.0_f64.sqrt() / (32.0 * std::f64::consts::PI.powi(2) * 0.2375_f64.powi(3));
    assert!((in_planck_units / expected - 1.0).abs() < 1e-14);
    assert!((in_planck_units - 0.4094).abs() < 1e-4);
    assert!((quadratic().critical_density().sqrt() / planck_mass() - 3.21).abs() < 0.005);
}

#[test]
fn friedmann_through_the_bounce() {
    // A kinetic and a potential bounce with some contraction.
    let vacuum = Vacuum::Adiabatic {
        order: 0,
        planck_times: -1e4,
    };
    let heavy = LoopQuantumCosmology {
        vacuum: Vacuum::Adiabatic {
            order: 0,
            planck_times: -10.0,
        },
        ..LoopQuantumCosmology::new(Quadratic { mass: 1.0 }, 21.0)
    };
    for settings in [
        LoopQuantumCosmology {
            vacuum,
            ..quadratic()
        },
        heavy,
    ] {
        let solution = settings.solve().unwrap();
        let history = solution.history();
        let critical = settings.critical_density();
        let [from, to] = history.range();
        let mut largest = 0.0_f64;
        for i in 0..=5000 {
            let s = from + (to - from) * f64::from(i) / 5000.0;
            let moment = history.at(s).unwrap();
            let value = settings.potential.at(moment.field).value;
            let density = 0.5 * moment.field_rate.powi(2) + value;
            let expected = density / 3.0 * (1.0 - density / critical);
            largest = largest
                .max((density / moment.density - 1.0).abs())
                .max((moment.hubble.powi(2) - expected).abs() / (density / 3.0));
        }
        assert!(largest < 1e-10, "{largest:e}");
        assert!(history.at(from - 1.0).is_none() && history.at(f64::NAN).is_none());
    }
}

#[test]
fn past_mirrors_the_future() {
    // The contraction of a growing field is the expansion of a falling one in reverse.
    let past = LoopQuantumCosmology {
        vacuum: Vacuum::Adiabatic {
            order: 0,
            planck_times: -1e5,
        },
        ..LoopQuantumCosmology::new(Quadratic { mass: 1e-5 }, 20.0)
    };
    let future = LoopQuantumCosmology {
        motion: Motion::Falling,
        expansion: Expansion::BounceToPivot(5.0),
        ..LoopQuantumCosmology::new(Quadratic { mass: 1e-5 }, 20.0)
    };
    let [past, future] = [past.solve().unwrap(), future.solve().unwrap()];
    let from = past.history().range()[0];
    for i in 1..100 {
        let s = from * f64::from(i) / 100.0;
        let before = past.history().at(s).unwrap();
        let after = future.history().at(-s).unwrap();
        assert!((before.time / after.time + 1.0).abs() < 1e-9);
        assert!((before.e_folds - after.e_folds).abs() < 1e-9);
        assert!((before.hubble / after.hubble + 1.0).abs() < 1e-9);
        assert!((before.field - after.field).abs() < 1e-9);
        assert!((before.field_rate / after.field_rate + 1.0).abs() < 1e-9);
    }
}

#[test]
fn short_waves_do_not_notice() {
    // k ≫ k_LQC: the powers of inflation without a bounce.
    fn compare<P: Potential + Clone>(settings: &LoopQuantumCosmology<P>) {
        let ordinary = Inflation {
            start: Start::Attractor {
                e_folds_before_pivot: 8.0,
            },
            amplitude: Amplitude::Potential,
            tolerance: 1e-7,
            ..Inflation::new(settings.potential.clone())
        }
        .solve()
        .unwrap();
        let solution = settings.solve().unwrap();
        let k_lqc = solution.k_lqc_inv_mpc();
        for k in [0.02, 0.05, 1.0, 100.0] {
            assert!(k > 100.0 * k_lqc);
            let [ours, theirs] = [solution.powers(k).unwrap(), ordinary.powers(k).unwrap()];
            let errors = [
                ours.scalar / theirs.scalar - 1.0,
                ours.tensor() / theirs.tensor() - 1.0,
            ];
            assert!(errors.iter().all(|e| e.abs() < 2e-6), "{k}: {errors:?}");
        }
    }
    for approach in [Approach::DressedMetric, Approach::Hybrid] {
        let bounce = |order, planck_times| Vacuum::Adiabatic {
            order,
            planck_times,
        };
        for vacuum in [bounce(2, 0.0), bounce(4, -10.0), Vacuum::Contraction] {
            compare(&LoopQuantumCosmology {
                approach,
                vacuum,
                ..starobinsky()
            });
        }
        // ρ_c → ∞, and a field that starts higher.
        compare(&LoopQuantumCosmology {
            approach,
            vacuum: bounce(2, 0.0),
            barbero_immirzi: 0.01,
            field_at_bounce: -10.8,
            ..starobinsky()
        });
        compare(&LoopQuantumCosmology {
            approach,
            vacuum: bounce(2, 0.0),
            field_at_bounce: 1.15 * planck_mass(),
            ..quadratic()
        });
    }
}

#[test]
fn vacua_of_the_contraction_agree() {
    // Ten Planck times before the bounce waves with k ≥ k_LQC are still in the vacuum of the remote past.
    for approach in [Approach::DressedMetric, Approach::Hybrid] {
        let remote = LoopQuantumCosmology {
            approach,
            vacuum: Vacuum::Contraction,
            ..quadratic()
        };
        let late = LoopQuantumCosmology {
            vacuum: Vacuum::Adiabatic {
                order: 4,
                planck_times: -100.0,
            },
            ..remote
        };
        let [remote, late] = [remote.solve().unwrap(), late.solve().unwrap()];
        let unit = remote.k_lqc_inv_mpc();
        for ratio in [0.5, 1.0, 3.0] {
            let [a, b] = [
                remote.powers(ratio * unit).unwrap(),
                late.powers(ratio * unit).unwrap(),
            ];
            assert!((a.scalar / b.scalar - 1.0).abs() < 1e-6, "{a:?} {b:?}");
            assert!((a.tensor() / b.tensor() - 1.0).abs() < 1e-6);
        }
    }
}

#[test]
fn the_bounce_shows_at_its_scale() {
    // A plateau that is higher than the vacuum's between the beginning of inflation and k_LQC, suppression beyond, oscillations about the
    // vacuum's that die out above k_LQC: the same for both where the scale is the same.
    let long = quadratic();
    let short = LoopQuantumCosmology {
        expansion: Expansion::BounceToToday(145.0),
        ..long
    };
    let shorter = LoopQuantumCosmology {
        expansion: Expansion::BounceToToday(143.0),
        ..long
    };
    let [short, shorter] = [short.solve().unwrap(), shorter.solve().unwrap()];
    let shift = shorter.k_lqc_inv_mpc() / short.k_lqc_inv_mpc();
    assert!((shift.ln() - 2.0).abs() < 1e-12);
    for k in [0.01, 0.1, 1.0, 10.0] {
        let k = k * short.k_lqc_inv_mpc();
        let [a, b] = [short.powers(k).unwrap(), shorter.powers(k * shift).unwrap()];
        assert!((a.scalar / b.scalar - 1.0).abs() < 1e-9, "{a:?} {b:?}");
        assert!((a.tensor() / b.tensor() - 1.0).abs() < 1e-9);
    }
    let solution = long.solve().unwrap();
    let unit = solution.k_lqc_inv_mpc();
    let vacuum = solution.powers(1e3 * unit).unwrap().tensor();
    let ratio = |x: f64| solution.powers(x * unit).unwrap().tensor() / vacuum;
    let mean = |from: f64, to: f64| -> f64 {
        let at = |i: i32| ratio(from * (to / from).powf(f64::from(i) / 40.0));
        (0..=40).map(at).sum::<f64>() / 41.0
    };
    assert!(mean(0.003, 0.03) > 10.0, "{}", mean(0.003, 0.03));
    assert!((mean(30.0, 100.0) - 1.0).abs() < 0.1);
    // Long before inflation began outside the horizon: |h|² k³ of modes that do not move, ∝ k² from 1/√2k.
    let range = solution.range_inv_mpc();
    let [a, b] = [1.0, 1.2].map(|x| solution.powers(x * range[0]).unwrap().tensor());
    let slope = (b / a).ln() / 1.2_f64.ln();
    assert!((slope - 2.0).abs() < 0.1, "{slope}");
}

#[test]
fn deformed_algebra_blows_up() {
    // dln P_t/dk → 2 ∫√−Ω dη: the highest of the oscillating powers in windows at 40 and 160 k_LQC.
    let solution = LoopQuantumCosmology {
        approach: Approach::DeformedAlgebra,
        vacuum: Vacuum::Contraction,
        ..quadratic()
    }
    .solve()
    .unwrap();
    let unit = solution.k_lqc_inv_mpc();
    for kind in [0, 1] {
        let highest = |ratio: f64| -> f64 {
            let excess = |i: i32| {
                let k = (ratio + 0.05 * f64::from(i)) * unit;
                let powers = solution.powers(k).unwrap();
                [powers.scalar, powers.tensor()][kind].ln() - solution.euclidean_growth(k).ln()
            };
            (0..60).map(excess).fold(f64::NEG_INFINITY, f64::max)
        };
        let growth = solution.euclidean_growth(160.0 * unit).ln()
            - solution.euclidean_growth(40.0 * unit).ln();
        let slope = 1.0 + (highest(160.0) - highest(40.0)) / growth;
        assert!(
            growth > 100.0 && (slope - 1.0).abs() < 0.01,
            "{kind}: {slope}"
        );
    }
}

#[test]
fn amplitude_by_the_height_of_the_potential() {
    for approach in [Approach::DressedMetric, Approach::Hybrid] {
        let settings = LoopQuantumCosmology {
            approach,
            amplitude: Amplitude::Scalar(2.1e-9),
            ..starobinsky()
        };
        let scalar = settings.solve().unwrap().powers(0.05).unwrap().scalar;
        assert!((scalar / 2.1e-9 - 1.0).abs() < 1e-6);
    }
}

#[test]
fn averages_leave_a_smooth_spectrum() {
    for approach in [Approach::DressedMetric, Approach::Hybrid] {
        let resolved = LoopQuantumCosmology {
            approach,
            oscillations: Oscillations::Resolved,
            vacuum: Vacuum::Adiabatic {
                order: 2,
                planck_times: -10.0,
            },
            ..quadratic()
        };
        let averaged = LoopQuantumCosmology {
            oscillations: Oscillations::Averaged,
            ..resolved
        };
        let [resolved, averaged] = [resolved.solve().unwrap(), averaged.solve().unwrap()];
        let range = [0.3, 300.0].map(|x| x * resolved.k_lqc_inv_mpc());
        let spectrum = Spectrum::new(&averaged, range, 1e-4).unwrap();
        assert!(spectrum.solved() < 400, "{}", spectrum.solved());
        // The mean of the oscillating powers over 3 % in k, softly cut.
        for ratio in [0.4, 1.0, 2.0] {
            let k = ratio * resolved.k_lqc_inv_mpc();
            let [mut scalar, mut tensor] = [0.0; 2];
            let count = 2000;
            for i in 0..count {
                let part = f64::from(i) / f64::from(count);
                let powers = resolved.powers(k * (0.06 * (part - 0.5)).exp()).unwrap();
                let weight = (1.0 - (std::f64::consts::TAU * part).cos()) / f64::from(count);
                scalar += weight * powers.scalar;
                tensor += weight * powers.tensor();
            }
            let mean = spectrum.powers(k).unwrap();
            assert!(
                (scalar / mean.scalar - 1.0).abs() < 2e-3,
                "{ratio}: {}",
                scalar / mean.scalar
            );
            assert!(
                (tensor / mean.tensor() - 1.0).abs() < 2e-3,
                "{}",
                tensor / mean.tensor()
            );
        }
        // Nothing to average.
        let k = 250.0 * resolved.k_lqc_inv_mpc();
        let [a, b] = [resolved.powers(k).unwrap(), averaged.powers(k).unwrap()];
        assert!((a.scalar / b.scalar - 1.0).abs() < 1e-5);
    }
}

#[test]
fn reheating_fixes_the_scales() {
    // The same universe whichever way its expansion is told.
    let told = LoopQuantumCosmology {
        expansion: Expansion::Pivot(Pivot::Reheating(Reheating::instantaneous())),
        ..starobinsky()
    };
    let solution = told.solve().unwrap();
    let ordinary = Inflation {
        pivot: Pivot::Reheating(Reheating::instantaneous()),
        amplitude: Amplitude::Potential,
        ..Inflation::new(Starobinsky { scale: 1e-10 })
    }
    .solve()
    .unwrap();
    let [a, b] = [
        solution.powers(0.05).unwrap(),
        ordinary.powers(0.05).unwrap(),
    ];
    assert!((a.scalar / b.scalar - 1.0).abs() < 1e-5, "{a:?} {b:?}");
    assert!((a.tensor() / b.tensor() - 1.0).abs() < 1e-5);
}

#[test]
fn nonsense_is_named() {
    let fails = |settings: LoopQuantumCosmology<Quadratic>| settings.solve().unwrap_err();
    let nan = LoopQuantumCosmology {
        field_at_bounce: f64::NAN,
        ..quadratic()
    };
    assert!(matches!(fails(nan), Error::OutOfRange { .. }));
    // V(φ_B) > ρ_c
    let above = LoopQuantumCosmology {
        field_at_bounce: 23.0,
        potential: Quadratic { mass: 1.0 },
        ..quadratic()
    };
    assert!(matches!(fails(above), Error::OutOfRange { .. }));
    let silent = LoopQuantumCosmology {
        vacuum: Vacuum::SilentSurface,
        ..quadratic()
    };
    assert!(matches!(fails(silent), Error::OutOfDomain { .. }));
    let early = LoopQuantumCosmology {
        vacuum: Vacuum::Adiabatic {
            order: 3,
            planck_times: 0.0,
        },
        ..quadratic()
    };
    assert!(matches!(fails(early), Error::OutOfDomain { .. }));
    // A vacuum where Ω < 0.
    let euclidean = LoopQuantumCosmology {
        approach: Approach::DeformedAlgebra,
        ..quadratic()
    };
    assert!(matches!(fails(euclidean), Error::OutOfRange { .. }));
    let short = LoopQuantumCosmology {
        expansion: Expansion::Pivot(Pivot::EFolds(300.0)),
        ..quadratic()
    };
    assert!(matches!(fails(short), Error::TooShort { .. }));
    let solution = quadratic().solve().unwrap();
    for k in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e300] {
        assert!(matches!(
            solution.powers(k),
            Err(Error::OutsideSpectrum { .. })
        ));
    }
}

#[test]
fn settings_are_data() {
    let settings = r#"
        barbero_immirzi = 0.2375
        field_at_bounce = -7.0
        motion = "growing"
        approach = "hybrid"
        vacuum = { adiabatic = { order = 2, planck_times = -10.0 } }
        oscillations = "averaged"
        expansion = { pivot = { e_folds = 55.0 } }
        amplitude = { scalar = 2.1e-9 }
        tolerance = 1e-6

        [potential]
    "#;
    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Nothing {}
    let read: LoopQuantumCosmology<Nothing> = toml::from_str(settings).unwrap();
    assert_eq!(read.approach, Approach::Hybrid);
    assert_eq!(read.expansion, Expansion::Pivot(Pivot::EFolds(55.0)));
    assert!(
        toml::from_str::<LoopQuantumCosmology<Nothing>>(&format!("gamma = 1\n{settings}")).is_err()
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn anything_is_answered(
        ln_mass in -14.0..2.0_f64,
        field in -25.0..25.0_f64,
        ln_gamma in -9.0..2.0_f64,
        approach in 0..3_usize,
        vacuum in 0..6_usize,
        growing in any::<bool>(),
        expansion in 0..3_usize,
        place in 0.0..1.0_f64,
    ) {
        let adiabatic = |order, planck_times| Vacuum::Adiabatic { order, planck_times };
        let settings = LoopQuantumCosmology {
            barbero_immirzi: ln_gamma.exp(),
            motion: if growing { Motion::Growing } else { Motion::Falling },
            approach: APPROACHES[approach],
            vacuum: [
                adiabatic(0, 0.0),
                adiabatic(2, -3.0),
                adiabatic(4, -1e3),
                adiabatic(4, 1.0),
                Vacuum::Contraction,
                Vacuum::SilentSurface,
            ][vacuum],
            expansion: [
                Expansion::Pivot(Pivot::EFolds(50.0)),
                Expansion::BounceToPivot(8.0),
                Expansion::BounceToToday(140.0),
            ][expansion],
            oscillations: if place < 0.5 { Oscillations::Averaged } else { Oscillations::Resolved },
            tolerance: 1e-4,
            ..LoopQuantumCosmology::new(Quadratic { mass: ln_mass.exp() }, field)
        };
        if let Ok(solution) = settings.solve() {
            let [low, high] = solution.range_inv_mpc();
            let k = low * (high / low).powf(place);
            if let Ok(powers) = solution.powers(k) {
                prop_assert!(powers.scalar.is_finite() && powers.scalar >= 0.0);
                prop_assert!(powers.tensor().is_finite() && powers.tensor() >= 0.0);
            }
        }
    }
}
