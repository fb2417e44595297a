//! From what is known at the beginning to a history.

use lastscatter_numerics::ode::{DormandPrince, Step, System, Tolerance};

use crate::{
    Error,
    error::within,
    inflation::{History, Hubble, equations::Universe},
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

/// V at φ, which must be positive, and which way is down.
pub(crate) fn height(potential: &impl Potential, field: f64) -> Result<[f64; 2], Error> {
    let v = potential.at(field);
    if v.value > 0.0 && v.value.is_finite() && v.first.abs() > 0.0 && v.first.is_finite() {
        Ok([v.value, -v.first.signum()])
    } else {
        Err(Error::OutOfDomain {
            name: "potential where the field starts, in Planck units",
            value: if v.first.abs() > 0.0 { v.value } else { v.first },
            expected: "a positive height on a slope",
        })
    }
}

/// From ä = 0, which is φ̇² = V: H²(1 − Ω_K) = V/2; with so many e-folds before it.
pub(crate) fn onset<P: Potential>(
    potential: &P,
    field: f64,
    omega_k: f64,
    past: f64,
    tolerance: f64,
) -> Result<Background, Error> {
    within("Omega_K at the onset of inflation", omega_k, [-1e4, 0.99])?;
    let [height, down] = height(potential, field)?;
    let velocity = down * (2.0 * (1.0 - omega_k)).sqrt();
    let squared = 0.5 * height / (1.0 - omega_k);
    let universe = Universe {
        potential,
        curvature: -omega_k * squared,
        radiation: 0.0,
    };
    let state = [field, velocity, 0.5 * squared.ln()];
    let history = History::with_past(&universe, state, past, Hubble::Evolved, tolerance)?;
    Ok(Background {
        history,
        curvature: universe.curvature * (2.0 * past).exp(),
        onset: past,
    })
}

/// From kinetic dominance: V = share × ½φ̇².
pub(crate) fn kinetic<P: Potential>(
    potential: &P,
    field: f64,
    omega_k: f64,
    share: f64,
    tolerance: f64,
) -> Result<Background, Error> {
    within("Omega_K of the kinetic phase", omega_k, [-1e4, 0.99])?;
    within("potential over kinetic energy of the kinetic phase", share, [1e-8, 0.5])?;
    let [height, down] = height(potential, field)?;
    let squared = height * (1.0 + 1.0 / share) / (3.0 * (1.0 - omega_k));
    let curvature = -omega_k * squared;
    let mut fall = Fall {
        potential,
        curvature,
        down,
        epsilon: f64::INFINITY,
        e_folds: 0.0,
        omega_k,
    };
    let solver = DormandPrince {
        tolerance: Tolerance {
            relative: tolerance,
            absolute: tolerance,
            ..Tolerance::default()
        },
    };
    let mut state = [field, 0.5 * squared.ln()];
    let fallen = solver.solve(0.0, FALL, &mut state, &mut fall);
    if fall.epsilon >= 1.0 {
        return Err(if curvature > 0.0 && fallen.is_err() {
            Error::Collapse {
                e_folds: fall.e_folds,
                omega_k: fall.omega_k,
            }
        } else {
            Error::NoInflation {
                field,
                epsilon: fall.epsilon,
            }
        });
    }
    let past = fall.e_folds;
    let velocity = fall.velocity(past, state);
    let universe = Universe {
        potential,
        curvature: curvature * (-2.0 * past).exp(),
        radiation: 0.0,
    };
    let state = [state[0], velocity, state[1]];
    let history = History::with_past(&universe, state, past, Hubble::Evolved, tolerance)?;
    let onset = onset_of(&history, past);
    Ok(Background {
        history,
        curvature,
        onset,
    })
}

/// The longest kinetic phase in e-folds.
const FALL: f64 = 100.0;

/// The kinetic phase, the velocity being what Friedmann's equation leaves: φ_N² = 6(1 − Ω_K − V/3H²).
struct Fall<'a, P> {
    potential: &'a P,
    curvature: f64,
    down: f64,
    /// At the last step.
    epsilon: f64,
    e_folds: f64,
    omega_k: f64,
}

impl<P: Potential> Fall<'_, P> {
    fn omega_k(&self, n: f64, ln_h: f64) -> f64 {
        -self.curvature * (-2.0 * (n + ln_h)).exp()
    }

    fn velocity(&self, n: f64, [field, ln_h]: [f64; 2]) -> f64 {
        let potential = self.potential.at(field).value * (-2.0 * ln_h).exp() / 3.0;
        self.down * (6.0 * (1.0 - self.omega_k(n, ln_h) - potential)).sqrt()
    }
}

impl<P: Potential> System<f64> for Fall<'_, P> {
    fn derivatives(&mut self, n: f64, y: &[f64], dy: &mut [f64]) {
        let velocity = self.velocity(n, [y[0], y[1]]);
        dy[0] = velocity;
        dy[1] = -0.5 * velocity * velocity - self.omega_k(n, y[1]);
    }

    fn accepted(&mut self, step: &Step<'_>) {
        let (n, y) = (step.end(), step.state());
        self.e_folds = n;
        self.omega_k = self.omega_k(n, y[1]);
        self.epsilon = 0.5 * self.velocity(n, [y[0], y[1]]).powi(2) + self.omega_k;
    }

    fn complete(&self) -> bool {
        self.epsilon < 1.0
    }
}

/// N where ε falls through 1, before `late`.
pub(crate) fn onset_of(history: &History, late: f64) -> f64 {
    let [mut low, mut high] = [0.0, late];
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

/// The φ whose background misses by nothing: `miss` tells how many e-folds a background is too long.
pub(crate) fn matched<P: Potential>(
    potential: &P,
    solve: impl Fn(f64) -> Result<Background, Error>,
    miss: impl Fn(&Background) -> f64,
) -> Result<Background, Error> {
    const ITERATIONS: usize = 40;
    const CLOSE: f64 = 1e-10;
    let mut field = potential.on_the_slope();
    let mut background = solve(field)?;
    let mut missed = miss(&background);
    let mut gain = 1.0;
    for _ in 0..ITERATIONS {
        if missed.abs() <= CLOSE {
            break;
        }
        let asked = -gain * missed;
        let next = climb(potential, field, asked);
        background = solve(next)?;
        let before = std::mem::replace(&mut missed, miss(&background));
        gain = asked / (missed - before);
        if !(0.2..5.0).contains(&gain) {
            gain = 1.0;
        }
        field = next;
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
