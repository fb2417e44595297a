//! A contraction before the expansion: perturbations born in it, carried through a bounce without singularity.
//!
//! # What is established and what is conjecture
//!
//! That a contracting phase of dust makes scale-invariant perturbations, and one of stiff ekpyrotic matter blue ones, follows from general
//! relativity and the vacuum. What turns contraction into expansion does not: a bounce needs a violation of the null energy condition or
//! quantum gravity. For a perfect fluid, the Wheeler–DeWitt equation with a Gaussian wave packet gives the bounce of
//! [`Profile::QuantumFluid`] and, in the de Broglie–Bohm reading, the equation of perturbations used here; [`Profile::Smooth`] is a shape, not a theory, in which
//! perturbations are assumed to feel the scale factor alone. Dust is unstable to anisotropy on its way down; ekpyrosis is not, but its own curvature
//! perturbations are blue, and a second field has to make those that are observed.

use std::f64::consts::PI;

use lastscatter_numerics::ode::{AdiabaticOrder, Coefficients, Oscillator, OscillatorSolver};
use num_complex::Complex64;
use serde::{Deserialize, Serialize};

use crate::{
    Error, Model, Powers,
    error::{inside, within},
};

/// The scale factor through the bounce, with η_B = 1/k_B the conformal length of the bounce.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// The quantum bounce of one perfect fluid, −1/3 < w < 1, with dη = a^(3w−1) dT:
    ///
    /// ```text
    /// a = (1 + T²)^(1/3(1−w))
    /// ```
    QuantumFluid {
        /// p/ρ.
        w: f64,
    },
    /// From one equation of state to another, −1/3 < w ≤ 1000, with η = η_B sinh s:
    ///
    /// ```text
    /// dln a/ds = ½(α_e + α_c) tanh s + ½(α_e − α_c),   α = 2/(1 + 3w)
    /// ```
    Smooth {
        /// p/ρ of the contraction.
        contraction: f64,
        /// p/ρ of the expansion, below 1: else perturbations do not freeze after the bounce.
        expansion: f64,
    },
}

/// A universe that contracted, bounced and expands.
///
/// ```text
/// h″ + 2(a′/a) h′ + c² k² h = 0
/// ```
///
/// for gravitational waves (c = 1) and ℛ (c = c_s), from the vacuum of the remote past to where h is constant again. For k ≪ k_B both spectra
/// are power laws, with α_c = 2/(1 + 3w) of the contraction:
///
/// ```text
/// n_t = n_s − 1 = 3 − |2α_c − 1|
/// ```
///
/// that is 12w/(1 + 3w) for w < 1 and 2 + 2α_c for w > 1.
///
/// # Accuracy
///
/// Tilts meet the formula to 1e-4 (`bounce::tests::tilts`).
///
/// # References
///
/// `peter2007` (the quantum bounce, its perturbations and n_s); `wands1999`; `lehners2008`.
///
/// # Examples
///
/// ```
/// use lastscatter_primordial::quantum_gravity::bounce::Bounce;
/// use lastscatter_primordial::{PrimordialSpectra, Spectrum};
///
/// let dust = Bounce::dust().solve()?;
/// let spectrum = Spectrum::new(&dust, [1e-5, 1.0], 1e-6)?;
/// let r = spectrum.tensor(0.05) / spectrum.scalar(0.05);
/// assert!(r < 1.0); // the sound of dust is slow, so that gravitational waves are weak
/// # Ok::<(), lastscatter_primordial::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounce {
    /// The scale factor.
    pub profile: Profile,
    /// c_s² of ℛ: w for a fluid, 1 for a scalar field; 1e-8 to 1.
    pub sound_speed_squared: f64,
    /// k_B, the inverse conformal length of the bounce in Mpc⁻¹: 1e3 to 1e40.
    pub k_bounce_inv_mpc: f64,
    /// A_s at the pivot, which the depth of the bounce sets: 1e-30 to 1.
    pub a_s: f64,
    /// The pivot scale in Mpc⁻¹.
    pub k_pivot_inv_mpc: f64,
}

impl Bounce {
    /// The quantum bounce of almost cold dust, w = 1e-4.
    #[must_use]
    pub const fn dust() -> Self {
        Self {
            profile: Profile::QuantumFluid { w: 1e-4 },
            sound_speed_squared: 1e-4,
            k_bounce_inv_mpc: 1e20,
            a_s: 2.1e-9,
            k_pivot_inv_mpc: 0.05,
        }
    }

    /// An ekpyrotic scalar field, w = 10, then radiation.
    #[must_use]
    pub const fn ekpyrotic() -> Self {
        Self {
            profile: Profile::Smooth {
                contraction: 10.0,
                expansion: 1.0 / 3.0,
            },
            sound_speed_squared: 1.0,
            ..Self::dust()
        }
    }

    /// w of the contraction.
    const fn contraction(&self) -> f64 {
        match self.profile {
            Profile::QuantumFluid { w } => w,
            Profile::Smooth { contraction, .. } => contraction,
        }
    }

    /// n_t and n_s − 1 far below k_B.
    #[must_use]
    pub fn tilt(&self) -> f64 {
        3.0 - (2.0 * exponent(self.contraction()) - 1.0).abs()
    }

    /// Its modes.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] naming the parameter.
    pub fn solve(&self) -> Result<BounceSolution, Error> {
        match self.profile {
            Profile::QuantumFluid { w } => {
                within("w", w, [-0.33, 0.99])?;
            }
            Profile::Smooth {
                contraction,
                expansion,
            } => {
                within("w of the contraction", contraction, [-0.33, 1e3])?;
                within("w of the expansion", expansion, [-0.33, 0.99])?;
            }
        }
        within("c_s^2", self.sound_speed_squared, [1e-8, 1.0])?;
        within("k_B in 1/Mpc", self.k_bounce_inv_mpc, [1e3, 1e40])?;
        within("A_s", self.a_s, [1e-30, 1.0])?;
        let mut solution = BounceSolution {
            bounce: *self,
            factor: 1.0,
            solver: OscillatorSolver::new(1e-8),
        };
        within(
            "pivot in 1/Mpc",
            self.k_pivot_inv_mpc,
            solution.range_inv_mpc(),
        )?;
        solution.factor = self.a_s / solution.powers(self.k_pivot_inv_mpc)?.scalar;
        Ok(solution)
    }
}

/// α in a ∝ |η|^α.
const fn exponent(w: f64) -> f64 {
    2.0 / (1.0 + 3.0 * w)
}

/// A bounce whose modes can be asked for.
#[derive(Debug, Clone)]
pub struct BounceSolution {
    bounce: Bounce,
    factor: f64,
    solver: OscillatorSolver,
}

/// One mode in the time s, with T or η = sinh s: h_ss + (2 dln a/ds − dln η_s/ds) h_s + (c k η_s)² h = 0.
struct Mode {
    profile: Profile,
    /// ln(c k η_B).
    ln_k: f64,
}

impl Mode {
    /// ln a.
    fn ln_a(&self, s: f64) -> f64 {
        match self.profile {
            Profile::QuantumFluid { w } => 2.0 / (3.0 * (1.0 - w)) * ln_cosh(s),
            Profile::Smooth {
                contraction,
                expansion,
            } => {
                let [c, e] = [exponent(contraction), exponent(expansion)];
                0.5 * (e + c) * ln_cosh(s) + 0.5 * (e - c) * s
            }
        }
    }

    /// ln dη/ds.
    fn ln_rate(&self, s: f64) -> f64 {
        match self.profile {
            Profile::QuantumFluid { w } => {
                (1.0 + 2.0 * (3.0 * w - 1.0) / (3.0 * (1.0 - w))) * ln_cosh(s)
            }
            Profile::Smooth { .. } => ln_cosh(s),
        }
    }

    /// The s at which c k η_s has a value, far before (−1) or after (+1) the bounce.
    fn when(&self, ln_frequency: f64, side: f64) -> f64 {
        // ln η_s grows by the same amount with each unit of |s| far from the bounce.
        let growth = self.ln_rate(101.0) - self.ln_rate(100.0);
        let offset = self.ln_rate(100.0) - 100.0 * growth;
        side * ((ln_frequency - self.ln_k - offset) / growth)
    }
}

impl Oscillator for Mode {
    fn coefficients(&self, s: f64) -> Coefficients {
        let damping = match self.profile {
            Profile::QuantumFluid { .. } => 0.5 * s.tanh(),
            Profile::Smooth {
                contraction,
                expansion,
            } => {
                let [c, e] = [exponent(contraction), exponent(expansion)];
                0.5 * ((e + c - 1.0) * s.tanh() + (e - c))
            }
        };
        Coefficients {
            frequency_squared: (2.0 * (self.ln_k + self.ln_rate(s))).exp(),
            damping,
        }
    }
}

/// ln cosh s.
fn ln_cosh(s: f64) -> f64 {
    s.abs() + (-2.0 * s.abs()).exp().ln_1p() - std::f64::consts::LN_2
}

/// k_B over the largest wavenumber: perturbations must freeze before they enter the horizon again.
const BELOW: f64 = 1e8;

impl BounceSolution {
    /// k³|h|²/2π² of the frozen wave in units of (1/a_B η_B)², for a speed c.
    fn power(&self, k_inv_mpc: f64, speed: f64) -> Result<f64, Error> {
        let ln_k = (k_inv_mpc / self.bounce.k_bounce_inv_mpc).ln();
        let mode = Mode {
            profile: self.bounce.profile,
            ln_k: ln_k + speed.ln(),
        };
        let failed = |source| Error::Mode { k_inv_mpc, source };
        let start = mode.when(1e3_f64.ln(), -1.0);
        // Where the decaying wave and the onset of oscillations are equally small.
        let end = mode.when(mode.ln_k / 3.0, 1.0);
        let vacuum = self
            .solver
            .positive_frequency(&mode, start, AdiabaticOrder::Converged)
            .map_err(failed)?;
        if vacuum.error > self.solver.tolerance {
            return Err(Error::NotVacuum {
                what: "the vacuum of the contraction",
                k_inv_mpc,
                error: vacuum.error,
                tolerance: self.solver.tolerance,
            });
        }
        let slope = vacuum.logarithmic_derivative;
        let state = [Complex64::new(1.0, 0.0), slope];
        let solution = self
            .solver
            .solve(&mode, start, state, end)
            .map_err(failed)?;
        // a² (h h*_s − h* h_s) = i dη/ds.
        let unit = (3.0 * ln_k + mode.ln_rate(start) - 2.0 * mode.ln_a(start)).exp();
        Ok(unit * solution.state[0].norm_sqr() / (-2.0 * slope.im) / (2.0 * PI * PI))
    }
}

impl Model for BounceSolution {
    fn powers(&self, k_inv_mpc: f64) -> Result<Powers, Error> {
        inside(k_inv_mpc, self.range_inv_mpc())?;
        let sound = self.bounce.sound_speed_squared;
        // ε = 3(1 + w)/2 and z² = 2 a² ε/c_s².
        let epsilon = 1.5 * (1.0 + self.bounce.contraction());
        let scalar = sound / (2.0 * epsilon) * self.power(k_inv_mpc, sound.sqrt())?;
        let tensor = 8.0 * self.power(k_inv_mpc, 1.0)?;
        Ok(Powers::even(scalar, tensor).scaled(self.factor))
    }

    fn range_inv_mpc(&self) -> [f64; 2] {
        let high = self.bounce.k_bounce_inv_mpc / BELOW;
        [1e-30 * high, high]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tilt(solution: &BounceSolution, power: impl Fn(Powers) -> f64) -> f64 {
        let [low, high] = [0.01, 1.0].map(|k| power(solution.powers(k).unwrap()).ln());
        (high - low) / 100.0_f64.ln()
    }

    /// The tilts of fluids and ekpyrotic fields are those of the contraction's exact solutions.
    #[test]
    fn tilts() {
        let smooth = |contraction, expansion| Profile::Smooth {
            contraction,
            expansion,
        };
        for profile in [
            Profile::QuantumFluid { w: 1e-4 },
            Profile::QuantumFluid { w: 0.01 },
            Profile::QuantumFluid { w: 0.2 },
            smooth(0.0, 1.0 / 3.0),
            smooth(0.05, 0.0),
            smooth(3.0, 1.0 / 3.0),
            smooth(50.0, 1.0 / 3.0),
        ] {
            let bounce = Bounce {
                profile,
                ..Bounce::dust()
            };
            let solution = bounce.solve().unwrap();
            for found in [
                tilt(&solution, |p| p.scalar),
                tilt(&solution, |p| p.tensor()),
            ] {
                assert!(
                    (found - bounce.tilt()).abs() < 1e-4,
                    "{profile:?}: {found} {}",
                    bounce.tilt()
                );
            }
        }
        assert!((Bounce::dust().tilt() - 12e-4 / 1.0003).abs() < 1e-12);
    }

    /// For a smooth bounce of dust, r = 16 ε c_s: amplitudes of the exact solutions before the bounce.
    #[test]
    fn tensors_to_scalars() {
        let profile = Profile::Smooth {
            contraction: 0.0,
            expansion: 1.0 / 3.0,
        };
        let bounce = Bounce {
            profile,
            sound_speed_squared: 0.01,
            ..Bounce::dust()
        };
        let powers = bounce.solve().unwrap().powers(0.05).unwrap();
        let r = powers.tensor() / powers.scalar;
        assert!((r / (16.0 * 1.5 * 0.1) - 1.0).abs() < 1e-5, "{r}");
    }

    #[test]
    fn nonsense_is_refused() {
        for bounce in [
            Bounce {
                profile: Profile::QuantumFluid { w: 1.0 },
                ..Bounce::dust()
            },
            Bounce {
                k_pivot_inv_mpc: 1e15,
                ..Bounce::dust()
            },
            Bounce {
                sound_speed_squared: f64::NAN,
                ..Bounce::dust()
            },
        ] {
            assert!(bounce.solve().is_err());
        }
        assert!(Bounce::dust().solve().unwrap().powers(1e13).is_err());
    }
}
