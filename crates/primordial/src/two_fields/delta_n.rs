//! Separate universes: the number of e-folds as a function of where the fields are.

use super::{
    TwoFieldPotential, TwoFieldSolution, TwoFields, equations::State, history::e_folds_until,
};
use crate::{Error, error::within};

/// How the number of e-folds from a flat slice to one of uniform density depends on the fields and their velocities there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DeltaN {
    /// N_I = ∂N/∂φ^I in the orthonormal frame, in M_P⁻¹, velocities being carried along.
    pub fields: [f64; 2],
    /// ∂N/∂v_I in M_P⁻¹.
    pub velocities: [f64; 2],
}

impl DeltaN {
    /// The coefficients of Q₁, Q₂, D_N Q₁ and D_N Q₂ in ℛ = −δN, for [`FieldModes::power`](super::FieldModes::power).
    #[must_use]
    pub fn curvature(&self) -> [f64; 4] {
        let ([a, b], [c, d]) = (self.fields, self.velocities);
        [-a, -b, -c, -d]
    }
}

/// Tolerance of the universes that are compared.
const TOLERANCE: f64 = 1e-13;

/// The first step of differences, in e-folds of the trajectory.
const STEP: f64 = 0.03;

/// How often it is divided by three.
const LEVELS: i32 = 12;

/// Derivatives of the number of e-folds along one direction.
#[derive(Debug, Clone, Copy)]
struct Along {
    step: f64,
    first: f64,
    second: f64,
}

impl Along {
    /// By differences of fourth order, whose step is made smaller until they settle; rounding ends that.
    fn new(folds: impl Fn(f64) -> Result<f64, Error>, widest: f64) -> Result<Self, Error> {
        let middle = folds(0.0)?;
        let mut previous: Option<Self> = None;
        let mut best = Err(Error::Endless {
            e_folds: middle,
            field: widest,
            epsilon: f64::NAN,
        });
        let mut least = f64::INFINITY;
        for level in 0..LEVELS {
            let next = match Self::with_step(&folds, middle, widest * 3_f64.powi(-level)) {
                Ok(next) => next,
                // Too far aside there may be no inflation.
                Err(error) => {
                    best = best.or(Err(error));
                    continue;
                }
            };
            let size = next.first.abs() + widest * next.second.abs();
            let change = previous.map_or(f64::INFINITY, |p: Self| {
                ((next.first - p.first).abs() + widest * (next.second - p.second).abs()) / size
            });
            if best.is_err() || change < least {
                best = Ok(next);
                least = change;
            }
            if change < SETTLED || change > 100.0 * least {
                break;
            }
            previous = Some(next);
        }
        let best = best?;
        finite(best.first)?;
        finite(best.second)?;
        Ok(best)
    }

    fn with_step(
        folds: &impl Fn(f64) -> Result<f64, Error>,
        middle: f64,
        step: f64,
    ) -> Result<Self, Error> {
        let [a, b, c, d] = [
            folds(-2.0 * step)? - middle,
            folds(-step)? - middle,
            folds(step)? - middle,
            folds(2.0 * step)? - middle,
        ];
        Ok(Self {
            step,
            first: (8.0 * (c - b) - (d - a)) / (12.0 * step),
            second: (16.0 * (b + c) - (a + d)) / (12.0 * step * step),
        })
    }
}

/// Relative change of derivatives that is small enough.
const SETTLED: f64 = 1e-7;

fn finite(value: f64) -> Result<f64, Error> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(Error::OutOfDomain {
            name: "derivative of the number of e-folds",
            value,
            expected: "a finite number",
        })
    }
}

impl<P: TwoFieldPotential> TwoFields<P> {
    /// δN of first order from one N to the slice of uniform density at another, by universes that begin aside.
    ///
    /// Together with the modes a few e-folds after they leave the horizon it gives P_ℛ without following them further:
    ///
    /// ```text
    /// ℛ = −(∂N/∂φ^I Q^I + ∂N/∂v_I D_N Q_I)
    /// ```
    ///
    /// # Accuracy
    ///
    /// The gradients left out: some (k/aH)²/3 at N (`two_fields::delta_n_agrees_with_modes`).
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] for an N outside the history; those of a universe that does not come to the end.
    ///
    /// # References
    ///
    /// `sasaki1996`.
    pub fn delta_n(&self, solution: &TwoFieldSolution, n: [f64; 2]) -> Result<DeltaN, Error> {
        let history = solution.history();
        let [n, until] = n;
        within(
            "N of the slice of uniform density",
            until,
            [0.0, history.end()],
        )?;
        within("N", n, [0.0, until])?;
        let universe = self.universe();
        let [phi, chi, v1, v2, ..] = history.state(n);
        let space = self.field_space.at(phi);
        let widest = STEP * v1.hypot(v2);
        let last = history.ln_hubble(until);
        let mut derivatives = [0.0; 4];
        for (i, derivative) in derivatives.iter_mut().enumerate() {
            let folds = |displacement: f64| {
                let mut aside = [0.0; 4];
                aside[i] = displacement;
                let [q1, q2, w1, w2] = aside;
                // Velocities keep their direction along e₂, where the frame turns by b′ dq₂.
                let (s, c) = (-space.slope * q2).sin_cos();
                let velocity = [c * v1 - s * v2 + w1, s * v1 + c * v2 + w2];
                let state = universe.state([phi + q1, chi + q2 / space.scale], velocity);
                e_folds_until(&universe, state, last, TOLERANCE)
            };
            *derivative = Along::new(folds, widest)?.first;
        }
        let [a, b, c, d] = derivatives;
        Ok(DeltaN {
            fields: [a, b],
            velocities: [c, d],
        })
    }

    /// f_NL of the local shape at N, by δN of second order, of fields that were Gaussian and of equal power when k left the horizon:
    ///
    /// ```text
    /// f_NL = 5/6 N_I N_J N_IJ/(N_K N_K)²,     ζ = δN = ζ_g + 3/5 f_NL ζ_g²
    /// ```
    ///
    /// Velocities at the beginning are those of slow roll. A positive f_NL has more overdense spots than underdense ones.
    ///
    /// # Accuracy
    ///
    /// That of slow roll at horizon crossing, some 1/N_*, and without the part of that order that the fields have then
    /// (`two_fields::bispectrum_of_two_quadratic_fields`, `two_fields::bispectrum_of_a_product`).
    ///
    /// # Errors
    ///
    /// As [`Self::delta_n`], and [`Error::OutOfDomain`] where the space of fields is not flat and canonical.
    ///
    /// # References
    ///
    /// `lyth2005`.
    pub fn squeezed_f_nl(
        &self,
        solution: &TwoFieldSolution,
        k_inv_mpc: f64,
        until: f64,
    ) -> Result<f64, Error> {
        if self.field_space != super::FieldSpace::Flat {
            return Err(Error::OutOfDomain {
                name: "curvature of field space for second derivatives",
                value: self.field_space.at(self.fields[0]).curvature,
                expected: "the flat space of canonical fields",
            });
        }
        let history = solution.history();
        let n = solution.crossing(k_inv_mpc)?;
        within(
            "N of the slice of uniform density",
            until,
            [n, history.end()],
        )?;
        let universe = self.universe();
        let [phi, chi] = history.fields(n);
        let [v1, v2] = universe.slow_roll([phi, chi]);
        let widest = STEP * v1.hypot(v2);
        let last = history.ln_hubble(until);
        let folds = |q1: f64, q2: f64| {
            let fields = [phi + q1, chi + q2];
            let state: State = universe.state(fields, universe.slow_roll(fields));
            e_folds_until(&universe, state, last, TOLERANCE)
        };
        let one = Along::new(|q| folds(q, 0.0), widest)?;
        let two = Along::new(|q| folds(0.0, q), widest)?;
        // Between them in units of their steps.
        let diagonal = |q: f64| folds(q * one.step, q * two.step);
        let diagonal = Along::with_step(&diagonal, folds(0.0, 0.0)?, 1.0)?.second;
        let [n1, n2, n11, n22] = [one.first, two.first, one.second, two.second];
        let n12 = 0.5 * (diagonal - one.step * one.step * n11 - two.step * two.step * n22)
            / (one.step * two.step);
        let norm = n1 * n1 + n2 * n2;
        finite(5.0 / 6.0 * (n1 * n1 * n11 + 2.0 * n1 * n2 * n12 + n2 * n2 * n22) / (norm * norm))
    }
}
