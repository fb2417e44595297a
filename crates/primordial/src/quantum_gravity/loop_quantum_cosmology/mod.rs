//! Loop quantum cosmology: inflation after a bounce.
//!
//! The effective equations of a flat universe with one scalar field, in units with 8πG = 1:
//!
//! ```text
//! H² = (ρ/3)(1 − ρ/ρ_c),   Ḣ = −½φ̇²(1 − 2ρ/ρ_c),   φ̈ + 3Hφ̇ + V′ = 0
//! ρ_c = √3/(32π²γ³) ρ_Pl = 2√3/γ³ M_P⁴
//! ```
//!
//! The universe contracts until ρ = ρ_c, bounces, and expands; ρ ≪ ρ_c is general relativity. How perturbations travel on this background is
//! less settled. With v = a δφ + … or v = a h M_P/2, primes for conformal time and Ω = 1 − 2ρ/ρ_c:
//!
//! ```text
//! dressed metric     v″ + (k² − a″/a + 𝔘) v = 0,   𝔘 = a² (f²V + 2f V′ + V″),   f = φ̇/√(ρ/3)
//! hybrid             v″ + (k² + s_t + 𝒰) v = 0,    s_t = −(a²/6)(ρ − 3P),
//!                                                  𝒰 = a² (V″ + 6V + 6Hφ̇V′/ρ − 6V²/ρ)
//! deformed algebra   v″ + (Ω k² − z″/z) v = 0,     z = a/√Ω (tensors), aφ̇/H (scalars)
//! ```
//!
//! 𝔘 and 𝒰 are for scalars only. f has the sign that general relativity asks for after the bounce, φ̇/H, and keeps it through the bounce: in the
//! contraction the middle term has the opposite of its classical sign, while that of 𝒰 turns with H; where the bounce is dominated by
//! kinetic energy neither matters. (`agullo2013` write −2f: their f has the other sign.) All three become the equations of standard
//! inflation for ρ ≪ ρ_c. The deformed algebra keeps long waves of ℛ and h constant exactly, the dressed metric those of h; otherwise they
//! drift by some ρ/ρ_c per e-fold, which is 1e-12 in realistic inflation and is followed to its end. Where Ω < 0 the deformed algebra is
//! elliptic: modes of the contraction arrive amplified by about exp(k ∫√−Ω dη), and their power grows exponentially with k.
//!
//! The wavenumber of the bounce is
//!
//! ```text
//! k_LQC = a_B √(R_B/6) = a_B √ρ_c        (κ ρ_c with κ = 8πG = 1)
//! ```
//!
//! with the Ricci scalar R of a bounce dominated by kinetic energy. Waves with k ≫ k_LQC do not notice the bounce in the first two
//! approaches and arrive at inflation in the vacuum; waves between the horizon at the beginning of inflation and k_LQC are amplified by the
//! bounce or come from a state that is not the vacuum of inflation: a higher plateau with oscillations; longer ones are suppressed.
//!
//! # What is established and what is conjecture
//!
//! That effective equations with one bounce follow the wave packets of homogeneous loop quantum cosmology is shown by numerical and analytic
//! work for the standard quantisation; that homogeneous loop quantum cosmology follows from loop quantum gravity is not shown, and other
//! regularisations of the same Hamiltonian bounce differently. γ = 0.2375 comes from the entropy of black holes and is disputed. How
//! inhomogeneities are to be quantised is open: the three approaches here agree where curvature is low and differ at the bounce; the
//! deformed algebra with states from the contraction contradicts observation wherever its amplified waves would be seen. Which state is the
//! vacuum, when, and how long inflation lasted after the bounce, is assumed, not derived.
//!
//! # References
//!
//! `ashtekar2006` (the bounce), `agullo2013` (dressed metric), `agullo2015` (k_LQC), `elizaga2018` (hybrid), `cailleteau2012` and
//! `bolliet2015` (deformed algebra).

mod background;
mod deformed;
mod equations;
mod history;
mod modes;
mod solution;
mod table;
mod vacuum;

pub use history::{History, Moment};
pub use solution::LoopSolution;

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

use crate::{
    Error,
    error::within,
    inflation::{Amplitude, Pivot},
    potential::{Derivatives, Potential},
};

/// How perturbations travel through the bounce.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approach {
    /// Quantum fields on the metric that the quantum background dresses.
    DressedMetric,
    /// Fock quantisation of perturbations on the loop-quantised background.
    Hybrid,
    /// Effective constraints whose algebra closes: the signature changes near the bounce.
    DeformedAlgebra,
}

/// In which state, and when, perturbations begin.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vacuum {
    /// In the adiabatic state of an order at an instant. In the dressed and hybrid approaches
    ///
    /// ```text
    /// |v|² = 1/2W,   W = k + s/2k − (s″ + s²)/8k³
    /// ```
    ///
    /// for v″ + (k² + s) v = 0, W = k to order 0, without the last term to order 2: none where W < k/2. Nothing in these approaches asks for
    /// order 0, 2 or 4; they differ for k ≲ k_LQC.
    Adiabatic {
        /// 0, 2 or 4.
        order: u32,
        /// Cosmic time from the bounce in units of the Planck time √G, −10⁹ to 10⁶, before inflation; in the deformed algebra where
        /// ρ < ρ_c/4 before the bounce.
        planck_times: f64,
    },
    /// In the vacuum of the contraction, as deep inside the horizon as that takes.
    Contraction,
    /// On the surface Ω = 0 after the bounce, where waves do not travel; deformed algebra only. White noise: ℛ and h have momenta −iz²k_LQC
    /// times themselves, with z = aφ̇/H and a, hence |ℛ|² = 1/(2z²k_LQC).
    SilentSurface,
}

/// Which way the field moves at the bounce.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Motion {
    /// φ̇ > 0.
    Growing,
    /// φ̇ < 0.
    Falling,
}

/// How much the universe has expanded: what gives wavenumbers their Mpc⁻¹.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expansion {
    /// As far as the time at which the pivot scale left the horizon, k = aH, and the end of inflation tell.
    Pivot(Pivot),
    /// The pivot scale left the horizon so many e-folds after the bounce.
    BounceToPivot(f64),
    /// ln(a_0/a_B) from the bounce to today.
    BounceToToday(f64),
}

/// What becomes of the interference between waves that the bounce made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Oscillations {
    /// The powers oscillate with k, a cycle in Δk ≃ π/η with the conformal time η between bounce and inflation: thousands of cycles up to
    /// k_LQC, each of which a [`Spectrum`](crate::Spectrum) would follow.
    Resolved,
    /// The mean over the phase of the interference, |α|² + |β|² times the power from the vacuum, for wavenumbers that were fifty times
    /// inside the horizon between bounce and inflation; with the resolved powers below 15 times, mixed between.
    Averaged,
}

/// Inflation after the bounce of loop quantum cosmology; the equations stand in the [module](self).
///
/// # Accuracy
///
/// Against brute force in cosmic time 2e-8 at a tolerance of 1e-10 (`golden_loop_quantum_cosmology`); against inflation without a bounce
/// 2e-6 for k > 100 k_LQC at 1e-6 (`loop_quantum_cosmology::short_waves_do_not_notice`); Wronskians to 1e-10 (`solution::tests::wronskians`).
/// Where powers come about by cancellation, as in the troughs of their oscillations, the error is one of the higher powers beside.
///
/// # Examples
///
/// The power lost or gained at the scale of the bounce:
///
/// ```
/// use lastscatter_primordial::{Model, potential::Starobinsky};
/// use lastscatter_primordial::quantum_gravity::loop_quantum_cosmology::LoopQuantumCosmology;
///
/// let universe = LoopQuantumCosmology::new(Starobinsky { scale: 1e-10 }, -7.0).solve()?;
/// let k = universe.k_lqc_inv_mpc();
/// // A few hundred k_LQC: the vacuum of inflation; 0.1 k_LQC: amplified.
/// let ratio = universe.powers(0.1 * k)?.scalar / universe.powers(300.0 * k)?.scalar;
/// assert!(ratio > 1.5, "{ratio}");
/// # Ok::<(), lastscatter_primordial::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoopQuantumCosmology<P> {
    /// The potential.
    pub potential: P,
    /// γ, the Barbero–Immirzi parameter, 1e-4 to 10: ρ_c = 2√3/γ³ M_P⁴.
    #[serde(default = "usual::barbero_immirzi")]
    pub barbero_immirzi: f64,
    /// φ_B at the bounce in M_P, with 0 ≤ V(φ_B) < ρ_c: small fractions are bounces dominated by kinetic energy.
    pub field_at_bounce: f64,
    /// The sign of φ̇_B.
    #[serde(default = "usual::motion")]
    pub motion: Motion,
    /// How perturbations travel.
    #[serde(default = "usual::approach")]
    pub approach: Approach,
    /// How they begin.
    #[serde(default = "usual::vacuum")]
    pub vacuum: Vacuum,
    /// Whether the powers show each cycle of the interference or their mean.
    #[serde(default = "usual::oscillations")]
    pub oscillations: Oscillations,
    /// How much the universe has expanded.
    #[serde(default = "usual::expansion")]
    pub expansion: Expansion,
    /// The pivot scale in Mpc⁻¹.
    #[serde(default = "usual::k_pivot_inv_mpc")]
    pub k_pivot_inv_mpc: f64,
    /// What fixes the amplitude.
    #[serde(default = "usual::amplitude")]
    pub amplitude: Amplitude,
    /// Relative accuracy of the powers.
    #[serde(default = "usual::tolerance")]
    pub tolerance: f64,
}

/// What [`LoopQuantumCosmology::new`] sets, and a description may leave out.
mod usual {
    use super::{Amplitude, Approach, Expansion, Motion, Oscillations, Pivot, Vacuum};

    pub(super) const fn barbero_immirzi() -> f64 {
        0.2375
    }

    pub(super) const fn motion() -> Motion {
        Motion::Growing
    }

    pub(super) const fn approach() -> Approach {
        Approach::DressedMetric
    }

    pub(super) const fn vacuum() -> Vacuum {
        Vacuum::Adiabatic {
            order: 0,
            planck_times: 0.0,
        }
    }

    pub(super) const fn oscillations() -> Oscillations {
        Oscillations::Averaged
    }

    pub(super) const fn expansion() -> Expansion {
        Expansion::Pivot(Pivot::EFolds(55.0))
    }

    pub(super) const fn k_pivot_inv_mpc() -> f64 {
        0.05
    }

    pub(super) const fn amplitude() -> Amplitude {
        Amplitude::Potential
    }

    pub(super) const fn tolerance() -> f64 {
        1e-6
    }
}

impl<P: Potential> LoopQuantumCosmology<P> {
    /// γ = 0.2375, a growing field, the dressed metric from the adiabatic vacuum of order 0 at the bounce, oscillations averaged, N_* = 55 at
    /// k = 0.05 Mpc⁻¹, the potential's own height, powers to 1e-6.
    pub const fn new(potential: P, field_at_bounce: f64) -> Self {
        Self {
            potential,
            barbero_immirzi: usual::barbero_immirzi(),
            field_at_bounce,
            motion: usual::motion(),
            approach: usual::approach(),
            vacuum: usual::vacuum(),
            oscillations: usual::oscillations(),
            expansion: usual::expansion(),
            k_pivot_inv_mpc: usual::k_pivot_inv_mpc(),
            amplitude: usual::amplitude(),
            tolerance: usual::tolerance(),
        }
    }

    /// ρ_c in M_P⁴.
    #[must_use]
    pub fn critical_density(&self) -> f64 {
        2.0 * 3.0_f64.sqrt() / self.barbero_immirzi.powi(3)
    }

    /// The history of the universe and its modes.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] and [`Error::OutOfDomain`] for settings that make no sense, such as a potential above ρ_c at the bounce;
    /// [`Error::NoInflation`], [`Error::Endless`] and [`Error::TooShort`]; [`Error::Numerics`] where the field cannot be followed or no
    /// height of the potential gives the amplitude.
    pub fn solve(&self) -> Result<LoopSolution, Error> {
        self.validate()?;
        let solve = |factor: f64| {
            let potential = Scaled {
                potential: &self.potential,
                factor,
            };
            LoopSolution::new(self, &potential)
        };
        let mut solution = solve(1.0)?;
        let Amplitude::Scalar(amplitude) = self.amplitude else {
            return Ok(solution);
        };
        let mut factor = 1.0;
        let mut residual = f64::INFINITY;
        for _ in 0..ITERATIONS {
            let ratio = amplitude / solution.power_at_pivot(self.k_pivot_inv_mpc)?;
            residual = (ratio - 1.0).abs();
            if residual <= 0.1 * self.tolerance {
                return Ok(solution);
            }
            factor *= ratio;
            solution = solve(factor)?;
        }
        Err(Error::Numerics(lastscatter_numerics::Error::NotConverged {
            what: "height of a potential",
            iterations: ITERATIONS,
            residual,
            tolerance: self.tolerance,
        }))
    }

    fn validate(&self) -> Result<(), Error> {
        within("tolerance", self.tolerance, [1e-12, 1e-2])?;
        within("pivot in 1/Mpc", self.k_pivot_inv_mpc, [1e-8, 1e8])?;
        within(
            "Barbero-Immirzi parameter",
            self.barbero_immirzi,
            [1e-4, 10.0],
        )?;
        within(
            "field at the bounce in M_P",
            self.field_at_bounce,
            [-1e6, 1e6],
        )?;
        match self.expansion {
            Expansion::Pivot(Pivot::EFolds(n)) => {
                within("N_*", n, [1.0, 1000.0])?;
            }
            Expansion::Pivot(Pivot::Reheating(reheating)) => reheating.validate()?,
            Expansion::BounceToPivot(n) => {
                within("e-folds from bounce to pivot", n, [0.0, 1e4])?;
            }
            Expansion::BounceToToday(n) => {
                within("e-folds from bounce to today", n, [1.0, 1e4])?;
            }
        }
        self.potential.validate()?;
        if let Amplitude::Scalar(amplitude) = self.amplitude {
            within("A_s", amplitude, [1e-30, 1.0])?;
        }
        if let Vacuum::Adiabatic {
            order,
            planck_times,
        } = self.vacuum
        {
            within("Planck times from the bounce", planck_times, [-1e9, 1e6])?;
            if ![0, 2, 4].contains(&order) {
                return Err(Error::OutOfDomain {
                    name: "adiabatic order",
                    value: f64::from(order),
                    expected: "0, 2 or 4",
                });
            }
        }
        if self.vacuum == Vacuum::SilentSurface && self.approach != Approach::DeformedAlgebra {
            return Err(Error::OutOfDomain {
                name: "density of the silent surface in units of the critical density",
                value: 0.5,
                expected: "the deformed algebra, which alone has one",
            });
        }
        Ok(())
    }
}

/// Heights of the potential tried.
const ITERATIONS: usize = 30;

/// Planck times √G in 1/M_P.
fn reduced(planck_times: f64) -> f64 {
    planck_times / (8.0 * PI).sqrt()
}

/// A potential times a number.
#[derive(Debug)]
struct Scaled<'a, P> {
    potential: &'a P,
    factor: f64,
}

impl<P: Potential> Potential for Scaled<'_, P> {
    fn at(&self, field: f64) -> Derivatives {
        let v = self.potential.at(field);
        Derivatives {
            value: self.factor * v.value,
            first: self.factor * v.first,
            second: self.factor * v.second,
            third: self.factor * v.third,
        }
    }

    fn on_the_slope(&self) -> f64 {
        self.potential.on_the_slope()
    }
}
