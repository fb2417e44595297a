//! Gravitational waves that know left from right: gravitational Chern–Simons coupling.

use lastscatter_numerics::ode::{Coefficients, Oscillator};
use serde::{Deserialize, Serialize};

use super::{
    dispersion::Helicity,
    track::{DEPTH, Field, Track, range_inv_mpc},
};
use crate::{
    Error, Inflation, Model, Powers, error::within, inflation::InflationSolution,
    potential::Potential,
};

/// Inflation with the Chern–Simons term f(φ) ε^{μνρσ} C_{μν}^{κλ} C_{ρσκλ} in its action: helicities λ = ±1 have different weights.
///
/// ```text
/// S   = (M_P²/8) Σ_λ ∫dη d³k/(2π)³ z_λ² (|h_λ′|² − k²|h_λ|²),   z_λ² = a² (1 − λ (k/a)/M_CS),   M_CS = M_P²/8ḟ
/// v_λ″ + (k² − z_λ″/z_λ) v_λ = 0,   v_λ = z_λ h_λ M_P/2
/// ```
///
/// Deep inside the horizon, at k/a = M_CS, one helicity becomes a ghost. Waves are taken to enter from there, and the vacuum is set at
/// ½M_CS, as far from the ghost as from the horizon, or at k/aH = 34 if that is later: exact up to terms exp(−M_CS/H), of which
/// [`Error::NotVacuum`] tells when they exceed the tolerance. Scalars are those of the inflation. To leading order
///
/// ```text
/// χ = (P_R − P_L)/(P_R + P_L) = tanh(πH/2M_CS) ≃ (π/2) H/M_CS
/// ```
///
/// from v_λ″ + (k² − 2/η² + λ(H/M_CS) k/η) v_λ = 0, whose solution of positive frequency is Whittaker's function of κ = −iλH/2M_CS. A positive
/// M_CS makes right-handed waves stronger. M_CS → ∞ is standard inflation.
///
/// Other parity-odd terms, of p³ and p⁵ as in Hořava's gravity with the Cotton tensor, are the odd coefficients of
/// [`Dispersion::Polynomial`](super::dispersion::Dispersion::Polynomial): there χ ≃ −(π/2) c₁ H/M, and c₃ adds
/// exp(−M/H) only, little unless M is near H.
///
/// # Accuracy
///
/// Powers against direct integration in de Sitter space, 1e-8: test `chern_simons_against_direct_integration`; χ against the above:
/// `chirality_grows_with_the_coupling`.
///
/// # What is established and what is conjecture
///
/// The term is the only one with two curvatures that breaks parity, and anomalies of string theory and of chiral matter bring it about; nobody
/// knows its coupling. The theory makes sense below M_CS alone, whence H ≪ M_CS and a small χ: a large one, sometimes quoted, is outside
/// of its reach. What waves do before k/a falls to M_CS is conjecture.
///
/// # References
///
/// `alexander2005`; `satoh2010`; `bartolo2017`; `takahashi2009` for Hořava's gravity.
///
/// # Examples
///
/// ```
/// use lastscatter_primordial::{
///     Inflation, Model,
///     potential::Starobinsky,
///     quantum_gravity::parity::{ChernSimons, Coupling},
/// };
///
/// let model = ChernSimons {
///     standard: Inflation::new(Starobinsky { scale: 1e-10 }),
///     scale_over_hubble: 50.0,
///     coupling: Coupling::Constant,
/// };
/// let chirality = model.solve()?.powers(0.05)?.chirality();
/// assert!((chirality - 0.5 * std::f64::consts::PI / 50.0).abs() < 1e-3);
/// # Ok::<(), lastscatter_primordial::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChernSimons<P> {
    /// The inflation without the coupling.
    pub standard: Inflation<P>,
    /// M_CS in units of H_* when the pivot scale leaves the horizon, of either sign, 1e-3 to 1e12.
    pub scale_over_hubble: f64,
    /// How M_CS changes.
    pub coupling: Coupling,
}

/// How the coupling of the Chern–Simons term depends on the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Coupling {
    /// ḟ and M_CS are constant.
    Constant,
    /// f ∝ φ: M_CS ∝ 1/φ̇.
    Linear,
}

/// Solved: see [`ChernSimons`].
#[derive(Debug, Clone)]
pub struct ChernSimonsSolution {
    standard: InflationSolution,
    coupling: Coupling,
    /// |M_CS|/H_*.
    cutoff: f64,
    /// M_CS in units of the history, over 1/φ̇ where the coupling is linear.
    scale: f64,
}

impl<P: Potential> ChernSimons<P> {
    /// The history of the universe and its modes.
    ///
    /// # Errors
    ///
    /// Those of [`Inflation::solve`]; [`Error::OutOfRange`] for the scale.
    pub fn solve(&self) -> Result<ChernSimonsSolution, Error> {
        let size = within(
            "|M_CS| in units of H",
            self.scale_over_hubble.abs(),
            [1e-3, 1e12],
        )?;
        let standard = self.standard.solve()?;
        let history = standard.history();
        let hubble = history.ln_hubble(standard.pivot()).exp();
        let speed = match self.coupling {
            Coupling::Constant => 1.0,
            Coupling::Linear => (hubble * history.velocity(standard.pivot())).abs(),
        };
        Ok(ChernSimonsSolution {
            scale: size.copysign(self.scale_over_hubble) * hubble * speed,
            cutoff: size,
            coupling: self.coupling,
            standard,
        })
    }
}

impl ChernSimonsSolution {
    /// The inflation without the coupling.
    #[must_use]
    pub const fn standard(&self) -> &InflationSolution {
        &self.standard
    }
}

impl Model for ChernSimonsSolution {
    fn powers(&self, k_inv_mpc: f64) -> Result<Powers, Error> {
        let track = Track::new(&self.standard, k_inv_mpc, self.range_inv_mpc())?;
        let power = |helicity: Helicity| {
            let wave = Wave {
                track,
                coupling: self.coupling,
                helicity: helicity.sign(),
                scale: self.scale,
            };
            wave.power()
                .map(|power| power * self.standard.potential_factor())
        };
        Ok(Powers {
            tensor_right: power(Helicity::Right)?,
            tensor_left: power(Helicity::Left)?,
            ..self.standard.powers(k_inv_mpc)?
        })
    }

    fn range_inv_mpc(&self) -> [f64; 2] {
        let depth = 0.5 * self.cutoff.min(2.0 * DEPTH);
        range_inv_mpc(&self.standard, &[DEPTH, depth])
    }

    fn resolution(&self) -> f64 {
        self.standard.resolution()
    }
}

/// h of one helicity.
///
/// ```text
/// h_NN + 2γ h_N + (k/aH)² h = 0,   2γ = 3 − ε + x (1 + dln M_CS/dN)/(1 − x),   x = λ (k/a)/M_CS
/// ```
#[derive(Debug, Clone, Copy)]
struct Wave<'a> {
    track: Track<'a>,
    coupling: Coupling,
    helicity: f64,
    scale: f64,
}

impl Oscillator for Wave<'_> {
    #[inline]
    fn coefficients(&self, n: f64) -> Coefficients {
        let [ln_a_h, epsilon] = self.track.history().horizon(n);
        let [x, change] = self.mixing(n);
        Coefficients {
            frequency_squared: (2.0 * (self.track.ln_k - ln_a_h)).exp(),
            damping: 0.5 * (3.0 - epsilon + x * (1.0 + change) / (1.0 - x)),
        }
    }

    fn longest_step(&self, n: f64) -> f64 {
        self.track.history().longest_step(n)
    }
}

impl Wave<'_> {
    /// The part of P_t of its helicity.
    fn power(&self) -> Result<f64, Error> {
        let start = self.start()?;
        let what = "the adiabatic state between ghosts and horizon";
        let vacuum = self.track.vacuum(self, start, what)?;
        let power = self.track.power(self, Field::Tensor, start, vacuum)?;
        // z_λ² instead of a² where it begins.
        Ok(power / (1.0 - self.mixing(start)[0]))
    }

    /// x and dln M_CS/dN.
    #[inline]
    fn mixing(&self, n: f64) -> [f64; 2] {
        let x = self.helicity * (self.track.ln_k - n).exp() / self.scale;
        match self.coupling {
            Coupling::Constant => [x, 0.0],
            Coupling::Linear => {
                let history = self.track.history();
                let [ln_a_h, epsilon] = history.horizon(n);
                let [_, damping] = history.scalar(n);
                let speed = ((ln_a_h - n).exp() * history.velocity(n)).abs();
                // 2γ of scalars is 3 − ε + 2φ_NN/φ_N.
                [x * speed, epsilon - 0.5 * (damping - 3.0 + epsilon)]
            }
        }
    }

    /// N where the vacuum is set.
    fn start(&self) -> Result<f64, Error> {
        let mut depth = DEPTH;
        let mut start = self.track.depth(depth)?;
        // M_CS/H changes slowly: a few rounds find half of it.
        for _ in 0..4 {
            let excess = 2.0 * self.mixing(start)[0].abs();
            if excess <= 1.001 {
                break;
            }
            depth /= excess;
            if depth <= 1.0 {
                return Err(Error::Ghost {
                    k_inv_mpc: self.track.k_inv_mpc,
                    cutoff_over_hubble: 2.0 * depth,
                });
            }
            start = self.track.depth(depth)?;
        }
        Ok(start)
    }
}
