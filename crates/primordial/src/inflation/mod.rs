//! Inflation by one scalar field in flat space.

mod equations;
mod history;
mod modes;

pub use history::History;
pub(crate) use modes::{frozen, growth_from};

use lastscatter_numerics::ode::OscillatorSolver;

use crate::{Error, Model, Powers, error::within, potential::Potential};
use equations::Universe;
use modes::Failure;

/// How inflation begins.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Start {
    /// On the attractor, so early that as many e-folds lie before the pivot scale leaves the horizon.
    Attractor {
        /// E-folds before the pivot scale leaves the horizon.
        e_folds_before_pivot: f64,
    },
    /// With a given φ in M_P and φ_N = dφ/dN in M_P.
    Given {
        /// φ in M_P.
        field: f64,
        /// dφ/dN in M_P.
        velocity: f64,
    },
}

/// When the pivot scale left the horizon.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Pivot {
    /// So many e-folds before the end of inflation: N_*.
    EFolds(f64),
}

/// What fixes the height of the potential.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Amplitude {
    /// The potential itself.
    Potential,
    /// P_ℛ at the pivot scale; the potential is scaled to it.
    Scalar(f64),
}

/// Inflation by one scalar field: what to solve, and how well.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inflation<P> {
    /// The potential.
    pub potential: P,
    /// How it begins.
    pub start: Start,
    /// When the pivot scale left the horizon.
    pub pivot: Pivot,
    /// The pivot scale in Mpc⁻¹.
    pub k_pivot_inv_mpc: f64,
    /// What fixes the amplitude.
    pub amplitude: Amplitude,
    /// Relative accuracy of the powers.
    pub tolerance: f64,
}

/// Inflation, solved: the history of the universe, and the powers of any wavenumber.
#[derive(Debug, Clone)]
pub struct InflationSolution {
    history: History,
    /// ln of aH in units of Mpc⁻¹ less that in units of M_P at N = 0.
    ln_unit: f64,
    factor: f64,
    solver: OscillatorSolver,
}

impl<P: Potential> Inflation<P> {
    /// From the attractor, N_* = 55 at k = 0.05 Mpc⁻¹, P_ℛ = 2.1e-9 there, powers to 1e-6.
    pub const fn new(potential: P) -> Self {
        Self {
            potential,
            start: Start::Attractor {
                e_folds_before_pivot: 15.0,
            },
            pivot: Pivot::EFolds(55.0),
            k_pivot_inv_mpc: 0.05,
            amplitude: Amplitude::Scalar(2.1e-9),
            tolerance: 1e-6,
        }
    }

    /// The history of the universe and its modes.
    ///
    /// # Errors
    ///
    /// Those of [`Error`] that name what keeps the field from inflating.
    pub fn solve(&self) -> Result<InflationSolution, Error> {
        within("tolerance", self.tolerance, [1e-13, 1e-2])?;
        within("pivot in 1/Mpc", self.k_pivot_inv_mpc, [1e-8, 1e8])?;
        let Pivot::EFolds(e_folds) = self.pivot;
        within("N_*", e_folds, [1.0, 1000.0])?;
        let universe = Universe {
            potential: &self.potential,
            curvature: 0.0,
            radiation: 0.0,
        };
        let [field, velocity] = match self.start {
            Start::Given { field, velocity } => [field, velocity],
            Start::Attractor {
                e_folds_before_pivot,
            } => attractor(&self.potential, e_folds + e_folds_before_pivot)?,
        };
        let ln_h = universe.ln_hubble(0.0, field, velocity);
        let history = History::new(&universe, [field, velocity, ln_h], (1e-4 * self.tolerance).max(1e-13))?;
        let pivot = history.end() - e_folds;
        if pivot <= 0.0 {
            return Err(Error::TooShort {
                e_folds: history.end(),
                needed: e_folds,
                k_inv_mpc: self.k_pivot_inv_mpc,
            });
        }
        let mut solution = InflationSolution {
            ln_unit: self.k_pivot_inv_mpc.ln() - history.ln_a_h(pivot),
            history,
            factor: 1.0,
            solver: OscillatorSolver::new(self.tolerance),
        };
        if let Amplitude::Scalar(amplitude) = self.amplitude {
            within("A_s", amplitude, [1e-30, 1.0])?;
            solution.factor = amplitude / solution.powers(self.k_pivot_inv_mpc)?.scalar;
        }
        Ok(solution)
    }
}

/// A place on the attractor so many e-folds before the end: the slow-roll way back from where ε_V = 1.
fn attractor<P: Potential>(potential: &P, e_folds: f64) -> Result<[f64; 2], Error> {
    let slope = |field: f64| {
        let v = potential.at(field);
        v.first / v.value
    };
    let mut field = potential.on_the_slope();
    let start = field;
    let step = 1e-3;
    for _ in 0..1_000_000 {
        let slope = slope(field);
        if !slope.is_finite() || 0.5 * slope * slope >= 1.0 {
            break;
        }
        field -= step * slope.signum() * (1.0_f64).min(field.abs().max(1e-3));
    }
    let _ = start;
    // Back, midpoint rule in N.
    let dn = 0.02;
    for _ in 0..(e_folds / dn) as usize {
        let middle = field + 0.5 * dn * slope(field);
        field += dn * slope(middle);
    }
    let velocity = -slope(field);
    if field.is_finite() && velocity.is_finite() {
        Ok([field, velocity])
    } else {
        Err(Error::NoInflation {
            field,
            epsilon: 0.5 * velocity * velocity,
        })
    }
}

impl InflationSolution {
    /// The history of the universe.
    #[must_use]
    pub const fn history(&self) -> &History {
        &self.history
    }

    /// ln k in Mpc⁻¹ less ln k in units of the history.
    pub(crate) const fn ln_unit(&self) -> f64 {
        self.ln_unit
    }

    /// What powers of the history are multiplied by: the height of the potential.
    pub(crate) const fn factor(&self) -> f64 {
        self.factor
    }

    /// What solves modes.
    pub(crate) const fn solver(&self) -> &OscillatorSolver {
        &self.solver
    }
}

impl Model for InflationSolution {
    fn powers(&self, k_inv_mpc: f64) -> Result<Powers, Error> {
        let range_inv_mpc = self.range_inv_mpc();
        if !(k_inv_mpc >= range_inv_mpc[0] && k_inv_mpc <= range_inv_mpc[1]) {
            return Err(Error::OutsideSpectrum {
                k_inv_mpc,
                range_inv_mpc,
            });
        }
        let ln_k = k_inv_mpc.ln() - self.ln_unit;
        match modes::powers(&self.history, &self.solver, ln_k) {
            Ok([scalar, tensor]) => Ok(Powers::even(scalar, tensor).scaled(self.factor)),
            Err(Failure::Numerics(source)) => Err(Error::Mode { k_inv_mpc, source }),
            Err(Failure::Vacuum(error)) => Err(Error::NotVacuum {
                what: "the Bunch-Davies state",
                k_inv_mpc,
                error,
                tolerance: self.solver.tolerance,
            }),
            Err(Failure::Short) => Err(Error::OutsideSpectrum {
                k_inv_mpc,
                range_inv_mpc,
            }),
        }
    }

    fn range_inv_mpc(&self) -> [f64; 2] {
        let at = |n| (self.ln_unit + self.history.ln_a_h(n)).exp();
        [1e3 * at(0.0), 0.1 * at(self.history.end())]
    }
}
