//! Random models: typed errors or finite powers, and no hang.
//!
//! `LASTSCATTER_SLOW=1 cargo nextest run -p lastscatter-primordial --release random_models` tries 10 000 of them.

use lastscatter_primordial::{
    Inflation, Model,
    inflation::{Direction, Ending, Pivot, Reheating, Start},
    potential::{
        AlphaAttractorE, AlphaAttractorT, AxionMonodromy, DBrane, DBraneForm, DoubleWell,
        Exponential, Higgs, Hilltop, Inflection, Kink, Monomial, Natural, Potential, Starobinsky,
        TanhStep,
    },
};
use proptest::prelude::*;

/// A model by a number and three parameters between 0 and 1, spread over the orders of magnitude that are allowed.
fn potential(model: u8, [a, b, c]: [f64; 3]) -> Box<dyn Potential> {
    let spread = |x: f64, low: f64, high: f64| low * (high / low).powf(x);
    let scale = spread(c, 1e-20, 1.0);
    match model {
        0 => Box::new(Monomial {
            scale,
            power: spread(a, 0.1, 10.0),
        }),
        1 => Box::new(Natural {
            scale,
            decay_constant: spread(a, 0.05, 1e3),
        }),
        2 => Box::new(Hilltop {
            scale,
            mu: spread(a, 1e-3, 1e3),
            power: 2.0 + 6.0 * b,
        }),
        3 => Box::new(Starobinsky { scale }),
        4 => Box::new(AlphaAttractorT {
            scale,
            alpha: spread(a, 1e-5, 1e5),
            power: spread(b, 0.2, 10.0),
        }),
        5 => Box::new(AlphaAttractorE {
            scale,
            alpha: spread(a, 1e-5, 1e5),
            power: spread(b, 0.2, 10.0),
        }),
        6 => Box::new(Higgs {
            lambda: scale,
            xi: spread(a, 1e-6, 1e7),
        }),
        7 | 8 => Box::new(DBrane {
            scale,
            mu: spread(a, 1e-5, 1e3),
            power: 1.0 + 9.0 * b,
            form: if model == 7 {
                DBraneForm::Kklti
            } else {
                DBraneForm::Coulomb
            },
        }),
        9 => Box::new(DoubleWell {
            scale,
            minimum: spread(a, 0.05, 1e3),
        }),
        10 => Box::new(AxionMonodromy {
            scale,
            power: 0.2 + 2.0 * c,
            modulation: 0.9 * b,
            decay_constant: spread(a, 1e-2, 10.0),
            phase: b,
        }),
        11 => Box::new(TanhStep {
            base: Monomial { scale, power: 2.0 },
            height: 0.6 * b - 0.3,
            field: 5.0 + 15.0 * c,
            width: spread(a, 1e-3, 1.0),
        }),
        12 => Box::new(Kink {
            scale,
            field: 10.0 * c,
            slope_above: spread(a, 1e-4, 1.0),
            slope_below: spread(b, 1e-4, 1.0),
            width: spread(c, 1e-6, 0.1),
        }),
        13 => Box::new(Inflection {
            scale,
            v: spread(a, 0.02, 5.0),
            a: 0.6 + 1.4 * b,
            beta: 0.02 * (c - 0.5),
        }),
        _ => Box::new(Exponential {
            scale,
            steepness: spread(a, 1e-6, 1.4),
        }),
    }
}

fn cases() -> u32 {
    if std::env::var_os("LASTSCATTER_SLOW").is_some() {
        10_000
    } else {
        150
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]
    #[test]
    fn random_models(
        model in 0..15_u8,
        parameters in proptest::array::uniform3(0.0..1.0f64),
        start in 0..6_u8,
        place in 0.0..1.0f64,
        speed in -2.4..2.4f64,
        pivot in 0..3_u8,
        tolerance in -9.0..-3.0f64,
        wavenumbers in proptest::array::uniform3(0.0..1.0f64),
    ) {
        let potential = potential(model, parameters);
        let field = potential.on_the_slope() * (0.2 + 3.0 * place);
        let settings = Inflation {
            start: match start {
                0 => Start::Given { field, velocity: speed },
                1 => Start::KineticDomination {
                    field,
                    potential_share: 10.0_f64.powf(-8.0 * place),
                    direction: if speed > 0.0 { Direction::Up } else { Direction::Down },
                },
                _ => Start::Attractor { e_folds_before_pivot: 30.0 * place },
            },
            ending: if model == 14 || model == 12 { Ending::EFolds(90.0) } else { Ending::Acceleration },
            pivot: match pivot {
                0 => Pivot::Reheating(Reheating::instantaneous()),
                1 => Pivot::Reheating(Reheating::matter_like(1e8)),
                _ => Pivot::EFolds(55.0),
            },
            tolerance: 10.0_f64.powf(tolerance),
            ..Inflation::new(potential)
        };
        let begin = std::time::Instant::now();
        match settings.solve() {
            Ok(solution) => {
                let [low, high] = solution.range_inv_mpc();
                for x in wavenumbers {
                    let k = (low.ln() + x * (high.ln() - low.ln())).exp().clamp(low, high);
                    match solution.powers(k) {
                        Ok(powers) => {
                            prop_assert!(powers.scalar > 0.0 && powers.scalar.is_finite(), "{settings:?} {k:e} {powers:?}");
                            prop_assert!(powers.tensor() > 0.0 && powers.tensor().is_finite(), "{settings:?} {k:e} {powers:?}");
                        }
                        Err(error) => prop_assert!(error.is_recoverable() && !error.to_string().is_empty(), "{settings:?}: {error}"),
                    }
                }
            }
            Err(error) => prop_assert!(error.is_recoverable(), "{settings:?}: {error}"),
        }
        // A hang, not a benchmark.
        prop_assert!(begin.elapsed().as_secs() < 30, "{settings:?}");
    }
}
