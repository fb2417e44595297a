//! Handed gravitational waves.

#![expect(clippy::unwrap_used, reason = "helpers of tests may, as tests")]

mod universe;

use std::f64::consts::PI;

use lastscatter_primordial::{
    Inflation, Model,
    potential::Starobinsky,
    quantum_gravity::{
        dispersion::Dispersion,
        parity::{ChernSimons, Coupling},
        trans_planckian::TransPlanckian,
    },
};
use proptest::prelude::*;
use universe::de_sitter;

const PIVOT: f64 = 0.05;

fn chern_simons(scale_over_hubble: f64, coupling: Coupling) -> ChernSimons<Starobinsky> {
    ChernSimons {
        standard: Inflation {
            tolerance: 1e-9,
            ..Inflation::new(Starobinsky { scale: 1e-10 })
        },
        scale_over_hubble,
        coupling,
    }
}

fn chirality(scale_over_hubble: f64, coupling: Coupling, k: f64) -> f64 {
    let solution = chern_simons(scale_over_hubble, coupling).solve().unwrap();
    solution.powers(k).unwrap().chirality()
}

#[test]
fn chirality_grows_with_the_coupling() {
    for scale in [50.0, 100.0, 1000.0, -100.0] {
        let expected = (0.5 * PI / scale).tanh();
        let chirality = chirality(scale, Coupling::Constant, PIVOT);
        // ε, and the next order in H/M_CS.
        let error = 2e-3 + 2.0 / (scale * scale);
        assert!(
            (chirality / expected - 1.0).abs() < error,
            "{scale}: {chirality} {expected}"
        );
    }
    // Without coupling helicities are equal, and the spectrum is the standard one.
    let solution = chern_simons(1e12, Coupling::Linear).solve().unwrap();
    let standard = chern_simons(1e12, Coupling::Linear)
        .standard
        .solve()
        .unwrap();
    let [powers, standard] = [
        solution.powers(PIVOT).unwrap(),
        standard.powers(PIVOT).unwrap(),
    ];
    assert!(powers.chirality().abs() < 1e-9);
    assert!((powers.tensor() / standard.tensor() - 1.0).abs() < 1e-8);
}

/// χ ∝ H/M_CS: with a linear coupling ∝ H φ̇ = H² φ_N, which grows as inflation goes on; with a constant one it falls as H.
#[test]
fn chirality_follows_the_roll_of_the_field() {
    let scale = 200.0;
    let model = chern_simons(scale, Coupling::Linear);
    let inflation = model.standard.solve().unwrap();
    let history = inflation.history();
    let pivot = history.end() - 55.0;
    let later = history
        .crossing(history.ln_a_h(pivot) + 20_f64.ln())
        .unwrap();
    let growth = 2.0 * (history.ln_hubble(later) - history.ln_hubble(pivot));
    let expected = growth.exp() * history.velocity(later) / history.velocity(pivot);
    let ratio = chirality(scale, Coupling::Linear, 20.0 * PIVOT)
        / chirality(scale, Coupling::Linear, PIVOT);
    assert!(expected > 1.05);
    assert!((ratio / expected - 1.0).abs() < 5e-3, "{ratio} {expected}");
    let constant = chirality(scale, Coupling::Constant, 20.0 * PIVOT)
        / chirality(scale, Coupling::Constant, PIVOT);
    assert!(constant < 1.0 && constant > 0.99);
}

/// χ of ω² = p² [1 + c₁λp/M + (p/M)² + c₃λ(p/M)³ + (p/M)⁴].
fn lifshitz(scale_over_hubble: f64, c1: f64, c3: f64) -> f64 {
    let mut model = TransPlanckian::with_dispersion(de_sitter(1e-11), Dispersion::Relativistic);
    model.tensor = Dispersion::Polynomial {
        scale_over_hubble,
        coefficients: vec![c1, 1.0, c3, 1.0],
    };
    model.solve().unwrap().powers(PIVOT).unwrap().chirality()
}

#[test]
fn horava_chirality_is_linear_in_a_small_coupling() {
    for scale in [100.0, 400.0] {
        let slope = (lifshitz(scale, 1e-3, 0.0) - lifshitz(scale, -1e-3, 0.0)) / 2e-3;
        let expected = -0.5 * PI / scale;
        // The next order of H/M is quadratic.
        assert!(
            (slope / expected - 1.0).abs() < 20.0 / (scale * scale),
            "{scale}: {slope} {expected}"
        );
    }
    // The fifth power tells hands apart as exp(−M/H).
    assert!(lifshitz(1.0, 0.0, 0.1) < -0.02);
    assert!(lifshitz(10.0, 0.0, 0.1).abs() < 1e-7);
    assert!(lifshitz(100.0, 0.0, 0.0).abs() < 1e-15);
}

#[test]
fn whole_range_is_solved() {
    for scale in [40.0, 100.0, 1e4] {
        let solution = chern_simons(scale, Coupling::Linear).solve().unwrap();
        let [low, high] = solution.range_inv_mpc();
        assert!(low < 1e-3);
        solution.powers(low).unwrap();
        // The field moves faster towards the end, and M_CS falls.
        assert!(solution.powers(0.1 * high).is_ok() || scale < 1e4);
    }
}

proptest! {
    /// Powers are finite and positive, or an error says why not.
    #[test]
    fn no_panic(log in -3.0..6.0_f64, sign in prop::bool::ANY, linear in prop::bool::ANY, log_k in -6.0..3.0_f64) {
        let model = ChernSimons {
            standard: Inflation::new(Starobinsky { scale: 1e-10 }),
            scale_over_hubble: if sign { 1.0 } else { -1.0 } * 10_f64.powf(log),
            coupling: if linear { Coupling::Linear } else { Coupling::Constant },
        };
        if let Ok(powers) = model.solve().and_then(|solution| solution.powers(10_f64.powf(log_k))) {
            prop_assert!(powers.tensor_right > 0.0 && powers.tensor_left > 0.0);
            prop_assert!(powers.tensor().is_finite() && powers.chirality().abs() < 1.0);
        }
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Opposite couplings exchange the hands.
    #[test]
    fn mirror(log in 1.7..5.0_f64) {
        let scale = 10_f64.powf(log);
        let [one, other] = [scale, -scale].map(|scale| {
            chern_simons(scale, Coupling::Constant).solve().unwrap().powers(PIVOT).unwrap()
        });
        prop_assert!((one.tensor_right / other.tensor_left - 1.0).abs() < 1e-14);
    }
}
