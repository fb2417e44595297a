//! Wild parameters and nonsense settings: finite spectra, or a typed error; never a panic or a hang.
//!
//! 20 sets by default; `LASTSCATTER_SETS=2000 cargo nextest run -p lastscatter-boltzmann latin_hypercube` tries as many as it says.

#![expect(clippy::unwrap_used, reason = "helpers of tests may, as tests")]

use std::{sync::mpsc, thread, time::Duration};

use lastscatter_boltzmann::{
    Accuracy, Error, InitialCondition, Multipole, PrimordialSpectra, Solver, Tensors,
};
use lastscatter_cosmology::{
    DarkEnergy, Helium, Neutrinos, Parameters, Reionisation, Thermodynamics,
};
use lastscatter_primordial::PowerLaw;
use lastscatter_primordial::from_fn;

/// Dimensions of the hypercube.
const DIMENSIONS: usize = 18;
/// No set takes longer, whatever the machine.
const DEADLINE: Duration = Duration::from_secs(60);
/// Nor more evaluations of the right-hand side.
const MOST_EVALUATIONS: usize = 2_000_000;

/// A Latin hypercube: each row and column of cells holds one point.
fn hypercube(sets: usize) -> Vec<[f64; DIMENSIONS]> {
    // SplitMix64.
    let mut seed = 30_u64;
    let mut random = move || {
        seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut points = vec![[0.0; DIMENSIONS]; sets];
    for dimension in 0..DIMENSIONS {
        let mut order: Vec<usize> = (0..sets).collect();
        for i in (1..sets).rev() {
            order.swap(i, (random() * (i + 1) as f64) as usize);
        }
        for (point, cell) in points.iter_mut().zip(order) {
            point[dimension] = (cell as f64 + random()) / sets as f64;
        }
    }
    points
}

/// One universe to try.
#[derive(Debug, Clone)]
struct Wild {
    parameters: Parameters,
    power: PowerLaw,
    solver: Solver,
}

impl Wild {
    fn new(u: [f64; DIMENSIONS]) -> Self {
        let linear = |i: usize, low: f64, high: f64| low + (high - low) * u[i];
        let logarithmic = |i: usize, low: f64, high: f64| low * f64::powf(high / low, u[i]);
        // The ends of a range are tried too.
        let or_zero = |i: usize, value: f64| if u[i] < 0.05 { 0.0 } else { value };
        let masses: Vec<f64> = (0..(4.0 * u[4]) as usize)
            .map(|i| or_zero(5 + i, 5.0 * u[5 + i].powi(2)))
            .collect();
        let n_eff = or_zero(3, linear(3, 0.0, 12.0));
        let lambda = u[8] < 0.2;
        let [w0, wa] = [linear(8, -3.0, -0.2), linear(9, -3.0, 2.0)];
        // Mostly of a dark energy that is not there at the beginning, which would be an error.
        let wa = if u[17] < 0.9 { wa.min(-w0) } else { wa };
        Self {
            parameters: Parameters {
                h0_km_s_mpc: linear(0, 20.0, 150.0),
                omega_b_h2: logarithmic(1, 1e-3, 0.1),
                omega_c_h2: or_zero(2, 0.8 * u[2].powi(2)),
                omega_k: 0.0,
                t_cmb_k: linear(10, 2.0, 4.0),
                neutrinos: Neutrinos::thermal(n_eff, &masses),
                dark_energy: DarkEnergy {
                    w0: if lambda { -1.0 } else { w0 },
                    wa: if lambda { 0.0 } else { wa },
                },
                helium: Helium::MassFraction(linear(11, 0.01, 0.6)),
                reionisation: match (10.0 * u[12]) as usize {
                    0 => Reionisation::Never,
                    1..=4 => Reionisation::Redshift(80.0 * (u[12] - 0.1)),
                    _ => Reionisation::OpticalDepth(0.4 * (2.0 * u[12] - 1.0)),
                },
            },
            power: PowerLaw {
                a_s: logarithmic(13, 1e-10, 1e-8),
                n_s: linear(14, 0.5, 1.5),
                alpha_s: linear(15, -0.2, 0.2),
                ..PowerLaw::planck2018()
            },
            solver: Solver {
                accuracy: Accuracy::fast(),
                initial: vec![InitialCondition::ALL[(5.0 * u[16]) as usize]],
                ..Solver::new(200)
            },
        }
    }

    /// Whether the species that varies is not there.
    fn nothing(&self) -> bool {
        match self.solver.initial[0] {
            InitialCondition::ColdDarkMatterIsocurvature => self.parameters.omega_c_h2 <= 0.0,
            InitialCondition::NeutrinoDensityIsocurvature
            | InitialCondition::NeutrinoVelocityIsocurvature => {
                self.parameters.neutrinos.n_eff <= 0.0
            }
            _ => false,
        }
    }

    /// Evaluations that the perturbations took.
    fn spectra(&self) -> Result<usize, Error> {
        let history = Thermodynamics::new(&self.parameters)?;
        let solution = self.solver.solve(&history)?;
        let spectra = solution.spectra(&self.power)?;
        let potential = spectra.potential()?;
        let mut all = vec![potential.phi_phi().values().to_vec()];
        for sky in [spectra.unlensed()?, spectra.lensed()?] {
            for l in 2..=200 {
                let [tt, ee, te] = [sky.tt(), sky.ee(), sky.te()].map(|s| s.values()[l]);
                assert!(tt >= 0.0 && ee >= 0.0, "{l}: {tt:e} {ee:e}, {self:?}");
                assert!(
                    tt * ee > 0.0 || self.nothing(),
                    "{l}: {tt:e} {ee:e}, {self:?}"
                );
                assert!(te.abs() <= (tt * ee).sqrt(), "{l}: {te:e}, {self:?}");
            }
            all.extend([sky.tt(), sky.ee(), sky.bb(), sky.te()].map(|s| s.values().to_vec()));
        }
        assert!(all.iter().flatten().all(|c| c.is_finite()), "{self:?}");
        Ok(solution.work().evaluations)
    }
}

#[test]
fn latin_hypercube() {
    let sets = std::env::var("LASTSCATTER_SETS").map_or(20, |sets| sets.parse().unwrap());
    let mut solved = 0;
    for point in hypercube(sets) {
        let wild = Wild::new(point);
        let (done, result) = mpsc::channel();
        let job = wild.clone();
        thread::spawn(move || done.send(job.spectra()));
        match result.recv_timeout(DEADLINE) {
            Ok(Ok(evaluations)) => {
                assert!(evaluations < MOST_EVALUATIONS, "{evaluations}: {wild:?}");
                solved += 1;
            }
            Ok(Err(error)) => {
                assert!(error.is_recoverable(), "{error}: {wild:?}");
                assert!(matches!(error, Error::Cosmology(_)), "{error}: {wild:?}");
            }
            Err(reason) => panic!("{reason}: {wild:?}"),
        }
    }
    assert!(solved > sets / 3, "{solved} of {sets}");
}

fn planck() -> Thermodynamics {
    Thermodynamics::new(&Parameters::planck2018()).unwrap()
}

/// Quick settings for a few multipoles.
fn few() -> Solver {
    let mut accuracy = Accuracy::fast();
    accuracy.lensing_margin = 100;
    accuracy.largest_wavenumber = 0.1;
    Solver {
        accuracy,
        ..Solver::new(100)
    }
}

/// The name of the number that is refused.
fn refused(solver: &Solver, history: &Thermodynamics) -> &'static str {
    match solver.solve(history) {
        Err(error @ Error::OutOfDomain { name, .. }) => {
            assert!(error.is_recoverable() && error.to_string().contains("expected"));
            name
        }
        other => panic!("{:?} of {solver:?}", other.map(|solution| solution.work())),
    }
}

/// A setting's name and place.
type Number = (&'static str, fn(&mut Accuracy) -> &mut f64);

#[test]
fn nonsense_settings() {
    let history = planck();
    for lmax in [0, 1, 10_001, usize::MAX] {
        let solver = Solver { lmax, ..few() };
        assert_eq!(refused(&solver, &history), "lmax");
    }
    let empty = Solver {
        initial: Vec::new(),
        ..few()
    };
    assert_eq!(refused(&empty, &history), "number of initial conditions");
    let endless = Solver {
        lmax: usize::MAX,
        ..few()
    };
    let error = endless.solve(&history).unwrap_err().to_string();
    assert!(
        error.starts_with("lmax = 1.8446744073709552e19:"),
        "{error}"
    );

    let numbers: [Number; 16] = [
        ("tolerance", |a| &mut a.tolerance),
        ("absolute", |a| &mut a.absolute),
        ("tight wavenumber", |a| &mut a.tight_wavenumber),
        ("tight hubble", |a| &mut a.tight_hubble),
        ("slip wavenumber", |a| &mut a.slip_wavenumber),
        ("slip hubble", |a| &mut a.slip_hubble),
        ("streaming wavenumber", |a| &mut a.streaming_wavenumber),
        ("streaming opacity", |a| &mut a.streaming_opacity),
        ("fluid wavenumber", |a| &mut a.fluid_wavenumber),
        ("massive fluid wavenumber", |a| {
            &mut a.massive_fluid_wavenumber
        }),
        ("wavenumbers per e-fold", |a| &mut a.wavenumbers_per_efold),
        ("acoustic spacing", |a| &mut a.acoustic_spacing),
        ("reionised spacing", |a| &mut a.reionised_spacing),
        ("node spacing", |a| &mut a.node_spacing_mpc),
        ("damping reach", |a| &mut a.damping_reach),
        ("largest wavenumber", |a| &mut a.largest_wavenumber),
    ];
    for (name, number) in numbers {
        for value in [f64::NAN, -1.0, 0.0, f64::NEG_INFINITY] {
            let mut solver = few();
            *number(&mut solver.accuracy) = value;
            assert!(!refused(&solver, &history).is_empty(), "{name}");
        }
        // Numbers that would take for ever, or ask for nothing.
        for value in [1e-300, 1e300] {
            let mut solver = few();
            *number(&mut solver.accuracy) = value;
            match solver.solve(&history) {
                Ok(solution) => {
                    let spectra = solution.spectra(&PowerLaw::planck2018()).unwrap();
                    let sky = spectra.unlensed().unwrap();
                    assert!(
                        sky.tt().values().iter().all(|c| c.is_finite()),
                        "{name} {value}"
                    );
                }
                Err(error) => assert!(error.is_recoverable(), "{name} {value}: {error}"),
            }
        }
    }
    for momenta in [0, 1000] {
        let mut solver = few();
        solver.accuracy.momenta = momenta;
        assert!(refused(&solver, &history).contains("momenta"));
    }
    let mut solver = few();
    solver.accuracy.lensing_margin = usize::MAX;
    assert!(refused(&solver, &history).contains("lensing"));
    for l in [0, 3, 501, usize::MAX] {
        for field in 0..6 {
            let mut solver = few();
            let multipole = &mut solver.accuracy.multipole;
            let Multipole {
                intensity,
                polarisation,
                reionised,
                massless,
                massive,
                late_massive,
            } = multipole;
            let fields: [&mut usize; 6] = [
                intensity,
                polarisation,
                reionised,
                massless,
                massive,
                late_massive,
            ];
            *fields[field] = l;
            assert_eq!(
                refused(&solver, &history),
                "highest multipole of a hierarchy"
            );
        }
    }
}

/// Each of them is fine alone; together they would take a terabyte.
#[test]
fn memory_is_bounded() {
    let mut solver = few();
    solver.accuracy.node_spacing_mpc = 0.01;
    solver.accuracy.acoustic_spacing = 1e-3;
    solver.accuracy.wavenumbers_per_efold = 1e3;
    assert!(refused(&solver, &planck()).contains("wavenumbers"));
}

#[test]
fn curved_universe() {
    let parameters = Parameters {
        omega_k: 0.01,
        ..Parameters::planck2018()
    };
    let history = Thermodynamics::new(&parameters).unwrap();
    let error = few().solve(&history).unwrap_err();
    assert_eq!(error, Error::Curved { omega_k: 0.01 });
    assert!(error.is_recoverable());
}

#[test]
fn nonsense_primordial_spectra() {
    let solution = few().solve(&planck()).unwrap();
    for wrong in [f64::NAN, -2e-9, f64::INFINITY, -f64::INFINITY] {
        for from in [0.0, 0.01] {
            let spectrum = from_fn(move |k: f64| if k > from { wrong } else { 2e-9 });
            match solution.spectra(&spectrum) {
                Err(error @ Error::OutOfDomain { .. }) => assert!(error.is_recoverable()),
                other => panic!("{other:?}"),
            }
        }
    }
    // No power at all is a spectrum.
    let dark = solution.spectra(&from_fn(|_| 0.0)).unwrap();
    assert!(
        dark.unlensed()
            .unwrap()
            .tt()
            .values()
            .iter()
            .all(|c| c.abs() <= 0.0)
    );
    assert!(
        dark.lensed()
            .unwrap()
            .bb()
            .values()
            .iter()
            .all(|c| c.abs() <= 0.0)
    );
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
fn nonsense_mixtures() {
    use InitialCondition::{Adiabatic, BaryonIsocurvature};
    let solver = Solver {
        initial: vec![Adiabatic, BaryonIsocurvature],
        ..few()
    };
    let solution = solver.solve(&planck()).unwrap();
    for pair in [[0.0; 2], [-1e-9; 2], [2e-9; 2], [-2e-9; 2]] {
        assert!(solution.spectra(&Correlated(pair)).is_ok(), "{pair:?}");
    }
    for pair in [[1e-9, 0.9e-9], [0.0, 1e-9], [2.1e-9; 2], [-2.1e-9; 2]] {
        match solution.spectra(&Correlated(pair)) {
            Err(error @ Error::Correlation { modes, .. }) => {
                assert!(modes.contains(&Adiabatic) && modes.contains(&BaryonIsocurvature));
                assert!(error.is_recoverable());
            }
            other => panic!("{pair:?}: {other:?}"),
        }
    }
}

#[test]
fn gravitational_waves_are_not_forgotten() {
    let history = planck();
    let scalars = few().solve(&history).unwrap();
    let both = Solver {
        tensors: Tensors::Included,
        ..few()
    };
    let both = both.solve(&history).unwrap();
    let with = |r| PowerLaw {
        r,
        ..PowerLaw::planck2018()
    };
    // A ratio that makes no sense is not none.
    for r in [f64::NAN, -0.1, f64::INFINITY] {
        for solution in [&scalars, &both] {
            let error = solution.spectra(&with(r)).unwrap_err();
            assert!(
                matches!(error, Error::OutOfDomain { name, .. } if name == "tensor power"),
                "{error}"
            );
        }
    }
    let spectra = scalars.spectra(&with(0.1)).unwrap();
    assert!(spectra.lensed().is_ok());
    for error in [spectra.tensor(), spectra.lensed_tensor()].map(Result::unwrap_err) {
        assert!(matches!(error, Error::NotSolved { .. }), "{error}");
        assert!(!error.is_recoverable() && error.to_string().contains("Included"));
    }
    let largest = |solution: &lastscatter_boltzmann::Solution, r| {
        let spectra = solution.spectra(&with(r)).unwrap();
        [spectra.tensor().unwrap(), spectra.lensed_tensor().unwrap()].map(|sky| {
            sky.bb()
                .values()
                .iter()
                .fold(0.0, |a: f64, b| a.max(b.abs()))
        })
    };
    assert!(largest(&both, 0.1).iter().all(|bb| *bb > 0.0));
    for none in [largest(&both, 0.0), largest(&scalars, 0.0)] {
        assert!(none.iter().all(|bb| bb.abs() <= 0.0), "{none:?}");
    }
}

#[test]
fn deflections_are_small() {
    let solution = few().solve(&planck()).unwrap();
    let loud = PowerLaw {
        a_s: 1.0,
        ..PowerLaw::planck2018()
    };
    let spectra = solution.spectra(&loud).unwrap();
    assert!(spectra.unlensed().is_ok());
    let error = spectra.lensed().unwrap_err();
    assert!(
        matches!(error, Error::OutOfDomain { name, .. } if name.starts_with("variance of deflections")),
        "{error}"
    );
}

/// A spectrum that was computed for some wavenumbers is asked there, or refused by name.
#[test]
fn spectra_are_asked_where_they_are_known() {
    struct Known([f64; 2]);

    impl PrimordialSpectra for Known {
        fn scalar(&self, k_inv_mpc: f64) -> f64 {
            let [low, high] = self.0;
            if k_inv_mpc >= low && k_inv_mpc <= high {
                2.1e-9
            } else {
                f64::NAN
            }
        }

        fn range_inv_mpc(&self) -> [f64; 2] {
            self.0
        }
    }

    let solution = Solver::new(100).solve(&Thermodynamics::new(&Parameters::planck2018()).unwrap());
    let solution = solution.unwrap();
    let [low, high] = solution.range_inv_mpc();
    assert!(solution.spectra(&Known([low, high])).is_ok());
    for short in [[1.01 * low, high], [low, 0.99 * high]] {
        let error = solution.spectra(&Known(short)).unwrap_err();
        assert!(error.to_string().contains("/ Mpc: expected"), "{error}");
    }
}
