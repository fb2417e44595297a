//! Limits, identities and accuracy of the thermal history.

#![expect(clippy::unwrap_used, reason = "helpers of tests may, as tests")]

use lastscatter_cosmology::{
    Accuracy, Background, Helium, Parameters, Reionisation, Thermodynamics,
    recombination::{Deposition, EnergyInjection, Recfast, Recombination, RecombinationHistory},
};

fn planck() -> Parameters {
    Parameters {
        helium: Helium::MassFraction(0.2454),
        ..Parameters::planck2018()
    }
}

fn solved(parameters: &Parameters, accuracy: Accuracy) -> Thermodynamics {
    let universe = Background::new(parameters).unwrap();
    Thermodynamics::solve(
        universe,
        &Recfast::planck().with_accuracy(accuracy),
        accuracy,
    )
    .unwrap()
}

/// 1 + z from 1 to 10⁴.
fn redshifts() -> impl Iterator<Item = f64> {
    (0..4000).map(|i| (0.0023 * f64::from(i) + 1e-4).exp_m1())
}

#[test]
fn standard_against_reference() {
    let best = solved(&planck(), Accuracy::reference());
    for (accuracy, scale) in [(Accuracy::standard(), 1.0), (Accuracy::fast(), 4.0)] {
        let other = solved(&planck(), accuracy);
        let peak = best
            .at(best.last_scattering().conformal_time_mpc)
            .visibility;
        for z in redshifts() {
            let (a, b) = (other.at_redshift(z), best.at_redshift(z));
            let check = |what: &str, error: f64, tolerance: f64| {
                assert!(
                    error.abs() < scale * tolerance,
                    "{what} at z = {z}: {error:e}, {accuracy:?}"
                );
            };
            check("x_e", a.electrons / b.electrons - 1.0, 5e-5);
            check("κ", a.optical_depth / b.optical_depth - 1.0, 5e-6);
            check(
                "T",
                a.baryon_temperature_k / b.baryon_temperature_k - 1.0,
                1e-5,
            );
            check(
                "c²",
                a.baryon_sound_speed_squared / b.baryon_sound_speed_squared - 1.0,
                2e-4,
            );
            // Derivatives in units of the visibility's width, 20 Mpc.
            check("g", (a.visibility - b.visibility) / peak, 3e-6);
            let slope = a.visibility_derivative - b.visibility_derivative;
            check("g′", 20.0 * slope / peak, 5e-5);
            let bend = a.visibility_second_derivative - b.visibility_second_derivative;
            check("g″", 400.0 * bend / peak, 2e-3);
        }
        for (what, a, b) in [
            (
                "z*",
                other.last_scattering().redshift,
                best.last_scattering().redshift,
            ),
            ("θ*", other.theta_star(), best.theta_star()),
            (
                "z_drag",
                other.drag_epoch().redshift,
                best.drag_epoch().redshift,
            ),
            (
                "k_D",
                other.damping_wavenumber_inv_mpc(),
                best.damping_wavenumber_inv_mpc(),
            ),
        ] {
            assert!((a / b - 1.0).abs() < scale * 1e-6, "{what}: {a} for {b}");
        }
    }
}

#[test]
fn equilibrium_early() {
    let history = solved(&planck(), Accuracy::standard());
    let helium = history.background().helium_per_hydrogen();
    let at = |z| history.recombination().fractions(z);
    assert!((at(1e5).electrons - 1.0 - 2.0 * helium).abs() < 1e-12);
    assert!((at(4200.0).electrons - 1.0 - helium).abs() < 1e-5);
    // Equations and equilibrium join where the equations begin.
    let (before, after) = (at(4037.0), at(4035.0));
    assert!((before.electrons - after.electrons).abs() < 1e-7);
    assert!(at(2900.0).helium > 0.99 && at(1600.0).helium < 0.1);
    // Matter and radiation share one temperature until few electrons are left.
    for z in [3000.0, 1100.0, 500.0] {
        let ratio = at(z).matter_temperature_k / (2.7255 * (1.0 + z));
        assert!(ratio < 1.0 && ratio > 0.98, "z = {z}: {ratio}");
    }
    // Then matter cools as (1+z)².
    let fall = at(10.0).matter_temperature_k / at(5.0).matter_temperature_k;
    assert!(
        (fall / (11.0_f64 / 6.0).powi(2) - 1.0).abs() < 1e-2,
        "{fall}"
    );
}

#[test]
fn electrons_only_fall() {
    let history = solved(&planck(), Accuracy::standard());
    let mut last = 0.0;
    for z in redshifts() {
        let found = history.recombination().fractions(z).electrons;
        assert!(found >= last, "z = {z}: {found} after {last}");
        last = found;
    }
}

/// Every photon of today was scattered somewhere: ∫ g dτ = 1; and the columns are derivatives of each other.
#[test]
fn visibility_is_a_probability() {
    let history = solved(&planck(), Accuracy::standard());
    let times = history.knots().as_slice();
    let mut cursor = history.knots().cursor();
    let mut sum = 0.0;
    for pair in times.windows(2) {
        // Simpson's rule on each interval.
        let g = |t: f64| history.at(t).visibility;
        sum += (pair[1] - pair[0]) / 6.0
            * (g(pair[0]) + 4.0 * g(0.5 * (pair[0] + pair[1])) + g(pair[1]));
        let place = cursor.locate(pair[0]).unwrap();
        assert_eq!(history.at_place(place), history.at(pair[0]));
    }
    assert!((sum - 1.0).abs() < 1e-6, "{sum}");
    for z in [30.0, 600.0, 900.0, 1090.0, 1300.0, 2000.0] {
        let t = history.background().conformal_time_mpc(z);
        let here = history.at(t);
        let step = 1e-2;
        let (low, high) = (history.at(t - step), history.at(t + step));
        let slope =
            |f: fn(&lastscatter_cosmology::Conditions) -> f64| (f(&high) - f(&low)) / (2.0 * step);
        assert!((slope(|c| c.optical_depth) / here.opacity + 1.0).abs() < 1e-4);
        let g = here.opacity * (-here.optical_depth).exp();
        assert!((here.visibility - g).abs() < 2e-7, "z = {z}");
        let scale = here.visibility / 20.0 + 1e-9;
        assert!(
            (slope(|c| c.visibility) - here.visibility_derivative).abs() < 2e-3 * scale,
            "z = {z}"
        );
        assert!((slope(|c| c.opacity) / here.opacity_derivative - 1.0).abs() < 1e-3);
    }
}

#[test]
fn optical_depth_and_redshift_of_reionisation() {
    let of = |reionisation: Reionisation| {
        let parameters = Parameters {
            reionisation,
            ..planck()
        };
        Thermodynamics::new(&parameters)
    };
    for depth in [0.01, 0.0544, 0.2, 0.6] {
        let history = of(Reionisation::OpticalDepth(depth)).unwrap();
        assert!((history.reionisation().optical_depth() - depth).abs() < 1e-9);
        let redshift = history.reionisation().redshift().unwrap();
        let again = of(Reionisation::Redshift(redshift)).unwrap();
        assert!((again.reionisation().optical_depth() - depth).abs() < 1e-12);
        // What the table holds in all, less the relic electrons.
        let total = history.at_redshift(redshift + 5.0).optical_depth;
        assert!(
            (total - depth).abs() < 2e-3 * depth + 2e-4,
            "{total} for {depth}"
        );
    }
    for depth in [-0.1, 3.0, 1e-5, f64::NAN] {
        let error = of(Reionisation::OpticalDepth(depth)).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("optical depth of reionisation"),
            "{error}"
        );
    }
    let dark = of(Reionisation::Never).unwrap();
    assert!(dark.at_redshift(0.0).electrons < 3e-4);
    assert!(dark.reionisation().optical_depth().abs() < 1e-300);
}

/// A table of the tanh model gives what the model gives.
#[test]
fn tabulated_reionisation() {
    let tanh = solved(&planck(), Accuracy::standard());
    let rows = (0..=3000).map(|i| 0.01 * f64::from(i));
    let table = rows
        .map(|z| (z, tanh.reionisation().electrons(z, 0.0).min(2.0)))
        .collect();
    let parameters = Parameters {
        reionisation: Reionisation::Tabulated(table),
        ..planck()
    };
    let tabulated = solved(&parameters, Accuracy::standard());
    let (a, b) = (
        tanh.reionisation().optical_depth(),
        tabulated.reionisation().optical_depth(),
    );
    assert!((a / b - 1.0).abs() < 1e-5, "{a} {b}");
    for z in redshifts() {
        let (a, b) = (
            tanh.at_redshift(z).electrons,
            tabulated.at_redshift(z).electrons,
        );
        // The relic adds to the tanh and is a floor of the table.
        assert!((a - b).abs() < 3e-4, "z = {z}: {a} {b}");
    }
    for table in [
        vec![],
        vec![(0.0, 1.0)],
        vec![(1.0, 1.0), (2.0, 0.0)],
        vec![(0.0, 1.0), (0.0, 0.5)],
        vec![(0.0, 1.0), (f64::NAN, 0.5)],
        vec![(0.0, -0.1), (5.0, 0.0)],
    ] {
        let parameters = Parameters {
            reionisation: Reionisation::Tabulated(table),
            ..planck()
        };
        assert!(Background::new(&parameters).is_err());
    }
}

struct Heater(f64);

impl EnergyInjection for Heater {
    fn deposition(&self, _redshift: f64, _x_e: f64) -> Deposition {
        Deposition {
            heating_ev_per_s: self.0,
            ..Deposition::default()
        }
    }
}

/// A little heat warms in proportion, and none changes nothing.
#[test]
fn injected_heat() {
    let universe = Background::new(&planck()).unwrap();
    let temperature = |rate| {
        let model = Recfast::planck().with_injection(Heater(rate));
        model
            .history(&universe)
            .unwrap()
            .fractions(20.0)
            .matter_temperature_k
    };
    let plain = Recfast::planck()
        .history(&universe)
        .unwrap()
        .fractions(20.0)
        .matter_temperature_k;
    assert!((temperature(0.0) - plain).abs() < 1e-12);
    let (one, two) = (temperature(1e-20) - plain, temperature(2e-20) - plain);
    assert!(one > 0.0 && (two / one - 2.0).abs() < 0.05, "{one} {two}");
}

#[test]
fn histories_of_others_are_checked() {
    let universe = Background::new(&planck()).unwrap();
    let points = [
        (-3.0, [0.1; 3]),
        (-2.0, [0.1; 3]),
        (-1.0, [0.1; 3]),
        (0.0, [0.1; 3]),
    ];
    assert!(RecombinationHistory::new(&universe, &points).is_ok());
    assert!(RecombinationHistory::new(&universe, &points[..3]).is_err());
    assert!(RecombinationHistory::new(&universe, &[]).is_err());
    let mut broken = points;
    broken[1].1[2] = f64::NAN;
    assert!(RecombinationHistory::new(&universe, &broken).is_err());
}

#[test]
fn without_helium() {
    let parameters = Parameters {
        helium: Helium::MassFraction(0.0),
        ..planck()
    };
    let history = Thermodynamics::new(&parameters).unwrap();
    assert!((history.at_redshift(5000.0).electrons - 1.0).abs() < 1e-6);
    assert!(history.theta_star().is_finite());
}
