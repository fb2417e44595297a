//! Roots of functions of one variable.

use crate::Error;

/// The most evaluations that [`brent`] spends: bisection of the whole double range takes 2 × 1075.
const MAX_ITERATIONS: usize = 2200;

/// A root of `f` between `low` and `high`, where it must change sign, by Brent's method.
///
/// The result lies within `tolerance` + 4 ε |root| of a sign change; a tolerance of 0 asks for all that
/// rounding allows.
///
/// # Errors
///
/// [`Error::NotBracketed`] when `f` has one sign at both ends or no value there; [`Error::OutOfDomain`]
/// when the tolerance is negative or NaN, or when `f` is NaN at an inner point;
/// [`Error::NotConverged`] is for functions that defeat bisection itself.
///
/// # References
///
/// `brent1973`, chapter 4.
///
/// # Examples
///
/// ```
/// use lastscatter_numerics::roots::brent;
///
/// let root = brent(|x: f64| x.cos() - x, 0.0, 1.0, 0.0)?;
/// assert!((root - 0.739_085_133_215_160_6).abs() < 2e-16);
/// # Ok::<(), lastscatter_numerics::Error>(())
/// ```
pub fn brent(
    mut f: impl FnMut(f64) -> f64,
    low: f64,
    high: f64,
    tolerance: f64,
) -> Result<f64, Error> {
    if tolerance < 0.0 || tolerance.is_nan() {
        return Err(Error::OutOfDomain {
            name: "tolerance of a root",
            value: tolerance,
            expected: "a number >= 0",
        });
    }
    // a: the previous estimate; b: the best one; c: the other side of the root.
    let (mut a, mut b) = (low, high);
    let (mut fa, mut fb) = (f(a), f(b));
    let one_sign = (fa > 0.0 && fb > 0.0) || (fa < 0.0 && fb < 0.0);
    if one_sign || fa.is_nan() || fb.is_nan() {
        return Err(Error::NotBracketed {
            low,
            high,
            at_low: fa,
            at_high: fb,
        });
    }
    let (mut c, mut fc) = (a, fa);
    let mut step = b - a;
    let mut previous_step = step;
    for _ in 0..MAX_ITERATIONS {
        if (fb > 0.0) == (fc > 0.0) {
            (c, fc) = (a, fa);
            step = b - a;
            previous_step = step;
        }
        if fc.abs() < fb.abs() {
            (a, b, c) = (b, c, b);
            (fa, fb, fc) = (fb, fc, fb);
        }
        let close = 2.0 * f64::EPSILON * b.abs() + 0.5 * tolerance;
        let half = 0.5 * (c - b);
        if half.abs() <= close || fb == 0.0 {
            return Ok(b);
        }
        let interpolated = if previous_step.abs() >= close && fa.abs() > fb.abs() {
            interpolation(a, b, c, fa, fb, fc)
        } else {
            f64::NAN
        };
        let accepted = interpolated * half > 0.0
            && interpolated.abs() < (1.5 * half.abs() - 0.5 * close).min(0.5 * previous_step.abs());
        (previous_step, step) = if accepted {
            (step, interpolated)
        } else {
            (half, half)
        };
        (a, fa) = (b, fb);
        b += if step.abs() > close {
            step
        } else {
            close.copysign(half)
        };
        fb = f(b);
        if fb.is_nan() {
            return Err(Error::OutOfDomain {
                name: "function whose root is sought",
                value: fb,
                expected: "a number",
            });
        }
    }
    Err(Error::NotConverged {
        what: "Brent's method",
        iterations: MAX_ITERATIONS,
        residual: (c - b).abs(),
        tolerance,
    })
}

/// The step from `b` by inverse quadratic interpolation, or by the secant when only two points differ.
fn interpolation(a: f64, b: f64, c: f64, fa: f64, fb: f64, fc: f64) -> f64 {
    let s = fb / fa;
    if a.to_bits() == c.to_bits() {
        return -(c - b) * s / (1.0 - s);
    }
    let (q, r) = (fa / fc, fb / fc);
    let p = s * ((c - b) * q * (q - r) - (b - a) * (r - 1.0));
    -p / ((q - 1.0) * (r - 1.0) * (s - 1.0))
}
