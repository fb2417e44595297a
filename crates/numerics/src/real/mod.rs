//! The scalar that equations of motion are written in.

mod lanes;
mod taylor;

use std::{
    fmt::Debug,
    ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign},
};

pub use lanes::Lanes;
pub use taylor::{Elementary, Taylor};

/// A real number, or several that advance in lockstep.
///
/// Equations written once over this trait run for one `f64`, for the [`Lanes`] of a vector register, or for anything else that
/// follows arithmetic. There is no comparison: code that branches on a value can not be followed by lanes.
///
/// # Examples
///
/// ```
/// use lastscatter_numerics::{Lanes, Real};
///
/// fn oscillator<R: Real>(frequency: R, y: [R; 2]) -> [R; 2] {
///     [y[1], -(frequency * frequency * y[0])]
/// }
///
/// let frequencies = Lanes::new([1.0, 2.0]);
/// let [_, acceleration] = oscillator(frequencies, [Lanes::from(3.0), Lanes::from(0.0)]);
/// assert_eq!(acceleration.to_array(), [-3.0, -12.0]);
/// ```
pub trait Real:
    Copy
    + Debug
    + Send
    + Sync
    + 'static
    + From<f64>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + Add<f64, Output = Self>
    + Mul<f64, Output = Self>
    + AddAssign
    + SubAssign
{
    /// 0.
    const ZERO: Self;

    /// |x|, each lane by itself.
    #[must_use]
    fn abs(self) -> Self;

    /// √x.
    #[must_use]
    fn sqrt(self) -> Self;

    /// The larger of two, each lane by itself.
    #[must_use]
    fn max(self, other: Self) -> Self;

    /// The smaller of two, each lane by itself.
    #[must_use]
    fn min(self, other: Self) -> Self;

    /// The largest lane; NaN if any lane is NaN.
    #[must_use]
    fn largest(self) -> f64;
}

impl Real for f64 {
    const ZERO: Self = 0.0;

    #[inline(always)]
    fn abs(self) -> Self {
        Self::abs(self)
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        Self::sqrt(self)
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self::max(self, other)
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Self::min(self, other)
    }

    #[inline(always)]
    fn largest(self) -> f64 {
        self
    }
}

/// Ends the body of a loop over elements that may be [`Lanes`]: it keeps the compiler from gathering the same lane of several
/// elements into a vector, where each element is a vector already.
#[inline(always)]
pub fn element_by_element() {
    std::hint::black_box(0_u8);
}
