//! Halofit and what it does to lensing, against CAMB (`tests/scripts/halofit.py`).

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a broken table must fail the test; the measured errors are worth seeing"
)]

use lastscatter_boltzmann::{MatterSolver, NonLinear, Solver, Spectra};
use lastscatter_cosmology::{
    DarkEnergy, Helium, Neutrinos, Parameters, Reionisation, Thermodynamics,
};
use lastscatter_primordial::PowerLaw;

/// CAMB ends its search for k_σ where σ is 1 within 10⁻³.
const POWER: f64 = 2.5e-3;
/// φφ, lensed TT, EE, BB, and TE over √(TT·EE): what non-linear growth changes.
const CHANGE: [f64; 5] = [2e-3, 5e-4, 5e-4, 1e-3, 2e-4];
/// All of it; linear spectra differ by up to 5·10⁻⁴.
const TOTAL: [f64; 5] = [2e-3, 1e-3, 1e-3, 1e-3, 5e-4];
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
            assert!(worst[1].abs() < POWER, "{name} {worst:?}");
        }
    }
}

fn spectra(nonlinear: NonLinear) -> Spectra {
    let parameters = Parameters {
        neutrinos: Neutrinos::thermal(3.046, &[0.06]),
        helium: Helium::Nucleosynthesis,
        ..parameters(67.0, 0.022_377_37, 0.120_103_5, 0.054_301_38, 0.06)
    };
    let parameters = parameters.with_theta_mc(1.040_920).unwrap();
    let history = Thermodynamics::new(&parameters).unwrap();
    let solver = Solver {
        nonlinear,
        ..Solver::new(2500)
    };
    let primordial = PowerLaw {
        a_s: 2.100_428e-9,
        n_s: 0.965_892_3,
        ..PowerLaw::planck2018()
    };
    let solution = solver.solve(&history).unwrap();
    solution.spectra(&primordial).unwrap()
}

/// φφ, lensed TT, EE, BB and TE at one multipole.
fn at(spectra: &Spectra, l: usize) -> [f64; 5] {
    let (phi, sky) = (spectra.potential().unwrap(), spectra.lensed().unwrap());
    let lists = [phi.phi_phi(), sky.tt(), sky.ee(), sky.bb(), sky.te()];
    lists.map(|spectrum| spectrum.get(l).unwrap())
}

#[test]
fn lensing_agrees_with_camb() {
    let [linear, fitted] = [NonLinear::Linear, NonLinear::Halofit].map(spectra);
    // What non-linear growth changes, then all of it: φφ, TT, EE, BB, and TE over √(TT·EE).
    let mut worst = [[(0.0_f64, 0); 5]; 2];
    for (l, numbers) in table::<10>(include_str!("data/nonlinear_lensing.csv")) {
        let l: usize = l.parse().unwrap();
        let (linear, fitted) = (at(&linear, l), at(&fitted, l));
        for i in 0..5 {
            let (camb_linear, camb) = (numbers[2 * i], numbers[2 * i + 1]);
            let unit = match i {
                4 => (numbers[3] * numbers[5]).sqrt(),
                _ => camb,
            };
            let change = ((fitted[i] - linear[i]) - (camb - camb_linear)) / unit;
            let total = (fitted[i] - camb) / unit;
            for (worst, error) in worst.iter_mut().zip([change, total]) {
                // Below, CAMB's polarisation is itself this uncertain.
                if l >= 40 && error.abs() > worst[i].0.abs() {
                    worst[i] = (error, l);
                }
            }
        }
    }
    println!("change: {:?}", worst[0]);
    println!("total: {:?}", worst[1]);
    for (i, (change, total)) in CHANGE.into_iter().zip(TOTAL).enumerate() {
        assert!(worst[0][i].0.abs() < change, "{i}: {worst:?}");
        assert!(worst[1][i].0.abs() < total, "{i}: {worst:?}");
    }
}
