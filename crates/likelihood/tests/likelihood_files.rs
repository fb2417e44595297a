//! Files that are broken, swapped or missing: what is wrong is said, and nothing panics.

mod support;

use std::fs;

use lastscatter_likelihood::act::{self, CmbSpectra};
use lastscatter_likelihood::planck::{
    self, Commander, Interpolation, Lensing, LogNormalBins, LogNormalData, PlikLite, SimAll,
    SimAllData,
};
use lastscatter_likelihood::spectra::SpectraLikelihood;
use lastscatter_likelihood::{Checksums, DataFolder, Error};
use support::broken::{Copy, Read, fuzz, line, record};
use support::data;

const PLIK: &str = "planck2018-plik-lite";
const LENSING: &str = "planck2018-lensing";
const STEM: &str = "smicadx12_Dec5_ftl_mv2_ndclpp_p_teb_consext8";

fn plik(folder: &DataFolder) -> Result<impl SpectraLikelihood + use<>, Error> {
    planck::plik_lite(folder, PlikLite::TTTEEE)
}

#[test]
fn broken_covariance_of_plik_lite() {
    let Some(folder) = data() else { return };
    let copy = Copy::of(&folder, &[PLIK]);
    let matrix = "planck2018-plik-lite/c_matrix_plik_v22.dat";
    let truncated = copy.with(
        matrix,
        |mut b| {
            b.truncate(2_000_000);
            b
        },
        plik,
    );
    assert_eq!(
        record(truncated),
        (
            2_000_000,
            "the end of the file".to_owned(),
            "the record length 3006152".to_owned()
        )
    );
    let mark = copy.with(
        matrix,
        |mut b| {
            b[0] ^= 8;
            b
        },
        plik,
    );
    assert_eq!(record(mark).0, 0);
    let longer = copy.with(
        matrix,
        |mut b| {
            b.extend([0; 8]);
            b
        },
        plik,
    );
    assert_eq!(record(longer).0, 3_006_160);
    // Element (0, 1), above the diagonal.
    let upper = copy.with(
        matrix,
        |mut b| {
            b[12..20].copy_from_slice(&1e-5_f64.to_le_bytes());
            b
        },
        plik,
    );
    assert_eq!(record(upper).0, 12);
    let nan = copy.with(
        matrix,
        |mut b| {
            b[4..12].copy_from_slice(&f64::NAN.to_le_bytes());
            b
        },
        plik,
    );
    assert_eq!(record(nan).0, 4);
    // Element (1, 0): a correlation of a hundred.
    let at = 4 + 8 * 613;
    let indefinite = copy.with(
        matrix,
        |mut b| {
            b[at..at + 8].copy_from_slice(&36.0_f64.to_le_bytes());
            b
        },
        plik,
    );
    let error = indefinite.expect_err("refused");
    assert!(
        error
            .to_string()
            .ends_with("covariance is not positive definite"),
        "{error}"
    );
    // The first variance doubled: no longer the σ of the other file.
    let sigma = copy.with(
        matrix,
        |mut b| {
            b[4..12].copy_from_slice(&0.96_f64.to_le_bytes());
            b
        },
        plik,
    );
    assert_eq!(line(sigma).0, 1);
}

#[test]
fn broken_tables_of_plik_lite() {
    let Some(folder) = data() else { return };
    let copy = Copy::of(&folder, &[PLIK]);
    let file = |name: &str| format!("{PLIK}/{name}");
    let swapped = fs::read_to_string(copy.path(&file("blmax.dat"))).unwrap();
    let result = copy.with_text(&file("blmin.dat"), |_| swapped, plik);
    assert_eq!(
        line(result),
        (1, "a bin from 4 on".to_owned(), "0".to_owned())
    );
    let result = copy.with_text(
        &file("bweight.dat"),
        |t| t.replacen("1.758", "1.958", 1),
        plik,
    );
    assert_eq!(line(result).2, "a sum of 1");
    let drop = |t: &str| t.lines().skip(1).collect::<Vec<_>>().join("\n");
    let result = copy.with_text(&file("cl_cmb_plik_v22.dat"), drop, plik);
    assert_eq!(line(result).2, "613 rows");
    let result = copy.with_text(
        &file("cl_cmb_plik_v22.dat"),
        |t| t.replacen("32", "320", 1),
        plik,
    );
    assert_eq!(
        line(result),
        (
            1,
            "effective ℓ = 320".to_owned(),
            "one of 30 to 34".to_owned()
        )
    );
    fs::remove_file(copy.path(&file("bweight.dat"))).unwrap();
    let gone = plik(&copy.folder(Checksums::Published)).expect_err("refused");
    assert!(
        matches!(&gone, Error::Io { path, .. } if path.ends_with("bweight.dat")),
        "{gone}"
    );
}

#[test]
fn a_file_that_is_not_the_published_one_is_refused_unless_told_otherwise() {
    let Some(folder) = data() else { return };
    let copy = Copy::of(&folder, &[PLIK, "planck2018-lowl"]);
    let path = copy.path("planck2018-lowl/simall/prob_table.txt");
    fs::copy(
        folder.path("planck2018-lowl/sroll2/sroll2_prob_table.txt"),
        path,
    )
    .unwrap();
    let read = |checksums| {
        SimAll::read(
            &copy.folder(checksums),
            SimAllData::EE,
            Interpolation::Floor,
        )
    };
    match read(Checksums::Published).err() {
        Some(Error::Checksum {
            path,
            found,
            expected,
        }) => {
            assert!(path.ends_with("prob_table.txt"));
            assert!(found.starts_with("38ac5776") && expected.starts_with("7efa150e"));
        }
        other => panic!("{other:?}"),
    }
    assert!(read(Checksums::Unchecked).is_ok());
    assert!(plik(&copy.folder(Checksums::Published)).is_ok());
}

#[test]
fn folders_that_are_missing_are_named() {
    let root = tempfile::tempdir().unwrap();
    let nowhere = DataFolder::find(Some(&root.path().join("nowhere"))).unwrap_err();
    assert!(
        nowhere.to_string().contains("nowhere is missing"),
        "{nowhere}"
    );
    let folder = DataFolder::new(root.path()).unwrap();
    let empty = plik(&folder).expect_err("refused").to_string();
    assert!(
        empty.contains("has no folder") && empty.contains("blmin.dat"),
        "{empty}"
    );
    fs::write(root.path().join("file"), "").unwrap();
    let file = DataFolder::new(root.path().join("file")).unwrap_err();
    assert!(file.to_string().contains("not a folder"), "{file}");
}

#[test]
fn broken_low_multipoles() {
    let Some(folder) = data() else { return };
    let copy = Copy::of(&folder, &["planck2018-lowl"]);
    let file = |name: &str| format!("planck2018-lowl/{name}");
    // Nodes and values swapped.
    let x = fs::read_to_string(copy.path(&file("commander/cl2x_x.txt"))).unwrap();
    let result = copy.with_text(&file("commander/cl2x_D.txt"), |_| x, Commander::read);
    assert_eq!(line(result).2, "increasing nodes");
    let square = |t: &str| t.lines().take(28).collect::<Vec<_>>().join("\n");
    let result = copy.with_text(&file("commander/cov.txt"), square, Commander::read);
    assert_eq!(
        line(result),
        (
            28,
            "28 rows of numbers, the last one here".to_owned(),
            "249 rows".to_owned()
        )
    );
    let result = copy.with_text(
        &file("commander/mu_sigma.txt"),
        |t| t.replacen("2.29", "0.29", 1),
        Commander::read,
    );
    assert_eq!(line(result).2, "D_ℓ inside the tables");
    let bb = |f: &DataFolder| SimAll::read(f, SimAllData::BB, Interpolation::Floor);
    let ee = fs::read(copy.path(&file("simall/probEE.fits"))).unwrap();
    let result = copy.with(&file("simall/probBB.fits"), |_| ee, bb);
    assert_eq!(record(result).2, "56000 numbers");
    let result = copy.with(
        &file("simall/probBB.fits"),
        |mut b| {
            b.truncate(20_000);
            b
        },
        bb,
    );
    assert_eq!(record(result).0, 20_000);
    let tt = |f: &DataFolder| LogNormalBins::read(f, LogNormalData::TT);
    let result = copy.with_text(
        &file("lognormal-bins/lognormal_fit_2bins_TT.txt"),
        |t| t.replace("16 29", "29 16"),
        tt,
    );
    assert_eq!(line(result).0, 3);
}

#[test]
fn broken_lensing() {
    let Some(folder) = data() else { return };
    let copy = Copy::of(&folder, &[LENSING]);
    let pr3 = |f: &DataFolder| planck::lensing(f, Lensing::Pr3);
    let marginalised = |f: &DataFolder| planck::lensing(f, Lensing::Pr3Marginalised);
    let description = format!("{LENSING}/{STEM}.dataset");
    let changed = |from: &'static str, to: &'static str| {
        copy.with_text(
            &description,
            |t| {
                assert!(t.contains(from));
                t.replacen(from, to, 1)
            },
            pr3,
        )
    };
    let (at, found, expected) = line(changed("nbins", "nbin"));
    assert_eq!((at, found.as_str()), (5, "the key \"nbin\""));
    assert!(expected.contains("nbins"), "{expected}");
    assert_eq!(
        line(changed("nbins= 9", "nbins= 8")),
        (
            7,
            "use_max = 9".to_owned(),
            "a whole number of 1 to 8".to_owned()
        )
    );
    assert_eq!(
        line(changed("like_approx = gaussian", "like_approx = HL")).2,
        "like_approx = gaussian"
    );
    assert_eq!(line(changed("nbins= 9", "cl_lmin = 2")).2, "each key once");
    assert_eq!(line(changed("nbins= 9", "")).1, "no nbins");
    assert_eq!(line(changed("TT EE TE PP", "TT EE XY PP")).1, "\"XY\"");
    assert_eq!(line(changed("= TT EE TE PP", "= TT EE PP")).2, "PP 3 times");
    assert_eq!(line(changed("%u", "1")).2, "a name with %u for the bin");
    assert_eq!(
        line(changed("cl_hat_file = ", "cl_hat_file = ../")).2,
        "a file below"
    );
    // Windows for TT, EE and TE alone have a column less than the files.
    let fewer = copy.with_text(
        &description,
        |t| {
            t.replace("TT EE TE PP", "TT EE PP")
                .replace("PP PP PP PP", "PP PP PP")
        },
        pr3,
    );
    assert_eq!(line(fewer).1, "5 columns");
    let loops = copy.with_text(
        &description,
        |t| format!("DEFAULT({STEM}.dataset)\n{t}"),
        pr3,
    );
    assert_eq!(
        line(loops).2,
        "files that do not include one another for ever"
    );
    let included = copy.with_text(
        &description,
        |t| t.replace("binned = T", "binned = F"),
        marginalised,
    );
    assert_eq!(line(included).0, 4);

    let covariance = format!("{LENSING}/{STEM}_cov.dat");
    let result = copy.with_text(&covariance, |t| t.replacen("1.746", "-1.746", 1), pr3);
    assert!(
        matches!(result, Err(Error::Covariance { path, .. }) if path.ends_with(format!("{STEM}_cov.dat")))
    );
    let result = copy.with_text(&covariance, |t| t.replacen("-3.98497", "-3.88497", 1), pr3);
    assert!(result.unwrap_err().to_string().contains("asymmetry"));
    let window = format!("{LENSING}/{STEM}_window/window3.dat");
    let result = copy.with_text(&window, |t| t.replacen("   86", "   85", 1), pr3);
    assert_eq!(
        line(result),
        (
            2,
            "ℓ = 85 after 85".to_owned(),
            "increasing multipoles".to_owned()
        )
    );
    fs::remove_file(copy.path(&window)).unwrap();
    let gone = pr3(&copy.folder(Checksums::Published)).unwrap_err();
    assert!(
        matches!(&gone, Error::Io { path, .. } if path.ends_with("window3.dat")),
        "{gone}"
    );
}

#[test]
fn no_mutation_of_plik_lite_panics() {
    let read: Read = |f| Ok(Box::new(planck::plik_lite(f, PlikLite::TE)?));
    let low: Read = |f| Ok(Box::new(planck::low_ell_bins(f)?));
    let file = |name: &str| format!("{PLIK}/{name}");
    fuzz(
        40,
        &[PLIK],
        &[
            (file("blmin.dat"), read),
            (file("blmax.dat"), read),
            (file("bweight.dat"), read),
            (file("cl_cmb_plik_v22.dat"), read),
            (file("c_matrix_plik_v22.dat"), read),
            (file("low-ell-bins/CTT_bin_low_ell_2018.dat"), low),
            (file("low-ell-bins/blmin_low_ell.dat"), low),
            (file("low-ell-bins/bweight_low_ell.dat"), low),
        ],
    );
}

#[test]
fn no_mutation_of_low_multipoles_panics() {
    let commander: Read = |f| Ok(Box::new(Commander::read(f)?));
    let ee: Read = |f| {
        Ok(Box::new(SimAll::read(
            f,
            SimAllData::EE,
            Interpolation::Cubic,
        )?))
    };
    let bb: Read = |f| {
        Ok(Box::new(SimAll::read(
            f,
            SimAllData::BB,
            Interpolation::Floor,
        )?))
    };
    let log_normal: Read = |f| Ok(Box::new(LogNormalBins::read(f, LogNormalData::EE)?));
    let file = |name: &str| format!("planck2018-lowl/{name}");
    fuzz(
        60,
        &["planck2018-lowl"],
        &[
            (file("commander/cl2x_D.txt"), commander),
            (file("commander/cl2x_x.txt"), commander),
            (file("commander/cl2x_d2x.txt"), commander),
            (file("commander/mu.txt"), commander),
            (file("commander/mu_sigma.txt"), commander),
            (file("commander/cov.txt"), commander),
            (file("simall/prob_table.txt"), ee),
            (file("simall/probBB.fits"), bb),
            (
                file("lognormal-bins/lognormal_fit_3bins_EE.txt"),
                log_normal,
            ),
        ],
    );
}

#[test]
fn no_mutation_of_lensing_panics() {
    let pr3: Read = |f| Ok(Box::new(planck::lensing(f, Lensing::Pr3)?));
    let marginalised: Read = |f| Ok(Box::new(planck::lensing(f, Lensing::Pr3Marginalised)?));
    let file = |name: &str| format!("{LENSING}/{STEM}{name}");
    fuzz(
        150,
        &[LENSING],
        &[
            (file(".dataset"), pr3),
            (file("_CMBmarged.dataset"), marginalised),
            (file("_bandpowers.dat"), pr3),
            (file("_cov.dat"), pr3),
            (file("_window/window1.dat"), pr3),
            (file("_lens_delta_window/window9.dat"), pr3),
            (file("_lensing_fiducial_correction.dat"), pr3),
            (format!("{LENSING}/planck_calib.paramnames"), pr3),
            (
                file("_CMBmarged_lens_delta_window/window2.dat"),
                marginalised,
            ),
        ],
    );
}

#[test]
fn no_mutation_of_act_lensing_panics() {
    let baseline: Read = |f| {
        Ok(Box::new(act::lensing(
            f,
            act::Lensing::Baseline,
            CmbSpectra::Theory,
        )?))
    };
    let both: Read = |f| {
        Ok(Box::new(act::lensing(
            f,
            act::Lensing::BaselineWithPlanck,
            CmbSpectra::Marginalised,
        )?))
    };
    let file = |name: &str| format!("act-dr6-lensing/{name}");
    fuzz(
        30,
        &["act-dr6-lensing"],
        &[
            (file("ACT_DR6_kk_bdp.txt"), baseline),
            (file("ACT_DR6_kk_cov_lens_and_CMB.txt"), baseline),
            (file("windows/kk_window_functions.txt"), baseline),
            (file("lens_delta_windows_phicmb/window_4.txt"), baseline),
            (file("act-spt-planck-v1.2/binning_matrix_planck.txt"), both),
            (file("act-spt-planck-v1.2/clkk_bandpowers_act.txt"), both),
            (
                file("act-spt-planck-v1.2/covmat_actplanck_cmbmarg.txt"),
                both,
            ),
        ],
    );
}
