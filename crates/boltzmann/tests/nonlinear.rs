//! Limits of non-linear growth.

#![expect(clippy::unwrap_used, reason = "a failure fails the test")]

use lastscatter_boltzmann::{
    Accuracy, Error, InitialCondition, MatterSolver, NonLinear, PrimordialSpectra, Solution, Solver,
};
use lastscatter_cosmology::{Parameters, Thermodynamics};
use lastscatter_primordial::PowerLaw;

fn history() -> Thermodynamics {
    Thermodynamics::new(&Parameters::planck2018()).unwrap()
}

fn solved(solver: &Solver) -> Solution {
    solver.solve(&history()).unwrap()
}

fn fast(nonlinear: NonLinear) -> Solver {
    Solver {
        accuracy: Accuracy::fast(),
        nonlinear,
        ..Solver::new(1000)
    }
}

fn phi_phi(solution: &Solution, primordial: &impl PrimordialSpectra) -> Vec<f64> {
    let spectra = solution.spectra(primordial).unwrap();
    spectra.potential().unwrap().phi_phi().values().to_vec()
}

/// A mixture in which the other modes have no power.
struct Adiabatic(PowerLaw);

impl PrimordialSpectra for Adiabatic {
    fn scalar(&self, k_inv_mpc: f64) -> f64 {
        self.0.scalar(k_inv_mpc)
    }

    fn correlation(&self, a: InitialCondition, b: InitialCondition, k_inv_mpc: f64) -> f64 {
        if a == b && a == InitialCondition::Adiabatic {
            self.scalar(k_inv_mpc)
        } else {
            0.0
        }
    }
}

/// Powers so small that nothing has collapsed by today.
#[test]
fn a_smooth_universe_is_linear() {
    let weak = PowerLaw {
        a_s: 1e-13,
        ..PowerLaw::planck2018()
    };
    let all = [NonLinear::Linear, NonLinear::Halofit].map(|n| phi_phi(&solved(&fast(n)), &weak));
    assert_eq!(all[0], all[1]);
}

#[test]
fn large_scales_and_early_times_are_linear() {
    let transfer = MatterSolver::new(&[0.0, 30.0]).solve(&history()).unwrap();
    let primordial = PowerLaw::planck2018();
    let power = transfer.power(&primordial);
    for (k, z, least, most) in [
        (0.003, 0.0, 1.0, 1.0),
        (0.03, 0.0, 0.97, 1.0),
        (1.0, 0.0, 5.0, 12.0),
        (1.0, 30.0, 1.0, 1.0),
    ] {
        let ratio = power.nonlinear_at(k, z).unwrap() / power.at(k, z).unwrap();
        assert!((least..=most).contains(&ratio), "{k} {z}: {ratio}");
    }
}

#[test]
fn only_the_potential_s_own_spectrum_changes() {
    let primordial = PowerLaw::planck2018();
    let of = |n| solved(&fast(n)).spectra(&primordial).unwrap();
    let [linear, fitted] = [NonLinear::Linear, NonLinear::Halofit].map(of);
    assert_eq!(linear.unlensed().unwrap(), fitted.unlensed().unwrap());
    let [linear, fitted] = [linear, fitted].map(|s| s.potential().unwrap());
    assert_eq!(linear.t_phi(), fitted.t_phi());
    assert_eq!(linear.e_phi(), fitted.e_phi());
    let more = fitted.phi_phi().get(1000).unwrap() / linear.phi_phi().get(1000).unwrap();
    assert!((more - 1.205).abs() < 0.005, "{more}");
}

#[test]
fn modes_without_power_and_settings_do_not_matter() {
    let primordial = Adiabatic(PowerLaw::planck2018());
    let fast = fast(NonLinear::Halofit);
    let alone = phi_phi(&solved(&fast), &primordial);
    let both = Solver {
        initial: vec![
            InitialCondition::ColdDarkMatterIsocurvature,
            InitialCondition::Adiabatic,
        ],
        ..fast.clone()
    };
    let standard = Solver {
        accuracy: Accuracy::standard(),
        ..fast
    };
    for (name, solver, tolerance) in [("both", both, 1e-10), ("standard", standard, 2e-3)] {
        let other = phi_phi(&solved(&solver), &primordial);
        for l in 30..=1000 {
            let error = other[l] / alone[l] - 1.0;
            assert!(error.abs() < tolerance, "{name} {l}: {error:e}");
        }
    }
}

#[test]
fn threads_do_not_matter() {
    let solution = solved(&fast(NonLinear::Halofit));
    let primordial = PowerLaw::planck2018();
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build()
            .unwrap()
            .install(|| phi_phi(&solution, &primordial))
    };
    assert_eq!(with(1), with(3));
}

#[test]
fn spectra_that_end_early_are_refused() {
    let mut solver = fast(NonLinear::Halofit);
    solver.accuracy.largest_wavenumber = 0.3;
    let refused = solver.solve(&history());
    assert!(matches!(refused, Err(Error::OutOfDomain { .. })));
    let short = MatterSolver {
        largest_wavenumber_inv_mpc: 0.5,
        ..MatterSolver::new(&[0.0])
    };
    let transfer = short.solve(&history()).unwrap();
    let primordial = PowerLaw::planck2018();
    let refused = transfer.power(&primordial).nonlinear_at(0.1, 0.0);
    assert!(matches!(refused, Err(Error::OutOfRange { .. })));
}
