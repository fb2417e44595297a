//! From what is known at the beginning to a history.

use crate::{
    Error,
    error::within,
    inflation::{
        Ending, History,
        equations::{State, Universe},
    },
    potential::Potential,
};

/// A history, and K in units of its aH at N = 0, where a is 1.
#[derive(Debug, Clone)]
pub(crate) struct Background {
    pub history: History,
    pub curvature: f64,
    /// N where inflation begins.
    pub onset: f64,
}

impl Background {
    pub(crate) fn new<P: Potential>(
        universe: &Universe<'_, P>,
        state: State,
        tolerance: f64,
    ) -> Result<Self, Error> {
        let history = History::new(universe, state, tolerance, Ending::Acceleration);
        let history = match history {
            // aH falls as long as it does not inflate, and what is closed turns round when it has fallen below √K.
            Err(Error::NoInflation { field, .. }) if universe.curvature > 0.0 => {
                return Err(Error::Collapse {
                    field,
                    omega_k: universe.fractions(0.0, state[2])[0],
                });
            }
            other => other?,
        };
        let onset = onset(&history);
        Ok(Self {
            history,
            curvature: universe.curvature,
            onset,
        })
    }
}

/// V at φ, which must be positive, and which way is down.
pub(crate) fn height(potential: &impl Potential, field: f64) -> Result<[f64; 2], Error> {
    let v = potential.at(field);
    if !(v.value > 0.0 && v.value.is_finite()) {
        return Err(Error::NegativePotential {
            field,
            potential: v.value,
        });
    }
    if v.first.abs() > 0.0 && v.first.is_finite() {
        Ok([v.value, -v.first.signum()])
    } else {
        Err(Error::OutOfDomain {
            name: "slope of the potential where the field starts, in M_P^3",
            value: v.first,
            expected: "a number, not zero",
        })
    }
}

/// From ä = 0, which is φ̇² = V: H²(1 − Ω_K) = V/2.
pub(crate) fn at_onset<P: Potential>(
    potential: &P,
    field: f64,
    omega_k: f64,
    tolerance: f64,
) -> Result<Background, Error> {
    within("Omega_K at the onset of inflation", omega_k, OMEGA_K)?;
    let [height, down] = height(potential, field)?;
    let velocity = down * (2.0 * (1.0 - omega_k)).sqrt();
    let squared = 0.5 * height / (1.0 - omega_k);
    let universe = Universe {
        potential,
        curvature: -omega_k * squared,
        radiation: 0.0,
    };
    Background::new(&universe, [field, velocity, 0.5 * squared.ln()], tolerance)
}

/// From kinetic dominance: V = share × ½φ̇².
pub(crate) fn kinetic<P: Potential>(
    potential: &P,
    field: f64,
    omega_k: f64,
    share: f64,
    tolerance: f64,
) -> Result<Background, Error> {
    within("Omega_K of the kinetic phase", omega_k, OMEGA_K)?;
    within("potential over kinetic energy", share, [1e-14, 0.5])?;
    let [height, down] = height(potential, field)?;
    let squared = height * (1.0 + 1.0 / share) / (3.0 * (1.0 - omega_k));
    let velocity = down * (6.0 * (1.0 - omega_k) / (1.0 + share)).sqrt();
    let universe = Universe {
        potential,
        curvature: -omega_k * squared,
        radiation: 0.0,
    };
    Background::new(&universe, [field, velocity, 0.5 * squared.ln()], tolerance)
}

/// Ω_K of a beginning.
pub(crate) const OMEGA_K: [f64; 2] = [-1e4, 0.99];

/// N where ε falls through 1: 0 if it is smaller from the beginning.
pub(crate) fn onset(history: &History) -> f64 {
    let knots = history.knots();
    let inflating = knots.iter().position(|knot| knot.ln_a_h[1] > 0.0);
    let Some(after @ 1..) = inflating else {
        return 0.0;
    };
    let [mut low, mut high] = [knots[after - 1].n, knots[after].n];
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if history.epsilon(middle) < 1.0 {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

/// The φ whose background misses by nothing: `solve` takes φ and a tolerance of the history, `miss` tells how many e-folds a background is
/// too long.
pub(crate) fn matched<P: Potential>(
    potential: &P,
    tolerance: f64,
    solve: impl Fn(f64, f64) -> Result<Background, Error>,
    miss: impl Fn(&Background) -> f64,
) -> Result<Background, Error> {
    const TRIES: usize = 8;
    const ITERATIONS: usize = 40;
    const CLOSE: f64 = 1e-10;
    // Far from the goal a rough history will do.
    const ROUGH: f64 = 1e-7;
    const NEAR: f64 = 1e-4;
    let mut field = potential.on_the_slope();
    let mut accuracy = ROUGH.max(tolerance);
    // Too low a place may not inflate at all.
    let mut first = solve(field, accuracy);
    for _ in 0..TRIES {
        if first.is_ok() {
            break;
        }
        field = climb(potential, field, 10.0);
        first = solve(field, accuracy);
    }
    let mut background = first?;
    let mut missed = miss(&background);
    let mut gain = 1.0;
    for _ in 0..ITERATIONS {
        if accuracy > tolerance && missed.abs() <= NEAR {
            accuracy = tolerance;
            background = solve(field, accuracy)?;
            missed = miss(&background);
        }
        if missed.abs() <= CLOSE {
            break;
        }
        let asked = -gain * missed;
        field = climb(potential, field, asked);
        background = solve(field, accuracy)?;
        let before = std::mem::replace(&mut missed, miss(&background));
        // Slow roll per e-fold that it makes.
        gain = asked / (missed - before);
        if !(0.2..5.0).contains(&gain) {
            gain = 1.0;
        }
    }
    // Rounding may leave a little more than is asked for.
    if missed.abs() <= 10.0 * CLOSE {
        Ok(background)
    } else {
        Err(lastscatter_numerics::Error::NotConverged {
            what: "field at the beginning",
            iterations: ITERATIONS,
            residual: missed.abs(),
            tolerance: CLOSE,
        }
        .into())
    }
}

/// Slow roll up the slope by so many e-folds: dφ/dN = V′/V.
fn climb(potential: &impl Potential, field: f64, e_folds: f64) -> f64 {
    let slope = |field: f64| {
        let v = potential.at(field);
        (v.first / v.value).clamp(-1.0, 1.0)
    };
    let steps = (2.0 * e_folds.abs()).ceil().clamp(1.0, 1e4);
    let dn = e_folds / steps;
    (0..steps as usize).fold(field, |field, _| {
        field + dn * slope(field + 0.5 * dn * slope(field))
    })
}
