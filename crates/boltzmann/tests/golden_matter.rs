//! Matter power and growth against CAMB and CLASS (`tests/scripts/matter_power.py`).

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a broken table must fail the test; the measured errors are worth seeing"
)]

use lastscatter_boltzmann::{MatterSolver, MatterTransfer, Species};
use lastscatter_cosmology::{
    DarkEnergy, Helium, Neutrinos, Parameters, Reionisation, Thermodynamics,
};
use lastscatter_primordial::PowerLaw;

const REDSHIFTS: [f64; 4] = [0.0, 0.5, 2.0, 10.0];
/// To 1 h/Mpc, where the codes differ from each other by 7·10⁻⁴.
const POWER: f64 = 8e-4;
/// Beyond, against CAMB alone: of CLASS's hierarchies of 30 multipoles, kept short for its time, 2·10⁻³ are left there.
const POWER_SMALL_SCALES: f64 = 6e-4;
/// They differ by 7·10⁻⁵ in σ₈.
const SIGMA8: f64 = 1.5e-4;
/// CAMB's growth is the velocity of cold dark matter times the contrast of total matter: the same but for their shapes.
const GROWTH: f64 = 3e-4;

struct Case {
    name: &'static str,
    parameters: Parameters,
    primordial: PowerLaw,
}

fn cases() -> Vec<Case> {
    let parameters = |h0, omega_b_h2, omega_c_h2, tau, neutrinos, helium| Parameters {
        h0_km_s_mpc: h0,
        omega_b_h2,
        omega_c_h2,
        omega_k: 0.0,
        t_cmb_k: 2.7255,
        neutrinos,
        dark_energy: DarkEnergy::LAMBDA,
        helium: Helium::MassFraction(helium),
        reionisation: Reionisation::OpticalDepth(tau),
    };
    let primordial = |a_s, n_s, alpha_s| PowerLaw {
        a_s,
        n_s,
        alpha_s,
        ..PowerLaw::planck2018()
    };
    let light = || Neutrinos::thermal(3.044, &[0.06]);
    let heavy = Neutrinos::thermal(3.044, &[0.15; 3]);
    vec![
        Case {
            name: "planck2018",
            parameters: parameters(67.36, 0.02237, 0.12, 0.0544, light(), 0.2454),
            primordial: primordial(2.1e-9, 0.9649, 0.0),
        },
        Case {
            name: "heavy_neutrinos",
            parameters: parameters(64.0, 0.0222, 0.117, 0.05, heavy, 0.2454),
            primordial: primordial(2.1e-9, 0.96, 0.0),
        },
        Case {
            name: "dark_energy",
            parameters: Parameters {
                dark_energy: DarkEnergy { w0: -0.7, wa: -1.0 },
                ..parameters(66.0, 0.0223, 0.121, 0.055, light(), 0.2454)
            },
            primordial: primordial(2.1e-9, 0.965, 0.0),
        },
        Case {
            name: "extreme",
            parameters: parameters(58.0, 0.019, 0.15, 0.1, Neutrinos::massless(2.5), 0.22),
            primordial: primordial(1.6e-9, 0.9, 0.03),
        },
    ]
}

impl Case {
    fn solved(&self) -> MatterTransfer {
        let history = Thermodynamics::new(&self.parameters).unwrap();
        MatterSolver::new(&REDSHIFTS).solve(&history).unwrap()
    }

    fn rows<const N: usize>(&self, text: &str) -> Vec<[f64; N]> {
        let mine = text
            .lines()
            .filter(|line| line.split(',').next() == Some(self.name));
        let numbers = |line: &str| -> Vec<f64> {
            line.split(',')
                .skip(1)
                .map(|f| f.parse().unwrap())
                .collect()
        };
        mine.map(|line| numbers(line).try_into().unwrap()).collect()
    }
}

#[test]
fn power_agrees_with_camb_and_class() {
    for case in cases() {
        let transfer = case.solved();
        let h = case.parameters.h0_km_s_mpc / 100.0;
        let total = transfer.power(&case.primordial);
        let haloes = total.of(Species::ColdDarkMatterAndBaryons);
        let mut worst = [0.0_f64; 4];
        let rows = case.rows::<6>(include_str!("data/matter_power.csv"));
        assert_eq!(rows.len(), 288);
        for [z, k, camb_total, camb_haloes, class_total, class_haloes] in rows {
            let small = usize::from(k > h);
            let (total, haloes) = (total.at(k, z).unwrap(), haloes.at(k, z).unwrap());
            let errors = [
                total / camb_total - 1.0,
                haloes / camb_haloes - 1.0,
                total / class_total - 1.0,
                haloes / class_haloes - 1.0,
            ];
            for (i, error) in errors.into_iter().enumerate() {
                let worst = &mut worst[i / 2 + 2 * small];
                *worst = worst.max(error.abs());
            }
        }
        println!(
            "{}: CAMB, CLASS to 1 h/Mpc, then beyond: {worst:?}",
            case.name
        );
        assert!(worst[0].max(worst[1]) < POWER, "{}: {worst:?}", case.name);
        assert!(worst[2] < POWER_SMALL_SCALES, "{}: {worst:?}", case.name);
    }
}

#[test]
fn variance_and_growth_agree_with_camb_and_class() {
    for case in cases() {
        let transfer = case.solved();
        let power = transfer.power(&case.primordial);
        let cold = power.of(Species::ColdDarkMatter);
        let rows = case.rows::<4>(include_str!("data/matter_growth.csv"));
        assert_eq!(rows.len(), REDSHIFTS.len());
        for [z, camb_sigma8, camb_growth, class_sigma8] in rows {
            let sigma8 = power.sigma8(z).unwrap();
            let errors = [
                sigma8 / camb_sigma8 - 1.0,
                sigma8 / class_sigma8 - 1.0,
                cold.growth_rate_sigma8(z).unwrap() / camb_growth - 1.0,
            ];
            println!("{} z = {z}: {errors:?}", case.name);
            assert!(errors[0].abs() < SIGMA8, "{}: {errors:?}", case.name);
            assert!(errors[1].abs() < SIGMA8, "{}: {errors:?}", case.name);
            assert!(errors[2].abs() < GROWTH, "{}: {errors:?}", case.name);
        }
    }
}
