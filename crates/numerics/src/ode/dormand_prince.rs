//! The explicit pair of Dormand and Prince.

use super::{Step, System, Tolerance, Work, control::Controller, system::Closures};
use crate::{Error, Real, real::element_by_element};

const NODES: [f64; 6] = [0.2, 0.3, 0.8, 8.0 / 9.0, 1.0, 1.0];

/// Rows of the tableau; the last is the solution of order 5, whose derivative starts the next step.
const A1: [f64; 1] = [1.0 / 5.0];
const A2: [f64; 2] = [3.0 / 40.0, 9.0 / 40.0];
const A3: [f64; 3] = [44.0 / 45.0, -56.0 / 15.0, 32.0 / 9.0];
const A4: [f64; 4] = [
    19_372.0 / 6_561.0,
    -25_360.0 / 2_187.0,
    64_448.0 / 6_561.0,
    -212.0 / 729.0,
];
const A5: [f64; 5] = [
    9_017.0 / 3_168.0,
    -355.0 / 33.0,
    46_732.0 / 5_247.0,
    49.0 / 176.0,
    -5_103.0 / 18_656.0,
];
const A6: [f64; 6] = [
    35.0 / 384.0,
    0.0,
    500.0 / 1_113.0,
    125.0 / 192.0,
    -2_187.0 / 6_784.0,
    11.0 / 84.0,
];

/// Weights of order 5 less those of order 4.
const ERROR: [f64; 7] = [
    71.0 / 57_600.0,
    0.0,
    -71.0 / 16_695.0,
    71.0 / 1_920.0,
    -17_253.0 / 339_200.0,
    22.0 / 525.0,
    -1.0 / 40.0,
];

/// Weights of the last coefficient of the dense output.
const DENSE: [f64; 7] = [
    -12_715_105_075.0 / 11_282_082_432.0,
    0.0,
    87_487_479_700.0 / 32_700_410_799.0,
    -10_690_763_975.0 / 1_880_347_072.0,
    701_980_252_875.0 / 199_316_789_632.0,
    -1_453_857_185.0 / 822_651_844.0,
    69_997_945.0 / 29_380_423.0,
];

/// The Dormand–Prince pair of orders 5 and 4 with dense output of order 4: six evaluations a step.
///
/// # Accuracy
///
/// The error falls with the fifth power of the step (`ode::explicit_order`) and, at a relative tolerance ε on smooth problems,
/// stays near ε (`ode::kepler_orbit`).
///
/// # References
///
/// `dormand1980`; `hairer1993`, table II.5.2 (the pair) and sections II.4 (step control) and II.6 (dense output).
///
/// # Examples
///
/// ```
/// use lastscatter_numerics::ode::DormandPrince;
///
/// let mut state = [1.0];
/// DormandPrince::default().integrate(0.0, 2.0, &mut state, |_, y, dy| dy[0] = -y[0])?;
/// assert!((state[0] - f64::exp(-2.0)).abs() < 1e-8);
/// # Ok::<(), lastscatter_numerics::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct DormandPrince {
    /// Error allowed in each step.
    pub tolerance: Tolerance,
}

impl DormandPrince {
    /// Takes `state` from `start` to `end`, in either direction.
    ///
    /// # Errors
    ///
    /// [`Error::Stalled`] with the place when the tolerance's steps are spent or the step shrinks to nothing;
    /// [`Error::OutOfDomain`] for a start that is not finite or an impossible tolerance. `state` then holds the last
    /// accepted step.
    pub fn integrate<R: Real>(
        &self,
        start: f64,
        end: f64,
        state: &mut [R],
        derivatives: impl FnMut(f64, &[R], &mut [R]),
    ) -> Result<Work, Error> {
        self.observe(start, end, state, derivatives, |_| {})
    }

    /// [`Self::integrate`], showing each accepted step to `observer`.
    ///
    /// # Errors
    ///
    /// As [`Self::integrate`].
    pub fn observe<R: Real>(
        &self,
        start: f64,
        end: f64,
        state: &mut [R],
        derivatives: impl FnMut(f64, &[R], &mut [R]),
        observer: impl FnMut(&Step<'_, R>),
    ) -> Result<Work, Error> {
        let mut system = Closures {
            derivatives,
            observer,
        };
        self.solve(start, end, state, &mut system)
    }

    /// [`Self::observe`] for a system that is more than two closures; inlined wherever it is called, so that lanes use the vectors
    /// that the caller is compiled for.
    ///
    /// # Errors
    ///
    /// As [`Self::integrate`].
    #[inline(always)]
    pub fn solve<R: Real>(
        &self,
        start: f64,
        end: f64,
        state: &mut [R],
        system: &mut impl System<R>,
    ) -> Result<Work, Error> {
        let n = state.len();
        let what = "Dormand-Prince integration";
        let mut run = Controller::new(what, self.tolerance, 5.0, [start, end], state)?;
        let mut k: [Vec<R>; 7] = std::array::from_fn(|_| vec![R::ZERO; n]);
        let mut coefficients = vec![vec![R::ZERO; n]; 5];
        let mut trial = vec![R::ZERO; n];
        let mut error = vec![R::ZERO; n];
        let mut scales = vec![R::ZERO; n];
        system.derivatives(start, state, &mut k[0]);
        run.work.evaluations += 1;
        run.first_step(state, &k[0]);
        while !run.finished() {
            run.limit(system.longest_step(run.t));
            let target = run.attempt()?;
            let h = run.step;
            let t = run.t;
            for stage in 1..7 {
                match stage {
                    1 => combine(state, h, &A1, &k, &mut trial),
                    2 => combine(state, h, &A2, &k, &mut trial),
                    3 => combine(state, h, &A3, &k, &mut trial),
                    4 => combine(state, h, &A4, &k, &mut trial),
                    5 => combine(state, h, &A5, &k, &mut trial),
                    _ => combine(state, h, &A6, &k, &mut trial),
                }
                system.derivatives(t + NODES[stage - 1] * h, &trial, &mut k[stage]);
            }
            run.work.evaluations += 6;
            weigh(h, &ERROR, &k, &mut error);
            system.scales(state, &trial, &mut scales);
            let norm = run.norm(&error, &scales);
            if !run.judge(norm, target) {
                continue;
            }
            for i in 0..n {
                let change = trial[i] - state[i];
                let bend = k[0][i] * h - change;
                coefficients[0][i] = state[i];
                coefficients[1][i] = change;
                coefficients[2][i] = bend;
                coefficients[3][i] = change - k[6][i] * h - bend;
                element_by_element();
            }
            weigh(h, &DENSE, &k, &mut coefficients[4]);
            state.copy_from_slice(&trial);
            k.swap(0, 6);
            system.accepted(&Step {
                start: t,
                end: run.t,
                state,
                coefficients: &coefficients,
            });
            if system.complete() {
                break;
            }
        }
        Ok(run.work)
    }
}

/// `state` + h Σ a_s k_s.
#[inline(always)]
fn combine<R: Real, const S: usize>(
    state: &[R],
    h: f64,
    a: &[f64; S],
    k: &[Vec<R>; 7],
    out: &mut [R],
) {
    let n = out.len();
    let (a, k): ([f64; S], [&[R]; S]) = (a.map(|a| h * a), std::array::from_fn(|s| &k[s][..n]));
    for (i, (out, &y)) in out.iter_mut().zip(state).enumerate() {
        let mut sum = k[0][i] * a[0];
        for s in 1..S {
            sum += k[s][i] * a[s];
        }
        *out = y + sum;
        element_by_element();
    }
}

/// h Σ w_s k_s.
#[inline(always)]
fn weigh<R: Real>(h: f64, w: &[f64; 7], k: &[Vec<R>; 7], out: &mut [R]) {
    let n = out.len();
    let (w, k): ([f64; 7], [&[R]; 7]) = (w.map(|w| h * w), std::array::from_fn(|s| &k[s][..n]));
    for (i, out) in out.iter_mut().enumerate() {
        let mut sum = k[0][i] * w[0];
        for s in 1..7 {
            sum += k[s][i] * w[s];
        }
        *out = sum;
        element_by_element();
    }
}
