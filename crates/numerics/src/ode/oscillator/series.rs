//! Steps where the solution does not oscillate: Taylor series with interpolated coefficients.
//!
//! The coefficients are replaced by the polynomials through their values at the Gauss–Legendre nodes of the step, and the solution of
//! that equation, an entire function, is summed as a power series about the middle of the step. Because the error of the
//! coefficients is orthogonal to all polynomials of lower degree, eight evaluations give order 16.

use std::sync::OnceLock;

use num_complex::Complex64;
use pulp::{Arch, NullaryFnOnce};

use super::problem::{Coefficients, Oscillator, finite_coefficients};
use crate::{Error, Lanes, Real, quadrature::GaussLegendre, real::element_by_element};

/// Gauss–Legendre nodes of a step.
pub(super) const NODES: usize = 8;
const HALF: usize = NODES / 2;
/// The highest power of a series.
const POWERS: usize = 40;
/// The largest half step in units of the inverse rate: beyond, terms would grow before they fall and cost digits.
const LONGEST: f64 = 4.5;

/// A pair of solutions beside one whose coefficients lack the two highest Legendre polynomials.
type Pair = Lanes<4>;

#[derive(Debug)]
struct Tables {
    /// Positive half of the nodes.
    nodes: [f64; HALF],
    /// Column i: the even monomial coefficients of the interpolant to the even part that is 1 at ±node i.
    even: [[f64; HALF]; HALF],
    odd: [[f64; HALF]; HALF],
    /// Rows: Legendre coefficients 2 to 7, of the even and odd parts in turn.
    legendre: [[f64; HALF]; 6],
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
            legendre: [[0.0; HALF]; 6],
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
                    if k >= 2 {
                        tables.legendre[k - 2][i] = coefficient;
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
    lanes: [Pair; NODES],
    /// |a₂| + |a₃|, |a₄| + |a₅| and |a₆| + |a₇| of its Legendre series.
    tail: [f64; 3],
}

impl Polynomial {
    #[inline(always)]
    fn through(values: &[f64; NODES], tables: &Tables) -> Self {
        let (mut even, mut odd) = ([0.0; HALF], [0.0; HALF]);
        for i in 0..HALF {
            even[i] = 0.5 * (values[HALF + i] + values[i]);
            odd[i] = 0.5 * (values[HALF + i] - values[i]);
        }
        let (mut evens, mut odds, mut tail) = ([0.0; HALF], [0.0; HALF], [0.0; 6]);
        for i in 0..HALF {
            for power in 0..HALF {
                evens[power] += tables.even[i][power] * even[i];
                odds[power] += tables.odd[i][power] * odd[i];
            }
            for k in 0..6 {
                let part = if k % 2 == 0 { even[i] } else { odd[i] };
                tail[k] += tables.legendre[k][i] * part;
            }
        }
        let largest = values.iter().fold(0.0, |most: f64, f| most.max(f.abs()));
        let rounding = 8.0 * f64::EPSILON * largest;
        let mut lanes = [Pair::ZERO; NODES];
        for power in 0..HALF {
            let even_part = evens[power] - tail[4] * tables.highest[0][power];
            let odd_part = odds[power] - tail[5] * tables.highest[1][power];
            lanes[2 * power] = Pair::new([evens[power], evens[power], even_part, even_part]);
            lanes[2 * power + 1] = Pair::new([odds[power], odds[power], odd_part, odd_part]);
        }
        Self {
            lanes,
            tail: [0, 2, 4].map(|k| (tail[k].abs() + tail[k + 1].abs() - rounding).max(0.0)),
        }
    }

    /// The factor by which two coefficients of the Legendre series fall short of the two before, at worst.
    #[inline(always)]
    fn decay(&self) -> f64 {
        const LEAST: f64 = 1e-3;
        if self.tail[2] <= 0.0 {
            return LEAST;
        }
        let decay = (self.tail[2] / self.tail[1]).max(self.tail[1] / self.tail[0]);
        decay.clamp(LEAST, 1.0)
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
    let mut samples = Samples {
        half,
        frequency: [0.0; NODES],
        damping: [0.0; NODES],
        state,
        tolerance,
    };
    for i in 0..NODES {
        let s = if i < HALF {
            -tables.nodes[i]
        } else {
            tables.nodes[i - HALF]
        };
        let Coefficients {
            frequency_squared,
            damping,
        } = finite_coefficients(oscillator, middle + half * s)?;
        samples.frequency[i] = -half * half * frequency_squared;
        samples.damping[i] = -2.0 * half * damping;
    }
    Ok(carried(samples))
}

/// A step of which the coefficients are known.
#[derive(Debug, Clone, Copy)]
struct Samples {
    half: f64,
    /// −(h/2)² ω².
    frequency: [f64; NODES],
    /// −h γ.
    damping: [f64; NODES],
    state: [Complex64; 2],
    tolerance: f64,
}

/// The step, compiled for the machine at hand.
#[inline(never)]
fn carried(samples: Samples) -> Attempt {
    Arch::new().dispatch(samples)
}

impl NullaryFnOnce for Samples {
    type Output = Attempt;

    #[inline(always)]
    fn call(self) -> Attempt {
        series_step(&self)
    }
}

#[inline(always)]
fn series_step(samples: &Samples) -> Attempt {
    let tables = tables();
    let Samples {
        half,
        ref frequency,
        ref damping,
        state,
        tolerance,
    } = *samples;
    let mut rate = 0.0_f64;
    for i in 0..NODES {
        rate = rate.max(frequency[i].abs().sqrt()).max(damping[i].abs());
    }
    if rate.is_nan() || rate > LONGEST {
        return Attempt::TooLong { rate };
    }
    let q = Polynomial::through(frequency, tables);
    let g = Polynomial::through(damping, tables);
    // The last c_m of the solutions and d_m = (m + 1) c_{m+1} of their derivatives, newest first.
    let mut values = [Pair::ZERO; NODES];
    let mut slopes = [Pair::ZERO; NODES];
    values[0] = Pair::new([1.0, 0.0, 1.0, 0.0]);
    let mut next = Pair::new([0.0, 1.0, 0.0, 1.0]);
    slopes[0] = next;
    let enough = (1e-3 * tolerance).max(1e-17);
    // Sums of even and odd terms of u, then of u′.
    let mut sums = [values[0], next, next, Pair::ZERO];
    let mut previous = Pair::from(f64::INFINITY);
    let mut converged = false;
    for m in (0..POWERS).step_by(2) {
        let mut terms = Pair::ZERO;
        for odd in 0..2 {
            let (mut sum, mut other) = (q.lanes[0] * values[0], g.lanes[1] * slopes[1]);
            for j in 1..NODES - 1 {
                sum += q.lanes[j] * values[j];
                other += g.lanes[j + 1] * slopes[j + 1];
                element_by_element();
            }
            sum += q.lanes[NODES - 1] * values[NODES - 1];
            let slope = (sum + other + g.lanes[0] * slopes[0]) * tables.inverse[m + odd + 1];
            let value = slope * tables.inverse[m + odd + 2];
            for j in (1..NODES).rev() {
                values[j] = values[j - 1];
                slopes[j] = slopes[j - 1];
                element_by_element();
            }
            (values[0], slopes[0], next) = (next, slope, value);
            sums[odd] += value;
            sums[3 - odd] += slope;
            terms += slope.abs();
        }
        if (terms + previous).largest() <= enough {
            converged = true;
            break;
        }
        previous = terms;
    }
    if !converged {
        return Attempt::TooLong {
            rate: 2.0 * LONGEST,
        };
    }
    let sums = sums.map(Pair::to_array);
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
    let propagated = |first: usize| {
        let (before, after) = pair(first);
        let wronskian = before[0][0] * before[1][1] - before[1][0] * before[0][1];
        let a = (start[0] * before[1][1] - start[1] * before[1][0]) / wronskian;
        let b = (start[1] * before[0][0] - start[0] * before[0][1]) / wronskian;
        [
            a * after[0][0] + b * after[1][0],
            a * after[0][1] + b * after[1][1],
        ]
    };
    let (end, rough) = (propagated(0), propagated(2));
    // Squares of states of any size, in units of the new one.
    let unit = end[0].l1_norm().max(end[1].l1_norm());
    let scaled = |u: Complex64| if unit > 0.0 { u / unit } else { u };
    let weight = rate.max(1.0).powi(-2);
    let norm =
        |u: [Complex64; 2]| (scaled(u[0]).norm_sqr() + weight * scaled(u[1]).norm_sqr()).sqrt();
    let change = norm([end[0] - rough[0], end[1] - rough[1]]);
    // What the dropped polynomials did, times what two more would still do to the coefficients, and to products of two solutions,
    // whose rates are twice as large; and what the nodes take for a constant, the polynomials of degree 16.
    let decay = q.decay().max(g.decay());
    let blurred = (4.0 * rate * rate / 195.0).max(decay).min(1.0);
    let [u, du] = [0, 1].map(|k| scaled(start[k]).l1_norm().max(scaled(end[k]).l1_norm()));
    let aliased = q.tail[2] * q.decay().powi(5) * u + g.tail[2] * g.decay().powi(5) * du;
    let error = decay * blurred * change + aliased * weight.sqrt();
    let last = NODES - 1;
    let local = -frequency[last] - 0.25 * damping[last] * damping[last];
    Attempt::Done {
        state: [end[0], end[1] / half],
        error: error / norm(end).max(f64::MIN_POSITIVE),
        rate,
        radians: 2.0 * local.max(0.0).sqrt(),
    }
}
