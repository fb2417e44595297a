//! The joint analysis of BICEP2/Keck and Planck of 2015 against an independent evaluation.
//!
//! `scripts/bicep_keck.py` (NumPy 2) made the numbers; the README of the data folder has others, of a background of
//! 2.7255 K instead of 2.72548 K.

mod support;

use lastscatter_inference::{Prior, stream};
use lastscatter_likelihood::bicep_keck::{BicepKeck, ForegroundParameter, Foregrounds, Release};
use lastscatter_likelihood::spectra::{SpectraLikelihood, Theory};
use lastscatter_likelihood::{Checksums, DataFolder, Error};
use lastscatter_stokes::spectra::{AngularSpectra, MicrokelvinSquared, Pair};
use support::{columns, data, from_dl, spectra};

const LENSED: &str = "bicep-keck/bicep2-2014/B2_3yr_camb_planck_lensed_uK_20140314.txt";
/// Of r = 0.1.
const TENSORS: &str = "bicep-keck/bicep2-2014/B2_3yr_camb_planck_withB_uK_20140314.txt";

/// Rounding through a covariance of condition number 1e8.
const TOLERANCE: f64 = 1e-7;
/// The README's background is warmer by 7e-6.
const README: f64 = 1e-3;

/// D_ℓ of a column at ℓ = 2 to 600, interpolated.
fn dl(folder: &DataFolder, file: &str, column: usize) -> Vec<f64> {
    let table = columns(&folder.path(file));
    let (ell, values) = (&table[0], &table[column]);
    let at = |l: f64| {
        let above = ell.partition_point(|&x| x < l).clamp(1, ell.len() - 1);
        let t = (l - ell[above - 1]) / (ell[above] - ell[above - 1]);
        values[above - 1] + t * (values[above] - values[above - 1])
    };
    (2..=600).map(|l| at(f64::from(l))).collect()
}

/// Lensed E and B, and primordial B of this tensor-to-scalar ratio.
fn universe(folder: &DataFolder, r: f64) -> AngularSpectra<MicrokelvinSquared> {
    let tensors = dl(folder, TENSORS, 4);
    let lensed = dl(folder, LENSED, 4).into_iter().zip(tensors);
    let bb: Vec<f64> = lensed
        .map(|(lensed, tensor)| lensed + r / 0.1 * tensor)
        .collect();
    let ee = from_dl(&dl(folder, LENSED, 3), 600);
    spectra(&[], &ee, &from_dl(&bb, 600), &[])
}

fn joint(folder: &DataFolder) -> BicepKeck {
    BicepKeck::read(folder, Release::BkPlanck2015, Foregrounds::bk_planck_2015())
        .expect("published")
}

#[test]
fn minus_two_ln_l_of_the_joint_analysis() {
    let Some(folder) = data() else { return };
    let likelihood = joint(&folder);
    for (r, dust, expected, readme) in [
        (0.0, 0.0, 130.31171169895714, 130.3117),
        (0.0, 3.3, 44.8017831537459, 44.8012),
        (0.05, 3.3, 41.415603924611794, 41.4156),
        (0.05, 3.0, 41.651382024786464, 41.6513),
        (0.0, 4.0, 43.56963837631065, 43.5694),
        (0.1, 3.0, 43.184875815713546, 43.1851),
    ] {
        let universe = universe(&folder, r);
        let theory = Theory::new(&universe);
        let found = -2.0 * likelihood.ln_likelihood(&theory, &[dust, 1.59]).unwrap();
        assert!((found - expected).abs() < TOLERANCE, "{r} {dust}: {found}");
        assert!((found - readme).abs() < README, "{r} {dust}: {found}");
    }
}

/// E and B, all bins, and every parameter away from where it does nothing.
fn with_synchrotron() -> Foregrounds {
    use ForegroundParameter as P;
    let values = [
        (P::DustTilt, -0.5),
        (P::DustIndex, 1.7),
        (P::DustTemperature, 21.0),
        (P::SynchrotronTilt, -0.8),
        (P::SynchrotronIndex, -3.0),
        (P::Correlation, 0.4),
        (P::DustEToB, 1.8),
        (P::SynchrotronEToB, 1.5),
    ];
    let fixed = values
        .into_iter()
        .try_fold(Foregrounds::bk_planck_2015(), |f, (p, v)| {
            f.with_fixed(p, v)
        })
        .expect("in the domain");
    let prior = Prior::uniform(0.0, 1.0).expect("valid");
    fixed
        .with_free(P::SynchrotronAmplitude, prior, 1e-4, 1e-4)
        .expect("in the domain")
}

#[test]
fn e_modes_and_synchrotron() {
    let Some(folder) = data() else { return };
    let likelihood = BicepKeck::read_maps(
        &folder,
        Release::BkPlanck2015,
        &["B2K_E", "B2K_B", "P143_E", "P353_B"],
        1..=9,
        with_synchrotron(),
    )
    .unwrap();
    let names: Vec<_> = likelihood.nuisance().iter().map(|n| n.name()).collect();
    assert_eq!(names, ["BBdust", "BBsync"]);
    let universe = universe(&folder, 0.03);
    let theory = Theory::new(&universe);
    let found = likelihood.chi_squared(&theory, &[3.1, 2e-4]).unwrap();
    assert!(
        (found.total - 106.99368828676779).abs() < TOLERANCE,
        "{found:?}"
    );
    assert_eq!((found.count, found.parts.len()), (90, 4));
    let residuals = likelihood.residuals(&theory, &[3.1, 2e-4]).unwrap();
    assert_eq!(residuals.len(), 90);
    assert!(
        residuals[..3]
            .iter()
            .map(|r| r.pair)
            .eq([Pair::EE, Pair::EB, Pair::BB])
    );
    assert!((residuals[0].ell - 37.5).abs() < 10.0);
}

/// Bandpowers put in are those that come out, and ln L is greatest where data and model agree.
#[test]
fn the_prediction_as_data_has_no_chi_squared() {
    let Some(folder) = data() else { return };
    let likelihood = joint(&folder);
    let universe = universe(&folder, 0.05);
    let theory = Theory::new(&universe);
    let at = [3.3, 1.59];
    let residuals = likelihood.residuals(&theory, &at).unwrap();
    let predicted: Vec<f64> = residuals.iter().map(|r| r.predicted).collect();
    let same = likelihood.with_data(&predicted).unwrap();
    // (ε/2 of a matrix's elements, times its weight of up to 1e6)
    assert!(same.chi_squared(&theory, &at).unwrap().total.abs() < 1e-8);
    let observed: Vec<f64> = residuals.iter().map(|r| r.observed).collect();
    let again = likelihood.with_data(&observed).unwrap();
    let before = likelihood.ln_likelihood(&theory, &at).unwrap();
    assert!((again.ln_likelihood(&theory, &at).unwrap() - before).abs() < 1e-9);
    let negative: Vec<f64> = observed.iter().map(|_| -1e3).collect();
    for bad in [&observed[1..], &negative] {
        let refused = likelihood.with_data(bad);
        assert!(matches!(refused, Err(Error::Replacement { .. })));
    }
}

/// The probability that A_d is below its true value is uniform for data drawn there.
#[test]
fn draws_are_calibrated() {
    let Some(folder) = data() else { return };
    let likelihood = joint(&folder);
    let universe = universe(&folder, 0.0);
    let theory = Theory::new(&universe);
    let mut rng = stream(2015, 1);
    let truth = 3.3;
    // Predictions are linear in A_d: 81 values from 0.3 to 8.3, of which the 30th is the truth.
    let grid: Vec<f64> = (0..=80).map(|i| truth + 0.1 * f64::from(i - 30)).collect();
    let ranks: Vec<f64> = (0..200)
        .map(|_| {
            let draw = likelihood.draw(&theory, &[truth, 1.59], &mut rng).unwrap();
            let other = likelihood.with_data(&draw).unwrap();
            let ln: Vec<f64> = grid
                .iter()
                .map(|&a| other.ln_likelihood(&theory, &[a, 1.59]).unwrap())
                .collect();
            let largest = ln.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let p: Vec<f64> = ln.iter().map(|l| (l - largest).exp()).collect();
            let below: f64 = p[..30].iter().sum::<f64>() + 0.5 * p[30];
            below / p.iter().sum::<f64>()
        })
        .collect();
    let n = ranks.len() as f64;
    let mean = ranks.iter().sum::<f64>() / n;
    let variance = ranks.iter().map(|r| (r - 0.5).powi(2)).sum::<f64>() / n;
    // Standard deviations of one rank: √(1/12); of its squared distance from ½: √(1/180).
    assert!((mean - 0.5).abs() < 4.0 / (12.0 * n).sqrt(), "mean {mean}");
    assert!(
        (variance - 1.0 / 12.0).abs() < 4.0 / (180.0 * n).sqrt(),
        "variance {variance}"
    );
}

#[test]
fn what_cannot_be_is_a_typed_error() {
    let Some(folder) = data() else { return };
    let read = |maps: &[&str], bins| {
        BicepKeck::read_maps(
            &folder,
            Release::BkPlanck2015,
            maps,
            bins,
            Foregrounds::bk_planck_2015(),
        )
    };
    assert!(matches!(
        read(&["B2K_X"], 1..=5),
        Err(Error::NoSuchMap { .. })
    ));
    for bins in [0..=5, 1..=10, std::ops::RangeInclusive::new(5, 4)] {
        assert!(matches!(
            read(&["B2K_B"], bins),
            Err(Error::NoSuchBins { .. })
        ));
    }
    assert!(matches!(read(&[], 1..=5), Err(Error::NoSuchBins { .. })));
    // The same map twice has no positive definite matrix.
    assert!(read(&["B2K_B", "B2K_B"], 1..=5).is_err());
    let likelihood = joint(&folder);
    let universe = universe(&folder, 0.0);
    let theory = Theory::new(&universe);
    for bad in [[-0.1, 1.59], [f64::NAN, 1.59], [3.0, 50.0]] {
        let error = likelihood.ln_likelihood(&theory, &bad).unwrap_err();
        assert!(error.is_recoverable(), "{error}");
    }
    // A sky of less power than there is noise to take it from.
    let negative = spectra(&[], &[0.0; 601], &from_dl(&[-5.0; 599], 600), &[]);
    let error = likelihood
        .ln_likelihood(&Theory::new(&negative), &[0.0, 1.59])
        .unwrap_err();
    assert!(error.is_recoverable() && error.to_string().contains("eigenvalue"));
    let short = spectra(&[], &[0.0; 100], &[0.0; 100], &[]);
    let error = likelihood
        .ln_likelihood(&Theory::new(&short), &[3.0, 1.59])
        .unwrap_err();
    assert!(
        matches!(error, Error::TheoryTooShort { required: 600, .. }),
        "{error}"
    );
}

/// BK15 is complete but for its covariance: without it the error names the file; with a stand-in all else is read.
#[test]
fn bk15_lacks_its_covariance() {
    let Some(folder) = data() else { return };
    let read = |folder: &DataFolder| BicepKeck::read(folder, Release::Bk15, Foregrounds::bk15());
    let covariance = "bicep-keck/bk15/BK15_covmat_dust.dat";
    if !folder.path(covariance).exists() {
        let error = read(&folder).unwrap_err();
        assert!(
            matches!(&error, Error::Io { path, .. } if path.ends_with("BK15_covmat_dust.dat")),
            "{error}"
        );
    }
    let copy = tempfile::tempdir().unwrap();
    let target = copy.path().join("bicep-keck/bk15");
    std::fs::create_dir_all(target.join("windows")).unwrap();
    for part in ["", "windows"] {
        for entry in std::fs::read_dir(folder.path("bicep-keck/bk15").join(part)).unwrap() {
            let entry = entry.unwrap();
            if entry.path().is_file() {
                let bytes = std::fs::read(entry.path()).unwrap();
                std::fs::write(target.join(part).join(entry.file_name()), bytes).unwrap();
            }
        }
    }
    let size = 9 * 300;
    let zeros = "0 ".repeat(size);
    let mut text = String::with_capacity(size * (zeros.len() + 8));
    for i in 0..size {
        text.push_str(&zeros[..2 * i]);
        text.push_str("0.01 ");
        text.push_str(&zeros[2 * i + 2..]);
        text.push('\n');
    }
    std::fs::write(copy.path().join(covariance), text).unwrap();
    let folder_with = DataFolder::new(copy.path())
        .unwrap()
        .with_checksums(Checksums::Unchecked);
    let likelihood = read(&folder_with).unwrap();
    let names: Vec<_> = likelihood.nuisance().iter().map(|n| n.name()).collect();
    assert_eq!(
        names,
        [
            "BBdust",
            "BBsync",
            "BBalphadust",
            "BBbetadust",
            "BBalphasync",
            "BBbetasync",
            "BBdustsynccorr"
        ]
    );
    let universe = universe(&folder, 0.0);
    let defaults: Vec<f64> = likelihood.nuisance().iter().map(|n| n.default()).collect();
    let residuals = likelihood
        .residuals(&Theory::new(&universe), &defaults)
        .unwrap();
    assert_eq!(residuals.len(), 9 * 78);
    // 353 × 353 GHz: A_d = 4.6 µK² times (ℓ/80)^−0.42, seen through a band of factor 1.13, and little synchrotron.
    let dust = || residuals.iter().skip(77).step_by(78);
    let first = dust().next().unwrap();
    let expected = 4.6 * 1.13 * 1.13 * (first.ell / 80.0).powf(-0.42);
    assert!((first.predicted / expected - 1.0).abs() < 0.05, "{first:?}");
    // The published maximum lies at this A_d; Planck's noise lets the sum over bins be half as much again.
    let observed: f64 = dust().map(|r| r.observed).sum();
    let predicted: f64 = dust().map(|r| r.predicted).sum();
    assert!(
        (0.5..2.0).contains(&(observed / predicted)),
        "{observed} {predicted}"
    );
}
