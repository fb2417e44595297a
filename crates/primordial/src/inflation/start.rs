//! How inflation begins.

use lastscatter_numerics::ode::{DormandPrince, Tolerance};
use serde::{Deserialize, Serialize};

use super::{
    Ending, History, Inflation,
    equations::{State, Universe},
    way::accuracy,
};
use crate::{Error, error::within, potential::Potential};

/// How inflation begins.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Start {
    /// On the attractor, so early that as many e-folds lie before the pivot scale leaves the horizon.
    Attractor {
        /// E-folds before the pivot scale leaves the horizon.
        e_folds_before_pivot: f64,
    },
    /// With more kinetic than potential energy: φ_N = ±√(6(1 − x)), x = V/3H².
    KineticDomination {
        /// φ in M_P.
        field: f64,
        /// x = V/3H², the share of the potential in the energy, 1e-12 to 1.
        potential_share: f64,
        /// Where the field goes.
        direction: Direction,
    },
    /// With a given φ and φ_N = dφ/dN.
    Given {
        /// φ in M_P.
        field: f64,
        /// dφ/dN in M_P, within ±√6.
        velocity: f64,
    },
}

/// A direction on the slope of a potential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// To smaller V.
    Down,
    /// To larger V.
    Up,
}

/// E-folds in which the field settles on the attractor: deviations fall as e^(−3N).
const SETTLING: f64 = 10.0;
/// Accuracy of the search for a beginning.
const COARSE: f64 = 1e-7;

/// φ, φ_N and ln H at N = 0, `e_folds` before the end of inflation where the start leaves it open.
pub(super) fn state<P: Potential>(
    universe: &Universe<'_, P>,
    settings: &Inflation<P>,
    e_folds: f64,
    tolerance: f64,
) -> Result<State, Error> {
    match settings.start {
        Start::Given { field, velocity } => {
            within("dphi/dN in M_P", velocity, [-2.449, 2.449])?;
            given(universe, field, velocity)
        }
        Start::KineticDomination {
            field,
            potential_share,
            direction,
        } => {
            within("V/3H^2 at the beginning", potential_share, [1e-12, 1.0])?;
            let v = universe.potential.at(field);
            let down = -v.first.signum();
            let sign = match direction {
                Direction::Down => down,
                Direction::Up => -down,
            };
            let velocity = sign * (6.0 * (1.0 - potential_share)).sqrt();
            positive(field, v.value)?;
            // Not from the velocity, which no longer tells the share.
            Ok([
                field,
                velocity,
                0.5 * (v.value / (3.0 * potential_share)).ln(),
            ])
        }
        Start::Attractor { .. } => attractor(universe, settings, e_folds, tolerance),
    }
}

fn positive(field: f64, potential: f64) -> Result<(), Error> {
    if potential > 0.0 && potential.is_finite() {
        Ok(())
    } else {
        Err(Error::NegativePotential { field, potential })
    }
}

fn given<P: Potential + ?Sized>(
    universe: &Universe<'_, P>,
    field: f64,
    velocity: f64,
) -> Result<State, Error> {
    positive(field, universe.potential.at(field).value)?;
    Ok([field, velocity, universe.ln_hubble(0.0, field, velocity)])
}

/// The state in slow roll at φ, to first order; at rest where slow roll makes no sense.
fn slowly<P: Potential + ?Sized>(universe: &Universe<'_, P>, field: f64) -> Result<State, Error> {
    let v = universe.potential.at(field);
    let slope = v.first / v.value;
    let velocity = -slope / (1.0 + slope.abs() / 2.0);
    given(universe, field, velocity)
}

/// A place on the attractor so many e-folds before the end: uphill from the slope by the slow-roll equation, and down again by the full one
/// until only those are left.
fn attractor<P: Potential>(
    universe: &Universe<'_, P>,
    settings: &Inflation<P>,
    e_folds: f64,
    tolerance: f64,
) -> Result<State, Error> {
    let ending = settings.ending;
    let mut field = universe.potential.on_the_slope();
    let mut start = slowly(universe, field)?;
    let surplus = if let Ending::EFolds(_) = ending {
        // Where does not matter to what ends at a given time.
        SETTLING
    } else {
        let needed = e_folds + SETTLING;
        let mut there_are = History::new(universe, start, COARSE, ending)?.end();
        for _ in 0..12 {
            if there_are >= needed {
                break;
            }
            let higher = uphill(universe, field, 1.05 * (needed - there_are) + 0.5)?;
            start = slowly(universe, higher)?;
            let found = History::new(universe, start, COARSE, ending)?.end();
            if found > there_are + 1e-3 {
                (field, there_are) = (higher, found);
            } else {
                break;
            }
        }
        if there_are < needed {
            return Err(Error::TooShort {
                e_folds: there_are,
                needed,
                k_inv_mpc: settings.k_pivot_inv_mpc,
            });
        }
        there_are - e_folds
    };
    let mut state = start;
    let solver = DormandPrince {
        tolerance: accuracy(&start, tolerance),
    };
    solver.integrate(0.0, surplus, &mut state, |n, y, dy| {
        dy.copy_from_slice(&universe.derivatives(n, [y[0], y[1], y[2]]));
    })?;
    Ok(state)
}

/// The φ from which slow roll takes `e_folds` to `field`.
fn uphill<P: Potential + ?Sized>(
    universe: &Universe<'_, P>,
    field: f64,
    e_folds: f64,
) -> Result<f64, Error> {
    let solver = DormandPrince {
        tolerance: Tolerance {
            relative: 1e-5,
            absolute: 1e-60,
            max_steps: 20_000,
        },
    };
    let mut state = [field];
    solver.integrate(0.0, e_folds, &mut state, |_, y, dy| {
        let v = universe.potential.at(y[0]);
        dy[0] = v.first / v.value;
    })?;
    Ok(state[0])
}
