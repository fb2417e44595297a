//! Any model, by its name.

use serde::{Deserialize, Serialize};

use super::{AnyPotential, AnyTwoFieldPotential, Solved, named};
use crate::{
    Curved, Error, Inflation, Model, PowerLaw, PrimordialSpectra, Spectrum,
    quantum_gravity::{
        Anisotropic, Bounce, ChernSimons, Holographic, LoopQuantumCosmology, NoBoundary,
        PreInflation, StringGas, StringyInflation, TransPlanckian, WheelerDeWitt,
        wheeler_dewitt::Coefficient,
    },
    templates::{BrokenPowerLaw, Bump, ExponentialCutoff, KineticCutoff, Oscillations},
    two_fields::TwoFields,
};

/// A model of the beginning with its parameters: what a TOML file says.
///
/// The key `name` chooses the model, its variant here in lower case; the others are the fields of the type that the variant holds, and
/// potentials are named in the same way. A table may also stand under its name, as in `[inflation.potential.starobinsky]`: so it is
/// serialised. Misspelt keys are errors.
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
/// let error = Description::from_toml("name = 'inflation'\npotential = { name = 'starobinsky', height = 1e-10 }");
/// assert_eq!(error.unwrap_err().to_string(), "line 2: unknown field `height`, expected `scale`");
/// # Ok::<(), lastscatter_primordial::Error>(())
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Description {
    /// [`PowerLaw`].
    PowerLaw(PowerLaw),
    /// [`BrokenPowerLaw`].
    BrokenPowerLaw(BrokenPowerLaw),
    /// [`Bump`].
    Bump(Bump),
    /// [`ExponentialCutoff`].
    ExponentialCutoff(ExponentialCutoff),
    /// [`KineticCutoff`].
    KineticCutoff(KineticCutoff),
    /// [`Oscillations`].
    Oscillations(Oscillations),
    /// [`Inflation`] by one field.
    Inflation(Inflation<AnyPotential>),
    /// Inflation by [`TwoFields`]: the spectra of ℛ and gravitational waves.
    TwoFields(TwoFields<AnyTwoFieldPotential>),
    /// [`Curved`] space.
    Curved(Curved<AnyPotential>),
    /// [`PreInflation`].
    PreInflation(PreInflation<AnyPotential>),
    /// [`NoBoundary`].
    NoBoundary(NoBoundary<AnyPotential>),
    /// [`TransPlanckian`].
    TransPlanckian(TransPlanckian<AnyPotential>),
    /// [`ChernSimons`].
    ChernSimons(ChernSimons<AnyPotential>),
    /// [`LoopQuantumCosmology`].
    LoopQuantumCosmology(LoopQuantumCosmology<AnyPotential>),
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
    WheelerDewitt {
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
        named::parse(text)
    }

    /// Its spectra from the first to the second wavenumber in Mpc⁻¹; where modes have to be solved, interpolated to a relative
    /// `tolerance`. Of the range, what the model does not have is left out, such as waves longer than a closed universe:
    /// [`range_inv_mpc`](PrimordialSpectra::range_inv_mpc) tells what is there.
    ///
    /// # Errors
    ///
    /// Those of the model and of [`Spectrum::new`]; [`Error::OutsideSpectrum`] when the model has nothing of the range.
    pub fn solve(&self, range_inv_mpc: [f64; 2], tolerance: f64) -> Result<Solved, Error> {
        let modes = |model: &dyn Model, e_folds: Option<f64>| {
            let range_inv_mpc = common(range_inv_mpc, model.range_inv_mpc());
            let spectrum = Spectrum::new(model, range_inv_mpc, tolerance)?;
            Ok(Solved::modes(spectrum).with_e_folds(e_folds))
        };
        match self {
            Self::PowerLaw(model) => closed(model.validated()?),
            Self::BrokenPowerLaw(model) => closed(model.validated()?),
            Self::Bump(model) => closed(model.validated()?),
            Self::ExponentialCutoff(model) => closed(model.validated()?),
            Self::KineticCutoff(model) => closed(model.validated()?),
            Self::Oscillations(model) => closed(model.validated()?),
            Self::Holographic(model) => closed(model.validated()?),
            Self::StringGas(model) => closed(model.validated()?),
            Self::Inflation(model) => {
                let solution = model.solve()?;
                modes(&solution, Some(solution.pivot_e_folds()))
            }
            Self::TwoFields(model) => {
                let solution = model.solve()?;
                modes(&solution, Some(solution.pivot_e_folds()))
            }
            Self::Curved(model) => modes(&model.solve()?, Some(model.pivot_e_folds)),
            Self::PreInflation(model) => modes(&model.solve()?, Some(model.pivot_e_folds)),
            Self::NoBoundary(model) => modes(&model.solve()?, Some(model.pivot_e_folds)),
            Self::TransPlanckian(model) => {
                let solution = model.solve()?;
                modes(&solution, Some(solution.standard().pivot_e_folds()))
            }
            Self::ChernSimons(model) => {
                let solution = model.solve()?;
                modes(&solution, Some(solution.standard().pivot_e_folds()))
            }
            Self::LoopQuantumCosmology(model) => modes(&model.solve()?, None),
            Self::StringyInflation(model) => {
                let solution = model.solve()?;
                modes(&solution, Some(solution.standard().pivot_e_folds()))
            }
            Self::Bounce(model) => modes(&model.solve()?, None),
            Self::Anisotropic {
                standard,
                length_mpc,
            } => {
                let standard = standard.solve(range_inv_mpc, tolerance)?;
                let e_folds = standard.pivot_e_folds();
                let model = closed(Anisotropic::new(standard, *length_mpc)?)?;
                Ok(model.with_e_folds(e_folds))
            }
            Self::WheelerDewitt {
                standard,
                k_reference_inv_mpc,
                coefficient,
            } => {
                let standard = standard.solve(range_inv_mpc, tolerance)?;
                let e_folds = standard.pivot_e_folds();
                let model = WheelerDeWitt::new(standard, *k_reference_inv_mpc, *coefficient)?;
                Ok(closed(model)?.with_e_folds(e_folds))
            }
        }
    }
}

/// What two ranges have in common. One that makes no sense or has nothing in common stays as it is, for [`Spectrum::new`] to refuse.
fn common(range: [f64; 2], possible: [f64; 2]) -> [f64; 2] {
    let [low, high] = range;
    let common = [low.max(possible[0]), high.min(possible[1])];
    if low > 0.0 && low < high && common[0] < common[1] {
        common
    } else {
        range
    }
}

fn closed(spectra: impl PrimordialSpectra + Send + Sync + 'static) -> Result<Solved, Error> {
    Ok(Solved::closed(spectra))
}
