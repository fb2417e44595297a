//! Asymptotic safety: inflation by R² whose coupling runs with curvature.
//!
//! # What is established and what is conjecture
//!
//! That the renormalisation group of gravity has a fixed point at high energies is supported by many truncated computations and
//! proved by none. That the scale of the running coupling is the curvature, and that an action so improved may be used as a classical one,
//! is a choice. One-loop quantum fields do give R² ln R; the fraction sums its leading logarithms. What follows from the action, once it is
//! granted, is exact: a potential in the Einstein frame.

use serde::{Deserialize, Serialize};

use crate::{
    Error,
    error::within,
    potential::{Derivatives, Potential},
};

/// How the coupling of R² depends on curvature, L = ln(R/μ²).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Running {
    /// 1/(1 + b L): leading logarithms summed.
    Resummed,
    /// 1 − b L: one loop.
    OneLoop,
}

/// Gravity with a running R² term, as an inflaton in the Einstein frame.
///
/// ```text
/// L = f(R)/2,   f = R + a R² c(R),   c = 1/(1 + b L) or 1 − b L,   L = ln(R/μ²)
/// F = df/dR,   φ = √(3/2) ln F,   V = (R F − f)/2F²
/// ```
///
/// in reduced Planck units. For b = 0 it is [`Starobinsky`](crate::potential::Starobinsky)'s model with V₀ = 1/8a.
///
/// # References
///
/// `liu2018`, whose L is M_P² times this one.
///
/// # Examples
///
/// The logarithm raises r:
///
/// ```
/// use lastscatter_primordial::quantum_gravity::asymptotic_safety::{AsymptoticallySafe, Running};
/// use lastscatter_primordial::{Inflation, Model};
///
/// let r = |b| {
///     let gravity = AsymptoticallySafe { b, ..AsymptoticallySafe::starobinsky() };
///     let powers = Inflation::new(gravity).solve()?.powers(0.05)?;
///     Ok::<f64, lastscatter_primordial::Error>(powers.tensor() / powers.scalar)
/// };
/// assert!(r(0.02)? > 1.1 * r(0.0)?);
/// # Ok::<(), lastscatter_primordial::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AsymptoticallySafe {
    /// a in M_P⁻²: 1 to 1e20.
    pub a: f64,
    /// b, the strength of the running: −0.1 to 1.
    pub b: f64,
    /// a μ², the reference curvature in units of 1/a: 1e-3 to 1e6.
    pub a_mu_squared: f64,
    /// How the coupling depends on curvature.
    pub running: Running,
}

/// Curvatures, in units of 1/a, at which the coupling must be positive: from after the end of inflation on.
const LOWEST: f64 = 0.05;

impl AsymptoticallySafe {
    /// No running: a = 1e9 M_P⁻², b = 0, μ² = 10/a.
    #[must_use]
    pub const fn starobinsky() -> Self {
        Self {
            a: 1e9,
            b: 0.0,
            a_mu_squared: 10.0,
            running: Running::Resummed,
        }
    }

    /// f, F = f′, f″ and f‴ of x = aR, times a, 1, 1/a and 1/a².
    fn action(&self, x: f64) -> [f64; 4] {
        let (b, log) = (self.b, (x / self.a_mu_squared).ln());
        let [g, g1, g2, g3] = match self.running {
            Running::Resummed => {
                let d = 1.0 / (1.0 + b * log);
                let bd = b * d;
                [
                    x * x * d,
                    x * d * (2.0 - bd),
                    d * (2.0 - 3.0 * bd + 2.0 * bd * bd),
                    bd * d / x * (-2.0 + 6.0 * bd - 6.0 * bd * bd),
                ]
            }
            Running::OneLoop => {
                let c = 1.0 - b * log;
                [
                    x * x * c,
                    x * (2.0 * c - b),
                    2.0 * c - 3.0 * b,
                    -2.0 * b / x,
                ]
            }
        };
        [x + g, 1.0 + g1, g2, g3]
    }

    /// x = aR at which F takes a value; NaN where it does not.
    fn curvature(&self, big_f: f64) -> f64 {
        // ln(F − 1) is nearly linear in ln x.
        let mut x = 0.5 * (big_f - 1.0);
        for _ in 0..60 {
            let [_, f1, f2, _] = self.action(x);
            let change = (f1 - 1.0).ln() - (big_f - 1.0).ln();
            let step = change * (f1 - 1.0) / (x * f2);
            x *= (-step).clamp(-1.0, 1.0).exp();
            if step.abs() < 1e-15 {
                break;
            }
        }
        x
    }
}

impl Potential for AsymptoticallySafe {
    fn at(&self, field: f64) -> Derivatives {
        let x = self.curvature(((2.0_f64 / 3.0).sqrt() * field).exp());
        let [f, f1, f2, f3] = self.action(x);
        let scale = 1.0 / self.a;
        // dφ/dR = √(3/2) F′/F.
        let square = f1 * f1;
        Derivatives {
            value: 0.5 * scale * (x * f1 - f) / square,
            first: scale * (2.0 * f - x * f1) / (6.0_f64.sqrt() * square),
            second: scale / 3.0 * (1.0 / f2 + x / f1 - 4.0 * f / square),
            third: scale / 3.0 * (2.0_f64 / 3.0).sqrt() * f1 / f2
                * (-f3 / (f2 * f2) - 3.0 / f1 - x * f2 / square + 8.0 * f * f2 / (square * f1)),
        }
    }

    fn on_the_slope(&self) -> f64 {
        4.0
    }

    fn validate(&self) -> Result<(), Error> {
        within("a in 1/M_P^2", self.a, [1.0, 1e20])?;
        within("b", self.b, [-0.1, 1.0])?;
        within("a mu^2", self.a_mu_squared, [1e-3, 1e6])?;
        let lowest = match self.running {
            Running::Resummed => 1.0 + self.b * (LOWEST / self.a_mu_squared).ln(),
            // From 1e4/a on the field would be beyond the beginning of any observable inflation.
            Running::OneLoop => {
                1.0 - self.b
                    * (1e4 / self.a_mu_squared)
                        .ln()
                        .max((LOWEST / self.a_mu_squared).ln())
            }
        };
        if lowest > 0.0 {
            Ok(())
        } else {
            Err(Error::OutOfDomain {
                name: "coupling of R^2",
                value: lowest,
                expected: "positive all through inflation",
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::potential::Starobinsky;

    #[test]
    fn without_running_it_is_starobinskys() {
        let safe = AsymptoticallySafe::starobinsky();
        let starobinsky = Starobinsky {
            scale: 1.0 / (8.0 * safe.a),
        };
        for field in [0.1, 1.0, 3.0, 5.5, 8.0] {
            let [a, b] = [safe.at(field), starobinsky.at(field)];
            for (a, b) in [
                (a.value, b.value),
                (a.first, b.first),
                (a.second, b.second),
                (a.third, b.third),
            ] {
                assert!(
                    (a - b).abs() < 1e-12 * b.abs() + 1e-13 * starobinsky.scale,
                    "{field}: {a:e} {b:e}"
                );
            }
        }
    }

    #[test]
    fn derivatives_are_those_of_the_potential() {
        for running in [Running::Resummed, Running::OneLoop] {
            let safe = AsymptoticallySafe {
                b: 0.05,
                running,
                ..AsymptoticallySafe::starobinsky()
            };
            safe.validate().unwrap();
            for field in [0.8, 2.0, 5.0] {
                let h = 1e-4;
                let [low, here, high] = [field - h, field, field + h].map(|x| safe.at(x));
                for (slope, found) in [
                    ((high.value - low.value) / (2.0 * h), here.first),
                    ((high.first - low.first) / (2.0 * h), here.second),
                    ((high.second - low.second) / (2.0 * h), here.third),
                ] {
                    assert!(
                        (slope - found).abs() < 1e-6 * here.value,
                        "{running:?} {field}: {slope:e} {found:e}"
                    );
                }
            }
        }
    }

    #[test]
    fn poles_are_refused() {
        let pole = AsymptoticallySafe {
            b: 0.5,
            ..AsymptoticallySafe::starobinsky()
        };
        assert!(pole.validate().is_err());
    }
}
