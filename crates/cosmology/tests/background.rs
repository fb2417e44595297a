//! Closed forms, limits and identities of the expansion.

use lastscatter_cosmology::{
    Background, DarkEnergy, Helium, MassiveNeutrino, Neutrinos, Parameters, Reionisation,
};
use lastscatter_numerics::quadrature::GaussLegendre;
use proptest::prelude::{ProptestConfig, prop_assert, proptest};

/// c in km/s and Gyr Mpc⁻¹ (c = 1), to compare with.
const C_KM_S: f64 = 299_792.458;
const GYR_PER_MPC: f64 = 3.261_563_777_167_433_6e-3;

fn close(found: f64, expected: f64, tolerance: f64) {
    let error = found / expected - 1.0;
    assert!(error.abs() < tolerance, "{found} for {expected}: {error:e}");
}

fn plain() -> Parameters {
    Parameters {
        neutrinos: Neutrinos::massless(3.0),
        helium: Helium::MassFraction(0.25),
        ..Parameters::planck2018()
    }
}

/// Next to nothing but dust and Λ.
fn cold() -> Parameters {
    Parameters {
        t_cmb_k: 0.1,
        neutrinos: Neutrinos::massless(0.0),
        ..plain()
    }
}

#[test]
fn closed_forms() {
    let probe = Background::new(&plain()).unwrap().densities(0.0);
    let (matter, radiation) = (probe.matter(), probe.radiation());
    // Einstein–de Sitter with radiation.
    let parameters = Parameters {
        h0_km_s_mpc: C_KM_S * (matter + radiation).sqrt(),
        ..plain()
    };
    let universe = Background::new(&parameters).unwrap();
    assert!(universe.omega_de() < 1e-12);
    for z in [0.0, 0.7, 30.0, 1100.0, 1e5, 1e9] {
        let a = 1.0 / (1.0 + z);
        let root = (matter * a + radiation).sqrt();
        close(universe.hubble_inv_mpc(z), root / (a * a), 1e-13);
        // Without the cancellation of √(Ωm a + Ωr) − √Ωr.
        let tau = 2.0 * a / (root + radiation.sqrt());
        close(universe.conformal_time_mpc(z), tau, 1e-11);
        close(universe.scale_factor(tau), a, 1e-11);
        if z < 1e5 {
            let t = 2.0 / (3.0 * matter * matter)
                * ((matter * a - 2.0 * radiation) * root + 2.0 * radiation.powf(1.5));
            close(universe.age_gyr(z), GYR_PER_MPC * t, 1e-8);
            // Hu and Sugiyama's sound horizon.
            let equality = radiation / matter;
            let (r, r_eq) = (
                universe.baryon_loading(z),
                universe.baryon_loading(1.0 / equality - 1.0),
            );
            let k_eq = (2.0 * matter / equality).sqrt();
            let log = (((1.0 + r).sqrt() + (r + r_eq).sqrt()) / (1.0 + r_eq.sqrt())).ln();
            close(
                universe.sound_horizon_mpc(z),
                2.0 / (3.0 * k_eq) * (6.0 / r_eq).sqrt() * log,
                1e-10,
            );
        }
    }
    close(
        universe.equality_redshift().unwrap(),
        matter / radiation - 1.0,
        1e-10,
    );
}

#[test]
fn dust_and_a_cosmological_constant() {
    let universe = Background::new(&cold()).unwrap();
    let (m, l) = (universe.omega_m(), universe.omega_de());
    let h0 = universe.hubble_inv_mpc(0.0);
    // Radiation is a part in 1e10.
    for z in [0.0, 0.5, 3.0] {
        let growth = (l / m / f64::powi(1.0 + z, 3)).sqrt();
        let age = 2.0 / (3.0 * l.sqrt() * h0) * growth.asinh();
        close(universe.age_gyr(z), GYR_PER_MPC * age, 1e-8);
        let passed = universe.age_gyr(0.0) - universe.age_gyr(z);
        assert!((universe.lookback_time_gyr(z) - passed).abs() < 1e-11);
    }
    close(h0 * C_KM_S, 67.36, 1e-14);
}

/// Mattig's distance in universes of dust alone, open and closed.
#[test]
fn dust_and_curvature() {
    for omega_k in [0.4, 0.05, -0.05, -0.4] {
        let dust = 1.0 - omega_k;
        let parameters = cold();
        let h0_km_s_mpc = 100.0 * ((parameters.omega_b_h2 + parameters.omega_c_h2) / dust).sqrt();
        let universe = Background::new(&Parameters {
            omega_k: omega_k - 1e-9,
            h0_km_s_mpc,
            ..parameters
        })
        .unwrap();
        for z in [1e-3, 0.3, 2.0, 50.0, 1000.0] {
            let root = (1.0 + dust * z).sqrt();
            let distance = 2.0 * (dust * z + (dust - 2.0) * (root - 1.0))
                / (h0_km_s_mpc / C_KM_S * dust * dust * (1.0 + z));
            close(universe.transverse_comoving_distance_mpc(z), distance, 1e-7);
        }
    }
}

fn rich() -> Parameters {
    Parameters {
        omega_k: -0.03,
        neutrinos: Neutrinos::thermal(3.044, &[0.06, 0.3]),
        dark_energy: DarkEnergy { w0: -0.8, wa: -0.5 },
        ..plain()
    }
}

#[test]
fn distances_against_composite_quadrature() {
    let universe = Background::new(&rich()).unwrap();
    let rule = GaussLegendre::new(20).unwrap();
    for z in [1e-6, 1e-3, 0.1, 0.957, 7.3, 100.0, 1100.0, 1e5, 1e8] {
        // Panels that grow from the lower end.
        let integral = |f: &dyn Fn(f64) -> f64, low: f64, high: f64| {
            let border = |i: u32| low + (high - low) * (f64::from(i) / 200.0).powi(4);
            (0..200)
                .map(|i| rule.integral(border(i), border(i + 1), f))
                .sum::<f64>()
        };
        let end = f64::ln_1p(z);
        let rate = |x: f64| universe.hubble_inv_mpc(x.exp_m1());
        let distance = integral(&|x| x.exp() / rate(x), 0.0, end);
        close(universe.comoving_distance_mpc(z), distance, 1e-10);
        let time = integral(&|x| 1.0 / rate(x), 0.0, end);
        close(universe.lookback_time_gyr(z), GYR_PER_MPC * time, 1e-10);
        let early = integral(
            &|a| 1.0 / (a * a * universe.hubble_inv_mpc(1.0 / a - 1.0)),
            0.0,
            1.0 / (1.0 + z),
        );
        close(universe.conformal_time_mpc(z), early, 1e-10);
        let sound = integral(
            &|a| {
                let speed = (3.0 * (1.0 + universe.baryon_loading(1.0 / a - 1.0))).sqrt();
                1.0 / (a * a * universe.hubble_inv_mpc(1.0 / a - 1.0) * speed)
            },
            0.0,
            1.0 / (1.0 + z),
        );
        close(universe.sound_horizon_mpc(z), sound, 1e-10);
    }
}

#[test]
fn logarithmic_slope_of_the_expansion() {
    let universe = Background::new(&rich()).unwrap();
    for i in 1..80 {
        let a = (-0.25 * f64::from(i)).exp();
        let step: f64 = 1e-4;
        let rate = |shift: f64| universe.expansion(a * shift.exp())[0].ln();
        let slope = (rate(step) - rate(-step)) / (2.0 * step);
        assert!((universe.expansion(a)[1] - slope).abs() < 1e-7, "a = {a}");
        close(
            universe.expansion(a)[0],
            universe.densities(1.0 / a - 1.0).total().sqrt(),
            1e-13,
        );
    }
}

#[test]
fn neutrino_limits() {
    let with = |masses: &[f64]| {
        Background::new(&Parameters {
            neutrinos: Neutrinos::thermal(3.0, masses),
            ..plain()
        })
        .unwrap()
    };
    let massless = with(&[]);
    let light = with(&[1e-8; 3]);
    for z in [0.0, 10.0, 1e4] {
        close(light.hubble_inv_mpc(z), massless.hubble_inv_mpc(z), 1e-9);
    }
    // Relativistic early, dust of m n late: ω = Σm/94.1 eV at the standard temperature.
    let heavy = with(&[0.3; 3]);
    close(
        heavy.hubble_inv_mpc(1e8),
        massless.hubble_inv_mpc(1e8),
        1e-9,
    );
    let h = heavy.parameters().h();
    let omega = heavy.densities(0.0).massive_neutrinos / heavy.densities(0.0).total() * h * h;
    close(omega, 0.9 / 94.1, 1.5e-3);
    let [density, pressure] = heavy.massive_neutrino(0, 0.0).unwrap();
    assert!(pressure < 1e-5 * density);
    assert!(heavy.massive_neutrino(3, 0.0).is_none());
}

/// dρ/dln a = −3(ρ + p) of each species of massive neutrinos.
#[test]
fn massive_neutrinos_conserve_energy() {
    let universe = Background::new(&rich()).unwrap();
    for species in 0..2 {
        for i in 0..40 {
            let x = 0.4 * f64::from(i);
            let at = |x: f64| universe.massive_neutrino(species, x.exp_m1()).unwrap();
            let step = 1e-3;
            let change = -(at(x + step)[0] - at(x - step)[0]) / (2.0 * step);
            let [density, pressure] = at(x);
            close(change, -3.0 * (density + pressure), 1e-5);
        }
    }
}

/// Two species at other temperatures count as they were asked to.
#[test]
fn degeneracy_and_temperature() {
    let one = MassiveNeutrino {
        mass_ev: 0.1,
        degeneracy: 2.0,
        temperature_ratio: 0.5,
    };
    let two = MassiveNeutrino {
        degeneracy: 1.0,
        ..one
    };
    let with = |massive: Vec<MassiveNeutrino>| {
        let neutrinos = Neutrinos {
            n_eff: 3.0,
            massive,
        };
        Background::new(&Parameters {
            neutrinos,
            ..plain()
        })
        .unwrap()
    };
    let (single, pair) = (with(vec![one]), with(vec![two, two]));
    for z in [0.0, 1.0, 1e3, 1e6] {
        close(single.hubble_inv_mpc(z), pair.hubble_inv_mpc(z), 1e-13);
    }
}

#[test]
fn out_of_reach_is_nan() {
    let universe = Background::new(&rich()).unwrap();
    for z in [-0.1, -1.0, 2e10, f64::NAN, f64::INFINITY] {
        assert!(universe.comoving_distance_mpc(z).is_nan(), "{z}");
        assert!(universe.conformal_time_mpc(z).is_nan());
        assert!(universe.age_gyr(z).is_nan());
    }
    assert!(universe.hubble_inv_mpc(-0.5).is_finite());
    assert!(universe.hubble_inv_mpc(-2.0).is_nan());
    assert!(universe.scale_factor(0.0).is_nan() && universe.scale_factor(1e6).is_nan());
    assert!(universe.comoving_distance_mpc(0.0).abs() < 1e-300);
}

#[test]
fn shared_between_threads() {
    const fn check<T: Send + Sync>() {}
    check::<Background>();
    check::<lastscatter_cosmology::Thermodynamics>();
    check::<Reionisation>();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn identities(z in 1e-3..2000.0, omega_k in -0.1..0.1, w0 in -1.5..-0.5, wa in -0.5..0.4, mass in 0.0..0.5) {
        let parameters = Parameters {
            omega_k,
            dark_energy: DarkEnergy { w0, wa },
            neutrinos: Neutrinos::thermal(3.044, &[mass]),
            ..plain()
        };
        let universe = Background::new(&parameters).unwrap();
        let angular = universe.angular_diameter_distance_mpc(z);
        let luminosity = universe.luminosity_distance_mpc(z);
        prop_assert!((luminosity / (angular * (1.0 + z).powi(2)) - 1.0).abs() < 1e-13);
        let volume = universe.volume_distance_mpc(z).powi(3);
        let expected = z * (angular * (1.0 + z)).powi(2) / universe.hubble_inv_mpc(z);
        prop_assert!((volume / expected - 1.0).abs() < 1e-13);
        let tau = universe.conformal_time_mpc(z);
        prop_assert!((universe.scale_factor(tau) * (1.0 + z) - 1.0).abs() < 1e-10);
        let rest = universe.conformal_time_today_mpc() - tau;
        prop_assert!((universe.comoving_distance_mpc(z) / rest - 1.0).abs() < 1e-9);
        prop_assert!((universe.densities(0.0).total().sqrt() / universe.hubble_inv_mpc(0.0) - 1.0).abs() < 1e-13);
    }
}
