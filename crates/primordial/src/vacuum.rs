//! The states that fluctuations begin in.

use lastscatter_numerics::ode::{AdiabaticOrder, Oscillator, OscillatorSolver};
use num_complex::Complex64;
use serde::{Deserialize, Serialize};

use crate::{Error, error::within};

/// A squeezed state, by its Bogoliubov coefficients: the modes are u = α f + β f* instead of f.
///
/// ```text
/// α = cosh r,   β = e^{iδ} sinh r,   |α|² − |β|² = 1
/// ```
///
/// Every pure Gaussian state that respects homogeneity and isotropy is one of these, for r and δ that depend on k.
///
/// # Accuracy
///
/// |α|² − |β|² = 1 to 1e-12: test `coefficients_are_normalised`.
///
/// # Examples
///
/// ```
/// use lastscatter_primordial::Bogoliubov;
///
/// let state = Bogoliubov::new(0.5, 1.0)?;
/// assert!((state.alpha().norm_sqr() - state.beta().norm_sqr() - 1.0).abs() < 1e-12);
/// assert!((state.occupation() - 0.5_f64.sinh().powi(2)).abs() < 1e-15);
/// # Ok::<(), lastscatter_primordial::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bogoliubov {
    /// r, 0 to 4: tanh r = |β/α|.
    pub squeezing: f64,
    /// δ in radians, −2π to 2π: the phase of β/α.
    pub phase: f64,
}

impl Bogoliubov {
    /// A state of given squeezing and phase in radians.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`].
    pub fn new(squeezing: f64, phase: f64) -> Result<Self, Error> {
        Self { squeezing, phase }.validated()
    }

    /// The α-vacuum of de Sitter space whose β/α is e^α, α = `real` + i `imaginary`; the vacuum itself is that of α → −∞.
    ///
    /// ```text
    /// u = (f + e^α f*) / √(1 − e^{α + α*})
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] unless −700 ≤ Re α ≤ ln tanh 4.
    ///
    /// # References
    ///
    /// `allen1985`; `mottola1985`.
    pub fn alpha_vacuum(real: f64, imaginary: f64) -> Result<Self, Error> {
        within("Re alpha", real, [-700.0, 0.0])?;
        Self::new(real.exp().atanh(), imaginary)
    }

    /// Itself, if its numbers make sense.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`].
    pub fn validated(self) -> Result<Self, Error> {
        within("squeezing", self.squeezing, [0.0, 4.0])?;
        let turn = std::f64::consts::TAU;
        within("phase of squeezing", self.phase, [-turn, turn])?;
        Ok(self)
    }

    /// α.
    #[must_use]
    pub fn alpha(&self) -> Complex64 {
        Complex64::from(self.squeezing.cosh())
    }

    /// β.
    #[must_use]
    pub fn beta(&self) -> Complex64 {
        Complex64::from_polar(self.squeezing.sinh(), self.phase)
    }

    /// |β|², the mean number of quanta in a mode.
    #[must_use]
    pub fn occupation(&self) -> f64 {
        self.squeezing.sinh().powi(2)
    }

    /// |α + β|²: by how much the power of modes f that are real late exceeds that of the vacuum.
    #[must_use]
    pub fn power(&self) -> f64 {
        (self.alpha() + self.beta()).norm_sqr()
    }

    /// The energy of the quanta of one field below a physical momentum Λ, in units of 3H²M_P²; `hubble` is H in M_P. It has to be far
    /// below 1, and below ε for the roll of the inflaton to stay as it is.
    ///
    /// ```text
    /// ρ = ∫ d³p/(2π)³ p |β|² = |β|² Λ⁴/8π²,   ρ/3H²M_P² = |β|² (Λ/H)⁴ (H/M_P)² / 24π²
    /// ρ/3H²M_P² < ε:   |β|² < 24π² ε (H/Λ)⁴ (M_P/H)²
    /// ```
    ///
    /// # References
    ///
    /// `tanaka2001`; `starobinsky2001`.
    #[must_use]
    pub fn energy_fraction(&self, cutoff_over_hubble: f64, hubble: f64) -> f64 {
        let pi = std::f64::consts::PI;
        self.occupation() * cutoff_over_hubble.powi(4) * hubble * hubble / (24.0 * pi * pi)
    }

    /// The state with logarithmic derivative `slope` where that of the vacuum is `vacuum`, f being real there.
    pub(crate) fn between(vacuum: Complex64, slope: Complex64) -> Self {
        let ratio = (slope - vacuum) / (vacuum.conj() - slope);
        Self {
            squeezing: ratio.norm().atanh(),
            phase: ratio.arg(),
        }
    }

    /// u′/u where f′/f of the vacuum is `vacuum` and f is real.
    pub(crate) fn slope(&self, vacuum: Complex64) -> Complex64 {
        let [alpha, beta] = [self.alpha(), self.beta()];
        (alpha * vacuum + beta * vacuum.conj()) / (alpha + beta)
    }
}

/// The state of fluctuations at the beginning.
///
/// The vacuum of modes deep inside the horizon is unambiguous as long as quantum fields on a smooth space-time are the whole story.
/// If they are so only below some physical momentum Λ, each mode enters the known world when k/a falls to Λ, and the state in which it
/// does so is for the unknown physics to say: the conditions on such a hypersurface are guesses at that.
///
/// # What is established and what is conjecture
///
/// The evolution from the hypersurface on is standard, and so is the vacuum; that nature chooses another state is conjecture.
/// Quanta in place of the vacuum weigh: see [`Bogoliubov::energy_fraction`]. In the global α-vacua the energy density diverges, and
/// their interactions are disputed; below a cutoff they are excited states like any other.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Vacuum {
    /// The adiabatic vacuum deep inside the horizon, its series taken until it converges.
    BunchDavies,
    /// An α-vacuum: u = α f + β f* at all momenta, f the Bunch–Davies mode with the phase that makes it real when it is frozen.
    ///
    /// ```text
    /// P = P_BD |α + β|²
    /// ```
    AlphaVacuum(Bogoliubov),
    /// A state set when the physical momentum k/a of each mode falls to Λ.
    Hypersurface {
        /// Λ in units of H_*, that of the time when the pivot scale leaves the horizon; 2 to 1e8.
        cutoff_over_hubble: f64,
        /// The state there.
        state: SurfaceState,
    },
}

impl Vacuum {
    /// Danielsson's state of minimum uncertainty where k/a falls to Λ, in units of H_*.
    #[must_use]
    pub const fn danielsson(cutoff_over_hubble: f64) -> Self {
        Self::Hypersurface {
            cutoff_over_hubble,
            state: SurfaceState::MinimumUncertainty,
        }
    }

    /// Itself, if its numbers make sense.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`].
    pub fn validated(self) -> Result<Self, Error> {
        match self {
            Self::BunchDavies => {}
            Self::AlphaVacuum(state) => {
                state.validated()?;
            }
            Self::Hypersurface {
                cutoff_over_hubble,
                state,
            } => {
                within("cutoff in units of H", cutoff_over_hubble, [2.0, 1e8])?;
                match state {
                    SurfaceState::Squeezed(state) => {
                        state.validated()?;
                    }
                    SurfaceState::Adiabatic { order } => {
                        within("adiabatic order", f64::from(order), [0.0, 12.0])?;
                    }
                    SurfaceState::MinimumUncertainty | SurfaceState::Diagonal => {}
                }
            }
        }
        Ok(self)
    }
}

/// A state on the hypersurface k/a = Λ. All but the last tend to the vacuum as H/Λ falls: |β| ~ (H/Λ)^m.
///
/// With u = v/z, v the canonical variable, z = aφ̇/H or a, and ω = k without modified dispersion:
///
/// ```text
///                                                       de Sitter space: |β|
/// MinimumUncertainty    v′ − (z′/z) v = −iω v           H/2Λ
/// Diagonal              v′ = −i √(ω² − z″/z) v          (H/Λ)³/2
/// Adiabatic, order n    series of u′/u to order n       H/2Λ, (H/Λ)²/2, (H/Λ)³/2, … for n = 0, 1, 2, …
/// Squeezed              u = α f + β f*                  given
/// ```
///
/// Danielsson's state is that of order 0 of u; in de Sitter space its power is exactly
///
/// ```text
/// P/P_BD = 1 − (H/Λ) sin(2Λ/H) + (H/Λ)² sin²(Λ/H)
/// ```
///
/// # References
///
/// `danielsson2002`; `easther2001`; `easther2002`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum SurfaceState {
    /// The field and its momentum have the least uncertainty: π = −iωv.
    MinimumUncertainty,
    /// The state of lowest energy of the Hamiltonian of v and v′.
    Diagonal,
    /// The adiabatic series, cut at an order from 0 to 12.
    Adiabatic {
        /// The number of time derivatives kept.
        order: u32,
    },
    /// A squeezed state relative to the adiabatic vacuum f on the hypersurface, where f is real.
    Squeezed(Bogoliubov),
}

impl SurfaceState {
    /// u′/u at `t`; `clock` is z′/z and −(z″/z) of conformal time in units of t's.
    pub(crate) fn slope(
        self,
        solver: &OscillatorSolver,
        mode: &impl Oscillator,
        t: f64,
        clock: impl FnOnce(f64) -> Pump,
    ) -> Result<Complex64, lastscatter_numerics::Error> {
        let adiabatic = |order| {
            solver
                .positive_frequency(mode, t, order)
                .map(|state| state.logarithmic_derivative)
        };
        match self {
            Self::MinimumUncertainty => {
                let squared = mode.coefficients(t).frequency_squared;
                positive(squared).map(|squared| Complex64::new(0.0, -squared.sqrt()))
            }
            Self::Diagonal => {
                let pump = clock(t);
                let squared = mode.coefficients(t).frequency_squared - pump.curvature;
                positive(squared).map(|squared| Complex64::new(-pump.growth, -squared.sqrt()))
            }
            Self::Adiabatic { order } => adiabatic(AdiabaticOrder::Fixed(order)),
            Self::Squeezed(state) => {
                adiabatic(AdiabaticOrder::Converged).map(|vacuum| state.slope(vacuum))
            }
        }
    }
}

/// What expansion does to modes: z′/z and z″/z, primes being conformal, in units of aH and (aH)².
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pump {
    pub growth: f64,
    pub curvature: f64,
}

fn positive(squared: f64) -> Result<f64, lastscatter_numerics::Error> {
    if squared > 0.0 && squared.is_finite() {
        Ok(squared)
    } else {
        Err(lastscatter_numerics::Error::OutOfDomain {
            name: "squared frequency of a state on a hypersurface",
            value: squared,
            expected: "a positive number",
        })
    }
}

#[cfg(test)]
mod tests {
    use num_complex::Complex64;
    use proptest::prelude::*;

    use super::Bogoliubov;

    proptest! {
        #[test]
        fn coefficients_are_normalised(squeezing in 0.0..4.0, phase in -6.2..6.2) {
            let state = Bogoliubov::new(squeezing, phase).unwrap();
            let norm = state.alpha().norm_sqr() - state.beta().norm_sqr();
            prop_assert!((norm - 1.0).abs() < 1e-12, "{norm}");
        }

        #[test]
        fn slope_and_state_are_inverse(squeezing in 1e-3..2.0, phase in -3.1..3.1, re in -2.0..2.0, im in -50.0..-1.0) {
            let vacuum = Complex64::new(re, im);
            let state = Bogoliubov::new(squeezing, phase).unwrap();
            let slope = state.slope(vacuum);
            // Squeezing keeps the Wronskian's sign.
            prop_assert!(slope.im < 0.0);
            let back = Bogoliubov::between(vacuum, slope);
            prop_assert!((back.squeezing - squeezing).abs() < 1e-10);
            prop_assert!((back.beta() - state.beta()).norm() < 1e-9 * (1.0 + state.occupation()));
            let occupation = (slope - vacuum).norm_sqr() / (4.0 * slope.im * vacuum.im);
            prop_assert!((occupation - state.occupation()).abs() < 1e-9 * (1.0 + occupation));
        }

        #[test]
        fn alpha_vacua_have_the_ratio_of_their_name(real in -20.0..-0.01, imaginary in -3.0..3.0) {
            let state = Bogoliubov::alpha_vacuum(real, imaginary).unwrap();
            let expected = Complex64::new(real, imaginary).exp();
            prop_assert!((state.beta() / state.alpha() - expected).norm() < 1e-12 * expected.norm().max(1e-3));
        }
    }

    #[test]
    fn no_squeezing_is_the_vacuum_exactly() {
        let state = Bogoliubov::new(0.0, 1.0).unwrap();
        let vacuum = Complex64::new(-1.25, -98.7);
        assert_eq!(state.slope(vacuum), vacuum);
        assert!(state.power().to_bits() == 1.0_f64.to_bits());
        assert!(Bogoliubov::new(f64::NAN, 0.0).is_err());
        assert!(Bogoliubov::new(0.1, f64::INFINITY).is_err());
    }
}
