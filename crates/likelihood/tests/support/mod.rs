//! Published data, spectra and check vectors for the tests.
#![allow(dead_code, unreachable_pub, reason = "each test takes what it needs")]

pub mod broken;

use std::path::{Path, PathBuf};

use lastscatter_likelihood::DataFolder;
use lastscatter_stokes::spectra::{
    AngularSpectra, Cl, Dimensionless, Dl, MicrokelvinSquared, Spectrum,
};

/// The data folder; says so and gives `None` where it is missing.
pub fn data() -> Option<DataFolder> {
    let root = std::env::var_os("LASTSCATTER_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    match DataFolder::new(root) {
        Ok(folder) => Some(folder),
        Err(e) => {
            #[expect(clippy::print_stderr, reason = "a skipped test must say so")]
            {
                eprintln!("SKIPPED: {e}; set LASTSCATTER_DATA");
            }
            None
        }
    }
}

/// Lensed spectra and C_ℓ^φφ.
pub struct Universe {
    pub lensed: AngularSpectra<MicrokelvinSquared>,
    pub phi_phi: Spectrum<Cl, Dimensionless>,
}

/// Columns of a table of numbers; `#` begins a comment.
pub fn columns(path: &Path) -> Vec<Vec<f64>> {
    let text = std::fs::read_to_string(path).expect("a readable table");
    let rows: Vec<Vec<f64>> = text
        .lines()
        .map(|line| line.split('#').next().unwrap_or(""))
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            line.split_whitespace()
                .map(|n| n.parse().expect("a number"))
                .collect()
        })
        .collect();
    (0..rows[0].len())
        .map(|i| rows.iter().map(|row| row[i]).collect())
        .collect()
}

/// D_ℓ from ℓ = 2 on, zero up to `lmax`, as C_ℓ.
pub fn from_dl(dl: &[f64], lmax: usize) -> Vec<f64> {
    let mut values = vec![0.0, 0.0];
    values.extend(dl);
    values.resize(lmax + 1, 0.0);
    let spectrum = Spectrum::<Dl, MicrokelvinSquared>::new(values).expect("finite numbers");
    spectrum.to_cl().values().to_vec()
}

/// Columns l, TT, TE, EE and, if there, BB and PP = [ℓ(ℓ+1)]² C_ℓ^φφ/2π; zero beyond their end.
pub fn universe(folder: &DataFolder, relative: &str, lmax: usize) -> Universe {
    let columns = columns(&folder.path(relative));
    let cl = |i: usize| from_dl(columns.get(i).map_or(&[], Vec::as_slice), lmax);
    let mut phi_phi = cl(5);
    for (ell, c) in phi_phi.iter_mut().enumerate().skip(1) {
        *c /= (ell * (ell + 1)) as f64;
    }
    Universe {
        lensed: AngularSpectra::from_values(cl(1), cl(3), cl(4), cl(2)).expect("finite numbers"),
        phi_phi: Spectrum::new(phi_phi).expect("finite numbers"),
    }
}

/// The best fit of Planck 2018 to TTTEEE + lowl + lowE.
pub fn best_fit(folder: &DataFolder, lmax: usize) -> Universe {
    let path = "planck2018-spectra/base_plikHM_TTTEEE_lowl_lowE.minimum.theory_cl";
    universe(folder, path, lmax)
}

/// Its calibration.
pub const BEST_FIT_CALIBRATION: f64 = 1.000610;

/// A universe of these C_ℓ, zero where none are given.
pub fn spectra(
    tt: &[f64],
    ee: &[f64],
    bb: &[f64],
    te: &[f64],
) -> AngularSpectra<MicrokelvinSquared> {
    let lmax = [tt, ee, bb, te]
        .map(<[f64]>::len)
        .into_iter()
        .max()
        .unwrap_or(0);
    let padded = |values: &[f64]| {
        let mut values = values.to_vec();
        values.resize(lmax, 0.0);
        values
    };
    AngularSpectra::from_values(padded(tt), padded(ee), padded(bb), padded(te))
        .expect("finite numbers")
}

/// The numbers of a one-dimensional FITS image of float64.
pub fn fits(folder: &DataFolder, relative: &str) -> Vec<f64> {
    let bytes = std::fs::read(folder.path(relative)).expect("a readable file");
    let header = String::from_utf8_lossy(&bytes[..2880]).into_owned();
    let naxis = header.split("NAXIS1  =").nth(1).expect("an image");
    let count: usize = naxis
        .split_whitespace()
        .next()
        .and_then(|n| n.parse().ok())
        .expect("a length");
    let begin = (header.find("END     ").expect("an end")).next_multiple_of(2880);
    let (numbers, _) = bytes[begin..].as_chunks();
    numbers[..count]
        .iter()
        .map(|&b| f64::from_be_bytes(b))
        .collect()
}

/// `test_param`, a vector of float64, of a NumPy archive.
pub fn npz_parameters(folder: &DataFolder, relative: &str) -> Vec<f64> {
    let bytes = std::fs::read(folder.path(relative)).expect("a readable file");
    let array = zipped(&bytes, b"test_param.npy");
    let header = usize::from(array[8]) + 256 * usize::from(array[9]);
    assert!(String::from_utf8_lossy(&array[..10 + header]).contains("'<f8'"));
    let (numbers, rest) = array[10 + header..].as_chunks();
    assert!(rest.is_empty());
    numbers.iter().map(|&b| f64::from_le_bytes(b)).collect()
}

/// A deflated member of a ZIP archive.
fn zipped(bytes: &[u8], name: &[u8]) -> Vec<u8> {
    let named =
        |&at: &usize| bytes[at..].starts_with(b"PK\x03\x04") && bytes[at + 30..].starts_with(name);
    let at = (0..bytes.len() - 30 - name.len())
        .find(named)
        .expect("the member");
    let number =
        |offset| usize::from(bytes[at + offset]) + 256 * usize::from(bytes[at + offset + 1]);
    assert_eq!(number(8), 8, "deflated");
    let begin = at + 30 + number(26) + number(28);
    // The stream knows its own end; what follows is left over.
    let mut decompressor = miniz_oxide::inflate::core::DecompressorOxide::new();
    let mut array = vec![0; 1 << 20];
    let (status, _, length) = miniz_oxide::inflate::core::decompress(
        &mut decompressor,
        &bytes[begin..],
        &mut array,
        0,
        4,
    );
    assert_eq!(status, miniz_oxide::inflate::TINFLStatus::Done);
    array.truncate(length);
    array
}
