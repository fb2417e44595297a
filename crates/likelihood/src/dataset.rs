//! CosmoMC's `.dataset` description of binned lensing spectra.

use std::collections::BTreeMap;
use std::path::PathBuf;

use lastscatter_stokes::spectra::Pair;

use crate::Error;
use crate::folder::DataFolder;
use crate::spectra::{Bandpower, Calibration, GaussianBandpowers, Quantity, Window, covariance_of};
use crate::table::{Table, data_error};

/// Keys that a description may have.
const KEYS: [&str; 20] = [
    "like_approx",
    "fields_use",
    "fields_required",
    "binned",
    "nbins",
    "use_min",
    "use_max",
    "cl_lmin",
    "cl_lmax",
    "cl_hat_file",
    "bin_window_files",
    "bin_window_in_order",
    "bin_window_out_order",
    "covmat_cl",
    "covmat_fiducial",
    "linear_correction_fiducial_file",
    "linear_correction_bin_window_files",
    "linear_correction_bin_window_in_order",
    "linear_correction_bin_window_out_order",
    "calibration_param",
];

/// Files may include one another this deep.
const DEPTH: usize = 8;
/// More bins or multipoles than any such data set has.
const MANY: usize = 100_000;

/// One value, and where it stands.
#[derive(Debug, Clone)]
struct Entry {
    value: String,
    path: PathBuf,
    line: usize,
}

impl Entry {
    fn error(&self, found: impl Into<String>, expected: impl Into<String>) -> Error {
        data_error(&self.path, self.line, found, expected)
    }
}

/// Keys and values, those of included files overridden.
#[derive(Debug)]
struct Description {
    folder: String,
    path: PathBuf,
    entries: BTreeMap<String, Entry>,
}

impl Description {
    fn read(folder: &DataFolder, relative: &str) -> Result<Self, Error> {
        let (parent, _) = relative.rsplit_once('/').unwrap_or(("", relative));
        let mut description = Self {
            folder: parent.to_owned(),
            path: folder.path(relative),
            entries: BTreeMap::new(),
        };
        description.include(folder, relative, DEPTH)?;
        Ok(description)
    }

    fn relative(&self, name: &str) -> String {
        format!("{}/{name}", self.folder)
    }

    fn include(&mut self, folder: &DataFolder, relative: &str, depth: usize) -> Result<(), Error> {
        let file = folder.bytes(relative)?;
        let text = str::from_utf8(&file.bytes)
            .map_err(|_| data_error(&file.path, 1, "bytes that are not UTF-8", "plain text"))?;
        let (mut includes, mut own) = (Vec::new(), BTreeMap::new());
        for (line, content) in (1..).zip(text.lines()) {
            let content = content.split('#').next().unwrap_or("").trim();
            let error =
                |expected: &str| data_error(&file.path, line, format!("{content:?}"), expected);
            if content.is_empty() {
                continue;
            }
            if let Some(name) = content.strip_prefix("DEFAULT(") {
                let name = name
                    .strip_suffix(')')
                    .ok_or_else(|| error("DEFAULT(file)"))?;
                if depth == 0 {
                    return Err(error("files that do not include one another for ever"));
                }
                includes.push(self.relative(plain(name).ok_or_else(|| error("a file's name"))?));
                continue;
            }
            let (key, value) = content
                .split_once('=')
                .ok_or_else(|| error("key = value"))?;
            let key = key.trim();
            if !KEYS.contains(&key) {
                let expected = format!("one of the known keys, {} perhaps", nearest(key));
                return Err(data_error(
                    &file.path,
                    line,
                    format!("the key {key:?}"),
                    expected,
                ));
            }
            let entry = Entry {
                value: value.trim().to_owned(),
                path: file.path.clone(),
                line,
            };
            if own.insert(key.to_owned(), entry).is_some() {
                return Err(error("each key once"));
            }
        }
        for include in includes {
            self.include(folder, &include, depth - 1)?;
        }
        self.entries.append(&mut own);
        Ok(())
    }

    /// The value of a key that is there and not empty.
    fn optional(&self, key: &str) -> Option<&Entry> {
        self.entries
            .get(key)
            .filter(|entry| !entry.value.is_empty())
    }

    fn required(&self, key: &str) -> Result<&Entry, Error> {
        self.optional(key)
            .ok_or_else(|| data_error(&self.path, 1, format!("no {key}"), format!("{key} = …")))
    }

    /// Fails unless the key has one of these values.
    fn require(&self, key: &str, accepted: &[&str]) -> Result<(), Error> {
        let entry = self.required(key)?;
        if accepted.contains(&entry.value.as_str()) {
            return Ok(());
        }
        let expected = format!("{key} = {}", accepted.join(" or "));
        Err(entry.error(format!("{key} = {}", entry.value), expected))
    }

    fn number(&self, key: &str, low: usize, high: usize) -> Result<usize, Error> {
        let entry = self.required(key)?;
        let number = entry.value.parse().ok();
        number.filter(|n| (low..=high).contains(n)).ok_or_else(|| {
            let expected = format!("a whole number of {low} to {high}");
            entry.error(format!("{key} = {}", entry.value), expected)
        })
    }

    /// A file's path relative to the data folder.
    fn file(&self, key: &str) -> Result<String, Error> {
        let entry = self.required(key)?;
        let name = plain(&entry.value);
        let name = name.ok_or_else(|| entry.error(format!("{:?}", entry.value), "a file below"))?;
        Ok(self.relative(name))
    }

    /// The path of each bin's window.
    fn window_file(&self, key: &str, bin: usize) -> Result<String, Error> {
        let name = self.file(key)?;
        if name.contains("%u") {
            return Ok(name.replace("%u", &bin.to_string()));
        }
        let entry = self.required(key)?;
        Err(entry.error(format!("{:?}", entry.value), "a name with %u for the bin"))
    }

    /// Which spectra the columns of a window are of.
    fn pairs(&self, key: &str) -> Result<Vec<Pair>, Error> {
        let entry = self.required(key)?;
        let allowed = [Pair::TT, Pair::EE, Pair::TE, Pair::BB, Pair::PhiPhi];
        let pair = |name: &str| {
            let pair = name.parse().ok().filter(|pair| allowed.contains(pair));
            pair.ok_or_else(|| entry.error(format!("{name:?}"), "TT, EE, TE, BB or PP"))
        };
        entry.value.split_whitespace().map(pair).collect()
    }
}

/// A relative path that stays below its folder.
fn plain(name: &str) -> Option<&str> {
    let name = name.trim();
    let safe = |part: &str| !part.is_empty() && part != ".." && !part.contains(['\\', ':', '\0']);
    name.split('/').all(safe).then_some(name)
}

/// The known key with the longest common beginning.
fn nearest(key: &str) -> &'static str {
    let common = |known: &str| {
        known
            .bytes()
            .zip(key.bytes())
            .take_while(|(a, b)| a == b)
            .count()
    };
    KEYS.into_iter()
        .max_by_key(|known| common(known))
        .unwrap_or("nbins")
}

/// The lensing likelihood that the description at `relative` tells of.
pub(crate) fn lensing(
    folder: &DataFolder,
    relative: &str,
    name: &str,
) -> Result<GaussianBandpowers, Error> {
    let description = Description::read(folder, relative)?;
    description.require("like_approx", &["gaussian"])?;
    description.require("fields_use", &["P"])?;
    description.require("binned", &["T"])?;
    description.require("bin_window_in_order", &["PP"])?;
    description.require("bin_window_out_order", &["PP"])?;
    description.require("covmat_cl", &["PP"])?;
    let count = description.number("nbins", 1, MANY)?;
    let first = description.number("use_min", 1, count)?;
    let last = description.number("use_max", first, count)?;
    let lmin = description.number("cl_lmin", 2, MANY)?;
    let lmax = description.number("cl_lmax", lmin, MANY)?;

    let data = Table::read(folder, &description.file("cl_hat_file")?, count, 7)?;
    let path = description.file("covmat_fiducial")?;
    let matrix = Table::read_matrix(folder, &path, count)?;
    let matrix = matrix.view((first - 1, first - 1), (last + 1 - first, last + 1 - first));
    let covariance = covariance_of(&folder.path(&path), matrix.into_owned())?;
    let correction = Correction::read(folder, &description, count)?;

    let bands = (first..=last)
        .map(|bin| {
            let row = &data.rows[bin - 1];
            if row.numbers[0].to_bits() != (bin as f64).to_bits() {
                return Err(data.error(
                    row.line,
                    format!("bin {}", row.numbers[0]),
                    bin.to_string(),
                ));
            }
            let path = description.window_file("bin_window_files", bin)?;
            let mut windows = windows(folder, &path, &[Pair::PhiPhi], (lmin, lmax))?;
            let mut offset = 0.0;
            if let Some(correction) = &correction {
                let path = description.window_file("linear_correction_bin_window_files", bin)?;
                windows.extend(self::windows(
                    folder,
                    &path,
                    &correction.pairs,
                    (lmin, lmax),
                )?);
                offset = -correction.fiducial[bin - 1];
            }
            Ok(Bandpower {
                pair: Pair::PhiPhi,
                quantity: Quantity::Deflection,
                ell: row.numbers[3],
                observed: row.numbers[4],
                windows,
                offset,
            })
        })
        .collect::<Result<_, Error>>()?;
    GaussianBandpowers::new(name, bands, covariance, calibrations(folder, &description)?)
}

/// Linear corrections of normalisation and noise for spectra other than the fiducial.
struct Correction {
    pairs: Vec<Pair>,
    fiducial: Vec<f64>,
}

impl Correction {
    fn read(
        folder: &DataFolder,
        description: &Description,
        count: usize,
    ) -> Result<Option<Self>, Error> {
        if description
            .optional("linear_correction_bin_window_files")
            .is_none()
        {
            return Ok(None);
        }
        const OUT: &str = "linear_correction_bin_window_out_order";
        let pairs = description.pairs("linear_correction_bin_window_in_order")?;
        let out = description.pairs(OUT)?;
        if out.len() != pairs.len() || out.iter().any(|&pair| pair != Pair::PhiPhi) {
            let entry = description.required(OUT)?;
            let expected = format!("PP {} times", pairs.len());
            return Err(entry.error(entry.value.clone(), expected));
        }
        let path = description.file("linear_correction_fiducial_file")?;
        let fiducial = Table::read(folder, &path, count, 2)?.column(1);
        Ok(Some(Self { pairs, fiducial }))
    }
}

/// The windows of a file: multipole, then a column of weights for each spectrum, of D_ℓ in µK² or
/// [L(L+1)]² C^φφ/2π. Multipoles that are not there have none.
fn windows(
    folder: &DataFolder,
    relative: &str,
    pairs: &[Pair],
    (lmin, lmax): (usize, usize),
) -> Result<Vec<Window>, Error> {
    let file = folder.bytes(relative)?;
    let table = Table::parse(&file.path, &file.bytes, 1 + pairs.len())?;
    let ell = table.whole_numbers(0, MANY)?;
    if let Some(i) = (1..ell.len()).find(|&i| ell[i] <= ell[i - 1]) {
        let found = format!("ℓ = {} after {}", ell[i], ell[i - 1]);
        return Err(table.error(table.rows[i].line, found, "increasing multipoles"));
    }
    let window = |(column, &pair): (usize, &Pair)| {
        let quantity = match pair {
            Pair::PhiPhi => Quantity::Deflection,
            _ => Quantity::Dl,
        };
        let mut weights = vec![0.0; lmax + 1 - lmin];
        for (row, &ell) in table.rows.iter().zip(&ell) {
            if (lmin..=lmax).contains(&ell) {
                weights[ell - lmin] = row.numbers[column];
            }
        }
        Window::new(pair, quantity, lmin, &weights)
    };
    Ok((1..).zip(pairs).map(window).collect())
}

fn calibrations(folder: &DataFolder, description: &Description) -> Result<Vec<Calibration>, Error> {
    // Without windows of TT, EE or TE there is nothing to calibrate.
    let corrected = description.optional("linear_correction_bin_window_in_order");
    if description.optional("calibration_param").is_none() || corrected.is_none() {
        return Ok(vec![]);
    }
    let file = folder.bytes(&description.file("calibration_param")?)?;
    let text = String::from_utf8_lossy(&file.bytes);
    let name = text.split_whitespace().next().unwrap_or("");
    let calibration = Calibration::planck();
    let known = calibration.nuisance.name();
    if name != known {
        return Err(data_error(
            &file.path,
            1,
            format!("{name:?}"),
            format!("{known:?}"),
        ));
    }
    Ok(vec![calibration])
}
