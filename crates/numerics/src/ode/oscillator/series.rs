//! Steps where the solution does not oscillate: Taylor series with interpolated coefficients.
//!
//! The coefficients are replaced by the polynomials through their values at the Gauss–Legendre nodes of the step, and the solution of
//! that equation, an entire function, is summed as a power series about the middle of the step. Because the error of the
//! coefficients is orthogonal to all polynomials of lower degree, eight evaluations give order 16.

use std::sync::OnceLock;

use num_complex::Complex64;

use super::problem::{Coefficients, Oscillator, finite_coefficients};
use crate::{Error, quadrature::GaussLegendre};

/// Gauss–Legendre nodes of a step.
pub(super) const NODES: usize = 8;
const HALF: usize = NODES / 2;
/// The highest power of a series.
const POWERS: usize = 44;
/// The largest half step in units of the inverse rate: beyond, terms would grow before they fall and cost digits.
const LONGEST: f64 = 4.5;

/// A full solution pair beside one whose coefficients lack the two highest Legendre polynomials.
type Lanes = [f64; 4];

#[derive(Debug)]
struct Tables {
    /// Positive half of the nodes.
    nodes: [f64; HALF],
    /// Column i: the even monomial coefficients of the interpolant to the even part that is 1 at ±node i.
    even: [[f64; HALF]; HALF],
    odd: [[f64; HALF]; HALF],
    /// Rows: Legendre coefficients 4 and 6 of the even part, 5 and 7 of the odd.
    legendre: [[f64; HALF]; 4],
    /// Monomial coefficients of P₆ (even powers) and P₇ (odd powers).
    highest: [[f64; HALF]; 2],
    /// 1/m.
    inverse: [f64; POWERS + 2],
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(Tables::new)
}

impl Tables {
    fn new() -> Self {
        let mut tables = Self {
            nodes: [0.0; HALF],
            even: [[0.0; HALF]; HALF],
            odd: [[0.0; HALF]; HALF],
            legendre: [[0.0; HALF]; 4],
            highest: [[0.0; HALF]; 2],
            inverse: std::array::from_fn(|m| 1.0 / m.max(1) as f64),
        };
        // Monomial coefficients of the Legendre polynomials.
        let mut monomials = [[0.0; NODES]; NODES];
        monomials[0][0] = 1.0;
        monomials[1][1] = 1.0;
        for k in 1..NODES - 1 {
            let n = k as f64;
            for power in 0..NODES {
                let below = if power > 0 {
                    monomials[k][power - 1]
                } else {
                    0.0
                };
                monomials[k + 1][power] =
                    ((2.0 * n + 1.0) * below - n * monomials[k - 1][power]) / (n + 1.0);
            }
        }
        let value = |k: usize, s: f64| monomials[k].iter().rev().fold(0.0, |sum, c| sum * s + c);
        if let Ok(rule) = GaussLegendre::new(NODES) {
            for i in 0..HALF {
                let (s, w) = (rule.nodes()[HALF + i], rule.weights()[HALF + i]);
                tables.nodes[i] = s;
                for k in 0..NODES {
                    // Both nodes ±s of a part add up: (2k + 1)/2 × 2.
                    let coefficient = (2 * k + 1) as f64 * w * value(k, s);
                    let columns = if k % 2 == 0 {
                        &mut tables.even
                    } else {
                        &mut tables.odd
                    };
                    for power in 0..HALF {
                        columns[i][power] += coefficient * monomials[k][2 * power + k % 2];
                    }
                    if k >= 4 {
                        tables.legendre[k - 4][i] = coefficient;
                    }
                }
            }
        }
        for power in 0..HALF {
            tables.highest[0][power] = monomials[6][2 * power];
            tables.highest[1][power] = monomials[7][2 * power + 1];
        }
        tables
    }
}

/// The outcome of one attempt.
#[derive(Debug, Clone, Copy)]
pub(super) enum Attempt {
    /// The new state, the estimated relative error, the half step in units of the inverse rate, and the radians that a step of
    /// this length would take at the end.
    Done {
        state: [Complex64; 2],
        error: f64,
        rate: f64,
        radians: f64,
    },
    /// The step is too long for a power series: the half step in units of the inverse rate.
    TooLong { rate: f64 },
}

/// A coefficient as polynomials in s, with and without the two highest Legendre polynomials.
#[derive(Debug, Clone, Copy)]
struct Polynomial {
    lanes: [Lanes; NODES],
    /// |a₄| + |a₅| and |a₆| + |a₇| of its Legendre series.
    tail: [f64; 2],
}

impl Polynomial {
    #[inline(always)]
    fn through(values: &[f64; NODES], tables: &Tables) -> Self {
        let (mut even, mut odd) = ([0.0; HALF], [0.0; HALF]);
        for i in 0..HALF {
            even[i] = 0.5 * (values[HALF + i] + values[i]);
            odd[i] = 0.5 * (values[HALF + i] - values[i]);
        }
        let (mut evens, mut odds, mut tail) = ([0.0; HALF], [0.0; HALF], [0.0; 4]);
        for i in 0..HALF {
            for power in 0..HALF {
                evens[power] += tables.even[i][power] * even[i];
                odds[power] += tables.odd[i][power] * odd[i];
            }
            for k in 0..4 {
                let part = if k % 2 == 0 { even[i] } else { odd[i] };
                tail[k] += tables.legendre[k][i] * part;
            }
        }
        let mut lanes = [[0.0; 4]; NODES];
        for power in 0..HALF {
            let even_part = evens[power] - tail[2] * tables.highest[0][power];
            let odd_part = odds[power] - tail[3] * tables.highest[1][power];
            lanes[2 * power] = [evens[power], evens[power], even_part, even_part];
            lanes[2 * power + 1] = [odds[power], odds[power], odd_part, odd_part];
        }
        Self {
            lanes,
            tail: [tail[0].abs() + tail[1].abs(), tail[2].abs() + tail[3].abs()],
        }
    }
}

/// Tries the step of length `h` from `t`.
#[inline]
pub(super) fn attempt(
    oscillator: &impl Oscillator,
    t: f64,
    h: f64,
    state: [Complex64; 2],
    tolerance: f64,
) -> Result<Attempt, Error> {
    let tables = tables();
    let half = 0.5 * h;
    let middle = t + half;
    let (mut frequency, mut damping) = ([0.0; NODES], [0.0; NODES]);
    let mut rate = 0.0_f64;
    for i in 0..NODES {
        let s = if i < HALF {
            -tables.nodes[i]
        } else {
            tables.nodes[i - HALF]
        };
        let Coefficients {
            frequency_squared,
            damping: gamma,
        } = finite_coefficients(oscillator, middle + half * s)?;
        frequency[i] = -half * half * frequency_squared;
        damping[i] = -2.0 * half * gamma;
        rate = rate.max(frequency[i].abs().sqrt()).max(damping[i].abs());
    }
    if rate.is_nan() || rate > LONGEST {
        return Ok(Attempt::TooLong { rate });
    }
    let q = Polynomial::through(&frequency, tables);
    let g = Polynomial::through(&damping, tables);
    // c_m of the solutions and d_m = (m + 1) c_{m+1} of their derivatives, after NODES zeros.
    let mut values = [[0.0; 4]; POWERS + NODES + 2];
    let mut slopes = [[0.0; 4]; POWERS + NODES + 2];
    values[NODES] = [1.0, 0.0, 1.0, 0.0];
    values[NODES + 1] = [0.0, 1.0, 0.0, 1.0];
    slopes[NODES] = values[NODES + 1];
    let enough = (1e-3 * tolerance).max(1e-17);
    // Sums of even and odd terms of u, then of u′.
    let mut sums = [values[NODES], values[NODES + 1], slopes[NODES], [0.0; 4]];
    let mut recent = [f64::INFINITY; 4];
    let mut converged = false;
    let mut m = 0;
    while m + 1 < POWERS {
        for odd in 0..2 {
            let at = NODES + m;
            let mut sum = [0.0; 4];
            for j in (0..NODES).rev() {
                for lane in 0..4 {
                    sum[lane] += q.lanes[j][lane] * values[at - j][lane]
                        + g.lanes[j][lane] * slopes[at - j][lane];
                }
            }
            let inverse = tables.inverse[m + 1];
            let mut largest = 0.0_f64;
            for lane in 0..4 {
                let slope = sum[lane] * inverse;
                let value = slope * tables.inverse[m + 2];
                slopes[at + 1][lane] = slope;
                values[at + 2][lane] = value;
                sums[odd][lane] += value;
                sums[3 - odd][lane] += slope;
                largest = largest.max(slope.abs());
            }
            recent[m % 4] = largest;
            m += 1;
        }
        let terms = recent[0].max(recent[1]).max(recent[2]).max(recent[3]);
        if terms <= enough {
            converged = true;
            break;
        }
    }
    if !converged {
        return Ok(Attempt::TooLong {
            rate: 2.0 * LONGEST,
        });
    }
    // Both pairs at s = ±1.
    let pair = |first: usize| {
        let at = |sign: f64| {
            [0, 1].map(|k| {
                [
                    sums[0][first + k] + sign * sums[1][first + k],
                    sums[2][first + k] + sign * sums[3][first + k],
                ]
            })
        };
        (at(-1.0), at(1.0))
    };
    let start = [state[0], state[1] * half];
    let carried = |first: usize| {
        let (before, after) = pair(first);
        let wronskian = before[0][0] * before[1][1] - before[1][0] * before[0][1];
        let a = (start[0] * before[1][1] - start[1] * before[1][0]) / wronskian;
        let b = (start[1] * before[0][0] - start[0] * before[0][1]) / wronskian;
        [
            a * after[0][0] + b * after[1][0],
            a * after[0][1] + b * after[1][1],
        ]
    };
    let (end, rough) = (carried(0), carried(2));
    let weight = rate.max(1.0).powi(-2);
    let size = end[0].norm_sqr() + weight * end[1].norm_sqr();
    let change = (end[0] - rough[0]).norm_sqr() + weight * (end[1] - rough[1]).norm_sqr();
    // What the dropped polynomials did, times what two more would still do to the coefficients.
    let (low, high) = (q.tail[0] + g.tail[0], q.tail[1] + g.tail[1]);
    let decay = if high < low {
        (high / low).max(1e-3)
    } else {
        1.0
    };
    // The same of products of two solutions, whose rates are twice as large.
    let blurred = (4.0 * rate * rate / 195.0).clamp(0.02, 1.0);
    let last = NODES - 1;
    let local = -frequency[last] - 0.25 * damping[last] * damping[last];
    Ok(Attempt::Done {
        state: [end[0], end[1] / half],
        error: decay * blurred * (change / size.max(f64::MIN_POSITIVE)).sqrt(),
        rate,
        radians: 2.0 * local.max(0.0).sqrt(),
    })
}
