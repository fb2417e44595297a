//! Modes of the deformed algebra, through the change of signature.

use std::f64::consts::PI;

use lastscatter_numerics::ode::{AdiabaticOrder, OscillatorSolver};
use num_complex::Complex64;

use super::{
    background::{Point, Universe},
    equations::Equation,
    history::History,
    modes::{Beginning, DEPTH, Failure, Passage, Wave, tabulated},
    table::{Mode, Table},
};
use crate::{Error, potential::Potential};

/// ρ/ρ_c between which waves of the contraction are tabulated as h, and up to which a vacuum may be set.
const WAVES: f64 = 0.4;
pub(super) const CALM: f64 = 0.25;
/// ρ/ρ_c below which the vacua of the remote contraction are set.
const DILUTE: f64 = 0.05;
/// ρ/ρ_c above which scalar modes are followed in ψ.
const INNER: f64 = 0.7;
/// ln of the growth that is still followed.
const STRONGEST: f64 = 500.0;

/// The equations between the beginning and the end.
#[derive(Debug, Clone)]
pub(super) struct Deformed {
    /// π of gravitational waves all the way.
    momentum: Table,
    /// Q after the bounce.
    scalar: Table,
    start: Start,
}

#[derive(Debug, Clone)]
enum Start {
    /// On the surface Ω = 0 after the bounce, with the wavenumber κ of the state.
    Silent {
        point: Box<Point>,
        s: f64,
        kappa: f64,
    },
    /// Before the bounce.
    Contraction(Box<Contraction>),
}

#[derive(Debug, Clone)]
struct Contraction {
    wave: Table,
    scalar: Table,
    potential: Table,
    /// The passages from Q to ψ and back.
    passages: [(f64, Point); 2],
    /// The highest ln(aq) at which vacua are set.
    dilute: f64,
    /// When vacua of a finite order are set, and the order of the solver.
    instant: Option<(f64, u32)>,
}

/// How modes begin.
#[derive(Debug, Clone, Copy)]
pub(super) enum Begin {
    Silent,
    Remote,
    /// At this s with this adiabatic order.
    Instant(f64, u32),
}

impl Deformed {
    pub(super) fn new<P: Potential + ?Sized>(
        universe: &Universe<'_, P>,
        history: &History,
        begin: Begin,
        tolerance: f64,
    ) -> Result<Self, Error> {
        let [first, end] = history.range();
        // ρ/ρ_c = 1/cosh²L.
        let when = |fraction: f64, sign: f64| {
            let l = sign * (1.0 / fraction).sqrt().acosh();
            history
                .when(l, |[_, _, l, _, _]| l)
                .ok_or(Error::OutOfDomain {
                    name: "lowest density in units of the critical density",
                    value: history.lowest_fraction(),
                    expected: "a bounce between dilute phases",
                })
        };
        let point = |s| universe.point(history.state(s));
        let table = |equation, range| tabulated(universe, history, equation, range, tolerance);
        let (start, from, scalar_from) = match begin {
            Begin::Silent => {
                let s = when(0.5, 1.0)?;
                let kappa = universe.critical.sqrt();
                let point = Box::new(point(s));
                (Start::Silent { point, s, kappa }, s, s)
            }
            Begin::Remote | Begin::Instant(..) => {
                let passages = [when(INNER, -1.0)?, when(INNER, 1.0)?];
                let contraction = Contraction {
                    wave: table(Equation::DeformedWave, [first, when(WAVES, -1.0)?])?,
                    scalar: table(Equation::DeformedScalar, [first, passages[0]])?,
                    potential: table(Equation::DeformedPotential, passages)?,
                    passages: passages.map(|s| (s, point(s))),
                    dilute: history.horizon(when(DILUTE, -1.0)?),
                    instant: match begin {
                        Begin::Instant(s, order) => Some((s, order)),
                        _ => None,
                    },
                };
                let [_, after] = passages;
                (Start::Contraction(Box::new(contraction)), first, after)
            }
        };
        Ok(Self {
            momentum: table(Equation::DeformedTensor, [from, end])?,
            scalar: table(Equation::DeformedScalar, [scalar_from, end])?,
            start,
        })
    }

    /// The lowest ln k for which there is a vacuum.
    pub(super) fn lowest(&self, history: &History, contraction: f64) -> f64 {
        match &self.start {
            Start::Silent { .. } => f64::NEG_INFINITY,
            Start::Contraction(contracting) => match contracting.instant {
                Some((s, _)) => history.horizon(s) + 2.0_f64.ln(),
                None => contraction,
            },
        }
    }

    /// The largest ln k: modes of the contraction grow by exp(k ∫√−Ω dη) while Ω < 0.
    pub(super) fn highest(&self, history: &History) -> f64 {
        match self.start {
            Start::Silent { .. } => f64::INFINITY,
            Start::Contraction(_) => (0.5 * STRONGEST / euclidean_depth(history)).ln(),
        }
    }

    /// k³|h|²/2π².
    pub(super) fn tensor(
        &self,
        history: &History,
        solver: &OscillatorSolver,
        ln_k: f64,
        passage: Passage,
        end: f64,
    ) -> Result<f64, Failure> {
        // π in units of a k²/q at the beginning, where h = 1: then π_s = −1.
        let (s, momentum, power) = match &self.start {
            Start::Silent { point, s, kappa } => {
                let beginning = silent(ln_k, point, *s, *kappa, Complex64::ZERO);
                let depth = ln_k - point.horizon();
                let momentum = beginning.slope * (-2.0 * depth).exp();
                (*s, momentum, beginning.power)
            }
            Start::Contraction(contraction) => {
                let wave = &contraction.wave;
                let beginning = contraction.beginning(history, wave, solver, ln_k)?;
                let [.., omega, _] = self.momentum.terms(beginning.s);
                let depth = ln_k - history.horizon(beginning.s);
                let momentum = beginning.slope / omega * (-2.0 * depth).exp();
                (beginning.s, momentum, beginning.power * omega)
            }
        };
        let state = [momentum, -Complex64::ONE];
        let [_, slope] = passage.carried(&self.momentum, solver, ln_k, (s, state), end)?;
        let shrunk = |s| history.ln_q(s) - (history.horizon(s) - history.ln_q(s));
        let unit = (2.0 * (shrunk(end) - shrunk(s))).exp();
        Ok(power * unit * slope.norm_sqr() / (2.0 * PI * PI))
    }

    /// k³|Q|²/2π².
    pub(super) fn scalar(
        &self,
        history: &History,
        solver: &OscillatorSolver,
        ln_k: f64,
        passage: Passage,
        end: f64,
    ) -> Result<f64, Failure> {
        let (power, [q, _]) = self.scalar_wave(history, solver, ln_k, passage, end)?;
        Ok(power * q.norm_sqr() / (2.0 * PI * PI))
    }

    /// k³ times the square of the norm of the vacuum, and Q at the end.
    pub(super) fn scalar_wave(
        &self,
        history: &History,
        solver: &OscillatorSolver,
        ln_k: f64,
        passage: Passage,
        end: f64,
    ) -> Result<(f64, Wave), Failure> {
        let (s, state, power) = match &self.start {
            Start::Silent { point, s, kappa } => {
                let still = Complex64::from(-stretching(point));
                let beginning = silent(ln_k, point, *s, *kappa, still);
                (*s, beginning.state(), beginning.power)
            }
            Start::Contraction(contraction) => {
                let before = &contraction.scalar;
                let beginning = contraction.beginning(history, before, solver, ln_k)?;
                let [(from, entry), (to, exit)] = &contraction.passages;
                let mode = |table| Mode { table, ln_k };
                let arrived = solver.solve(&mode(before), beginning.s, beginning.state(), *from)?;
                let potential = into_potential(entry, ln_k, arrived.state);
                let passed = solver.solve(&mode(&contraction.potential), *from, potential, *to)?;
                (
                    *to,
                    out_of_potential(exit, ln_k, passed.state),
                    beginning.power,
                )
            }
        };
        let wave = passage.carried(&self.scalar, solver, ln_k, (s, state), end)?;
        Ok((power, wave))
    }
}

impl Contraction {
    /// The vacuum of v″ + (Ωk² − …) v = 0.
    fn beginning(
        &self,
        history: &History,
        table: &Table,
        solver: &OscillatorSolver,
        ln_k: f64,
    ) -> Result<Beginning, Failure> {
        let [begin, _] = history.range();
        let (s, order, tolerance) = match self.instant {
            Some((s, order)) => (s, AdiabaticOrder::Fixed(order), f64::INFINITY),
            None => {
                let deep = (ln_k - DEPTH.ln()).min(self.dilute);
                let s = history
                    .crossing([begin, 0.0], deep)
                    .filter(|s| s - begin > 0.5)
                    .ok_or(Failure::Short)?;
                (s, AdiabaticOrder::Converged, solver.tolerance)
            }
        };
        let vacuum = solver.positive_frequency(&Mode { table, ln_k }, s, order)?;
        if vacuum.error.is_nan() || vacuum.error > tolerance {
            return Err(Failure::Vacuum(vacuum.error));
        }
        let place = [history.horizon(s), history.ln_q(s)];
        Ok(Beginning::new(
            ln_k,
            place,
            s,
            vacuum.logarithmic_derivative,
        ))
    }
}

/// White noise where Ω = 0: ℛ or h with the momentum −i z² κ times it, so that |ℛ|² = 1/(2z²κ).
fn silent(ln_k: f64, point: &Point, s: f64, kappa: f64, still: Complex64) -> Beginning {
    let horizon = point.horizon();
    let slope = still - Complex64::new(0.0, kappa * (-horizon).exp());
    Beginning::new(ln_k, [horizon, point.ln_q], s, slope)
}

/// dln(T/y)/ds, T/y being ℛ/Q.
fn stretching(point: &Point) -> f64 {
    point.fraction * point.kinetic / point.tanh + point.w * point.tanh + point.slope / point.y
}

/// a³q y²/T², the unit of the momentum z² ℛ′ for ℛ_s.
fn momentum_unit(point: &Point) -> f64 {
    let ratio = point.y / point.tanh;
    (3.0 * point.n + point.ln_q).exp() * ratio * ratio
}

/// a Ω k²/q.
fn stiffness(point: &Point, ln_k: f64) -> f64 {
    point.omega() * (point.n - point.ln_q + 2.0 * ln_k).exp()
}

/// From Q to ψ = T z² ℛ′.
fn into_potential(point: &Point, ln_k: f64, [q, dq]: Wave) -> Wave {
    let ratio = point.tanh / point.y;
    let curvature = ratio * q;
    let potential = point.tanh * momentum_unit(point) * ratio * (dq + stretching(point) * q);
    let rest = 0.5 * point.fraction * potential - stiffness(point, ln_k) * curvature;
    [potential, rest * (2.0 * point.kinetic / point.tanh)]
}

/// From ψ to Q.
fn out_of_potential(point: &Point, ln_k: f64, [potential, slope]: Wave) -> Wave {
    let rest = 0.5 * point.fraction * potential - slope * (point.tanh / (2.0 * point.kinetic));
    let ratio = point.y / point.tanh;
    let q = rest * (ratio / stiffness(point, ln_k));
    let rate = potential / (point.tanh * momentum_unit(point));
    [q, rate * ratio - stretching(point) * q]
}

/// ∫√−Ω dη over the time in which Ω < 0, a = 1 at the bounce.
pub(super) fn euclidean_depth(history: &History) -> f64 {
    let integrand = |s: f64| {
        let [_, _, l, ..] = history.state(s);
        let omega = 1.0 - 2.0 / l.cosh().powi(2);
        (-omega).max(0.0).sqrt() * (-history.horizon(s)).exp()
    };
    let [low, high] = history.range();
    let edge = 2.0_f64.sqrt().acosh();
    let at = |l: f64, otherwise: f64| history.when(l, |state| state[2]).unwrap_or(otherwise);
    let [low, high] = [at(-edge, low), at(edge, high)];
    // With s on a half circle the square roots at both ends are smooth.
    let count = 64;
    let (middle, half) = (0.5 * (low + high), 0.5 * (high - low));
    let step = PI / f64::from(count);
    (0..count)
        .map(|i| {
            let angle = (f64::from(i) + 0.5) * step;
            integrand(middle - half * angle.cos()) * half * angle.sin() * step
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::potential::Starobinsky;

    #[test]
    fn passages_return() {
        let universe = Universe {
            potential: &Starobinsky { scale: 1.0 },
            critical: 258.0,
        };
        let y = -2.1;
        let (field, l) = (-0.3, 0.5_f64);
        let point = universe.point([field, y, l, 0.1, 0.0]);
        let state = [Complex64::new(0.3, -0.4), Complex64::new(-2.0, 1.5)];
        let there = into_potential(&point, 1.7, state);
        let back = out_of_potential(&point, 1.7, there);
        for (a, b) in state.iter().zip(back) {
            assert!((a - b).norm() < 1e-13);
        }
    }
}
