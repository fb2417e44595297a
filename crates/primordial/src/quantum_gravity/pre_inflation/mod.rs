//! A phase before inflation: radiation, or the field's own kinetic energy.
//!
//! If inflation lasted hardly longer than it had to, the largest scales that we see were outside the horizon before it began. They never were
//! in the vacuum of inflation but in that of the phase before. Space is flat.
//!
//! # Equations
//!
//! What is quantised is the inflaton's perturbation Q = δφ on flat slices, and h:
//!
//! ```text
//! Q_NN + (3 − ε) Q_N + [(k/aH)² + V″/H² + (3 − ε) φ_N² + 2φ_N V′/H²] Q = 0,    h_NN + (3 − ε) h_N + (k/aH)² h = 0
//! ```
//!
//! with the ε of everything, ½φ_N² + 2Ω_r. It is solved for R = Q/φ_N, which is ℛ as soon as radiation has gone:
//!
//! ```text
//! R_NN + 2γ R_N + [(k/aH)² + 2Ω_r (2γ + ε − 1)] R = 0,    2γ = 3 − ε + 2φ_NN/φ_N
//! ```
//!
//! *Kinetic*: one field, nothing left out. Modes begin as if the kinetic phase had no end, Q and h ∝ H₀⁽²⁾(k/2aH), which is
//! e^(−ikτ)/√(2k) deep inside the horizon; each k is there later than the horizon shrinks to it, never at the singularity.
//!
//! *Radiation*: Q is a spectator. Perturbations of radiation itself, and their gravity, are left out; so is any thermal population.
//! Modes begin as aQ, ah ∝ e^(−ikτ), exact in a universe of radiation (a″ = 0), at the singularity already.
//!
//! # Limits
//!
//! Much inflation before the pivot scale leaves the horizon: the standard spectrum. k → 0: power falls as k² after radiation;
//! after kinetic energy as k³ times a quadratic in ln k, which for ℛ is nearly constant.
//!
//! # What is established and what is conjecture
//!
//! That a short inflation remembers its beginning is plain quantum field theory in curved space; that the power of the largest scales falls
//! when the universe did not inflate before is, too. That inflation was so short is a conjecture, for which the low quadrupole is a
//! weak argument, and so is the phase before it. That its modes began in a vacuum at all is an assumption: it has a meaning
//! near a singularity only because these wave equations happen to have solutions of positive frequency there.
//!
//! # References
//!
//! `powell2007` (radiation); `contaldi2003` (kinetic energy).

mod hankel;
#[cfg(test)]
mod tests;

use num_complex::Complex64;
use serde::{Deserialize, Serialize};

use crate::{
    Error, Model, Powers,
    curved::{
        frame::{Frame, Pivot, history_tolerance},
        modes::{Perturbation, Tensor, Wave},
        start::{self, Background},
    },
    error::within,
    inflation::{Amplitude, History, equations::Universe, usual},
    potential::Potential,
};
use lastscatter_numerics::ode::{Coefficients, Oscillator};

/// What filled the universe before inflation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Radiation; the field is held by friction.
    Radiation,
    /// The kinetic energy of the field, which rolls down.
    Kinetic,
}

/// Inflation after a phase of radiation or kinetic energy.
///
/// # Accuracy
///
/// Powers to the tolerance, within the equations (`quantum_gravity::pre_inflation::tests`).
///
/// # Examples
///
/// ```
/// use lastscatter_primordial::{Model, potential::Starobinsky};
/// use lastscatter_primordial::quantum_gravity::pre_inflation::{Phase, PreInflation};
///
/// let short = PreInflation {
///     e_folds_before_pivot: 6.0,
///     ..PreInflation::new(Starobinsky { scale: 1e-10 }, Phase::Kinetic)
/// }
/// .solve()?;
/// let horizon = short.onset_inv_mpc();
/// let [low, high] = [0.3 * horizon, 30.0 * horizon];
/// assert!(short.powers(low)?.scalar < 0.3 * short.powers(high)?.scalar);
/// # Ok::<(), lastscatter_primordial::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreInflation<P> {
    /// The potential.
    pub potential: P,
    /// What came before.
    pub phase: Phase,
    /// E-folds from the onset of inflation, ä = 0, to k = aH of the pivot scale, 0.1 to 1000.
    pub e_folds_before_pivot: f64,
    /// N_*: e-folds from then to the end of inflation.
    pub pivot_e_folds: f64,
    /// The pivot scale in Mpc⁻¹.
    #[serde(default = "usual::k_pivot_inv_mpc")]
    pub k_pivot_inv_mpc: f64,
    /// What fixes the height of the potential.
    #[serde(default = "usual::amplitude")]
    pub amplitude: Amplitude,
    /// Relative accuracy of the powers.
    #[serde(default = "usual::tolerance")]
    pub tolerance: f64,
}

/// Inflation after another phase, solved.
#[derive(Debug, Clone)]
pub struct PreInflationSolution {
    frame: Frame,
    phase: Phase,
    /// ρ_r/3 at N = 0.
    radiation: f64,
}

impl<P: Potential> PreInflation<P> {
    /// With 6 e-folds of inflation before the pivot scale leaves the horizon and N_* = 55 after; k_* = 0.05 Mpc⁻¹, P_ℛ = 2.1e-9 there;
    /// powers to 1e-6.
    pub const fn new(potential: P, phase: Phase) -> Self {
        Self {
            potential,
            phase,
            e_folds_before_pivot: 6.0,
            pivot_e_folds: 55.0,
            k_pivot_inv_mpc: usual::k_pivot_inv_mpc(),
            amplitude: usual::amplitude(),
            tolerance: usual::tolerance(),
        }
    }

    /// The history of the universe and its modes.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] for settings; others that name what keeps the field from inflating.
    pub fn solve(&self) -> Result<PreInflationSolution, Error> {
        let pivot = Pivot {
            e_folds: self.pivot_e_folds,
            k_inv_mpc: self.k_pivot_inv_mpc,
            amplitude: self.amplitude,
        };
        pivot.validate(self.tolerance, &self.potential)?;
        within(
            "e-folds before the pivot",
            self.e_folds_before_pivot,
            [0.1, 1000.0],
        )?;
        // What V is to the rest at the beginning, modes there miss of their exact form. Later the error grows against the mode: in radiation as
        // what stays does against what falls as 1/a, until V counts; after kinetic energy as what makes ℛ grow while the field slows down.
        let share = match self.phase {
            Phase::Kinetic => 0.01 * self.tolerance,
            Phase::Radiation => (0.1 * self.tolerance).powf(4.0 / 3.0),
        };
        let background = start::matched(
            &self.potential,
            history_tolerance(self.tolerance),
            |field, tolerance| self.background(field, share, tolerance),
            |background| {
                background.history.end()
                    - background.onset
                    - self.pivot_e_folds
                    - self.e_folds_before_pivot
            },
        )?;
        let history = &background.history;
        let radiation = match self.phase {
            Phase::Kinetic => 0.0,
            Phase::Radiation => {
                let height = self.potential.at(history.field(0.0)).value;
                height / (3.0 * share)
            }
        };
        let frame = Frame::new(background, &pivot, self.tolerance)?;
        let solution = PreInflationSolution {
            phase: self.phase,
            radiation,
            frame,
        };
        let phase = self.phase;
        let frame = solution
            .frame
            .normalised(&pivot, |frame, k| powers(frame, phase, radiation, k))?;
        Ok(PreInflationSolution { frame, ..solution })
    }

    /// With a field that is at φ when its potential matters, or nearly there.
    fn background(&self, field: f64, share: f64, tolerance: f64) -> Result<Background, Error> {
        let potential = &self.potential;
        let [height, down] = start::height(potential, field)?;
        match self.phase {
            Phase::Kinetic => {
                // Kinetic energy falls as a⁻⁶, φ_N = √6.
                let fall = -share.ln() / 6.0_f64.sqrt();
                start::kinetic(potential, field - down * fall, 0.0, share, tolerance)
            }
            Phase::Radiation => {
                let universe = Universe {
                    potential,
                    curvature: 0.0,
                    radiation: height / (3.0 * share),
                };
                let squared = height / 3.0 * (1.0 + 1.0 / share);
                // Friction holds the field: φ_NN = 4φ_N.
                let velocity = -potential.at(field).first / (5.0 * squared);
                let ln_h = universe.ln_hubble(0.0, field, velocity);
                Background::new(&universe, [field, velocity, ln_h], tolerance)
            }
        }
    }
}

impl PreInflationSolution {
    /// The history of the universe.
    #[must_use]
    pub const fn history(&self) -> &History {
        self.frame.history()
    }

    /// N at which inflation begins.
    #[must_use]
    pub const fn onset(&self) -> f64 {
        self.frame.background.onset
    }

    /// aH in Mpc⁻¹ where inflation begins, its least value.
    #[must_use]
    pub fn onset_inv_mpc(&self) -> f64 {
        self.frame.horizon_inv_mpc(self.onset())
    }
}

/// R = Q/φ_N in e-folds.
#[derive(Debug, Clone, Copy)]
struct Scalar<'a> {
    wave: Wave<'a>,
    /// ρ_r/3 at N = 0.
    radiation: f64,
}

impl Oscillator for Scalar<'_> {
    fn coefficients(&self, n: f64) -> Coefficients {
        let [ln_a_h, epsilon, damping] = self.wave.history.expansion(n);
        let over = (-2.0 * ln_a_h).exp();
        let radiation = self.radiation * over * (-2.0 * n).exp();
        Coefficients {
            frequency_squared: self.wave.squared * over
                + 2.0 * radiation * (damping + epsilon - 1.0),
            damping: 0.5 * damping,
        }
    }

    fn longest_step(&self, n: f64) -> f64 {
        self.wave.history.longest_step(n)
    }
}

impl Perturbation for Scalar<'_> {
    fn wave(&self) -> &Wave<'_> {
        &self.wave
    }

    fn norm(&self) -> f64 {
        self.wave.history.velocity(0.0).powi(2)
    }

    fn laplacian(&self) -> f64 {
        self.wave.squared
    }
}

fn powers(frame: &Frame, phase: Phase, radiation: f64, k_inv_mpc: f64) -> Result<Powers, Error> {
    let wave = frame.wave(k_inv_mpc)?;
    let [ln_a_h, epsilon, damping] = wave.history.expansion(0.0);
    let depth = wave.squared.sqrt() / ln_a_h.exp();
    // Of Q and of h.
    let slope = match phase {
        Phase::Radiation => Complex64::new(-1.0, -depth),
        Phase::Kinetic => 2.0 * hankel::hankel_slope(0.5 * depth),
    };
    // dln φ_N/dN.
    let growth = 0.5 * (damping - 3.0 + epsilon);
    frame.powers(
        k_inv_mpc,
        (&Scalar { wave, radiation }, slope - growth),
        (&Tensor(wave), slope),
    )
}

impl Model for PreInflationSolution {
    fn powers(&self, k_inv_mpc: f64) -> Result<Powers, Error> {
        powers(&self.frame, self.phase, self.radiation, k_inv_mpc)
    }

    /// From 10⁻³ of the horizon of the onset to scales that are frozen when inflation ends.
    fn range_inv_mpc(&self) -> [f64; 2] {
        self.frame.range_inv_mpc()
    }

    fn resolution(&self) -> f64 {
        0.2
    }
}
