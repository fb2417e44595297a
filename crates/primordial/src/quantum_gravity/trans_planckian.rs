//! Inflation whose fluctuations come from short distances that are not as we know them.

mod modes;

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

use super::{
    dispersion::{Dispersion, Helicity},
    track::{Field, Track, range_inv_mpc},
};
use crate::{
    Bogoliubov, Error, Inflation, Model, Powers, Vacuum, inflation::InflationSolution,
    potential::Potential,
};
use modes::Wave;

/// Inflation with other initial states or modified dispersion of fluctuations, mode by mode.
///
/// ```text
/// v″ + (a²ω²(k/a) − z″/z) v = 0,   z = aφ̇/H (scalars), a (gravitational waves)
/// ```
///
/// The homogeneous universe is that of [`Inflation`], whose amplitude is that of the spectrum without these changes.
///
/// A vacuum is set where frequencies change slowly from there on towards shorter distances. Where they become imaginary there, as
/// for Corley's and Jacobson's relation with b < 0 at p > M/√|b|, it is set at the best place on this side: shorter waves are taken
/// not to exist. In both cases [`Error::NotVacuum`] tells when that state is not a vacuum to the tolerance of the inflation.
///
/// Limits: M → ∞ and α → −∞ are standard inflation; Λ → ∞ is as well, as H/Λ for Danielsson's state.
///
/// # Accuracy
///
/// Against exact solutions in de Sitter space 1e-8: test `corley_jacobson_in_de_sitter_space`, `danielsson_in_de_sitter_space`.
/// Against direct integration 1e-8: `horava_lifshitz_against_direct_integration`; against the analytic amplitude of `zhu2016`'s method to
/// the 0.15 % that it is good for: `horava_lifshitz_against_the_uniform_approximation`. The modulation during slow roll:
/// `danielsson_modulation_during_slow_roll`.
///
/// # What is established and what is conjecture
///
/// See [`Vacuum`] and [`Dispersion`].
///
/// # References
///
/// `danielsson2002`; `easther2002`; `martin2001`; `niemeyer2001`; `zhu2016`.
///
/// # Examples
///
/// ```
/// use lastscatter_primordial::{Inflation, Model, Vacuum, potential::Starobinsky};
/// use lastscatter_primordial::quantum_gravity::trans_planckian::TransPlanckian;
///
/// let inflation = Inflation::new(Starobinsky { scale: 1e-10 });
/// let model = TransPlanckian::with_vacuum(inflation, Vacuum::danielsson(100.0)).solve()?;
/// let ratio = model.powers(0.05)?.scalar / 2.1e-9;
/// // A modulation of order H/Λ.
/// assert!((ratio - 1.0).abs() < 0.012);
/// # Ok::<(), lastscatter_primordial::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransPlanckian<P> {
    /// The inflation that fluctuations live in, with standard dispersion and vacuum.
    pub standard: Inflation<P>,
    /// Dispersion of scalar fluctuations; odd powers are not possible.
    #[serde(default = "relativistic")]
    pub scalar: Dispersion,
    /// Dispersion of gravitational waves.
    #[serde(default = "relativistic")]
    pub tensor: Dispersion,
    /// The state in which fluctuations begin.
    #[serde(default = "bunch_davies")]
    pub vacuum: Vacuum,
}

/// What a description may leave out.
const fn relativistic() -> Dispersion {
    Dispersion::Relativistic
}

const fn bunch_davies() -> Vacuum {
    Vacuum::BunchDavies
}

/// Solved: see [`TransPlanckian`].
#[derive(Debug, Clone)]
pub struct TransPlanckianSolution {
    standard: InflationSolution,
    scalar: Dispersion,
    tensor: Dispersion,
    vacuum: Vacuum,
    /// H_* in units of the history.
    hubble: f64,
    /// ε at the pivot.
    epsilon: f64,
    /// p/H at which scalars, right- and left-handed waves begin.
    depths: [f64; 3],
}

impl<P> TransPlanckian<P> {
    /// Standard dispersion and a given initial state.
    pub const fn with_vacuum(standard: Inflation<P>, vacuum: Vacuum) -> Self {
        Self {
            standard,
            scalar: Dispersion::Relativistic,
            tensor: Dispersion::Relativistic,
            vacuum,
        }
    }

    /// One dispersion relation for scalars and gravitational waves, in its vacuum.
    pub fn with_dispersion(standard: Inflation<P>, dispersion: Dispersion) -> Self {
        Self {
            standard,
            scalar: dispersion.clone(),
            tensor: dispersion,
            vacuum: Vacuum::BunchDavies,
        }
    }
}

impl<P: Potential> TransPlanckian<P> {
    /// The history of the universe and its modes.
    ///
    /// # Errors
    ///
    /// Those of [`Inflation::solve`]; [`Error::OutOfRange`] and [`Error::OutOfDomain`] for parameters.
    pub fn solve(&self) -> Result<TransPlanckianSolution, Error> {
        let vacuum = self.vacuum.validated()?;
        let scalar = self.scalar.clone().validated()?;
        let tensor = self.tensor.clone().validated()?;
        if scalar.is_chiral() {
            return Err(Error::OutOfDomain {
                name: "odd coefficients of the dispersion of scalars",
                value: f64::NAN,
                expected: "zero: scalars have no helicity",
            });
        }
        let standard = self.standard.solve()?;
        let history = standard.history();
        let pivot = standard.pivot();
        let depths = if let Vacuum::Hypersurface {
            cutoff_over_hubble, ..
        } = vacuum
        {
            [cutoff_over_hubble; 3]
        } else {
            [
                scalar.depth(Helicity::Right),
                tensor.depth(Helicity::Right),
                tensor.depth(Helicity::Left),
            ]
        };
        Ok(TransPlanckianSolution {
            hubble: history.ln_hubble(pivot).exp(),
            epsilon: history.epsilon(pivot),
            standard,
            scalar,
            tensor,
            vacuum,
            depths,
        })
    }
}

impl TransPlanckianSolution {
    /// The inflation with standard dispersion, in the Bunch–Davies vacuum.
    #[must_use]
    pub const fn standard(&self) -> &InflationSolution {
        &self.standard
    }

    /// H_*, the expansion rate when the pivot scale leaves the horizon, in M_P.
    #[must_use]
    pub fn hubble(&self) -> f64 {
        self.hubble * self.standard.potential_factor().sqrt()
    }

    /// The state of scalar fluctuations where they begin, relative to the adiabatic vacuum there: [`Bogoliubov::energy_fraction`] tells
    /// whether inflation can bear it.
    ///
    /// # Errors
    ///
    /// Those of [`Model::powers`]; [`Error::Mode`] where no adiabatic vacuum exists.
    pub fn excitation(&self, k_inv_mpc: f64) -> Result<Bogoliubov, Error> {
        match self.vacuum {
            Vacuum::BunchDavies => Bogoliubov::new(0.0, 0.0),
            Vacuum::AlphaVacuum(state) => Ok(state),
            Vacuum::Hypersurface { .. } => {
                let track = Track::new(&self.standard, k_inv_mpc, self.range_inv_mpc())?;
                self.wave(track, Field::Scalar, Helicity::Right)
                    .excitation()
            }
        }
    }

    fn wave<'a>(&'a self, track: Track<'a>, field: Field, helicity: Helicity) -> Wave<'a> {
        let (dispersion, depth) = match (field, helicity) {
            (Field::Scalar, _) => (&self.scalar, self.depths[0]),
            (Field::Tensor, Helicity::Right) => (&self.tensor, self.depths[1]),
            (Field::Tensor, Helicity::Left) => (&self.tensor, self.depths[2]),
        };
        Wave {
            track,
            field,
            helicity,
            dispersion,
            vacuum: self.vacuum,
            depth,
            hubble: self.hubble,
        }
    }
}

impl Model for TransPlanckianSolution {
    fn powers(&self, k_inv_mpc: f64) -> Result<Powers, Error> {
        let track = Track::new(&self.standard, k_inv_mpc, self.range_inv_mpc())?;
        let power = |field, helicity| self.wave(track, field, helicity).power();
        let tensor_right = power(Field::Tensor, Helicity::Right)?;
        let tensor_left = if self.tensor.is_chiral() {
            power(Field::Tensor, Helicity::Left)?
        } else {
            tensor_right
        };
        let powers = Powers {
            scalar: power(Field::Scalar, Helicity::Right)?,
            tensor_right,
            tensor_left,
        };
        let excess = match self.vacuum {
            Vacuum::AlphaVacuum(state) => state.power(),
            Vacuum::BunchDavies | Vacuum::Hypersurface { .. } => 1.0,
        };
        Ok(powers.scaled(excess * self.standard.potential_factor()))
    }

    fn range_inv_mpc(&self) -> [f64; 2] {
        range_inv_mpc(&self.standard, &self.depths)
    }

    fn resolution(&self) -> f64 {
        match self.vacuum {
            // A period of π/(ε Λ/H) in ln k.
            Vacuum::Hypersurface {
                cutoff_over_hubble, ..
            } => (PI / (8.0 * cutoff_over_hubble * self.epsilon)).min(self.standard.resolution()),
            Vacuum::BunchDavies | Vacuum::AlphaVacuum(_) => self.standard.resolution(),
        }
    }
}
