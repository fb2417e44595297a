//! Limits and laws of initial states and modified dispersion.

#![expect(clippy::unwrap_used, reason = "helpers of tests may, as tests")]

mod universe;

use std::f64::consts::PI;

use lastscatter_primordial::{
    Bogoliubov, Error, Inflation, Model, Spectrum, SurfaceState, Vacuum,
    potential::Starobinsky,
    quantum_gravity::{
        dispersion::Dispersion,
        trans_planckian::{TransPlanckian, TransPlanckianSolution},
    },
};
use proptest::prelude::*;
use universe::de_sitter;

const PIVOT: f64 = 0.05;

fn starobinsky() -> Inflation<Starobinsky> {
    Inflation {
        tolerance: 1e-9,
        ..Inflation::new(Starobinsky { scale: 1e-10 })
    }
}

fn solved(vacuum: Vacuum) -> TransPlanckianSolution {
    TransPlanckian::with_vacuum(starobinsky(), vacuum)
        .solve()
        .unwrap()
}

/// Powers of scalars and gravitational waves relative to the standard.
fn relative(model: &impl Model, k: f64) -> [f64; 2] {
    let standard = starobinsky().solve().unwrap().powers(k).unwrap();
    let powers = model.powers(k).unwrap();
    [
        powers.scalar / standard.scalar,
        powers.tensor() / standard.tensor(),
    ]
}

#[test]
fn dispersion_at_infinite_scale_is_standard() {
    let scale_over_hubble = 1e5;
    for dispersion in [
        Dispersion::Relativistic,
        Dispersion::corley_jacobson(scale_over_hubble, 1.0),
        Dispersion::corley_jacobson(scale_over_hubble, -1.0),
        Dispersion::horava_lifshitz(scale_over_hubble, 1.0, 1.0),
        Dispersion::Unruh {
            scale_over_hubble,
            exponent: 1.0,
        },
    ] {
        let model = TransPlanckian::with_dispersion(starobinsky(), dispersion.clone());
        let model = model.solve().unwrap();
        for k in [0.005, PIVOT, 1.0] {
            for ratio in relative(&model, k) {
                assert!((ratio - 1.0).abs() < 1e-8, "{dispersion:?} {k}: {ratio}");
            }
        }
    }
}

#[test]
fn alpha_vacua_scale_the_spectrum() {
    let standard = solved(Vacuum::BunchDavies);
    let unsqueezed = solved(Vacuum::AlphaVacuum(Bogoliubov::new(0.0, 0.3).unwrap()));
    let state = Bogoliubov::alpha_vacuum(-1.0, 2.0).unwrap();
    let squeezed = solved(Vacuum::AlphaVacuum(state));
    let expected =
        (2.0 * state.squeezing).cosh() + (2.0 * state.squeezing).sinh() * state.phase.cos();
    for k in [0.005, PIVOT] {
        let powers = standard.powers(k).unwrap();
        assert_eq!(unsqueezed.powers(k).unwrap(), powers);
        let ratio = squeezed.powers(k).unwrap().scalar / powers.scalar;
        assert!((ratio / expected - 1.0).abs() < 1e-13);
    }
}

/// The largest deviation of tensor powers from 1 − (H/Λ) sin(2x) over a few periods, x = −kη on the hypersurface.
fn deviation(cutoff: f64) -> f64 {
    let model = solved(Vacuum::danielsson(cutoff));
    let standard = starobinsky().solve().unwrap();
    let history = standard.history();
    let pivot = history.end() - 55.0;
    let unit = PIVOT.ln() - history.ln_a_h(pivot);
    let ln_cutoff = cutoff.ln() + history.ln_hubble(pivot);
    let mut largest = 0.0_f64;
    for i in 0..40 {
        let k = PIVOT * (0.1 * f64::from(i)).exp();
        let n = k.ln() - unit - ln_cutoff;
        // −kη = ∫ k/aH dN, by Simpson's rule until it no longer counts.
        let integrand = |n: f64| (k.ln() - unit - history.ln_a_h(n)).exp();
        let (count, span) = (8000, 30.0);
        let step = span / f64::from(count);
        let x: f64 = (0..count)
            .map(|j| {
                let from = n + f64::from(j) * step;
                let [a, b, c] = [from, from + 0.5 * step, from + step].map(integrand);
                step / 6.0 * (a + 4.0 * b + c)
            })
            .sum();
        let ratio = model.powers(k).unwrap().tensor() / standard.powers(k).unwrap().tensor();
        let hubble = (history.ln_hubble(n) - ln_cutoff).exp();
        largest = largest.max((ratio - 1.0 + hubble * (2.0 * x).sin()).abs());
    }
    largest
}

#[test]
fn danielsson_modulation_during_slow_roll() {
    let cutoffs = [10.0, 30.0, 100.0, 300.0];
    let deviations = cutoffs.map(deviation);
    for (cutoff, deviation) in cutoffs.into_iter().zip(deviations) {
        // The next order is (H/Λ)² sin²; ε ≈ 2e-4 changes the first.
        assert!(
            deviation < 1.05 / (cutoff * cutoff) + 1e-3 / cutoff,
            "{cutoff}: {deviation:e}"
        );
        assert!(deviation > 0.3 / (cutoff * cutoff));
    }
}

#[test]
fn modulated_spectra_are_interpolated() {
    let model = solved(Vacuum::danielsson(300.0));
    let spectrum = Spectrum::new(&model, [1e-3, 1.0], 1e-6).unwrap();
    for i in 0..50 {
        let k = 1e-3 * (0.138 * f64::from(i)).exp();
        let [exact, near] = [model.powers(k).unwrap(), spectrum.powers(k).unwrap()];
        assert!((near.scalar / exact.scalar - 1.0).abs() < 1e-5, "{k}");
    }
}

/// |β| of the states on a hypersurface, and its power of H/Λ, as the table of [`SurfaceState`] has them.
#[test]
fn states_on_a_hypersurface_tend_to_the_vacuum() {
    let size = |state, cutoff_over_hubble| {
        let vacuum = Vacuum::Hypersurface {
            cutoff_over_hubble,
            state,
        };
        let model = TransPlanckian::with_vacuum(de_sitter(1e-10), vacuum);
        let state = model.solve().unwrap().excitation(PIVOT).unwrap();
        state.squeezing.sinh()
    };
    for (state, power) in [
        (SurfaceState::MinimumUncertainty, 1),
        (SurfaceState::Adiabatic { order: 0 }, 1),
        (SurfaceState::Adiabatic { order: 1 }, 2),
        (SurfaceState::Adiabatic { order: 2 }, 3),
        (SurfaceState::Diagonal, 3),
    ] {
        for cutoff in [20.0_f64, 60.0] {
            let expected = 0.5 / cutoff.powi(power);
            let size = size(state, cutoff);
            assert!(
                (size / expected - 1.0).abs() < 0.02,
                "{state:?} {cutoff}: {size:e} {expected:e}"
            );
        }
    }
}

#[test]
fn any_state_is_a_squeezed_one() {
    let cutoff_over_hubble = 25.0;
    let guess = solved(Vacuum::danielsson(cutoff_over_hubble));
    let state = SurfaceState::Squeezed(guess.excitation(PIVOT).unwrap());
    let squeezed = solved(Vacuum::Hypersurface {
        cutoff_over_hubble,
        state,
    });
    let ratio = squeezed.powers(PIVOT).unwrap().scalar / guess.powers(PIVOT).unwrap().scalar;
    assert!((ratio - 1.0).abs() < 1e-10, "{ratio}");
}

/// Danielsson's quanta weigh H²Λ²/32π²: little unless Λ is near M_P.
#[test]
fn energy_of_quanta() {
    let model = TransPlanckian::with_vacuum(de_sitter(1e-8), Vacuum::danielsson(1e3));
    let model = model.solve().unwrap();
    let hubble = model.hubble();
    let energy = model
        .excitation(PIVOT)
        .unwrap()
        .energy_fraction(1e3, hubble);
    let expected = (1e3 * hubble / PI).powi(2) / 96.0;
    assert!(
        (energy / expected - 1.0).abs() < 1e-5,
        "{energy:e} {expected:e}"
    );
    let standard = de_sitter(1e-8).solve().unwrap().powers(PIVOT).unwrap();
    let tensor = 2.0 * (hubble / PI).powi(2);
    assert!((standard.tensor() / tensor - 1.0).abs() < 1e-6);
}

#[test]
fn what_is_no_vacuum_is_refused() {
    let failure = |dispersion| {
        let model = TransPlanckian::with_dispersion(starobinsky(), dispersion);
        model
            .solve()
            .and_then(|model| model.powers(PIVOT))
            .unwrap_err()
    };
    // Imaginary frequencies too near the horizon.
    let near = failure(Dispersion::corley_jacobson(8.0, -1.0));
    assert!(
        matches!(near, Error::NotVacuum { error, .. } if error > 1e-9),
        "{near}"
    );
    // Waves that expansion overdamps.
    let overdamped = failure(Dispersion::Unruh {
        scale_over_hubble: 1.0,
        exponent: 1.0,
    });
    assert!(
        matches!(overdamped, Error::NotVacuum { .. }),
        "{overdamped}"
    );
    let odd = failure(Dispersion::Polynomial {
        scale_over_hubble: 100.0,
        coefficients: vec![0.1],
    });
    assert!(matches!(odd, Error::OutOfDomain { .. }));
    let range = solved(Vacuum::danielsson(100.0)).range_inv_mpc();
    let outside = solved(Vacuum::danielsson(100.0))
        .powers(0.9 * range[0])
        .unwrap_err();
    assert!(matches!(outside, Error::OutsideSpectrum { .. }));
    assert!(solved(Vacuum::danielsson(100.0)).powers(f64::NAN).is_err());
}

#[test]
fn described_in_toml() {
    let vacuum: Vacuum = toml::from_str(
        "kind = \"hypersurface\"\ncutoff_over_hubble = 100.0\nstate = \"minimum_uncertainty\"",
    )
    .unwrap();
    assert_eq!(vacuum, Vacuum::danielsson(100.0));
    let alpha: Vacuum =
        toml::from_str("kind = \"alpha_vacuum\"\nsqueezing = 0.1\nphase = 1.0").unwrap();
    assert_eq!(
        alpha,
        Vacuum::AlphaVacuum(Bogoliubov::new(0.1, 1.0).unwrap())
    );
    let relation: Dispersion = toml::from_str(
        "relation = \"polynomial\"\nscale_over_hubble = 50.0\ncoefficients = [0.0, 1.0]",
    )
    .unwrap();
    assert_eq!(relation, Dispersion::corley_jacobson(50.0, 1.0));
    assert!(toml::from_str::<Dispersion>("relation = \"unruh\"\nscale = 1.0").is_err());
    let text = "vacuum = { kind = \"bunch_davies\" }\nstandard = { potential = { scale = 1e-10 } }";
    let model: TransPlanckian<Starobinsky> = toml::from_str(text).unwrap();
    let inflation = Inflation::new(Starobinsky { scale: 1e-10 });
    assert_eq!(
        model,
        TransPlanckian::with_vacuum(inflation, Vacuum::BunchDavies)
    );
}

#[test]
fn whole_range_is_solved() {
    for dispersion in [
        Dispersion::Relativistic,
        Dispersion::corley_jacobson(60.0, -1.0),
        Dispersion::horava_lifshitz(200.0, 1.0, 1.0),
        Dispersion::Unruh {
            scale_over_hubble: 20.0,
            exponent: 1.0,
        },
    ] {
        let model = TransPlanckian::with_dispersion(starobinsky(), dispersion);
        let model = model.solve().unwrap();
        let [low, high] = model.range_inv_mpc();
        assert!(low < 1e-3, "{low}");
        for k in [low, 1e-6 * high] {
            model.powers(k).unwrap();
        }
    }
    for cutoff in [2.0, 30.0, 300.0] {
        let model = solved(Vacuum::danielsson(cutoff));
        for k in model.range_inv_mpc() {
            model.powers(k).unwrap();
        }
    }
}

/// With or without odd powers.
fn dispersions(chiral: f64) -> impl Strategy<Value = Dispersion> {
    let scale = (-1.0..8.0_f64).prop_map(|x| 10_f64.powf(x));
    prop_oneof![
        Just(Dispersion::Relativistic),
        (scale.clone(), prop::collection::vec(-3.0..3.0_f64, 0..5)).prop_map(
            move |(scale_over_hubble, mut coefficients)| {
                coefficients
                    .iter_mut()
                    .step_by(2)
                    .for_each(|c| *c *= chiral);
                Dispersion::Polynomial {
                    scale_over_hubble,
                    coefficients,
                }
            }
        ),
        (scale, 0.5..4.0_f64).prop_map(|(scale_over_hubble, exponent)| Dispersion::Unruh {
            scale_over_hubble,
            exponent,
        }),
    ]
}

fn vacua() -> impl Strategy<Value = Vacuum> {
    let state = prop_oneof![
        Just(SurfaceState::MinimumUncertainty),
        Just(SurfaceState::Diagonal),
        (0_u32..13).prop_map(|order| SurfaceState::Adiabatic { order }),
        (0.0..4.0_f64, -3.0..3.0_f64)
            .prop_map(|(squeezing, phase)| SurfaceState::Squeezed(Bogoliubov { squeezing, phase })),
    ];
    prop_oneof![
        Just(Vacuum::BunchDavies),
        (0.0..4.0_f64, -3.0..3.0_f64)
            .prop_map(|(squeezing, phase)| Vacuum::AlphaVacuum(Bogoliubov { squeezing, phase })),
        (0.3..8.0_f64, state).prop_map(|(log, state)| Vacuum::Hypersurface {
            cutoff_over_hubble: 10_f64.powf(log),
            state,
        }),
    ]
}

proptest! {
    /// Powers are finite and positive, or an error says why not.
    #[test]
    fn no_panic(scalar in dispersions(0.0), tensor in dispersions(1.0), vacuum in vacua(), log_k in -6.0..3.0_f64) {
        let model = TransPlanckian { standard: Inflation::new(Starobinsky { scale: 1e-10 }), scalar, tensor, vacuum };
        if let Ok(powers) = model.solve().and_then(|solution| solution.powers(10_f64.powf(log_k))) {
            prop_assert!(powers.scalar > 0.0 && powers.scalar.is_finite());
            prop_assert!(powers.tensor() > 0.0 && powers.tensor().is_finite());
        }
    }
}
