//! The stringy uncertainty of time and space.

use std::f64::consts::PI;

use lastscatter_numerics::ode::{
    AdiabaticOrder, Coefficients, DormandPrince, Oscillator, OscillatorSolver, Tolerance,
};
use num_complex::Complex64;
use serde::{Deserialize, Serialize};

use crate::{
    Error, Inflation, Model, Powers,
    error::{inside, within},
    inflation::InflationSolution,
    potential::Potential,
};

/// Inflation in a space-time with Δt_phys Δx_phys ≥ l_s².
///
/// With dτ = a dt, and a_± the scale factor at τ ± k l_s²,
///
/// ```text
/// β_± = ½(a_+^(±2) + a_−^(±2)),   dη̃ = (β_−/β_+)^½ dτ,   z_k² = z² (β_+β_−)^½
/// d/dη̃ (z_k² dℛ/dη̃) + z_k² k² ℛ = 0
/// ```
///
/// and the same for gravitational waves with z = a. A mode is born when its uncertainty is saturated, k = (β_+/β_−)^¼/l_s, in its adiabatic vacuum.
/// For μ = (H l_s)⁴ ≪ 1, H taken at horizon crossing, and m = 1 for gravitational waves, m = 1 + (1 − n_s)/2 for ℛ,
///
/// ```text
/// P = P₀ [1 − (2m + 1)(m + 3)(2m − 1) μ/3]
/// ```
///
/// that is 1 − 4μ in de Sitter space. From H l_s ≃ 0.2 on, modes are born so near the horizon that there is no vacuum to 1e-3 and
/// [`Error::NotVacuum`] says so.
///
/// # Accuracy
///
/// The coefficient of μ is met to 1e-3 (`stringy::tests::suppression`).
///
/// # References
///
/// `brandenberger2002`.
///
/// # Examples
///
/// ```
/// use lastscatter_primordial::potential::Starobinsky;
/// use lastscatter_primordial::quantum_gravity::noncommutative::StringyInflation;
/// use lastscatter_primordial::{Inflation, Model};
///
/// let standard = Inflation::new(Starobinsky { scale: 1e-10 });
/// let stringy = StringyInflation { standard, hubble_times_length: 0.15 }.solve()?;
/// let less = stringy.powers(0.05)?.scalar / stringy.standard().powers(0.05)?.scalar;
/// assert!((1.0 - less - 4.0 * 0.15_f64.powi(4)).abs() < 2e-4);
/// # Ok::<(), lastscatter_primordial::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StringyInflation<P> {
    /// Inflation in commuting space-time.
    pub standard: Inflation<P>,
    /// H l_s when the pivot scale leaves the horizon: 0 to 0.3.
    pub hubble_times_length: f64,
}

/// Stringy inflation, solved.
#[derive(Debug, Clone)]
pub struct StringySolution {
    standard: InflationSolution,
    /// τH/a and its derivative, at equal steps of N.
    r: Vec<[f64; 2]>,
    /// l_s in units of those of the history.
    length: f64,
    solver: OscillatorSolver,
}

/// Between entries of the table of τ.
const STEP: f64 = 0.02;

/// How uncertain the vacuum of a birth may be.
const AMBIGUITY: f64 = 1e-3;

/// k l_s²/τ beyond which nothing is asked: modes are born below H l_s.
const EARLIEST: f64 = 0.9;

impl<P: Potential> StringyInflation<P> {
    /// Its modes.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] for H l_s; those of [`Inflation::solve`].
    pub fn solve(&self) -> Result<StringySolution, Error> {
        let product = within("H l_s", self.hubble_times_length, [0.0, 0.3])?;
        let standard = self.standard.solve()?;
        let history = standard.history();
        // dr/dN = 1 − (1 + ε) r for r = τH/a, from its slow-roll value.
        let mut r = [1.0 / (1.0 + history.epsilon(0.0))];
        let slope = |n: f64, r: f64| 1.0 - (1.0 + history.epsilon(n)) * r;
        let mut table = vec![[r[0], slope(0.0, r[0])]];
        let solver = DormandPrince {
            tolerance: Tolerance {
                relative: 1e-11,
                absolute: 1e-11,
                ..Tolerance::default()
            },
        };
        let count = (history.end() / STEP) as usize;
        for i in 0..count {
            let [from, to] = [i, i + 1].map(|i| STEP * i as f64);
            solver.integrate(from, to, &mut r, |n, y, dy| dy[0] = slope(n, y[0]))?;
            table.push([r[0], slope(to, r[0])]);
        }
        let ln_k = standard.ln_wavenumber(self.standard.k_pivot_inv_mpc);
        let hubble = history
            .crossing(ln_k)
            .map_or(f64::NAN, |n| history.ln_hubble(n).exp());
        Ok(StringySolution {
            r: table,
            length: product / hubble,
            solver: OscillatorSolver::new(self.standard.tolerance),
            standard,
        })
    }
}

impl StringySolution {
    /// Inflation in commuting space-time.
    #[must_use]
    pub const fn standard(&self) -> &InflationSolution {
        &self.standard
    }

    /// ln τ and dln τ/dN.
    fn tau(&self, n: f64) -> [f64; 2] {
        let place = (n / STEP).clamp(0.0, (self.r.len() - 2) as f64);
        let i = place as usize;
        let t = n / STEP - i as f64;
        let ([a, da], [b, db]) = (self.r[i], self.r[i + 1]);
        let (da, db, change) = (STEP * da, STEP * db, b - a);
        let r = a + t * (da + t * (3.0 * change - 2.0 * da - db + t * (da + db - 2.0 * change)));
        [r.ln() + n - self.standard.history().ln_hubble(n), 1.0 / r]
    }

    /// The N at which τ is a factor e^x larger than at `n`.
    fn shifted(&self, n: f64, x: f64) -> f64 {
        let [from, rate] = self.tau(n);
        let mut shifted = n + x / rate;
        for _ in 0..6 {
            let [ln_tau, rate] = self.tau(shifted);
            let step = (ln_tau - from - x) / rate;
            shifted -= step;
            if step.abs() < 1e-13 {
                break;
            }
        }
        shifted
    }

    fn power(&self, k_inv_mpc: f64, kind: Kind) -> Result<f64, Error> {
        let history = self.standard.history();
        let mode = Mode {
            solution: self,
            kind,
            ln_k: self.standard.ln_wavenumber(k_inv_mpc),
            shift: 0.0,
        };
        let mode = Mode {
            shift: mode.ln_k.exp() * self.length * self.length,
            ..mode
        };
        let failed = |source| Error::Mode { k_inv_mpc, source };
        // Born at a_eff = k l_s, a_eff⁴ = β_+/β_−; or, if that is before all, deep inside the horizon.
        let deepest = history.crossing(mode.ln_k - 300.0_f64.ln()).unwrap_or(0.0);
        let late = history.crossing(mode.ln_k).ok_or(Error::OutsideSpectrum {
            k_inv_mpc,
            range_inv_mpc: self.range_inv_mpc(),
        })?;
        let start = mode.birth(deepest, late);
        let end = history
            .crossing(mode.ln_k - 0.5 * (0.1 * self.solver.tolerance).ln())
            .unwrap_or(history.end());
        let vacuum = self
            .solver
            .positive_frequency(&mode, start, AdiabaticOrder::Converged)
            .map_err(failed)?;
        // The vacuum is a choice at the birth: it is as good as the epoch is adiabatic.
        let tolerance = self.solver.tolerance.max(AMBIGUITY);
        if vacuum.error > tolerance {
            return Err(Error::NotVacuum {
                what: "the state at the birth of a mode",
                k_inv_mpc,
                error: vacuum.error,
                tolerance,
            });
        }
        let slope = vacuum.logarithmic_derivative;
        let state = [Complex64::new(1.0, 0.0), slope];
        let solved = self
            .solver
            .solve(&mode, start, state, end)
            .map_err(failed)?;
        // z_k² (ℛ ℛ*_N − ℛ* ℛ_N) = i dη̃/dN.
        let ln_wronskian = mode.ln_wronskian(start);
        let unit = (3.0 * mode.ln_k - ln_wronskian).exp() / (2.0 * PI * PI);
        Ok(unit * solved.state[0].norm_sqr() / (-2.0 * slope.im))
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Scalar,
    Tensor,
}

struct Mode<'a> {
    solution: &'a StringySolution,
    kind: Kind,
    ln_k: f64,
    /// k l_s².
    shift: f64,
}

impl Mode<'_> {
    /// ln β_+, ln β_− and dln β_+/dN.
    fn beta(&self, n: f64) -> [f64; 3] {
        let solution = self.solution;
        if self.shift == 0.0 {
            return [2.0 * n, -2.0 * n, 2.0];
        }
        let [ln_tau, _] = solution.tau(n);
        // Before its birth there is no mode: what is finite there will do.
        let x = (self.shift * (-ln_tau).exp()).min(EARLIEST);
        let history = solution.standard.history();
        let ln_h = history.ln_hubble(n);
        // N_± − N and dN_±/dN, from dτ = (a/H) dN.
        let side = |x: f64| {
            let there = solution.shifted(n, x.ln_1p());
            let change = there - n;
            [change, (history.ln_hubble(there) - ln_h - change).exp()]
        };
        let ([up, up_rate], [down, down_rate]) = (side(x), side(-x));
        let plus = 0.5 * ((2.0 * up).exp() + (2.0 * down).exp());
        let minus = 0.5 * ((-2.0 * up).exp() + (-2.0 * down).exp());
        let rate = ((2.0 * up).exp() * up_rate + (2.0 * down).exp() * down_rate) / plus;
        [2.0 * n + plus.ln(), minus.ln() - 2.0 * n, rate]
    }

    /// ln of z_k² dN/dη̃ = z² β_+ H/a.
    fn ln_wronskian(&self, n: f64) -> f64 {
        let history = self.solution.standard.history();
        let [ln_plus, _, _] = self.beta(n);
        let ln_z_squared = match self.kind {
            Kind::Scalar => 2.0 * (n + history.velocity(n).abs().ln()),
            Kind::Tensor => 2.0 * n,
        };
        ln_z_squared + ln_plus + history.ln_hubble(n) - n
    }

    /// The N at which k = a_eff/l_s, between an early and a late one.
    fn birth(&self, early: f64, late: f64) -> f64 {
        let ln_shift = self.shift.ln();
        let excess = |n: f64| {
            if self.shift > 0.0 && ln_shift - self.solution.tau(n)[0] > EARLIEST.ln() {
                return -1.0;
            }
            let [plus, minus, _] = self.beta(n);
            0.25 * (plus - minus) - self.ln_k - self.solution.length.ln()
        };
        let [mut low, mut high] = [early, late];
        if excess(low) >= 0.0 {
            return low;
        }
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if excess(middle) < 0.0 {
                low = middle;
            } else {
                high = middle;
            }
        }
        high
    }
}

impl Oscillator for Mode<'_> {
    fn coefficients(&self, n: f64) -> Coefficients {
        let history = self.solution.standard.history();
        let [plus, minus, rate] = self.beta(n);
        // 2γ of commuting space-time, where β_+ = a².
        let damping = match self.kind {
            Kind::Scalar => history.scalar(n)[1],
            Kind::Tensor => 3.0 - history.epsilon(n),
        };
        Coefficients {
            frequency_squared: (2.0 * (self.ln_k + n - history.ln_hubble(n)) + minus - plus).exp(),
            damping: 0.5 * (damping - 2.0 + rate),
        }
    }
}

impl Model for StringySolution {
    fn powers(&self, k_inv_mpc: f64) -> Result<Powers, Error> {
        inside(k_inv_mpc, self.range_inv_mpc())?;
        let scalar = self.power(k_inv_mpc, Kind::Scalar)?;
        let tensor = 8.0 * self.power(k_inv_mpc, Kind::Tensor)?;
        Ok(Powers::even(scalar, tensor).scaled(self.standard.potential_factor()))
    }

    fn range_inv_mpc(&self) -> [f64; 2] {
        self.standard.range_inv_mpc()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::potential::Starobinsky;

    fn solved(hubble_times_length: f64) -> StringySolution {
        let standard = Inflation {
            tolerance: 1e-8,
            ..Inflation::new(Starobinsky { scale: 1e-10 })
        };
        StringyInflation {
            standard,
            hubble_times_length,
        }
        .solve()
        .unwrap()
    }

    /// With y the noncommutative time, z_k ∝ y^(−m) (1 + (m + 3) y²/3) and k = 1/(H l_s)²: v″ + (k² + (m + 3)(4m − 2)/3 − m(m + 1)/y²) v = 0.
    #[test]
    fn suppression() {
        let product = 0.06_f64;
        let solution = solved(product);
        let standard = solution.standard();
        let [low, high] = [0.045, 0.055].map(|k| standard.powers(k).unwrap().scalar.ln());
        let tilt = (high - low) / (55.0_f64 / 45.0).ln();
        let [with, without] = [&solution as &dyn Model, standard].map(|m| m.powers(0.05).unwrap());
        for (with, without, m) in [
            (with.scalar, without.scalar, 1.0 - 0.5 * tilt),
            (with.tensor(), without.tensor(), 1.0),
        ] {
            let found = (1.0 - with / without) / product.powi(4);
            let expected = (2.0 * m + 1.0) * (m + 3.0) * (2.0 * m - 1.0) / 3.0;
            assert!((found / expected - 1.0).abs() < 1e-3, "{found} {expected}");
        }
    }

    #[test]
    fn no_vacuum_near_the_horizon() {
        let error = solved(0.3).powers(0.05).unwrap_err();
        assert!(matches!(error, Error::NotVacuum { .. }) && error.is_recoverable());
    }

    #[test]
    fn commuting_coordinates_are_standard() {
        let solution = solved(0.0);
        for k in [1e-4, 0.05, 1.0] {
            let [with, without] =
                [&solution as &dyn Model, solution.standard()].map(|m| m.powers(k).unwrap());
            assert!((with.scalar / without.scalar - 1.0).abs() < 1e-7);
            assert!((with.tensor() / without.tensor() - 1.0).abs() < 1e-7);
        }
    }
}
