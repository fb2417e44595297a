//! Weighted linear least squares.

use nalgebra::{DMatrix, DVector};

use super::LeastSquares;
use super::fit::{Fit, FitStop, parameter_covariance};
use crate::covariance::Covariance;
use crate::error::{DensityError, Error};
use crate::require::{require_at_least, require_finite, require_length, require_positive};

/// Data d that are linear in the parameters, d = A θ + noise, with known noise.
///
/// The minimum of χ² is found exactly, by QR decomposition of the whitened design matrix.
///
/// # Examples
///
/// A straight line through three points with errors of 0.1:
///
/// ```
/// use lastscatter_inference::{LinearModel, nalgebra::DMatrix};
///
/// let design = DMatrix::from_row_slice(3, 2, &[1.0, 0.0, 1.0, 1.0, 1.0, 2.0]);
/// let fit = LinearModel::new(&design, &[1.0, 3.1, 4.9], &[0.1; 3])?.solve()?;
/// assert!((fit.theta[0] - 1.05).abs() < 1e-12 && (fit.theta[1] - 1.95).abs() < 1e-12);
/// assert!((fit.standard_errors()[1] - 0.1 / 2f64.sqrt()).abs() < 1e-12);
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct LinearModel {
    /// L⁻¹A and L⁻¹d for the noise covariance L Lᵀ.
    design: DMatrix<f64>,
    data: DVector<f64>,
}

impl LinearModel {
    /// Independent Gaussian errors of standard deviations `sigma`; `design` is A (data × parameters).
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] for lengths that do not agree, [`Error::TooFew`] parameters (none) or data (fewer than
    /// parameters), [`Error::NonFiniteEntry`], [`Error::OutOfDomain`] unless every σ is positive.
    pub fn new(design: &DMatrix<f64>, data: &[f64], sigma: &[f64]) -> Result<Self, Error> {
        require_length("sigma", sigma.len(), data.len())?;
        for &s in sigma {
            require_positive("sigma", s)?;
        }
        Self::whitened(design, data, |values| {
            for (value, s) in values.iter_mut().zip(sigma) {
                *value /= s;
            }
            Ok(())
        })
    }

    /// Gaussian errors of the given covariance.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn with_covariance(
        design: &DMatrix<f64>,
        data: &[f64],
        covariance: &Covariance,
    ) -> Result<Self, Error> {
        require_length("covariance", covariance.dimension(), data.len())?;
        Self::whitened(design, data, |values| covariance.whiten(values))
    }

    fn whitened(
        design: &DMatrix<f64>,
        data: &[f64],
        whiten: impl Fn(&mut [f64]) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        require_length("design matrix's rows", design.nrows(), data.len())?;
        require_at_least("parameters", design.ncols(), 1)?;
        require_at_least("data", data.len(), design.ncols())?;
        require_finite("design matrix", design.as_slice())?;
        require_finite("data", data)?;
        let mut model = Self {
            design: design.clone(),
            data: DVector::from_column_slice(data),
        };
        whiten(model.data.as_mut_slice())?;
        for mut column in model.design.column_iter_mut() {
            whiten(column.as_mut_slice())?;
        }
        Ok(model)
    }

    /// The minimum of χ², its parameters' covariance (AᵀC⁻¹A)⁻¹ and its residuals.
    ///
    /// # Errors
    ///
    /// [`Error::NotPositiveDefinite`] where the data leave a combination of parameters undetermined.
    pub fn solve(&self) -> Result<Fit, Error> {
        let covariance = parameter_covariance(&self.design)?;
        let norms: Vec<f64> = self.design.column_iter().map(|c| c.norm()).collect();
        let mut scaled = self.design.clone();
        for (mut column, norm) in scaled.column_iter_mut().zip(&norms) {
            column /= *norm;
        }
        let n = norms.len();
        let qr = scaled.qr();
        let mut rhs = self.data.clone();
        qr.q_tr_mul(&mut rhs);
        let solution = qr
            .r()
            .solve_upper_triangular(&rhs.rows(0, n).into_owned())
            .ok_or(Error::NotPositiveDefinite {
                what: "AᵀC⁻¹A"
            })?;
        let theta: Vec<f64> = solution.iter().zip(&norms).map(|(s, n)| s / n).collect();
        let residuals = &self.design * DVector::from_column_slice(&theta) - &self.data;
        Ok(Fit {
            chi_squared: residuals.norm_squared(),
            residuals: residuals.as_slice().to_vec(),
            theta,
            covariance,
            iterations: 1,
            residual_evaluations: 1,
            jacobian_evaluations: 1,
            stop: FitStop::Exact,
        })
    }
}

impl LeastSquares for LinearModel {
    fn data_count(&self) -> usize {
        self.design.nrows()
    }

    fn parameter_count(&self) -> usize {
        self.design.ncols()
    }

    fn residuals(&self, theta: &[f64], residuals: &mut [f64]) -> Result<(), DensityError> {
        require_length("theta", theta.len(), self.parameter_count())?;
        require_length("residuals", residuals.len(), self.data_count())?;
        residuals.copy_from_slice((-&self.data).as_slice());
        for (column, t) in self.design.column_iter().zip(theta) {
            for (r, a) in residuals.iter_mut().zip(column.iter()) {
                *r += a * t;
            }
        }
        Ok(())
    }

    fn jacobian(&self, _: &[f64], jacobian: &mut DMatrix<f64>) -> Result<(), DensityError> {
        require_length("Jacobian's rows", jacobian.nrows(), self.data_count())?;
        require_length(
            "Jacobian's columns",
            jacobian.ncols(),
            self.parameter_count(),
        )?;
        jacobian.copy_from(&self.design);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LevenbergMarquardt;

    #[test]
    fn covariance_and_errors_agree_for_independent_data() {
        let design = DMatrix::from_row_slice(4, 2, &[1.0, 0.0, 1.0, 1.0, 1.0, 2.5, 1.0, 3.0]);
        let data = [0.3, 0.9, 2.2, 3.4];
        let sigma = [0.1, 0.2, 0.3, 0.4];
        let covariance = Covariance::new(DMatrix::from_diagonal(&DVector::from_iterator(
            4,
            sigma.iter().map(|s: &f64| s * s),
        )))
        .unwrap();
        let a = LinearModel::new(&design, &data, &sigma)
            .unwrap()
            .solve()
            .unwrap();
        let b = LinearModel::with_covariance(&design, &data, &covariance)
            .unwrap()
            .solve()
            .unwrap();
        assert!((a.chi_squared - b.chi_squared).abs() < 1e-12);
        assert!((a.theta[1] - b.theta[1]).abs() < 1e-13);
        // Two degrees of freedom: the survival function is exp(−χ²/2).
        let pte = a.probability_to_exceed().unwrap();
        assert!((pte - (-0.5 * a.chi_squared).exp()).abs() < 1e-13);
        assert!(a.rescaled_standard_errors().is_some());
    }

    #[test]
    fn units_spanning_thirty_decades_change_nothing() {
        let design = DMatrix::from_row_slice(4, 2, &[1.0, 0.3, 1.0, 1.0, 1.0, 2.5, 1.0, 3.0]);
        let data = [0.3, 0.9, 2.2, 3.4];
        let plain = LinearModel::new(&design, &data, &[0.1; 4])
            .unwrap()
            .solve()
            .unwrap();
        let mut stretched = design;
        stretched.column_mut(1).iter_mut().for_each(|v| *v *= 1e30);
        let far = LinearModel::new(&stretched, &data, &[0.1; 4])
            .unwrap()
            .solve()
            .unwrap();
        assert!((far.theta[1] * 1e30 / plain.theta[1] - 1.0).abs() < 1e-12);
        assert!((far.correlation()[(0, 1)] - plain.correlation()[(0, 1)]).abs() < 1e-12);
    }

    #[test]
    fn levenberg_marquardt_finds_the_same_minimum() {
        let design = DMatrix::from_row_slice(4, 2, &[1.0, 0.0, 1.0, 1.0, 1.0, 2.5, 1.0, 3.0]);
        let model = LinearModel::new(&design, &[0.3, 0.9, 2.2, 3.4], &[0.1; 4]).unwrap();
        let exact = model.solve().unwrap();
        let fit = LevenbergMarquardt::default()
            .minimise(&model, &[50.0, -80.0])
            .unwrap();
        // What `cost_tolerance` promises.
        let within = (1e-16 * exact.chi_squared).sqrt();
        for k in 0..2 {
            assert!((fit.theta[k] - exact.theta[k]).abs() < within * exact.standard_errors()[k]);
        }
    }

    #[test]
    fn degenerate_and_bad_input_are_typed_errors() {
        let twice = DMatrix::from_row_slice(3, 2, &[1.0, 2.0, 2.0, 4.0, 3.0, 6.0]);
        let model = LinearModel::new(&twice, &[1.0, 2.0, 3.0], &[1.0; 3]).unwrap();
        assert!(matches!(
            model.solve(),
            Err(Error::NotPositiveDefinite { .. })
        ));
        assert!(matches!(
            LinearModel::new(&twice, &[1.0, 2.0, 3.0], &[1.0, 1.0, -1.0]),
            Err(Error::OutOfDomain { .. })
        ));
        assert!(matches!(
            LinearModel::new(&twice, &[1.0, 2.0], &[1.0; 2]),
            Err(Error::Dimension { .. })
        ));
        assert!(matches!(
            LinearModel::new(&twice, &[1.0, f64::NAN, 3.0], &[1.0; 3]),
            Err(Error::NonFiniteEntry { what: "data", .. })
        ));
    }
}
