//! The stiffly accurate Rosenbrock method RODASP.

use super::{Step, Tolerance, Work, control::Controller, linear::Factors};
use crate::Error;

const GAMMA: f64 = 0.25;
/// Abscissae of the stages.
const NODES: [f64; 6] = [0.0, 0.75, 0.21, 0.63, 1.0, 1.0];
/// Weights of the time derivative.
const TIME: [f64; 6] = [0.25, -0.5, -0.023_504, -0.0362, 0.0, 0.0];
/// Rows of the states at which stages 2 to 5 evaluate; stage 6 adds stage 5 to the last.
const A: [&[f64]; 4] = [
    &[3.0],
    &[1.831_036_793_486_759, 0.495_518_396_743_379_5],
    &[
        2.304_376_582_692_669,
        -0.052_492_752_457_430_01,
        -1.176_798_761_832_782,
    ],
    &[
        -7.170_454_962_423_024,
        -4.741_636_671_481_785,
        -16.310_026_313_309_71,
        -1.062_004_044_111_401,
    ],
];
/// Couplings between the stages, each divided by the step.
const C: [&[f64]; 6] = [
    &[],
    &[-12.0],
    &[-8.791_795_173_947_035, -2.207_865_586_973_518],
    &[
        10.817_930_568_571_53,
        6.780_270_611_428_266,
        19.534_859_446_424_1,
    ],
    &[
        34.190_950_067_496_76,
        15.496_711_537_259_63,
        54.747_608_759_641_3,
        14.160_053_921_485_34,
    ],
    &[
        34.626_058_309_305_32,
        15.300_849_761_144_73,
        56.999_555_786_626_67,
        18.408_070_097_930_95,
        -5.714_285_714_285_717,
    ],
];
/// Weights of the two coefficients of the dense output.
const DENSE: [[f64; 5]; 2] = [
    [
        25.098_767_037_085_89,
        11.620_131_043_618_67,
        28.491_483_077_146_26,
        -5.664_021_568_594_133,
        0.0,
    ],
    [
        1.638_054_557_396_973,
        -0.737_361_980_667_874_8,
        8.477_918_219_238_99,
        15.992_531_487_795_2,
        -1.882_352_941_176_471,
    ],
];

/// RODASP, orders 4 and 3, L-stable, with dense output of order 3: six evaluations, one Jacobian by finite
/// differences and one dense factorisation a step. For systems of a few equations.
///
/// # Accuracy
///
/// Order 4 on smooth problems and no reduction by stiff linear parts (`ode::stiff_order`,
/// `ode::stiff_problem_against_its_exact_solution`).
///
/// # References
///
/// `hairer1996`, section IV.7 (Rosenbrock methods) and VI.4; `steinebach1995` (the coefficients).
///
/// # Examples
///
/// ```
/// use lastscatter_numerics::ode::Rosenbrock;
///
/// // y relaxes to cos t within 1e-6 of the time scale of interest.
/// let mut state = [0.0];
/// let work = Rosenbrock::default()
///     .integrate(0.0, 2.0, &mut state, |t, y, dy| dy[0] = 1e6 * (t.cos() - y[0]) - t.sin())?;
/// assert!((state[0] - 2.0_f64.cos()).abs() < 1e-8);
/// assert!(work.steps < 400);
/// # Ok::<(), lastscatter_numerics::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rosenbrock {
    /// Error allowed in each step.
    pub tolerance: Tolerance,
}

impl Rosenbrock {
    /// Takes `state` from `start` to `end`, in either direction.
    ///
    /// # Errors
    ///
    /// [`Error::Stalled`] with the place when the tolerance's steps are spent or the step shrinks to nothing;
    /// [`Error::OutOfDomain`] for a start that is not finite or an impossible tolerance. `state` then holds the last
    /// accepted step.
    pub fn integrate(
        &self,
        start: f64,
        end: f64,
        state: &mut [f64],
        derivatives: impl FnMut(f64, &[f64], &mut [f64]),
    ) -> Result<Work, Error> {
        self.observe(start, end, state, derivatives, |_| {})
    }

    /// [`Self::integrate`], showing each accepted step to `observer`.
    ///
    /// # Errors
    ///
    /// As [`Self::integrate`].
    pub fn observe(
        &self,
        start: f64,
        end: f64,
        state: &mut [f64],
        mut derivatives: impl FnMut(f64, &[f64], &mut [f64]),
        mut observer: impl FnMut(&Step<'_>),
    ) -> Result<Work, Error> {
        let n = state.len();
        let what = "Rosenbrock integration";
        let mut run = Controller::new(what, self.tolerance, 4.0, [start, end], state)?;
        let mut factors = Factors::new(n);
        let mut slopes = Linearisation::new(n);
        let mut u = vec![vec![0.0; n]; 6];
        let mut coefficients = vec![vec![0.0; n]; 4];
        let mut trial = vec![0.0; n];
        let mut sizes = vec![0.0; n];
        let mut rate = vec![0.0; n];
        derivatives(start, state, &mut slopes.rate);
        run.first_step(state, &slopes.rate);
        let mut fresh = false;
        while !run.finished() {
            let target = run.attempt()?;
            let h = run.step;
            if !fresh {
                let span = run.end - run.t;
                run.work.evaluations += slopes.update(run.t, span, state, &mut derivatives);
                fresh = true;
            }
            run.work.factorisations += 1;
            if !factors.factorise(1.0 / (GAMMA * h), &slopes.jacobian) {
                run.judge(f64::NAN, target);
                continue;
            }
            for stage in 0..6 {
                let (known, rest) = u.split_at_mut(stage);
                if stage == 0 {
                    rate.copy_from_slice(&slopes.rate);
                } else {
                    if stage < 5 {
                        for i in 0..n {
                            let sum: f64 = A[stage - 1]
                                .iter()
                                .zip(&*known)
                                .map(|(a, u)| a * u[i])
                                .sum();
                            trial[i] = state[i] + sum;
                        }
                    } else {
                        add(&mut trial, &known[4]);
                    }
                    derivatives(run.t + NODES[stage] * h, &trial, &mut rate);
                }
                for i in 0..n {
                    let sum: f64 = C[stage].iter().zip(&*known).map(|(c, u)| c * u[i]).sum();
                    rest[0][i] = rate[i] + sum / h + h * TIME[stage] * slopes.in_time[i];
                }
                factors.solve(&mut rest[0]);
            }
            run.work.evaluations += 5;
            add(&mut trial, &u[5]);
            // The last stage is the difference between the two orders.
            for i in 0..n {
                sizes[i] = state[i].abs().max(trial[i].abs());
            }
            let norm = run.norm(&u[5], &sizes);
            let from = run.t;
            if !run.judge(norm, target) {
                continue;
            }
            for i in 0..n {
                coefficients[0][i] = state[i];
                coefficients[1][i] = trial[i] - state[i];
                for (row, coefficient) in DENSE.iter().zip(&mut coefficients[2..]) {
                    coefficient[i] = row.iter().zip(&u).map(|(d, u)| d * u[i]).sum();
                }
            }
            state.copy_from_slice(&trial);
            fresh = false;
            observer(&Step {
                start: from,
                end: run.t,
                state,
                coefficients: &coefficients,
            });
        }
        Ok(run.work)
    }
}

fn add(sum: &mut [f64], term: &[f64]) {
    for (s, t) in sum.iter_mut().zip(term) {
        *s += t;
    }
}

/// f and its derivatives at one point, by forward differences.
#[derive(Debug)]
struct Linearisation {
    rate: Vec<f64>,
    in_time: Vec<f64>,
    /// ∂f_i/∂y_j at i n + j.
    jacobian: Vec<f64>,
    shifted: Vec<f64>,
    shifted_rate: Vec<f64>,
}

impl Linearisation {
    fn new(n: usize) -> Self {
        Self {
            rate: vec![0.0; n],
            in_time: vec![0.0; n],
            jacobian: vec![0.0; n * n],
            shifted: vec![0.0; n],
            shifted_rate: vec![0.0; n],
        }
    }

    /// Moves to (t, y) and returns the evaluations spent. The time is shifted towards the end of the run, at most
    /// by `span`.
    fn update(
        &mut self,
        t: f64,
        span: f64,
        state: &[f64],
        derivatives: &mut impl FnMut(f64, &[f64], &mut [f64]),
    ) -> usize {
        let n = state.len();
        let root = f64::EPSILON.sqrt();
        derivatives(t, state, &mut self.rate);
        let later = t + (root * t.abs().max(1e-5)).min(span.abs()).copysign(span);
        derivatives(later, state, &mut self.shifted_rate);
        for i in 0..n {
            self.in_time[i] = (self.shifted_rate[i] - self.rate[i]) / (later - t);
        }
        self.shifted.copy_from_slice(state);
        for j in 0..n {
            // Towards zero, where quantities that must not grow beyond a bound are safe.
            let size = state[j].abs().max(1e-8);
            self.shifted[j] = state[j] - (root * size).copysign(state[j]);
            let shift = self.shifted[j] - state[j];
            derivatives(t, &self.shifted, &mut self.shifted_rate);
            for i in 0..n {
                self.jacobian[i * n + j] = (self.shifted_rate[i] - self.rate[i]) / shift;
            }
            self.shifted[j] = state[j];
        }
        n + 2
    }
}
