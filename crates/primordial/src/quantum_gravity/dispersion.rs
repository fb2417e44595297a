//! What frequency a wave has, if Lorentz invariance ends at short distances.

use serde::{Deserialize, Serialize};

use super::track::DEPTH;
use crate::{Error, error::within};

/// The helicity of a gravitational wave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Helicity {
    /// λ = +1.
    Right,
    /// λ = −1.
    Left,
}

impl Helicity {
    /// λ.
    #[must_use]
    pub const fn sign(self) -> f64 {
        match self {
            Self::Right => 1.0,
            Self::Left => -1.0,
        }
    }
}

/// A dispersion relation ω²(p) of the physical momentum p = k/a; ω = p below the scale M.
///
/// M is given in units of H_*, the expansion rate when the pivot scale leaves the horizon; see
/// [`TransPlanckianSolution::hubble`](super::trans_planckian::TransPlanckianSolution::hubble) for that in M_P.
///
/// # What is established and what is conjecture
///
/// All of this is conjecture: dispersion of gravity has been looked for and not been found, far below these momenta. Corley's,
/// Jacobson's and Unruh's relations are models of what short distances may do, taken from fluids; the polynomial of p⁶ is what
/// power-counting renormalisable gravity of Hořava's kind has, with coefficients that flow.
///
/// # References
///
/// `corley1996`; `unruh1995`; `horava2009`; `martin2001`; `niemeyer2001`; `zhu2016`.
///
/// # Examples
///
/// ```
/// use lastscatter_primordial::quantum_gravity::dispersion::{Dispersion, Helicity};
///
/// let stiff = Dispersion::corley_jacobson(100.0, 1.0);
/// let squared = stiff.frequency_squared(100.0, Helicity::Right);
/// assert!((squared - 2e4).abs() < 1e-9);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "relation", rename_all = "snake_case", deny_unknown_fields)]
pub enum Dispersion {
    /// ω = p.
    Relativistic,
    /// ω² = p² [1 + Σ_{i ≥ 1} c_i (λp/M)^i]: odd powers tell helicities λ = ±1 apart.
    Polynomial {
        /// M in units of H_*, 1e-2 to 1e12.
        scale_over_hubble: f64,
        /// c₁, c₂, …, at most 12, each −1e6 to 1e6.
        coefficients: Vec<f64>,
    },
    /// ω = M tanh^{1/n}((p/M)^n).
    Unruh {
        /// M in units of H_*, 1e-2 to 1e12.
        scale_over_hubble: f64,
        /// n, 0.5 to 8.
        exponent: f64,
    },
}

impl Dispersion {
    /// ω² = p² [1 + b (p/M)²], b of either sign; M in units of H_*.
    #[must_use]
    pub fn corley_jacobson(scale_over_hubble: f64, b: f64) -> Self {
        Self::Polynomial {
            scale_over_hubble,
            coefficients: vec![0.0, b],
        }
    }

    /// ω² = p² [1 − b₁ (p/M)² + b₂ (p/M)⁴], the z = 3 relation of Hořava–Lifshitz gravity; M in units of H_*.
    #[must_use]
    pub fn horava_lifshitz(scale_over_hubble: f64, b1: f64, b2: f64) -> Self {
        Self::Polynomial {
            scale_over_hubble,
            coefficients: vec![0.0, -b1, 0.0, b2],
        }
    }

    /// Itself, if its numbers make sense.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`].
    pub fn validated(self) -> Result<Self, Error> {
        match &self {
            Self::Relativistic => {}
            Self::Polynomial {
                scale_over_hubble,
                coefficients,
            } => {
                within(
                    "scale of dispersion in units of H",
                    *scale_over_hubble,
                    SCALES,
                )?;
                within(
                    "terms of a dispersion relation",
                    coefficients.len() as f64,
                    [0.0, 12.0],
                )?;
                for &c in coefficients {
                    within("coefficient of a dispersion relation", c, [-1e6, 1e6])?;
                }
            }
            Self::Unruh {
                scale_over_hubble,
                exponent,
            } => {
                within(
                    "scale of dispersion in units of H",
                    *scale_over_hubble,
                    SCALES,
                )?;
                within("exponent of a dispersion relation", *exponent, [0.5, 8.0])?;
            }
        }
        Ok(self)
    }

    /// ω²/H_*² at a momentum p/H_*.
    #[must_use]
    pub fn frequency_squared(&self, momentum_over_hubble: f64, helicity: Helicity) -> f64 {
        momentum_over_hubble
            * momentum_over_hubble
            * self.ratio(momentum_over_hubble, helicity.sign())
    }

    /// Whether helicities differ.
    #[must_use]
    pub fn is_chiral(&self) -> bool {
        match self {
            Self::Polynomial { coefficients, .. } => {
                coefficients.iter().step_by(2).any(|c| c.abs() > 0.0)
            }
            Self::Relativistic | Self::Unruh { .. } => false,
        }
    }

    /// ω²/p² at p/H_*.
    #[inline]
    pub(crate) fn ratio(&self, momentum: f64, helicity: f64) -> f64 {
        match self {
            Self::Relativistic => 1.0,
            Self::Polynomial {
                scale_over_hubble,
                coefficients,
            } => {
                let x = helicity * momentum / scale_over_hubble;
                coefficients.iter().rev().fold(0.0, |sum, c| (sum + c) * x) + 1.0
            }
            Self::Unruh {
                scale_over_hubble,
                exponent,
            } => {
                let y = (momentum / scale_over_hubble).powf(*exponent);
                if y < 1e-8 {
                    1.0
                } else {
                    (y.tanh() / y).powf(2.0 / exponent)
                }
            }
        }
    }

    /// dln ω/dln p at p/H_*.
    fn slope(&self, momentum: f64, helicity: f64) -> f64 {
        match self {
            Self::Relativistic => 1.0,
            Self::Polynomial {
                scale_over_hubble,
                coefficients,
            } => {
                let x = helicity * momentum / scale_over_hubble;
                let mut power = 1.0;
                let mut sum = 0.0;
                for (i, c) in coefficients.iter().enumerate() {
                    power *= x;
                    sum += (i + 1) as f64 * c * power;
                }
                1.0 + 0.5 * sum / self.ratio(momentum, helicity)
            }
            Self::Unruh {
                scale_over_hubble,
                exponent,
            } => {
                let y = (momentum / scale_over_hubble).powf(*exponent);
                if y < 1e-8 {
                    1.0
                } else if y > 300.0 {
                    0.0
                } else {
                    2.0 * y / (2.0 * y).sinh()
                }
            }
        }
    }

    /// A momentum p/H_* beyond which the shortest distances rule.
    fn ultraviolet(&self) -> f64 {
        match self {
            Self::Relativistic => DEPTH,
            Self::Polynomial {
                scale_over_hubble,
                coefficients,
            } => {
                // Fujiwara's bound on the zeros of the polynomial.
                let Some(highest) = coefficients.iter().rposition(|c| c.abs() > 0.0) else {
                    return DEPTH;
                };
                let lower = |i: usize| {
                    let c = if i == 0 { 1.0 } else { coefficients[i - 1] };
                    (c / coefficients[highest])
                        .abs()
                        .powf(1.0 / (highest + 1 - i) as f64)
                };
                let bound = (0..=highest).map(lower).fold(0.0, f64::max);
                (6.0 * bound * scale_over_hubble).max(DEPTH)
            }
            Self::Unruh {
                scale_over_hubble,
                exponent,
            } => (40.0_f64.powf(1.0 / exponent) * scale_over_hubble).max(DEPTH),
        }
    }

    /// p/H_* at which a vacuum can be set: from there on towards shorter distances nothing happens, or, where frequencies become
    /// imaginary there, the best place on this side.
    pub(crate) fn depth(&self, helicity: Helicity) -> f64 {
        let helicity = helicity.sign();
        let highest = self.ultraviolet();
        let change = |p: f64| {
            let squared = p * p * self.ratio(p, helicity);
            if squared > 0.0 {
                self.slope(p, helicity).abs() / squared.sqrt()
            } else {
                f64::INFINITY
            }
        };
        let count = (highest.ln() * GRID).ceil() as usize;
        let momentum = |i: usize| (highest.ln() * i as f64 / count as f64).exp();
        let anchor = if change(highest) <= SLOW {
            count
        } else {
            // As many radians from the horizon as from where frequencies first become imaginary.
            let radians: Vec<f64> = (0..=count)
                .map(|i| momentum(i) * self.ratio(momentum(i), helicity).sqrt())
                .take_while(|frequency| *frequency > 0.0)
                .scan(0.0, |sum, frequency| {
                    *sum += frequency;
                    Some(*sum)
                })
                .collect();
            let all = radians.last().copied().unwrap_or(0.0);
            radians.partition_point(|&sum| sum < 0.5 * all)
        };
        let mut at = anchor;
        while at > 0 && momentum(at - 1) >= DEPTH && change(momentum(at - 1)) <= SLOW {
            at -= 1;
        }
        momentum(at)
    }
}

/// |dln ω/dN|/ω below which frequencies change slowly: mixing falls exponentially with its inverse.
const SLOW: f64 = 1.0 / DEPTH;
/// Points per e-fold of momentum.
const GRID: f64 = 100.0;
/// M/H_*.
const SCALES: [f64; 2] = [1e-2, 1e12];

#[cfg(test)]
mod tests {
    use super::{Dispersion, Helicity};

    #[test]
    fn relations_are_relativistic_far_below_their_scale() {
        for relation in [
            Dispersion::corley_jacobson(1e3, -1.0),
            Dispersion::horava_lifshitz(1e3, 1.0, 1.0),
            Dispersion::Unruh {
                scale_over_hubble: 1e3,
                exponent: 1.0,
            },
        ] {
            let squared = relation.frequency_squared(1e-3, Helicity::Right);
            assert!(
                (squared / 1e-6 - 1.0).abs() < 2e-12,
                "{relation:?}: {squared:e}"
            );
        }
    }

    #[test]
    fn unruh_saturates_at_its_scale() {
        let relation = Dispersion::Unruh {
            scale_over_hubble: 7.0,
            exponent: 2.0,
        };
        let squared = relation.frequency_squared(700.0, Helicity::Left);
        assert!((squared - 49.0).abs() < 1e-10, "{squared}");
    }

    #[test]
    fn slopes_are_derivatives() {
        let relations = [
            Dispersion::Polynomial {
                scale_over_hubble: 3.0,
                coefficients: vec![0.1, -0.3, 0.2, 0.5],
            },
            Dispersion::Unruh {
                scale_over_hubble: 3.0,
                exponent: 1.5,
            },
        ];
        for relation in relations {
            for helicity in [Helicity::Right, Helicity::Left] {
                for p in [0.5_f64, 2.0, 4.0] {
                    let h = 1e-5;
                    let at = |p: f64| 0.5 * relation.frequency_squared(p, helicity).ln();
                    let expected = (at(p * f64::exp(h)) - at(p * f64::exp(-h))) / (2.0 * h);
                    let slope = relation.slope(p, helicity.sign());
                    assert!(
                        (slope - expected).abs() < 1e-8,
                        "{relation:?} {p}: {slope} {expected}"
                    );
                }
            }
        }
    }

    #[test]
    fn vacuum_is_set_where_frequencies_change_slowly() {
        let right = Helicity::Right;
        assert!((Dispersion::Relativistic.depth(right) - 34.0).abs() < 1e-9);
        // Far above the horizon's scale dispersion does not matter.
        let far = Dispersion::corley_jacobson(1e6, 1.0).depth(right);
        assert!((34.0..35.0).contains(&far), "{far}");
        // Half of ∫√(1 − x²)dx to 1 where all beyond M is imaginary.
        let window = Dispersion::corley_jacobson(60.0, -1.0).depth(right);
        assert!((window / 60.0 - 0.404).abs() < 0.02, "{window}");
        // A dip of the frequency at p ~ M is left on this side of the vacuum.
        let dip = Dispersion::horava_lifshitz(200.0, 1.99, 1.0).depth(right);
        assert!(dip > 200.0, "{dip}");
    }
}
