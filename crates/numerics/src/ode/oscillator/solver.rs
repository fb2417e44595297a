//! The integration: which step, and how long.

use num_complex::Complex64;

use super::{
    phase,
    problem::{Oscillator, finite_coefficients},
    series,
};
use crate::Error;

/// What a step may add to the error, in units of the tolerance.
const SHARE: f64 = 0.3;
/// The order of the estimate of a series step plus one, a little cautious.
const SERIES_ORDER: f64 = 14.0;
/// Radians of the first series step.
const RADIANS: f64 = 5.0;

/// Solves u″ + 2γ(t)u′ + ω²(t)u = 0 at a cost that does not depend on ω.
///
/// Each step is one of two. A *phase step* finds u′/u of a solution without oscillating modulus from the Riccati equation by defect
/// correction on Chebyshev nodes; it and its complex conjugate carry the state over any number of cycles. A *series step* of order
/// 16 sums the Taylor series of the equation with interpolated coefficients, through turning points, growth and decay. Both keep
/// the Wronskian: e^{2∫γ} Im(u* u′) is constant.
///
/// # Accuracy
///
/// The tolerance bounds the estimated error of each step relative to √(|u|² + |u′/w|²), w the local rate, with something to
/// spare: at the end, modes of power-law inflation and Airy functions are within one tolerance of the exact solution
/// (`golden_oscillator`), and so are all but a few in a hundred of very different oscillators, within five at worst
/// (`oscillator::many_smooth_oscillators`; where solutions grow or decay, errors do so with them). The phase can not be better than
/// some 4·10⁻¹⁶ times the radians. The Wronskian keeps to 10⁻² of the tolerance or 2·10⁻¹³
/// (`oscillator::wronskian_is_conserved`). The evaluations are the same to 20 % from 10² and from 10⁶ radians
/// (`oscillator::work_does_not_depend_on_depth`).
///
/// # References
///
/// `agocs2024` (the phase steps and the switching).
///
/// # Examples
///
/// Gravitational waves in de Sitter space in e-folds, from deep inside the horizon until they are frozen:
///
/// ```
/// use lastscatter_numerics::ode::{AdiabaticOrder, Coefficients, Oscillator, OscillatorSolver};
/// use num_complex::Complex64;
///
/// struct DeSitter;
///
/// impl Oscillator for DeSitter {
///     fn coefficients(&self, efolds: f64) -> Coefficients {
///         Coefficients { frequency_squared: (-2.0 * efolds).exp(), damping: 1.5 }
///     }
/// }
///
/// let solver = OscillatorSolver::new(1e-9);
/// let (start, end) = (-1000_f64.ln(), 7.0);
/// let vacuum = solver.positive_frequency(&DeSitter, start, AdiabaticOrder::Converged)?;
/// // |h|² of the Bunch–Davies state is e^{−2N}(1 + e^{2N}), with k = H = 1 and a factor left out.
/// let size = (1e6_f64 + 1.0).sqrt();
/// let state = [Complex64::from(size), vacuum.logarithmic_derivative * size];
/// let frozen = solver.solve(&DeSitter, start, state, end)?;
/// assert!((frozen.state[0].norm() - 1.0).abs() < 1e-6);
/// # Ok::<(), lastscatter_numerics::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OscillatorSolver {
    /// Relative error allowed, between 1e-14 and 0.1.
    pub tolerance: f64,
    /// The most steps, accepted or not.
    pub maximum_steps: usize,
}

/// Where an integration ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OscillatorSolution {
    /// u and u′ at the end.
    pub state: [Complex64; 2],
    /// What it took.
    pub work: OscillatorWork,
}

/// Work spent on one integration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OscillatorWork {
    /// Accepted phase steps.
    pub phase_steps: usize,
    /// Accepted steps of both kinds.
    pub steps: usize,
    /// Attempts that were thrown away.
    pub rejected: usize,
    /// Evaluations of the coefficients.
    pub evaluations: usize,
}

impl OscillatorSolver {
    /// A solver with this tolerance and at most 100 000 steps.
    #[must_use]
    pub fn new(tolerance: f64) -> Self {
        Self {
            tolerance,
            maximum_steps: 100_000,
        }
    }

    /// Carries `state` = (u, u′) from `start` to `end`, in either direction.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] for a tolerance outside [1e-14, 0.1], a start or state that is not finite, and with the time at which
    /// coefficients are not finite; [`Error::Stalled`] where steps are spent, become too short to move, or the solution overflows.
    pub fn solve(
        &self,
        oscillator: &impl Oscillator,
        start: f64,
        state: [Complex64; 2],
        end: f64,
    ) -> Result<OscillatorSolution, Error> {
        self.observe(oscillator, start, state, end, |_, _| {})
    }

    /// [`Self::solve`], showing the time and state at the end of each accepted step to `observer`.
    ///
    /// # Errors
    ///
    /// As [`Self::solve`].
    pub fn observe(
        &self,
        oscillator: &impl Oscillator,
        start: f64,
        state: [Complex64; 2],
        end: f64,
        mut observer: impl FnMut(f64, [Complex64; 2]),
    ) -> Result<OscillatorSolution, Error> {
        self.check()?;
        let numbers = [
            start,
            end,
            state[0].re,
            state[0].im,
            state[1].re,
            state[1].im,
        ];
        if let Some(&value) = numbers.iter().find(|value| !value.is_finite()) {
            return Err(Error::OutOfDomain {
                name: "start of an integration",
                value,
                expected: "finite numbers",
            });
        }
        let mut run = Run::new(self, start, state, end);
        while (end - run.t).abs() > 0.0 {
            if run.step(oscillator)? {
                observer(run.t, run.state);
            }
        }
        Ok(OscillatorSolution {
            state: run.state,
            work: run.work,
        })
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        if (1e-14..=0.1).contains(&self.tolerance) {
            Ok(())
        } else {
            Err(Error::OutOfDomain {
                name: "tolerance of an oscillator",
                value: self.tolerance,
                expected: "1e-14 to 0.1",
            })
        }
    }
}

/// The longest step from `t` on; an oscillator that names none that is positive has no limit.
#[inline(always)]
fn longest(oscillator: &impl Oscillator, t: f64) -> f64 {
    let longest = oscillator.longest_step(t);
    if longest > 0.0 {
        longest
    } else {
        f64::INFINITY
    }
}

/// An integration under way.
#[derive(Debug)]
struct Run {
    tolerance: f64,
    maximum_steps: usize,
    t: f64,
    end: f64,
    state: [Complex64; 2],
    /// Lengths to try next, not negative.
    phase_length: f64,
    series_length: f64,
    /// The longest panel that the coefficients seem smooth enough for.
    resolved: f64,
    /// Whether the next step is a phase step.
    oscillating: bool,
    /// Series steps to go before another phase step may be tried, and how many the next failure costs.
    pause: u32,
    /// Whether the kind of the next step is chosen.
    planned: bool,
    next_pause: u32,
    after_rejection: bool,
    work: OscillatorWork,
}

impl Run {
    fn new(solver: &OscillatorSolver, start: f64, state: [Complex64; 2], end: f64) -> Self {
        let span = (end - start).abs();
        Self {
            tolerance: SHARE * solver.tolerance,
            maximum_steps: solver.maximum_steps,
            t: start,
            end,
            state,
            phase_length: span,
            series_length: span,
            resolved: span,
            oscillating: false,
            pause: 0,
            planned: false,
            next_pause: 1,
            after_rejection: false,
            work: OscillatorWork::default(),
        }
    }

    /// Chooses the kind of the next step from the coefficients here and a little later.
    fn plan(&mut self, oscillator: &impl Oscillator) -> Result<(), Error> {
        self.oscillating = false;
        let here = finite_coefficients(oscillator, self.t)?;
        self.work.evaluations += 1;
        let span = self.end - self.t;
        let rate = here.frequency_squared.abs().sqrt().max(here.damping.abs());
        self.series_length = self.series_length.min(RADIANS / rate);
        let frequency = (here.frequency_squared - here.damping * here.damping).sqrt();
        let worthwhile = frequency * self.resolved.min(span.abs()) > phase::WORTHWHILE;
        if !worthwhile {
            return Ok(());
        }
        let probe = (1.0 / frequency)
            .clamp(1e-5 * span.abs(), 1e-3 * span.abs())
            .copysign(span);
        let ahead = finite_coefficients(oscillator, self.t + probe)?;
        self.work.evaluations += 1;
        // With ω falling exponentially, the series in |ω′|/ω² stays good to the tolerance as long as ω > reach × |ω′/ω|.
        let fall = 0.5 * (here.frequency_squared / ahead.frequency_squared).ln() / probe.abs();
        let lowest = fall.abs() * (3.0 - 0.5 * self.tolerance.ln());
        let reach = if fall > 0.0 {
            (frequency / lowest).ln() / fall
        } else {
            f64::INFINITY
        };
        // ∫ω dt until then; NaN where ω² vanishes ahead.
        let length = self.resolved.min(reach).min(longest(oscillator, self.t));
        let radians = if fall > 0.0 {
            -frequency * (-fall * length).exp_m1() / fall
        } else {
            frequency * length
        };
        if frequency > lowest && radians > phase::WORTHWHILE {
            self.oscillating = true;
            self.phase_length = length;
        }
        Ok(())
    }

    /// Attempts one step: true when it is accepted.
    #[inline]
    fn step(&mut self, oscillator: &impl Oscillator) -> Result<bool, Error> {
        if !self.planned {
            self.plan(oscillator)?;
            self.planned = true;
        }
        let remaining = self.end - self.t;
        let wanted = if self.oscillating {
            self.phase_length
        } else {
            self.series_length
        };
        let mut length = wanted.min(longest(oscillator, self.t));
        let spent = self.work.steps + self.work.rejected;
        let whole = length.is_nan() || length >= remaining.abs();
        if whole {
            length = remaining.abs();
        } else if length > 0.6 * remaining.abs() {
            length = 0.5 * remaining.abs();
        }
        let h = length.copysign(remaining);
        let target = if whole { self.end } else { self.t + h };
        let least = 1e-14 * self.t.abs().max(1e-3 * remaining.abs());
        if spent >= self.maximum_steps || (length <= least && !whole) {
            return Err(self.stalled(h));
        }
        let accepted = if self.oscillating {
            self.phase_step(oscillator, target)?
        } else {
            self.series_step(oscillator, h)?
        };
        if !accepted {
            self.work.rejected += 1;
            return Ok(false);
        }
        self.work.steps += 1;
        self.t = target;
        let [u, du] = self.state;
        if !(u.is_finite() && du.is_finite()) {
            return Err(self.stalled(h));
        }
        Ok(true)
    }

    fn phase_step(&mut self, oscillator: &impl Oscillator, target: f64) -> Result<bool, Error> {
        self.work.evaluations += super::chebyshev::NODES;
        match phase::attempt(oscillator, self.t, target, self.state, self.tolerance)? {
            phase::Attempt::Done { state, error } => {
                self.state = state;
                let order = super::chebyshev::NODES as f64;
                let growth = 0.9 * (self.tolerance / error).powf(1.0 / order);
                self.resolved = (target - self.t).abs() * growth.clamp(0.5, 4.0);
                self.work.phase_steps += 1;
                self.next_pause = 1;
                self.series_length = f64::INFINITY;
                self.planned = false;
                Ok(true)
            }
            phase::Attempt::Shorter { h } => {
                self.phase_length = h.abs();
                self.resolved = self.resolved.min(h.abs());
                Ok(false)
            }
            phase::Attempt::NotOscillating => {
                self.oscillating = false;
                self.pause = self.next_pause;
                self.next_pause = (2 * self.next_pause).min(64);
                Ok(false)
            }
        }
    }

    fn series_step(&mut self, oscillator: &impl Oscillator, h: f64) -> Result<bool, Error> {
        self.work.evaluations += series::NODES;
        match series::attempt(oscillator, self.t, h, self.state, self.tolerance)? {
            series::Attempt::Done {
                state,
                error,
                rate,
                radians,
            } => {
                let factor = 0.9 * (self.tolerance / error).powf(1.0 / SERIES_ORDER);
                let accepted = error <= self.tolerance;
                // A little below the largest rate that the series takes; with care after a rejection.
                let most = match (accepted, self.after_rejection) {
                    (true, false) => (3.6 / rate).min(2.0),
                    (true, true) => (3.6 / rate).min(1.1),
                    (false, _) => 0.9,
                };
                self.after_rejection = !accepted;
                self.series_length = h.abs() * factor.min(most).max(0.1);
                if accepted {
                    self.state = state;
                    self.pause = self.pause.saturating_sub(1);
                    self.resolved = self.resolved.max(4.0 * h.abs());
                    self.planned = self.pause > 0 || radians < RADIANS;
                }
                Ok(accepted)
            }
            series::Attempt::TooLong { rate } => {
                let factor = (3.6 / rate).min(0.7);
                self.series_length = h.abs() * if factor > 0.0 { factor } else { 0.1 };
                Ok(false)
            }
        }
    }

    fn stalled(&self, step: f64) -> Error {
        Error::Stalled {
            what: "oscillator",
            at: self.t,
            step,
            steps: self.work.steps + self.work.rejected,
        }
    }
}
