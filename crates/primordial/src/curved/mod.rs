//! Inflation in closed and open universes.
//!
//! One scalar field with curvature of space K, which thins out as inflation goes on: if inflation lasted hardly longer than it had to,
//! Ω_K today is small but not nothing, and the largest scales were never deep inside the horizon. They carry the state in
//! which they began: less power on scales beyond the horizon of the onset of inflation, and oscillations in k that fade below.
//!
//! ```text
//! ℰ = φ_N²/2,   D = k² − 4K (that is −∇² − 3K),   𝒵² = a² φ_N² D/(D + Kℰ)
//! v = 𝒵ℛ:   v″ + [k² − 3K − 𝒵″/𝒵 − 2K 𝒵′/(ℋ𝒵)] v = 0
//! h″ + 2ℋ h′ + (k² − K) h = 0
//! ```
//!
//! with ′ the derivative by conformal time. The wave equation of ℛ comes from the quadratic action of comoving curvature
//! perturbations; the two first-order equations behind it, Ψ_N = −ℰℛ − (1 + ℰ)Ψ and
//! ℛ_N = (D/ℰ) Ψ/(aH)² − Ω_K (ℛ + Ψ), are easier to check and are integrated in the tests.
//!
//! # Conventions
//!
//! k is that of radial waves, n√|K|: [`Geometry`]. Powers are
//!
//! ```text
//! P_ℛ = k (k² − K) |ℛ|²/2π²,      ⟨ℛ²⟩     = Σ_{n≥3} n/(n² − 1) P_ℛ(n)              (closed)
//! P_t = 8 k (k² − K) |h|²/2π²,    ⟨h_ij h^ij⟩ = Σ_{n≥3} (n² − 4)/(n (n² − 1)) P_t(n)
//! ```
//!
//! for ℛ and h of canonical norm. In closed de Sitter space the P_t of the Euclidean vacuum is then 2H²/π² at every n
//! (`quantum_gravity::no_boundary`), and n/(n² − 1) is dln √(k² − K): a Boltzmann code with β = k that integrates over
//! dln √(β² − K) takes P_ℛ as it is. Only integers n ≥ 3 are waves of a closed universe; the spectrum is smooth between them.
//!
//! # References
//!
//! `handley2019`; `garriga1999`; `handley2016` (states of least energy); `lyth1995` (the measure).

pub(crate) mod frame;
mod geometry;
pub(crate) mod modes;
pub(crate) mod start;
#[cfg(test)]
mod tests;

pub use geometry::Geometry;

use serde::{Deserialize, Serialize};

use crate::{
    Error, Model, Powers,
    error::within,
    inflation::{Amplitude, History, usual},
    potential::Potential,
};
use frame::{Frame, Pivot, history_tolerance};
pub(crate) use geometry::hubble_inv_mpc;
use modes::{Scalar, Tensor};
use start::Background;

/// How a curved universe begins.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Start {
    /// At the onset of inflation, ä = 0, where curvature matters most: φ̇² = V.
    Onset {
        /// φ in M_P.
        field: f64,
        /// Ω_K = −K/(aH)² there, −10⁴ to 0.99.
        omega_k: f64,
    },
    /// In a phase of kinetic dominance, rolling down.
    Kinetic {
        /// φ in M_P.
        field: f64,
        /// Ω_K there, −10⁴ to 0.99.
        omega_k: f64,
        /// V/(½φ̇²) there, 10⁻¹⁴ to 0.5.
        potential_share: f64,
    },
    /// At the onset of inflation, with the φ that leads to the curvature of today.
    Today {
        /// Ω_K at the onset, −10⁴ to 0.99.
        omega_k: f64,
        /// Ω_K today, of the same sign.
        omega_k_today: f64,
        /// h = H₀/(100 km/s/Mpc).
        h: f64,
    },
}

/// The state in which perturbations start, at the start of the history, with ω² = −∇².
///
/// Neither is unique: a mode that is not deep inside the horizon has no vacuum that everybody must agree on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vacuum {
    /// v′ = −iωv of the canonical variable v = 𝒵ℛ or ah/2: what is done in flat space, deep inside the horizon.
    ///
    /// Oscillations fade with (aH/k)².
    BunchDavies,
    /// u′ = −iωu of u = ℛ or h itself: the least ½|u′|² + ½|∇u|², as from the renormalised stress-energy tensor.
    ///
    /// Oscillations fade with aH/k only, and a spectrum to be interpolated needs many more wavenumbers.
    StressEnergy,
}

/// Inflation by one scalar field in a curved universe: what to solve, and how well.
///
/// # Accuracy
///
/// Powers to the tolerance against an independent integration of the first-order equations (`curved::tests::first_order_equations`);
/// `curved::tests::golden_primpy` compares with another code.
///
/// # Examples
///
/// A closed universe whose Ω_K is −0.05 when inflation begins and −0.01 today:
///
/// ```
/// use lastscatter_primordial::{Curved, Model, curved::{Start, Vacuum}, potential::Starobinsky};
///
/// let closed = Curved {
///     start: Start::Today { omega_k: -0.05, omega_k_today: -0.01, h: 0.65 },
///     ..Curved::new(Starobinsky { scale: 1e-10 })
/// }
/// .solve()?;
/// let power = |n| Ok::<_, lastscatter_primordial::Error>(closed.powers(closed.geometry().wavenumber_inv_mpc(n))?.scalar);
/// // The lowest wave has lost power.
/// assert!(power(3.0)? < 0.7 * power(30.0)?);
/// assert!((closed.powers(0.05)?.scalar / 2.1e-9 - 1.0).abs() < 1e-12);
/// # Ok::<(), lastscatter_primordial::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Curved<P> {
    /// The potential.
    pub potential: P,
    /// How the universe begins.
    pub start: Start,
    /// The state of perturbations at the start.
    pub vacuum: Vacuum,
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

/// Inflation in a curved universe, solved.
#[derive(Debug, Clone)]
pub struct CurvedSolution {
    frame: Frame,
    vacuum: Vacuum,
}

impl<P: Potential> Curved<P> {
    /// A closed universe with Ω_K = −0.5 at the onset of inflation and −0.005 today (h = 0.67); N_* = 55 at k = 0.05 Mpc⁻¹,
    /// P_ℛ = 2.1e-9 there; Bunch–Davies states; powers to 1e-6.
    pub const fn new(potential: P) -> Self {
        Self {
            potential,
            start: Start::Today {
                omega_k: -0.5,
                omega_k_today: -0.005,
                h: 0.67,
            },
            vacuum: Vacuum::BunchDavies,
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
    /// [`Error::Collapse`] of a closed universe before it inflates; [`Error::TooCurved`] when Ω_K today does not fit;
    /// [`Error::OutOfRange`] and [`Error::OutOfDomain`] for settings; others that name what keeps the field from inflating.
    pub fn solve(&self) -> Result<CurvedSolution, Error> {
        let pivot = Pivot {
            e_folds: self.pivot_e_folds,
            k_inv_mpc: self.k_pivot_inv_mpc,
            amplitude: self.amplitude,
        };
        pivot.validate(self.tolerance, &self.potential)?;
        let frame = Frame::new(self.background()?, &pivot, self.tolerance)?;
        Ok(CurvedSolution {
            frame: frame.normalised(&pivot, |frame, k| powers(frame, self.vacuum, k))?,
            vacuum: self.vacuum,
        })
    }

    fn background(&self) -> Result<Background, Error> {
        let tolerance = history_tolerance(self.tolerance);
        match self.start {
            Start::Onset { field, omega_k } => {
                start::at_onset(&self.potential, field, omega_k, tolerance)
            }
            Start::Kinetic {
                field,
                omega_k,
                potential_share,
            } => start::kinetic(&self.potential, field, omega_k, potential_share, tolerance),
            Start::Today {
                omega_k,
                omega_k_today,
                h,
            } => {
                within("h", h, [0.1, 10.0])?;
                within("Omega_K today", omega_k_today, [-1.0, 1.0])?;
                within("Omega_K at the onset of inflation", omega_k, start::OMEGA_K)?;
                if omega_k_today * omega_k <= 0.0 {
                    return Err(Error::OutOfDomain {
                        name: "Omega_K today",
                        value: omega_k_today,
                        expected: "a number of the sign of that at the onset of inflation, not zero",
                    });
                }
                // Ω_K (aH)² stays the same.
                let pivot = self.k_pivot_inv_mpc / hubble_inv_mpc(h);
                let largest = omega_k * pivot * pivot;
                let growth = 0.5 * (largest / omega_k_today).ln();
                if growth <= 0.0 {
                    return Err(Error::TooCurved {
                        omega_k_today,
                        largest,
                    });
                }
                start::matched(
                    &self.potential,
                    tolerance,
                    |field, tolerance| start::at_onset(&self.potential, field, omega_k, tolerance),
                    |background| {
                        let history = &background.history;
                        let pivot = history.end() - self.pivot_e_folds;
                        if pivot > 0.0 {
                            history.ln_a_h(pivot) - history.ln_a_h(0.0) - growth
                        } else {
                            pivot - growth
                        }
                    },
                )
            }
        }
    }
}

impl CurvedSolution {
    /// The history of the universe.
    #[must_use]
    pub const fn history(&self) -> &History {
        self.frame.history()
    }

    /// The curvature of space.
    #[must_use]
    pub fn geometry(&self) -> Geometry {
        self.frame.geometry()
    }

    /// Ω_K at N of the history.
    #[must_use]
    pub fn omega_k(&self, n: f64) -> f64 {
        -self.frame.background.curvature * (-2.0 * self.history().ln_a_h(n)).exp()
    }

    /// N at which inflation begins.
    #[must_use]
    pub const fn onset(&self) -> f64 {
        self.frame.background.onset
    }

    /// aH in Mpc⁻¹ at N.
    #[must_use]
    pub fn horizon_inv_mpc(&self, n: f64) -> f64 {
        self.frame.horizon_inv_mpc(n)
    }
}

fn powers(frame: &Frame, vacuum: Vacuum, k_inv_mpc: f64) -> Result<Powers, Error> {
    let wave = frame.wave(k_inv_mpc)?;
    let (scalar, tensor) = (Scalar(wave), Tensor(wave));
    frame.powers(
        k_inv_mpc,
        (&scalar, modes::state(&scalar, vacuum)),
        (&tensor, modes::state(&tensor, vacuum)),
    )
}

impl Model for CurvedSolution {
    fn powers(&self, k_inv_mpc: f64) -> Result<Powers, Error> {
        powers(&self.frame, self.vacuum, k_inv_mpc)
    }

    /// From n = 3 in a closed universe, from n = 1e-3 in an open one, until scales that are frozen when inflation ends.
    fn range_inv_mpc(&self) -> [f64; 2] {
        self.frame.range_inv_mpc()
    }

    fn resolution(&self) -> f64 {
        0.2
    }
}
