//! The no-boundary proposal: a closed universe that begins as a cap of Euclidean space.
//!
//! Space and time close smoothly into half of a four-sphere, on whose equator the universe begins to expand, at rest, a = 1/H. Perturbations
//! that are regular at the pole of the cap have a definite state there; it is the Euclidean vacuum, the one of a de Sitter space that
//! respects all its symmetries.
//!
//! # Equations
//!
//! The closed universe starts at the throat with Ω_K → −∞. There the potential has not bent the cap yet, and inflaton perturbations
//! Q = φ_N ℛ and gravitational waves h, waves of the unit three-sphere with n = k/√K = 3, 4, 5, …, are regular as
//!
//! ```text
//! a = 1/(H cos η),   Q, h ∝ (1/a) e^(−inη) (n + i tan η) → 0 like a^(n−1) at the pole η = −i∞,
//! u_η/u = −i (n² − 1)/n   at the throat η = 0
//! ```
//!
//! From near the throat on, ℛ and h follow the equations of [`curved`](crate::curved), the field the full equation, from
//! φ_N = −(V′/V)(1 + 2 cos² η).
//!
//! # Limits
//!
//! n ≫ 1: the standard spectrum. H constant: P_t = 2H²/π² at every n in the measure k(k² − K) of [`curved`](crate::curved), so that what
//! is cut off is nothing but waves longer than space, n < 3; in the measure k³ powers would have a factor n²/(n² − 1). Slow roll
//! bends the lowest n by corrections of the order of the slow-roll parameters: curvature makes φ_N up to three times as large at the throat.
//!
//! # Accuracy
//!
//! The state is that of a cap without slope and mass: its log-derivative is wrong by the order of ε_V and η_V at n = 3, and by less
//! the larger n. The imaginary part that φ has on a cap of complex instantons is of the same order and left out, as is a mass of the order of
//! H, which suppresses the longest waves (`chen2018`).
//!
//! # What is established and what is conjecture
//!
//! Given a closed universe that inflates from rest and this state, the rest is computed. That the universe began so is the conjecture of Hartle and
//! Hawking; which saddle points of the path integral count, and with which sign of the action, is disputed. With the sign
//! of the authors a small V is likelier, which asks for little inflation, and it takes a reason outside to have sixty e-folds. Nothing singles
//! out a size of the universe: Ω_K today is a parameter here.
//!
//! # References
//!
//! `hartle1983`; `halliwell1985` (perturbations); `gratton2002` (closed universes from instantons).

use num_complex::Complex64;
use serde::{Deserialize, Serialize};

use crate::{
    Error, Model, Powers,
    curved::{
        Geometry,
        frame::{Frame, Pivot, history_tolerance},
        hubble_inv_mpc,
        modes::{Scalar, Tensor},
        start::{self, Background},
    },
    error::within,
    inflation::{Amplitude, History, equations::Universe, usual},
    potential::Potential,
};

/// How large the universe is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Size {
    /// That which follows from where the field starts.
    Throat {
        /// φ at the throat in M_P.
        field: f64,
    },
    /// That of today.
    Today {
        /// Ω_K today, negative.
        omega_k: f64,
        /// h = H₀/(100 km/s/Mpc).
        h: f64,
    },
}

/// A closed universe from a Euclidean cap.
///
/// # Examples
///
/// ```
/// use lastscatter_primordial::{Model, potential::Starobinsky, quantum_gravity::no_boundary::NoBoundary};
///
/// let universe = NoBoundary::new(Starobinsky { scale: 1e-10 }).solve()?;
/// let longest = universe.geometry().wavenumber_inv_mpc(3.0);
/// let [lowest, pivot] = [universe.powers(longest)?, universe.powers(0.05)?];
/// // No cutoff but the size of space: the power of the longest wave is that of a red spectrum within some slow-roll corrections.
/// assert!((lowest.scalar / pivot.scalar - 1.0).abs() < 0.3);
/// # Ok::<(), lastscatter_primordial::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoBoundary<P> {
    /// The potential.
    pub potential: P,
    /// How large the universe is.
    pub size: Size,
    /// N_*: e-folds from k = aH at the pivot scale to the end of inflation.
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

/// A closed universe from a Euclidean cap, solved.
#[derive(Debug, Clone)]
pub struct NoBoundarySolution {
    frame: Frame,
}

impl<P: Potential> NoBoundary<P> {
    /// Ω_K = −0.005 today with h = 0.67; N_* = 55 at k = 0.05 Mpc⁻¹, P_ℛ = 2.1e-9 there; powers to 1e-6.
    pub const fn new(potential: P) -> Self {
        Self {
            potential,
            size: Size::Today {
                omega_k: -0.005,
                h: 0.67,
            },
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
    /// [`Error::TooCurved`] when the pivot scale would be larger than space; [`Error::OutOfRange`] for settings;
    /// [`Error::Collapse`] and others that name what keeps the field from inflating.
    pub fn solve(&self) -> Result<NoBoundarySolution, Error> {
        let pivot = Pivot {
            e_folds: self.pivot_e_folds,
            k_inv_mpc: self.k_pivot_inv_mpc,
            amplitude: self.amplitude,
        };
        pivot.validate(self.tolerance, &self.potential)?;
        let tolerance = history_tolerance(self.tolerance);
        let background = match self.size {
            Size::Throat { field } => self.background(field, SINH, tolerance)?,
            Size::Today { omega_k, h } => {
                within("h", h, [0.1, 10.0])?;
                within("Omega_K today", omega_k, [-1.0, -1e-30])?;
                let horizon = self.k_pivot_inv_mpc / hubble_inv_mpc(h);
                // n of the pivot scale, which a wave must have.
                let growth = horizon.ln() - 0.5 * (-omega_k).ln();
                if growth <= 3.0_f64.ln() {
                    return Err(Error::TooCurved {
                        omega_k_today: omega_k,
                        largest: -horizon * horizon / 9.0,
                    });
                }
                start::matched(
                    &self.potential,
                    tolerance,
                    |field, tolerance| self.background(field, SINH, tolerance),
                    |background| {
                        let history = &background.history;
                        let at = history.end() - self.pivot_e_folds;
                        let ln_a_h = if at > 0.0 {
                            history.ln_a_h(at)
                        } else {
                            history.ln_a_h(0.0) + at
                        };
                        ln_a_h - 0.5 * background.curvature.ln() - growth
                    },
                )?
            }
        };
        let frame = Frame::new(background, &pivot, self.tolerance)?;
        Ok(NoBoundarySolution {
            frame: frame.normalised(&pivot, powers)?,
        })
    }

    /// A little after the throat, at tan η = `sinh`: to first order in the slope of the potential.
    fn background(&self, field: f64, sinh: f64, tolerance: f64) -> Result<Background, Error> {
        let [height, _] = start::height(&self.potential, field)?;
        let slope = self.potential.at(field).first / height;
        let tangent = sinh * sinh;
        let velocity = -slope * (1.0 + 2.0 / (1.0 + tangent));
        // From the throat to here φ_N is 3V′/V, and N = ½ tan²η.
        let field = field - 1.5 * slope * tangent;
        let omega_k = -1.0 / tangent;
        let height = self.potential.at(field).value;
        // H²(1 − Ω_K − φ_N²/6) = V/3.
        let squared = height / 3.0 / (1.0 - omega_k - velocity * velocity / 6.0);
        let universe = Universe {
            potential: &self.potential,
            curvature: -omega_k * squared,
            radiation: 0.0,
        };
        Background::new(&universe, [field, velocity, 0.5 * squared.ln()], tolerance)
    }
}

/// tan η where the history begins: aH in units of √K.
const SINH: f64 = 0.05;

impl NoBoundarySolution {
    /// The history of the universe, from a little after the throat.
    #[must_use]
    pub const fn history(&self) -> &History {
        self.frame.history()
    }

    /// The curvature of space.
    #[must_use]
    pub fn geometry(&self) -> Geometry {
        self.frame.geometry()
    }
}

fn powers(frame: &Frame, k_inv_mpc: f64) -> Result<Powers, Error> {
    let wave = frame.wave(k_inv_mpc)?;
    let [ln_a_h, epsilon, damping] = wave.history.expansion(0.0);
    let n = (wave.squared / wave.curvature).sqrt();
    let tangent = ln_a_h.exp() / wave.curvature.sqrt();
    // u_η/u over aH, which is tan η.
    let regular = Complex64::new(-n * tangent, 1.0) / Complex64::new(n, tangent);
    let slope = (regular - Complex64::new(0.0, n)) / tangent;
    // dln φ_N/dN.
    let growth = 0.5 * (damping - 3.0 + epsilon);
    frame.powers(
        k_inv_mpc,
        (&Scalar(wave), slope - growth),
        (&Tensor(wave), slope),
    )
}

impl Model for NoBoundarySolution {
    fn powers(&self, k_inv_mpc: f64) -> Result<Powers, Error> {
        powers(&self.frame, k_inv_mpc)
    }

    /// From n = 3 to scales that are frozen when inflation ends.
    fn range_inv_mpc(&self) -> [f64; 2] {
        self.frame.range_inv_mpc()
    }

    fn resolution(&self) -> f64 {
        1.0
    }
}

#[cfg(test)]
mod tests;
