//! Inflation by two scalar fields: curvature and isocurvature perturbations and their correlation.
//!
//! [`TwoFields`] says what to solve, [`TwoFieldSolution`] is the universe that comes of it, [`TwoFieldSpectra`] its spectra at all wavenumbers
//! and [`Mixture`] those as initial conditions of the hot universe.
//!
//! Perturbations are split at the end of inflation along the trajectory and across it, s being σ turned by 90° from e₁ = ∂_φ towards
//! e₂ = e^(−b) ∂_χ:
//!
//! ```text
//! ℛ = Q_σ/|v|,    S = Q_s/|v|,    v = dφ/dN
//! P_ℛ = ⟨ℛ²⟩,     P_S = ⟨S²⟩,     C_ℛS = ⟨ℛ S⟩
//! ```
//!
//! A field ahead of its time has a positive ℛ, as a positive η and positive potentials in the hot universe; δN is −ℛ. A turn towards e₂ makes
//! ℛ of S: ℛ′ = 2 (turn rate) S far outside the horizon.
//!
//! # References
//!
//! `sasaki1996` and `gordon2001` for the equations and the split; `wands2002` for the spectra and the transfer.
//!
//! # Examples
//!
//! ```
//! use lastscatter_primordial::{Model, two_fields::{DoubleQuadratic, TwoFields}};
//!
//! let heavy_and_light = DoubleQuadratic { masses: [1e-6, 5e-6] };
//! let solution = TwoFields::new(heavy_and_light, [12.0, 11.0]).solve()?;
//! let powers = solution.two_field_powers(0.05)?;
//! assert!((powers.curvature / 2.1e-9 - 1.0).abs() < 1e-12);
//! assert!(powers.cosine().abs() <= 1.0);
//! # Ok::<(), lastscatter_primordial::Error>(())
//! ```

mod delta_n;
mod equations;
mod field_space;
mod history;
mod late;
mod mixture;
mod modes;
mod potential;
mod quartic;
mod solution;
mod spectra;
mod vacuum;

pub use delta_n::DeltaN;
pub use field_space::FieldSpace;
pub use history::TwoFieldHistory;
pub use mixture::Mixture;
pub use potential::{
    Coupled, DoubleQuadratic, ExponentialProduct, Hybrid, Landscape, Numerical, Sum, TurningValley,
    TwoFieldPotential,
};
pub use solution::{FieldModes, TwoFieldPowers, TwoFieldSolution};
pub use spectra::TwoFieldSpectra;

use serde::{Deserialize, Serialize};

use crate::{
    Error,
    error::within,
    inflation::{Amplitude, Pivot, usual},
};
use equations::Universe;

/// Inflation by two scalar fields: what to solve, and how well.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwoFields<P> {
    /// The potential.
    pub potential: P,
    /// The metric of the space of fields.
    #[serde(default)]
    pub field_space: FieldSpace,
    /// φ and χ at the beginning, in M_P.
    pub fields: [f64; 2],
    /// v = (dφ/dN, e^b dχ/dN) at the beginning, in M_P; without, that of slow roll, −∇V/V.
    #[serde(default)]
    pub velocity: Option<[f64; 2]>,
    /// When the pivot scale left the horizon.
    #[serde(default = "usual::pivot")]
    pub pivot: Pivot,
    /// The pivot scale in Mpc⁻¹.
    #[serde(default = "usual::k_pivot_inv_mpc")]
    pub k_pivot_inv_mpc: f64,
    /// What fixes the amplitude.
    #[serde(default = "usual::amplitude")]
    pub amplitude: Amplitude,
    /// Relative accuracy of the powers, 1e-9 to 1e-2.
    #[serde(default = "usual::tolerance")]
    pub tolerance: f64,
}

impl<P: TwoFieldPotential> TwoFields<P> {
    /// Canonical fields that begin in slow roll, N_* = 55 at k = 0.05 Mpc⁻¹, P_ℛ = 2.1e-9 there, powers to 1e-6.
    pub const fn new(potential: P, fields: [f64; 2]) -> Self {
        Self {
            potential,
            field_space: FieldSpace::Flat,
            fields,
            velocity: None,
            pivot: usual::pivot(),
            k_pivot_inv_mpc: usual::k_pivot_inv_mpc(),
            amplitude: usual::amplitude(),
            tolerance: usual::tolerance(),
        }
    }

    /// The history of the universe and its modes.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] and [`Error::OutOfDomain`] for settings that make no sense; [`Error::NoInflation`], [`Error::Endless`] and
    /// [`Error::TooShort`]; [`Error::Numerics`] where the fields can not be followed; those of the pivot scale's modes.
    pub fn solve(&self) -> Result<TwoFieldSolution, Error> {
        within("tolerance", self.tolerance, [1e-9, 1e-2])?;
        within("pivot in 1/Mpc", self.k_pivot_inv_mpc, [1e-8, 1e8])?;
        match self.pivot {
            Pivot::EFolds(e_folds) => {
                within("N_*", e_folds, [1.0, 1000.0])?;
            }
            Pivot::Reheating(reheating) => reheating.validate()?,
        }
        if let Amplitude::Scalar(amplitude) = self.amplitude {
            within("A_s", amplitude, [1e-30, 1.0])?;
        }
        self.potential.validate()?;
        self.field_space.validate(self.fields[0])?;
        let universe = self.universe();
        let velocity = self
            .velocity
            .unwrap_or_else(|| universe.slow_roll(self.fields));
        let state = universe.state(self.fields, velocity);
        let tolerance = (1e-5 * self.tolerance).max(1e-13);
        let history = TwoFieldHistory::new(&universe, state, tolerance)?;
        TwoFieldSolution::new(self, history)
    }

    const fn universe(&self) -> Universe<'_, P> {
        Universe {
            potential: &self.potential,
            space: self.field_space,
        }
    }
}
