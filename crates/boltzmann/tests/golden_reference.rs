//! Spectra against CAMB 2.0.5 and CLASS 3.4.1 at boosted accuracy, on every cosmology of the reference folder.
//!
//! Measured numbers: `cargo nextest run -p lastscatter-boltzmann golden_reference --no-capture`; with `LASTSCATTER_SLOW=1` at reference
//! accuracy too.

mod support;

use lastscatter_boltzmann::{Accuracy, InitialCondition, Solver};
use support::{Case, case, distance, show, slow};

/// Distances within limits: column, first and last multipole, max, rms; the measures are those of the folder's `compare_cl.py`.
fn check(name: &str, file: &str, limits: &[(&str, usize, usize, f64, f64)], accuracy: Accuracy) {
    let Some(case) = case(name) else { return };
    let found = case.solve(&Solver {
        accuracy,
        ..Solver::new(2500)
    });
    let known = case.known(file);
    let mut short = Vec::new();
    for &(column, from, to, max, rms) in limits {
        let far = distance(&found, &known, column, [from, to]);
        let line = format!(
            "{name} {column} {from}-{to}: max {:.2e} at {}, rms {:.2e}",
            far.max, far.at, far.rms
        );
        show(&line);
        if far.max > max || far.rms > rms {
            short.push(line);
        }
    }
    assert!(short.is_empty(), "{short:#?}");
}

const NONE: f64 = f64::INFINITY;

/// 0.1 % at every multipole and 0.03 % in the mean, EE below ℓ = 40, where CAMB and CLASS differ by 0.12 %, within 0.15 %.
const STANDARD: &[(&str, usize, usize, f64, f64)] = &[
    // CAMB's ℓ = 18 is 0.09 % from CLASS and from here, which agree to 0.02 %, and 0.105 % in the cosmology `extreme`.
    ("unlensed_tt", 2, 2500, 1.1e-3, 3e-4),
    ("unlensed_tt", 19, 2500, 1e-3, NONE),
    ("unlensed_ee", 2, 2500, 1.5e-3, 3e-4),
    ("unlensed_ee", 40, 2500, 1e-3, NONE),
    ("unlensed_te", 2, 2500, 1e-3, 3e-4),
    ("lensed_tt", 2, 2500, 1.1e-3, 3e-4),
    ("lensed_tt", 19, 2500, 1e-3, NONE),
    ("lensed_ee", 2, 2500, 1.5e-3, 3e-4),
    ("lensed_ee", 40, 2500, 1e-3, NONE),
    ("lensed_te", 2, 2500, 1e-3, 3e-4),
    ("phiphi", 2, 2500, 2e-3, NONE),
    // The folder's lack CAMB's `AccurateBB`: in `extreme` that is 3.1 % at ℓ = 2, 0.7 % at 10, 0.13 % at 30.
    ("lensed_bb", 2, 29, 3.5e-2, NONE),
    ("lensed_bb", 30, 2500, 2e-3, NONE),
];

/// CAMB at the folder's settings is itself wrong by 0.032 % (TT below ℓ = 200), and by 0.09 % at ℓ = 18: `against_class` is sharper.
const REFERENCE: &[(&str, usize, usize, f64, f64)] = &[
    ("unlensed_tt", 41, 2500, 4e-4, 1.5e-4),
    ("unlensed_ee", 41, 2500, 3e-4, 1.5e-4),
    ("unlensed_te", 41, 2500, 3e-4, 1.5e-4),
    ("lensed_tt", 41, 2500, 4e-4, 1.5e-4),
    ("lensed_ee", 41, 2500, 3e-4, 1.5e-4),
    ("lensed_te", 41, 2500, 3e-4, 1.5e-4),
    ("unlensed_tt", 2, 40, 1.1e-3, NONE),
    ("unlensed_ee", 2, 40, 1.5e-3, NONE),
    ("unlensed_te", 2, 40, 1e-3, NONE),
    ("phiphi", 2, 2500, 1e-3, NONE),
    ("lensed_bb", 30, 2500, 2e-3, NONE),
];

/// Reference accuracy against CLASS: 0.03 % above ℓ = 40, and below it 0.03 % in TT and TE but for the lowest multipoles.
const CLASS: &[(&str, usize, usize, f64, f64)] = &[
    ("unlensed_tt", 2, 2500, 3e-4, 1e-4),
    ("unlensed_ee", 10, 2500, 3e-4, 1e-4),
    ("unlensed_te", 10, 2500, 3e-4, 1e-4),
    ("unlensed_ee", 2, 9, 8e-4, NONE),
    ("unlensed_te", 2, 9, 5e-4, NONE),
];

#[test]
fn against_class() {
    if slow() {
        check("planck2018", "class_cl.csv", CLASS, Accuracy::reference());
    }
}

macro_rules! cosmologies {
    ($($name:ident),*) => {
        mod standard {
            $(#[test]
            fn $name() {
                super::check(stringify!($name), "cl.csv", super::STANDARD, super::Accuracy::standard());
            })*
        }
        mod reference {
            $(#[test]
            fn $name() {
                if super::slow() {
                    super::check(stringify!($name), "cl.csv", super::REFERENCE, super::Accuracy::reference());
                }
            })*
        }
    };
}

cosmologies!(
    dark_energy,
    dark_radiation,
    extreme,
    heavy_neutrinos,
    massless_neutrinos,
    planck2018,
    tensors
);

/// The last multipole of the isocurvature folders.
const LAST: usize = 2000;

fn isocurvature(name: &str, mode: InitialCondition) -> Option<(Case, support::Columns)> {
    let case = case(name)?;
    let found = case.mode(&Solver::new(LAST), mode);
    Some((case, found))
}

/// TT, EE and TE over a range of multipoles.
fn compare(
    name: &str,
    found: &support::Columns,
    known: &support::Columns,
    range: [usize; 2],
    max: f64,
) {
    for column in ["unlensed_tt", "unlensed_ee", "unlensed_te"] {
        let far = distance(found, known, column, range);
        show(&format!("{name} {column} {range:?}: {far:e}"));
        assert!(far.max < max, "{name} {column}: {far:?}");
    }
}

/// Above ℓ = 200 CAMB starts too late for the waves that enter the horizon first: it ends 2 % from CLASS and from here, where the two agree. Below,
/// CLASS is off by 1.3 % at ℓ = 22 in EE, where CAMB and this agree.
#[test]
fn cold_dark_matter_isocurvature() {
    let mode = InitialCondition::ColdDarkMatterIsocurvature;
    if let Some((case, found)) = isocurvature("cdm_isocurvature", mode) {
        compare("CAMB", &found, &case.known("cl.csv"), [2, 200], 2e-3);
        compare(
            "CLASS",
            &found,
            &case.known("class_cl.csv"),
            [200, LAST],
            2e-3,
        );
    }
}

/// But for their pressure baryons do what cold dark matter does: C_ℓ scale with (ω_b/ω_c)². CAMB's are 36 % from that.
#[test]
fn baryon_isocurvature() {
    let mode = InitialCondition::BaryonIsocurvature;
    if let Some((case, found)) = isocurvature("baryon_isocurvature", mode) {
        let solver = Solver::new(LAST);
        let mut cold = case.mode(&solver, InitialCondition::ColdDarkMatterIsocurvature);
        let ratio = case.parameters.omega_b_h2 / case.parameters.omega_c_h2;
        for power in cold.values_mut().flatten() {
            *power *= ratio * ratio;
        }
        compare("cold dark matter", &found, &cold, [2, LAST], 3e-4);
        compare(
            "CLASS",
            &found,
            &case.known("class_cl.csv"),
            [200, LAST],
            2e-3,
        );
    }
}

#[test]
fn neutrino_density_isocurvature() {
    let mode = InitialCondition::NeutrinoDensityIsocurvature;
    if let Some((case, found)) = isocurvature("neutrino_density_isocurvature", mode) {
        compare("CAMB", &found, &case.known("cl.csv"), [2, LAST], 3e-3);
    }
}

/// CLASS is 3 % off CAMB and this.
#[test]
fn neutrino_velocity_isocurvature() {
    let mode = InitialCondition::NeutrinoVelocityIsocurvature;
    if let Some((case, found)) = isocurvature("neutrino_velocity_isocurvature", mode) {
        compare("CAMB", &found, &case.known("cl.csv"), [2, LAST], 2.5e-3);
    }
}
