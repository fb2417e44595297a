//! One accepted step and the polynomial inside it.

use crate::Real;

/// An accepted step with its dense output.
///
/// With θ = (t − t₀)/(t₁ − t₀):
///
/// ```text
/// y(t) = c₀ + θ (c₁ + (1−θ) (c₂ + θ (c₃ + (1−θ) c₄)))
/// ```
#[derive(Debug)]
pub struct Step<'a, R = f64> {
    pub(super) start: f64,
    pub(super) end: f64,
    pub(super) state: &'a [R],
    pub(super) coefficients: &'a [Vec<R>],
}

impl<R: Real> Step<'_, R> {
    /// Where the step began.
    #[must_use]
    pub const fn start(&self) -> f64 {
        self.start
    }

    /// Where it ends.
    #[must_use]
    pub const fn end(&self) -> f64 {
        self.end
    }

    /// The state at the end.
    #[must_use]
    pub const fn state(&self) -> &[R] {
        self.state
    }

    /// Whether `t` lies in the step: after its start, or at its end.
    #[must_use]
    pub fn contains(&self, t: f64) -> bool {
        (t - self.start) * (self.end - t) >= 0.0 && t.to_bits() != self.start.to_bits()
    }

    /// Component `i` of the state at `t` within the step.
    ///
    /// # Panics
    ///
    /// When there is no such component.
    #[must_use]
    #[inline(always)]
    pub fn component(&self, i: usize, t: f64) -> R {
        let theta = (t - self.start) / (self.end - self.start);
        // The factors alternate and the outermost is θ.
        let mut factor = if self.coefficients.len().is_multiple_of(2) {
            theta
        } else {
            1.0 - theta
        };
        let mut value = R::ZERO;
        for coefficient in self.coefficients.iter().rev() {
            factor = 1.0 - factor;
            value = coefficient[i] + value * factor;
        }
        value
    }

    /// The state at `t` within the step.
    ///
    /// # Panics
    ///
    /// When `out` is longer than the state.
    #[inline(always)]
    pub fn interpolate_into(&self, t: f64, out: &mut [R]) {
        for (i, y) in out.iter_mut().enumerate() {
            *y = self.component(i, t);
        }
    }
}
