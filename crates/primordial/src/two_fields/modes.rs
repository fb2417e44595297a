//! Modes of two fields and of gravitational waves, from deep inside the horizon on.

use lastscatter_numerics::ode::{DormandPrince, Step, System, Tolerance};
use num_complex::Complex64;

use super::{
    history::TwoFieldHistory,
    vacuum::{Field, REACH, vacuum},
};

/// Amplitudes with the phase taken out, Q = A exp(−i∫κ dN), κ = k/aH, in the frame carried along:
///
/// ```text
/// A″ + (3 − ε − 2iκ) A′ + (M − 2iκ) A = 0
/// ```
///
/// Columns are A₁ and A₂ of the first vacuum state, A₁ and A₂ of the second, and a massless A of gravitational waves; rows are Re A, Im A,
/// Re A′ and Im A′.
const COLUMNS: usize = 5;
const LENGTH: usize = 4 * COLUMNS;

/// Modes of one wavenumber at one N.
#[derive(Debug, Clone, Copy)]
pub(super) struct Modes {
    /// Q_I of each vacuum state: `[state][I]`, up to a phase common to all.
    pub values: [[Complex64; 2]; 2],
    /// D_N Q_I.
    pub velocities: [[Complex64; 2]; 2],
    /// √2 M_P times the amplitude of each helicity, as a massless field, and its slope.
    pub tensor: [Complex64; 2],
    /// ln of the factor k³/2π² that makes powers of squares.
    pub ln_factor: f64,
}

/// Why a wavenumber has no modes.
pub(super) enum Failure {
    /// The universe began with the wavenumber outside the horizon or too near.
    Short,
    /// The state is no vacuum.
    Vacuum(f64),
    Numerics(lastscatter_numerics::Error),
}

impl From<lastscatter_numerics::Error> for Failure {
    fn from(error: lastscatter_numerics::Error) -> Self {
        Self::Numerics(error)
    }
}

/// The deepest that a vacuum is looked for below where it should be, in e-folds.
const DEEPER: f64 = 4.0;

/// The modes of ln k (k in units of aH at N = 0) at N = `end`, to a relative `tolerance`.
pub(super) fn modes(
    history: &TwoFieldHistory,
    ln_k: f64,
    end: f64,
    tolerance: f64,
) -> Result<Modes, Failure> {
    let mut start = history.vacuum_until(ln_k);
    if start < REACH || start > end {
        return Err(Failure::Short);
    }
    let latest = start;
    let mut scalars = vacuum(history, ln_k, start, Field::Scalars);
    while scalars.error > 0.1 * tolerance {
        start -= 0.25;
        if start < REACH || start < latest - DEEPER {
            return Err(Failure::Vacuum(scalars.error));
        }
        scalars = vacuum(history, ln_k, start, Field::Scalars);
    }
    let massless = vacuum(history, ln_k, start, Field::Massless);
    let (background, near) = history.background(start, 0);
    let kappa = (ln_k - background.ln_a_h).exp();
    let mut y = [0.0; LENGTH];
    // v v† = (−2 Im(l − iκ))⁻¹, in units of 1/2κ, by Cholesky's triangle.
    let [l11, l12, l22] = scalars.slope;
    let [w11, w12, w22] = [1.0 - l11.im / kappa, -l12.im / kappa, 1.0 - l22.im / kappa];
    let determinant = w11 * w22 - w12.powi(2);
    if !(w11 > 0.0 && w22 > 0.0 && determinant > 0.0) {
        return Err(Failure::Vacuum(1.0));
    }
    let first = (w22 / determinant).sqrt();
    let states = [
        [first, -w12 / (determinant * first)],
        [0.0, w22.recip().sqrt()],
    ];
    let drag = 0.5 * (3.0 - background.epsilon);
    for (state, [a, b]) in states.into_iter().enumerate() {
        let slopes = [l11 * a + l12 * b - drag * a, l12 * a + l22 * b - drag * b];
        for (i, (value, slope)) in [a, b].into_iter().zip(slopes).enumerate() {
            set(&mut y, 2 * state + i, value, slope);
        }
    }
    let l = massless.slope[0];
    let a = (1.0 - l.im / kappa).recip().sqrt();
    set(&mut y, 4, a, (l - drag) * a);
    let mut system = Amplitudes {
        history,
        ln_k,
        near,
    };
    let solver = DormandPrince {
        tolerance: Tolerance {
            relative: 0.02 * tolerance,
            absolute: 0.0,
            max_steps: MOST_STEPS,
        },
    };
    solver.solve(start, end, &mut y, &mut system)?;
    let (background, _) = history.background(end, 0);
    let kappa_end = (ln_k - background.ln_a_h).exp();
    let value = |column: usize| Complex64::new(y[column], y[COLUMNS + column]);
    let slope = |column: usize| {
        Complex64::new(y[2 * COLUMNS + column], y[3 * COLUMNS + column])
            - Complex64::new(0.0, kappa_end) * value(column)
    };
    Ok(Modes {
        values: [[value(0), value(1)], [value(2), value(3)]],
        velocities: [[slope(0), slope(1)], [slope(2), slope(3)]],
        tensor: [value(4), slope(4)],
        ln_factor: 2.0 * (ln_k - start) - (4.0 * std::f64::consts::PI.powi(2)).ln(),
    })
}

/// Steps spent at most on a wavenumber.
const MOST_STEPS: usize = 200_000;

fn set(y: &mut [f64; LENGTH], column: usize, value: f64, slope: Complex64) {
    y[column] = value;
    y[2 * COLUMNS + column] = slope.re;
    y[3 * COLUMNS + column] = slope.im;
}

struct Amplitudes<'a> {
    history: &'a TwoFieldHistory,
    ln_k: f64,
    /// Where the last background was found.
    near: usize,
}

impl System<f64> for Amplitudes<'_> {
    #[inline(always)]
    fn derivatives(&mut self, n: f64, y: &[f64], dy: &mut [f64]) {
        let (background, near) = self.history.background(n, self.near);
        self.near = near;
        let twice = 2.0 * (self.ln_k - background.ln_a_h).exp();
        let friction = 3.0 - background.epsilon;
        let [m11, m12, m22] = background.mass;
        let row = |row: usize| -> [f64; COLUMNS] {
            std::array::from_fn(|column| y[row * COLUMNS + column])
        };
        let [re, im, re_n, im_n] = [row(0), row(1), row(2), row(3)];
        let push = |a: &[f64; COLUMNS]| {
            [
                m11 * a[0] + m12 * a[1],
                m12 * a[0] + m22 * a[1],
                m11 * a[2] + m12 * a[3],
                m12 * a[2] + m22 * a[3],
                0.0,
            ]
        };
        let [push_re, push_im] = [push(&re), push(&im)];
        for i in 0..COLUMNS {
            dy[i] = re_n[i];
            dy[COLUMNS + i] = im_n[i];
            dy[2 * COLUMNS + i] = -friction * re_n[i] - twice * (im_n[i] + im[i]) - push_re[i];
            dy[3 * COLUMNS + i] = -friction * im_n[i] + twice * (re_n[i] + re[i]) - push_im[i];
        }
    }

    /// Errors are measured by the size of all fields of one vacuum state together.
    fn scales(&self, before: &[f64], after: &[f64], scales: &mut [f64]) {
        for columns in [0..2, 2..4, 4..5] {
            let squares = |y: &[f64]| -> f64 {
                columns
                    .clone()
                    .map(|i| y[i] * y[i] + y[COLUMNS + i] * y[COLUMNS + i])
                    .sum()
            };
            let size = squares(before).max(squares(after)).sqrt();
            for column in columns {
                for row in 0..4 {
                    scales[row * COLUMNS + column] = size;
                }
            }
        }
    }

    fn accepted(&mut self, _: &Step<'_>) {}
}
