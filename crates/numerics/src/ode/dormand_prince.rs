//! The explicit pair of Dormand and Prince.

use super::{Step, Tolerance, Work, control::Controller};
use crate::Error;

const NODES: [f64; 6] = [0.2, 0.3, 0.8, 8.0 / 9.0, 1.0, 1.0];

/// Rows of the tableau; the last is the solution of order 5, whose derivative starts the next step.
const A: [&[f64]; 6] = [
    &[1.0 / 5.0],
    &[3.0 / 40.0, 9.0 / 40.0],
    &[44.0 / 45.0, -56.0 / 15.0, 32.0 / 9.0],
    &[
        19_372.0 / 6_561.0,
        -25_360.0 / 2_187.0,
        64_448.0 / 6_561.0,
        -212.0 / 729.0,
    ],
    &[
        9_017.0 / 3_168.0,
        -355.0 / 33.0,
        46_732.0 / 5_247.0,
        49.0 / 176.0,
        -5_103.0 / 18_656.0,
    ],
    &[
        35.0 / 384.0,
        0.0,
        500.0 / 1_113.0,
        125.0 / 192.0,
        -2_187.0 / 6_784.0,
        11.0 / 84.0,
    ],
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
/// assert!((state[0] - (-2.0_f64).exp()).abs() < 1e-8);
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
        let what = "Dormand-Prince integration";
        let mut run = Controller::new(what, self.tolerance, 5.0, [start, end], state)?;
        let mut k = vec![vec![0.0; n]; 7];
        let mut coefficients = vec![vec![0.0; n]; 5];
        let mut trial = vec![0.0; n];
        let mut error = vec![0.0; n];
        derivatives(start, state, &mut k[0]);
        run.work.evaluations += 1;
        run.first_step(state, &k[0]);
        while !run.finished() {
            let target = run.attempt()?;
            let h = run.step;
            for (stage, row) in A.iter().enumerate() {
                for i in 0..n {
                    let sum: f64 = row.iter().zip(&k).map(|(a, k)| a * k[i]).sum();
                    trial[i] = state[i] + h * sum;
                }
                derivatives(run.t + NODES[stage] * h, &trial, &mut k[stage + 1]);
            }
            run.work.evaluations += 6;
            for i in 0..n {
                error[i] = h * ERROR.iter().zip(&k).map(|(e, k)| e * k[i]).sum::<f64>();
            }
            let norm = run.norm(&error, state, &trial);
            let from = run.t;
            if !run.judge(norm, target) {
                continue;
            }
            for i in 0..n {
                let change = trial[i] - state[i];
                let bend = h * k[0][i] - change;
                coefficients[0][i] = state[i];
                coefficients[1][i] = change;
                coefficients[2][i] = bend;
                coefficients[3][i] = change - h * k[6][i] - bend;
                coefficients[4][i] = h * DENSE.iter().zip(&k).map(|(d, k)| d * k[i]).sum::<f64>();
            }
            state.copy_from_slice(&trial);
            k.swap(0, 6);
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
