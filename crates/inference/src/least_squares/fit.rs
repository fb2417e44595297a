//! What a least-squares fit found.

use lastscatter_numerics::special::chi_squared_survival;
use nalgebra::DMatrix;

use crate::covariance::Covariance;
use crate::error::Error;
use crate::require::require_finite;

/// Why a least-squares iteration stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FitStop {
    /// The residuals are orthogonal to every column of the Jacobian.
    Gradient,
    /// The step is negligible beside the parameters.
    Step,
    /// χ² does not fall any more.
    Cost,
    /// The model is linear: one step is exact.
    Exact,
}

/// A minimum of χ² and what follows from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Best-fitting parameters θ̂.
    pub theta: Vec<f64>,
    /// χ² at the minimum.
    pub chi_squared: f64,
    /// Whitened residuals at the minimum.
    pub residuals: Vec<f64>,
    /// (JᵀJ)⁻¹ at the minimum: the parameters' covariance where the residuals have unit variance.
    pub covariance: Covariance,
    /// Accepted and rejected steps.
    pub iterations: usize,
    /// Calls of [`LeastSquares::residuals`](crate::LeastSquares::residuals), those of a Jacobian by differences aside.
    pub residual_evaluations: usize,
    /// Calls of [`LeastSquares::jacobian`](crate::LeastSquares::jacobian).
    pub jacobian_evaluations: usize,
    /// Why the iteration stopped.
    pub stop: FitStop,
}

impl Fit {
    /// Number of data minus number of parameters.
    #[must_use]
    pub fn degrees_of_freedom(&self) -> usize {
        self.residuals.len() - self.theta.len()
    }

    /// Probability of a larger χ² by chance, where the residuals are Gaussian of unit variance; `None` for ν = 0.
    #[must_use]
    pub fn probability_to_exceed(&self) -> Option<f64> {
        chi_squared_survival(self.chi_squared, self.degrees_of_freedom() as f64).ok()
    }

    /// Standard errors √[(JᵀJ)⁻¹]ₖₖ for residuals of unit variance.
    #[must_use]
    pub fn standard_errors(&self) -> Vec<f64> {
        self.covariance.standard_deviations()
    }

    /// Correlation matrix of the parameters.
    #[must_use]
    pub fn correlation(&self) -> DMatrix<f64> {
        self.covariance.correlation()
    }

    /// Standard errors times √(χ²/ν), for data of unknown common variance; `None` for ν = 0.
    #[must_use]
    pub fn rescaled_standard_errors(&self) -> Option<Vec<f64>> {
        let factor = match self.degrees_of_freedom() {
            0 => return None,
            dof => (self.chi_squared / dof as f64).sqrt(),
        };
        Some(self.standard_errors().iter().map(|s| s * factor).collect())
    }
}

/// (JᵀJ)⁻¹ through the QR decomposition of the Jacobian with unit columns.
pub(super) fn parameter_covariance(jacobian: &DMatrix<f64>) -> Result<Covariance, Error> {
    let singular = || Error::NotPositiveDefinite {
        what: "JᵀJ (the data do not constrain every parameter)",
    };
    require_finite("Jacobian", jacobian.as_slice())?;
    let norms: Vec<f64> = jacobian.column_iter().map(|c| c.norm()).collect();
    if norms.contains(&0.0) {
        return Err(singular());
    }
    let mut scaled = jacobian.clone();
    for (mut column, norm) in scaled.column_iter_mut().zip(&norms) {
        column /= *norm;
    }
    let n = norms.len();
    let r = scaled.qr().r();
    // Columns have unit length, so a small pivot is a parameter that the others mimic.
    if r.diagonal()
        .iter()
        .any(|p| p.abs() < 10.0 * n as f64 * f64::EPSILON)
    {
        return Err(singular());
    }
    let inverse = r
        .solve_upper_triangular(&DMatrix::identity(n, n))
        .ok_or_else(singular)?;
    let product = &inverse * inverse.transpose();
    Covariance::new(DMatrix::from_fn(n, n, |i, j| {
        product[(i, j)] / norms[i] / norms[j]
    }))
    .map_err(|_| singular())
}
