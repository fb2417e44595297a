//! Truncated Taylor series: derivatives without differences.

use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

use super::Real;

/// Elementary functions of a [`Real`] scalar.
///
/// A formula written once over this trait gives its value with `f64` and its derivatives with [`Taylor`].
pub trait Elementary: Real {
    /// eˣ.
    #[must_use]
    fn exp(self) -> Self;

    /// ln x.
    #[must_use]
    fn ln(self) -> Self;

    /// sin x.
    #[must_use]
    fn sin(self) -> Self;

    /// cos x.
    #[must_use]
    fn cos(self) -> Self;

    /// tanh x.
    #[must_use]
    fn tanh(self) -> Self;

    /// xⁿ for a whole n.
    #[must_use]
    fn powi(self, power: i32) -> Self;

    /// xᵖ; NaN for negative x unless p is whole.
    #[must_use]
    fn powf(self, power: f64) -> Self;
}

impl Elementary for f64 {
    fn exp(self) -> Self {
        Self::exp(self)
    }

    fn ln(self) -> Self {
        Self::ln(self)
    }

    fn sin(self) -> Self {
        Self::sin(self)
    }

    fn cos(self) -> Self {
        Self::cos(self)
    }

    fn tanh(self) -> Self {
        Self::tanh(self)
    }

    fn powi(self, power: i32) -> Self {
        Self::powi(self, power)
    }

    fn powf(self, power: f64) -> Self {
        Self::powf(self, power)
    }
}

/// The first `N` Taylor coefficients of a function of one variable:
///
/// ```text
/// f(x₀ + s) = c₀ + c₁ s + … + c_{N−1} s^{N−1} + O(s^N),    c_n = f⁽ⁿ⁾(x₀)/n!
/// ```
///
/// Arithmetic and elementary functions act on the series, so that a formula evaluated at [`variable`](Self::variable) yields all
/// its derivatives to rounding.
///
/// # Accuracy
///
/// Rounding: `taylor::derivatives_of_elementary_functions`.
///
/// # References
///
/// `griewank2008`, chapter 13.
///
/// # Examples
///
/// ```
/// use lastscatter_numerics::{Elementary, Taylor};
///
/// let x = Taylor::<4>::variable(2.0);
/// let f = x.powi(3) * 5.0;
/// assert_eq!([0, 1, 2, 3].map(|n| f.derivative(n)), [40.0, 60.0, 60.0, 30.0]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Taylor<const N: usize>([f64; N]);

impl<const N: usize> Taylor<N> {
    /// The series with these coefficients.
    #[must_use]
    pub const fn new(coefficients: [f64; N]) -> Self {
        Self(coefficients)
    }

    /// The variable itself about a point: x₀ + s.
    #[must_use]
    pub fn variable(point: f64) -> Self {
        let mut series = Self::from(point);
        if N > 1 {
            series.0[1] = 1.0;
        }
        series
    }

    /// The coefficients, lowest power first.
    #[must_use]
    pub const fn coefficients(self) -> [f64; N] {
        self.0
    }

    /// A derivative at the point, the value for order 0; NaN beyond the truncation.
    #[must_use]
    pub fn derivative(self, order: usize) -> f64 {
        let factorial: f64 = (1..=order).map(|n| n as f64).product();
        self.0.get(order).map_or(f64::NAN, |c| c * factorial)
    }

    /// The integral over s that has the given value at s = 0.
    #[must_use]
    pub fn integral(self, value: f64) -> Self {
        let mut out = [value; N];
        for n in 1..N {
            out[n] = self.0[n - 1] / n as f64;
        }
        Self(out)
    }

    /// sin and cos.
    fn sin_cos(self) -> [Self; 2] {
        let Self(a) = self;
        let (mut sin, mut cos) = ([0.0; N], [0.0; N]);
        (sin[0], cos[0]) = a[0].sin_cos();
        for n in 1..N {
            for j in 1..=n {
                let slope = j as f64 * a[j] / n as f64;
                sin[n] += slope * cos[n - j];
                cos[n] -= slope * sin[n - j];
            }
        }
        [Self(sin), Self(cos)]
    }

    /// The series xᵖ from its value and the recurrence of x f′ = p x′ f.
    fn power(self, power: f64, value: f64) -> Self {
        let Self(a) = self;
        let mut out = [0.0; N];
        out[0] = value;
        for n in 1..N {
            for j in 1..=n {
                out[n] += (j as f64 * (power + 1.0) - n as f64) * a[j] * out[n - j];
            }
            out[n] /= n as f64 * a[0];
        }
        Self(out)
    }
}

impl<const N: usize> From<f64> for Taylor<N> {
    fn from(value: f64) -> Self {
        let mut out = [0.0; N];
        out[0] = value;
        Self(out)
    }
}

impl<const N: usize> Add for Taylor<N> {
    type Output = Self;

    fn add(mut self, other: Self) -> Self {
        self += other;
        self
    }
}

impl<const N: usize> Sub for Taylor<N> {
    type Output = Self;

    fn sub(mut self, other: Self) -> Self {
        self -= other;
        self
    }
}

impl<const N: usize> Mul for Taylor<N> {
    type Output = Self;

    #[inline]
    fn mul(self, other: Self) -> Self {
        let mut out = [0.0; N];
        for n in 0..N {
            for j in 0..=n {
                out[n] += self.0[j] * other.0[n - j];
            }
        }
        Self(out)
    }
}

impl<const N: usize> Div for Taylor<N> {
    type Output = Self;

    #[inline]
    fn div(self, other: Self) -> Self {
        let mut out = self.0;
        for n in 0..N {
            for j in 0..n {
                out[n] -= out[j] * other.0[n - j];
            }
            out[n] /= other.0[0];
        }
        Self(out)
    }
}

impl<const N: usize> Neg for Taylor<N> {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.map(|c| -c))
    }
}

impl<const N: usize> Add<f64> for Taylor<N> {
    type Output = Self;

    fn add(mut self, other: f64) -> Self {
        self.0[0] += other;
        self
    }
}

impl<const N: usize> Mul<f64> for Taylor<N> {
    type Output = Self;

    fn mul(self, other: f64) -> Self {
        Self(self.0.map(|c| c * other))
    }
}

impl<const N: usize> AddAssign for Taylor<N> {
    fn add_assign(&mut self, other: Self) {
        for (a, b) in self.0.iter_mut().zip(other.0) {
            *a += b;
        }
    }
}

impl<const N: usize> SubAssign for Taylor<N> {
    fn sub_assign(&mut self, other: Self) {
        for (a, b) in self.0.iter_mut().zip(other.0) {
            *a -= b;
        }
    }
}

/// The branch of |x|, max and min is that of the value.
impl<const N: usize> Real for Taylor<N> {
    const ZERO: Self = Self([0.0; N]);

    fn abs(self) -> Self {
        if self.0[0] < 0.0 { -self } else { self }
    }

    fn sqrt(self) -> Self {
        self.power(0.5, self.0[0].sqrt())
    }

    fn max(self, other: Self) -> Self {
        if self.0[0] > other.0[0] { self } else { other }
    }

    fn min(self, other: Self) -> Self {
        if self.0[0] < other.0[0] { self } else { other }
    }

    /// The value; NaN if any coefficient is NaN.
    fn largest(self) -> f64 {
        if self.0.iter().any(|c| c.is_nan()) {
            f64::NAN
        } else {
            self.0[0]
        }
    }
}

impl<const N: usize> Elementary for Taylor<N> {
    #[inline]
    fn exp(self) -> Self {
        let Self(a) = self;
        let mut out = [0.0; N];
        out[0] = a[0].exp();
        for n in 1..N {
            for j in 1..=n {
                out[n] += j as f64 * a[j] * out[n - j];
            }
            out[n] /= n as f64;
        }
        Self(out)
    }

    fn ln(self) -> Self {
        let Self(a) = self;
        let mut out = [0.0; N];
        out[0] = a[0].ln();
        for n in 1..N {
            let mut sum = 0.0;
            for j in 1..n {
                sum += j as f64 * out[j] * a[n - j];
            }
            out[n] = (a[n] - sum / n as f64) / a[0];
        }
        Self(out)
    }

    fn sin(self) -> Self {
        self.sin_cos()[0]
    }

    fn cos(self) -> Self {
        self.sin_cos()[1]
    }

    fn tanh(self) -> Self {
        let Self(a) = self;
        let mut out = [0.0; N];
        // 1 − tanh², whose value does not cancel as 1/cosh².
        let mut rest = [0.0; N];
        out[0] = a[0].tanh();
        rest[0] = a[0].cosh().powi(-2);
        for n in 1..N {
            for j in 1..=n {
                out[n] += j as f64 * a[j] * rest[n - j];
            }
            out[n] /= n as f64;
            for j in 0..=n {
                rest[n] -= out[j] * out[n - j];
            }
        }
        Self(out)
    }

    fn powi(self, power: i32) -> Self {
        let mut out = Self::from(1.0);
        let mut square = self;
        let mut left = power.unsigned_abs();
        while left > 0 {
            if left % 2 == 1 {
                out = out * square;
            }
            left /= 2;
            if left > 0 {
                square = square * square;
            }
        }
        if power < 0 {
            Self::from(1.0) / out
        } else {
            out
        }
    }

    fn powf(self, power: f64) -> Self {
        // Whole powers know no branch, and no trouble at zero.
        if power.fract() == 0.0 && power.abs() <= 64.0 {
            self.powi(power as i32)
        } else {
            self.power(power, self.0[0].powf(power))
        }
    }
}
