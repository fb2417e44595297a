use lastscatter_cosmology::{Background, Parameters};
use lastscatter_numerics::Lanes;
use proptest::prelude::*;

use super::{
    Composition, InitialCondition, InitialState, initial_state,
    series::{Recursion, Term, leading, series},
};

/// By direct integration with 40 digits: `tests/scripts/initial_conditions.py`, mpmath 1.3.
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
fn difference(state: &InitialState<f64>, expected: &[f64]) -> f64 {
    let pairs = columns(state).into_iter().zip(expected);
    pairs.map(|(a, b)| (a / b - 1.0).abs()).fold(0.0, f64::max)
}

#[test]
fn against_direct_integration() {
    let mut rows = 0;
    for line in GOLDEN.lines().skip(1) {
        let cells: Vec<_> = line.split(',').collect();
        let numbers: Vec<f64> = cells[1..].iter().map(|x| x.parse().unwrap()).collect();
        let [k, tau] = [numbers[0], numbers[1]];
        let state = initial_state(mode(cells[0]), &UNIVERSE, k, tau, 12);
        let columns = columns(&state);
        let errors: Vec<_> = columns
            .iter()
            .zip(&numbers[2..])
            .map(|(a, b)| format!("{:.1e}", a / b - 1.0))
            .collect();
        println!(
            "{} {k} {tau} {:.1e} {errors:?}",
            cells[0],
            difference(&state, &numbers[2..])
        );
        rows += 1;
    }
    assert_eq!(rows, 35);
}
