//! Distances at Cobaya's regression point, by CAMB, against every table.
//!
//! `scripts/bao.py` (CAMB 2.0.5, NumPy 2, SciPy) made distances and χ². Cobaya's own values, of its test suite, are
//! from another CAMB with a slightly different helium fraction (r_d = 147.257 Mpc).

mod support;

use lastscatter_inference::{Covariance, nalgebra::DMatrix, stream};
use lastscatter_likelihood::Error;
use lastscatter_likelihood::bao::{BaoData, BaoLikelihood, BaoPoint, Distances, Observable};
use support::data;

/// z, D_M/r_d, D_H/r_d, fσ₈; r_d = 147.26957743934872 Mpc.
const CAMB: [(f64, f64, f64, f64); 17] = [
    (
        0.15,
        4.375498783806353,
        28.051026461279772,
        0.459087368574006,
    ),
    (
        0.295,
        8.283971390885087,
        25.861322311924834,
        0.473644776955782,
    ),
    (
        0.38,
        10.428366661748077,
        24.59984808846018,
        0.4764652971959568,
    ),
    (
        0.51,
        13.504527820126356,
        22.742870055169437,
        0.47457106648803166,
    ),
    (
        0.61,
        15.710684780688359,
        21.392723038956696,
        0.46926728518419214,
    ),
    (
        0.698,
        17.543341735872055,
        20.268953146694827,
        0.462611821463873,
    ),
    (
        0.706,
        17.705096814266383,
        20.169903826046102,
        0.461933410960582,
    ),
    (
        0.845,
        20.393106896276624,
        18.53302804851352,
        0.44869289751590347,
    ),
    (
        0.93,
        21.928769555428218,
        17.60992943745221,
        0.43961854051845417,
    ),
    (
        0.934,
        21.999125208463283,
        17.567918249294113,
        0.4391791526948274,
    ),
    (
        1.317,
        28.029063398354587,
        14.093531610320005,
        0.3953056706436935,
    ),
    (
        1.321,
        28.08537541295886,
        14.062492056694754,
        0.3948487584036334,
    ),
    (
        1.48,
        30.227349516012563,
        12.90473141560088,
        0.37700538335921563,
    ),
    (
        1.484,
        30.2789138103149,
        12.877429973289743,
        0.3765658254442986,
    ),
    (
        1.491,
        30.368889164472865,
        12.829857464063391,
        0.37579782794005034,
    ),
    (
        2.33,
        39.183586387508505,
        8.613385925919413,
        0.29703062194813823,
    ),
    (
        2.334,
        39.21801062977947,
        8.59874180551324,
        0.2967183677145537,
    ),
];

fn camb(redshift: f64) -> Distances {
    let (_, transverse, radial, growth) = CAMB
        .into_iter()
        .find(|row| row.0.to_bits() == redshift.to_bits())
        .expect("a redshift of the table");
    Distances {
        transverse,
        radial,
        growth: Some(growth),
    }
}

/// Rounding of the printed distances, times derivatives of χ².
const ROUNDING: f64 = 1e-9;
/// Between bilinear interpolation of ln L in the tables and cubic.
const INTERPOLATION: f64 = 0.04;
/// Between the two CAMBs, whose r_d differ by 9e-5; the README rounds to 0.01.
const COBAYA: f64 = 0.02;

/// Data, χ² of the script, χ² of Cobaya where it has one.
const EXPECTED: [(BaoData, f64, Option<f64>); 13] = [
    (BaoData::DesiDr2, 30.48002876618325, Some(30.48)),
    (BaoData::DesiDr1, 21.356286185569402, Some(21.37)),
    (BaoData::Dr12Consensus, 5.6775182592398865, Some(5.687)),
    (BaoData::Dr12ConsensusGrowth, 7.636475508359414, None),
    (BaoData::Dr12Lrg, 2.9436317841923914, Some(2.95)),
    (BaoData::Dr16Lrg, 3.287740040440682, Some(3.29)),
    (BaoData::Dr16Quasars, 0.5418376793602379, Some(0.54)),
    (BaoData::Dr16LrgGrowth, 5.896344863541335, None),
    (BaoData::Dr16QuasarsGrowth, 10.745155028718951, None),
    (BaoData::Dr16Elg, 0.3730276708486809, Some(0.37)),
    (BaoData::Mgs, 0.9249784484224783, Some(0.92689)),
    (BaoData::Dr16LymanAlpha, 1.7681000449294404, Some(1.74)),
    (
        BaoData::Dr16LymanAlphaQuasars,
        3.275052129817565,
        Some(3.24),
    ),
];

#[test]
fn chi_squared_of_every_table() {
    let Some(folder) = data() else { return };
    for (data, expected, cobaya) in EXPECTED {
        let likelihood = BaoLikelihood::read(&folder, data).unwrap();
        let found = likelihood.chi_squared(camb).unwrap();
        let tabulated = likelihood
            .with_data(&[])
            .is_err_and(|e| matches!(e, Error::NoPredictiveModel { .. }));
        let tolerance = if tabulated { INTERPOLATION } else { ROUNDING };
        assert!(
            (found.total - expected).abs() < tolerance,
            "{data:?}: {} {expected}",
            found.total
        );
        if let Some(cobaya) = cobaya {
            assert!(
                (found.total - cobaya).abs() < COBAYA,
                "{data:?}: {}",
                found.total
            );
        }
        let ln_likelihood = likelihood.ln_likelihood(camb).unwrap();
        assert!((found.total + 2.0 * ln_likelihood).abs() < 1e-12);
        assert_eq!(found.count, likelihood.points().len());
        assert_eq!(
            found.count,
            found.parts.iter().map(|p| p.count).sum::<usize>()
        );
        assert_eq!(found.parts.len(), likelihood.redshifts().len());
    }
    assert_eq!(EXPECTED.len(), BaoData::ALL.len());
}

#[test]
fn residuals_and_parts_of_desi() {
    let Some(folder) = data() else { return };
    let desi = BaoLikelihood::read(&folder, BaoData::DesiDr2).unwrap();
    let first = desi.residuals(camb).unwrap()[0];
    assert_eq!(first.point.observable, Observable::VolumeAverage);
    assert!((first.sigma - 5.78998687e-3_f64.sqrt()).abs() < 1e-15);
    // The bright galaxies are not correlated with the rest: their χ² is their residual's square.
    let part = &desi.chi_squared(camb).unwrap().parts[0];
    assert_eq!(part.name, "z = 0.295");
    assert!((part.chi_squared - first.normalised().powi(2)).abs() < 1e-12);
}

#[test]
fn draws_have_their_chi_squared() {
    let Some(folder) = data() else { return };
    let desi = BaoLikelihood::read(&folder, BaoData::DesiDr2).unwrap();
    let mut rng = stream(13, 2);
    let draws = 4000;
    let n = desi.points().len() as f64;
    let (mut mean, mut square) = (0.0, 0.0);
    for _ in 0..draws {
        let draw = desi.draw(camb, &mut rng).unwrap();
        let chi = desi
            .with_data(&draw)
            .unwrap()
            .chi_squared(camb)
            .unwrap()
            .total;
        mean += chi / f64::from(draws);
        square += (chi - n).powi(2) / f64::from(draws);
    }
    // Four standard errors: of the mean √(2n/N), of the variance about 2n √((2 + 12/n)/N).
    let draws = f64::from(draws);
    assert!((mean - n).abs() < 4.0 * (2.0 * n / draws).sqrt(), "{mean}");
    let error = ((2.0 + 12.0 / n) / draws).sqrt();
    assert!((square / (2.0 * n) - 1.0).abs() < 4.0 * error, "{square}");
}

#[test]
fn what_no_universe_has_is_a_typed_error() {
    let Some(folder) = data() else { return };
    let growth = BaoLikelihood::read(&folder, BaoData::Dr16QuasarsGrowth).unwrap();
    let unknown = |z| Distances {
        growth: None,
        ..camb(z)
    };
    let error = growth.ln_likelihood(unknown).unwrap_err();
    assert!(matches!(error, Error::NoGrowthRate { .. }) && !error.is_recoverable());
    for bad in [f64::NAN, 0.0, -3.0, f64::INFINITY] {
        let broken = |z| Distances {
            radial: bad,
            ..camb(z)
        };
        for data in BaoData::ALL {
            let likelihood = BaoLikelihood::read(&folder, data).unwrap();
            let error = likelihood.ln_likelihood(broken).unwrap_err();
            assert!(error.is_recoverable(), "{data:?}: {error}");
        }
    }
    // Far from every table.
    let far = |z| Distances {
        transverse: 3.0 * camb(z).transverse,
        ..camb(z)
    };
    let table = BaoLikelihood::read(&folder, BaoData::Dr16LymanAlpha).unwrap();
    let error = table.ln_likelihood(far).unwrap_err();
    assert!(error.is_recoverable() && error.to_string().contains("D_M/r_d at z = 2.334"));
    let draw = table.draw(camb, &mut stream(1, 1));
    assert!(matches!(draw, Err(Error::NoPredictiveModel { .. })));
}

#[test]
fn points_must_be_numbers() {
    let point = BaoPoint {
        redshift: 0.5,
        observable: Observable::Radial,
        observed: f64::NAN,
    };
    let covariance = || Covariance::new(DMatrix::identity(1, 1)).unwrap();
    for points in [vec![point], vec![], vec![point; 2]] {
        let refused = BaoLikelihood::new("", points, covariance());
        assert!(matches!(refused, Err(Error::Inference(_))));
    }
}
