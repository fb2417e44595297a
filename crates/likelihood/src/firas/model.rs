//! What the monopole residual is made of, and its likelihood.

use lastscatter_inference::{
    DensityError, LeastSquares, LogDensity, LogDensityGradient, ParameterInfo,
};
use lastscatter_radiation::{Blackbody, Distortion, MuConvention};
use nalgebra::{DMatrix, DVector};
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

use super::FirasData;
use super::data::reference_temperature;
use crate::Error;

const KJY_PER_SR: f64 = 1e-23;

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
        (0..data.len())
            .map(|i| {
                let radiance = distortion.spectral_radiance(blackbody, data.frequency(i))?;
                Ok(radiance.si() * unit / KJY_PER_SR)
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
    design: DMatrix<f64>,
    white_design: DMatrix<f64>,
    white_residual: DVector<f64>,
    /// L with S = L Lᵀ.
    factor: DMatrix<f64>,
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
        let mut design = DMatrix::zeros(data.len(), components.len());
        for (mut column, component) in design.column_iter_mut().zip(components) {
            column.copy_from_slice(&component.template_kjy_sr(&data)?);
        }
        let covariance = data.covariance();
        let mut white_design = design.clone();
        for mut column in white_design.column_iter_mut() {
            covariance.whiten(column.as_mut_slice())?;
        }
        let mut white_residual = DVector::from_column_slice(data.residual_kjy_sr());
        covariance.whiten(white_residual.as_mut_slice())?;
        Ok(Self {
            components: components.to_vec(),
            factor: covariance.cholesky_factor(),
            ln_normalisation: data.len() as f64 * std::f64::consts::TAU.ln()
                + covariance.ln_determinant(),
            data,
            design,
            white_design,
            white_residual,
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

    /// χ² = (r − m)ᵀ S⁻¹ (r − m) at the amplitudes `theta`.
    ///
    /// # Panics
    ///
    /// If `theta` has not an amplitude for each component.
    #[must_use]
    pub fn chi_squared(&self, theta: &[f64]) -> f64 {
        self.chi_squared_of(&self.white_residual, theta)
    }

    /// The model residual m(θ) in kJy/sr.
    ///
    /// # Panics
    ///
    /// If `theta` has not an amplitude for each component.
    #[must_use]
    pub fn model_kjy_sr(&self, theta: &[f64]) -> Vec<f64> {
        let model = &self.design * DVector::from_column_slice(theta);
        model.as_slice().to_vec()
    }

    /// A predictive draw: residuals that this model with these errors might have given, in kJy/sr.
    ///
    /// # Panics
    ///
    /// If `theta` has not an amplitude for each component.
    pub fn draw_kjy_sr(&self, theta: &[f64], rng: &mut impl Rng) -> Vec<f64> {
        let white = DVector::from_fn(self.data.len(), |_, _| StandardNormal.sample(rng));
        let draw = &self.design * DVector::from_column_slice(theta) + &self.factor * white;
        draw.as_slice().to_vec()
    }

    /// χ² of other residuals (a predictive draw, say) at the amplitudes `theta`.
    ///
    /// # Errors
    ///
    /// [`Error::Inference`] unless there is a residual for each point.
    ///
    /// # Panics
    ///
    /// If `theta` has not an amplitude for each component.
    pub fn chi_squared_of_residual(
        &self,
        residual_kjy_sr: &[f64],
        theta: &[f64],
    ) -> Result<f64, Error> {
        let mut white = DVector::from_column_slice(residual_kjy_sr);
        self.data.covariance().whiten(white.as_mut_slice())?;
        Ok(self.chi_squared_of(&white, theta))
    }

    fn chi_squared_of(&self, white_residual: &DVector<f64>, theta: &[f64]) -> f64 {
        self.residual_at(white_residual, theta).map(|r| r * r).sum()
    }

    /// Whitened m(θ) − r, point by point.
    fn residual_at<'a>(
        &'a self,
        white_residual: &'a DVector<f64>,
        theta: &'a [f64],
    ) -> impl Iterator<Item = f64> + 'a {
        assert_eq!(theta.len(), self.components.len(), "number of amplitudes");
        (0..white_residual.len()).map(move |i| {
            let model: f64 = theta
                .iter()
                .enumerate()
                .map(|(j, amplitude)| self.white_design[(i, j)] * amplitude)
                .sum();
            model - white_residual[i]
        })
    }
}

impl LeastSquares for FirasLikelihood {
    fn data_count(&self) -> usize {
        self.data.len()
    }

    fn parameter_count(&self) -> usize {
        self.components.len()
    }

    fn residuals(&self, theta: &[f64], residuals: &mut [f64]) -> Result<(), DensityError> {
        for (out, r) in residuals
            .iter_mut()
            .zip(self.residual_at(&self.white_residual, theta))
        {
            *out = r;
        }
        Ok(())
    }

    fn jacobian(&self, _: &[f64], jacobian: &mut DMatrix<f64>) -> Result<(), DensityError> {
        jacobian.copy_from(&self.white_design);
        Ok(())
    }
}

impl LogDensity for FirasLikelihood {
    fn dimension(&self) -> usize {
        self.components.len()
    }

    fn ln_density(&self, theta: &[f64]) -> Result<f64, DensityError> {
        Ok(-0.5 * (self.chi_squared(theta) + self.ln_normalisation))
    }
}

impl LogDensityGradient for FirasLikelihood {
    fn ln_density_and_gradient(
        &self,
        theta: &[f64],
        gradient: &mut [f64],
    ) -> Result<f64, DensityError> {
        gradient.fill(0.0);
        let mut chi_squared = 0.0;
        for (i, r) in self.residual_at(&self.white_residual, theta).enumerate() {
            chi_squared += r * r;
            for (g, a) in gradient.iter_mut().zip(self.white_design.row(i).iter()) {
                *g -= r * a;
            }
        }
        Ok(-0.5 * (chi_squared + self.ln_normalisation))
    }
}
