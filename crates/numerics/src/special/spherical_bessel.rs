//! Spherical Bessel functions of the first kind, one by one and in tables.

use pulp::{Arch, Simd, WithSimd};

use crate::Error;

/// Arguments below this take the power series.
const SMALL: f64 = 0.01;

/// Arguments that share a recurrence lie no further apart than this, and above `LOWEST_SHARED`, so that the downward
/// recurrence, which starts where the largest one asks, overflows for none.
const WIDEST_SHARED: f64 = 16.0;
const LOWEST_SHARED: f64 = 0.1;

/// Where downward recurrences start; they grow by less than 1e200.
const SEED: f64 = 1e-150;

/// Two vectors of at most eight lanes.
const GROUP: usize = 16;

/// Spherical Bessel function of the first kind, j_ℓ(x); of parity (−1)^ℓ.
///
/// ```text
/// j_ℓ(x) = √(π/(2x)) J_{ℓ+1/2}(x)
/// ```
///
/// The cost grows with min(ℓ, x); [`spherical_bessel_rows_into`] gives many ℓ and x at once for little more.
///
/// # Accuracy
///
/// Absolute error below 2e-14, and relative to the envelope of the oscillation near 1e-12 at x = 10⁴; values below
/// about 1e-17 beyond the turning point x < ℓ may come out as zero (`golden_spherical_bessel`).
///
/// # References
///
/// `dlmf2010`, equation 10.51.1 (recurrence, upwards for ℓ < x) and section 3.6 (downwards for ℓ > x).
///
/// # Examples
///
/// ```
/// use lastscatter_numerics::special::spherical_bessel;
///
/// assert!((spherical_bessel(2, 3.0) - 0.298_637_497_075_733_5).abs() < 1e-15);
/// ```
#[must_use]
pub fn spherical_bessel(l: usize, x: f64) -> f64 {
    if x.is_nan() {
        return f64::NAN;
    }
    if x.is_infinite() {
        return 0.0;
    }
    let mut out = [0.0];
    Arch::new().dispatch(Rows {
        multipoles: &[l],
        x: &[x.abs()],
        out: &mut out,
    });
    if x < 0.0 && l % 2 == 1 {
        -out[0]
    } else {
        out[0]
    }
}

/// Table of j_ℓ(x): `out[row · L + i]` is that of argument `x[row]` and `multipoles[i]`, of L = `multipoles.len()`.
///
/// The recurrence over ℓ runs once for a group of adjacent arguments, in vector lanes: some two operations for each
/// ℓ up to x, whether asked for or not. Ascending arguments closer than 1 are grouped best.
///
/// # Accuracy
///
/// As [`spherical_bessel`].
///
/// # Errors
///
/// [`Error::LengthMismatch`] unless `out` has `x.len() · multipoles.len()` elements; [`Error::OutOfDomain`] when an
/// argument is negative or not finite, or multipoles do not ascend strictly.
///
/// # Examples
///
/// ```
/// use lastscatter_numerics::special::spherical_bessel_rows_into;
///
/// let mut out = [0.0; 4];
/// spherical_bessel_rows_into(&[0, 2], &[1.0, 3.0], &mut out)?;
/// assert!((out[0] - 1_f64.sin()).abs() < 1e-15);
/// assert!((out[3] - 0.298_637_497_075_733_5).abs() < 1e-15);
/// # Ok::<(), lastscatter_numerics::Error>(())
/// ```
pub fn spherical_bessel_rows_into(
    multipoles: &[usize],
    x: &[f64],
    out: &mut [f64],
) -> Result<(), Error> {
    if out.len() != x.len() * multipoles.len() {
        return Err(Error::LengthMismatch {
            expected: x.len() * multipoles.len(),
            found: out.len(),
        });
    }
    if let Some(&value) = x.iter().find(|x| !(x.is_finite() && **x >= 0.0)) {
        return Err(Error::OutOfDomain {
            name: "argument of a spherical Bessel function",
            value,
            expected: "a finite number, not negative",
        });
    }
    if let Some(pair) = multipoles.windows(2).find(|pair| pair[0] >= pair[1]) {
        return Err(Error::OutOfDomain {
            name: "multipole",
            value: pair[1] as f64,
            expected: "above the one before",
        });
    }
    Arch::new().dispatch(Rows { multipoles, x, out });
    Ok(())
}

struct Rows<'a> {
    multipoles: &'a [usize],
    x: &'a [f64],
    out: &'a mut [f64],
}

impl WithSimd for Rows<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { multipoles, x, out } = self;
        let columns = multipoles.len();
        if columns == 0 {
            return;
        }
        let group = 2 * S::F64_LANES;
        let mut sampled = vec![0.0; columns * group];
        let mut tail = Vec::new();
        let mut first = 0;
        while first < x.len() {
            let mut count = group.min(x.len() - first);
            let mut range = extremes(&x[first..first + count]);
            if range.0 < LOWEST_SHARED || range.1 - range.0 > WIDEST_SHARED {
                count = 1;
                range = (x[first], x[first]);
            }
            let rows = &mut out[first * columns..(first + count) * columns];
            if range.0 < SMALL {
                for (out, &l) in rows.iter_mut().zip(multipoles) {
                    *out = power_series(l, x[first]);
                }
            } else {
                let mut points = [x[first]; GROUP];
                points[..count].copy_from_slice(&x[first..first + count]);
                recur(simd, multipoles, &points, range, &mut sampled, &mut tail);
                for (row, out) in rows.chunks_exact_mut(columns).enumerate() {
                    for (out, lanes) in out.iter_mut().zip(sampled.chunks_exact(group)) {
                        *out = lanes[row];
                    }
                }
            }
            first += count;
        }
    }
}

fn extremes(x: &[f64]) -> (f64, f64) {
    let widen = |(low, high): (f64, f64), &x: &f64| (low.min(x), high.max(x));
    x.iter().fold((f64::INFINITY, 0.0), widen)
}

/// Two vectors of arguments side by side, so that one's latency hides behind the other's.
type Pair<S> = [<S as Simd>::f64s; 2];

#[inline(always)]
fn load<S: Simd>(values: &[f64]) -> Pair<S> {
    let (vectors, _) = S::as_simd_f64s(values);
    [vectors[0], vectors[1]]
}

#[inline(always)]
fn store<S: Simd>(values: &mut [f64], pair: Pair<S>) {
    let (vectors, _) = S::as_mut_simd_f64s(values);
    vectors[0] = pair[0];
    vectors[1] = pair[1];
}

/// (2ℓ+1)/x · `here` − `behind`: the neighbour of `here` away from `behind`, upwards and downwards alike.
#[inline(always)]
fn neighbour<S: Simd>(
    simd: S,
    l: usize,
    inverse: Pair<S>,
    here: Pair<S>,
    behind: Pair<S>,
) -> Pair<S> {
    let odd = simd.splat_f64s((2 * l + 1) as f64);
    let step = |i: usize| {
        let factor = simd.mul_f64s(odd, inverse[i]);
        simd.mul_add_e_f64s(factor, here[i], simd.neg_f64s(behind[i]))
    };
    [step(0), step(1)]
}

/// j_ℓ of all `points` at the multipoles, `sampled[i][point]`.
#[inline(always)]
fn recur<S: Simd>(
    simd: S,
    multipoles: &[usize],
    points: &[f64; GROUP],
    (low, high): (f64, f64),
    sampled: &mut [f64],
    tail: &mut Vec<f64>,
) {
    let group = 2 * S::F64_LANES;
    let last = multipoles[multipoles.len() - 1];
    // Upwards as long as every point oscillates.
    let turn = (low as usize).clamp(1, last.max(1));
    let mut inverse = [0.0; GROUP];
    let mut zeroth = [0.0; GROUP];
    let mut first = [0.0; GROUP];
    for (i, &x) in points.iter().enumerate() {
        let (sine, cosine) = x.sin_cos();
        inverse[i] = 1.0 / x;
        zeroth[i] = sine / x;
        first[i] = (zeroth[i] - cosine) / x;
    }
    let inverse: Pair<S> = load::<S>(&inverse);
    let mut below: Pair<S> = load::<S>(&zeroth);
    let mut here: Pair<S> = load::<S>(&first);
    let mut l = 1;
    let mut columns = multipoles.iter().zip(sampled.chunks_exact_mut(group));
    let mut next = columns.next();
    if let Some((0, out)) = &mut next {
        store::<S>(out, below);
        next = columns.next();
    }
    while let Some((wanted, out)) = &mut next {
        let wanted = **wanted;
        if wanted > turn {
            break;
        }
        while l < wanted {
            (below, here) = (here, neighbour(simd, l, inverse, here, below));
            l += 1;
        }
        store::<S>(out, here);
        next = columns.next();
    }
    if next.is_none() {
        return;
    }
    while l < turn {
        (below, here) = (here, neighbour(simd, l, inverse, here, below));
        l += 1;
    }

    // Downwards from where all values vanish, to one below the turn; then scaled to match.
    let top = negligible_from(high).max(turn + 1);
    tail.clear();
    tail.resize((top + 2 - turn) * group, 0.0);
    let mut above: Pair<S> = [simd.splat_f64s(0.0); 2];
    let mut down: Pair<S> = [simd.splat_f64s(SEED); 2];
    for l in (turn..=top).rev() {
        store::<S>(&mut tail[(l + 1 - turn) * group..], down);
        (above, down) = (down, neighbour(simd, l, inverse, down, above));
    }
    let scale = |i: usize| {
        let product = simd.mul_add_e_f64s(below[i], down[i], simd.mul_f64s(here[i], above[i]));
        let norm = simd.mul_add_e_f64s(down[i], down[i], simd.mul_f64s(above[i], above[i]));
        simd.div_f64s(product, norm)
    };
    let scale = [scale(0), scale(1)];
    while let Some((wanted, out)) = &mut next {
        let wanted = **wanted;
        if wanted > top {
            out.fill(0.0);
        } else {
            let value = load::<S>(&tail[(wanted + 1 - turn) * group..]);
            store::<S>(
                out,
                [
                    simd.mul_f64s(value[0], scale[0]),
                    simd.mul_f64s(value[1], scale[1]),
                ],
            );
        }
        next = columns.next();
    }
}

/// A multipole from which j_ℓ(x) < 1e-17: the decay exponent (2√2/3) (ℓ−x)^(3/2) x^(−1/2) has passed 40.
fn negligible_from(x: f64) -> usize {
    (x + 12.2 * x.cbrt() + 12.0) as usize
}

/// `dlmf2010`, equation 10.53.1, to three terms.
fn power_series(l: usize, x: f64) -> f64 {
    let mut leading = 1.0;
    for i in 1..=l {
        leading *= x / (2 * i + 1) as f64;
        if leading == 0.0 {
            return 0.0;
        }
    }
    let q = -0.5 * x * x;
    let odd = (2 * l) as f64;
    leading * (1.0 + q / (odd + 3.0) * (1.0 + 0.5 * q / (odd + 5.0)))
}
