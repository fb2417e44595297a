//! The likelihood of bandpowers with Gaussian errors.

use std::ops::RangeInclusive;

use lastscatter_inference::Covariance;
use lastscatter_stokes::spectra::Pair;
use pulp::{Arch, NullaryFnOnce};
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

use super::require::{require_calibration, require_nuisance, require_replacement};
use super::whitener::{Whitener, dot};
use super::{
    Bandpower, Calibration, ChiSquared, Nuisance, Part, Requirements, Residual, SpectraLikelihood,
    Template, Theory,
};
use crate::Error;

/// The likelihood of bandpowers with Gaussian errors,
///
/// ```text
/// ln L = −½ (B̂ − B)ᵀ C⁻¹ (B̂ − B)
/// ```
///
/// without the determinant. plik-lite, lensing bandpowers and simulated surveys are of this form.
///
/// ```
/// use lastscatter_inference::{Covariance, nalgebra::DMatrix};
/// use lastscatter_likelihood::spectra::{
///     Bandpower, GaussianBandpowers, Quantity, SpectraLikelihood, Theory, Window,
/// };
/// use lastscatter_stokes::spectra::{AngularSpectra, MicrokelvinSquared, Pair};
///
/// // The mean D_ℓ^TT of ℓ = 2 and 3, 1000 ± 100 µK².
/// let band = Bandpower {
///     pair: Pair::TT,
///     quantity: Quantity::Dl,
///     ell: 2.5,
///     observed: 1000.0,
///     windows: vec![Window::new(Pair::TT, Quantity::Dl, 2, &[0.5, 0.5])],
///     offset: 0.0,
/// };
/// let covariance = Covariance::new(DMatrix::from_element(1, 1, 1e4))?;
/// let likelihood = GaussianBandpowers::new("quadrupole", vec![band], covariance, vec![])?;
///
/// let tt = [0.0, 0.0, 1150.0, 580.0];
/// let spectra = AngularSpectra::<MicrokelvinSquared>::from_values(tt, [0.0; 4], [0.0; 4], [0.0; 4])?;
/// let ln_likelihood = likelihood.ln_likelihood(&Theory::new(&spectra), &[])?;
/// assert!((ln_likelihood + 0.5299).abs() < 1e-4); // D_2 = 1098.2, D_3 = 1107.7
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct GaussianBandpowers {
    name: String,
    bands: Vec<Bandpower>,
    covariance: Covariance,
    whitener: Whitener,
    calibrations: Vec<Calibration>,
    templates: Vec<Template>,
    /// Of the calibrations.
    correlation: Option<Covariance>,
    nuisance: Vec<Nuisance>,
    requirements: Requirements,
    parts: Vec<Block>,
}

/// The sums over multipoles.
struct Sums<'a> {
    bands: &'a [Bandpower],
    theory: &'a Theory<'a>,
    gains: [f64; Pair::ALL.len()],
}

impl NullaryFnOnce for Sums<'_> {
    type Output = Vec<f64>;

    #[inline(always)]
    fn call(self) -> Vec<f64> {
        let mut sums = Vec::with_capacity(self.bands.len());
        for band in self.bands {
            let mut sum = band.offset;
            for window in &band.windows {
                let cl = self.theory.cl(window.pair);
                let cl = cl.get(window.first..).unwrap_or(&[]);
                let cl = &cl[..window.weights.len().min(cl.len())];
                sum += self.gains[window.pair as usize] * dot(&window.weights, cl);
            }
            sums.push(sum);
        }
        sums
    }
}

/// Consecutive bandpowers of one spectrum.
#[derive(Debug, Clone)]
struct Block {
    pair: Pair,
    begin: usize,
    count: usize,
    whitener: Whitener,
}

impl GaussianBandpowers {
    /// These bandpowers, their covariance and the calibrations of their maps.
    ///
    /// # Errors
    ///
    /// [`Error::Inference`] when there are none, when the covariance is of another size, or for a number that is
    /// not finite; [`Error::Window`] for a window that no [`Theory`] could fill.
    pub fn new(
        name: impl Into<String>,
        bands: Vec<Bandpower>,
        covariance: Covariance,
        calibrations: Vec<Calibration>,
    ) -> Result<Self, Error> {
        if bands.is_empty() || covariance.dimension() != bands.len() {
            return Err(lastscatter_inference::Error::Dimension {
                what: "covariance of bandpowers",
                found: covariance.dimension(),
                expected: bands.len().max(1),
            }
            .into());
        }
        for (index, band) in bands.iter().enumerate() {
            let weights = band.windows.iter().flat_map(|window| &window.weights);
            let mut numbers = weights.chain([&band.observed, &band.offset, &band.ell]);
            if let Some(&value) = numbers.find(|number| !number.is_finite()) {
                return Err(lastscatter_inference::Error::NonFiniteEntry {
                    what: "bandpowers",
                    index,
                    value,
                }
                .into());
            }
        }
        for window in bands.iter().flat_map(|band| &band.windows) {
            window.require()?;
        }
        Ok(Self {
            name: name.into(),
            requirements: requirements(&bands),
            parts: blocks(&bands, &covariance)?,
            whitener: Whitener::new(&covariance),
            nuisance: calibrations.iter().map(|c| c.nuisance.clone()).collect(),
            bands,
            covariance,
            calibrations,
            templates: vec![],
            correlation: None,
        })
    }

    /// The same with these templates added to the prediction; their parameters follow the calibrations'.
    ///
    /// # Errors
    ///
    /// [`Error::Inference`] for a shape of another length or with a number that is not finite.
    pub fn with_templates(mut self, templates: Vec<Template>) -> Result<Self, Error> {
        for template in &templates {
            template.require(self.bands.len())?;
            self.nuisance.push(template.nuisance.clone());
        }
        self.templates.extend(templates);
        Ok(self)
    }

    /// The same with correlated calibrations c, of joint prior N(1, K).
    ///
    /// Priors of nuisance parameters stand alone, so ln L takes what the joint one has beyond their product,
    ///
    /// ```text
    /// −½ (c − 1)ᵀ (K⁻¹ − diag(K)⁻¹) (c − 1)
    /// ```
    ///
    /// which vanishes at c = 1; χ² is of the data alone.
    ///
    /// # Errors
    ///
    /// [`Error::Inference`] unless K is as wide as there are calibrations, with the variances of their priors.
    pub fn with_correlated_calibrations(self, covariance: &Covariance) -> Result<Self, Error> {
        let count = self.calibrations.len();
        if covariance.dimension() != count {
            return Err(lastscatter_inference::Error::Dimension {
                what: "covariance of calibrations",
                found: covariance.dimension(),
                expected: count,
            }
            .into());
        }
        for (i, calibration) in self.calibrations.iter().enumerate() {
            let prior = calibration.nuisance.parameter().prior();
            let sigma = prior.standard_deviation().unwrap_or(f64::NAN);
            let variance = covariance.matrix()[(i, i)];
            let same = (sigma * sigma / variance - 1.0).abs() < 1e-9;
            if !same {
                return Err(lastscatter_inference::Error::OutOfDomain {
                    name: "variance of a calibration",
                    value: variance,
                    expected: "that of its own prior",
                }
                .into());
            }
        }
        Ok(Self {
            correlation: Some(covariance.clone()),
            ..self
        })
    }

    /// What the calibrations' joint prior has beyond the product of their own.
    fn ln_correlation(&self, nuisance: &[f64]) -> Result<f64, Error> {
        let Some(covariance) = &self.correlation else {
            return Ok(0.0);
        };
        let departures: Vec<f64> = nuisance[..self.calibrations.len()]
            .iter()
            .map(|c| c - 1.0)
            .collect();
        let variances = covariance.matrix().diagonal();
        let alone: f64 = departures
            .iter()
            .zip(&variances)
            .map(|(d, v)| d * d / v)
            .sum();
        Ok(0.5 * (alone - covariance.chi_squared(&departures)?))
    }

    /// The bandpowers.
    #[must_use]
    pub fn bandpowers(&self) -> &[Bandpower] {
        &self.bands
    }

    /// Their covariance.
    #[must_use]
    pub const fn covariance(&self) -> &Covariance {
        &self.covariance
    }

    /// The same with these data in place of its own.
    ///
    /// # Errors
    ///
    /// [`Error::Replacement`] for data of another length or not finite.
    pub fn with_observed(&self, data: &[f64]) -> Result<Self, Error> {
        require_replacement(&self.name, data, self.bands.len())?;
        let mut other = self.clone();
        for (band, &observed) in other.bands.iter_mut().zip(data) {
            band.observed = observed;
        }
        Ok(other)
    }

    /// The predicted bandpowers.
    ///
    /// # Errors
    ///
    /// As [`SpectraLikelihood::ln_likelihood`].
    pub fn prediction(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<Vec<f64>, Error> {
        theory.require(self.requirements, &self.name)?;
        let gains = self.gains(nuisance)?;
        let mut prediction = Arch::new().dispatch(Sums {
            bands: &self.bands,
            theory,
            gains,
        });
        let amplitudes = &nuisance[self.calibrations.len()..];
        for (template, amplitude) in self.templates.iter().zip(amplitudes) {
            for (p, t) in prediction.iter_mut().zip(&template.shape) {
                *p += amplitude * t;
            }
        }
        Ok(prediction)
    }

    /// χ² of the bandpowers of one spectrum whose effective multipoles lie in a range, with all others ignored; none where no bandpower
    /// does.
    ///
    /// It takes the covariance of these bandpowers alone, a block of the whole one, and so has their number of degrees of freedom.
    ///
    /// # Errors
    ///
    /// As [`SpectraLikelihood::ln_likelihood`].
    pub fn chi_squared_within(
        &self,
        theory: &Theory<'_>,
        nuisance: &[f64],
        pair: Pair,
        multipoles: &RangeInclusive<f64>,
    ) -> Result<Option<Part>, Error> {
        let differences = self.differences(theory, nuisance)?;
        let within = |band: &Bandpower| band.pair == pair && multipoles.contains(&band.ell);
        let bands = self.bands.iter().enumerate();
        let places: Vec<usize> = bands
            .filter(|(_, band)| within(band))
            .map(|(i, _)| i)
            .collect();
        if places.is_empty() {
            return Ok(None);
        }
        let matrix = self.covariance.matrix();
        let block = matrix.select_rows(&places).select_columns(&places);
        let some: Vec<f64> = places.iter().map(|&i| differences[i]).collect();
        Ok(Some(Part {
            name: pair.to_string(),
            chi_squared: Covariance::new(block)?.chi_squared(&some)?,
            count: places.len(),
        }))
    }

    /// 1/g of every pair.
    fn gains(&self, nuisance: &[f64]) -> Result<[f64; Pair::ALL.len()], Error> {
        require_nuisance(&self.name, &self.nuisance, nuisance)?;
        let mut gains = [1.0; Pair::ALL.len()];
        for (calibration, &value) in self.calibrations.iter().zip(nuisance) {
            require_calibration(&self.name, &calibration.nuisance, value)?;
            for pair in Pair::ALL {
                gains[pair as usize] /= value.powi(calibration.power(pair));
            }
        }
        Ok(gains)
    }

    fn differences(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<Vec<f64>, Error> {
        let mut values = self.prediction(theory, nuisance)?;
        for (value, band) in values.iter_mut().zip(&self.bands) {
            *value = band.observed - *value;
        }
        Ok(values)
    }
}

fn requirements(bands: &[Bandpower]) -> Requirements {
    let mut needed = Requirements::default();
    for window in bands.iter().flat_map(|band| &band.windows) {
        let last = window.last();
        if window.pair == Pair::PhiPhi {
            needed.phi_phi_lmax = needed.phi_phi_lmax.max(Some(last));
        } else {
            needed.lmax = needed.lmax.max(last);
        }
    }
    needed
}

fn blocks(bands: &[Bandpower], covariance: &Covariance) -> Result<Vec<Block>, Error> {
    let mut begin = 0;
    bands
        .chunk_by(|one, other| one.pair == other.pair)
        .map(|block| {
            let count = block.len();
            let matrix = covariance.matrix().view((begin, begin), (count, count));
            let block = Block {
                pair: block[0].pair,
                begin,
                count,
                whitener: Whitener::new(&Covariance::new(matrix.into_owned())?),
            };
            begin += count;
            Ok(block)
        })
        .collect()
}

impl SpectraLikelihood for GaussianBandpowers {
    fn name(&self) -> &str {
        &self.name
    }

    fn requirements(&self) -> Requirements {
        self.requirements
    }

    fn nuisance(&self) -> &[Nuisance] {
        &self.nuisance
    }

    fn ln_likelihood(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<f64, Error> {
        let differences = self.differences(theory, nuisance)?;
        Ok(-0.5 * self.whitener.chi_squared(&differences) + self.ln_correlation(nuisance)?)
    }

    fn chi_squared(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<ChiSquared, Error> {
        let differences = self.differences(theory, nuisance)?;
        let part = |block: &Block| Part {
            name: block.pair.to_string(),
            chi_squared: block
                .whitener
                .chi_squared(&differences[block.begin..block.begin + block.count]),
            count: block.count,
        };
        Ok(ChiSquared {
            total: self.whitener.chi_squared(&differences),
            count: self.bands.len(),
            parts: self.parts.iter().map(part).collect(),
        })
    }

    fn residuals(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<Vec<Residual>, Error> {
        let prediction = self.prediction(theory, nuisance)?;
        let sigma = self.covariance.standard_deviations();
        let numbers = self.bands.iter().zip(prediction).zip(sigma);
        Ok(numbers
            .map(|((band, predicted), sigma)| Residual {
                pair: band.pair,
                quantity: band.quantity,
                ell: band.ell,
                observed: band.observed,
                predicted,
                sigma,
            })
            .collect())
    }

    fn draw(
        &self,
        theory: &Theory<'_>,
        nuisance: &[f64],
        rng: &mut dyn Rng,
    ) -> Result<Vec<f64>, Error> {
        let prediction = self.prediction(theory, nuisance)?;
        let mut draw: Vec<f64> = StandardNormal
            .sample_iter(rng)
            .take(prediction.len())
            .collect();
        self.covariance.colour(&mut draw)?;
        for (d, predicted) in draw.iter_mut().zip(prediction) {
            *d += predicted;
        }
        Ok(draw)
    }

    fn with_data(&self, data: &[f64]) -> Result<Box<dyn SpectraLikelihood>, Error> {
        Ok(Box::new(self.with_observed(data)?))
    }

    fn as_gaussian(&self) -> Option<&GaussianBandpowers> {
        Some(self)
    }
}
