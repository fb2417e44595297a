//! The Levenberg–Marquardt method.

use nalgebra::{DMatrix, DVector};

use super::LeastSquares;
use super::fit::{Fit, FitStop, parameter_covariance};
use crate::error::{DensityError, Error};
use crate::require::{require_at_least, require_finite, require_length, require_positive};

/// Minimises χ² by damped Gauss–Newton steps.
///
/// Each step δ solves, by QR decomposition of the augmented system,
///
/// ```text
/// min ‖J δ + r‖² + μ ‖D δ‖²,   D = diag(largest ‖Jₖ‖ so far)
/// ```
///
/// The scaling D makes the path independent of the parameters' units. The damping μ follows the
/// gain ratio ϱ of actual to predicted fall in χ²: it shrinks smoothly to a third for ϱ near 1 and
/// grows by 2, 4, 8, … while steps fail. A trial point that the model rejects, or whose
/// residuals are not finite, counts as a failed step.
///
/// # Accuracy
///
/// At least 7 digits of the certified parameters and standard errors for the NIST problems Misra1a, MGH09 and Thurber
/// from both starting points, with a Jacobian by differences (`tests/golden_nist_strd.rs`).
///
/// # References
///
/// `more1978` (scaling, termination); `madsen2004` (damping).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LevenbergMarquardt {
    /// Largest |cos| of the angle between r and a column of J that counts as a minimum. Default 1e-10.
    pub gradient_tolerance: f64,
    /// Smallest step ‖Dδ‖ worth taking, relative to ‖Dθ‖ + ‖r‖. Default 1e-10; looser values
    /// stop early in narrow valleys.
    pub step_tolerance: f64,
    /// Smallest relative fall of χ² that the linear model may still predict. Default 1e-16: the
    /// parameters are then within about 1e-8 √χ² standard errors of the minimum.
    pub cost_tolerance: f64,
    /// First damping μ. Default 1e-3; use 1 for a poor start, 1e-6 for a good one.
    pub initial_damping: f64,
    /// Most steps, failed ones included. Default 1000.
    pub max_iterations: usize,
}

impl Default for LevenbergMarquardt {
    fn default() -> Self {
        Self {
            gradient_tolerance: 1e-10,
            step_tolerance: 1e-10,
            cost_tolerance: 1e-16,
            initial_damping: 1e-3,
            max_iterations: 1000,
        }
    }
}

/// A step counts as accepted above this gain ratio.
const LEAST_GAIN: f64 = 1e-4;
/// Below this, damping has no effect in double precision.
const LEAST_DAMPING: f64 = 1e-18;
/// Relative rounding error of χ², below which its fall cannot be seen.
const ROUNDING: f64 = 1e-14;
/// A relative fall of χ² still promised to an undamped step where no damped one succeeds, above
/// which Jacobian and residuals contradict each other.
const BROKEN_PROMISE: f64 = 1e-4;

impl LevenbergMarquardt {
    /// The minimum of χ² reached from `start`.
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] for a start of the wrong length, [`Error::TooFew`] for fewer data than parameters,
    /// [`Error::OutOfDomain`] for bad options, [`Error::NonFiniteEntry`] for a start, a Jacobian or first residuals with
    /// NaN or infinities, [`Error::Density`] where the model fails, [`Error::NotConverged`] with the last gradient
    /// cosine as residual, [`Error::NotPositiveDefinite`] where the data leave a parameter undetermined.
    pub fn minimise<P: LeastSquares>(&self, problem: &P, start: &[f64]) -> Result<Fit, Error> {
        self.validate()?;
        let mut state = State::new(problem, start, self.initial_damping)?;
        let mut iterations = 0;
        let stop = loop {
            if state.gradient_cosine() <= self.gradient_tolerance {
                break FitStop::Gradient;
            }
            let not_converged = |state: &State<'_, P>, iterations| Error::NotConverged {
                what: "Levenberg–Marquardt",
                iterations,
                residual: state.gradient_cosine(),
                tolerance: self.gradient_tolerance,
                theta: state.theta.clone(),
            };
            if iterations == self.max_iterations {
                return Err(not_converged(&state, iterations));
            }
            let step = state.step();
            let trial = state.trial(&step)?;
            iterations += 1;

            let small_step = step.scaled_length
                <= self.step_tolerance * (state.scaled_theta_norm() + state.cost.sqrt());
            let gain = trial.as_ref().map_or(f64::NEG_INFINITY, |t| {
                (state.cost - t.cost) / step.predicted
            });
            let small_fall = step.predicted <= self.cost_tolerance * state.cost
                && trial.as_ref().is_some_and(|t| {
                    (state.cost - t.cost).abs() <= self.cost_tolerance.max(ROUNDING) * state.cost
                });

            if let Some(trial) = trial.filter(|_| gain > LEAST_GAIN) {
                state.accept(trial)?;
                let shrink = (1.0 - (2.0 * gain - 1.0).powi(3)).max(1.0 / 3.0);
                state.damping = (state.damping * shrink).max(LEAST_DAMPING);
                state.growth = 2.0;
            } else if small_step && state.promised_fall() > BROKEN_PROMISE {
                return Err(not_converged(&state, iterations));
            } else {
                state.damping *= state.growth;
                state.growth *= 2.0;
            }
            if small_fall {
                break FitStop::Cost;
            }
            if small_step {
                break FitStop::Step;
            }
        };
        Ok(Fit {
            covariance: parameter_covariance(&state.jacobian)?,
            chi_squared: state.cost,
            theta: state.theta,
            residuals: state.residuals.as_slice().to_vec(),
            iterations,
            residual_evaluations: state.residual_evaluations,
            jacobian_evaluations: state.jacobian_evaluations,
            stop,
        })
    }

    fn validate(&self) -> Result<(), Error> {
        require_positive("gradient_tolerance", self.gradient_tolerance)?;
        require_positive("step_tolerance", self.step_tolerance)?;
        require_positive("cost_tolerance", self.cost_tolerance)?;
        require_positive("initial_damping", self.initial_damping)
    }
}

struct State<'p, P> {
    problem: &'p P,
    theta: Vec<f64>,
    residuals: DVector<f64>,
    cost: f64,
    jacobian: DMatrix<f64>,
    /// R and the first entries of Qᵀr of J = QR.
    r: DMatrix<f64>,
    qtr: DVector<f64>,
    scale: Vec<f64>,
    damping: f64,
    growth: f64,
    residual_evaluations: usize,
    jacobian_evaluations: usize,
}

struct Step {
    delta: DVector<f64>,
    scaled_length: f64,
    predicted: f64,
}

struct Trial {
    theta: Vec<f64>,
    residuals: DVector<f64>,
    cost: f64,
}

impl<'p, P: LeastSquares> State<'p, P> {
    fn new(problem: &'p P, start: &[f64], damping: f64) -> Result<Self, Error> {
        let (m, n) = (problem.data_count(), problem.parameter_count());
        require_length("start", start.len(), n)?;
        require_finite("start", start)?;
        require_at_least("parameters", n, 1)?;
        require_at_least("data", m, n)?;
        let mut residuals = DVector::zeros(m);
        problem.residuals(start, residuals.as_mut_slice())?;
        require_finite("residuals at the start", residuals.as_slice())?;
        let mut state = Self {
            problem,
            theta: start.to_vec(),
            cost: residuals.norm_squared(),
            residuals,
            jacobian: DMatrix::zeros(m, n),
            r: DMatrix::zeros(n, n),
            qtr: DVector::zeros(n),
            scale: vec![0.0; n],
            damping,
            growth: 2.0,
            residual_evaluations: 1,
            jacobian_evaluations: 0,
        };
        state.linearise()?;
        Ok(state)
    }

    fn linearise(&mut self) -> Result<(), Error> {
        self.problem.jacobian(&self.theta, &mut self.jacobian)?;
        self.jacobian_evaluations += 1;
        require_finite("Jacobian", self.jacobian.as_slice())?;
        for (scale, column) in self.scale.iter_mut().zip(self.jacobian.column_iter()) {
            *scale = scale.max(column.norm());
        }
        let qr = self.jacobian.clone().qr();
        let mut qtr = self.residuals.clone();
        qr.q_tr_mul(&mut qtr);
        let n = self.theta.len();
        self.r = qr.r();
        self.qtr = qtr.rows(0, n).into_owned();
        Ok(())
    }

    /// maxₖ |Jₖᵀ r| / (‖Jₖ‖ ‖r‖), zero for a perfect fit.
    fn gradient_cosine(&self) -> f64 {
        let norm = self.cost.sqrt();
        self.jacobian
            .column_iter()
            .map(|column| {
                let scale = column.norm() * norm;
                if scale > 0.0 {
                    column.dot(&self.residuals).abs() / scale
                } else {
                    0.0
                }
            })
            .fold(0.0, f64::max)
    }

    fn scaled_theta_norm(&self) -> f64 {
        let squares = self
            .theta
            .iter()
            .zip(&self.scale)
            .map(|(t, d)| (t * d).powi(2));
        squares.sum::<f64>().sqrt()
    }

    /// A parameter without influence so far has no scale: any will do, since its step is zero.
    fn scaling(&self, k: usize) -> f64 {
        if self.scale[k] > 0.0 {
            self.scale[k]
        } else {
            1.0
        }
    }

    fn step(&self) -> Step {
        let n = self.theta.len();
        let root = self.damping.sqrt();
        let mut augmented = DMatrix::zeros(2 * n, n);
        augmented.rows_mut(0, n).copy_from(&self.r);
        for k in 0..n {
            augmented[(n + k, k)] = root * self.scaling(k);
        }
        let mut rhs = DVector::zeros(2 * n);
        rhs.rows_mut(0, n).copy_from(&-&self.qtr);
        let qr = augmented.qr();
        qr.q_tr_mul(&mut rhs);
        // The damping keeps every pivot away from zero.
        let delta = qr
            .r()
            .solve_upper_triangular(&rhs.rows(0, n).into_owned())
            .unwrap_or_else(|| DVector::zeros(n));
        let scaled_length = (0..n)
            .map(|k| (self.scaling(k) * delta[k]).powi(2))
            .sum::<f64>()
            .sqrt();
        let predicted =
            (&self.r * &delta).norm_squared() + 2.0 * self.damping * scaled_length.powi(2);
        Step {
            delta,
            scaled_length,
            predicted,
        }
    }

    /// Relative fall of χ² that an undamped step would bring if the model were linear.
    fn promised_fall(&self) -> f64 {
        if self.cost > 0.0 {
            self.qtr.norm_squared() / self.cost
        } else {
            0.0
        }
    }

    /// The trial point, or `None` where the model rejects it.
    fn trial(&mut self, step: &Step) -> Result<Option<Trial>, Error> {
        let theta: Vec<f64> = self
            .theta
            .iter()
            .zip(&step.delta)
            .map(|(t, d)| t + d)
            .collect();
        let mut residuals = DVector::zeros(self.residuals.len());
        self.residual_evaluations += 1;
        match self.problem.residuals(&theta, residuals.as_mut_slice()) {
            Err(DensityError::Rejected(_)) => return Ok(None),
            other => other?,
        }
        let cost = residuals.norm_squared();
        Ok(cost.is_finite().then_some(Trial {
            theta,
            residuals,
            cost,
        }))
    }

    fn accept(&mut self, trial: Trial) -> Result<(), Error> {
        self.theta = trial.theta;
        self.residuals = trial.residuals;
        self.cost = trial.cost;
        self.linearise()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Residuals;

    fn rosenbrock() -> Residuals<impl Fn(&[f64], &mut [f64]) + Sync> {
        Residuals::new(2, 2, |t, r| {
            r[0] = 10.0 * (t[1] - t[0] * t[0]);
            r[1] = 1.0 - t[0];
        })
    }

    #[test]
    fn rosenbrock_from_the_usual_start() {
        let fit = LevenbergMarquardt::default()
            .minimise(&rosenbrock(), &[-1.2, 1.0])
            .unwrap();
        assert!((fit.theta[0] - 1.0).abs() < 1e-12 && (fit.theta[1] - 1.0).abs() < 1e-12);
        assert!(
            fit.residual_evaluations < 40,
            "{}",
            fit.residual_evaluations
        );
    }

    #[test]
    fn rejected_and_infinite_trials_are_failed_steps() {
        struct Guarded;
        impl LeastSquares for Guarded {
            fn data_count(&self) -> usize {
                1
            }
            fn parameter_count(&self) -> usize {
                1
            }
            fn residuals(&self, t: &[f64], r: &mut [f64]) -> Result<(), DensityError> {
                if t[0] <= 0.0 {
                    return Err(DensityError::Rejected("negative".into()));
                }
                r[0] = t[0].ln() + 3.0;
                Ok(())
            }
        }
        // A Gauss–Newton step from 20 lands at −100.
        let fit = LevenbergMarquardt::default()
            .minimise(&Guarded, &[20.0])
            .unwrap();
        assert!((fit.theta[0] - (-3f64).exp()).abs() < 1e-10);
    }

    #[test]
    fn a_start_on_the_edge_of_the_domain_is_a_start() {
        struct Edge;
        impl LeastSquares for Edge {
            fn data_count(&self) -> usize {
                2
            }
            fn parameter_count(&self) -> usize {
                1
            }
            fn residuals(&self, t: &[f64], r: &mut [f64]) -> Result<(), DensityError> {
                if t[0] > 1.0 {
                    return Err(DensityError::Rejected("beyond one".into()));
                }
                r.copy_from_slice(&[t[0] * t[0], t[0] + 0.5]);
                Ok(())
            }
        }
        let fit = LevenbergMarquardt::default()
            .minimise(&Edge, &[1.0])
            .unwrap();
        let t = fit.theta[0];
        assert!((4.0 * t.powi(3) + 2.0 * t + 1.0).abs() < 1e-7, "{fit:?}");
    }

    #[test]
    fn a_jacobian_of_the_wrong_sign_is_not_a_minimum() {
        struct Wrong;
        impl LeastSquares for Wrong {
            fn data_count(&self) -> usize {
                2
            }
            fn parameter_count(&self) -> usize {
                1
            }
            fn residuals(&self, t: &[f64], r: &mut [f64]) -> Result<(), DensityError> {
                r.copy_from_slice(&[t[0] - 1.0, 2.0 * t[0] + 3.0]);
                Ok(())
            }
            fn jacobian(&self, _: &[f64], j: &mut DMatrix<f64>) -> Result<(), DensityError> {
                j.copy_from_slice(&[-1.0, -2.0]);
                Ok(())
            }
        }
        assert!(matches!(
            LevenbergMarquardt::default().minimise(&Wrong, &[5.0]),
            Err(Error::NotConverged { .. })
        ));
    }

    #[test]
    fn bad_input_is_a_typed_error() {
        let lm = LevenbergMarquardt::default();
        let problem = rosenbrock();
        assert!(matches!(
            lm.minimise(&problem, &[1.0]),
            Err(Error::Dimension { .. })
        ));
        assert!(matches!(
            lm.minimise(&problem, &[1.0, f64::NAN]),
            Err(Error::NonFiniteEntry { what: "start", .. })
        ));
        let nan = Residuals::new(1, 1, |_, r| r[0] = f64::NAN);
        assert!(matches!(
            lm.minimise(&nan, &[1.0]),
            Err(Error::NonFiniteEntry { .. })
        ));
        let few = Residuals::new(1, 2, |t, r| r[0] = t[0]);
        assert!(matches!(
            lm.minimise(&few, &[1.0, 1.0]),
            Err(Error::TooFew { .. })
        ));
        let bad = LevenbergMarquardt {
            step_tolerance: f64::NAN,
            ..lm
        };
        assert!(matches!(
            bad.minimise(&problem, &[1.0, 1.0]),
            Err(Error::OutOfDomain { .. })
        ));
        let degenerate = Residuals::new(3, 2, |t, r| {
            for i in 0..3 {
                r[i] = t[0] + t[1] - i as f64;
            }
        });
        assert!(matches!(
            lm.minimise(&degenerate, &[0.0, 0.0]),
            Err(Error::NotPositiveDefinite { .. })
        ));
        let once = LevenbergMarquardt {
            max_iterations: 2,
            ..lm
        };
        let Err(Error::NotConverged {
            iterations: 2,
            theta,
            ..
        }) = once.minimise(&problem, &[-1.2, 1.0])
        else {
            panic!("two steps cannot suffice");
        };
        let fit = lm.minimise(&problem, &theta).unwrap();
        assert!((fit.theta[0] - 1.0).abs() < 1e-12);
    }
}
