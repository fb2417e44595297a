//! Two-field inflation, solved.

use num_complex::Complex64;

use super::{
    TwoFieldHistory, TwoFieldPotential, TwoFields,
    modes::{Failure, Modes, modes},
};
use crate::{Error, Model, Powers};

/// Powers of one wavenumber at the end of inflation, dimensionless.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoFieldPowers {
    /// P_ℛ.
    pub curvature: f64,
    /// P_S.
    pub isocurvature: f64,
    /// C_ℛS, with its sign.
    pub correlation: f64,
    /// P_t, both helicities together.
    pub tensor: f64,
}

impl TwoFieldPowers {
    /// The 2 × 2 matrix of ℛ and S.
    #[must_use]
    pub const fn matrix(&self) -> [[f64; 2]; 2] {
        [
            [self.curvature, self.correlation],
            [self.correlation, self.isocurvature],
        ]
    }

    /// cos Δ = C_ℛS/√(P_ℛ P_S), between −1 and 1; zero without one of them.
    #[must_use]
    pub fn cosine(&self) -> f64 {
        let size = (self.curvature * self.isocurvature).sqrt();
        if size > 0.0 {
            (self.correlation / size).clamp(-1.0, 1.0)
        } else {
            0.0
        }
    }
}

/// Perturbations of the fields on flat slices, one column for each of two independent vacuum states.
///
/// Squares are powers, ⟨Q_I Q_J⟩ = Σ_s Re Q_sI Q_sJ* with the factor k³/2π² in it; components are in the orthonormal frame ∂_φ, e^(−b) ∂_χ, in M_P.
/// A phase common to all is left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FieldModes {
    /// Q: `[state][component]`.
    pub values: [[Complex64; 2]; 2],
    /// D_N Q: `[state][component]`.
    pub velocities: [[Complex64; 2]; 2],
}

impl FieldModes {
    /// ⟨x y⟩ of two linear combinations of Q and D_N Q, the coefficients being (Q₁, Q₂, D_N Q₁, D_N Q₂).
    #[must_use]
    pub fn power(&self, x: [f64; 4], y: [f64; 4]) -> f64 {
        let sum = |state: usize, c: [f64; 4]| {
            let ([a, b], [p, q]) = (self.values[state], self.velocities[state]);
            a * c[0] + b * c[1] + p * c[2] + q * c[3]
        };
        (0..2)
            .map(|state| (sum(state, x) * sum(state, y).conj()).re)
            .sum()
    }
}

/// Two-field inflation, solved: the history of the universe, and the powers of any wavenumber.
///
/// As a [`Model`] it gives P_ℛ and P_t at the end of inflation; [`Self::two_field_powers`] gives all.
///
/// # Accuracy
///
/// Relative to the tolerance of the settings; P_S and C_ℛS relative to what is larger, they or the tolerance times P_ℛ
/// (`two_fields::converges`). The cost of a wavenumber grows with the depth at which its vacuum is still disturbed: some 400 steps where only
/// slow roll happens, more where masses are large or the trajectory turns sharply.
#[derive(Debug, Clone)]
pub struct TwoFieldSolution {
    history: TwoFieldHistory,
    /// ln of aH in Mpc⁻¹ less that in M_P at N = 0.
    ln_unit: f64,
    factor: f64,
    tolerance: f64,
    range_inv_mpc: [f64; 2],
}

/// k/aH at the end of inflation up to which modes count as outside the horizon.
const OUTSIDE: f64 = 1e-3;

impl TwoFieldSolution {
    pub(super) fn new<P: TwoFieldPotential>(
        settings: &TwoFields<P>,
        history: TwoFieldHistory,
    ) -> Result<Self, Error> {
        let k_inv_mpc = settings.k_pivot_inv_mpc;
        let end = history.end();
        let pivot = end - settings.e_folds_after_pivot;
        let too_short = Error::TooShort {
            e_folds: end,
            needed: settings.e_folds_after_pivot,
            k_inv_mpc,
        };
        if !(pivot > 0.0 && end > SETTLING) {
            return Err(too_short);
        }
        let ln_unit = k_inv_mpc.ln() - history.ln_a_h(pivot);
        let range_inv_mpc = [
            (ln_unit + history.least_ln_k(SETTLING)).exp(),
            OUTSIDE * (ln_unit + history.ln_a_h(end)).exp(),
        ];
        if !(range_inv_mpc[0] < k_inv_mpc && k_inv_mpc < range_inv_mpc[1]) {
            return Err(too_short);
        }
        let mut solution = Self {
            history,
            ln_unit,
            factor: 1.0,
            tolerance: settings.tolerance,
            range_inv_mpc,
        };
        if let Some(amplitude) = settings.amplitude {
            solution.factor = amplitude / solution.two_field_powers(k_inv_mpc)?.curvature;
        }
        Ok(solution)
    }

    /// The history of the universe.
    #[must_use]
    pub const fn history(&self) -> &TwoFieldHistory {
        &self.history
    }

    /// The N at which a wavenumber in Mpc⁻¹ leaves the horizon.
    ///
    /// # Errors
    ///
    /// [`Error::OutsideSpectrum`].
    pub fn crossing(&self, k_inv_mpc: f64) -> Result<f64, Error> {
        let crossing = self.history.crossing(k_inv_mpc.ln() - self.ln_unit);
        crossing.ok_or(Error::OutsideSpectrum {
            k_inv_mpc,
            range_inv_mpc: self.range_inv_mpc,
        })
    }

    /// Powers at the end of inflation, of a wavenumber in Mpc⁻¹.
    ///
    /// # Errors
    ///
    /// [`Error::OutsideSpectrum`], [`Error::NotVacuum`], [`Error::Mode`].
    pub fn two_field_powers(&self, k_inv_mpc: f64) -> Result<TwoFieldPowers, Error> {
        self.powers_at(k_inv_mpc, self.history.end())
    }

    /// The same at an earlier N.
    ///
    /// # Errors
    ///
    /// As [`Self::two_field_powers`], and [`Error::OutOfRange`] for an N outside the history or before the mode begins.
    pub fn powers_at(&self, k_inv_mpc: f64, n: f64) -> Result<TwoFieldPowers, Error> {
        let (modes, tensor) = self.all_modes(k_inv_mpc, n)?;
        let [v1, v2] = self.history.velocity(n);
        let squared = v1 * v1 + v2 * v2;
        let along = [v1 / squared, v2 / squared, 0.0, 0.0];
        let across = [-v2 / squared, v1 / squared, 0.0, 0.0];
        Ok(TwoFieldPowers {
            curvature: modes.power(along, along),
            isocurvature: modes.power(across, across),
            correlation: modes.power(along, across),
            tensor,
        })
    }

    /// Perturbations of the fields at N, of a wavenumber in Mpc⁻¹.
    ///
    /// # Errors
    ///
    /// As [`Self::powers_at`].
    pub fn modes(&self, k_inv_mpc: f64, n: f64) -> Result<FieldModes, Error> {
        Ok(self.all_modes(k_inv_mpc, n)?.0)
    }

    /// Modes of the fields and P_t.
    fn all_modes(&self, k_inv_mpc: f64, n: f64) -> Result<(FieldModes, f64), Error> {
        let range_inv_mpc = self.range_inv_mpc;
        if !(k_inv_mpc >= range_inv_mpc[0] && k_inv_mpc <= range_inv_mpc[1]) {
            return Err(Error::OutsideSpectrum {
                k_inv_mpc,
                range_inv_mpc,
            });
        }
        let ln_k = k_inv_mpc.ln() - self.ln_unit;
        let begins = self.history.vacuum_until(ln_k);
        crate::error::within("N", n, [begins, self.history.end()])?;
        let modes =
            modes(&self.history, ln_k, n, self.tolerance).map_err(|failure| match failure {
                Failure::Short => Error::OutsideSpectrum {
                    k_inv_mpc,
                    range_inv_mpc,
                },
                Failure::Vacuum(error) => Error::NotVacuum {
                    what: "the Bunch-Davies state of two fields",
                    k_inv_mpc,
                    error,
                    tolerance: self.tolerance,
                },
                Failure::Numerics(source) => Error::Mode { k_inv_mpc, source },
            })?;
        Ok(self.dressed(&modes, n))
    }

    /// From the frame carried along and units of the start to the orthonormal frame and powers.
    fn dressed(&self, modes: &Modes, n: f64) -> (FieldModes, f64) {
        let power = self.factor * modes.ln_factor.exp();
        let amplitude = power.sqrt();
        let (s, c) = self.history.state(n)[5].sin_cos();
        let turned = |columns: [[Complex64; 2]; 2]| {
            columns.map(|[a, b]| [(a * c - b * s) * amplitude, (a * s + b * c) * amplitude])
        };
        let fields = FieldModes {
            values: turned(modes.values),
            velocities: turned(modes.velocities),
        };
        (fields, 8.0 * power * modes.tensor.norm_sqr())
    }
}

/// E-folds after the beginning before which no mode begins.
const SETTLING: f64 = 1.5;

impl Model for TwoFieldSolution {
    fn powers(&self, k_inv_mpc: f64) -> Result<Powers, Error> {
        let powers = self.two_field_powers(k_inv_mpc)?;
        Ok(Powers::even(powers.curvature, powers.tensor))
    }

    fn range_inv_mpc(&self) -> [f64; 2] {
        self.range_inv_mpc
    }
}
