//! Reference spectra, and measures of the distance to them.
//!
//! The folder is `reference`, beside the data folder that `LASTSCATTER_DATA` names; its README says how the files were made.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, reason = "helpers of tests may, as tests")]
#![allow(
    clippy::print_stderr,
    reason = "measured numbers and skipped tests are shown"
)]

use std::{
    collections::BTreeMap,
    fmt, fs,
    path::{Path, PathBuf},
};

use lastscatter_boltzmann::{Error, InitialCondition, Solver, Spectra};
use lastscatter_cosmology::{
    DarkEnergy, Helium, Neutrinos, Parameters, Reionisation, Thermodynamics,
};
use lastscatter_primordial::PowerLaw;

/// C_ℓ from ℓ = 0 by the name of their column.
pub(crate) type Columns = BTreeMap<String, Vec<f64>>;

/// A cosmology of the reference folder.
pub(crate) struct Case {
    pub(crate) parameters: Parameters,
    pub(crate) power: PowerLaw,
    folder: PathBuf,
}

/// The cosmology of this name; none, with a notice, where the data are missing.
pub(crate) fn case(name: &str) -> Option<Case> {
    let folder = std::env::var_os("LASTSCATTER_DATA")
        .map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
            PathBuf::from,
        )
        .with_file_name("reference")
        .join(name);
    let Ok(text) = fs::read_to_string(folder.join("params.toml")) else {
        eprintln!(
            "SKIPPED: {} is missing; set LASTSCATTER_DATA",
            folder.display()
        );
        return None;
    };
    let table: toml::Table = text.parse().unwrap();
    let number = |key: &str| table.get(key).map(|v| v.as_float().unwrap());
    let masses = table["neutrino_masses_ev"].as_array().unwrap();
    let masses: Vec<f64> = masses.iter().map(|m| m.as_float().unwrap()).collect();
    Some(Case {
        parameters: Parameters {
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
        },
        power: PowerLaw {
            a_s: number("a_s").unwrap(),
            n_s: number("n_s").unwrap(),
            alpha_s: number("alpha_s").unwrap_or(0.0),
            ..PowerLaw::planck2018()
        },
        folder,
    })
}

impl Case {
    /// The columns of one of the folder's files.
    pub(crate) fn known(&self, file: &str) -> Columns {
        let text = fs::read_to_string(self.folder.join(file)).unwrap();
        let mut lines = text.lines();
        let names: Vec<&str> = lines.next().unwrap().split(',').skip(1).collect();
        let mut columns: Columns = names
            .iter()
            .map(|n| ((*n).to_owned(), vec![0.0; 2]))
            .collect();
        for (l, line) in (2..).zip(lines) {
            let mut cells = line.split(',');
            let ell: f64 = cells.next().unwrap().parse().unwrap();
            assert!((ell - f64::from(l)).abs() < 1e-9);
            for (name, cell) in names.iter().zip(cells) {
                columns
                    .get_mut(*name)
                    .unwrap()
                    .push(cell.parse().unwrap_or(0.0));
            }
        }
        columns
    }

    pub(crate) fn solve(&self, solver: &Solver) -> Columns {
        let history = Thermodynamics::new(&self.parameters).unwrap();
        let spectra = solver.solve(&history).unwrap().spectra(&self.power);
        columns(&spectra.unwrap()).unwrap()
    }

    /// Unlensed spectra of one mode.
    pub(crate) fn mode(&self, solver: &Solver, mode: InitialCondition) -> Columns {
        self.solve(&Solver {
            initial: vec![mode],
            ..solver.clone()
        })
    }
}

/// Columns as in the folder's files: µK², and φφ without unit.
pub(crate) fn columns(spectra: &Spectra) -> Result<Columns, Error> {
    let mut all = Columns::new();
    for (prefix, sky) in [
        ("unlensed", spectra.unlensed()?),
        ("lensed", spectra.lensed()?),
    ] {
        let sky = sky.in_microkelvin_squared(2.7255)?;
        for (name, spectrum) in [
            ("tt", sky.tt()),
            ("ee", sky.ee()),
            ("bb", sky.bb()),
            ("te", sky.te()),
        ] {
            all.insert(format!("{prefix}_{name}"), spectrum.values().to_vec());
        }
    }
    let potential = spectra.potential()?;
    all.insert("phiphi".to_owned(), potential.phi_phi().values().to_vec());
    Ok(all)
}

/// How far two spectra are apart.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Distance {
    pub(crate) max: f64,
    pub(crate) at: usize,
    pub(crate) rms: f64,
}

/// The distance of a column over multipoles `from` to `to`: relative, that of TE over √(TT·EE).
pub(crate) fn distance(
    found: &Columns,
    known: &Columns,
    column: &str,
    [from, to]: [usize; 2],
) -> Distance {
    let (a, b) = (&found[column], &known[column]);
    let mut far = Distance::default();
    let mut sum = 0.0;
    for l in from..=to {
        let size = column.strip_suffix("te").map_or(b[l].abs(), |prefix| {
            (known[&format!("{prefix}tt")][l] * known[&format!("{prefix}ee")][l]).sqrt()
        });
        let error = (a[l] - b[l]).abs() / size;
        assert!(error.is_finite(), "{column} at {l}: {} {}", a[l], b[l]);
        sum += error * error;
        if error > far.max {
            far.max = error;
            far.at = l;
        }
    }
    far.rms = (sum / (to - from + 1) as f64).sqrt();
    far
}

impl fmt::LowerExp for Distance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "max {:.2e} at {}, rms {:.2e}",
            self.max, self.at, self.rms
        )
    }
}

/// Shows a measured number.
pub(crate) fn show(line: &str) {
    eprintln!("{line}");
}

/// Whether the slow tests are wanted; a notice where they are not.
pub(crate) fn slow() -> bool {
    let wanted = std::env::var_os("LASTSCATTER_SLOW").is_some();
    if !wanted {
        eprintln!("SKIPPED: slow; set LASTSCATTER_SLOW=1");
    }
    wanted
}
