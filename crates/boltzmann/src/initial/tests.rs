use lastscatter_cosmology::{Background, Parameters};
use lastscatter_numerics::Lanes;
use proptest::prelude::*;

use super::{
    Composition, InitialState, ORDER, initial_state,
    series::{Recursion, Term, leading, series},
    start_mpc,
};
use crate::InitialCondition;

/// By direct integration with 60 digits: `tests/scripts/initial_conditions.py`, mpmath 1.3.
const GOLDEN: &str = include_str!("../../tests/data/initial_conditions.csv");

/// The script's universe.
const UNIVERSE: Composition = Composition {
    photons: 0.591,
    neutrinos: 0.409,
    baryons_inv_mpc: 0.00118,
    cold_inv_mpc: 0.0062,
};

fn mode(name: &str) -> InitialCondition {
    match name {
        "adiabatic" => InitialCondition::Adiabatic,
        "cdm" => InitialCondition::ColdDarkMatterIsocurvature,
        "baryon" => InitialCondition::BaryonIsocurvature,
        "neutrino_density" => InitialCondition::NeutrinoDensityIsocurvature,
        "neutrino_velocity" => InitialCondition::NeutrinoVelocityIsocurvature,
        _ => panic!("{name}"),
    }
}

/// In the order of the table's columns.
fn columns(state: &InitialState<f64>) -> [f64; 13] {
    [
        state.eta,
        state.h_prime,
        state.delta_cold,
        state.delta_baryons,
        state.delta_photons,
        state.theta_photons,
        state.delta_neutrinos,
        state.theta_neutrinos,
        2.0 * state.sigma_neutrinos,
        state.neutrinos[0],
        state.neutrinos[1],
        state.neutrinos[2],
        state.neutrinos[3],
    ]
}

/// Largest relative difference of any perturbation.
fn difference(found: &[f64], expected: &[f64]) -> f64 {
    let pairs = found.iter().zip(expected);
    pairs.map(|(a, b)| (a / b - 1.0).abs()).fold(0.0, f64::max)
}

/// Of the metric, densities, velocities and shear.
const LOW: usize = 9;

#[test]
fn against_direct_integration() {
    let mut rows = 0;
    for line in GOLDEN.lines().skip(1) {
        let cells: Vec<_> = line.split(',').collect();
        let numbers: Vec<f64> = cells[1..].iter().map(|x| x.parse().unwrap()).collect();
        let [k, tau] = [numbers[0], numbers[1]];
        let state = initial_state(mode(cells[0]), &UNIVERSE, k, tau, 14);
        let error = difference(&columns(&state), &numbers[2..]);
        // Where photons and neutrinos cancel, 1e-17 of either is 3e-9 of what remains.
        assert!(error < 1e-8, "{} k = {k} τ = {tau}: {error:.1e}", cells[0]);
        rows += 1;
    }
    assert_eq!(rows, 35);
}

/// The largest error over all modes of a series cut at `order`.
fn truncation_error(x: f64, w: f64, order: usize) -> f64 {
    let tau = w / UNIVERSE.omega_inv_mpc();
    let error = |mode| {
        let at = |order| columns(&initial_state(mode, &UNIVERSE, x / tau, tau, order));
        difference(&at(order)[..LOW], &at(24))
    };
    InitialCondition::ALL
        .map(error)
        .into_iter()
        .fold(0.0, f64::max)
}

#[test]
fn truncation() {
    // kτ, ωτ and the errors at orders 4, 6 and 8, as in the documentation.
    for (x, w, errors) in [
        (0.1, 0.001, [8e-4, 2e-7, 3e-11]),
        (0.3, 0.001, [4e-3, 8e-6, 9e-9]),
        (0.001, 0.02, [8e-5, 3e-9, 1e-13]),
        (0.001, 0.05, [5e-4, 2e-7, 3e-11]),
        (0.1, 0.02, [1e-3, 4e-7, 4e-11]),
        (0.1, 0.05, [2e-3, 8e-8, 4e-11]),
        (0.3, 0.05, [3e-2, 6e-5, 7e-8]),
    ] {
        for (order, expected) in [4, 6, 8].into_iter().zip(errors) {
            let ratio = truncation_error(x, w, order) / expected;
            assert!((0.5..1.5).contains(&ratio), "{x} {w} {order}: {ratio}");
        }
    }
    for x in [1e-4, 0.01, 0.03, 0.1] {
        for w in [1e-4, 1e-3, 0.01, 0.02] {
            assert!(truncation_error(x, w, ORDER) < 1e-10, "{x} {w}");
        }
    }
    let start = start_mpc(&UNIVERSE, 1.0);
    assert!((start - 0.1).abs() < 1e-15);
}

#[test]
fn leading_terms_of_the_literature() {
    let (k, tau) = (0.1, 1e-3);
    let x: f64 = k * tau;
    let nu = UNIVERSE.neutrinos;
    let close = |a: f64, b: f64| assert!((a / b - 1.0).abs() < 1e-4, "{a} against {b}");
    let at = |mode| initial_state(mode, &UNIVERSE, k, tau, ORDER);

    // `ma1995`, equation 96 with C = 1/2.
    let state = at(InitialCondition::Adiabatic);
    close(state.h_prime, k * x);
    close(
        1.0 - state.eta,
        (5.0 + 4.0 * nu) / (12.0 * (15.0 + 4.0 * nu)) * x * x,
    );
    close(state.delta_photons, -x * x / 3.0);
    close(state.delta_neutrinos, -x * x / 3.0);
    close(state.delta_cold, -x * x / 4.0);
    close(state.delta_baryons, -x * x / 4.0);
    close(state.theta_photons, -k * x.powi(3) / 36.0);
    close(
        state.theta_neutrinos,
        (23.0 + 4.0 * nu) / (15.0 + 4.0 * nu) * state.theta_photons,
    );
    close(
        state.sigma_neutrinos,
        2.0 * x * x / (3.0 * (15.0 + 4.0 * nu)),
    );

    // `bucher2000`: matter against radiation, h = ωτ.
    for (mode, w) in [
        (
            InitialCondition::ColdDarkMatterIsocurvature,
            UNIVERSE.cold_inv_mpc * tau,
        ),
        (
            InitialCondition::BaryonIsocurvature,
            UNIVERSE.baryons_inv_mpc * tau,
        ),
    ] {
        let state = at(mode);
        close(state.h_prime * tau, w);
        close(state.eta, -w / 6.0);
        close(state.delta_photons, -2.0 / 3.0 * w);
        close(state.delta_neutrinos, -2.0 / 3.0 * w);
        close(state.theta_photons, -k * x * w / 12.0);
        close(state.theta_neutrinos, -k * x * w / 12.0);
    }

    // `bucher2000`: neutrinos against photons.
    let state = at(InitialCondition::NeutrinoDensityIsocurvature);
    close(state.delta_photons, -nu / UNIVERSE.photons);
    close(state.theta_neutrinos, k * x / 4.0);
    close(state.theta_photons, -k * x / 4.0 * nu / UNIVERSE.photons);
    close(state.delta_baryons, nu / UNIVERSE.photons * x * x / 8.0);
    close(state.sigma_neutrinos, x * x / (2.0 * (15.0 + 4.0 * nu)));
    close(state.eta, -nu * x * x / (6.0 * (15.0 + 4.0 * nu)));
    let state = at(InitialCondition::NeutrinoVelocityIsocurvature);
    close(state.theta_neutrinos, 0.75 * k);
    close(state.theta_photons, -0.75 * k * nu / UNIVERSE.photons);
    close(state.delta_neutrinos, -x);
    close(state.delta_baryons, 0.75 * nu / UNIVERSE.photons * x);
    close(state.sigma_neutrinos, x / (5.0 + 4.0 * nu));
    close(state.eta, -nu * x / (5.0 + 4.0 * nu));
}

/// Terms of orders 0 to 12 of a mode at κ and w.
fn terms(mode: InitialCondition, k: f64, tau: f64) -> Vec<Term<f64>> {
    let recursion = Recursion::new(&UNIVERSE, k, tau);
    let mut terms = vec![Term::ZERO, leading(mode, &UNIVERSE)];
    for n in 1..=12 {
        let last = terms.len() - 1;
        terms.push(recursion.term(f64::from(n), &terms[last], &terms[last - 1]));
    }
    terms.remove(0);
    terms
}

#[test]
fn unused_einstein_equations_hold_order_by_order() {
    let nu = UNIVERSE.neutrinos;
    for mode in InitialCondition::ALL {
        for (k, tau) in [(0.1, 3.0), (0.01, 10.0), (1.0, 1.0)] {
            let (x, w) = (k * tau, UNIVERSE.omega_inv_mpc() * tau);
            let terms = terms(mode, k, tau);
            // Coefficient of λ^n in a product with 1 + aλ + bλ².
            let product = |f: &dyn Fn(usize) -> f64, a: f64, b: f64, n: usize| {
                f(n) + a * f(n - 1) + if n > 1 { b * f(n - 2) } else { 0.0 }
            };
            // Rounding is that of the terms that make the parts up, H and δ above all.
            let zero = |parts: [f64; 4], n: usize| {
                let last = &terms[n];
                let size = [last.h, last.shear, last.photons, last.neutrinos];
                let scale = parts
                    .iter()
                    .chain(&size)
                    .fold(0.0_f64, |m, p| m.max(p.abs()));
                let sum = parts.iter().sum::<f64>();
                assert!(
                    sum.abs() <= 1e-12 * scale,
                    "{mode:?} {k} {tau} {n}: {parts:?}"
                );
            };
            for n in 1..12 {
                // 21b: s²κ Dη = 2(R_γ(1+R)v + R_νv_ν), one order up.
                let slope = |i: usize| i as f64 * terms[i].eta;
                zero(
                    [
                        x * product(&slope, w / 2.0, w * w / 16.0, n),
                        -2.0 * UNIVERSE.photons * terms[n + 1].momentum,
                        -2.0 * nu * terms[n + 1].neutrino_velocity,
                        0.0,
                    ],
                    n,
                );
                // 21c: s²DH + s(2u − s)H = 2κ²s²η − 3δ_r.
                let slope = |i: usize| i as f64 * terms[i].h;
                let h = |i: usize| terms[i].h;
                let curvature = if n > 1 {
                    terms[n - 2].weighted_eta
                } else {
                    0.0
                };
                zero(
                    [
                        product(&slope, w / 2.0, w * w / 16.0, n)
                            + product(&h, w, 3.0 / 16.0 * w * w, n),
                        -2.0 * x * x * curvature,
                        3.0 * UNIVERSE.photons * terms[n].photons,
                        3.0 * nu * terms[n].neutrinos,
                    ],
                    n,
                );
            }
        }
    }
}

#[test]
fn compensated_matter_leaves_no_trace() {
    // Baryons against cold dark matter, their total uniform: no gravity, no pressure, no motion.
    let mut balanced = leading(InitialCondition::BaryonIsocurvature, &UNIVERSE);
    balanced.cold = -UNIVERSE.baryons_inv_mpc / UNIVERSE.cold_inv_mpc;
    let sum = series(balanced, &UNIVERSE, 0.1, 3.0, ORDER);
    let traces = [
        sum.eta,
        sum.h,
        sum.photons,
        sum.velocity,
        sum.neutrinos,
        sum.neutrino_shear,
    ];
    assert!(traces.iter().all(|x| x.abs() < 1e-16), "{traces:?}");
}

#[test]
fn conformal_newtonian_gauge() {
    let (k, nu) = (0.1, UNIVERSE.neutrinos);
    // `ma1995`, equation 98 with C = 1/2.
    let early = initial_state(InitialCondition::Adiabatic, &UNIVERSE, k, 1e-4, ORDER);
    let state = early.newtonian(&UNIVERSE, k, 1e-4);
    let psi = 10.0 / (15.0 + 4.0 * nu);
    assert!((state.psi / psi - 1.0).abs() < 1e-5);
    assert!((state.phi / (psi * (1.0 + 0.4 * nu)) - 1.0).abs() < 1e-5);
    assert!((state.delta_photons / (-2.0 * psi) - 1.0).abs() < 1e-5);
    assert!((state.theta_cold / (0.5 * k * k * 1e-4 * psi) - 1.0).abs() < 1e-5);

    let tau = 1.0;
    let hubble = UNIVERSE.conformal_hubble_inv_mpc(tau);
    let s = 1.0 + 0.25 * UNIVERSE.omega_inv_mpc() * tau;
    let radiation = 1.0 / (tau * s * tau * s);
    for mode in InitialCondition::ALL {
        let at = |tau| initial_state(mode, &UNIVERSE, k, tau, 12);
        let state = at(tau).newtonian(&UNIVERSE, k, tau);
        // Shear and all above are the same in both gauges.
        assert_eq!(
            state.sigma_neutrinos.to_bits(),
            at(tau).sigma_neutrinos.to_bits()
        );
        // ψ = α' + aHα.
        let step = 1e-3;
        let slope = (8.0 * (at(tau + step).alpha - at(tau - step).alpha)
            - (at(tau + 2.0 * step).alpha - at(tau - 2.0 * step).alpha))
            / (12.0 * step);
        let psi = slope + hubble * at(tau).alpha;
        assert!((psi - state.psi).abs() < 1e-9 * state.phi.abs(), "{mode:?}");
        // 23a and b: k²φ = −4πGa² Σ (δρ + 3aH(ρ+p)θ/k²).
        let light = 3.0 * hubble / (k * k);
        let fluid = |share, ratio: f64, delta: f64, theta| share * (delta + ratio * light * theta);
        let matter = 1.0 / (tau * s);
        let parts = [
            fluid(
                UNIVERSE.photons * radiation,
                4.0 / 3.0,
                state.delta_photons,
                state.theta_photons,
            ),
            fluid(
                nu * radiation,
                4.0 / 3.0,
                state.delta_neutrinos,
                state.theta_neutrinos,
            ),
            fluid(
                UNIVERSE.cold_inv_mpc * matter,
                1.0,
                state.delta_cold,
                state.theta_cold,
            ),
            fluid(
                UNIVERSE.baryons_inv_mpc * matter,
                1.0,
                state.delta_baryons,
                state.theta_photons,
            ),
        ];
        let density = -1.5 * parts.iter().sum::<f64>();
        let scale = parts.iter().fold(0.0_f64, |m, p| m.max(p.abs()));
        assert!(
            (k * k * state.phi - density).abs() < 1e-12 * scale,
            "{mode:?}"
        );
    }
}

#[test]
fn composition_of_a_background() {
    let background = Background::new(&Parameters::planck2018()).unwrap();
    let composition = Composition::new(&background);
    assert!((composition.photons + composition.neutrinos - 1.0).abs() < 1e-15);
    assert!((composition.neutrinos - 0.409).abs() < 1e-3);
    // The expansion that the series assumes is that of the background.
    let redshift = 3e5;
    let tau = background.conformal_time_mpc(redshift);
    let rate = background.hubble_inv_mpc(redshift) / (1.0 + redshift);
    let expected = composition.conformal_hubble_inv_mpc(tau);
    assert!(
        (rate / expected - 1.0).abs() < 1e-7,
        "{rate} against {expected}"
    );
    let loading = 0.75 * composition.baryons_inv_mpc / composition.photons * tau;
    let loading = loading * (1.0 + 0.25 * composition.omega_inv_mpc() * tau);
    assert!((loading / background.baryon_loading(redshift) - 1.0).abs() < 1e-6);
}

#[test]
fn lanes_are_scalars_side_by_side() {
    let k: [f64; 8] = std::array::from_fn(|i| 1e-4 * 2.5_f64.powi(i as i32));
    for mode in InitialCondition::ALL {
        let pack = initial_state(mode, &UNIVERSE, Lanes::new(k), 0.5, ORDER);
        for (i, &k) in k.iter().enumerate() {
            let one = initial_state(mode, &UNIVERSE, k, 0.5, ORDER);
            let lane = [
                pack.eta,
                pack.alpha,
                pack.theta_photons,
                pack.sigma_neutrinos,
            ]
            .map(|x| x.to_array()[i].to_bits());
            let scalar = [one.eta, one.alpha, one.theta_photons, one.sigma_neutrinos];
            assert_eq!(lane, scalar.map(f64::to_bits));
        }
    }
}

proptest! {
    #[test]
    fn mixtures_are_linear(
        weights in prop::array::uniform5(-2.0..2.0_f64),
        k in 1e-4..0.3_f64,
        nu in 0.0..0.9_f64,
    ) {
        let universe = Composition { photons: 1.0 - nu, neutrinos: nu, ..UNIVERSE };
        let tau = start_mpc(&universe, k);
        let mut mixture = Term::<f64>::ZERO;
        let mut sum = [0.0; 6];
        for (mode, weight) in InitialCondition::ALL.into_iter().zip(weights) {
            let begin = leading::<f64>(mode, &universe);
            mixture.eta += weight * begin.eta;
            mixture.weighted_eta += weight * begin.weighted_eta;
            mixture.cold += weight * begin.cold;
            mixture.baryons += weight * begin.baryons;
            mixture.photons += weight * begin.photons;
            mixture.velocity += weight * begin.velocity;
            mixture.momentum += weight * begin.momentum;
            mixture.neutrinos += weight * begin.neutrinos;
            mixture.neutrino_velocity += weight * begin.neutrino_velocity;
            for (s, x) in sum.iter_mut().zip(values(&series(begin, &universe, k, tau, ORDER))) {
                *s += weight * x;
            }
        }
        let whole = values(&series(mixture, &universe, k, tau, ORDER));
        for (a, b) in whole.into_iter().zip(sum) {
            prop_assert!((a - b).abs() < 1e-12 && a.is_finite(), "{} against {}", a, b);
        }
    }
}

fn values(term: &Term<f64>) -> [f64; 6] {
    [
        term.eta,
        term.h,
        term.photons,
        term.velocity,
        term.neutrino_velocity,
        term.baryons,
    ]
}
