//! Separate universes: the number of e-folds as a function of where the fields are.

use super::{
    TwoFieldPotential, TwoFieldSolution, TwoFields, equations::State, history::e_folds_until,
};
use crate::Error;

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

/// Steps of differences, in e-folds of the trajectory.
const STEP: f64 = 0.03;

/// First derivative by differences of fourth order, from values at −2, −1, 1 and 2 steps.
fn first([a, b, c, d]: [f64; 4], step: f64) -> f64 {
    (8.0 * (c - b) - (d - a)) / (12.0 * step)
}

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
    /// δN of first order from N to the slice of the density at the end of inflation, by universes that begin aside.
    ///
    /// Together with the modes a few e-folds after they leave the horizon it gives P_ℛ without following them further:
    ///
    /// ```text
    /// ℛ = −(∂N/∂φ^I Q^I + ∂N/∂v_I D_N Q_I)
    /// ```
    ///
    /// # Accuracy
    ///
    /// As large as corrections (k/aH)² at N (`two_fields::delta_n_agrees_with_modes`).
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] for an N outside the history; those of a universe that does not come to the end.
    ///
    /// # References
    ///
    /// `sasaki1996`.
    pub fn delta_n(&self, solution: &TwoFieldSolution, n: f64) -> Result<DeltaN, Error> {
        let history = solution.history();
        crate::error::within("N", n, [0.0, history.end()])?;
        let universe = self.universe();
        let [phi, chi, v1, v2, ..] = history.state(n);
        let space = self.field_space.at(phi);
        let step = STEP * v1.hypot(v2);
        let last = history.ln_hubble(history.end());
        let mut derivatives = [0.0; 4];
        for (i, derivative) in derivatives.iter_mut().enumerate() {
            let mut folds = [0.0; 4];
            for (folds, steps) in folds.iter_mut().zip([-2.0, -1.0, 1.0, 2.0]) {
                let mut aside = [0.0; 4];
                aside[i] = steps * step;
                let [q1, q2, w1, w2] = aside;
                // Velocities keep their direction along e₂, where the frame turns by b′ dq₂.
                let (s, c) = (-space.slope * q2).sin_cos();
                let velocity = [c * v1 - s * v2 + w1, s * v1 + c * v2 + w2];
                let state = universe.state([phi + q1, chi + q2 / space.scale], velocity);
                *folds = e_folds_until(&universe, state, last, TOLERANCE)?;
            }
            *derivative = first(folds, step);
        }
        for value in derivatives {
            finite(value)?;
        }
        let [a, b, c, d] = derivatives;
        Ok(DeltaN {
            fields: [a, b],
            velocities: [c, d],
        })
    }

    /// f_NL of the local shape by δN of second order, of fields that were Gaussian and of equal power when k left the horizon:
    ///
    /// ```text
    /// f_NL = 5/6 N_I N_J N_IJ/(N_K N_K)²,     ζ = δN = ζ_g + 3/5 f_NL ζ_g²
    /// ```
    ///
    /// Velocities at the beginning are those of slow roll. A positive f_NL has more overdense spots than underdense ones.
    ///
    /// # Accuracy
    ///
    /// That of slow roll at horizon crossing, and without the part of order slow roll that the fields have then
    /// (`two_fields::bispectrum_of_two_quadratic_fields`).
    ///
    /// # Errors
    ///
    /// As [`Self::delta_n`], and [`Error::OutOfDomain`] where the space of fields is not flat and canonical.
    ///
    /// # References
    ///
    /// `lyth2005`.
    pub fn squeezed_f_nl(&self, solution: &TwoFieldSolution, k_inv_mpc: f64) -> Result<f64, Error> {
        if self.field_space != super::FieldSpace::Flat {
            return Err(Error::OutOfDomain {
                name: "curvature of field space for second derivatives",
                value: self.field_space.at(self.fields[0]).curvature,
                expected: "the flat space of canonical fields",
            });
        }
        let history = solution.history();
        let n = solution.crossing(k_inv_mpc)?;
        let universe = self.universe();
        let [phi, chi] = history.fields(n);
        let [v1, v2] = universe.slow_roll([phi, chi]);
        let step = STEP * v1.hypot(v2);
        let last = history.ln_hubble(history.end());
        let folds = |i: f64, j: f64| {
            let fields = [phi + i * step, chi + j * step];
            let state: State = universe.state(fields, universe.slow_roll(fields));
            e_folds_until(&universe, state, last, TOLERANCE)
        };
        let middle = folds(0.0, 0.0)?;
        let mut slopes = [0.0; 3];
        let mut bends = [0.0; 3];
        for (m, [i, j]) in [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]].into_iter().enumerate() {
            let values = [
                folds(-2.0 * i, -2.0 * j)?,
                folds(-i, -j)?,
                folds(i, j)?,
                folds(2.0 * i, 2.0 * j)?,
            ];
            slopes[m] = first(values, step);
            let [a, b, c, d] = values.map(|value| value - middle);
            bends[m] = (16.0 * (b + c) - (a + d)) / (12.0 * step * step);
        }
        let [n1, n2, _] = slopes;
        let [n11, n22, diagonal] = bends;
        let n12 = 0.5 * (diagonal - n11 - n22);
        let norm = n1 * n1 + n2 * n2;
        finite(5.0 / 6.0 * (n1 * n1 * n11 + 2.0 * n1 * n2 * n12 + n2 * n2 * n22) / (norm * norm))
    }
}
