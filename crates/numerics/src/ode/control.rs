//! Accuracy asked for, work spent, and the length of the next step.

use crate::{Error, Real, real::element_by_element};

/// The error allowed in each step and component: `absolute` + `relative` × |y|, in the root mean square over
/// components and in the worst lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tolerance {
    /// Absolute part, in the units of the state.
    pub absolute: f64,
    /// Relative part.
    pub relative: f64,
    /// The most steps, accepted or not.
    pub max_steps: usize,
}

impl Default for Tolerance {
    /// 1e-10 absolute, 1e-8 relative, 100 000 steps.
    fn default() -> Self {
        Self {
            absolute: 1e-10,
            relative: 1e-8,
            max_steps: 100_000,
        }
    }
}

/// Work spent on one integration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Work {
    /// Accepted steps.
    pub steps: usize,
    /// Rejected steps.
    pub rejected: usize,
    /// Evaluations of the right-hand side, those for Jacobians included.
    pub evaluations: usize,
    /// Jacobians and their factorisations.
    pub factorisations: usize,
}

impl std::ops::AddAssign for Work {
    fn add_assign(&mut self, other: Self) {
        self.steps += other.steps;
        self.rejected += other.rejected;
        self.evaluations += other.evaluations;
        self.factorisations += other.factorisations;
    }
}

/// The run from `t` to `end`: judges steps and proposes the next.
#[derive(Debug)]
pub(super) struct Controller {
    what: &'static str,
    tolerance: Tolerance,
    /// 1/(order of the error estimate + 1).
    exponent: f64,
    pub(super) t: f64,
    pub(super) end: f64,
    /// Signed length of the step under way.
    pub(super) step: f64,
    least_step: f64,
    previous_error: f64,
    after_rejection: bool,
    pub(super) work: Work,
}

impl Controller {
    pub(super) fn new<R: Real>(
        what: &'static str,
        tolerance: Tolerance,
        order: f64,
        [start, end]: [f64; 2],
        state: &[R],
    ) -> Result<Self, Error> {
        for (name, value) in [
            ("absolute tolerance of an integration", tolerance.absolute),
            ("relative tolerance of an integration", tolerance.relative),
        ] {
            if !(value >= 0.0 && value.is_finite()) {
                return Err(Error::OutOfDomain {
                    name,
                    value,
                    expected: "a finite number >= 0",
                });
            }
        }
        let numbers = [start, end]
            .into_iter()
            .chain(state.iter().map(|y| y.abs().largest()));
        for value in numbers {
            if !value.is_finite() {
                return Err(Error::OutOfDomain {
                    name: "start of an integration",
                    value,
                    expected: "finite numbers",
                });
            }
        }
        Ok(Self {
            what,
            tolerance,
            exponent: 1.0 / order,
            t: start,
            end,
            step: 0.0,
            least_step: 1e-24 * (end - start).abs(),
            previous_error: 1e-4,
            after_rejection: false,
            work: Work::default(),
        })
    }

    /// Sets the first step from the sizes of the state and of its derivative.
    #[inline(always)]
    pub(super) fn first_step<R: Real>(&mut self, state: &[R], derivative: &[R]) {
        let sizes: Vec<R> = state.iter().map(|y| y.abs()).collect();
        let (size, rate) = (self.norm(state, &sizes), self.norm(derivative, &sizes));
        let span = self.end - self.t;
        let step = if size > 1e-5 && rate > 1e-5 {
            0.01 * size / rate
        } else {
            1e-6 * span.abs()
        };
        self.step = step.min(span.abs()).copysign(span);
    }

    /// Root mean square of `error` in units of what the tolerance allows at these sizes of the state.
    #[inline(always)]
    pub(super) fn norm<R: Real>(&self, error: &[R], sizes: &[R]) -> f64 {
        let mut sum = R::ZERO;
        for (&error, &size) in error.iter().zip(sizes) {
            let ratio = error / (size * self.tolerance.relative + self.tolerance.absolute);
            sum += ratio * ratio;
            element_by_element();
        }
        (sum.largest() / error.len().max(1) as f64).sqrt()
    }

    /// Whether the end is reached.
    pub(super) fn finished(&self) -> bool {
        (self.end - self.t).abs() <= 0.0
    }

    /// Keeps the next attempt no longer than `longest`.
    pub(super) fn limit(&mut self, longest: f64) {
        if self.step.abs() > longest {
            self.step = longest.copysign(self.step);
        }
    }

    /// Prepares the next attempt: its end, exactly the end of the run when it comes near.
    pub(super) fn attempt(&mut self) -> Result<f64, Error> {
        let spent = self.work.steps + self.work.rejected;
        let target = if (self.t + 1.01 * self.step - self.end) * self.step >= 0.0 {
            self.step = self.end - self.t;
            self.end
        } else {
            self.t + self.step
        };
        let moves = (target - self.t).abs() > self.least_step && self.step.is_finite();
        if spent >= self.tolerance.max_steps || !moves {
            return Err(Error::Stalled {
                what: self.what,
                at: self.t,
                step: self.step,
                steps: spent,
            });
        }
        Ok(target)
    }

    /// Judges the attempt: true when it is accepted. Sets the next step either way.
    pub(super) fn judge(&mut self, error: f64, target: f64) -> bool {
        // Proportional–integral control, which keeps the step calm where stability limits it.
        const PROPORTIONAL: f64 = 0.7;
        const INTEGRAL: f64 = 0.4;
        if error.is_finite() && error <= 1.0 {
            let error = error.max(1e-10);
            let growth = 0.9
                * error.powf(-PROPORTIONAL * self.exponent)
                * self.previous_error.powf(INTEGRAL * self.exponent);
            let most = if self.after_rejection { 1.0 } else { 6.0 };
            self.step *= growth.clamp(0.2, most);
            self.previous_error = error.max(1e-4);
            self.after_rejection = false;
            self.t = target;
            self.work.steps += 1;
            true
        } else {
            let shrink = if error.is_finite() {
                (0.9 * error.powf(-self.exponent)).clamp(0.1, 0.9)
            } else {
                0.1
            };
            self.step *= shrink;
            self.after_rejection = true;
            self.work.rejected += 1;
            false
        }
    }
}
