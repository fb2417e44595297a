//! Spectra do not depend on the coordinates in which perturbations are followed.
//!
//! Measured numbers: `cargo nextest run -p lastscatter-boltzmann --test gauges --no-capture`.

#![expect(clippy::unwrap_used, reason = "helpers of tests may, as tests")]

mod support;

use lastscatter_boltzmann::{Accuracy, Gauge, InitialCondition, Solver};
use lastscatter_cosmology::{DarkEnergy, Neutrinos, Parameters, Thermodynamics};
use lastscatter_primordial::PowerLaw;
use support::{columns, distance};

/// Conformal Newtonian against synchronous gauge to 0.01 %, without the streaming of radiation that only the latter knows.
fn agree(name: &str, parameters: &Parameters, mode: InitialCondition) {
    const LAST: usize = 800;
    let mut accuracy = Accuracy::standard();
    accuracy.streaming_wavenumber = f64::INFINITY;
    // With three momenta, as standard, the gauges differ by 0.02 %.
    accuracy.momenta = 5;
    // The Newtonian potentials of the neutrino velocity mode are infinite at the beginning.
    accuracy.tolerance = match mode {
        InitialCondition::NeutrinoVelocityIsocurvature => 1e-9,
        _ => 1e-7,
    };
    accuracy.absolute = 0.01 * accuracy.tolerance;
    accuracy.lensing_margin = 50;
    accuracy.largest_wavenumber = 0.3;
    let history = Thermodynamics::new(parameters).unwrap();
    let [synchronous, newtonian] = [Gauge::Synchronous, Gauge::Newtonian].map(|gauge| {
        let solver = Solver {
            accuracy,
            gauge,
            initial: vec![mode],
            ..Solver::new(LAST)
        };
        let solution = solver.solve(&history).unwrap();
        columns(&solution.spectra(&PowerLaw::planck2018()).unwrap()).unwrap()
    });
    for column in ["unlensed_tt", "unlensed_ee", "unlensed_te", "phiphi"] {
        let far = distance(&newtonian, &synchronous, column, [2, LAST]);
        support::show(&format!("{name} {column}: {far:e}"));
        assert!(far.max < 1e-4, "{name} {column}: {far:?}");
    }
}

#[test]
fn massive_neutrino() {
    agree(
        "standard",
        &Parameters::planck2018(),
        InitialCondition::Adiabatic,
    );
}

#[test]
fn dark_energy_across_the_divide() {
    let parameters = Parameters {
        dark_energy: DarkEnergy { w0: -0.7, wa: -1.0 },
        neutrinos: Neutrinos::massless(3.044),
        ..Parameters::planck2018()
    };
    agree("dark energy", &parameters, InitialCondition::Adiabatic);
}

#[test]
fn isocurvature() {
    let parameters = Parameters {
        neutrinos: Neutrinos::massless(3.044),
        ..Parameters::planck2018()
    };
    for mode in &InitialCondition::ALL[1..] {
        agree(&format!("{mode:?}"), &parameters, *mode);
    }
}
