//! Two-field inflation, solved.

use num_complex::Complex64;

use super::{
    TwoFieldHistory, TwoFieldPotential, TwoFields,
    late::Late,
    modes::{Failure, Modes, modes},
};
use crate::{
    Error, Model, Powers,
    error::{inside, within},
    inflation::{Amplitude, Pivot},
};

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

    /// These powers if they are numbers: on a ridge perturbations may grow beyond any.
    fn judged(self) -> Result<Self, Error> {
        let sum = self.curvature + self.isocurvature + self.correlation + self.tensor;
        if sum.is_finite() && self.curvature > 0.0 {
            Ok(self)
        } else {
            Err(Error::OutOfDomain {
                name: "power of perturbations of two fields",
                value: if sum.is_finite() { self.curvature } else { sum },
                expected: "finite numbers, that of curvature not zero",
            })
        }
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
/// Squares are powers, ⟨Q_I Q_J⟩ = Σ_s Re Q_sI Q_sJ* with the factor k³/2π² in it; components are in the orthonormal frame
/// ∂_φ, e^(−b) ∂_χ, in M_P.
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
/// (`two_fields::tolerances_are_met`). The cost of a wavenumber grows with the depth at which its vacuum is still disturbed: a few hundred steps where only
/// slow roll happens, more where masses are large or the trajectory turns sharply.
#[derive(Debug, Clone)]
pub struct TwoFieldSolution {
    history: TwoFieldHistory,
    late: Late,
    /// N at which the pivot scale leaves the horizon.
    pivot: f64,
    /// ln of aH in Mpc⁻¹ less that in M_P at N = 0.
    ln_unit: f64,
    factor: f64,
    tolerance: f64,
    range_inv_mpc: [f64; 2],
    resolution: f64,
}

/// (k/aH)² in units of the tolerance from which on gradients count as nothing.
const GRADIENTS: f64 = 0.1;

/// k/aH at the end of inflation up to which modes count as outside the horizon.
const OUTSIDE: f64 = 1e-3;

impl TwoFieldSolution {
    pub(super) fn new<P: TwoFieldPotential>(
        settings: &TwoFields<P>,
        history: TwoFieldHistory,
    ) -> Result<Self, Error> {
        let mut solution = Self {
            late: Late::new(&history, 1e-2 * settings.tolerance)?,
            resolution: resolution(&history),
            history,
            pivot: f64::NAN,
            ln_unit: f64::NAN,
            factor: 1.0,
            tolerance: settings.tolerance,
            range_inv_mpc: [f64::NAN; 2],
        };
        let reheating = match settings.pivot {
            Pivot::EFolds(e_folds) => {
                solution.place_pivot(settings, e_folds)?;
                return Ok(solution);
            }
            Pivot::Reheating(reheating) => reheating,
        };
        // H_*, ρ_end and A_s depend on N_* but weakly: what is left of ln k shifts N_*.
        let end = solution.history.end();
        let mut e_folds = 0.9 * end.min(70.0);
        let mut change = f64::INFINITY;
        for _ in 0..MATCHES {
            solution.place_pivot(settings, e_folds)?;
            let hubble = |n| (solution.history.ln_hubble(n) + 0.5 * solution.factor.ln()).exp();
            let density = 3.0 * hubble(end) * hubble(end);
            let ln_k = reheating.ln_k_inv_mpc(e_folds, hubble(end - e_folds), density)?;
            change = ln_k - settings.k_pivot_inv_mpc.ln();
            if change.abs() < MATCHED {
                return Ok(solution);
            }
            e_folds += change;
        }
        Err(Error::Numerics(lastscatter_numerics::Error::NotConverged {
            what: "matching of the pivot scale",
            iterations: MATCHES,
            residual: change,
            tolerance: MATCHED,
        }))
    }

    /// Lets the pivot scale leave the horizon so many e-folds before the end.
    fn place_pivot<P: TwoFieldPotential>(
        &mut self,
        settings: &TwoFields<P>,
        e_folds: f64,
    ) -> Result<(), Error> {
        let k_inv_mpc = settings.k_pivot_inv_mpc;
        let end = self.history.end();
        let too_short = Error::TooShort {
            e_folds: end,
            needed: e_folds,
            k_inv_mpc,
        };
        self.pivot = end - e_folds;
        if !(e_folds > 0.0 && self.pivot > 0.0 && end > SETTLING) {
            return Err(too_short);
        }
        self.ln_unit = k_inv_mpc.ln() - self.history.ln_a_h(self.pivot);
        self.range_inv_mpc = [
            representable(self.ln_unit + self.history.least_ln_k(SETTLING)),
            representable(self.ln_unit + self.history.ln_a_h(end) + OUTSIDE.ln()),
        ];
        if !(self.range_inv_mpc[0] < k_inv_mpc && k_inv_mpc < self.range_inv_mpc[1]) {
            return Err(too_short);
        }
        if let Amplitude::Scalar(amplitude) = settings.amplitude {
            self.factor = 1.0;
            self.factor = amplitude / self.two_field_powers(k_inv_mpc)?.curvature;
        }
        Ok(())
    }

    /// The history of the universe, for the potential of the settings: the amplitude's [`potential_factor`](Self::potential_factor) multiplies
    /// its H².
    #[must_use]
    pub const fn history(&self) -> &TwoFieldHistory {
        &self.history
    }

    /// By what the potential of the settings has to be multiplied for the amplitude asked.
    #[must_use]
    pub const fn potential_factor(&self) -> f64 {
        self.factor
    }

    /// N_*: e-folds from the moment when the pivot scale leaves the horizon to the end of inflation.
    #[must_use]
    pub fn pivot_e_folds(&self) -> f64 {
        self.history.end() - self.pivot
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
    /// [`Error::OutsideSpectrum`], [`Error::NotVacuum`], [`Error::Mode`]; [`Error::OutOfDomain`] for perturbations that grow beyond numbers.
    pub fn two_field_powers(&self, k_inv_mpc: f64) -> Result<TwoFieldPowers, Error> {
        let end = self.history.end();
        let far = k_inv_mpc.ln() - self.ln_unit - 0.5 * (GRADIENTS * self.tolerance).ln();
        let n = self.history.crossing(far).unwrap_or(end);
        let modes = self.carried(k_inv_mpc, n)?;
        let forms = self.late.forms(n);
        let power = self.factor * modes.ln_factor.exp();
        let fields = FieldModes {
            values: modes.values,
            velocities: modes.velocities,
        };
        let [h, slope] = [
            modes.tensor[0] * forms.tensor[0],
            modes.tensor[1] * forms.tensor[1],
        ];
        let powers = TwoFieldPowers {
            curvature: power * fields.power(forms.curvature, forms.curvature),
            isocurvature: power * fields.power(forms.isocurvature, forms.isocurvature),
            correlation: power * fields.power(forms.curvature, forms.isocurvature),
            tensor: 8.0 * power * (h + slope).norm_sqr(),
        };
        powers.judged()
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
        let powers = TwoFieldPowers {
            curvature: modes.power(along, along),
            isocurvature: modes.power(across, across),
            correlation: modes.power(along, across),
            tensor,
        };
        powers.judged()
    }

    /// Perturbations of the fields at N, of a wavenumber in Mpc⁻¹.
    ///
    /// # Errors
    ///
    /// As [`Self::powers_at`].
    pub fn modes(&self, k_inv_mpc: f64, n: f64) -> Result<FieldModes, Error> {
        let (modes, _) = self.all_modes(k_inv_mpc, n)?;
        let size = modes.power([1.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0])
            + modes.power([0.0, 1.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]);
        if size.is_finite() {
            Ok(modes)
        } else {
            Err(Error::OutOfDomain {
                name: "power of perturbations of two fields",
                value: size,
                expected: "a finite number",
            })
        }
    }

    /// Modes of the fields and P_t.
    fn all_modes(&self, k_inv_mpc: f64, n: f64) -> Result<(FieldModes, f64), Error> {
        Ok(self.dressed(&self.carried(k_inv_mpc, n)?, n))
    }

    /// Modes in the frame carried along and in units of their start.
    fn carried(&self, k_inv_mpc: f64, n: f64) -> Result<Modes, Error> {
        let range_inv_mpc = self.range_inv_mpc;
        inside(k_inv_mpc, range_inv_mpc)?;
        let ln_k = k_inv_mpc.ln() - self.ln_unit;
        let begins = self.history.vacuum_until(ln_k);
        within("N", n, [begins, self.history.end()])?;
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
        })
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
        (fields, 8.0 * power * modes.tensor[0].norm_sqr())
    }
}

/// Iterations of N_* for a given reheating.
const MATCHES: usize = 60;
/// Accuracy of N_* in e-folds.
const MATCHED: f64 = 1e-9;

/// E-folds after the beginning before which no mode begins.
const SETTLING: f64 = 1.5;

/// What happens at a rate Γ rings as k/k_event up to k/k_event of order Γ: a period of π/Γ in ln k.
fn resolution(history: &TwoFieldHistory) -> f64 {
    let rate = history.fastest_change((history.end() - LAST_FOLDS).max(0.0));
    (std::f64::consts::PI / rate).clamp(0.02, 4.0)
}

/// E-folds before the end in which everything goes faster, and of which spectra of interest know nothing.
const LAST_FOLDS: f64 = 10.0;

/// k in Mpc⁻¹, of which thousands of e-folds could leave no number.
fn representable(ln_k: f64) -> f64 {
    ln_k.clamp(-690.0, 690.0).exp()
}

impl Model for TwoFieldSolution {
    fn powers(&self, k_inv_mpc: f64) -> Result<Powers, Error> {
        let powers = self.two_field_powers(k_inv_mpc)?;
        Ok(Powers::even(powers.curvature, powers.tensor))
    }

    fn range_inv_mpc(&self) -> [f64; 2] {
        self.range_inv_mpc
    }

    fn resolution(&self) -> f64 {
        self.resolution
    }
}
