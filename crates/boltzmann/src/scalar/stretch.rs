//! A stretch of time under way.

use lastscatter_numerics::{
    Real,
    ode::{Step, System},
};

use super::equations::Equations;

/// A stretch of time under way: equations, and the states seen at the times that steps pass.
pub(super) struct Stretch<'a, R, T, F> {
    pub equations: Equations<'a, R>,
    pub time: &'a T,
    pub next: usize,
    pub inside: Vec<R>,
    pub show: F,
}

impl<R, T, F> System<R> for Stretch<'_, R, T, F>
where
    R: Real,
    T: Fn(usize) -> Option<f64>,
    F: FnMut(usize, &mut Equations<'_, R>, &[R]),
{
    #[inline(always)]
    fn derivatives(&mut self, tau: f64, y: &[R], dy: &mut [R]) {
        self.equations.derivatives(tau, y, dy);
    }

    #[inline(always)]
    fn accepted(&mut self, step: &Step<'_, R>) {
        let layout = self.equations.layout;
        while let Some(time) = (self.time)(self.next) {
            if time > step.end() {
                break;
            }
            for i in layout.seen() {
                self.inside[i] = step.component(i, time);
                lastscatter_numerics::element_by_element();
            }
            (self.show)(self.next, &mut self.equations, &self.inside);
            self.next += 1;
        }
    }

    #[inline(always)]
    fn longest_step(&self, tau: f64) -> f64 {
        self.equations.timeline.longest_step(tau)
    }

    /// Multipoles that pass through zero as they stream are judged by the size of their hierarchy, and massive neutrinos by that of the
    /// matter to which they add once they are light.
    #[inline(always)]
    fn scales(&self, before: &[R], after: &[R], scales: &mut [R]) {
        self.equations.scales(before, after, scales);
    }
}
