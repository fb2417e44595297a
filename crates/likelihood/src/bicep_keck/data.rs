//! The published files: maps, bandpowers, noise, fiducial model, covariance, windows and bandpasses.

use std::ops::RangeInclusive;

use lastscatter_inference::Covariance;
use lastscatter_stokes::spectra::{Field, Pair};
use nalgebra::DMatrix;

use super::sed::Response;
use crate::Error;
use crate::dataset::windows;
use crate::description::{Description, MANY};
use crate::folder::DataFolder;
use crate::spectra::{Window, covariance_of, from_distinct};
use crate::table::{Table, data_error};

/// Published data sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Release {
    /// The joint analysis of BICEP2/Keck and Planck of 2015, from the folder `bicep-keck/bkplanck2015`.
    BkPlanck2015,
    /// BICEP2/Keck to 2015 with Planck and WMAP, from the folder `bicep-keck/bk15`.
    ///
    /// The file of its covariance, `BK15_covmat_dust.dat`, may have to be put there.
    Bk15,
}

impl Release {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::BkPlanck2015 => "BICEP2/Keck + Planck 2015",
            Self::Bk15 => "BK15",
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::BkPlanck2015 => "bicep-keck/bkplanck2015/BKPlanck_detset_comb_dust.dataset",
            Self::Bk15 => "bicep-keck/bk15/BK15_dust.dataset",
        }
    }

    /// The maps of the baseline analysis.
    pub(super) const fn maps(self) -> &'static [&'static str] {
        match self {
            Self::BkPlanck2015 => &["B2K_B", "P217_B", "P353_B"],
            Self::Bk15 => &[
                "BK15_95_B",
                "BK15_150_B",
                "BK15_220_B",
                "W023_B",
                "P030_B",
                "W033_B",
                "P044_B",
                "P070_B",
                "P100_B",
                "P143_B",
                "P217_B",
                "P353_B",
            ],
        }
    }

    /// The bins of the baseline analysis.
    pub(super) const fn bins(self) -> RangeInclusive<usize> {
        match self {
            Self::BkPlanck2015 => 1..=5,
            Self::Bk15 => 1..=9,
        }
    }
}

const KEYS: [&str; 27] = [
    "like_approx",
    "map_names",
    "map_fields",
    "binned",
    "nbins",
    "cl_lmin",
    "cl_lmax",
    "cl_fiducial_file",
    "cl_fiducial_order",
    "cl_fiducial_includes_noise",
    "cl_hat_file",
    "cl_hat_order",
    "cl_hat_includes_noise",
    "cl_noise_file",
    "cl_noise_order",
    "covmat_fiducial",
    "covmat_cl",
    "bin_window_files",
    "bin_window_in_order",
    "bandpass",
    "nuisance_params",
    "fpivot_dust",
    "fpivot_sync",
    "fpivot_dust_decorr",
    "fpivot_sync_decorr",
    "lform_dust_decorr",
    "lform_sync_decorr",
];

/// More maps than any analysis has.
const MANY_MAPS: usize = 100;

/// One map.
#[derive(Debug, Clone)]
pub(super) struct Map {
    pub(super) name: String,
    pub(super) field: Field,
    pub(super) response: Response,
}

/// One bin: matrices over maps, and a window for each of their distinct elements.
#[derive(Debug, Clone)]
pub(super) struct Bin {
    pub(super) noise: DMatrix<f64>,
    /// With noise.
    pub(super) data: DMatrix<f64>,
    /// With noise.
    pub(super) fiducial: DMatrix<f64>,
    pub(super) windows: Vec<Window>,
}

/// All of them, for some maps and bins.
#[derive(Debug, Clone)]
pub(super) struct Data {
    pub(super) maps: Vec<Map>,
    pub(super) bins: Vec<Bin>,
    /// Of all bins' distinct elements.
    pub(super) covariance: Covariance,
    pub(super) dust_pivot_hz: f64,
    pub(super) synchrotron_pivot_hz: f64,
}

/// A description with its maps.
struct Reader<'a> {
    folder: &'a DataFolder,
    description: Description,
    names: Vec<String>,
    fields: Vec<Field>,
    /// Which maps to take.
    chosen: Vec<usize>,
    first: usize,
    last: usize,
    count: usize,
}

impl Data {
    pub(super) fn read(
        folder: &DataFolder,
        release: Release,
        maps: &[&str],
        bins: RangeInclusive<usize>,
    ) -> Result<Self, Error> {
        let reader = Reader::new(folder, release, maps, bins)?;
        let noise = reader.matrices("cl_noise")?;
        let data = reader.matrices("cl_hat")?;
        let fiducial = reader.matrices("cl_fiducial")?;
        let windows = reader.windows()?;
        let with_noise = |matrices: Vec<DMatrix<f64>>| {
            let sums = matrices.into_iter().zip(&noise).map(|(m, n)| m + n);
            sums.collect::<Vec<_>>()
        };
        let (data, fiducial) = (with_noise(data), with_noise(fiducial));
        let bins = noise.into_iter().zip(data).zip(fiducial).zip(windows);
        Ok(Self {
            bins: bins
                .map(|(((noise, data), fiducial), windows)| Bin {
                    noise,
                    data,
                    fiducial,
                    windows,
                })
                .collect(),
            covariance: reader.covariance()?,
            maps: reader.maps()?,
            dust_pivot_hz: reader.pivot("fpivot_dust")?,
            synchrotron_pivot_hz: reader.pivot("fpivot_sync")?,
        })
    }
}

impl<'a> Reader<'a> {
    fn new(
        folder: &'a DataFolder,
        release: Release,
        maps: &[&str],
        bins: RangeInclusive<usize>,
    ) -> Result<Self, Error> {
        let description = Description::read(folder, release.path(), &KEYS)?;
        description.require("like_approx", &["HL"])?;
        description.require("binned", &["T"])?;
        for file in ["cl_hat", "cl_fiducial"] {
            description.require(&format!("{file}_includes_noise"), &["F"])?;
        }
        let entry = description.required("map_names")?;
        let names: Vec<String> = entry.value.split_whitespace().map(str::to_owned).collect();
        if names.len() > MANY_MAPS {
            let expected = format!("{MANY_MAPS} at most");
            return Err(entry.error(format!("{} maps", names.len()), expected));
        }
        let fields = description.required("map_fields")?;
        let field = |name: &str| match name {
            "E" => Ok(Field::E),
            "B" => Ok(Field::B),
            _ => Err(fields.error(format!("the field {name:?}"), "E or B")),
        };
        let of_maps: Vec<Field> = (fields.value.split_whitespace())
            .map(field)
            .collect::<Result<_, _>>()?;
        if of_maps.len() != names.len() {
            let expected = format!("{}, one for each map", names.len());
            return Err(fields.error(format!("{} fields", of_maps.len()), expected));
        }
        let index = |map: &&str| {
            let index = names.iter().position(|name| name == map);
            index.ok_or_else(|| Error::NoSuchMap {
                map: (*map).to_owned(),
                known: names.join(" "),
            })
        };
        let chosen: Vec<usize> = maps.iter().map(index).collect::<Result<_, _>>()?;
        let count = description.number("nbins", 1, MANY)?;
        let (first, last) = (*bins.start(), *bins.end());
        if chosen.is_empty() || first < 1 || last < first || last > count {
            return Err(Error::NoSuchBins {
                maps: chosen.len(),
                first,
                last,
                count,
            });
        }
        Ok(Self {
            folder,
            names,
            fields: of_maps,
            chosen,
            first,
            last,
            count,
            description,
        })
    }

    /// Where the chosen maps' distinct spectra stand among those that a key lists, and how many these are.
    fn columns(&self, key: &str) -> Result<(Vec<usize>, usize), Error> {
        let entry = self.description.required(key)?;
        let listed: Vec<&str> = entry.value.split_whitespace().collect();
        let mut columns = Vec::new();
        for (n, &i) in self.chosen.iter().enumerate() {
            for &j in &self.chosen[..=n] {
                let (one, other) = (&self.names[i], &self.names[j]);
                let names = [format!("{one}x{other}"), format!("{other}x{one}")];
                let position = listed
                    .iter()
                    .position(|name| names.iter().any(|n| n == name));
                let position = position
                    .ok_or_else(|| entry.error(format!("no {}", names[0]), "all spectra"))?;
                columns.push(position);
            }
        }
        Ok((columns, listed.len()))
    }

    /// The matrices of the file that `stem` names, bin by bin.
    fn matrices(&self, stem: &str) -> Result<Vec<DMatrix<f64>>, Error> {
        let (columns, listed) = self.columns(&format!("{stem}_order"))?;
        let path = self.description.file(&format!("{stem}_file"))?;
        let table = Table::read(self.folder, &path, self.count, 1 + listed)?;
        let number = table.whole_numbers(0, self.count)?;
        (self.first..=self.last)
            .map(|bin| {
                let row = &table.rows[bin - 1];
                if number[bin - 1] != bin {
                    let found = format!("bin {}", number[bin - 1]);
                    return Err(table.error(row.line, found, bin.to_string()));
                }
                let elements: Vec<f64> = columns.iter().map(|c| row.numbers[1 + c]).collect();
                Ok(from_distinct(&elements, self.chosen.len()))
            })
            .collect()
    }

    fn windows(&self) -> Result<Vec<Vec<Window>>, Error> {
        let lmin = self.description.number("cl_lmin", 2, MANY)?;
        let lmax = self.description.number("cl_lmax", lmin, MANY)?;
        let (columns, listed) = self.columns("bin_window_in_order")?;
        // Which spectrum of the sky each column is of; the others are not used.
        let mut pairs = vec![Pair::BB; listed];
        let mut next = columns.iter();
        for (n, &i) in self.chosen.iter().enumerate() {
            for (&j, &column) in self.chosen[..=n].iter().zip(&mut next) {
                pairs[column] = Pair::new(self.fields[i], self.fields[j]);
            }
        }
        (self.first..=self.last)
            .map(|bin| {
                let path = self.description.window_file("bin_window_files", bin)?;
                let all = windows(self.folder, &path, &pairs, (lmin, lmax))?;
                let taken: Vec<Window> = columns.iter().map(|&c| all[c].clone()).collect();
                if taken.iter().any(|window| window.weights.is_empty()) {
                    let path = self.folder.path(&path);
                    return Err(data_error(&path, 1, "a window of zeros", "weights"));
                }
                Ok(taken)
            })
            .collect()
    }

    fn covariance(&self) -> Result<Covariance, Error> {
        let (columns, listed) = self.columns("covmat_cl")?;
        let path = self.description.file("covmat_fiducial")?;
        let size = listed * self.count;
        let matrix = Table::read_matrix(self.folder, &path, size)?;
        let rows: Vec<usize> = (self.first - 1..self.last)
            .flat_map(|bin| columns.iter().map(move |c| bin * listed + c))
            .collect();
        let part = matrix.select_rows(&rows).select_columns(&rows);
        covariance_of(&self.folder.path(&path), part)
    }

    fn maps(&self) -> Result<Vec<Map>, Error> {
        let map = |&i: &usize| {
            let name = self.names[i].clone();
            let path = self.description.file(&format!("bandpass[{name}]"))?;
            Ok(Map {
                response: Response::read(self.folder, &path)?,
                field: self.fields[i],
                name,
            })
        };
        self.chosen.iter().map(map).collect()
    }

    fn pivot(&self, key: &str) -> Result<f64, Error> {
        let entry = self.description.required(key)?;
        match entry.value.parse::<f64>() {
            Ok(ghz) if (1.0..=1e4).contains(&ghz) => Ok(1e9 * ghz),
            _ => Err(entry.error(format!("{key} = {}", entry.value), "a frequency in GHz")),
        }
    }
}
