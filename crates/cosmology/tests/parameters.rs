//! Every parameter is checked, by name.

use lastscatter_cosmology::{
    Background, DarkEnergy, Error, Helium, MassiveNeutrino, Parameters, Reionisation,
    Thermodynamics, recombination::Recfast,
};

/// The name in the error that one changed parameter causes.
fn refused(change: impl Fn(&mut Parameters)) -> String {
    let mut parameters = Parameters::planck2018();
    change(&mut parameters);
    let error = Background::new(&parameters).expect_err("a refusal");
    assert!(error.is_recoverable());
    match error {
        Error::OutOfRange { name, .. } | Error::OutOfDomain { name, .. } => name.into(),
        other => panic!("{other}"),
    }
}

#[test]
fn bad_values_are_named() {
    for bad in [f64::NAN, f64::INFINITY, -1e3, 1e6] {
        assert_eq!(refused(|p| p.h0_km_s_mpc = bad), "H0 in km/s/Mpc");
        assert_eq!(refused(|p| p.omega_b_h2 = bad), "omega_b h²");
        assert_eq!(refused(|p| p.omega_c_h2 = bad), "omega_c h²");
        assert_eq!(refused(|p| p.omega_k = bad), "Omega_k");
        assert_eq!(refused(|p| p.t_cmb_k = bad), "T_CMB in K");
        assert_eq!(refused(|p| p.dark_energy.w0 = bad), "w0");
        assert_eq!(refused(|p| p.dark_energy.wa = bad), "wa");
        assert_eq!(refused(|p| p.neutrinos.n_eff = bad), "N_eff");
        assert_eq!(
            refused(|p| p.neutrinos.massive[0].mass_ev = bad),
            "neutrino mass in eV"
        );
        assert_eq!(
            refused(|p| p.neutrinos.massive[0].degeneracy = bad),
            "neutrino degeneracy"
        );
        assert_eq!(
            refused(|p| p.neutrinos.massive[0].temperature_ratio = bad),
            "T_nu/T_gamma"
        );
        assert_eq!(
            refused(|p| p.helium = Helium::MassFraction(bad)),
            "helium mass fraction"
        );
        assert_eq!(
            refused(|p| p.reionisation = Reionisation::OpticalDepth(bad)),
            "optical depth of reionisation"
        );
        assert_eq!(
            refused(|p| p.reionisation = Reionisation::Redshift(bad)),
            "redshift of reionisation"
        );
    }
    assert_eq!(
        refused(|p| p.dark_energy = DarkEnergy { w0: -0.5, wa: 0.6 }),
        "w0 + wa"
    );
    assert_eq!(
        refused(|p| p.omega_b_h2 = 0.1),
        "omega_b h² for nucleosynthesis"
    );
    let message = refused(|p| p.omega_c_h2 = 0.6);
    assert!(message.starts_with("Omega of dark energy"), "{message}");
    let crowd = MassiveNeutrino {
        mass_ev: 0.1,
        degeneracy: 4.0,
        temperature_ratio: 0.7164,
    };
    let message = refused(|p| p.neutrinos.massive = vec![crowd]);
    assert!(message.starts_with("N_eff left"), "{message}");
}

/// Λ so large that the universe bounced.
#[test]
fn no_beginning() {
    let parameters = Parameters {
        h0_km_s_mpc: 300.0,
        omega_k: -1.5,
        ..Parameters::planck2018()
    };
    let error = Background::new(&parameters).unwrap_err();
    assert!(matches!(error, Error::NoBeginning { .. }), "{error}");
    assert!(error.is_recoverable());
}

#[test]
fn angles_out_of_reach() {
    let planck = Parameters::planck2018;
    for angle in [f64::NAN, 0.0, -1.0, 0.2, 50.0] {
        assert!(planck().with_theta_mc(angle).is_err(), "{angle}");
        assert!(
            planck().with_theta_star(angle, &Recfast::planck()).is_err(),
            "{angle}"
        );
    }
    let error = planck().with_theta_mc(0.5).unwrap_err();
    assert!(
        matches!(
            error,
            Error::OutOfRange {
                name: "100 theta_MC",
                ..
            }
        ),
        "{error}"
    );
}

/// The numbers that Planck published with these means: table 2 of `planck2020vi`, in units of its errors.
#[test]
fn derived_parameters_of_planck() {
    let history = Thermodynamics::new(&Parameters::planck2018()).unwrap();
    let universe = history.background();
    for (name, found, mean, sigma) in [
        ("age", universe.age_gyr(0.0), 13.797, 0.023),
        ("Ω_m", universe.omega_m(), 0.3153, 0.0073),
        ("z*", history.last_scattering().redshift, 1089.92, 0.25),
        (
            "r*",
            history.last_scattering().sound_horizon_mpc,
            144.43,
            0.26,
        ),
        ("100θ*", 100.0 * history.theta_star(), 1.04110, 0.00031),
        (
            "100θ_MC",
            100.0 * universe.theta_mc().unwrap(),
            1.04092,
            0.00031,
        ),
        ("z_drag", history.drag_epoch().redshift, 1059.94, 0.30),
        (
            "r_drag",
            history.drag_epoch().sound_horizon_mpc,
            147.09,
            0.26,
        ),
        (
            "k_D",
            history.damping_wavenumber_inv_mpc(),
            0.14087,
            0.00030,
        ),
        ("z_eq", universe.equality_redshift().unwrap(), 3402.0, 26.0),
        (
            "z_re",
            history.reionisation().redshift().unwrap(),
            7.67,
            0.73,
        ),
        ("Y", universe.helium_mass_fraction(), 0.2454, 0.0001),
    ] {
        assert!(
            (found - mean).abs() < 0.5 * sigma,
            "{name}: {found} for {mean} ± {sigma}"
        );
    }
}
