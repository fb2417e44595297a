//! The solved universe.

use std::f64::consts::PI;

use lastscatter_constants::{astronomical::MEGAPARSEC, planck};
use lastscatter_numerics::ode::OscillatorSolver;

use super::{
    Approach, Expansion, LoopQuantumCosmology, Motion, Oscillations, Vacuum,
    background::{State, Universe},
    deformed::{self, CALM, Deformed},
    equations::Equation,
    history::{History, Past},
    modes::{self, DEPTH, Failure, Frozen, Passage, Start, Valley},
    reduced,
    table::Table,
    vacuum::Instant,
};
use crate::{Error, Model, Powers, error::within, inflation::Pivot, potential::Potential};

/// Inflation after a bounce, solved: the history of the universe, and the powers of any wavenumber.
#[derive(Debug, Clone)]
pub struct LoopSolution {
    history: History,
    /// ln of k in Mpc⁻¹ less that in M_P with a = 1 at the bounce.
    ln_unit: f64,
    ln_k_lqc: f64,
    /// ln k.
    range: [f64; 2],
    frozen: Frozen,
    /// Where interference is averaged, if it is.
    valley: Option<Valley>,
    modes: Modes,
    solver: OscillatorSolver,
}

/// The equations of both kinds of perturbations, and their beginnings.
#[derive(Debug, Clone)]
enum Modes {
    Fields { tensor: Field, scalar: Field },
    Deformed(Deformed),
}

/// One equation all the way.
#[derive(Debug, Clone)]
struct Field {
    table: Table,
    start: Start,
    /// Whether long waves stay as they are.
    conserved: bool,
}

impl LoopSolution {
    pub(super) fn new<P: Potential>(
        settings: &LoopQuantumCosmology<P>,
        potential: &impl Potential,
    ) -> Result<Self, Error> {
        let critical = settings.critical_density();
        let universe = Universe {
            potential,
            critical,
        };
        let field = settings.field_at_bounce;
        let fraction = within(
            "potential at the bounce in units of the critical density",
            potential.at(field).value / critical,
            [0.0, 1.0],
        )?;
        let speed = (6.0 * (1.0 - fraction)).sqrt();
        let y = match settings.motion {
            Motion::Growing => speed,
            Motion::Falling => -speed,
        };
        let mut history = History::new(&universe, [field, y, 0.0, 0.0, 0.0])?;
        let [_, end] = history.range();
        let [lowest, _] = history.horizons([0.0, end]);
        let last = history.horizon(end) + Frozen::depth(settings.tolerance);
        let instant = past(settings, &universe, &mut history, lowest)?;
        let modes = Modes::new(settings, &universe, &history, instant)?;
        let mut range = [lowest + 0.1_f64.ln(), last];
        modes.limit(&history, &mut range);
        let ln_unit = unit(settings, &history)?;
        // Wavenumbers in 1/Mpc have to be numbers.
        for ln_k in [range[0], range[1], 0.5 * critical.ln()] {
            within(
                "ln of a wavenumber in 1/Mpc",
                ln_k + ln_unit,
                [-600.0, 600.0],
            )?;
        }
        if range[0] >= range[1] {
            return Err(Error::TooShort {
                e_folds: history.e_folds(),
                needed: history.e_folds() + range[0] - range[1],
                k_inv_mpc: (ln_unit + range[0]).exp(),
            });
        }
        Ok(Self {
            ln_k_lqc: 0.5 * critical.ln(),
            frozen: Frozen::new(&history),
            valley: match settings.oscillations {
                Oscillations::Resolved => None,
                Oscillations::Averaged => Some(Valley::new(&history)),
            },
            history,
            ln_unit,
            range,
            modes,
            solver: OscillatorSolver::new(settings.tolerance),
        })
    }

    /// The history of the universe.
    #[must_use]
    pub const fn history(&self) -> &History {
        &self.history
    }

    /// k_LQC = a_B √ρ_c in Mpc⁻¹.
    #[must_use]
    pub fn k_lqc_inv_mpc(&self) -> f64 {
        (self.ln_k_lqc + self.ln_unit).exp()
    }

    /// The ratio of the powers of a mode of the contraction and of one that was not amplified where Ω < 0, to leading order: exp(2k ∫√−Ω dη).
    #[must_use]
    pub fn euclidean_growth(&self, k_inv_mpc: f64) -> f64 {
        let k = (k_inv_mpc.ln() - self.ln_unit).exp();
        (2.0 * k * deformed::euclidean_depth(&self.history)).exp()
    }

    pub(super) fn power_at_pivot(&self, k_inv_mpc: f64) -> Result<f64, Error> {
        let scalar = self.powers(k_inv_mpc)?.scalar;
        if scalar > 0.0 && scalar.is_finite() {
            Ok(scalar)
        } else {
            Err(Error::OutOfDomain {
                name: "power at the pivot scale",
                value: scalar,
                expected: "a positive number",
            })
        }
    }

    /// P_ℛ and P_t.
    fn solved(&self, ln_k: f64) -> Result<[f64; 2], Failure> {
        let Some(valley) = self.valley else {
            return self.passed(ln_k, Passage::Coherent);
        };
        let mut powers = [0.0; 2];
        for (passage, weight) in valley.passages(ln_k) {
            if weight > 0.0 {
                let [scalar, tensor] = self.passed(ln_k, passage)?;
                powers[0] += weight * scalar;
                powers[1] += weight * tensor;
            }
        }
        Ok(powers)
    }

    fn passed(&self, ln_k: f64, passage: Passage) -> Result<[f64; 2], Failure> {
        let (history, solver) = (&self.history, &self.solver);
        let frozen = self.frozen.at(history, solver.tolerance, ln_k);
        let [_, last] = history.range();
        // From Q to ℛ.
        let curved = |power: f64, end: f64| {
            let [_, y, l, ..] = history.state(end);
            power * (l.tanh() / y).powi(2)
        };
        match &self.modes {
            Modes::Fields { tensor, scalar } => {
                let carried = |field: &Field| {
                    let Field { table, start, .. } = field;
                    let end = if field.conserved { frozen } else { last };
                    let beginning = start.beginning(history, table, solver, ln_k)?;
                    let state = (beginning.s, beginning.state());
                    let [u, _] = passage.carried(table, solver, ln_k, state, end)?;
                    let power = beginning.power * u.norm_sqr() / (2.0 * PI * PI);
                    Ok::<_, Failure>((power, end))
                };
                let (scalar, end) = carried(scalar)?;
                let (tensor, _) = carried(tensor)?;
                Ok([curved(scalar, end), 8.0 * tensor])
            }
            Modes::Deformed(deformed) => {
                let scalar = deformed.scalar(history, solver, ln_k, passage, frozen)?;
                let tensor = deformed.tensor(history, solver, ln_k, passage, frozen)?;
                Ok([curved(scalar, frozen), 8.0 * tensor])
            }
        }
    }
}

impl Model for LoopSolution {
    fn powers(&self, k_inv_mpc: f64) -> Result<Powers, Error> {
        let range_inv_mpc = self.range_inv_mpc();
        let outside = Error::OutsideSpectrum {
            k_inv_mpc,
            range_inv_mpc,
        };
        if !(k_inv_mpc >= range_inv_mpc[0] && k_inv_mpc <= range_inv_mpc[1]) {
            return Err(outside);
        }
        let [scalar, tensor] = self
            .solved(k_inv_mpc.ln() - self.ln_unit)
            .map_err(|failure| match failure {
                Failure::Short => outside,
                Failure::Vacuum(error) => Error::NotVacuum {
                    what: "the adiabatic state before inflation",
                    k_inv_mpc,
                    error,
                    tolerance: self.solver.tolerance,
                },
                Failure::Numerics(source) => Error::Mode { k_inv_mpc, source },
            })?;
        if scalar.is_finite() && tensor.is_finite() {
            Ok(Powers::even(scalar, tensor))
        } else {
            Err(Error::OutOfDomain {
                name: "primordial power",
                value: if scalar.is_finite() { tensor } else { scalar },
                expected: "a finite number",
            })
        }
    }

    fn range_inv_mpc(&self) -> [f64; 2] {
        self.range.map(|ln_k| (ln_k + self.ln_unit).exp())
    }

    fn resolution(&self) -> f64 {
        if self.valley.is_some() { 0.5 } else { 0.05 }
    }
}

impl Modes {
    fn new<P: Potential>(
        settings: &LoopQuantumCosmology<P>,
        universe: &Universe<'_, impl Potential>,
        history: &History,
        instant: f64,
    ) -> Result<Self, Error> {
        let [tensor, scalar] = match settings.approach {
            Approach::DressedMetric => [Equation::DressedTensor, Equation::DressedScalar],
            Approach::Hybrid => [Equation::HybridTensor, Equation::HybridScalar],
            Approach::DeformedAlgebra => {
                let begin = match settings.vacuum {
                    Vacuum::SilentSurface => deformed::Begin::Silent,
                    Vacuum::Contraction => deformed::Begin::Remote,
                    // The order counts terms of W: the one after is that of |v|.
                    Vacuum::Adiabatic { order, .. } => {
                        let [_, _, l, ..] = history.state(instant);
                        let fraction = l.cosh().powi(-2);
                        let calm = if l < 0.0 { fraction } else { 1.0 };
                        within(
                            "rho/rho_c of a vacuum in the contraction",
                            calm,
                            [0.0, CALM],
                        )?;
                        deformed::Begin::Instant(instant, order + 1)
                    }
                };
                let deformed = Deformed::new(universe, history, begin, settings.tolerance)?;
                return Ok(Self::Deformed(deformed));
            }
        };
        let [first, end] = history.range();
        let field = |equation: Equation| -> Result<Field, Error> {
            let range = [first, end];
            let table = modes::tabulated(universe, history, equation, range, settings.tolerance)?;
            let [_, highest] = history.horizons([instant.min(0.0), history.onset()]);
            let start = match settings.vacuum {
                Vacuum::Adiabatic { order, .. } => {
                    // The first term left out, with a little to spare.
                    let share = 0.1 * settings.tolerance;
                    let far = 3.0 * share.powf(-1.0 / f64::from(order + 2));
                    let state = |s| history.state(s);
                    let instant = Instant::new(universe, state, equation, instant, order);
                    Start::Instant(instant, highest + far.max(ADIABATIC).ln())
                }
                _ => Start::Contraction(highest + ADIABATIC.ln()),
            };
            Ok(Field {
                table,
                start,
                conserved: equation.conserves(),
            })
        };
        Ok(Self::Fields {
            tensor: field(tensor)?,
            scalar: field(scalar)?,
        })
    }

    /// Narrows the range of ln k to what the beginnings allow.
    fn limit(&self, history: &History, range: &mut [f64; 2]) {
        let [begin, _] = history.range();
        let [lowest, _] = history.horizons([begin + 0.5, 0.0]);
        let contraction = lowest + (1.01 * DEPTH).ln();
        match self {
            Self::Fields { tensor, scalar } => {
                for field in [tensor, scalar] {
                    let least = match &field.start {
                        Start::Instant(instant, _) => (1.001 * instant.lowest()).ln(),
                        Start::Contraction(_) => contraction,
                    };
                    range[0] = range[0].max(least);
                }
            }
            Self::Deformed(deformed) => {
                range[1] = range[1].min(deformed.highest(history));
                range[0] = range[0].max(deformed.lowest(history, contraction));
            }
        }
    }
}

/// k/aq from which on the bounce, which is smooth, creates no particles.
const ADIABATIC: f64 = 40.0;

/// Adds to the history as much of the contraction as the vacuum asks for; the s of the instant at which it is set.
fn past<P: Potential>(
    settings: &LoopQuantumCosmology<P>,
    universe: &Universe<'_, impl Potential>,
    history: &mut History,
    lowest: f64,
) -> Result<f64, Error> {
    match settings.vacuum {
        Vacuum::SilentSurface => Ok(0.0),
        Vacuum::Contraction => {
            // As long waves as inflation's beginning lets through.
            let horizon = lowest + 0.1_f64.ln() - DEPTH.ln();
            history.prepend(universe, Past::Horizon(horizon))?;
            Ok(0.0)
        }
        Vacuum::Adiabatic { planck_times, .. } => {
            let time = reduced(planck_times) * (universe.critical / 3.0).sqrt();
            history.prepend(universe, Past::Time(time.min(0.0)))?;
            let s = history.when(time, |[.., time]| time);
            let [_, end] = history.range();
            match s {
                Some(s) if s <= history.onset().max(0.0) + 1e-9 && s < end => Ok(s),
                _ => Err(Error::OutOfDomain {
                    name: "Planck times from the bounce",
                    value: planck_times,
                    expected: "an instant before inflation",
                }),
            }
        }
    }
}

/// ln of k in Mpc⁻¹ less that in M_P with a = 1 at the bounce.
fn unit<P: Potential>(settings: &LoopQuantumCosmology<P>, history: &History) -> Result<f64, Error> {
    let [_, end] = history.range();
    let (e_folds, needed) = match settings.expansion {
        Expansion::BounceToToday(e_folds) => {
            let reduced_length = planck::LENGTH.si() * (8.0 * PI).sqrt();
            return Ok((MEGAPARSEC.si() / reduced_length).ln() - e_folds);
        }
        Expansion::Pivot(Pivot::Reheating(reheating)) => {
            let hubble = history.ln_q(end).exp();
            let ln_k = reheating.ln_k_inv_mpc(0.0, hubble, 3.0 * hubble * hubble)?;
            return Ok(ln_k - history.horizon(end));
        }
        Expansion::Pivot(Pivot::EFolds(e_folds)) => (history.e_folds() - e_folds, e_folds),
        Expansion::BounceToPivot(e_folds) => (e_folds, e_folds),
    };
    let after = |[_, _, l, n, _]: State| if l > 0.0 { n } else { -1.0 };
    match history.when(e_folds.max(1e-9), after) {
        Some(s) if e_folds >= 0.0 && s < end => {
            let [_, _, l, ..] = history.state(s);
            // aH = aq tanh L.
            Ok(settings.k_pivot_inv_mpc.ln() - history.horizon(s) - l.tanh().ln())
        }
        _ => Err(Error::TooShort {
            e_folds: history.e_folds(),
            needed,
            k_inv_mpc: settings.k_pivot_inv_mpc,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::potential::Starobinsky;

    #[test]
    fn wronskians() {
        // a³q Im(u* u_s) = −½ in the norm of the vacuum, from before the bounce into inflation.
        for approach in [
            Approach::DressedMetric,
            Approach::Hybrid,
            Approach::DeformedAlgebra,
        ] {
            let settings = LoopQuantumCosmology {
                approach,
                vacuum: Vacuum::Adiabatic {
                    order: 2,
                    planck_times: -10.0,
                },
                tolerance: 1e-12,
                ..LoopQuantumCosmology::new(Starobinsky { scale: 1e-10 }, -7.0)
            };
            let solution = settings.solve().unwrap();
            let (history, solver) = (&solution.history, &solution.solver);
            let end = history.onset() + 1.0;
            for ratio in [0.3, 1.0, 3.0] {
                let ln_k = solution.ln_k_lqc + f64::ln(ratio);
                let waves = match &solution.modes {
                    Modes::Fields { tensor, scalar } => [tensor, scalar].map(|field| {
                        let table = &field.table;
                        let beginning =
                            field.start.beginning(history, table, solver, ln_k).unwrap();
                        let state = (beginning.s, beginning.state());
                        let wave = Passage::Coherent.carried(table, solver, ln_k, state, end);
                        (beginning.power, wave.unwrap())
                    }),
                    Modes::Deformed(deformed) => {
                        [deformed
                            .scalar_wave(history, solver, ln_k, Passage::Coherent, end)
                            .unwrap(); 2]
                    }
                };
                for (power, [u, slope]) in waves {
                    let ln_unit = 3.0 * (history.horizon(end) - ln_k) - 2.0 * history.ln_q(end);
                    let wronskian = -2.0 * power * (u.conj() * slope).im * ln_unit.exp();
                    assert!(
                        (wronskian - 1.0).abs() < 1e-10,
                        "{approach:?} {ratio}: {:e}",
                        wronskian - 1.0
                    );
                }
            }
        }
    }
}
