//! Laplace's approximation.

use std::f64::consts::PI;

use nalgebra::DVector;

use crate::covariance::Covariance;
use crate::density::{LogDensity, LogDensityGradient, checked_gradient, checked_value};
use crate::error::Error;
use crate::hessian::{Hessian, scales};
use crate::ridders::extrapolation;

/// A density replaced by the Gaussian that shares its mode and curvature,
///
/// ```text
/// C = (−∇∇ ln p)⁻¹,   ln Z = ln p(θ̂) + (n/2) ln 2π + ½ ln det C
/// ```
///
/// ln Z = ln ∫ p dθ is the evidence where p is a normalised likelihood times a normalised
/// prior. Parameters with strongly skewed densities do better in [`Unconstrained`](crate::Unconstrained) space.
///
/// # Accuracy
///
/// Exact for a Gaussian, to 1e-9 in ln Z (`tests/laplace.rs`). The error of a non-Gaussian density is of the order of
/// its third and fourth cumulants.
///
/// # Examples
///
/// ```
/// use lastscatter_inference::{Density, LaplaceApproximation, NelderMead};
///
/// // An unnormalised Gaussian of width 0.5.
/// let density = Density::new(1, |t| -2.0 * (t[0] - 1.0).powi(2));
/// let mode = NelderMead::default().maximise(&density, &[0.0])?.theta;
/// let laplace = LaplaceApproximation::from_values(&density, mode)?;
/// assert!((laplace.covariance.standard_deviations()[0] - 0.5).abs() < 1e-8);
/// assert!((laplace.ln_evidence - (std::f64::consts::PI / 2.0).sqrt().ln()).abs() < 1e-8);
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct LaplaceApproximation {
    /// θ̂.
    pub mode: Vec<f64>,
    /// C.
    pub covariance: Covariance,
    /// ln Z.
    pub ln_evidence: f64,
}

/// Distance from the maximum, in standard deviations, that a mode may have: 5e-5 in ln Z.
const FARTHEST: f64 = 0.01;
/// Numerical error of the curvature, in units of 1/σᵢσⱼ, that is tolerated.
const LARGEST_ERROR: f64 = 0.01;

impl LaplaceApproximation {
    /// At the `mode` of a density of which only values are known.
    ///
    /// # Errors
    ///
    /// As [`Hessian::from_values`]; [`Error::NotPositiveDefinite`] where the curvature is not that of a maximum,
    /// [`Error::OutOfDomain`] where `mode` lies more than 0.01 standard deviations from the maximum,
    /// [`Error::NotConverged`] where the curvature is not known to 1 %.
    pub fn from_values<D: LogDensity>(density: &D, mode: Vec<f64>) -> Result<Self, Error> {
        let hessian = Hessian::from_values(density, &mode)?;
        let scales = scales(density, &mode)?;
        let mut point = mode.clone();
        let gradient = (0..mode.len()).map(|k| {
            let (slope, _) = extrapolation("gradient of the log-density", &mode, |t| {
                point[k] = mode[k] + t * scales[k];
                let above = checked_value(density, &point)?;
                point[k] = mode[k] - t * scales[k];
                let below = checked_value(density, &point)?;
                point[k] = mode[k];
                let slope = (above - below) / (2.0 * t * scales[k]);
                Ok(slope.is_finite().then(|| vec![slope]))
            })?;
            Ok(slope[0])
        });
        let gradient = gradient.collect::<Result<Vec<f64>, Error>>()?;
        let value = checked_value(density, &mode)?;
        Self::new(mode, value, &gradient, &hessian)
    }

    /// At the `mode` of a density with gradient.
    ///
    /// # Errors
    ///
    /// As [`from_values`](Self::from_values).
    pub fn from_gradient<D: LogDensityGradient>(
        density: &D,
        mode: Vec<f64>,
    ) -> Result<Self, Error> {
        let hessian = Hessian::from_gradient(density, &mode)?;
        let mut gradient = vec![0.0; mode.len()];
        let value = checked_gradient(density, &mode, &mut gradient)?;
        Self::new(mode, value, &gradient, &hessian)
    }

    fn new(
        mode: Vec<f64>,
        ln_density: f64,
        gradient: &[f64],
        hessian: &Hessian,
    ) -> Result<Self, Error> {
        let covariance = Covariance::from_precision(
            &-&hessian.matrix,
            "curvature of −ln p (the point is no maximum)",
        )?;
        let sigma = DVector::from_vec(covariance.standard_deviations());
        let error = hessian
            .error
            .component_mul(&(&sigma * sigma.transpose()))
            .amax();
        if error > LARGEST_ERROR {
            return Err(Error::NotConverged {
                what: "Hessian of the log-density",
                iterations: 1,
                residual: error,
                tolerance: LARGEST_ERROR,
                theta: mode,
            });
        }
        let gradient = DVector::from_column_slice(gradient);
        let distance = gradient
            .dot(&(covariance.matrix() * &gradient))
            .max(0.0)
            .sqrt();
        if distance > FARTHEST {
            return Err(Error::OutOfDomain {
                name: "distance of the mode from the maximum in standard deviations",
                value: distance,
                expected: "at most 0.01",
            });
        }
        let n = mode.len() as f64;
        Ok(Self {
            ln_evidence: ln_density + 0.5 * (n * (2.0 * PI).ln() + covariance.ln_determinant()),
            mode,
            covariance,
        })
    }
}
