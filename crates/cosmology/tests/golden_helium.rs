//! The helium abundance against published tables (`scripts/bbn.py` made the fit).

#![expect(clippy::unwrap_used, reason = "helpers of tests may, as tests")]

use std::{fs, path::PathBuf};

use lastscatter_cosmology::nucleosynthesis_mass_fraction;

/// Rows of a table: ω_b, ΔN, Y_p.
fn table(name: &str) -> Option<Vec<[f64; 3]>> {
    let folder = std::env::var_os("LASTSCATTER_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let path = folder.join("bbn/camb").join(name);
    let Ok(text) = fs::read_to_string(&path) else {
        #[expect(clippy::print_stderr, reason = "a skipped test says so")]
        {
            eprintln!(
                "SKIPPED: {} is missing; set LASTSCATTER_DATA",
                path.display()
            );
        }
        return None;
    };
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let rows = lines.map(|line| {
        let numbers: Vec<f64> = line
            .split_whitespace()
            .map(|n| n.parse().unwrap())
            .collect();
        [numbers[0], numbers[2], numbers[3]]
    });
    Some(rows.collect())
}

/// The table it was fitted to, to a quarter of the scatter between rates; other codes and lifetimes, to 5e-4.
#[test]
fn fit_against_the_tables() {
    for (name, offset, tolerance) in [
        ("PArthENoPE_880.2_standard.dat", 3.046, 4e-5),
        ("PArthENoPE_880.2_marcucci.dat", 3.046, 5e-5),
        ("PRIMAT_Yp_DH_Error.dat", 3.045, 7e-4),
        ("PRIMAT_Yp_DH_ErrorMC_2024.dat", 3.044, 7e-4),
    ] {
        let Some(rows) = table(name) else { return };
        let mut worst = 0.0_f64;
        for [omega_b, delta, y] in rows {
            if (0.0051..0.04).contains(&omega_b) && (-2.99..7.0).contains(&delta) {
                let found = nucleosynthesis_mass_fraction(omega_b, offset + delta).unwrap();
                worst = worst.max((found - y).abs());
            }
        }
        assert!(worst > 0.0 && worst < tolerance, "{name}: {worst:e}");
    }
}

#[test]
fn outside_is_an_error() {
    assert!(nucleosynthesis_mass_fraction(0.1, 3.0).is_err());
    assert!(nucleosynthesis_mass_fraction(0.02, 12.0).is_err());
    assert!(nucleosynthesis_mass_fraction(f64::NAN, 3.0).is_err());
}
