//! Growth of structure in limits that can be solved by hand, and symmetries.

#![expect(clippy::unwrap_used, reason = "a failure is a failed test")]

use lastscatter_boltzmann::{
    Error, Gauge, InitialCondition, MatterSolver, MatterTransfer, PrimordialSpectra, Species,
};
use lastscatter_cosmology::{Helium, Neutrinos, Parameters, Reionisation, Thermodynamics};
use lastscatter_primordial::PowerLaw;
use lastscatter_primordial::from_fn;

fn massless() -> Parameters {
    Parameters {
        neutrinos: Neutrinos::massless(3.044),
        ..Parameters::planck2018()
    }
}

fn solver(redshifts: &[f64], largest_wavenumber_inv_mpc: f64) -> MatterSolver {
    MatterSolver {
        largest_wavenumber_inv_mpc,
        ..MatterSolver::new(redshifts)
    }
}

fn solved(parameters: &Parameters, solver: &MatterSolver) -> MatterTransfer {
    solver
        .solve(&Thermodynamics::new(parameters).unwrap())
        .unwrap()
}

fn close(a: f64, b: f64, tolerance: f64) {
    assert!((a / b - 1.0).abs() < tolerance, "{a} against {b}");
}

/// Cold dark matter alone grows as 1 + 3y/2, y = a/a_eq, inside the horizon (Mészáros).
#[test]
fn matter_grows_with_the_scale_factor() {
    let mut parameters = massless();
    parameters.omega_c_h2 += parameters.omega_b_h2 - 1e-4;
    parameters.omega_b_h2 = 1e-4;
    parameters.helium = Helium::MassFraction(0.25);
    parameters.reionisation = Reionisation::OpticalDepth(0.002);
    let redshifts = [300.0, 100.0, 30.0, 10.0];
    let history = Thermodynamics::new(&parameters).unwrap();
    let transfer = solver(&redshifts, 1.0).solve(&history).unwrap();
    let primordial = PowerLaw::planck2018();
    let equality = history.background().equality_redshift().unwrap();
    for z in redshifts {
        let y = (1.0 + equality) / (1.0 + z);
        for k in [0.1, 0.5, 1.0] {
            let rate = transfer.power(&primordial).growth_rate(k, z).unwrap();
            close(rate, y / (y + 2.0 / 3.0), 2e-3);
        }
    }
}

/// Late growth is D ∝ H ∫ da/(aH)³, whatever the scale.
#[test]
fn late_growth_solves_the_growth_equation() {
    let history = Thermodynamics::new(&massless()).unwrap();
    let omega_m = history.background().omega_m();
    let growth = |z: f64| {
        let hubble = |a: f64| (omega_m / a.powi(3) + 1.0 - omega_m).sqrt();
        let a = 1.0 / (1.0 + z);
        let count = 2000;
        let step = a / f64::from(count);
        let sum: f64 = (0..count)
            .map(|i| (f64::from(i) + 0.5) * step)
            .map(|a| step * (a * hubble(a)).powi(-3))
            .sum();
        hubble(a) * sum
    };
    let transfer = solver(&[0.0, 1.0, 3.0], 1.0).solve(&history).unwrap();
    let primordial = PowerLaw::planck2018();
    let power = transfer.power(&primordial);
    for z in [1.0, 3.0] {
        let expected = (growth(z) / growth(0.0)).powi(2);
        for k in [0.01, 0.1, 1.0] {
            let ratio = power.at(k, z).unwrap() / power.at(k, 0.0).unwrap();
            // Radiation adds ⅔ a_eq to D: 2·10⁻⁴ (1+z) of it; baryons still catch up by as much.
            close(ratio, expected, 1.2e-3 * (1.0 + z));
        }
    }
}

/// Outside the horizon P ∝ k^n_s, since δ ∝ k².
#[test]
fn largest_scales_keep_the_primordial_slope() {
    let transfer = solved(&Parameters::planck2018(), &solver(&[0.0], 0.1));
    let primordial = PowerLaw::planck2018();
    let power = transfer.power(&primordial);
    let (low, high) = (1.2e-5, 2.4e-5);
    let slope = (power.at(high, 0.0).unwrap() / power.at(low, 0.0).unwrap()).ln() / 2f64.ln();
    assert!((slope - primordial.n_s).abs() < 1e-3, "{slope}");
}

/// The frame of cold dark matter is the same, in whatever coordinates it was reached.
#[test]
fn gauges_agree() {
    let history = Thermodynamics::new(&Parameters::planck2018()).unwrap();
    let synchronous = solver(&[0.0, 2.0, 50.0], 0.5);
    let newtonian = MatterSolver {
        gauge: Gauge::Newtonian,
        ..synchronous.clone()
    };
    let (a, b) = (
        synchronous.solve(&history).unwrap(),
        newtonian.solve(&history).unwrap(),
    );
    let primordial = PowerLaw::planck2018();
    for species in [Species::Total, Species::Baryons, Species::ColdDarkMatter] {
        for z in [0.0, 2.0, 50.0] {
            // Far outside the horizon the change of frame cancels all but (k/ℋ)² of the Newtonian contrasts.
            for k in [1e-3, 1e-2, 0.1, 0.5] {
                let contrast = |t: &MatterTransfer| {
                    t.contrast(InitialCondition::Adiabatic, species, k, z)
                        .unwrap()
                };
                let rate = |t: &MatterTransfer| {
                    t.power(&primordial).of(species).growth_rate(k, z).unwrap()
                };
                close(contrast(&a), contrast(&b), 1e-4);
                assert!((rate(&a) - rate(&b)).abs() < 1e-4, "{species:?} {k} {z}");
            }
        }
    }
}

/// Slopes are those of the values, and lead from one redshift to the next.
#[test]
fn redshifts_between_are_interpolated() {
    let redshifts = [0.0, 0.3, 0.95, 1.0, 1.05, 2.0, 3.0];
    let history = Thermodynamics::new(&Parameters::planck2018()).unwrap();
    let transfer = solver(&redshifts, 2.0).solve(&history).unwrap();
    let sparse = solver(&[0.0, 0.3, 2.0, 3.0], 2.0).solve(&history).unwrap();
    let primordial = PowerLaw::planck2018();
    let (power, between) = (transfer.power(&primordial), sparse.power(&primordial));
    close(
        between.sigma8(1.0).unwrap(),
        power.sigma8(1.0).unwrap(),
        1e-3,
    );
    close(
        between.growth_rate_sigma8(1.0).unwrap(),
        power.growth_rate_sigma8(1.0).unwrap(),
        5e-3,
    );
    let step = (2.05_f64 / 1.95).ln();
    let difference = (power.sigma8(0.95).unwrap() - power.sigma8(1.05).unwrap()) / step;
    close(power.growth_rate_sigma8(1.0).unwrap(), difference, 3e-4);
}

#[test]
fn species_add_up() {
    let history = Thermodynamics::new(&Parameters::planck2018()).unwrap();
    let transfer = solver(&[0.0], 0.5).solve(&history).unwrap();
    let rho = history.background().densities(0.0);
    let adiabatic = InitialCondition::Adiabatic;
    let delta = |species| transfer.contrast(adiabatic, species, 0.2, 0.0).unwrap();
    let total = rho.cold_dark_matter * delta(Species::ColdDarkMatter)
        + rho.baryons * delta(Species::Baryons)
        + rho.massive_neutrinos * delta(Species::MassiveNeutrinos);
    close(delta(Species::Total), total / rho.matter(), 1e-12);
    // Neutrinos of 0.06 eV clump less here, radiation not at all.
    let cold = delta(Species::ColdDarkMatter).abs();
    assert!(delta(Species::MassiveNeutrinos).abs() < 0.2 * cold);
    assert!(delta(Species::Photons).abs() < 1e-3 * cold);

    let transfer = solved(&massless(), &solver(&[0.0], 0.05));
    let none = transfer.contrast(adiabatic, Species::MassiveNeutrinos, 0.02, 0.0);
    assert!(none.unwrap().abs() < 1e-300);
}

#[test]
fn uncorrelated_modes_add_their_powers() {
    use InitialCondition::{Adiabatic, ColdDarkMatterIsocurvature};
    let history = Thermodynamics::new(&massless()).unwrap();
    let of = |initial: &[InitialCondition]| {
        let solver = MatterSolver {
            initial: initial.to_vec(),
            ..solver(&[0.0], 0.3)
        };
        solver.solve(&history).unwrap()
    };
    let primordial = from_fn(|_| 2e-9);
    let [a, b, both] = [
        &[Adiabatic][..],
        &[ColdDarkMatterIsocurvature],
        &[Adiabatic, ColdDarkMatterIsocurvature],
    ]
    .map(of);
    let at = |t: &MatterTransfer| t.power(&primordial).at(0.01, 0.0).unwrap();
    close(at(&a) + at(&b), at(&both), 1e-12);
    assert!(at(&b) < 0.1 * at(&a));

    // Contrasts are those of the mode asked for.
    let contrast = |t: &MatterTransfer, mode| t.contrast(mode, Species::Total, 0.01, 0.0);
    for (alone, mode) in [(&a, Adiabatic), (&b, ColdDarkMatterIsocurvature)] {
        close(
            contrast(alone, mode).unwrap(),
            contrast(&both, mode).unwrap(),
            1e-12,
        );
    }
    let absent = contrast(&a, ColdDarkMatterIsocurvature).unwrap_err();
    assert!(matches!(absent, Error::NotSolved { .. }), "{absent}");
}

/// ⟨ℛ S⟩ and ⟨S ℛ⟩ of two modes that have the same spectrum.
struct Correlated([f64; 2]);

impl PrimordialSpectra for Correlated {
    fn scalar(&self, _: f64) -> f64 {
        2e-9
    }

    fn correlation(&self, a: InitialCondition, b: InitialCondition, k: f64) -> f64 {
        match (a, b) {
            _ if a == b => self.scalar(k),
            (InitialCondition::Adiabatic, _) => self.0[0],
            _ => self.0[1],
        }
    }
}

#[test]
fn mixtures_have_positive_power() {
    use InitialCondition::{BaryonIsocurvature, ColdDarkMatterIsocurvature};
    let history = Thermodynamics::new(&massless()).unwrap();
    let solver = MatterSolver {
        initial: vec![
            InitialCondition::Adiabatic,
            ColdDarkMatterIsocurvature,
            BaryonIsocurvature,
        ],
        ..solver(&[0.0], 0.3)
    };
    let transfer = solver.solve(&history).unwrap();
    let at = |pair| transfer.power(&Correlated(pair)).at(0.01, 0.0);
    assert!(at([1e-9, 1e-9]).is_ok());
    for wrong in [[1e-9, 0.9e-9], [2.1e-9, 2.1e-9], [0.0, 1e-9]] {
        let error = at(wrong).unwrap_err();
        assert!(matches!(error, Error::Correlation { .. }), "{error}");
        assert!(
            error.is_recoverable() && error.to_string().contains("Adiabatic"),
            "{error}"
        );
    }
}

#[test]
fn results_are_numbers() {
    let history = Thermodynamics::new(&massless()).unwrap();
    let transfer = solver(&[0.0], 2.0).solve(&history).unwrap();
    let refused = |result: Result<f64, Error>| {
        let error = result.unwrap_err();
        assert!(matches!(error, Error::OutOfDomain { .. }), "{error}");
    };
    // Negative, without power, and too much of it.
    let negative = PowerLaw {
        a_s: -2e-9,
        ..PowerLaw::planck2018()
    };
    let power = transfer.power(&negative);
    refused(power.at(0.1, 0.0));
    refused(power.sigma8(0.0));
    refused(power.growth_rate(0.1, 0.0));
    refused(power.growth_rate_sigma8(0.0));
    let dark = from_fn(|_| 0.0);
    let power = transfer.power(&dark);
    assert!(power.at(0.1, 0.0).unwrap().abs() <= 0.0);
    assert!(power.sigma8(0.0).unwrap().abs() <= 0.0);
    refused(power.growth_rate(0.1, 0.0));
    refused(power.growth_rate_sigma8(0.0));
    let neutrinos = PowerLaw::planck2018();
    let neutrinos = transfer.power(&neutrinos).of(Species::MassiveNeutrinos);
    refused(neutrinos.growth_rate(0.1, 0.0));
    let huge = from_fn(|_| 1e306);
    refused(transfer.power(&huge).at(0.01, 0.0));
    refused(transfer.power(&huge).sigma8(0.0));
}

#[test]
fn threads_change_nothing() {
    let history = Thermodynamics::new(&Parameters::planck2018()).unwrap();
    let solver = solver(&[0.0], 0.1);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let transfer = pool.build().unwrap().install(|| solver.solve(&history));
        let primordial = PowerLaw::planck2018();
        transfer.unwrap().power(&primordial).slice(0.0).unwrap()
    };
    assert_eq!(run(1), run(3));
}

#[test]
fn nonsense_is_refused() {
    let history = Thermodynamics::new(&massless()).unwrap();
    let refused = |solver: MatterSolver| {
        let error = solver.solve(&history).unwrap_err();
        assert!(matches!(error, Error::OutOfDomain { .. }), "{error}");
        assert!(error.is_recoverable());
    };
    let adiabatic = InitialCondition::Adiabatic;
    for initial in [vec![], vec![adiabatic, adiabatic]] {
        let solver = MatterSolver {
            initial,
            ..solver(&[0.0], 1.0)
        };
        let error = solver.solve(&history).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("number of initial conditions ="),
            "{error}"
        );
    }
    let error = solver(&[], 1.0).solve(&history).unwrap_err();
    assert!(
        error.to_string().starts_with("number of redshifts"),
        "{error}"
    );
    let many: Vec<f64> = (0..2_000_000).map(|i| 1e-3 * f64::from(i)).collect();
    let error = solver(&many, 10.0).solve(&history).unwrap_err();
    assert!(error.to_string().contains("2^28"), "{error}");
    refused(solver(&[-0.1], 1.0));
    refused(solver(&[f64::NAN], 1.0));
    refused(solver(&[0.0], f64::NAN));
    refused(solver(&[0.0], 1e4));

    let transfer = solver(&[0.0, 1.0], 0.1).solve(&history).unwrap();
    let primordial = PowerLaw::planck2018();
    let power = transfer.power(&primordial);
    assert!(power.at(0.2, 0.0).is_err());
    assert!(power.at(1e-6, 0.0).is_err());
    assert!(power.at(f64::NAN, 0.0).is_err());
    let late = power.at(0.05, 1.5).unwrap_err().to_string();
    assert!(late.contains("= 1.5: expected 0 to 1"), "{late}");
    assert!(power.at(0.05, f64::NAN).is_err());
    // Spheres smaller than what was solved for.
    let Err(Error::OutOfRange { value, low, .. }) = power.sigma8(0.0) else {
        panic!("spheres of 8 Mpc/h");
    };
    close(value, 0.1, 1e-12);
    close(low, 15.0 * 0.6736 / 8.0, 1e-12);
    assert!(power.sigma(0.01, 0.0).is_err());
    assert!(power.sigma(f64::NAN, 0.0).is_err());
    assert!(power.sigma(300.0, 0.5).is_ok());
    let broken = from_fn(|_| f64::NAN);
    assert!(broken.scalar(0.1).is_nan());
    assert!(transfer.power(&broken).at(0.05, 0.0).is_err());
}
