//! Wild parameters: a history without NaN, or an error; never a panic or a hang.
//!
//! 300 sets by default; `LASTSCATTER_SETS=2000 cargo nextest run -p lastscatter-cosmology robustness` tries as many as it says.

use lastscatter_cosmology::{
    DarkEnergy, Error, Helium, MassiveNeutrino, Neutrinos, Parameters, Reionisation,
    Thermodynamics, recombination::Recfast,
};

/// Dimensions of the hypercube.
const DIMENSIONS: usize = 13;

/// A Latin hypercube: each row and column of cells holds one point.
fn hypercube(sets: usize) -> Vec<[f64; DIMENSIONS]> {
    // SplitMix64.
    let mut seed = 20_u64;
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

fn wild(u: [f64; DIMENSIONS]) -> Parameters {
    let linear = |i: usize, low: f64, high: f64| low + (high - low) * u[i];
    let logarithmic = |i: usize, low: f64, high: f64| low * f64::powf(high / low, u[i]);
    let n_eff = linear(4, 0.0, 10.0);
    let mass = logarithmic(5, 1e-4, 20.0);
    let neutrinos = match (6.0 * u[6]) as usize {
        0 => Neutrinos::massless(n_eff),
        1 => Neutrinos::thermal(n_eff, &[mass]),
        2 => Neutrinos::thermal(n_eff, &[mass; 3]),
        3 => Neutrinos::thermal(n_eff, &[mass, 0.0, 2.0 * mass]),
        _ => Neutrinos {
            n_eff,
            massive: vec![MassiveNeutrino {
                mass_ev: mass,
                degeneracy: 2.0 * u[7],
                temperature_ratio: 0.3 + 0.6 * u[8],
            }],
        },
    };
    Parameters {
        h0_km_s_mpc: logarithmic(0, 20.0, 300.0),
        omega_b_h2: logarithmic(1, 1e-4, 0.2),
        omega_c_h2: logarithmic(2, 1e-4, 1.0),
        omega_k: if u[3] < 0.3 {
            0.0
        } else {
            linear(3, -0.8, 0.8)
        },
        t_cmb_k: logarithmic(9, 0.5, 6.0),
        neutrinos,
        dark_energy: DarkEnergy {
            w0: linear(7, -3.0, 0.0),
            wa: linear(8, -3.0, 1.0),
        },
        helium: if u[10] < 0.3 {
            Helium::Nucleosynthesis
        } else {
            Helium::MassFraction(linear(10, 0.0, 0.8))
        },
        reionisation: match (4.0 * u[11]) as usize {
            0 => Reionisation::Never,
            1 => Reionisation::Redshift(60.0 * u[12]),
            2 => Reionisation::Tabulated(vec![(0.0, 1.0), (4.0 + 20.0 * u[12], 1.1), (30.0, 0.0)]),
            _ => Reionisation::OpticalDepth(0.5 * u[12]),
        },
    }
}

fn check(history: &Thermodynamics, parameters: &Parameters) {
    let universe = history.background();
    for i in 0..=60 {
        let z = (0.35 * f64::from(i)).exp_m1();
        let here = history.at_redshift(z);
        let numbers = [
            here.electrons,
            here.opacity,
            here.opacity_derivative,
            here.optical_depth,
            here.visibility,
            here.visibility_derivative,
            here.visibility_second_derivative,
            here.baryon_temperature_k,
            here.baryon_sound_speed_squared,
            universe.hubble_km_s_mpc(z),
            universe.age_gyr(z),
            universe.luminosity_distance_mpc(z),
        ];
        assert!(
            numbers.iter().all(|n| n.is_finite()),
            "z = {z}, {numbers:?}: {parameters:?}"
        );
        let most = 1.0 + 2.0 * universe.helium_per_hydrogen();
        let tables = matches!(parameters.reionisation, Reionisation::Tabulated(_));
        assert!(
            here.electrons > 0.0 && (tables || here.electrons < most + 1e-4),
            "z = {z}, {here:?}: {parameters:?}"
        );
        assert!(
            here.baryon_temperature_k > 0.0 && here.baryon_sound_speed_squared > 0.0,
            "z = {z}, {here:?}: {parameters:?}"
        );
    }
    for number in [
        history.theta_star(),
        history.last_scattering().redshift,
        history.drag_epoch().sound_horizon_mpc,
        history.damping_wavenumber_inv_mpc(),
    ] {
        assert!(number.is_finite(), "{parameters:?}");
    }
}

#[test]
fn latin_hypercube() {
    let sets = std::env::var("LASTSCATTER_SETS").map_or(300, |sets| sets.parse().unwrap());
    let mut solved = 0;
    for (i, point) in hypercube(sets).into_iter().enumerate() {
        let parameters = wild(point);
        match Thermodynamics::new(&parameters) {
            Ok(history) => {
                check(&history, &parameters);
                solved += 1;
            }
            Err(Error::Numerics(error)) => panic!("{error}: {parameters:?}"),
            Err(error) => assert!(error.is_recoverable() && !error.to_string().is_empty()),
        }
        // The Hubble constant from an angle, for some.
        if i % 10 == 0
            && let Ok(found) = parameters.clone().with_theta_star(1.04, &Recfast::planck())
        {
            let theta = 100.0 * Thermodynamics::new(&found).unwrap().theta_star();
            assert!((theta / 1.04 - 1.0).abs() < 1e-6, "{theta}: {found:?}");
        }
    }
    assert!(solved > sets / 5, "{solved} of {sets}");
}
