//! What the monopole residual is made of, and its likelihood.

use std::f64::consts::TAU;

use lastscatter_inference::{
    DensityError, GaussianLikelihood, LeastSquares, LinearModel, LogDensity, LogDensityGradient,
    ParameterInfo,
};
use lastscatter_radiation::{Blackbody, Distortion, MuConvention};
use nalgebra::{DMatrix, DVector};
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

use super::FirasData;
use super::data::reference_temperature;
use crate::Error;

/// A part of the model of the residual, linear in its amplitude.
///
/// ```text
/// r(ν) = δT ∂B/∂T + G g(ν) + μ [−(T/x) ∂B/∂T] + y [T ∂B/∂T (x coth(x/2) − 4)]
/// ```
///
/// with B the Planck law at T = 2.725 K, x = hν/kT and g the Galaxy's spectrum at the poles.
///
/// # References
///
/// `fixsen1996`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Component {
    /// δT, the shift of the temperature from 2.725 K, in µK.
    Temperature,
    /// G, the share of the Galaxy's spectrum at the poles that is left in the residual.
    Galaxy,
    /// μ, the dimensionless chemical potential, at fixed temperature.
    ChemicalPotential,
    /// y, the Compton parameter.
    ComptonY,
}

impl Component {
    /// Name and label of the amplitude.
    #[must_use]
    pub fn parameter(self) -> ParameterInfo {
        match self {
            Self::Temperature => ParameterInfo::new("delta_t_uk", r"\delta T\,[\mu\mathrm{K}]"),
            Self::Galaxy => ParameterInfo::new("galaxy", "G"),
            Self::ChemicalPotential => ParameterInfo::new("mu", r"\mu"),
            Self::ComptonY => ParameterInfo::new("y", "y"),
        }
    }

    /// The component per unit amplitude at each point of the data, in kJy/sr.
    ///
    /// # Errors
    ///
    /// [`Error::Radiation`] for a frequency at which the Planck law cannot be evaluated.
    pub fn template_kjy_sr(self, data: &FirasData) -> Result<Vec<f64>, Error> {
        let (distortion, unit) = match self {
            Self::Galaxy => return Ok(data.galaxy_kjy_sr().to_vec()),
            Self::Temperature => (Distortion::Temperature, 1e-6),
            Self::ChemicalPotential => (
                Distortion::ChemicalPotential(MuConvention::FixedTemperature),
                1.0,
            ),
            Self::ComptonY => (Distortion::ComptonY, 1.0),
        };
        let blackbody = Blackbody::new(reference_temperature())?;
        data.frequencies()
            .map(|frequency| {
                let radiance = distortion.spectral_radiance(blackbody, frequency)?;
                Ok(1e3 * radiance.mjy_per_sr() * unit)
            })
            .collect()
    }
}

/// Gaussian likelihood of the FIRAS residuals, ln L = −½ (χ² + ln det 2πS).
///
/// It is a [`LogDensity`] with gradient for samplers and a [`LeastSquares`] problem for fits; the
/// parameters are the amplitudes in the order of the components.
///
/// ```
/// use lastscatter_inference::LevenbergMarquardt;
/// use lastscatter_likelihood::firas::{Component, FirasData, FirasLikelihood};
///
/// let likelihood = FirasLikelihood::new(
///     FirasData::published(),
///     &[Component::Temperature, Component::Galaxy],
/// )?;
/// let fit = LevenbergMarquardt::default().minimise(&likelihood, &[0.0, 0.0])?;
/// assert_eq!(format!("{:.2}", fit.theta[0]), "0.54"); // µK above 2.725 K
/// assert_eq!(format!("{:.2}", fit.standard_errors()[0]), "8.06");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct FirasLikelihood {
    data: FirasData,
    components: Vec<Component>,
    /// Templates in kJy/sr, a column each.
    templates: DMatrix<f64>,
    /// Templates and residuals, whitened.
    model: LinearModel,
    /// ln det 2πS.
    ln_normalisation: f64,
}

impl FirasLikelihood {
    /// The likelihood of these components' amplitudes.
    ///
    /// # Errors
    ///
    /// [`Error::Components`] for none, a repeated one or more of them than points;
    /// [`Error::Radiation`] as [`Component::template_kjy_sr`].
    pub fn new(data: FirasData, components: &[Component]) -> Result<Self, Error> {
        let repeated = (1..components.len()).any(|i| components[..i].contains(&components[i]));
        if components.is_empty() || repeated || components.len() > data.len() {
            return Err(Error::Components {
                found: format!("{components:?} for {} points", data.len()),
                expected: "at least one, each once, and no more than points",
            });
        }
        let mut templates = DMatrix::zeros(data.len(), components.len());
        for (mut column, component) in templates.column_iter_mut().zip(components) {
            column.copy_from_slice(&component.template_kjy_sr(&data)?);
        }
        let covariance = data.covariance();
        Ok(Self {
            components: components.to_vec(),
            model: LinearModel::with_covariance(&templates, data.residual_kjy_sr(), covariance)?,
            ln_normalisation: data.len() as f64 * TAU.ln() + covariance.ln_determinant(),
            data,
            templates,
        })
    }

    /// The data.
    #[must_use]
    pub fn data(&self) -> &FirasData {
        &self.data
    }

    /// The components, in the order of the parameters.
    #[must_use]
    pub fn components(&self) -> &[Component] {
        &self.components
    }

    /// Names and labels of the parameters.
    #[must_use]
    pub fn parameters(&self) -> Vec<ParameterInfo> {
        self.components.iter().map(|c| c.parameter()).collect()
    }

    /// The model residual m(θ) in kJy/sr.
    ///
    /// # Errors
    ///
    /// [`Error::Inference`] unless `theta` has a finite amplitude for each component.
    pub fn model_kjy_sr(&self, theta: &[f64]) -> Result<Vec<f64>, Error> {
        if theta.len() != self.components.len() {
            return Err(lastscatter_inference::Error::Dimension {
                what: "theta",
                found: theta.len(),
                expected: self.components.len(),
            }
            .into());
        }
        if let Some(index) = theta.iter().position(|amplitude| !amplitude.is_finite()) {
            return Err(lastscatter_inference::Error::NonFiniteEntry {
                what: "theta",
                index,
                value: theta[index],
            }
            .into());
        }
        let model = &self.templates * DVector::from_column_slice(theta);
        Ok(model.as_slice().to_vec())
    }

    /// A predictive draw: residuals that this model with these errors might have given, in kJy/sr.
    ///
    /// # Errors
    ///
    /// As [`model_kjy_sr`](Self::model_kjy_sr).
    pub fn draw_kjy_sr(&self, theta: &[f64], rng: &mut impl Rng) -> Result<Vec<f64>, Error> {
        let model = self.model_kjy_sr(theta)?;
        let mut draw: Vec<f64> = StandardNormal.sample_iter(rng).take(model.len()).collect();
        self.data.covariance().colour(&mut draw)?;
        for (d, m) in draw.iter_mut().zip(model) {
            *d += m;
        }
        Ok(draw)
    }

    /// χ² = (r − m)ᵀ S⁻¹ (r − m) at the amplitudes `theta`.
    ///
    /// # Errors
    ///
    /// As [`model_kjy_sr`](Self::model_kjy_sr).
    pub fn chi_squared(&self, theta: &[f64]) -> Result<f64, Error> {
        self.chi_squared_of_residual(self.data.residual_kjy_sr(), theta)
    }

    /// χ² of other residuals (a predictive draw, say) at the amplitudes `theta`.
    ///
    /// # Errors
    ///
    /// As [`model_kjy_sr`](Self::model_kjy_sr), and unless there is a residual for each point.
    pub fn chi_squared_of_residual(
        &self,
        residual_kjy_sr: &[f64],
        theta: &[f64],
    ) -> Result<f64, Error> {
        let mut difference = residual_kjy_sr.to_vec();
        for (d, m) in difference.iter_mut().zip(self.model_kjy_sr(theta)?) {
            *d -= m;
        }
        Ok(self.data.covariance().chi_squared(&difference)?)
    }
}

impl LeastSquares for FirasLikelihood {
    fn data_count(&self) -> usize {
        self.model.data_count()
    }

    fn parameter_count(&self) -> usize {
        self.model.parameter_count()
    }

    fn residuals(&self, theta: &[f64], residuals: &mut [f64]) -> Result<(), DensityError> {
        self.model.residuals(theta, residuals)
    }

    fn jacobian(&self, theta: &[f64], jacobian: &mut DMatrix<f64>) -> Result<(), DensityError> {
        self.model.jacobian(theta, jacobian)
    }
}

impl LogDensity for FirasLikelihood {
    fn dimension(&self) -> usize {
        self.components.len()
    }

    fn ln_density(&self, theta: &[f64]) -> Result<f64, DensityError> {
        let minus_half_chi_squared = GaussianLikelihood(&self.model).ln_density(theta)?;
        Ok(minus_half_chi_squared - 0.5 * self.ln_normalisation)
    }
}

impl LogDensityGradient for FirasLikelihood {
    fn ln_density_and_gradient(
        &self,
        theta: &[f64],
        gradient: &mut [f64],
    ) -> Result<f64, DensityError> {
        let minus_half_chi_squared =
            GaussianLikelihood(&self.model).ln_density_and_gradient(theta, gradient)?;
        Ok(minus_half_chi_squared - 0.5 * self.ln_normalisation)
    }
}
