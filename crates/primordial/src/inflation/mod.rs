//! Inflation by one scalar field in flat space.
//!
//! ```
//! use lastscatter_primordial::{Inflation, Spectrum, potential::Starobinsky};
//!
//! let inflation = Inflation::new(Starobinsky { scale: 1.0 }).solve()?;
//! let spectrum = Spectrum::new(&inflation, [1e-5, 1.0], 1e-5)?;
//! let pivot = spectrum.observables(0.05)?;
//! // 1 − 2/N and 12/N² with N = 55, less corrections in ln N/N².
//! assert!((pivot.n_s - 0.965).abs() < 5e-4 && (pivot.r - 0.0036).abs() < 1e-4);
//! # Ok::<(), lastscatter_primordial::Error>(())
//! ```
//!
//! # Accuracy
//!
//! Powers keep within the tolerance: against Hankel functions (`inflation_exact::power_law_inflation`, `de_sitter_space`), themselves at higher
//! accuracy (`powers_converge`), brute force where potentials have steps and kinks (`inflation_features`) and CLASS
//! (`golden_inflation::polynomial_potential`). Where the field turns round, ℛ does not exist: wavenumbers reach down to those that were deep
//! inside the horizon then.

pub(crate) mod equations;
mod history;
mod modes;
pub(crate) mod polynomial;
mod reheating;
mod slow_roll;
mod start;
mod way;
mod windows;

pub use history::{Ending, History};
pub use reheating::{Pivot, Reheating, ReheatingDuration};
pub use slow_roll::SlowRoll;
pub use start::{Direction, Start};

use lastscatter_numerics::ode::OscillatorSolver;
use serde::{Deserialize, Serialize};

use crate::{Error, Model, Powers, error::within, potential::Potential};
use equations::Universe;
use modes::Amplitudes;
use windows::Windows;

pub(crate) use modes::{Failure, at_the_end};

/// What fixes the height of the potential.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Amplitude {
    /// The potential itself.
    Potential,
    /// P_ℛ at the pivot scale; the potential is scaled to it.
    Scalar(f64),
}

/// Inflation by one scalar field: what to solve, and how well.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Inflation<P> {
    /// The potential.
    pub potential: P,
    /// How it begins.
    #[serde(default = "usual::start")]
    pub start: Start,
    /// What ends it.
    #[serde(default = "usual::ending")]
    pub ending: Ending,
    /// When the pivot scale left the horizon.
    #[serde(default = "usual::pivot")]
    pub pivot: Pivot,
    /// The pivot scale in Mpc⁻¹.
    #[serde(default = "usual::k_pivot_inv_mpc")]
    pub k_pivot_inv_mpc: f64,
    /// What fixes the amplitude.
    #[serde(default = "usual::amplitude")]
    pub amplitude: Amplitude,
    /// Relative accuracy of the powers, 1e-12 to 1e-2.
    #[serde(default = "usual::tolerance")]
    pub tolerance: f64,
}

/// What [`Inflation::new`] sets, and a description may leave out.
pub(crate) mod usual {
    use super::{Amplitude, Ending, Pivot, Start};

    pub(super) const fn start() -> Start {
        Start::Attractor {
            e_folds_before_pivot: 15.0,
        }
    }

    pub(super) const fn ending() -> Ending {
        Ending::Acceleration
    }

    pub(crate) const fn pivot() -> Pivot {
        Pivot::EFolds(55.0)
    }

    pub(crate) const fn k_pivot_inv_mpc() -> f64 {
        0.05
    }

    pub(crate) const fn amplitude() -> Amplitude {
        Amplitude::Scalar(2.1e-9)
    }

    pub(crate) const fn tolerance() -> f64 {
        1e-6
    }
}

/// Inflation, solved: the history of the universe, and the powers of any wavenumber.
#[derive(Debug, Clone)]
pub struct InflationSolution {
    history: History,
    windows: Windows,
    /// N at which the pivot scale leaves the horizon.
    pivot: f64,
    /// ln of aH in units of Mpc⁻¹ less that in units of M_P at N = 0.
    ln_unit: f64,
    /// By what V of the settings is multiplied.
    factor: f64,
    solver: OscillatorSolver,
}

impl<P: Potential> Inflation<P> {
    /// From the attractor, N_* = 55 at k = 0.05 Mpc⁻¹, P_ℛ = 2.1e-9 there, powers to 1e-6.
    pub const fn new(potential: P) -> Self {
        Self {
            potential,
            start: usual::start(),
            ending: usual::ending(),
            pivot: usual::pivot(),
            k_pivot_inv_mpc: usual::k_pivot_inv_mpc(),
            amplitude: usual::amplitude(),
            tolerance: usual::tolerance(),
        }
    }

    /// The history of the universe and its modes.
    ///
    /// # Errors
    ///
    /// Those of [`Error`] that name what keeps the field from inflating.
    pub fn solve(&self) -> Result<InflationSolution, Error> {
        self.validate()?;
        let universe = Universe::flat(&self.potential);
        let mut e_folds = match self.pivot {
            Pivot::EFolds(e_folds) => e_folds,
            Pivot::Reheating(_) => USUAL,
        };
        // The accuracy of the history costs little.
        let tolerance = (1e-4 * self.tolerance).clamp(1e-13, 1e-9);
        loop {
            let before = match self.start {
                Start::Attractor {
                    e_folds_before_pivot,
                } => e_folds_before_pivot,
                _ => 0.0,
            };
            let wanted = e_folds + before;
            let state = start::state(&universe, self, wanted, tolerance)?;
            let history = History::new(&universe, state, tolerance, self.ending)?;
            let solution = InflationSolution {
                windows: Windows::new(&history, self.tolerance),
                pivot: f64::NAN,
                ln_unit: 0.0,
                factor: 1.0,
                solver: OscillatorSolver::new(self.tolerance),
                history,
            };
            let [found, factor] = self.match_pivot(&solution)?;
            // A pivot scale that reheating puts much earlier asks for a longer history.
            if found > e_folds + 1e-6 && matches!(self.start, Start::Attractor { .. }) {
                e_folds = found + 1.0;
                continue;
            }
            let pivot = solution.history.end() - found;
            return Ok(InflationSolution {
                pivot,
                ln_unit: self.k_pivot_inv_mpc.ln() - solution.history.ln_a_h(pivot),
                factor,
                ..solution
            });
        }
    }

    fn validate(&self) -> Result<(), Error> {
        within("tolerance", self.tolerance, [1e-12, 1e-2])?;
        within("pivot in 1/Mpc", self.k_pivot_inv_mpc, [1e-8, 1e8])?;
        match self.pivot {
            Pivot::EFolds(e_folds) => {
                within("N_*", e_folds, [1.0, 1000.0])?;
            }
            Pivot::Reheating(reheating) => reheating.validate()?,
        }
        if let Start::Attractor {
            e_folds_before_pivot,
        } = self.start
        {
            within(
                "e-folds before the pivot",
                e_folds_before_pivot,
                [0.0, 1000.0],
            )?;
        }
        match self.ending {
            Ending::Acceleration => {}
            Ending::Field(field) => {
                within("field at the end in M_P", field, [-1e6, 1e6])?;
            }
            Ending::EFolds(e_folds) => {
                within("e-folds of the history", e_folds, [1.0, 1e4])?;
            }
        }
        if let Amplitude::Scalar(amplitude) = self.amplitude {
            within("A_s", amplitude, [1e-30, 1.0])?;
        }
        self.potential.validate()
    }

    /// N_* and the factor of the potential.
    fn match_pivot(&self, solution: &InflationSolution) -> Result<[f64; 2], Error> {
        let history = &solution.history;
        let end = history.end();
        let factor = |e_folds: f64| {
            if e_folds >= end {
                return Err(Error::TooShort {
                    e_folds: end,
                    needed: e_folds,
                    k_inv_mpc: self.k_pivot_inv_mpc,
                });
            }
            let Amplitude::Scalar(amplitude) = self.amplitude else {
                return Ok(1.0);
            };
            let ln_k = history.ln_a_h(end - e_folds);
            let [scalar, _] = solution
                .amplitudes(ln_k)
                .map_err(|failure| failure.into_error(self.k_pivot_inv_mpc, &solution.solver))?
                .powers();
            Ok(amplitude / scalar)
        };
        let reheating = match self.pivot {
            Pivot::EFolds(e_folds) => return Ok([e_folds, factor(e_folds)?]),
            Pivot::Reheating(reheating) => reheating,
        };
        // H_*, ρ_end and A_s depend on N_* but weakly: what is left of ln k shifts N_*.
        let mut e_folds = USUAL.min(0.9 * end);
        let mut change = f64::INFINITY;
        for _ in 0..MATCHES {
            let scale = factor(e_folds)?;
            let hubble = (history.ln_hubble(end - e_folds) + 0.5 * scale.ln()).exp();
            let density = 3.0 * scale * (2.0 * history.ln_hubble(end)).exp();
            let ln_k = reheating.ln_k_inv_mpc(e_folds, hubble, density)?;
            change = ln_k - self.k_pivot_inv_mpc.ln();
            if change.abs() < MATCHED {
                return Ok([e_folds, scale]);
            }
            e_folds += change;
            if e_folds.is_nan() || e_folds <= 0.0 {
                return Err(Error::TooShort {
                    e_folds: end,
                    needed: e_folds,
                    k_inv_mpc: self.k_pivot_inv_mpc,
                });
            }
            if e_folds > end && matches!(self.start, Start::Attractor { .. }) {
                // The caller begins earlier.
                return Ok([e_folds, scale]);
            }
        }
        Err(Error::Numerics(lastscatter_numerics::Error::NotConverged {
            what: "matching of the pivot scale",
            iterations: MATCHES,
            residual: change,
            tolerance: MATCHED,
        }))
    }
}

/// A usual N_*.
const USUAL: f64 = 60.0;
/// Iterations of N_* for a given reheating.
const MATCHES: usize = 60;
/// Accuracy of N_* in e-folds.
const MATCHED: f64 = 1e-9;

impl InflationSolution {
    /// The history of the universe, for the potential of the settings: the amplitude's [`potential_factor`](Self::potential_factor) multiplies
    /// its H².
    #[must_use]
    pub const fn history(&self) -> &History {
        &self.history
    }

    /// By what the potential of the settings has to be multiplied for the amplitude asked.
    #[must_use]
    pub const fn potential_factor(&self) -> f64 {
        self.factor
    }

    /// ln k in Mpc⁻¹ less ln k in units of aH at N = 0 and M_P.
    pub(crate) const fn ln_unit(&self) -> f64 {
        self.ln_unit
    }

    /// N at which the pivot scale leaves the horizon.
    pub(crate) const fn pivot(&self) -> f64 {
        self.pivot
    }

    /// When modes can begin and end.
    pub(crate) const fn windows(&self) -> &Windows {
        &self.windows
    }

    /// What solves modes.
    pub(crate) const fn solver(&self) -> &OscillatorSolver {
        &self.solver
    }

    /// N_*: e-folds from the moment when the pivot scale leaves the horizon to the end of inflation.
    #[must_use]
    pub fn pivot_e_folds(&self) -> f64 {
        self.history.end() - self.pivot
    }

    /// The N at which a wavenumber in Mpc⁻¹ leaves the horizon, k = aH, if it does.
    #[must_use]
    pub fn crossing(&self, k_inv_mpc: f64) -> Option<f64> {
        self.history.crossing(k_inv_mpc.ln() - self.ln_unit)
    }

    /// ln k, k in units of aH at N = 0 and M_P.
    pub(crate) fn ln_wavenumber(&self, k_inv_mpc: f64) -> f64 {
        k_inv_mpc.ln() - self.ln_unit
    }

    /// The slow-roll approximation at a wavenumber in Mpc⁻¹, if it leaves the horizon.
    #[must_use]
    pub fn slow_roll(&self, k_inv_mpc: f64) -> Option<SlowRoll> {
        let mut slow_roll = SlowRoll::at(&self.history, self.crossing(k_inv_mpc)?);
        slow_roll.scalar *= self.factor;
        slow_roll.tensor *= self.factor;
        Some(slow_roll)
    }

    fn amplitudes(&self, ln_k: f64) -> Result<Amplitudes, Failure> {
        Amplitudes::new(&self.history, &self.windows, &self.solver, ln_k)
    }
}

impl Model for InflationSolution {
    fn powers(&self, k_inv_mpc: f64) -> Result<Powers, Error> {
        let range_inv_mpc = self.range_inv_mpc();
        let outside = Error::OutsideSpectrum {
            k_inv_mpc,
            range_inv_mpc,
        };
        if !(k_inv_mpc >= range_inv_mpc[0] && k_inv_mpc <= range_inv_mpc[1]) {
            return Err(outside);
        }
        match self.amplitudes(k_inv_mpc.ln() - self.ln_unit) {
            Ok(amplitudes) => {
                let [scalar, tensor] = amplitudes.powers();
                Ok(Powers::even(scalar, tensor).scaled(self.factor))
            }
            Err(Failure::Short) => Err(outside),
            Err(failure) => Err(failure.into_error(k_inv_mpc, &self.solver)),
        }
    }

    fn range_inv_mpc(&self) -> [f64; 2] {
        let highest = self.history.ln_a_h(self.history.end()) + OUTERMOST.ln();
        // Rounding must not put the ends themselves outside, nor a long history zero inside.
        let inside = 1e-12;
        [
            (self.windows.smallest() + self.ln_unit + inside).exp(),
            (highest + self.ln_unit - inside).exp(),
        ]
        .map(|k| k.clamp(f64::MIN_POSITIVE, f64::MAX))
    }

    fn resolution(&self) -> f64 {
        self.windows.resolution()
    }
}

/// The largest k/aH at the end of inflation.
const OUTERMOST: f64 = 0.1;
