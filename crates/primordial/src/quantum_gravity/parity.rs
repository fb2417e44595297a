//! Gravitational waves that know left from right: gravitational Chern–Simons coupling.

use std::f64::consts::PI;

use lastscatter_numerics::ode::{AdiabaticOrder, Coefficients, Oscillator};
use serde::{Deserialize, Serialize};

use super::dispersion::Helicity;
use crate::{
    Error, Inflation, Model, Powers,
    error::within,
    inflation::{History, InflationSolution, frozen, growth_from},
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
/// ½M_CS, as far from the ghost as from the horizon, or at k/aH = 100 if that is later: exact up to terms exp(−M_CS/H), of which
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
/// [`Dispersion::Polynomial`](super::Dispersion::Polynomial): there χ ≃ −(π/2) c₁ H/M, and c₃ adds
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
///     quantum_gravity::{ChernSimons, Coupling},
/// };
///
/// let model = ChernSimons {
///     inflation: Inflation::new(Starobinsky { scale: 1e-10 }),
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
    /// The inflation.
    pub inflation: Inflation<P>,
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
    inflation: InflationSolution,
    coupling: Coupling,
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
        let size = within("|M_CS| in units of H", self.scale_over_hubble.abs(), [1e-3, 1e12])?;
        let inflation = self.inflation.solve()?;
        let history = inflation.history();
        let pivot = self.inflation.k_pivot_inv_mpc.ln() - inflation.ln_unit();
        let crossing = history.crossing(pivot).unwrap_or(0.0);
        let hubble = history.ln_hubble(crossing).exp();
        let speed = match self.coupling {
            Coupling::Constant => 1.0,
            Coupling::Linear => (hubble * history.velocity(crossing)).abs(),
        };
        Ok(ChernSimonsSolution {
            scale: size.copysign(self.scale_over_hubble) * hubble * speed,
            coupling: self.coupling,
            inflation,
        })
    }
}

impl ChernSimonsSolution {
    /// The part of P_t of one helicity, before it is scaled.
    fn power(&self, k_inv_mpc: f64, helicity: Helicity) -> Result<f64, Error> {
        let history = self.inflation.history();
        let solver = self.inflation.solver();
        let wave = Wave {
            history,
            coupling: self.coupling,
            helicity: helicity.sign(),
            scale: self.scale,
            ln_k: k_inv_mpc.ln() - self.inflation.ln_unit(),
        };
        let start = wave.start(k_inv_mpc)?;
        let vacuum = match solver.positive_frequency(&wave, start, AdiabaticOrder::Converged) {
            Ok(vacuum) if vacuum.error <= solver.tolerance => vacuum.logarithmic_derivative,
            Ok(vacuum) => return Err(self.not_vacuum(k_inv_mpc, vacuum.error)),
            Err(lastscatter_numerics::Error::NotConverged { residual, .. }) => {
                return Err(self.not_vacuum(k_inv_mpc, residual));
            }
            Err(source) => return Err(Error::Mode { k_inv_mpc, source }),
        };
        let end = frozen(history, solver, wave.ln_k);
        let growth = growth_from(solver, &wave, start, vacuum, end)
            .map_err(|source| Error::Mode { k_inv_mpc, source })?;
        let [ln_a_h, _] = history.horizon(start);
        let unit = (3.0 * wave.ln_k - 2.0 * start - ln_a_h).exp() / (2.0 * PI * PI);
        Ok(4.0 * unit * growth / (1.0 - wave.mixing(start)[0]))
    }

    fn not_vacuum(&self, k_inv_mpc: f64, error: f64) -> Error {
        Error::NotVacuum {
            what: "the adiabatic state between ghosts and horizon",
            k_inv_mpc,
            error,
            tolerance: self.inflation.solver().tolerance,
        }
    }
}

impl Model for ChernSimonsSolution {
    fn powers(&self, k_inv_mpc: f64) -> Result<Powers, Error> {
        let powers = self.inflation.powers(k_inv_mpc)?;
        let factor = self.inflation.factor();
        Ok(Powers {
            tensor_right: factor * self.power(k_inv_mpc, Helicity::Right)?,
            tensor_left: factor * self.power(k_inv_mpc, Helicity::Left)?,
            ..powers
        })
    }

    fn range_inv_mpc(&self) -> [f64; 2] {
        self.inflation.range_inv_mpc()
    }

    fn resolution(&self) -> f64 {
        self.inflation.resolution()
    }
}

/// h of one helicity.
///
/// ```text
/// h_NN + 2γ h_N + (k/aH)² h = 0,   2γ = 3 − ε + x (1 + dln M_CS/dN)/(1 − x),   x = λ (k/a)/M_CS
/// ```
#[derive(Debug, Clone, Copy)]
struct Wave<'a> {
    history: &'a History,
    coupling: Coupling,
    helicity: f64,
    scale: f64,
    ln_k: f64,
}

impl Oscillator for Wave<'_> {
    #[inline]
    fn coefficients(&self, n: f64) -> Coefficients {
        let [ln_a_h, epsilon] = self.history.horizon(n);
        let [x, change] = self.mixing(n);
        Coefficients {
            frequency_squared: (2.0 * (self.ln_k - ln_a_h)).exp(),
            damping: 0.5 * (3.0 - epsilon + x * (1.0 + change) / (1.0 - x)),
        }
    }
}

impl Wave<'_> {
    /// x and dln M_CS/dN.
    #[inline]
    fn mixing(&self, n: f64) -> [f64; 2] {
        let x = self.helicity * (self.ln_k - n).exp() / self.scale;
        match self.coupling {
            Coupling::Constant => [x, 0.0],
            Coupling::Linear => {
                let [ln_a_h, epsilon] = self.history.horizon(n);
                let speed = ((ln_a_h - n).exp() * self.history.velocity(n)).abs();
                // 2γ of scalars is 3 − ε + 2φ_NN/φ_N.
                let acceleration = 0.5 * (self.history.scalar_damping(n) - 3.0 + epsilon);
                [x * speed, epsilon - acceleration]
            }
        }
    }

    /// N where the vacuum is set.
    fn start(&self, k_inv_mpc: f64) -> Result<f64, Error> {
        let short = |depth: f64| Error::TooShort {
            e_folds: self.history.end(),
            needed: self.history.end() - self.ln_k + depth.ln() + self.history.ln_hubble(0.0),
            k_inv_mpc,
        };
        let at = |depth: f64| self.history.crossing(self.ln_k - depth.ln()).ok_or_else(|| short(depth));
        // M_CS/H changes slowly: a few rounds find half of it.
        let mut depth = 10.0;
        let mut start = at(depth)?;
        for _ in 0..4 {
            depth = (0.5 * depth / self.mixing(start)[0].abs()).min(DEPTH);
            if depth <= 1.0 {
                return Err(Error::Ghost {
                    k_inv_mpc,
                    cutoff_over_hubble: 2.0 * depth,
                });
            }
            start = at(depth)?;
        }
        Ok(start)
    }
}

/// The deepest k/aH at which the vacuum is set.
const DEPTH: f64 = 100.0;
