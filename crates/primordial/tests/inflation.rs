//! Inflation: slow roll, beginnings, ends, reheating, what goes wrong.

use lastscatter_primordial::{
    Error, Inflation, Model, Observables, Spectrum,
    inflation::{
        Amplitude, Direction, Ending, InflationSolution, Pivot, Reheating, ReheatingDuration, Start,
    },
    potential::{
        AlphaAttractorT, DoubleWell, Exponential, Hilltop, Inflection, Monomial, Natural,
        Potential, Starobinsky, Tabulated, TanhStep,
    },
};

fn solved(potential: impl Potential) -> InflationSolution {
    Inflation::new(potential).solve().expect("it inflates")
}

fn observed(solution: &InflationSolution) -> Observables {
    Spectrum::new(solution, [0.005, 0.5], 1e-6)
        .and_then(|spectrum| spectrum.observables(0.05))
        .expect("a smooth spectrum")
}

const QUADRATIC: Monomial = Monomial {
    scale: 1.0,
    power: 2.0,
};
const STAROBINSKY: Starobinsky = Starobinsky { scale: 1.0 };

/// Exact modes against the approximation of second order, whose error is of third.
fn second_order(potential: impl Potential + Copy) {
    let settings = Inflation {
        tolerance: 1e-9,
        ..Inflation::new(potential)
    };
    let solution = settings.solve().expect("it inflates");
    let exact = observed(&solution);
    let slow = solution.slow_roll(0.05).expect("it leaves the horizon");
    let largest = slow.hubble_flow.iter().fold(0.0_f64, |l, e| l.max(e.abs()));
    let third = largest.powi(3);
    for (what, found, expected) in [
        ("P_R", exact.scalar / slow.scalar, 1.0),
        ("P_t", exact.tensor / slow.tensor, 1.0),
        ("n_s", exact.n_s, slow.n_s),
        ("n_t", exact.n_t, slow.n_t),
        ("running", exact.running, slow.running),
    ] {
        let error = (found - expected).abs();
        assert!(
            error < 2.0 * third,
            "{potential:?}, {what}: {found} {expected}, {third:e}"
        );
    }
    let ratio = slow.tensor / slow.scalar;
    assert!(
        (exact.r / ratio - 1.0).abs() < 2.0 * third,
        "{} {ratio}",
        exact.r
    );
}

#[test]
fn slow_roll_of_second_order() {
    second_order(QUADRATIC);
    second_order(STAROBINSKY);
    second_order(AlphaAttractorT {
        scale: 1.0,
        alpha: 3.0,
        power: 2.0,
    });
    second_order(Natural {
        scale: 1.0,
        decay_constant: 8.0,
    });
}

#[test]
fn known_numbers() {
    // 1 − 2/N and 12/N², N counted so that the field starts at e^(√(2/3)φ) = 4N/3.
    let starobinsky = observed(&solved(STAROBINSKY));
    assert!((starobinsky.n_s - 0.9636).abs() < 2e-3, "{starobinsky:?}");
    assert!((starobinsky.r - 0.0040).abs() < 5e-4);
    // φ²: n_s = 1 − 2/(N + ½), r = 8/(N + ½).
    let quadratic = observed(&solved(QUADRATIC));
    assert!((quadratic.n_s - (1.0 - 2.0 / 55.5)).abs() < 1e-3);
    assert!((quadratic.r - 8.0 / 55.5).abs() < 3e-3);
    assert!((quadratic.f_nl_local() - 5.0 / 12.0 * (1.0 - quadratic.n_s)).abs() < 1e-15);
    // r = −8n_t up to second order.
    assert!((quadratic.r / (-8.0 * quadratic.n_t) - 1.0).abs() < 0.05);
}

#[test]
fn energy_is_conserved() {
    for start in [
        Start::Attractor {
            e_folds_before_pivot: 15.0,
        },
        Start::KineticDomination {
            field: 27.0,
            potential_share: 1e-9,
            direction: Direction::Down,
        },
        Start::KineticDomination {
            field: 14.0,
            potential_share: 1e-6,
            direction: Direction::Up,
        },
        Start::Given {
            field: 17.0,
            velocity: 0.0,
        },
    ] {
        let settings = Inflation {
            start,
            ..Inflation::new(QUADRATIC)
        };
        let solution = settings.solve().expect("it inflates");
        let history = solution.history();
        assert!(history.energy_violation() < 1e-10, "{start:?}");
        // Between the steps, too: ε = ½φ_N², and Friedmann's equation, from the polynomials.
        let parts = 5000;
        for i in 0..=parts {
            let n = history.end() * f64::from(i) / f64::from(parts);
            let [velocity, epsilon] = [history.velocity(n), history.epsilon(n)];
            assert!(
                (0.5 * velocity * velocity - epsilon).abs() < 1e-6,
                "{start:?} {n}"
            );
            let potential = history.field(n).powi(2) * (-2.0 * history.ln_hubble(n)).exp() / 3.0;
            let violation = potential + velocity * velocity / 6.0 - 1.0;
            assert!(violation.abs() < 1e-7, "{start:?} {n}: {violation:e}");
        }
    }
}

#[test]
fn attractor_forgets_its_beginning() {
    let early = solved(QUADRATIC);
    let settings = Inflation {
        start: Start::KineticDomination {
            field: 19.5,
            potential_share: 1e-3,
            direction: Direction::Down,
        },
        ..Inflation::new(QUADRATIC)
    };
    let kinetic = settings.solve().expect("it inflates");
    for k in [0.05, 1.0] {
        let [a, b] = [&early, &kinetic].map(|s| s.powers(k).expect("a mode").scalar);
        assert!((a / b - 1.0).abs() < 1e-6, "{k}: {a:e} {b:e}");
    }
    assert!(kinetic.range_inv_mpc()[0] > early.range_inv_mpc()[0]);
}

/// N_* of instantaneous reheating in the form of Cook et al. (2015) with N_re = 0, w ≠ 1/3 and g = 100:
/// 0 = 61.6 − ln(V_end^(1/4)/H_*) − N_*.
#[test]
fn reheating_places_the_pivot() {
    let settings = Inflation {
        pivot: Pivot::Reheating(Reheating {
            energy_degrees_of_freedom: 100.0,
            entropy_degrees_of_freedom: 100.0,
            ..Reheating::instantaneous()
        }),
        ..Inflation::new(STAROBINSKY)
    };
    let solution = settings.solve().expect("it inflates");
    let e_folds = solution.pivot_e_folds();
    assert!((55.0..60.0).contains(&e_folds), "{e_folds}");
    let history = solution.history();
    let factor = solution.potential_factor();
    let n = history.end() - e_folds;
    let hubble = factor.sqrt() * history.ln_hubble(n).exp();
    let end = factor * STAROBINSKY.at(history.field(history.end())).value;
    let expected = 61.6 - (end.powf(0.25) / hubble).ln();
    assert!((e_folds - expected).abs() < 0.1, "{e_folds} {expected}");
    // The amplitude is that asked for, self-consistently.
    assert!((solution.powers(0.05).expect("a mode").scalar / 2.1e-9 - 1.0).abs() < 1e-6);

    // Matter-like reheating costs N_re/4 of N_*.
    let with = |duration| {
        let reheating = Reheating {
            duration,
            energy_degrees_of_freedom: 100.0,
            entropy_degrees_of_freedom: 100.0,
            ..Reheating::instantaneous()
        };
        let settings = Inflation {
            pivot: Pivot::Reheating(reheating),
            ..Inflation::new(STAROBINSKY)
        };
        settings.solve()
    };
    let slow = with(ReheatingDuration::EFolds(12.0)).expect("it inflates");
    assert!((e_folds - slow.pivot_e_folds() - 3.0).abs() < 0.1);
    // Too hot for what inflation leaves.
    let hot = with(ReheatingDuration::TemperatureGev(1e17));
    assert!(matches!(hot, Err(Error::OutOfRange { name, .. }) if name == "T_re in GeV"));
    // The same universe by its temperature.
    let density = 3.0
        * slow.potential_factor()
        * (2.0 * slow.history().ln_hubble(slow.history().end())).exp();
    let instant = Reheating::instantaneous();
    let highest = [1e14, 1e15].map(|t| {
        let at = ReheatingDuration::TemperatureGev(t);
        Reheating {
            duration: at,
            ..instant
        }
        .e_folds(density)
        .expect("cooler than the end")
    });
    assert!((highest[0] - highest[1] - 4.0 / 3.0 * 10.0_f64.ln()).abs() < 1e-12);
}

#[test]
fn ends_other_than_fast_roll() {
    let settings = Inflation {
        ending: Ending::Field(4.0),
        pivot: Pivot::EFolds(50.0),
        ..Inflation::new(QUADRATIC)
    };
    let solution = settings.solve().expect("it inflates");
    let history = solution.history();
    assert!((history.field(history.end()) - 4.0).abs() < 1e-8);
    assert!(history.epsilon(history.end()) < 0.2);
}

#[test]
fn interrupted_inflation_goes_on() {
    // A step to less than half the height: for a moment the field is faster than inflation allows.
    let potential = TanhStep {
        base: QUADRATIC,
        height: 0.45,
        field: 12.0,
        width: 0.1,
    };
    let solution = solved(potential);
    let history = solution.history();
    let fastest = (0..10_000)
        .map(|i| 0.9 * history.end() * f64::from(i) / 1e4)
        .map(|n| history.epsilon(n))
        .fold(0.0, f64::max);
    assert!(fastest > 1.0, "{fastest}");
    assert!(history.field(history.end()) < 1.1);
    // What left the horizon long before and long after knows nothing of it.
    let tilt = solution.slow_roll(50.0).expect("it leaves the horizon");
    assert!(tilt.n_s < 1.0 && tilt.n_s > 0.9);
}

#[test]
fn small_fields_and_flat_places() {
    // n_s = 1 − 2(p − 1)/((p − 2)N) for sub-Planckian hilltops.
    let hilltop = observed(&solved(Hilltop {
        scale: 1.0,
        mu: 0.05,
        power: 4.0,
    }));
    assert!(
        (hilltop.n_s - (1.0 - 3.0 / 55.0)).abs() < 2e-3,
        "{hilltop:?}"
    );
    assert!(hilltop.r < 1e-6);
    // A near-inflection: a peak far above the plateau, grown outside the horizon.
    let inflection = Inflation {
        pivot: Pivot::EFolds(55.0),
        ..Inflation::new(Inflection {
            scale: 1.0,
            v: 0.7,
            a: 1.5,
            beta: 3e-4,
        })
    };
    let solution = inflection.solve().expect("it inflates");
    let powers = |k| solution.powers(k).expect("a mode").scalar;
    let peak = (0..400)
        .map(|i| powers(1e-4 * 1e18_f64.powf(f64::from(i) / 399.0)))
        .fold(0.0, f64::max);
    assert!(peak > 1e4 * powers(0.05), "{peak:e}");
}

#[test]
fn tables_stand_for_formulas() {
    let fields: Vec<f64> = (0..=4000).map(|i| 0.005 * f64::from(i)).collect();
    let values = fields.iter().map(|&x| STAROBINSKY.at(x).value).collect();
    let table = Tabulated::new(fields, values, 3.0).expect("a table");
    let [table, formula] = [observed(&solved(table)), observed(&solved(STAROBINSKY))];
    assert!(
        (table.n_s - formula.n_s).abs() < 1e-5,
        "{} {}",
        table.n_s,
        formula.n_s
    );
    assert!((table.r / formula.r - 1.0).abs() < 1e-5);
}

#[test]
fn what_does_not_inflate_says_so() {
    let steep = Inflation {
        start: Start::Given {
            field: 0.1,
            velocity: 0.0,
        },
        ..Inflation::new(Exponential {
            scale: 1.0,
            steepness: 1.4,
        })
    };
    assert!(matches!(steep.solve(), Err(Error::Endless { epsilon, .. }) if epsilon < 1.0));
    let short = Inflation::new(DoubleWell {
        scale: 1.0,
        minimum: 0.1,
    });
    assert!(matches!(short.solve(), Err(Error::TooShort { e_folds, .. }) if e_folds < 60.0));
    let short = Inflation {
        start: Start::Given {
            field: 5.0,
            velocity: 0.0,
        },
        ..Inflation::new(QUADRATIC)
    };
    assert!(matches!(short.solve(), Err(Error::TooShort { .. })));
    // A well that is not empty.
    let fields: Vec<f64> = (0..=400).map(|i| 0.1 * f64::from(i) - 20.0).collect();
    let values = fields.iter().map(|x| 1.0 + x * x).collect();
    let well = Tabulated::new(fields.clone(), values, 15.0).expect("a table");
    let caught = Inflation::new(well).solve();
    assert!(
        matches!(caught, Err(Error::FalseVacuum { field, potential }) if field.abs() < 1e-6 && (potential - 1.0).abs() < 1e-6),
        "{caught:?}"
    );
    let values = fields.iter().map(|x| x - 30.0).collect();
    let negative = Tabulated::new(fields, values, 15.0).expect("a table");
    let error = Inflation::new(negative).solve().expect_err("V < 0");
    assert!(matches!(error, Error::NegativePotential { potential, .. } if potential < 0.0));
    assert!(error.is_recoverable());
    // Wavenumbers beyond.
    let solution = solved(STAROBINSKY);
    for k in [1e-9, 1e30, f64::NAN, -1.0] {
        let error = solution.powers(k).expect_err("k outside");
        assert!(matches!(error, Error::OutsideSpectrum { .. }));
    }
    let [low, high] = solution.range_inv_mpc();
    assert!(solution.powers(low).is_ok() && solution.powers(high).is_ok());
    let nonsense = Inflation {
        tolerance: f64::NAN,
        ..Inflation::new(STAROBINSKY)
    };
    assert!(matches!(
        nonsense.solve(),
        Err(Error::OutOfRange {
            name: "tolerance",
            ..
        })
    ));
    let fixed = Inflation {
        amplitude: Amplitude::Potential,
        ..Inflation::new(Starobinsky { scale: -1.0 })
    };
    assert!(fixed.solve().is_err());
}

/// An end that lies beyond inflation is refused before thousands of oscillations.
#[test]
fn oscillations_are_not_followed_for_ever() {
    for ending in [Ending::EFolds(135.0), Ending::Field(20.0)] {
        let inflation = Inflation {
            ending,
            ..Inflation::new(Monomial {
                scale: 1e-10,
                power: 2.0,
            })
        };
        assert!(inflation.solve().unwrap_err().is_recoverable());
    }
}
