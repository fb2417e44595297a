//! A system of differential equations as an object.

use super::Step;
use crate::Real;

/// dy/dt = f(t, y), with an eye on the steps and a say in what counts as small.
pub trait System<R: Real> {
    /// Writes dy/dt.
    fn derivatives(&mut self, t: f64, y: &[R], dy: &mut [R]);

    /// Sees each accepted step.
    fn accepted(&mut self, step: &Step<'_, R>) {
        let _ = step;
    }

    /// Whether the integration may stop here, before its end: asked after each accepted step.
    #[inline(always)]
    fn complete(&self) -> bool {
        false
    }

    /// The longest step from `t` on: a step must not pass unseen what happens suddenly.
    #[inline(always)]
    fn longest_step(&self, t: f64) -> f64 {
        let _ = t;
        f64::INFINITY
    }

    /// The sizes to which the relative tolerance refers, from the states at both ends of a step: by default the larger |y| of each
    /// component.
    #[inline(always)]
    fn scales(&self, before: &[R], after: &[R], scales: &mut [R]) {
        for ((scale, &before), &after) in scales.iter_mut().zip(before).zip(after) {
            *scale = before.abs().max(after.abs());
        }
    }
}

/// A system of two closures.
#[derive(Debug)]
pub(super) struct Closures<F, G> {
    pub derivatives: F,
    pub observer: G,
}

impl<R, F, G> System<R> for Closures<F, G>
where
    R: Real,
    F: FnMut(f64, &[R], &mut [R]),
    G: FnMut(&Step<'_, R>),
{
    fn derivatives(&mut self, t: f64, y: &[R], dy: &mut [R]) {
        (self.derivatives)(t, y, dy);
    }

    fn accepted(&mut self, step: &Step<'_, R>) {
        (self.observer)(step);
    }
}
