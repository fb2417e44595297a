//! Which tables there are, and how they are read.

use nalgebra::DMatrix;

use super::likelihood::{BaoLikelihood, BaoPoint};
use super::observable::Observable;
use super::table::Tabulated;
use crate::Error;
use crate::folder::DataFolder;
use crate::spectra::covariance_of;
use crate::table::{Row, Table, data_error};

/// Published distances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BaoData {
    /// DESI DR2, all tracers: 13 numbers at z = 0.295 to 2.33.
    DesiDr2,
    /// DESI DR1, all tracers: 12 numbers at z = 0.295 to 2.33.
    DesiDr1,
    /// SDSS DR7 main galaxies, D_V at z = 0.15, tabulated.
    Mgs,
    /// BOSS DR12, consensus of D_M and H at z = 0.38, 0.51 and 0.61.
    Dr12Consensus,
    /// The same with fσ₈.
    Dr12ConsensusGrowth,
    /// BOSS DR12 galaxies, D_M and D_H at z = 0.38 and 0.51, as eBOSS gives them.
    Dr12Lrg,
    /// eBOSS DR16 luminous red galaxies, D_M and D_H at z = 0.698.
    Dr16Lrg,
    /// BOSS DR12 and eBOSS DR16 galaxies, D_M, D_H and fσ₈ at z = 0.38, 0.51 and 0.698.
    Dr16LrgGrowth,
    /// eBOSS DR16 emission-line galaxies, D_V at z = 0.845, tabulated.
    Dr16Elg,
    /// eBOSS DR16 quasars, D_M and D_H at z = 1.48.
    Dr16Quasars,
    /// The same with fσ₈.
    Dr16QuasarsGrowth,
    /// eBOSS DR16 Lyman α, D_M and D_H at z = 2.334, tabulated.
    Dr16LymanAlpha,
    /// eBOSS DR16 Lyman α and quasars, D_M and D_H at z = 2.334, tabulated.
    Dr16LymanAlphaQuasars,
}

/// What the distances of a table of α are multiples of: D_V/r_d of the fiducial universe.
const MGS_FIDUCIAL: f64 = 638.9518 / 148.69;
const MGS_ROWS: usize = 399;
const ELG_ROWS: usize = 399;
const LYMAN_ALPHA_SIDE: usize = 50;
const LYMAN_ALPHA_REDSHIFT: f64 = 2.334;

impl BaoData {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::DesiDr2,
        Self::DesiDr1,
        Self::Mgs,
        Self::Dr12Consensus,
        Self::Dr12ConsensusGrowth,
        Self::Dr12Lrg,
        Self::Dr16Lrg,
        Self::Dr16LrgGrowth,
        Self::Dr16Elg,
        Self::Dr16Quasars,
        Self::Dr16QuasarsGrowth,
        Self::Dr16LymanAlpha,
        Self::Dr16LymanAlphaQuasars,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::DesiDr2 => "DESI DR2 BAO",
            Self::DesiDr1 => "DESI DR1 BAO",
            Self::Mgs => "SDSS DR7 MGS BAO",
            Self::Dr12Consensus => "BOSS DR12 BAO",
            Self::Dr12ConsensusGrowth => "BOSS DR12 BAO and growth",
            Self::Dr12Lrg => "BOSS DR12 galaxies BAO",
            Self::Dr16Lrg => "eBOSS DR16 galaxies BAO",
            Self::Dr16LrgGrowth => "eBOSS DR16 galaxies BAO and growth",
            Self::Dr16Elg => "eBOSS DR16 emission-line galaxies BAO",
            Self::Dr16Quasars => "eBOSS DR16 quasars BAO",
            Self::Dr16QuasarsGrowth => "eBOSS DR16 quasars BAO and growth",
            Self::Dr16LymanAlpha => "eBOSS DR16 Lyman α BAO",
            Self::Dr16LymanAlphaQuasars => "eBOSS DR16 Lyman α × quasars BAO",
        }
    }

    pub(super) fn read(self, folder: &DataFolder) -> Result<BaoLikelihood, Error> {
        let plain = |mean, covariance, count| {
            gaussian(folder, self.name(), mean, covariance, count, Scale::Horizon)
        };
        let consensus = |mean, covariance, count| {
            let scale = Scale::FiducialHorizon;
            gaussian(folder, self.name(), mean, covariance, count, scale)
        };
        match self {
            Self::DesiDr2 => plain(
                "desi_bao_dr2/desi_gaussian_bao_ALL_GCcomb_mean.txt",
                "desi_bao_dr2/desi_gaussian_bao_ALL_GCcomb_cov.txt",
                13,
            ),
            Self::DesiDr1 => plain(
                "desi_2024_gaussian_bao_ALL_GCcomb_mean.txt",
                "desi_2024_gaussian_bao_ALL_GCcomb_cov.txt",
                12,
            ),
            Self::Dr12Consensus => consensus(
                "sdss_DR12Consensus_bao.dat",
                "BAO_consensus_covtot_dM_Hz.txt",
                6,
            ),
            Self::Dr12ConsensusGrowth => consensus(
                "sdss_DR12Consensus_final.dat",
                "final_consensus_covtot_dM_Hz_fsig.txt",
                9,
            ),
            Self::Dr12Lrg => plain(
                "sdss_DR12_LRG_BAO_DMDH.dat",
                "sdss_DR12_LRG_BAO_DMDH_covtot.txt",
                4,
            ),
            Self::Dr16Lrg => plain(
                "sdss_DR16_LRG_BAO_DMDH.dat",
                "sdss_DR16_LRG_BAO_DMDH_covtot.txt",
                2,
            ),
            Self::Dr16LrgGrowth => plain(
                "sdss_DR16_BAOplus_LRG_FSBAO_DMDHfs8.dat",
                "sdss_DR16_BAOplus_LRG_FSBAO_DMDHfs8_covtot.txt",
                9,
            ),
            Self::Dr16Quasars => plain(
                "sdss_DR16_QSO_BAO_DMDH.txt",
                "sdss_DR16_QSO_BAO_DMDH_covtot.txt",
                2,
            ),
            Self::Dr16QuasarsGrowth => plain(
                "sdss_DR16_BAOplus_QSO_FSBAO_DMDHfs8.dat",
                "sdss_DR16_BAOplus_QSO_FSBAO_DMDHfs8_covtot.txt",
                3,
            ),
            Self::Mgs => main_galaxies(folder, self.name()),
            Self::Dr16Elg => emission_line_galaxies(folder, self.name()),
            Self::Dr16LymanAlpha => {
                lyman_alpha(folder, self.name(), "sdss_DR16_LYAUTO_BAO_DMDHgrid.txt")
            }
            Self::Dr16LymanAlphaQuasars => {
                lyman_alpha(folder, self.name(), "sdss_DR16_LYxQSO_BAO_DMDHgrid.txt")
            }
        }
    }
}

/// Whether `DM_over_rs` is the plain ratio or that times a fiducial horizon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    Horizon,
    FiducialHorizon,
}

fn gaussian(
    folder: &DataFolder,
    name: &str,
    mean: &str,
    covariance: &str,
    count: usize,
    scale: Scale,
) -> Result<BaoLikelihood, Error> {
    let points = points(folder, &format!("bao/{mean}"), scale)?;
    if points.len() != count {
        let path = folder.path(&format!("bao/{mean}"));
        let found = format!("{} rows", points.len());
        return Err(data_error(&path, 1, found, format!("{count} rows")));
    }
    let path = format!("bao/{covariance}");
    let matrix: DMatrix<f64> = Table::read_matrix(folder, &path, count)?;
    let covariance = covariance_of(&folder.path(&path), matrix)?;
    BaoLikelihood::new(name, points, covariance)
}

/// Rows of redshift, value and the name of what it is; `#` begins a comment.
fn points(folder: &DataFolder, relative: &str, scale: Scale) -> Result<Vec<BaoPoint>, Error> {
    let file = folder.bytes(relative)?;
    let text = str::from_utf8(&file.bytes)
        .map_err(|_| data_error(&file.path, 1, "bytes that are not UTF-8", "plain text"))?;
    let mut points = Vec::new();
    for (line, content) in (1..).zip(text.lines()) {
        let content = content.split('#').next().unwrap_or("").trim();
        if content.is_empty() {
            continue;
        }
        let error = |expected: &str| data_error(&file.path, line, format!("{content:?}"), expected);
        let fields: Vec<&str> = content.split_whitespace().collect();
        let &[redshift, value, what] = fields.as_slice() else {
            return Err(error("redshift, value and quantity"));
        };
        let number = |text: &str, expected: &str| match text.parse::<f64>() {
            Ok(number) if number > 0.0 && number.is_finite() => Ok(number),
            _ => Err(error(expected)),
        };
        let observable = match (what, scale) {
            ("DM_over_rs", Scale::Horizon) => Observable::Transverse,
            ("DM_over_rs", Scale::FiducialHorizon) => Observable::ScaledTransverse,
            ("DH_over_rs", _) => Observable::Radial,
            ("DV_over_rs", _) => Observable::VolumeAverage,
            ("bao_Hz_rs", _) => Observable::ScaledHubble,
            ("f_sigma8", _) => Observable::Growth,
            _ => {
                return Err(error(
                    "DM_over_rs, DH_over_rs, DV_over_rs, bao_Hz_rs or f_sigma8",
                ));
            }
        };
        points.push(BaoPoint {
            redshift: number(redshift, "a positive redshift")?,
            observable,
            observed: number(value, "a positive value")?,
        });
    }
    Ok(points)
}

fn main_galaxies(folder: &DataFolder, name: &str) -> Result<BaoLikelihood, Error> {
    let table = Table::read(folder, "bao/sdss_MGS_prob.txt", MGS_ROWS, 1)?;
    let alpha = |i: usize| 0.8005 + (1.1985 - 0.8005) * i as f64 / (MGS_ROWS - 1) as f64;
    let axis = (0..MGS_ROWS).map(|i| MGS_FIDUCIAL * alpha(i)).collect();
    let ln_likelihood = table.column(0).iter().map(|chi2| -0.5 * chi2).collect();
    let tabulated = Tabulated::new(&table, vec![axis], ln_likelihood)?;
    Ok(BaoLikelihood::tabulated(
        name,
        0.15,
        &[Observable::VolumeAverage],
        tabulated,
    ))
}

fn emission_line_galaxies(folder: &DataFolder, name: &str) -> Result<BaoLikelihood, Error> {
    let path = "bao/sdss_DR16_ELG_BAO_DVtable.txt";
    let table = Table::read(folder, path, ELG_ROWS, 2)?;
    let tabulated = Tabulated::new(&table, vec![table.column(0)], logarithms(&table, 1)?)?;
    Ok(BaoLikelihood::tabulated(
        name,
        0.845,
        &[Observable::VolumeAverage],
        tabulated,
    ))
}

fn lyman_alpha(folder: &DataFolder, name: &str, file: &str) -> Result<BaoLikelihood, Error> {
    const SIDE: usize = LYMAN_ALPHA_SIDE;
    let table = Table::read(folder, &format!("bao/{file}"), SIDE * SIDE, 3)?;
    let transverse: Vec<f64> = table.column(0).into_iter().step_by(SIDE).collect();
    let radial = table.column(1)[..SIDE].to_vec();
    for (i, row) in table.rows.iter().enumerate() {
        let expected = [transverse[i / SIDE], radial[i % SIDE]];
        let off = |k: usize| (row.numbers[k] - expected[k]).abs() > 1e-9 * expected[k].abs();
        if off(0) || off(1) {
            let found = format!("({}, {})", row.numbers[0], row.numbers[1]);
            return Err(table.error(row.line, found, "a point of the rectangular grid"));
        }
    }
    let ln_likelihood = logarithms(&table, 2)?;
    let tabulated = Tabulated::new(&table, vec![transverse, radial], ln_likelihood)?;
    Ok(BaoLikelihood::tabulated(
        name,
        LYMAN_ALPHA_REDSHIFT,
        &[Observable::Transverse, Observable::Radial],
        tabulated,
    ))
}

/// Logarithms of a column of likelihoods.
fn logarithms(table: &Table, column: usize) -> Result<Vec<f64>, Error> {
    let logarithm = |row: &Row| match row.numbers[column] {
        value if value > 0.0 => Ok(value.ln()),
        value => Err(table.error(row.line, value.to_string(), "a positive likelihood")),
    };
    table.rows.iter().map(logarithm).collect()
}
