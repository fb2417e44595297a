//! Covariance matrices of parameters.

use nalgebra::{Cholesky, DMatrix, Dyn};

use crate::error::Error;
use crate::require::{require_finite, require_length};

/// A symmetric, positive definite matrix of variances and covariances.
///
/// # Examples
///
/// ```
/// use lastscatter_inference::{Covariance, nalgebra::DMatrix};
///
/// let covariance = Covariance::new(DMatrix::from_row_slice(2, 2, &[4.0, 3.0, 3.0, 9.0]))?;
/// assert_eq!(covariance.standard_deviations(), [2.0, 3.0]);
/// assert_eq!(covariance.correlation()[(0, 1)], 0.5);
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Covariance {
    matrix: DMatrix<f64>,
    /// Lower Cholesky factor of the correlation matrix.
    factor: DMatrix<f64>,
}

impl Covariance {
    /// From a matrix, which is symmetrised.
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] unless it is square, [`Error::NonFiniteEntry`] for NaN or infinities,
    /// [`Error::OutOfDomain`] for an asymmetry above 1e-8 (relative to the standard deviations),
    /// [`Error::NotPositiveDefinite`].
    pub fn new(matrix: DMatrix<f64>) -> Result<Self, Error> {
        require_length("covariance's columns", matrix.ncols(), matrix.nrows())?;
        require_finite("covariance", matrix.as_slice())?;
        let n = matrix.nrows();
        let indefinite = Error::NotPositiveDefinite { what: "covariance" };
        if matrix.diagonal().iter().any(|&v| v <= 0.0) {
            return Err(indefinite);
        }
        let sigma: Vec<f64> = matrix.diagonal().iter().map(|v| v.sqrt()).collect();
        let scaled = DMatrix::from_fn(n, n, |i, j| matrix[(i, j)] / sigma[i] / sigma[j]);
        let asymmetry = (&scaled - scaled.transpose()).amax();
        if asymmetry > 1e-8 {
            return Err(Error::OutOfDomain {
                name: "asymmetry of the covariance",
                value: asymmetry,
                expected: "at most 1e-8 of the standard deviations",
            });
        }
        let symmetric = (&scaled + scaled.transpose()) * 0.5;
        let factor = Cholesky::new(symmetric).ok_or(indefinite)?.unpack();
        Ok(Self {
            matrix: (&matrix + matrix.transpose()) * 0.5,
            factor,
        })
    }

    /// From the inverse covariance, `what` in the error.
    pub(crate) fn from_precision(
        precision: &DMatrix<f64>,
        what: &'static str,
    ) -> Result<Self, Error> {
        let n = precision.nrows();
        let indefinite = Error::NotPositiveDefinite { what };
        if precision.diagonal().iter().any(|&v| v <= 0.0) {
            return Err(indefinite);
        }
        // Unit diagonal before factoring: parameters may differ by many orders of magnitude.
        let scale: Vec<f64> = precision.diagonal().iter().map(|v| v.sqrt()).collect();
        let scaled = DMatrix::from_fn(n, n, |i, j| {
            0.5 * (precision[(i, j)] + precision[(j, i)]) / scale[i] / scale[j]
        });
        let Some(cholesky) = Cholesky::<f64, Dyn>::new(scaled) else {
            return Err(indefinite);
        };
        let inverse = cholesky.inverse();
        Self::new(DMatrix::from_fn(n, n, |i, j| {
            inverse[(i, j)] / scale[i] / scale[j]
        }))
        .map_err(|_| Error::NotPositiveDefinite { what })
    }

    /// The matrix.
    #[must_use]
    pub const fn matrix(&self) -> &DMatrix<f64> {
        &self.matrix
    }

    /// Number of parameters.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.matrix.nrows()
    }

    /// σᵢ = √Cᵢᵢ.
    #[must_use]
    pub fn standard_deviations(&self) -> Vec<f64> {
        self.matrix.diagonal().iter().map(|v| v.sqrt()).collect()
    }

    /// ρᵢⱼ = Cᵢⱼ/(σᵢσⱼ).
    #[must_use]
    pub fn correlation(&self) -> DMatrix<f64> {
        let sigma = self.standard_deviations();
        let n = self.dimension();
        DMatrix::from_fn(n, n, |i, j| {
            if i == j {
                1.0
            } else {
                self.matrix[(i, j)] / sigma[i] / sigma[j]
            }
        })
    }

    /// ln det C.
    #[must_use]
    pub fn ln_determinant(&self) -> f64 {
        let correlation: f64 = self.factor.diagonal().iter().map(|l| l.ln()).sum();
        let widths: f64 = self.standard_deviations().iter().map(|s| s.ln()).sum();
        2.0 * (correlation + widths)
    }

    /// The lower-triangular L with C = L Lᵀ.
    #[must_use]
    pub fn cholesky_factor(&self) -> DMatrix<f64> {
        let mut factor = self.factor.clone();
        for (mut row, sigma) in factor.row_iter_mut().zip(self.standard_deviations()) {
            row *= sigma;
        }
        factor
    }

    /// L⁻¹ v, written over `values`: residuals of unit covariance from residuals of covariance C.
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] for a wrong length.
    pub fn whiten(&self, values: &mut [f64]) -> Result<(), Error> {
        require_length("values", values.len(), self.dimension())?;
        for i in 0..values.len() {
            let mut sum = values[i] / self.matrix[(i, i)].sqrt();
            for j in 0..i {
                sum -= self.factor[(i, j)] * values[j];
            }
            values[i] = sum / self.factor[(i, i)];
        }
        Ok(())
    }

    /// L v, written over `values`: residuals of covariance C from residuals of unit covariance, the
    /// inverse of [`whiten`](Self::whiten).
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] for a wrong length.
    pub fn colour(&self, values: &mut [f64]) -> Result<(), Error> {
        require_length("values", values.len(), self.dimension())?;
        // From the last on, so that what is still needed is not yet overwritten.
        for i in (0..values.len()).rev() {
            let sum: f64 = (0..=i).map(|j| self.factor[(i, j)] * values[j]).sum();
            values[i] = sum * self.matrix[(i, i)].sqrt();
        }
        Ok(())
    }

    /// vᵀ C⁻¹ v, the squared Mahalanobis length.
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] for a wrong length.
    pub fn chi_squared(&self, values: &[f64]) -> Result<f64, Error> {
        let mut whitened = values.to_vec();
        self.whiten(&mut whitened)?;
        Ok(whitened.iter().map(|w| w * w).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::DVector;

    #[test]
    fn whitening_inverts_the_factor() {
        let covariance = Covariance::new(DMatrix::from_row_slice(
            3,
            3,
            &[4.0, 1.0, 0.5, 1.0, 9.0, -2.0, 0.5, -2.0, 1.0],
        ))
        .unwrap();
        let factor = covariance.cholesky_factor();
        assert!((&factor * factor.transpose() - covariance.matrix()).amax() < 1e-14);
        let z = DVector::from_vec(vec![0.3, -1.2, 2.0]);
        let coloured = &factor * &z;
        let mut values = z.as_slice().to_vec();
        covariance.colour(&mut values).unwrap();
        assert!((DVector::from_column_slice(&values) - coloured).amax() < 1e-14);
        covariance.whiten(&mut values).unwrap();
        assert!((DVector::from_vec(values) - z).amax() < 1e-14);
        assert!(
            (covariance.ln_determinant() - covariance.matrix().determinant().ln()).abs() < 1e-13
        );
    }

    #[test]
    fn bad_matrices_are_typed_errors() {
        assert!(matches!(
            Covariance::new(DMatrix::from_row_slice(2, 2, &[1.0, 2.0, 2.0, 1.0])),
            Err(Error::NotPositiveDefinite { .. })
        ));
        assert!(matches!(
            Covariance::new(DMatrix::from_row_slice(2, 2, &[1.0, 0.5, 0.2, 1.0])),
            Err(Error::OutOfDomain { .. })
        ));
        assert!(matches!(
            Covariance::new(DMatrix::from_row_slice(2, 2, &[1.0, f64::NAN, 0.2, 1.0])),
            Err(Error::NonFiniteEntry { .. })
        ));
        assert!(matches!(
            Covariance::new(DMatrix::zeros(2, 3)),
            Err(Error::Dimension { .. })
        ));
    }
}
