//! Random models of two fields: an answer or a typed error, whatever is asked.

use lastscatter_primordial::{
    Error, Model,
    inflation::Pivot,
    two_fields::{
        Coupled, DoubleQuadratic, ExponentialProduct, FieldSpace, Hybrid, TurningValley,
        TwoFieldPotential, TwoFields,
    },
};
use proptest::prelude::*;

/// Numbers of all sizes, and those that are none.
fn wild() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -20.0..20.0_f64,
        4 => (-14.0..2.0_f64).prop_map(|x| 10_f64.powf(x)),
        1 => any::<f64>(),
        1 => Just(0.0),
    ]
}

/// Masses, couplings and widths.
fn size() -> impl Strategy<Value = f64> {
    prop_oneof![16 => (-14.0..1.5_f64).prop_map(|x| 10_f64.powf(x)), 1 => wild()]
}

/// Where inflation may well begin.
fn place() -> impl Strategy<Value = f64> {
    prop_oneof![8 => 0.0..25.0_f64, 1 => wild()]
}

fn space() -> impl Strategy<Value = FieldSpace> {
    prop_oneof![
        4 => Just(FieldSpace::Flat),
        1 => Just(FieldSpace::Polar),
        2 => wild().prop_map(|rate| FieldSpace::Exponential { rate }),
        1 => wild().prop_map(|radius| FieldSpace::Hyperbolic { radius }),
    ]
}

fn potential() -> impl Strategy<Value = Box<dyn TwoFieldPotential>> {
    (0..5, prop::array::uniform5(size())).prop_map(
        |(kind, [a, b, c, d, e])| -> Box<dyn TwoFieldPotential> {
            match kind {
                0 => Box::new(DoubleQuadratic { masses: [a, b] }),
                1 => Box::new(ExponentialProduct { mass: a, lambda: b }),
                2 => Box::new(Coupled {
                    masses: [a, b],
                    coupling: c,
                    quartic: [d, e],
                }),
                3 => Box::new(Hybrid {
                    mass: a,
                    coupling: b,
                    quartic: c,
                    vacuum: d,
                }),
                _ => Box::new(TurningValley {
                    mass: a,
                    wall_mass: b,
                    turn: c,
                    width: d,
                    shift: e,
                }),
            }
        },
    )
}

fn settings() -> impl Strategy<Value = TwoFields<Box<dyn TwoFieldPotential>>> {
    (
        potential(),
        space(),
        [place(), place()],
        prop_oneof![3 => Just(None), 1 => [wild(), wild()].prop_map(Some)],
        prop_oneof![20 => 1.0..60.0_f64, 1 => wild()],
        prop_oneof![20 => Just(1e-4), 1 => wild()],
    )
        .prop_map(
            |(potential, field_space, fields, velocity, e_folds, tolerance)| TwoFields {
                field_space,
                velocity,
                pivot: Pivot::EFolds(e_folds),
                tolerance,
                ..TwoFields::new(potential, fields)
            },
        )
}

/// What is found is finite, and no more correlated than can be.
fn judged(settings: &TwoFields<Box<dyn TwoFieldPotential>>, ln_k: f64) -> Result<(), Error> {
    let solution = settings.solve()?;
    let [low, high] = solution.range_inv_mpc();
    assert!(low > 0.0 && low < high && high.is_finite(), "{settings:?}");
    let k = (low.ln() + ln_k * (high.ln() - low.ln()))
        .exp()
        .clamp(low, high);
    let powers = solution.two_field_powers(k)?;
    let all = [powers.curvature, powers.isocurvature, powers.tensor];
    assert!(
        all.iter().all(|p| *p >= 0.0 && p.is_finite()),
        "{settings:?} {powers:?}"
    );
    let most = (powers.curvature * powers.isocurvature).sqrt();
    assert!(
        powers.correlation.abs() <= (1.0 + 1e-9) * most,
        "{settings:?} {powers:?}"
    );
    let n = solution.crossing(k)? + 3.0;
    if n < solution.history().end() {
        let form = settings
            .delta_n(&solution, [n, solution.history().end()])?
            .curvature();
        assert!(form.iter().all(|c| c.is_finite()), "{settings:?} {form:?}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        // LASTSCATTER_SLOW=1 cargo nextest run -p lastscatter-primordial --test random_two_fields
        cases: if std::env::var_os("LASTSCATTER_SLOW").is_some() { 12_000 } else { 150 },
        max_shrink_iters: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn an_answer_or_an_error(settings in settings(), ln_k in 0.0..1.0_f64) {
        if let Err(error) = judged(&settings, ln_k) {
            prop_assert!(error.is_recoverable(), "{settings:?} {error}");
        }
    }
}
