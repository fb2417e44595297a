//! What lensing must do to any spectra.

use lastscatter_boltzmann::{
    Error,
    lensing::{Accuracy, Lensed, Unlensed, lensed},
};

/// Bumps and noughts, far from any cosmology; power stops well before the end.
struct Sky {
    tt: Vec<f64>,
    ee: Vec<f64>,
    bb: Vec<f64>,
    te: Vec<f64>,
    zero: Vec<f64>,
    phiphi: Vec<f64>,
}

const L_MAX: usize = 1400;

fn sky() -> Sky {
    let spectrum = |f: &dyn Fn(f64) -> f64| -> Vec<f64> {
        (0..=L_MAX)
            .map(|l| if l < 2 { 0.0 } else { f(l as f64) })
            .collect()
    };
    let damped = |l: f64| (-(l / 150.0).powi(2)).exp() / (l * l);
    Sky {
        tt: spectrum(&|l| damped(l) * (1.5 + (l / 20.0).sin())),
        ee: spectrum(&|l| 0.1 * damped(l) * (1.5 - (l / 20.0).sin())),
        bb: spectrum(&|l| 0.03 * damped(l) * (1.5 + (l / 31.0).cos())),
        te: spectrum(&|l| 0.1 * damped(l) * (l / 20.0).cos()),
        zero: vec![0.0; L_MAX + 1],
        phiphi: spectrum(&|l| 3e-7 / (l * (l + 1.0)).powi(2) / (1.0 + (l / 60.0).powi(2))),
    }
}

impl Sky {
    fn unlensed(&self) -> Unlensed<'_> {
        Unlensed {
            tt: &self.tt,
            ee: &self.ee,
            bb: &self.bb,
            te: &self.te,
            tb: &[],
            eb: &[],
        }
    }
}

fn each(lensed: &Lensed) -> [&[f64]; 6] {
    [
        &lensed.tt, &lensed.ee, &lensed.bb, &lensed.te, &lensed.tb, &lensed.eb,
    ]
}

fn assert_close(found: &Lensed, expected: [&[f64]; 6], tolerance: f64) {
    for (i, (found, expected)) in each(found).into_iter().zip(expected).enumerate() {
        let scale = expected
            .iter()
            .fold(1e-300_f64, |scale, value| scale.max(value.abs()));
        for (l, value) in found.iter().enumerate() {
            let wanted = expected.get(l).copied().unwrap_or(0.0);
            assert!(
                (value - wanted).abs() <= tolerance * scale,
                "{i} {l}: {value} {wanted}"
            );
        }
    }
}

#[test]
fn no_potential_changes_nothing() {
    let sky = sky();
    for phiphi in [&sky.zero[..], &[]] {
        let found = lensed(&sky.unlensed(), phiphi, L_MAX, &Accuracy::standard()).unwrap();
        assert_close(
            &found,
            [&sky.tt, &sky.ee, &sky.bb, &sky.te, &[], &[]],
            1e-15,
        );
    }
}

/// Lensing moves points about: the variance of the temperature, and that of the polarisation, stays.
#[test]
fn variance_is_conserved() {
    let sky = sky();
    let found = lensed(&sky.unlensed(), &sky.phiphi, L_MAX, &Accuracy::reference()).unwrap();
    let variance = |c: &[f64]| -> f64 {
        c.iter()
            .enumerate()
            .map(|(l, c)| (2 * l + 1) as f64 * c)
            .sum()
    };
    let changed: f64 = found
        .tt
        .iter()
        .zip(&sky.tt)
        .map(|(a, b)| (a / b - 1.0).abs())
        .take(400)
        .fold(0.0, f64::max);
    assert!(changed > 0.01, "{changed}");
    let temperature = variance(&found.tt) / variance(&sky.tt) - 1.0;
    let polarisation =
        (variance(&found.ee) + variance(&found.bb)) / (variance(&sky.ee) + variance(&sky.bb)) - 1.0;
    assert!(
        temperature.abs() < 1e-8 && polarisation.abs() < 1e-8,
        "{temperature:e} {polarisation:e}"
    );
}

/// The polarisation of the whole sky turned by an angle, before lensing or after.
#[test]
fn a_uniform_rotation_commutes() {
    let sky = sky();
    let (sin, cos) = 0.6_f64.sin_cos();
    let rotated = |s: [&[f64]; 6]| -> [Vec<f64>; 6] {
        let at = |i: usize, l: usize| s[i].get(l).copied().unwrap_or(0.0);
        let spectrum = |f: &dyn Fn(usize) -> f64| (0..s[0].len()).map(f).collect::<Vec<_>>();
        [
            s[0].to_vec(),
            spectrum(&|l| cos * cos * at(1, l) + sin * sin * at(2, l) - 2.0 * sin * cos * at(5, l)),
            spectrum(&|l| sin * sin * at(1, l) + cos * cos * at(2, l) + 2.0 * sin * cos * at(5, l)),
            spectrum(&|l| cos * at(3, l) - sin * at(4, l)),
            spectrum(&|l| sin * at(3, l) + cos * at(4, l)),
            spectrum(&|l| sin * cos * (at(1, l) - at(2, l)) + (cos * cos - sin * sin) * at(5, l)),
        ]
    };
    let accuracy = Accuracy::standard();
    let lensed_first = lensed(&sky.unlensed(), &sky.phiphi, 600, &accuracy).unwrap();
    let expected = rotated(each(&lensed_first));
    let [tt, ee, bb, te, tb, eb] = rotated([&sky.tt, &sky.ee, &sky.bb, &sky.te, &[], &[]]);
    let unlensed = Unlensed {
        tt: &tt,
        ee: &ee,
        bb: &bb,
        te: &te,
        tb: &tb,
        eb: &eb,
    };
    let found = lensed(&unlensed, &sky.phiphi, 600, &accuracy).unwrap();
    assert_close(
        &found,
        expected.each_ref().map(|spectrum| &spectrum[..]),
        1e-12,
    );
}

#[test]
fn lensed_b_modes_of_tensors_mirror_e_modes() {
    let sky = sky();
    let swapped = Unlensed {
        ee: &sky.bb,
        bb: &sky.ee,
        te: &sky.zero,
        ..sky.unlensed()
    };
    let accuracy = Accuracy::standard();
    let found = lensed(&swapped, &sky.phiphi, 600, &accuracy).unwrap();
    let straight = lensed(&sky.unlensed(), &sky.phiphi, 600, &accuracy).unwrap();
    assert_close(
        &found,
        [&straight.tt, &straight.bb, &straight.ee, &[], &[], &[]],
        1e-12,
    );
}

#[test]
fn threads_do_not_matter() {
    let sky = sky();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| lensed(&sky.unlensed(), &sky.phiphi, 600, &Accuracy::standard()).unwrap())
    };
    let bits =
        |lensed: &Lensed| each(lensed).map(|s| s.iter().map(|v| v.to_bits()).collect::<Vec<_>>());
    let alone = bits(&on(1));
    assert_eq!(bits(&on(2)), alone);
    assert_eq!(bits(&on(3)), alone);
}

/// Short spectra, where the far zone holds all there is.
#[test]
fn few_multipoles() {
    let sky = sky();
    for l_max in [0, 1, 2, 5, 60] {
        let cut = |s: &[f64]| s[..=l_max].to_vec();
        let [tt, ee, bb, te] = [&sky.tt, &sky.ee, &sky.bb, &sky.te].map(|s| cut(s));
        let unlensed = Unlensed {
            tt: &tt,
            ee: &ee,
            bb: &bb,
            te: &te,
            tb: &[],
            eb: &[],
        };
        let [standard, reference] = [Accuracy::standard(), Accuracy::reference()]
            .map(|accuracy| lensed(&unlensed, &sky.phiphi, l_max, &accuracy).unwrap());
        assert_close(&standard, each(&reference), 1e-6);
    }
}

#[test]
fn nonsense_is_refused() {
    let sky = sky();
    let good = sky.unlensed();
    let mut holed = sky.te.clone();
    holed[7] = f64::NAN;
    let mut negative = sky.phiphi.clone();
    negative[9] = -1e-9;
    for (unlensed, phiphi, l_max_out) in [
        (
            Unlensed {
                ee: &sky.ee[1..],
                ..good
            },
            &sky.phiphi,
            100,
        ),
        (
            Unlensed {
                bb: &sky.bb[1..],
                ..good
            },
            &sky.phiphi,
            100,
        ),
        (Unlensed { te: &holed, ..good }, &sky.phiphi, 100),
        (Unlensed { te: &[], ..good }, &sky.phiphi, 100),
        (good, &negative, 100),
        (good, &holed, 100),
        (good, &sky.phiphi, L_MAX + 1),
        (
            Unlensed {
                tt: &[],
                ee: &[],
                bb: &[],
                te: &[],
                tb: &[],
                eb: &[],
            },
            &sky.phiphi,
            0,
        ),
    ] {
        let result = lensed(&unlensed, phiphi, l_max_out, &Accuracy::standard());
        assert!(
            matches!(result, Err(Error::OutOfDomain { .. })),
            "{l_max_out}"
        );
    }
}
