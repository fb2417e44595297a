//! The noise of a measurement of Q and U.

use nalgebra::{Matrix2, Vector2};

use crate::Error;

/// Covariance matrix of the Gaussian noise of (Q, U), in the square of their unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NoiseCovariance {
    qq: f64,
    uu: f64,
    qu: f64,
}

/// The noise in its principal axes.
#[derive(Debug, Clone, Copy)]
pub(super) struct PrincipalAxes {
    /// Standard deviation along the major axis.
    pub(super) major: f64,
    /// Standard deviation along the minor axis.
    pub(super) minor: f64,
    /// Direction of the major axis in the (Q, U) plane, radians.
    pub(super) direction: f64,
}

impl NoiseCovariance {
    /// Variances of Q and of U, and their covariance.
    ///
    /// # Errors
    ///
    /// [`Error::NotPositiveDefinite`] unless QQ > 0, UU > 0 and QU² < QQ UU, all finite.
    pub fn new(qq: f64, uu: f64, qu: f64) -> Result<Self, Error> {
        // Compared as a correlation, which neither overflows nor underflows.
        let correlation = qu / (qq.sqrt() * uu.sqrt());
        let finite = qq.is_finite() && uu.is_finite();
        if !(finite && qq > 0.0 && uu > 0.0 && correlation.abs() < 1.0) {
            return Err(Error::NotPositiveDefinite { qq, uu, qu });
        }
        Ok(Self { qq, uu, qu })
    }

    /// Independent noise of standard deviation `sigma` in Q and in U.
    ///
    /// # Errors
    ///
    /// As [`correlated`](Self::correlated).
    pub fn isotropic(sigma: f64) -> Result<Self, Error> {
        Self::correlated(sigma, sigma, 0.0)
    }

    /// Standard deviations of Q and U, and their correlation coefficient.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless both standard deviations are positive and finite and the correlation
    /// is between −1 and 1; [`Error::NotPositiveDefinite`] where rounding makes a variance zero or infinite.
    pub fn correlated(sigma_q: f64, sigma_u: f64, correlation: f64) -> Result<Self, Error> {
        let checks = [
            (
                "sigma of Q",
                sigma_q,
                sigma_q > 0.0,
                "a positive finite number",
            ),
            (
                "sigma of U",
                sigma_u,
                sigma_u > 0.0,
                "a positive finite number",
            ),
            (
                "correlation of Q and U",
                correlation,
                correlation.abs() < 1.0,
                "a number between -1 and 1, exclusive",
            ),
        ];
        for (name, value, valid, expected) in checks {
            if !valid || value.is_infinite() {
                return Err(Error::OutOfDomain {
                    name,
                    value,
                    expected,
                });
            }
        }
        Self::new(
            sigma_q * sigma_q,
            sigma_u * sigma_u,
            correlation * sigma_q * sigma_u,
        )
    }

    /// Variance of Q.
    #[must_use]
    pub const fn qq(&self) -> f64 {
        self.qq
    }

    /// Variance of U.
    #[must_use]
    pub const fn uu(&self) -> f64 {
        self.uu
    }

    /// Covariance of Q and U.
    #[must_use]
    pub const fn qu(&self) -> f64 {
        self.qu
    }

    /// The matrix, in the order Q, U.
    #[must_use]
    pub fn matrix(&self) -> Matrix2<f64> {
        Matrix2::new(self.qq, self.qu, self.qu, self.uu)
    }

    /// With U's sign changed when `sign` is −1.
    pub(super) fn mirrored(&self, sign: f64) -> Self {
        Self {
            qu: sign * self.qu,
            ..*self
        }
    }

    /// Variance of the component along the unit vector `direction` of the (Q, U) plane.
    pub(super) fn variance_along(&self, direction: &Vector2<f64>) -> f64 {
        (direction.transpose() * self.matrix() * direction).x
    }

    pub(super) fn principal_axes(&self) -> PrincipalAxes {
        let half_sum = 0.5 * (self.qq + self.uu);
        let half_difference = 0.5 * (self.qq - self.uu);
        let major = half_sum + half_difference.hypot(self.qu);
        // λ₋ = det/λ₊ keeps its digits when the axes are very unequal.
        let minor = (self.qq / major) * self.uu - (self.qu / major) * self.qu;
        PrincipalAxes {
            major: major.sqrt(),
            minor: minor.max(0.0).sqrt(),
            direction: 0.5 * self.qu.atan2(half_difference),
        }
    }
}
