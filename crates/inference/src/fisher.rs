//! Fisher information.

use nalgebra::DMatrix;

use crate::covariance::Covariance;
use crate::error::Error;
use crate::require::{require_finite, require_length};

/// The Fisher information of data with Gaussian noise whose mean depends on parameters,
///
/// ```text
/// F = Jᵀ C⁻¹ J,   J = ∂m/∂θ
/// ```
///
/// with model m and data covariance C (independent of θ). Its inverse bounds the covariance of any
/// unbiased estimate (Cramér and Rao).
///
/// # References
///
/// `tegmark1997` (the term of the mean).
///
/// # Examples
///
/// The mean of four data of unit variance:
///
/// ```
/// use lastscatter_inference::{Covariance, FisherMatrix, nalgebra::DMatrix};
///
/// let noise = Covariance::new(DMatrix::identity(4, 4))?;
/// let fisher = FisherMatrix::new(&DMatrix::from_element(4, 1, 1.0), &noise)?;
/// assert_eq!(fisher.covariance()?.standard_deviations(), [0.5]);
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct FisherMatrix(DMatrix<f64>);

impl FisherMatrix {
    /// From the model's Jacobian (data × parameters) and the data's covariance.
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] for sizes that do not agree, [`Error::NonFiniteEntry`] for a bad Jacobian.
    pub fn new(jacobian: &DMatrix<f64>, covariance: &Covariance) -> Result<Self, Error> {
        require_length("Jacobian's rows", jacobian.nrows(), covariance.dimension())?;
        require_finite("Jacobian", jacobian.as_slice())?;
        let mut whitened = jacobian.clone();
        for mut column in whitened.column_iter_mut() {
            covariance.whiten(column.as_mut_slice())?;
        }
        Ok(Self(whitened.transpose() * whitened))
    }

    /// F.
    #[must_use]
    pub const fn matrix(&self) -> &DMatrix<f64> {
        &self.0
    }

    /// F⁻¹: the parameters' forecast covariance, each marginalised over the others.
    ///
    /// # Errors
    ///
    /// [`Error::NotPositiveDefinite`] where a combination of parameters is not constrained.
    pub fn covariance(&self) -> Result<Covariance, Error> {
        Covariance::from_precision(&self.0, "Fisher matrix")
    }

    /// 1/√Fₖₖ: the error of each parameter with all others known; infinite without information.
    #[must_use]
    pub fn conditional_standard_deviations(&self) -> Vec<f64> {
        self.0.diagonal().iter().map(|f| 1.0 / f.sqrt()).collect()
    }

    /// F + F′: the information of independent data sets together.
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] for different numbers of parameters.
    pub fn combined(&self, other: &Self) -> Result<Self, Error> {
        require_length("other Fisher matrix", other.0.nrows(), self.0.nrows())?;
        Ok(Self(&self.0 + &other.0))
    }

    /// With Gaussian priors of the given standard deviations, infinite for none.
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] for a wrong number, [`Error::OutOfDomain`] unless each is positive.
    pub fn with_priors(&self, standard_deviations: &[f64]) -> Result<Self, Error> {
        require_length("priors", standard_deviations.len(), self.0.nrows())?;
        let mut matrix = self.0.clone();
        for (k, &sigma) in standard_deviations.iter().enumerate() {
            if sigma.is_nan() || sigma <= 0.0 {
                return Err(Error::OutOfDomain {
                    name: "prior's standard deviation",
                    value: sigma,
                    expected: "a positive number or infinity",
                });
            }
            matrix[(k, k)] += sigma.powi(-2);
        }
        Ok(Self(matrix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LinearModel;

    #[test]
    fn a_linear_model_attains_the_bound() {
        let design = DMatrix::from_row_slice(4, 2, &[1.0, 0.0, 1.0, 1.0, 1.0, 2.5, 1.0, 3.0]);
        let noise = Covariance::new(DMatrix::from_fn(4, 4, |i, j| {
            0.3f64.powi((i as i32 - j as i32).abs()) * (1.0 + i as f64) * (1.0 + j as f64)
        }))
        .unwrap();
        let fit = LinearModel::with_covariance(&design, &[0.0; 4], &noise)
            .unwrap()
            .solve()
            .unwrap();
        let fisher = FisherMatrix::new(&design, &noise).unwrap();
        let bound = fisher.covariance().unwrap();
        assert!((bound.matrix() - fit.covariance.matrix()).amax() < 1e-12 * bound.matrix().amax());
        // Twice the data, half the variance; knowing the other parameter helps.
        let twice = fisher.combined(&fisher).unwrap().covariance().unwrap();
        assert!((twice.matrix() * 2.0 - bound.matrix()).amax() < 1e-12 * bound.matrix().amax());
        assert!(fisher.conditional_standard_deviations()[0] < bound.standard_deviations()[0]);
    }

    #[test]
    fn priors_lift_degeneracies() {
        let jacobian = DMatrix::from_row_slice(2, 2, &[1.0, 1.0, 2.0, 2.0]);
        let noise = Covariance::new(DMatrix::identity(2, 2)).unwrap();
        let fisher = FisherMatrix::new(&jacobian, &noise).unwrap();
        assert!(matches!(
            fisher.covariance(),
            Err(Error::NotPositiveDefinite { .. })
        ));
        let known = fisher.with_priors(&[f64::INFINITY, 1.0]).unwrap();
        let sigma = known.covariance().unwrap().standard_deviations();
        assert!((sigma[0] - 1.2f64.sqrt()).abs() < 1e-12 && (sigma[1] - 1.0).abs() < 1e-12);
        assert!(fisher.with_priors(&[0.0, 1.0]).is_err());
    }
}
