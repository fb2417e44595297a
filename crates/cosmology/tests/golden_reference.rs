//! Background and recombination against CAMB 2.0.5 and CLASS 3.4.1, on every cosmology of the reference folder.
//!
//! The folder is `reference`, beside the data folder that `LASTSCATTER_DATA` names; its README says how the files were made.

#![expect(clippy::unwrap_used, reason = "helpers of tests may, as tests")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use lastscatter_cosmology::{
    DarkEnergy, Helium, Neutrinos, Parameters, Reionisation, Thermodynamics,
};

fn folder() -> PathBuf {
    std::env::var_os("LASTSCATTER_DATA")
        .map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
            PathBuf::from,
        )
        .with_file_name("reference")
}

/// Parameters of a folder's `params.toml`.
fn parameters(path: &Path) -> Parameters {
    let text = fs::read_to_string(path).unwrap();
    let table: toml::Table = text.parse().unwrap();
    let number = |key: &str| {
        table
            .get(key)
            .map(|v| v.as_float().unwrap_or_else(|| panic!("{key} is no float")))
    };
    let masses: Vec<f64> = table["neutrino_masses_ev"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m.as_float().unwrap())
        .collect();
    Parameters {
        h0_km_s_mpc: number("h0").unwrap(),
        omega_b_h2: number("omega_b_h2").unwrap(),
        omega_c_h2: number("omega_c_h2").unwrap(),
        omega_k: 0.0,
        t_cmb_k: 2.7255,
        neutrinos: Neutrinos::thermal(number("n_eff").unwrap(), &masses),
        dark_energy: DarkEnergy {
            w0: number("w0").unwrap_or(-1.0),
            wa: number("wa").unwrap_or(0.0),
        },
        helium: Helium::MassFraction(number("y_he").unwrap()),
        reionisation: Reionisation::OpticalDepth(number("tau").unwrap()),
    }
}

/// Rows of a `background.csv`: z, H in km/s/Mpc, comoving distance in Mpc, x_e, T_m in K.
fn rows(path: &Path) -> Vec<[f64; 5]> {
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().skip(1);
    lines
        .map(|line| {
            let numbers: Vec<f64> = line.split(',').map(|n| n.parse().unwrap()).collect();
            numbers.try_into().unwrap()
        })
        .collect()
}

/// A number of a flat JSON object.
fn derived(text: &str, key: &str) -> f64 {
    let (_, rest) = text.split_once(&format!("\"{key}\":")).unwrap();
    let end = rest.find([',', '\n', '}']).unwrap();
    rest[..end].trim().parse().unwrap()
}

/// Each cosmology's name, folder and history; empty, with a notice, where the data are missing.
fn cosmologies() -> Vec<(String, PathBuf, Thermodynamics)> {
    let folder = folder();
    let Ok(entries) = fs::read_dir(&folder) else {
        #[expect(clippy::print_stderr, reason = "a skipped test says so")]
        {
            eprintln!(
                "SKIPPED: {} is missing; set LASTSCATTER_DATA",
                folder.display()
            );
        }
        return Vec::new();
    };
    let mut found: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("background.csv").exists())
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let history = Thermodynamics::new(&parameters(&path.join("params.toml"))).unwrap();
            (name, path, history)
        })
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(found.len() >= 7);
    found
}

/// The largest relative difference, with the place.
#[derive(Debug, Default)]
#[expect(dead_code, reason = "the place is read in failure messages")]
struct Worst {
    error: f64,
    redshift: f64,
}

impl Worst {
    fn include(&mut self, found: f64, known: f64, redshift: f64) {
        let error = (found / known - 1.0).abs();
        if error.is_nan() || error > self.error {
            *self = Self { error, redshift };
        }
    }
}

/// CAMB turns masses into densities by a formula for slow neutrinos, which moves H by up to 1.5e-6 for 0.15 eV.
#[test]
fn expansion_and_distances() {
    const TOLERANCE: f64 = 2e-6;
    for (name, path, history) in cosmologies() {
        let universe = history.background();
        for file in ["background.csv", "class_background.csv"] {
            if !path.join(file).exists() {
                continue;
            }
            let (mut rate, mut distance) = (Worst::default(), Worst::default());
            for [z, hubble, comoving, ..] in rows(&path.join(file)) {
                rate.include(universe.hubble_km_s_mpc(z), hubble, z);
                if z > 0.0 {
                    distance.include(universe.comoving_distance_mpc(z), comoving, z);
                }
            }
            assert!(rate.error < TOLERANCE, "{name}: H {rate:?}");
            assert!(distance.error < 1e-7, "{name}: distance {distance:?}");
        }
    }
}

/// RECFAST of CAMB within 3e-4 and of CLASS within 1e-3, where each changes from equilibrium to equations; the multi-level
/// code within 5e-3, most of it in helium.
#[test]
fn ionisation() {
    for (name, path, history) in cosmologies() {
        for (file, electrons, temperature) in [
            ("background.csv", 3e-4, 1e-5),
            ("class_background.csv", 1e-3, 2e-5),
            ("class_hyrec_background.csv", 5e-3, 5e-4),
        ] {
            if !path.join(file).exists() {
                continue;
            }
            let (mut x_e, mut t_m) = (Worst::default(), Worst::default());
            for [z, _, _, x, t] in rows(&path.join(file)) {
                if (200.0..3000.0).contains(&z) {
                    x_e.include(history.at_redshift(z).electrons, x, z);
                    t_m.include(history.at_redshift(z).baryon_temperature_k, t, z);
                }
            }
            assert!(x_e.error < electrons, "{name} {file}: x_e {x_e:?}");
            assert!(t_m.error < temperature, "{name} {file}: T {t_m:?}");
        }
    }
}

/// CAMB's relic of recombination stays what it was when reionisation began, ours falls on: 1% of 3e-4 at that time.
#[test]
fn reionised_fraction() {
    for (name, path, history) in cosmologies() {
        for [z, _, _, x, _] in rows(&path.join("background.csv")) {
            let found = history.at_redshift(z).electrons;
            if z < 30.0 {
                assert!(
                    (found - x).abs() < 1e-5 + 1e-3 * x,
                    "{name}, z = {z}: {found} for {x}"
                );
            }
        }
    }
}

/// r_* and r_drag differ by one common 2e-6 from CAMB's, as if its integral began at a = 1e-9; the age by 5e-6 from CAMB's and by
/// 2e-9 from CLASS's.
#[test]
fn derived_parameters() {
    for (name, path, history) in cosmologies() {
        let universe = history.background();
        let text = fs::read_to_string(path.join("derived.json")).unwrap();
        let epoch = history.last_scattering();
        let distance = universe.transverse_comoving_distance_mpc(epoch.redshift);
        for (key, value, tolerance) in [
            ("age", universe.age_gyr(0.0), 6e-6),
            ("zstar", epoch.redshift, 1e-6),
            ("rstar", epoch.sound_horizon_mpc, 4e-6),
            ("thetastar", 100.0 * history.theta_star(), 4e-6),
            ("DAstar", distance / 1e3, 1e-7),
            ("zdrag", history.drag_epoch().redshift, 1e-6),
            ("rdrag", history.drag_epoch().sound_horizon_mpc, 4e-6),
            ("kd", history.damping_wavenumber_inv_mpc(), 1e-5),
        ] {
            let error = value / derived(&text, key) - 1.0;
            assert!(
                error.abs() < tolerance,
                "{name}: {key} {value}, off by {error:e}"
            );
        }
        // CAMB counts massive neutrinos as radiation at equality, whatever their speed.
        if universe.parameters().neutrinos.massive.is_empty() {
            let error = universe.equality_redshift().unwrap() / derived(&text, "zeq") - 1.0;
            assert!(error.abs() < 1e-8, "{name}: z_eq off by {error:e}");
        }
        if let Ok(text) = fs::read_to_string(path.join("class_derived.json")) {
            let age = universe.age_gyr(0.0) / derived(&text, "age") - 1.0;
            assert!(age.abs() < 1e-8, "{name}: age off by {age:e} from CLASS");
            let omega_m = universe.omega_m() / derived(&text, "Omega_m") - 1.0;
            assert!(omega_m.abs() < 1e-6, "{name}: omega_m off by {omega_m:e}");
            // CLASS's own z_d and horizon carry the coarser table of its thermodynamics.
            let horizon = history.drag_epoch().sound_horizon_mpc / derived(&text, "rs_d") - 1.0;
            assert!(
                horizon.abs() < 4e-5,
                "{name}: r_drag off by {horizon:e} from CLASS"
            );
        }
    }
}
