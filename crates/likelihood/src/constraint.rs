//! Gaussian measurements of named quantities.

use lastscatter_inference::Covariance;
use nalgebra::DMatrix;
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

use crate::Error;
use crate::spectra::require_replacement;

/// A measurement of quantities that other codes derive from a universe, or of several that are correlated.
///
/// ```text
/// −2 ln L = (x̂ − x)ᵀ C⁻¹ (x̂ − x)
/// ```
///
/// What is known of a single sampled parameter is its [`Prior`](lastscatter_inference::Prior); this is for H₀ where
/// θ_MC is sampled, say.
///
/// # Examples
///
/// ```
/// use lastscatter_likelihood::GaussianConstraint;
///
/// let expansion = GaussianConstraint::normal("SH0ES", "H0", 73.04, 1.04)?;
/// assert_eq!(expansion.quantities(), ["H0"]);
/// assert!((expansion.chi_squared(&[67.36])? - 29.83).abs() < 0.01);
/// # Ok::<(), lastscatter_likelihood::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct GaussianConstraint {
    name: String,
    quantities: Vec<String>,
    observed: Vec<f64>,
    covariance: Covariance,
}

impl GaussianConstraint {
    /// These quantities with their measured values, and the covariance of these.
    ///
    /// # Errors
    ///
    /// [`Error::Inference`] when there are none, when the covariance is of another size, or for a value that is not
    /// finite.
    pub fn new(
        name: impl Into<String>,
        measured: &[(&str, f64)],
        covariance: Covariance,
    ) -> Result<Self, Error> {
        if measured.is_empty() || covariance.dimension() != measured.len() {
            return Err(lastscatter_inference::Error::Dimension {
                what: "covariance of measured quantities",
                found: covariance.dimension(),
                expected: measured.len().max(1),
            }
            .into());
        }
        let observed: Vec<f64> = measured.iter().map(|(_, value)| *value).collect();
        if let Some(index) = observed.iter().position(|value| !value.is_finite()) {
            return Err(lastscatter_inference::Error::NonFiniteEntry {
                what: "measured quantities",
                index,
                value: observed[index],
            }
            .into());
        }
        let names = measured.iter().map(|(name, _)| (*name).to_owned());
        Ok(Self {
            name: name.into(),
            quantities: names.collect(),
            observed,
            covariance,
        })
    }

    /// One quantity, `mean` ± `sigma`.
    ///
    /// # Errors
    ///
    /// [`Error::Inference`] unless both are finite and `sigma` is positive.
    pub fn normal(
        name: impl Into<String>,
        quantity: &str,
        mean: f64,
        sigma: f64,
    ) -> Result<Self, Error> {
        let covariance = Covariance::new(DMatrix::from_element(1, 1, sigma * sigma))?;
        Self::new(name, &[(quantity, mean)], covariance)
    }

    /// A short name, as in reports and errors.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The quantities' names, in the order of their values.
    #[must_use]
    pub fn quantities(&self) -> &[String] {
        &self.quantities
    }

    /// Their measured values.
    #[must_use]
    pub fn observed(&self) -> &[f64] {
        &self.observed
    }

    /// The covariance of these.
    #[must_use]
    pub const fn covariance(&self) -> &Covariance {
        &self.covariance
    }

    /// ln L at these values, up to a constant.
    ///
    /// # Errors
    ///
    /// As [`chi_squared`](Self::chi_squared).
    pub fn ln_likelihood(&self, values: &[f64]) -> Result<f64, Error> {
        Ok(-0.5 * self.chi_squared(values)?)
    }

    /// χ² of these values.
    ///
    /// # Errors
    ///
    /// [`Error::Inference`] for another number of them; [`Error::OutOfRange`], recoverable, for one that is not finite.
    pub fn chi_squared(&self, values: &[f64]) -> Result<f64, Error> {
        let differences = self.differences(values)?;
        Ok(self.covariance.chi_squared(&differences)?)
    }

    /// What might have been measured at these values.
    ///
    /// # Errors
    ///
    /// As [`chi_squared`](Self::chi_squared).
    pub fn draw(&self, values: &[f64], rng: &mut dyn Rng) -> Result<Vec<f64>, Error> {
        self.differences(values)?;
        let normals = StandardNormal.sample_iter(rng);
        let mut draw: Vec<f64> = normals.take(values.len()).collect();
        self.covariance.colour(&mut draw)?;
        for (d, value) in draw.iter_mut().zip(values) {
            *d += value;
        }
        Ok(draw)
    }

    /// The same with these measured values in place of its own.
    ///
    /// # Errors
    ///
    /// [`Error::Replacement`] for data of another length or not finite.
    pub fn with_data(&self, data: &[f64]) -> Result<Self, Error> {
        require_replacement(&self.name, data, self.observed.len())?;
        let mut other = self.clone();
        other.observed.copy_from_slice(data);
        Ok(other)
    }

    /// x̂ − x.
    fn differences(&self, values: &[f64]) -> Result<Vec<f64>, Error> {
        if values.len() != self.observed.len() {
            return Err(lastscatter_inference::Error::Dimension {
                what: "measured quantities",
                found: values.len(),
                expected: self.observed.len(),
            }
            .into());
        }
        let numbers = self.observed.iter().zip(values).zip(&self.quantities);
        numbers
            .map(|((observed, &value), quantity)| {
                if value.is_finite() {
                    return Ok(observed - value);
                }
                Err(Error::OutOfRange {
                    likelihood: self.name.clone(),
                    quantity: quantity.clone(),
                    value,
                    lower: f64::MIN,
                    upper: f64::MAX,
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lastscatter_inference::stream;

    fn correlated() -> GaussianConstraint {
        let covariance = DMatrix::from_row_slice(2, 2, &[4.0, 1.0, 1.0, 1.0]);
        let covariance = Covariance::new(covariance).unwrap();
        GaussianConstraint::new("both", &[("a", 1.0), ("b", 2.0)], covariance).unwrap()
    }

    #[test]
    fn chi_squared_is_that_of_the_inverse() {
        // C⁻¹ = [1 −1; −1 4]/3
        let found = correlated().chi_squared(&[0.0, 0.0]).unwrap();
        assert!((found - (1.0 - 4.0 + 16.0) / 3.0).abs() < 1e-14);
    }

    #[test]
    fn draws_have_their_chi_squared() {
        let constraint = correlated();
        let mut rng = stream(2, 2);
        let draws = 4000;
        let mean = (0..draws)
            .map(|_| {
                let draw = constraint.draw(&[5.0, -1.0], &mut rng).unwrap();
                let other = constraint.with_data(&draw).unwrap();
                other.chi_squared(&[5.0, -1.0]).unwrap() / f64::from(draws)
            })
            .sum::<f64>();
        // Four standard errors of a mean of χ² with two degrees of freedom.
        assert!(
            (mean - 2.0).abs() < 4.0 * 2.0 / f64::from(draws).sqrt(),
            "{mean}"
        );
    }

    #[test]
    fn bad_input_is_a_typed_error() {
        let constraint = correlated();
        let error = constraint.ln_likelihood(&[f64::NAN, 0.0]).unwrap_err();
        assert!(error.is_recoverable());
        assert!(constraint.chi_squared(&[0.0]).is_err());
        assert!(
            constraint
                .draw(&[0.0, f64::INFINITY], &mut stream(1, 1))
                .is_err()
        );
        assert!(matches!(
            constraint.with_data(&[1.0]),
            Err(Error::Replacement { .. })
        ));
        assert!(GaussianConstraint::normal("", "x", f64::NAN, 1.0).is_err());
        assert!(GaussianConstraint::normal("", "x", 0.0, 0.0).is_err());
        assert!(GaussianConstraint::new("", &[], constraint.covariance().clone()).is_err());
    }
}
