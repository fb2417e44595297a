//! Lensed spectra against CAMB's correlation functions and against the harmonic-space kernels (`tests/scripts/lensing.py`).

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a broken table must fail the test; the measured errors are worth seeing"
)]

use lastscatter_boltzmann::lensing::{Accuracy, Lensed, Unlensed, lensed};

const L_MAX_OUT: usize = 2500;

fn table<const N: usize>(text: &str) -> Vec<[f64; N]> {
    let number = |field: &str| field.parse::<f64>().unwrap();
    text.lines()
        .map(|line| {
            line.split(',')
                .map(number)
                .collect::<Vec<_>>()
                .try_into()
                .unwrap()
        })
        .collect()
}

/// TT, EE, TE and φφ.
fn input() -> [Vec<f64>; 4] {
    let rows = table::<5>(include_str!("data/lensing_input.csv"));
    [1, 2, 3, 4].map(|i| rows.iter().map(|row| row[i]).collect())
}

fn lensed_input(phiphi_factor: f64, accuracy: &Accuracy) -> Lensed {
    let [tt, ee, te, phiphi] = input();
    let unlensed = Unlensed {
        tt: &tt,
        ee: &ee,
        bb: &[],
        te: &te,
        tb: &[],
        eb: &[],
    };
    let phiphi: Vec<f64> = phiphi.iter().map(|c| phiphi_factor * c).collect();
    lensed(&unlensed, &phiphi, L_MAX_OUT, accuracy).unwrap()
}

/// Relative errors of TT, EE, BB, and of TE over √(TT·EE).
fn errors(found: &Lensed, l: usize, [tt, ee, bb, te]: [f64; 4]) -> [f64; 4] {
    [
        found.tt[l] / tt - 1.0,
        found.ee[l] / ee - 1.0,
        found.bb[l] / bb - 1.0,
        (found.te[l] - te) / (tt * ee).sqrt(),
    ]
}

fn largest(name: &str, errors: impl Iterator<Item = [f64; 4]>) -> [f64; 4] {
    let (mut largest, mut squares, mut count) = ([0.0; 4], [0.0; 4], 0_u32);
    for error in errors {
        count += 1;
        for i in 0..4 {
            assert!(error[i].is_finite());
            largest[i] = f64::max(largest[i], error[i].abs());
            squares[i] += error[i] * error[i];
        }
    }
    let rms = squares.map(|sum: f64| (sum / f64::from(count)).sqrt());
    let short = |numbers: [f64; 4]| numbers.map(|number| format!("{number:.1e}")).join(" ");
    println!(
        "{name}: TT EE BB TE max {}, rms {}",
        short(largest),
        short(rms)
    );
    largest
}

#[test]
fn camb() {
    let rows = table::<5>(include_str!("data/lensing.csv"));
    for (accuracy, [tt, ee, te]) in [
        (Accuracy::standard(), [1e-5, 2e-5, 1.5e-5]),
        (Accuracy::reference(), [1e-6, 5e-6, 1e-6]),
    ] {
        let found = lensed_input(1.0, &accuracy);
        let error = |&[l, tt, ee, bb, te]: &[f64; 5]| errors(&found, l as usize, [tt, ee, bb, te]);
        let all = largest("all", rows.iter().map(error));
        assert!(all[0] < tt && all[1] < ee && all[3] < te);
        // CAMB's BB lies above the exact first-order kernel by 1e-3 at ℓ = 2, falling as 1/ℓ (see `first_order`).
        let small = largest(
            "l > 100",
            rows.iter().filter(|row| row[0] > 100.0).map(error),
        );
        assert!(small[2] < 5e-5);
    }
}

/// Weak lensing: what is left is second order in φφ, and the method's approximation of the isotropic part at large angles.
#[test]
fn first_order() {
    let [tt, ee, te, _] = input();
    let weak = 1e-4;
    let found = lensed_input(weak, &Accuracy::reference());
    let rows = table::<5>(include_str!("data/lensing_first_order.csv"));
    let error = |&[l, d_tt, d_ee, d_bb, d_te]: &[f64; 5]| {
        let l = l as usize;
        [
            ((found.tt[l] - tt[l]) / weak - d_tt) / tt[l],
            ((found.ee[l] - ee[l]) / weak - d_ee) / ee[l],
            found.bb[l] / weak / d_bb - 1.0,
            ((found.te[l] - te[l]) / weak - d_te) / (tt[l] * ee[l]).sqrt(),
        ]
    };
    let [tt, ee, bb, te] = largest("first order", rows.iter().map(error));
    assert!(tt < 1e-7 && ee < 2e-6 && te < 2e-8 && bb < 6e-5);
}

/// The table of errors at `Accuracy`.
#[test]
fn settings() {
    let reference = lensed_input(1.0, &Accuracy::reference());
    for (name, accuracy, limits) in [
        ("fast", Accuracy::fast(), [2e-5, 4e-5, 1e-3, 2e-5]),
        ("standard", Accuracy::standard(), [1e-5, 2e-5, 1e-5, 1.5e-5]),
    ] {
        let found = lensed_input(1.0, &accuracy);
        let error = |l: usize| {
            let expected = [
                reference.tt[l],
                reference.ee[l],
                reference.bb[l],
                reference.te[l],
            ];
            errors(&found, l, expected)
        };
        let largest = largest(name, (2..=L_MAX_OUT).map(error));
        for i in 0..4 {
            assert!(largest[i] < limits[i], "{name} {i}");
        }
    }
}
