//! Files of SPT, ACT, BICEP/Keck and BAO that are broken: what is wrong is said, and nothing panics.

mod support;

use lastscatter_likelihood::bao::{BaoData, BaoLikelihood, Distances};
use lastscatter_likelihood::bicep_keck::{BicepKeck, Foregrounds, Release};
use lastscatter_likelihood::{Checksums, DataFolder, Error, act, spt};
use support::broken::{Copy, Read, fuzz, fuzz_values, line};
use support::data;

const SPT: &str = "spt3g-2018-lite";
const DR4: &str = "act-dr4-lite";
const DR6: &str = "act-dr6-lite";
const JOINT: &str = "bicep-keck/bkplanck2015";

fn joint(folder: &DataFolder) -> Result<BicepKeck, Error> {
    BicepKeck::read(folder, Release::BkPlanck2015, Foregrounds::bk_planck_2015())
}

#[test]
fn every_file_is_checked() {
    let Some(folder) = data() else { return };
    let copy = Copy::of(&folder, &[SPT, "bao", JOINT]);
    for (file, read) in [
        (
            "spt3g-2018-lite/lite_cal_cov.txt",
            (|f| spt::lite_2018(f).map(drop)) as fn(&DataFolder) -> Result<(), Error>,
        ),
        (
            "bao/desi_bao_dr2/desi_gaussian_bao_ALL_GCcomb_cov.txt",
            |f| BaoLikelihood::read(f, BaoData::DesiDr2).map(drop),
        ),
        ("bicep-keck/bkplanck2015/bandpass_P353.txt", |f| {
            joint(f).map(drop)
        }),
    ] {
        let path = copy.path(file);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.push(b'\n');
        std::fs::write(&path, bytes).unwrap();
        let error = read(&copy.folder(Checksums::Published)).unwrap_err();
        assert!(
            matches!(&error, Error::Checksum { path: p, .. } if *p == path),
            "{error}"
        );
        read(&copy.folder(Checksums::Unchecked)).unwrap();
    }
}

#[test]
fn broken_windows_of_spt() {
    let Some(folder) = data() else { return };
    let copy = Copy::of(&folder, &[SPT]);
    let windows = "spt3g-2018-lite/windows/TT_lxl_window_functions.txt";
    let result = copy.with_text(
        windows,
        |t| t.replacen("3.000000000000000000e+00", "4.0", 1),
        spt::lite_2018,
    );
    assert_eq!(line(result), (2, "ℓ = 4".to_owned(), "3".to_owned()));
    let doubled = |t: &str| {
        let mut fields: Vec<&str> = t.lines().nth(800).unwrap().split_whitespace().collect();
        fields[2] = "0.5";
        t.replace(t.lines().nth(800).unwrap(), &fields.join(" "))
    };
    let result = copy.with_text(windows, doubled, spt::lite_2018);
    assert_eq!(line(result).2, "a sum of 1");
    let calibration = copy.with_text(
        "spt3g-2018-lite/lite_cal_cov.txt",
        |t| t.replace("2.018656167623705179e-05", "-2e-5"),
        spt::lite_2018,
    );
    assert!(matches!(calibration, Err(Error::Covariance { .. })));
}

#[test]
fn broken_distances() {
    let Some(folder) = data() else { return };
    let copy = Copy::of(&folder, &["bao"]);
    let dr2 = |f: &DataFolder| BaoLikelihood::read(f, BaoData::DesiDr2);
    let mean = "bao/desi_bao_dr2/desi_gaussian_bao_ALL_GCcomb_mean.txt";
    let changed = |from: &'static str, to: &'static str| {
        line(copy.with_text(mean, |t| t.replacen(from, to, 1), dr2))
    };
    assert!(
        changed("DM_over_rs", "DN_over_rs")
            .2
            .starts_with("DM_over_rs")
    );
    assert_eq!(changed("0.51000000", "-0.51").2, "a positive redshift");
    assert_eq!(changed("13.58758434", "").2, "redshift, value and quantity");
    assert_eq!(changed("2.33 ", "#").2, "13 rows");
    let grid = "bao/sdss_DR16_LYAUTO_BAO_DMDHgrid.txt";
    let lyman = |f: &DataFolder| BaoLikelihood::read(f, BaoData::Dr16LymanAlpha);
    let result = copy.with_text(
        grid,
        |t| t.replacen("6.951093061224490555e+00", "6.96", 1),
        lyman,
    );
    assert_eq!(line(result).2, "a point of the rectangular grid");
    let result = copy.with_text(
        grid,
        |t| t.replacen("5.757171625014869370e-15", "0", 1),
        lyman,
    );
    assert_eq!(line(result).2, "a positive likelihood");
}

#[test]
fn broken_description_of_the_joint_analysis() {
    let Some(folder) = data() else { return };
    let copy = Copy::of(&folder, &[JOINT]);
    let description = format!("{JOINT}/BKPlanck_detset_comb_dust.dataset");
    let changed = |from: &'static str, to: &'static str| {
        let change = |t: &str| {
            assert!(t.contains(from));
            t.replacen(from, to, 1)
        };
        line(copy.with_text(&description, change, joint))
    };
    assert_eq!(
        changed("like_approx = HL", "like_approx = gaussian").2,
        "like_approx = HL"
    );
    assert_eq!(changed("E B E B E B E B E B", "E B E B").1, "4 fields");
    assert_eq!(changed("map_fields = E B", "map_fields = E T").2, "E or B");
    assert_eq!(
        changed("cl_hat_order = B2K_ExB2K_E B2K_BxB2K_B", "cl_hat_order =").1,
        "no B2K_BxB2K_B"
    );
    assert_eq!(
        changed("fpivot_dust = 353.0", "fpivot_dust = none").2,
        "a frequency in GHz"
    );
    assert_eq!(
        changed("bandpass[P353_B]", "bandpass[P353_C]").1,
        "no bandpass[P353_B]"
    );
    assert!(
        changed("bandpass[P353_B]", "bandpas[P353_B]")
            .2
            .contains("bandpass")
    );
    let band = format!("{JOINT}/bandpass_B2K.txt");
    let result = copy.with_text(&band, |t| t.replacen("60.600", "59.600", 1), joint);
    assert_eq!(line(result).2, "increasing frequencies");
}

#[test]
fn no_mutation_of_lite_files_panics() {
    let spt: Read = |f| Ok(Box::new(spt::lite_2018(f)?));
    let d1: Read = |f| Ok(Box::new(spt::lite_d1_approximate(f)?));
    let dr4: Read = |f| Ok(Box::new(act::dr4_tt_approximate(f)?));
    let dr6: Read = |f| Ok(Box::new(act::dr6_lite_approximate(f)?));
    fuzz(
        40,
        &[SPT, "spt3g-d1-lite", DR4, DR6],
        &[
            (format!("{SPT}/spt3g_2018_ttteee_bdp_lite.txt"), spt),
            (format!("{SPT}/spt3g_2018_ttteee_cov_lite.txt"), spt),
            (format!("{SPT}/lite_cal_cov.txt"), spt),
            (format!("{SPT}/windows/TE_lxl_window_functions.txt"), spt),
            ("spt3g-d1-lite/SPT3G_D1_TnE_lite_bdp.txt".to_owned(), d1),
            ("spt3g-d1-lite/SPT3G_D1_TnE_lite_cov.txt".to_owned(), d1),
            (format!("{DR4}/cl_cmb_ap.dat"), dr4),
            (format!("{DR4}/c_matrix_ap.dat"), dr4),
            (format!("{DR6}/ACT_DR6_CMB_only_bdp.txt"), dr6),
            (format!("{DR6}/ACT_DR6_CMB_only_cov.txt"), dr6),
        ],
    );
}

#[test]
fn no_mutation_of_the_joint_analysis_panics() {
    let read: Read = |f| Ok(Box::new(joint(f)?));
    let file = |name: &str| (format!("{JOINT}/{name}"), read);
    fuzz(
        40,
        &[JOINT],
        &[
            file("BKPlanck_detset_comb_dust.dataset"),
            file("BKPlanck_detset_comb_cl_hat.dat"),
            file("BKPlanck_detset_comb_noise.dat"),
            file("BKPlanck_detset_comb_fiducial_dust.dat"),
            file("BKPlanck_detset_comb_covmat_dust.dat"),
            file("windows/BKPlanck_detset_comb_bpwf_bin2.txt"),
            file("bandpass_B2K.txt"),
            file("bandpass_P353.txt"),
        ],
    );
}

#[test]
fn no_mutation_of_distances_panics() {
    let files = [
        (
            "bao/desi_bao_dr2/desi_gaussian_bao_ALL_GCcomb_mean.txt",
            BaoData::DesiDr2,
        ),
        (
            "bao/desi_bao_dr2/desi_gaussian_bao_ALL_GCcomb_cov.txt",
            BaoData::DesiDr2,
        ),
        (
            "bao/sdss_DR12Consensus_final.dat",
            BaoData::Dr12ConsensusGrowth,
        ),
        ("bao/sdss_MGS_prob.txt", BaoData::Mgs),
        ("bao/sdss_DR16_ELG_BAO_DVtable.txt", BaoData::Dr16Elg),
        (
            "bao/sdss_DR16_LYAUTO_BAO_DMDHgrid.txt",
            BaoData::Dr16LymanAlpha,
        ),
    ];
    let paths = files.map(|(path, _)| path);
    let universe = |z: f64| Distances {
        transverse: 40.0 * (1.0 - (-z / 1.6).exp()) + 6.0 * z,
        radial: 31.0 / (1.0 + z),
        growth: Some(0.45),
    };
    fuzz_values(150, &["bao"], &paths, |file, folder, _| {
        BaoLikelihood::read(folder, files[file].1)?.ln_likelihood(universe)
    });
}
