//! Any model, by its name.

use serde::{Deserialize, Serialize};

use super::{AnyPotential, Solved};
use crate::{
    Error, Inflation, Model, PowerLaw, Spectrum,
    inflation::InflationSolution,
    quantum_gravity::{
        bounce::Bounce,
        holographic::Holographic,
        noncommutative::{Anisotropic, StringyInflation},
        string_gas::StringGas,
        wheeler_dewitt::{Coefficient, WheelerDeWitt},
    },
};

/// A model of the beginning with its parameters: what a TOML file says.
///
/// The key `name` chooses the model; the others are the fields of the type that it names. Misspelt keys are errors.
///
/// # Examples
///
/// ```
/// use lastscatter_primordial::description::Description;
///
/// let model = Description::from_toml(
///     r#"
///     name = "inflation"
///     pivot = { e_folds = 55.0 }
///     potential = { name = "starobinsky", scale = 1e-10 }
///     "#,
/// )?;
/// let solved = model.solve([1e-5, 1.0], 1e-6)?;
/// assert!((solved.observables(0.05)?.n_s - 0.965).abs() < 1e-3);
///
/// let error = Description::from_toml("name = 'inflation'\npotential = { name = 'starobinski', scale = 1e-10 }");
/// assert!(error.unwrap_err().to_string().contains("starobinsky"));
/// # Ok::<(), lastscatter_primordial::Error>(())
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Description {
    /// [`PowerLaw`].
    PowerLaw(PowerLaw),
    /// [`Inflation`] by one field.
    Inflation(Inflation<AnyPotential>),
    /// [`Bounce`].
    Bounce(Bounce),
    /// [`Holographic`].
    Holographic(Holographic),
    /// [`StringGas`].
    StringGas(StringGas),
    /// [`StringyInflation`].
    StringyInflation(StringyInflation<AnyPotential>),
    /// [`Anisotropic`] modulation of another model.
    Anisotropic {
        /// The model without it.
        standard: Box<Self>,
        /// ℓ in Mpc.
        length_mpc: f64,
    },
    /// [`WheelerDeWitt`] correction of another model.
    WheelerDeWitt {
        /// The model without it.
        standard: Box<Self>,
        /// k₀ in Mpc⁻¹.
        k_reference_inv_mpc: f64,
        /// c.
        coefficient: Coefficient,
    },
}

impl Description {
    /// The model that a TOML table describes.
    ///
    /// # Errors
    ///
    /// [`Error::Description`] with the line, what stands there and what was expected.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        Ok(toml::from_str(text)?)
    }

    /// Its spectra from the first to the second wavenumber in Mpc⁻¹; where modes have to be solved, interpolated to a relative
    /// `tolerance`.
    ///
    /// # Errors
    ///
    /// Those of the model and of [`Spectrum::new`].
    pub fn solve(&self, range_inv_mpc: [f64; 2], tolerance: f64) -> Result<Solved, Error> {
        let modes = |model: &dyn Model| {
            Ok(Solved::modes(Spectrum::new(
                model,
                range_inv_mpc,
                tolerance,
            )?))
        };
        let inflation = |model: &dyn Model, standard: &InflationSolution| {
            Ok::<_, Error>(modes(model)?.with_e_folds(Some(standard.pivot_e_folds())))
        };
        match self {
            Self::PowerLaw(closed) => Ok(Solved::closed(closed.validated()?)),
            Self::Holographic(closed) => Ok(Solved::closed(closed.validated()?)),
            Self::StringGas(closed) => Ok(Solved::closed(closed.validated()?)),
            Self::Inflation(model) => {
                let solution = model.solve()?;
                inflation(&solution, &solution)
            }
            Self::StringyInflation(model) => {
                let solution = model.solve()?;
                inflation(&solution, solution.standard())
            }
            Self::Bounce(model) => modes(&model.solve()?),
            Self::Anisotropic {
                standard,
                length_mpc,
            } => {
                let standard = standard.solve(range_inv_mpc, tolerance)?;
                let e_folds = standard.pivot_e_folds();
                let closed = Anisotropic::new(standard, *length_mpc)?;
                Ok(Solved::closed(closed).with_e_folds(e_folds))
            }
            Self::WheelerDeWitt {
                standard,
                k_reference_inv_mpc,
                coefficient,
            } => {
                let standard = standard.solve(range_inv_mpc, tolerance)?;
                let e_folds = standard.pivot_e_folds();
                let closed = WheelerDeWitt::new(standard, *k_reference_inv_mpc, *coefficient)?;
                Ok(Solved::closed(closed).with_e_folds(e_folds))
            }
        }
    }
}
