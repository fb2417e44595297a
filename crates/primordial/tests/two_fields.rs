//! Two fields: against one field, exact limits, separate universes, themselves.

use lastscatter_primordial::{
    Error, Inflation, InitialCondition, Model, PrimordialSpectra,
    inflation::{Amplitude, Pivot, Reheating, Start},
    potential::{Derivatives, Potential, Starobinsky},
    two_fields::{
        Coupled, DoubleQuadratic, ExponentialProduct, FieldSpace, Hybrid, Mixture, Numerical, Sum,
        TurningValley, TwoFieldPotential, TwoFieldSpectra, TwoFields,
    },
};

fn near(found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() <= tolerance * expected.abs(),
        "{found:e} {expected:e}: {:e}",
        found / expected - 1.0
    );
}

/// Both fields roll, and isocurvature is alive at the end.
fn pair() -> TwoFields<DoubleQuadratic> {
    let masses = [1e-6, 1.2e-6];
    TwoFields::new(DoubleQuadratic { masses }, [11.0, 13.0])
}

/// A heavy field that settles some 50 e-folds before the end.
fn heavy() -> TwoFields<DoubleQuadratic> {
    let masses = [1e-6, 5e-6];
    TwoFields::new(DoubleQuadratic { masses }, [12.0, 11.0])
}

fn valley() -> TwoFields<TurningValley> {
    let valley = TurningValley {
        mass: 1e-6,
        wall_mass: 1.5e-5,
        turn: 14.9,
        width: 0.3,
        shift: 0.3,
    };
    TwoFields::new(valley, [17.5, 0.0])
}

fn curved() -> TwoFields<DoubleQuadratic> {
    let masses = [2e-6, 1e-6];
    TwoFields {
        field_space: FieldSpace::Exponential { rate: 0.1 },
        ..TwoFields::new(DoubleQuadratic { masses }, [16.0, 5.0])
    }
}

/// ½m²χ².
#[derive(Debug)]
struct Mass(f64);

impl Potential for Mass {
    fn at(&self, field: f64) -> Derivatives {
        let squared = self.0 * self.0;
        Derivatives {
            value: 0.5 * squared * field * field,
            first: squared * field,
            second: squared,
            third: 0.0,
        }
    }

    fn on_the_slope(&self) -> f64 {
        10.0
    }
}

#[test]
fn a_field_at_rest_changes_nothing() {
    let alone = Starobinsky { scale: 1e-10 };
    let slope = alone.at(5.6).first / alone.at(5.6).value;
    let single = Inflation {
        start: Start::Given {
            field: 5.6,
            velocity: -slope,
        },
        pivot: Pivot::EFolds(55.0),
        amplitude: Amplitude::Potential,
        tolerance: 1e-8,
        ..Inflation::new(alone)
    };
    let single = single.solve().unwrap();
    let chi = Mass(1e-6);
    let both = TwoFields {
        amplitude: Amplitude::Potential,
        tolerance: 1e-8,
        ..TwoFields::new(Sum { phi: alone, chi }, [5.6, 0.0])
    };
    let both = both.solve().unwrap();
    near(both.history().end(), single.history().end(), 1e-9);
    for k in [0.01, 0.05, 1.0, 100.0] {
        let (one, two) = (single.powers(k).unwrap(), both.powers(k).unwrap());
        near(two.scalar, one.scalar, 1e-7);
        near(two.tensor(), one.tensor(), 1e-7);
        let powers = both.two_field_powers(k).unwrap();
        assert!(powers.correlation.abs() < 1e-14 * powers.curvature && powers.isocurvature > 0.0);
    }
}

#[test]
fn reheating_places_the_pivot() {
    let alone = Starobinsky { scale: 1e-10 };
    let pivot = Pivot::Reheating(Reheating::matter_like(1e9));
    let slope = alone.at(5.8).first / alone.at(5.8).value;
    let start = Start::Given {
        field: 5.8,
        velocity: -slope,
    };
    let single = Inflation {
        start,
        pivot,
        ..Inflation::new(alone)
    };
    let chi = Mass(1e-6);
    let both = TwoFields {
        pivot,
        ..TwoFields::new(Sum { phi: alone, chi }, [5.8, 0.0])
    };
    let (single, both) = (single.solve().unwrap(), both.solve().unwrap());
    near(both.pivot_e_folds(), single.pivot_e_folds(), 1e-7);
    near(both.potential_factor(), single.potential_factor(), 1e-5);
}

#[test]
fn equal_masses_are_one_field() {
    // V depends on the distance from the origin alone: any direction is the same, and straight.
    let powers = [0.0_f64, 0.4, 1.1, 2.5].map(|angle| {
        let (s, c) = angle.sin_cos();
        let masses = [1e-6, 1e-6];
        let settings = TwoFields {
            amplitude: Amplitude::Potential,
            ..TwoFields::new(DoubleQuadratic { masses }, [17.0 * c, 17.0 * s])
        };
        let solution = settings.solve().unwrap();
        assert!(solution.history().turn_rate(30.0).abs() < 1e-10);
        solution.two_field_powers(0.05).unwrap()
    });
    for found in powers {
        near(found.curvature, powers[0].curvature, 1e-7);
        near(found.isocurvature, powers[0].isocurvature, 1e-7);
        near(found.tensor, powers[0].tensor, 1e-7);
        assert!(found.cosine().abs() < 1e-7);
    }
}

#[test]
fn polar_coordinates_are_the_same_plane() {
    let cartesian = pair().solve().unwrap();
    let masses = [1e-6_f64, 1.2e-6];
    let around = Numerical::new(
        move |[r, angle]: [f64; 2]| {
            let (s, c) = angle.sin_cos();
            0.5 * r * r * ((masses[0] * c).powi(2) + (masses[1] * s).powi(2))
        },
        0.02,
    );
    let start = [11.0_f64.hypot(13.0), 13.0_f64.atan2(11.0)];
    let polar = TwoFields {
        field_space: FieldSpace::Polar,
        ..TwoFields::new(around, start)
    };
    let polar = polar.solve().unwrap();
    near(polar.history().end(), cartesian.history().end(), 1e-8);
    for n in [10.0, 60.0, 72.0] {
        near(
            polar.history().turn_rate(n),
            cartesian.history().turn_rate(n),
            1e-5,
        );
    }
    for k in [0.01, 1.0] {
        let (a, b) = (
            polar.two_field_powers(k).unwrap(),
            cartesian.two_field_powers(k).unwrap(),
        );
        near(a.curvature, b.curvature, 1e-7);
        near(a.isocurvature, b.isocurvature, 1e-6);
        near(a.correlation, b.correlation, 1e-6);
        near(a.tensor, b.tensor, 1e-7);
    }
}

#[test]
fn energy_is_kept() {
    let histories = [
        heavy().solve(),
        valley().solve(),
        curved().solve(),
        pair().solve(),
    ];
    for solution in histories {
        let violation = solution.unwrap().history().violation();
        assert!(violation < 1e-10, "{violation:e}");
    }
}

#[test]
fn commutators_are_kept() {
    // Σ Im(Q_I D_N Q_J*) = δ_IJ k³/2π² /2a³H.
    let solution = curved().solve().unwrap();
    let history = solution.history();
    let crossing = solution.crossing(0.05).unwrap();
    let commutator = |n: f64| {
        let modes = solution.modes(0.05, n).unwrap();
        let entry = |i: usize, j: usize| -> f64 {
            let term = |s: usize| (modes.values[s][i] * modes.velocities[s][j].conj()).im;
            (term(0) + term(1)) * (3.0 * n + history.ln_hubble(n)).exp()
        };
        [entry(0, 0), entry(0, 1), entry(1, 0), entry(1, 1)]
    };
    let first = commutator(crossing - 2.5);
    for n in [crossing - 2.5, crossing - 1.0, crossing] {
        let [a, b, c, d] = commutator(n);
        near(a, first[0], 1e-7);
        near(d, first[0], 1e-7);
        assert!(b.abs().max(c.abs()) < 1e-7 * first[0]);
    }
}

fn converges<P: TwoFieldPotential>(settings: impl Fn() -> TwoFields<P>) {
    let at = |tolerance: f64| {
        let settings = TwoFields {
            tolerance,
            amplitude: Amplitude::Potential,
            ..settings()
        };
        settings
            .solve()
            .expect("a model that inflates")
            .two_field_powers(0.05)
            .expect("a model that inflates")
    };
    let best = at(1e-9);
    for tolerance in [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8] {
        let found = at(tolerance);
        near(found.curvature, best.curvature, tolerance);
        near(found.tensor, best.tensor, tolerance);
        let floor = (tolerance * best.curvature).max(best.isocurvature);
        assert!((found.isocurvature - best.isocurvature).abs() < tolerance * floor);
        let floor = floor.max((best.isocurvature * best.curvature).sqrt());
        assert!((found.correlation - best.correlation).abs() < tolerance * floor);
    }
}

#[test]
fn tolerances_are_met() {
    converges(pair);
    converges(heavy);
    converges(valley);
    converges(curved);
}

#[test]
fn late_modes_are_those_followed_to_the_end() {
    for solution in [pair().solve(), curved().solve()] {
        let solution = solution.unwrap();
        let carried = solution.two_field_powers(0.05).unwrap();
        let followed = solution.powers_at(0.05, solution.history().end()).unwrap();
        near(carried.curvature, followed.curvature, 2e-7);
        near(carried.isocurvature, followed.isocurvature, 2e-7);
        near(carried.tensor, followed.tensor, 2e-7);
        let size = (carried.curvature * carried.isocurvature).sqrt();
        assert!((carried.correlation - followed.correlation).abs() < 1e-6 * size);
    }
}

/// By how much δN from so many e-folds outside the horizon differs from modes followed to the end.
fn delta_n_error<P: TwoFieldPotential>(settings: &TwoFields<P>, k: f64, outside: f64) -> f64 {
    let solution = settings.solve().expect("a model that inflates");
    let n = solution.crossing(k).expect("a model that inflates") + outside;
    let form = settings
        .delta_n(&solution, [n, solution.history().end()])
        .expect("a model that inflates")
        .curvature();
    let modes = solution.modes(k, n).expect("a model that inflates");
    modes.power(form, form)
        / solution
            .two_field_powers(k)
            .expect("a model that inflates")
            .curvature
        - 1.0
}

#[test]
fn delta_n_agrees_with_modes() {
    // Gradients are left out: (k/aH)² is e⁻¹⁰ = 5e-5 and e⁻¹⁴ = 8e-7.
    for k in [0.005, 0.05, 5.0] {
        for (outside, tolerance) in [(5.0, 1e-4), (7.0, 2e-6)] {
            let errors = [
                delta_n_error(&pair(), k, outside),
                delta_n_error(&heavy(), k, outside),
                delta_n_error(&valley(), k, outside),
                delta_n_error(&curved(), k, outside),
            ];
            for error in errors {
                assert!(error.abs() < tolerance, "{k} {outside} {errors:?}");
            }
        }
    }
}

#[test]
fn turns_make_curvature_of_isocurvature() {
    // dP_ℛ/dN = 4 (turn rate) C_ℛS far outside the horizon.
    let solution = pair().solve().unwrap();
    let n = solution.history().end() - 6.0;
    let step = 0.05;
    let at = |n: f64| solution.powers_at(0.05, n).unwrap();
    let [a, b, c, d] = [-2.0, -1.0, 1.0, 2.0].map(|i: f64| at(n + i * step).curvature);
    let slope = (8.0 * (c - b) - (d - a)) / (12.0 * step);
    let middle = at(n);
    let sourced = 4.0 * solution.history().turn_rate(n) * middle.correlation;
    assert!(sourced.abs() > 1e-3 * middle.curvature);
    near(slope, sourced, 1e-4);
    // Without turns nothing is made: Cauchy and Schwarz all the same.
    assert!(middle.correlation.powi(2) < middle.curvature * middle.isocurvature);
}

/// f_NL of δN by central differences of N(φ, χ).
fn f_nl(folds: impl Fn([f64; 2]) -> f64, [phi, chi]: [f64; 2], [a, b]: [f64; 2]) -> f64 {
    let n = |i: f64, j: f64| folds([phi + i * a, chi + j * b]);
    let middle = 2.0 * n(0.0, 0.0);
    let n1 = (n(1.0, 0.0) - n(-1.0, 0.0)) / (2.0 * a);
    let n2 = (n(0.0, 1.0) - n(0.0, -1.0)) / (2.0 * b);
    let n11 = (n(1.0, 0.0) + n(-1.0, 0.0) - middle) / (a * a);
    let n22 = (n(0.0, 1.0) + n(0.0, -1.0) - middle) / (b * b);
    let n12 = (n(1.0, 1.0) + n(-1.0, -1.0) - n(1.0, -1.0) - n(-1.0, 1.0)) / (4.0 * a * b);
    let norm = n1 * n1 + n2 * n2;
    5.0 / 6.0 * (n1 * n1 * n11 + 2.0 * n1 * n2 * n12 + n2 * n2 * n22) / (norm * norm)
}

/// Where a rising function passes zero.
fn root(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if f(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

#[test]
fn bispectrum_of_two_quadratic_fields() {
    // Slow roll: N = ¼(φ² + χ²), χ falls by f^(m_χ²/m_φ²) while φ falls by f, until V is that at the end.
    // The error is that of slow roll: ε at crossing, and where the heavy field still turns that of its turn.
    for (settings, before, error) in [
        (pair(), 0.0, 0.012),
        (heavy(), 0.0, 0.012),
        (pair(), 10.0, 0.012),
        (heavy(), 40.0, 0.025),
    ] {
        let solution = settings.solve().unwrap();
        let history = solution.history();
        let [a, b] = settings.potential.masses.map(|m| m * m);
        let value = |[p, c]: [f64; 2]| 0.5 * (a * p * p + b * c * c);
        let until = history.end() - before;
        let last = value(history.fields(until));
        let folds = |[phi, chi]: [f64; 2]| {
            let end = |f: f64| [phi * f, chi * f.powf(b / a)];
            let [p, c] = end(root(|f| value(end(f)) - last, 1e-6, 1.0));
            0.25 * (phi * phi + chi * chi - p * p - c * c)
        };
        let crossing = solution.crossing(0.05).unwrap();
        let expected = f_nl(folds, history.fields(crossing), [0.01; 2]);
        let found = settings.squeezed_f_nl(&solution, 0.05, until).unwrap();
        near(found, expected, error);
    }
    let curved = curved();
    let solution = curved.solve().unwrap();
    assert!(curved.squeezed_f_nl(&solution, 0.05, 70.0).is_err());
}

#[test]
fn bispectrum_of_a_product() {
    // Slow roll: φ² = φ_*² − 4N, χ = χ_* e^(2λN), until V is that at the end.
    let potential = ExponentialProduct {
        mass: 1e-6,
        lambda: 0.01,
    };
    let settings = TwoFields {
        amplitude: Amplitude::Potential,
        ..TwoFields::new(potential, [17.0, 4.0])
    };
    let solution = settings.solve().unwrap();
    let history = solution.history();
    for before in [20.0, 15.0] {
        let until = history.end() - before;
        let [p, c] = history.fields(until);
        let last = (p * p).ln() - 0.01 * c * c;
        let folds = |[phi, chi]: [f64; 2]| {
            let ln_v = |n: f64| (phi * phi - 4.0 * n).ln() - 0.01 * chi * chi * (0.04 * n).exp();
            root(|n| last - ln_v(n), 0.0, 0.25 * phi * phi)
        };
        let crossing = solution.crossing(0.05).unwrap();
        let at = history.fields(crossing);
        let expected = f_nl(folds, at, [0.01, 0.01 * at[1]]);
        let found = settings.squeezed_f_nl(&solution, 0.05, until).unwrap();
        // That of slow roll: ε at crossing.
        near(found, expected, 0.012);
    }
}

#[test]
fn derivatives_of_potentials() {
    fn check(potential: &impl TwoFieldPotential, fields: [f64; 2], scale: f64) {
        let exact = potential.at(fields);
        let found = Numerical::new(|at| potential.at(at).value, 0.02 * scale).at(fields);
        let unit = exact.value.abs() + exact.gradient[0].abs() * scale;
        for (a, b) in found.gradient.into_iter().zip(exact.gradient) {
            assert!((a - b).abs() < 1e-8 * unit / scale, "{found:?} {exact:?}");
        }
        for (a, b) in found.hessian.into_iter().zip(exact.hessian) {
            assert!(
                (a - b).abs() < 1e-8 * unit / (scale * scale),
                "{found:?} {exact:?}"
            );
        }
    }
    check(&pair().potential, [3.0, -2.0], 1.0);
    check(&valley().potential, [14.8, 0.1], 0.1);
    let phi = Starobinsky { scale: 1e-10 };
    check(
        &Sum {
            phi,
            chi: Mass(1e-6),
        },
        [4.0, 1.0],
        1.0,
    );
    let product = ExponentialProduct {
        mass: 1e-6,
        lambda: 0.05,
    };
    check(&product, [12.0, 0.7], 1.0);
    let coupled = Coupled {
        masses: [1e-6, 2e-6],
        coupling: 1e-13,
        quartic: [1e-14, 3e-14],
    };
    check(&coupled, [5.0, 3.0], 1.0);
    let hybrid = Hybrid {
        mass: 1e-7,
        coupling: 1e-8,
        quartic: 1e-9,
        vacuum: 0.1,
    };
    check(&hybrid, [0.3, 0.02], 0.1);
}

#[test]
fn interpolation() {
    let settings = TwoFields {
        tolerance: 1e-8,
        ..pair()
    };
    let solution = settings.solve().unwrap();
    let spectra = TwoFieldSpectra::new(&solution, [1e-4, 1.0], 1e-6).unwrap();
    for i in 0..40 {
        let k = 1e-4 * 10_f64.powf(0.0999 * f64::from(i));
        let (a, b) = (
            spectra.powers(k).unwrap(),
            solution.two_field_powers(k).unwrap(),
        );
        near(a.curvature, b.curvature, 1e-6);
        near(a.isocurvature, b.isocurvature, 2e-6);
        near(a.tensor, b.tensor, 1e-6);
        assert!((a.cosine() - b.cosine()).abs() < 3e-6);
    }
    assert!(matches!(
        spectra.powers(2.0),
        Err(Error::OutsideSpectrum { .. })
    ));
    assert!(spectra.scalar(2.0).is_nan() && spectra.tensor(f64::NAN).is_nan());
    // A sharp turn rings; the spectrum is looked at as closely as that asks.
    let sharp = TurningValley {
        width: 0.02,
        shift: 0.02,
        ..valley().potential
    };
    let solution = TwoFields::new(sharp, [17.5, 0.0]).solve().unwrap();
    assert!(solution.resolution() < 1.0, "{}", solution.resolution());
    let spectra = TwoFieldSpectra::new(&solution, [1e-2, 1.0], 1e-4).unwrap();
    for i in 0..60 {
        let k = 1e-2 * 10_f64.powf(0.033 * f64::from(i));
        let (a, b) = (spectra.powers(k), solution.two_field_powers(k));
        near(a.unwrap().curvature, b.unwrap().curvature, 1e-4);
    }
    // Isocurvature that has died does not keep the rest from being resolved.
    let solution = heavy().solve().unwrap();
    let spectra = TwoFieldSpectra::new(&solution, [1e-4, 1.0], 1e-5).unwrap();
    let powers = spectra.powers(0.05).unwrap();
    near(powers.curvature, 2.1e-9, 1e-5);
    assert!(powers.isocurvature < 1e-6 * powers.curvature);
}

#[test]
fn mixtures() {
    use InitialCondition::{Adiabatic, BaryonIsocurvature, ColdDarkMatterIsocurvature};
    let solution = pair().solve().unwrap();
    let spectra = TwoFieldSpectra::new(&solution, [1e-3, 1.0], 1e-6).unwrap();
    let powers = spectra.powers(0.02).unwrap();
    let mixture = Mixture::new(spectra.clone(), ColdDarkMatterIsocurvature, -3.0).unwrap();
    let at = |a, b| mixture.correlation(a, b, 0.02);
    near(at(Adiabatic, Adiabatic), powers.curvature, 1e-15);
    near(mixture.scalar(0.02), powers.curvature, 1e-15);
    near(
        at(ColdDarkMatterIsocurvature, ColdDarkMatterIsocurvature),
        9.0 * powers.isocurvature,
        1e-15,
    );
    near(
        at(Adiabatic, ColdDarkMatterIsocurvature),
        -3.0 * powers.correlation,
        1e-15,
    );
    near(
        at(ColdDarkMatterIsocurvature, Adiabatic),
        -3.0 * powers.correlation,
        1e-15,
    );
    near(at(Adiabatic, BaryonIsocurvature), 0.0, 0.0);
    near(at(BaryonIsocurvature, BaryonIsocurvature), 0.0, 0.0);
    assert!(Mixture::new(spectra.clone(), Adiabatic, 1.0).is_err());
    assert!(Mixture::new(spectra, BaryonIsocurvature, f64::NAN).is_err());
}

#[test]
fn nonsense_is_refused() {
    let wrong = [
        TwoFields {
            tolerance: f64::NAN,
            ..pair()
        },
        TwoFields {
            k_pivot_inv_mpc: -1.0,
            ..pair()
        },
        TwoFields {
            pivot: Pivot::EFolds(0.0),
            ..pair()
        },
        TwoFields {
            amplitude: Amplitude::Scalar(0.0),
            ..pair()
        },
        TwoFields {
            fields: [f64::NAN, 1.0],
            ..pair()
        },
        TwoFields {
            field_space: FieldSpace::Hyperbolic { radius: 0.0 },
            ..pair()
        },
    ];
    for settings in wrong {
        assert!(
            matches!(settings.solve(), Err(Error::OutOfRange { .. })),
            "{settings:?}"
        );
    }
    let negative = DoubleQuadratic {
        masses: [-1e-6, 1e-6],
    };
    assert!(TwoFields::new(negative, [11.0, 13.0]).solve().is_err());
    let narrow = TurningValley {
        width: 0.0,
        ..valley().potential
    };
    assert!(TwoFields::new(narrow, [17.5, 0.0]).solve().is_err());
    let at = |fields| TwoFields { fields, ..pair() }.solve();
    assert!(matches!(at([1.0, 0.5]), Err(Error::NoInflation { .. })));
    assert!(matches!(at([0.0, 0.0]), Err(Error::NoInflation { .. })));
    assert!(matches!(at([8.0, 8.0]), Err(Error::TooShort { .. })));
    let fast = TwoFields {
        velocity: Some([3.0, 0.0]),
        ..pair()
    };
    assert!(matches!(fast.solve(), Err(Error::NoInflation { .. })));
    // χ at rest on top of its hill never falls.
    let hybrid = Hybrid {
        mass: 1e-9,
        coupling: 1e-8,
        quartic: 1e-9,
        vacuum: 0.1,
    };
    let endless = TwoFields::new(hybrid, [0.3, 0.0]).solve();
    assert!(matches!(endless, Err(Error::Endless { .. })), "{endless:?}");
    let solution = pair().solve().unwrap();
    let early = 0.1 * solution.range_inv_mpc()[0];
    assert!(matches!(
        solution.powers(early),
        Err(Error::OutsideSpectrum { .. })
    ));
    assert!(solution.powers(f64::NAN).is_err());
    assert!(solution.modes(0.05, 1e3).is_err());
    assert!(pair().delta_n(&solution, [-1.0, 20.0]).is_err());
}

#[test]
fn descriptions() {
    let text = r#"
        fields = [11.0, 13.0]
        pivot = { e_folds = 55.0 }
        amplitude = { scalar = 2.1e-9 }
        potential = { masses = [1e-6, 1.2e-6] }
        field_space = "flat"
    "#;
    let settings: TwoFields<DoubleQuadratic> = toml::from_str(text).unwrap();
    assert_eq!(settings, pair());
    let curved: TwoFields<DoubleQuadratic> =
        toml::from_str(&toml::to_string(&curved()).unwrap()).unwrap();
    assert_eq!(curved.field_space, FieldSpace::Exponential { rate: 0.1 });
    assert!(toml::from_str::<TwoFields<DoubleQuadratic>>(&text.replace("masses", "mass")).is_err());
}
