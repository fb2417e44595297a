//! Scalar and tensor modes in flat space, from deep inside the horizon to the end of inflation.

use std::f64::consts::PI;

use lastscatter_numerics::ode::{AdiabaticOrder, Coefficients, Oscillator, OscillatorSolver};
use num_complex::Complex64;

use super::{
    History,
    history::Knot,
    windows::{Frozen, Windows},
};
use crate::Error;

/// ℛ of one wavenumber: ℛ_NN + (3 − ε + dln ε/dN) ℛ_N + (k/aH)² ℛ = 0.
#[derive(Debug)]
pub(crate) struct Scalar<'a> {
    pub history: &'a History,
    /// k in units of aH at N = 0 and M_P.
    pub ln_k: f64,
}

impl Oscillator for Scalar<'_> {
    #[inline]
    fn coefficients(&self, n: f64) -> Coefficients {
        let [ln_a_h, damping] = self.history.scalar(n);
        Coefficients {
            frequency_squared: (2.0 * (self.ln_k - ln_a_h)).exp(),
            damping: 0.5 * damping,
        }
    }

    fn longest_step(&self, n: f64) -> f64 {
        self.history.longest_step(n)
    }
}

/// h of one wavenumber and helicity: h_NN + (3 − ε) h_N + (k/aH)² h = 0.
#[derive(Debug)]
pub(crate) struct Tensor<'a> {
    pub history: &'a History,
    /// k in units of aH at N = 0 and M_P.
    pub ln_k: f64,
}

impl Oscillator for Tensor<'_> {
    #[inline]
    fn coefficients(&self, n: f64) -> Coefficients {
        let [ln_a_h, epsilon] = self.history.horizon(n);
        Coefficients {
            frequency_squared: (2.0 * (self.ln_k - ln_a_h)).exp(),
            damping: 0.5 * (3.0 - epsilon),
        }
    }

    fn longest_step(&self, n: f64) -> f64 {
        self.history.longest_step(n)
    }
}

/// ℛ and h at the end of inflation from the vacuum, u ∝ e^(−ikτ), so normalised that P_ℛ = |scalar|² and P_t = |tensor|²; where the
/// vacuum is set, u is real and positive. The Bogoliubov state α u + β u* has the amplitude α A + β A*.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Amplitudes {
    pub scalar: Complex64,
    pub tensor: Complex64,
}

impl Amplitudes {
    /// Those of ln k, k in units of aH at N = 0 and M_P; the vacuum is set as late as its accuracy allows.
    pub(crate) fn new(
        history: &History,
        windows: &Windows,
        solver: &OscillatorSolver,
        ln_k: f64,
    ) -> Result<Self, Failure> {
        // Where the vacuum is known less well than foreseen, deeper inside the horizon, as far as the history goes back.
        let mut failure = Failure::Short;
        for deeper in 0..=DEEPER {
            let Some(knot) = windows.start(ln_k - 0.5 * f64::from(deeper)) else {
                break;
            };
            let start = history.knots()[knot].n;
            match Self::from_vacuum(history, windows, solver, ln_k, start) {
                Err(Failure::Vacuum(error)) => failure = Failure::Vacuum(error),
                settled => return settled,
            }
        }
        Err(failure)
    }

    /// The same with the vacuum set at `start`.
    fn from_vacuum(
        history: &History,
        windows: &Windows,
        solver: &OscillatorSolver,
        ln_k: f64,
        start: f64,
    ) -> Result<Self, Failure> {
        let knots = history.knots();
        let first = knots.partition_point(|knot| knot.n <= start);
        // v = z ℛ and v = a h/2 have the Wronskian of e^(−ikτ)/√(2k).
        let unit = (3.0 * ln_k - 2.0 * start - history.ln_a_h(start)).exp() / (2.0 * PI * PI);
        let mode = Scalar { history, ln_k };
        let state = vacuum(solver, &mode, start)?;
        let scalar = at_the_end(
            solver,
            &mode,
            knots,
            start,
            state,
            windows.small(),
            |share| windows.scalar_end(ln_k, first, share),
        )?;
        let mode = Tensor { history, ln_k };
        let state = vacuum(solver, &mode, start)?;
        let tensor = at_the_end(
            solver,
            &mode,
            knots,
            start,
            state,
            windows.small(),
            |share| windows.tensor_end(ln_k, first, share),
        )?;
        Ok(Self {
            scalar: scalar * (unit.sqrt() / history.velocity(start).abs()),
            tensor: tensor * (8.0 * unit).sqrt(),
        })
    }

    /// P_ℛ and P_t.
    pub(crate) fn powers(&self) -> [f64; 2] {
        [self.scalar.norm_sqr(), self.tensor.norm_sqr()]
    }
}

/// Half e-folds of depth that may be added.
const DEEPER: u32 = 8;

/// u at the end of inflation from its `state` at `start`, followed until it is frozen.
pub(crate) fn at_the_end(
    solver: &OscillatorSolver,
    mode: &impl Oscillator,
    knots: &[Knot],
    start: f64,
    mut state: [Complex64; 2],
    small: f64,
    frozen: impl Fn(f64) -> (usize, Frozen, f64),
) -> Result<Complex64, Failure> {
    let mut from = start;
    let mut share = 1.0;
    loop {
        let (knot, Frozen { decaying, .. }, gradient) = frozen(share);
        let to = knots[knot].n;
        if to > from {
            state = solver.solve(mode, from, state, to)?.state;
            from = to;
        }
        let [u, slope] = state;
        let missed = gradient * (gradient + decaying * slope.norm() / u.norm());
        // NaN ends the loop, too.
        let open = missed > 3.0 * small * small;
        if !open || knot + 1 == knots.len() {
            return Ok(u * (1.0 - gradient) + slope * decaying);
        }
        share *= 0.1;
    }
}

/// u and u_N of positive frequency with the Wronskian u u*_N − u* u_N = i.
pub(crate) fn vacuum(
    solver: &OscillatorSolver,
    mode: &impl Oscillator,
    n: f64,
) -> Result<[Complex64; 2], Failure> {
    let vacuum = solver.positive_frequency(mode, n, AdiabaticOrder::Converged)?;
    if vacuum.error <= solver.tolerance {
        let slope = vacuum.logarithmic_derivative;
        let norm = (-2.0 * slope.im).sqrt().recip();
        Ok([Complex64::new(norm, 0.0), slope * norm])
    } else {
        Err(Failure::Vacuum(vacuum.error))
    }
}

/// Why a wavenumber has no power.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The universe began with the wavenumber outside the horizon or too near.
    Short,
    Vacuum(f64),
    Numerics(lastscatter_numerics::Error),
}

impl From<lastscatter_numerics::Error> for Failure {
    fn from(error: lastscatter_numerics::Error) -> Self {
        Self::Numerics(error)
    }
}

impl Failure {
    /// The error of a wavenumber whose range is known to be all right.
    pub(crate) fn into_error(self, k_inv_mpc: f64, solver: &OscillatorSolver) -> Error {
        match self {
            Self::Numerics(source) => Error::Mode { k_inv_mpc, source },
            Self::Short => Error::NotVacuum {
                what: "the first moment of the history",
                k_inv_mpc,
                error: 1.0,
                tolerance: solver.tolerance,
            },
            Self::Vacuum(error) => Error::NotVacuum {
                what: "the Bunch-Davies state",
                k_inv_mpc,
                error,
                tolerance: solver.tolerance,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use lastscatter_numerics::ode::{Oscillator, OscillatorSolver};

    use super::{Scalar, Tensor, vacuum};
    use crate::{
        Inflation,
        inflation::{History, Windows},
        potential::{Monomial, TanhStep},
    };

    /// The largest change of Im(u* u_N) w on the way, relative, w being the weight that makes it constant.
    fn change(
        mode: &impl Oscillator,
        [start, end]: [f64; 2],
        ln_weight: impl Fn(f64) -> f64,
    ) -> f64 {
        let solver = OscillatorSolver::new(1e-12);
        let state = vacuum(&solver, mode, start).expect("a vacuum");
        let mut largest = 0.0_f64;
        solver
            .observe(mode, start, state, end, |n, [u, slope]| {
                let wronskian = -2.0 * (u.conj() * slope).im;
                let weighed = wronskian * (ln_weight(n) - ln_weight(start)).exp();
                largest = largest.max((weighed - 1.0).abs());
            })
            .expect("a mode");
        largest
    }

    #[test]
    fn wronskian_is_conserved() {
        let settings = Inflation {
            tolerance: 1e-11,
            ..Inflation::new(TanhStep {
                base: Monomial {
                    scale: 1.0,
                    power: 2.0,
                },
                height: 1e-3,
                field: 14.8,
                width: 0.05,
            })
        };
        let solution = settings.solve().expect("it inflates");
        let history: &History = solution.history();
        let windows = Windows::new(history, 1e-11);
        let crossing = solution.crossing(0.05).expect("it leaves the horizon");
        for shift in [-3.0, 0.0, 3.0] {
            let ln_k = history.ln_a_h(crossing) + shift;
            let start = history.knots()[windows.start(ln_k).expect("a vacuum")].n;
            // To five e-folds outside the horizon: then the decaying part drowns in rounding.
            let ends = [start, crossing + shift + 5.0];
            let scalar = Scalar { history, ln_k };
            let found = change(&scalar, ends, |n| {
                let velocity = history.velocity(n);
                3.0 * n + history.ln_hubble(n) + (velocity * velocity).ln()
            });
            assert!(found < 1e-10, "scalar, {shift}: {found:e}");
            let tensor = Tensor { history, ln_k };
            let found = change(&tensor, ends, |n| 3.0 * n + history.ln_hubble(n));
            assert!(found < 1e-10, "tensor, {shift}: {found:e}");
        }
    }
}
