//! Halofit and what it does to lensing, against CAMB (`tests/scripts/halofit.py`).

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a broken table must fail the test; the measured errors are worth seeing"
)]

use lastscatter_boltzmann::{Accuracy, MatterSolver, NonLinear, Solver, Spectra};
use lastscatter_cosmology::{
    DarkEnergy, Helium, Neutrinos, Parameters, Reionisation, Thermodynamics,
};
use lastscatter_primordial::PowerLaw;

const REDSHIFTS: [f64; 5] = [0.0, 0.5, 1.0, 2.0, 4.0];

fn parameters(h0: f64, omega_b_h2: f64, omega_c_h2: f64, tau: f64, mass: f64) -> Parameters {
    let masses: &[f64] = if mass > 0.0 { &[mass] } else { &[] };
    Parameters {
        h0_km_s_mpc: h0,
        omega_b_h2,
        omega_c_h2,
        omega_k: 0.0,
        t_cmb_k: 2.7255,
        neutrinos: Neutrinos::thermal(3.044, masses),
        dark_energy: DarkEnergy::LAMBDA,
        helium: Helium::MassFraction(0.2454),
        reionisation: Reionisation::OpticalDepth(tau),
    }
}

/// Rows of a name and numbers.
fn table<const N: usize>(text: &str) -> Vec<(&str, [f64; N])> {
    text.lines()
        .map(|line| {
            let (name, rest) = line.split_once(',').unwrap();
            let numbers: Vec<f64> = rest.split(',').map(|x| x.parse().unwrap()).collect();
            (name, numbers.try_into().unwrap())
        })
        .collect()
}

#[test]
fn power_agrees_with_camb() {
    let dark = Parameters {
        dark_energy: DarkEnergy { w0: -0.8, wa: 0.0 },
        ..parameters(66.0, 0.0223, 0.121, 0.055, 0.0)
    };
    for (name, parameters, n_s) in [
        (
            "massless",
            parameters(67.36, 0.02237, 0.12, 0.0544, 0.0),
            0.9649,
        ),
        (
            "planck2018",
            parameters(67.36, 0.02237, 0.12, 0.0544, 0.06),
            0.9649,
        ),
        (
            "heavy_neutrino",
            parameters(64.0, 0.0222, 0.117, 0.05, 0.3),
            0.96,
        ),
        ("dark_energy", dark, 0.965),
    ] {
        let history = Thermodynamics::new(&parameters).unwrap();
        let transfer = MatterSolver::new(&REDSHIFTS).solve(&history).unwrap();
        let primordial = PowerLaw {
            a_s: 2.1e-9,
            n_s,
            ..PowerLaw::planck2018()
        };
        let power = transfer.power(&primordial);
        for wanted in REDSHIFTS {
            let mut worst = [0.0_f64; 3];
            for (case, [z, k, linear, nonlinear]) in table::<4>(include_str!("data/halofit.csv")) {
                if case == name && (z - wanted).abs() < 1e-9 && k < 6.99 {
                    let (own, fitted) =
                        (power.at(k, z).unwrap(), power.nonlinear_at(k, z).unwrap());
                    let ratio = (fitted / own) / (nonlinear / linear) - 1.0;
                    let errors = [own / linear - 1.0, fitted / nonlinear - 1.0, ratio];
                    for (worst, error) in worst.iter_mut().zip(errors) {
                        *worst = if error.abs() > worst.abs() {
                            error
                        } else {
                            *worst
                        };
                    }
                }
            }
            println!("{name} z = {wanted}: linear, non-linear, ratio {worst:?}");
            assert!(worst[1].abs() < 2.5e-3, "{name} {worst:?}");
        }
    }
}

fn spectra(nonlinear: NonLinear) -> Spectra {
    let parameters = Parameters {
        neutrinos: Neutrinos::thermal(3.046, &[0.06]),
        helium: Helium::Nucleosynthesis,
        ..parameters(67.0, 0.022_377_37, 0.120_103_5, 0.054_301_38, 0.06)
    };
    let parameters = parameters.with_theta_mc(1.040920).unwrap();
    let history = Thermodynamics::new(&parameters).unwrap();
    let solver = Solver {
        nonlinear,
        accuracy: Accuracy::standard(),
        ..Solver::new(2500)
    };
    let solution = solver.solve(&history).unwrap();
    let primordial = PowerLaw {
        a_s: 2.100_428e-9,
        n_s: 0.965_892_3,
        ..PowerLaw::planck2018()
    };
    for _ in 0..3 {
        let begin = std::time::Instant::now();
        solution.spectra(&primordial).unwrap();
        println!("{nonlinear:?} spectra {:?}", begin.elapsed());
    }
    solution.spectra(&primordial).unwrap()
}

#[test]
fn lensing_agrees_with_camb() {
    let all = [NonLinear::Linear, NonLinear::Halofit].map(spectra);
    for (l, numbers) in table::<10>(include_str!("data/nonlinear_lensing.csv")) {
        let l: usize = l.parse().unwrap();
        let at = |i: usize| {
            let phi = all[i].potential().unwrap();
            let sky = all[i].lensed().unwrap();
            [
                phi.phi_phi().get(l).unwrap(),
                sky.tt().get(l).unwrap(),
                sky.ee().get(l).unwrap(),
                sky.bb().get(l).unwrap(),
                sky.te().get(l).unwrap(),
            ]
        };
        let (linear, fitted) = (at(0), at(1));
        print!("{l}: ");
        for i in 0..5 {
            let unit = 1.0;
            let (a, b) = (numbers[2 * i] * unit, numbers[2 * i + 1] * unit);
            print!(
                " [{:.5} {:.5} {:.2e} {:.2e}]",
                fitted[i] / linear[i] - 1.0,
                b / a - 1.0,
                linear[i] / a - 1.0,
                fitted[i] / b - 1.0
            );
        }
        println!();
    }
}
