//! A measurement of Q and U.

use std::marker::PhantomData;

use nalgebra::Vector2;
use uom::si::angle::radian;
use uom::si::f64::Angle;

use super::{AmplitudePrior, NoiseCovariance, PolarizationPosterior};
use crate::convention::mirror;
use crate::stokes_vector::half_angle;
use crate::{Convention, Error};

/// Measured Q and U with the covariance of their Gaussian noise, in the convention `C`.
///
/// The unit is the user's: µK, Jy, or a fraction of I; amplitudes come out in the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinearMeasurement<C> {
    q: f64,
    u: f64,
    noise: NoiseCovariance,
    convention: PhantomData<C>,
}

impl<C: Convention> LinearMeasurement<C> {
    /// A measurement.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] when Q or U is not finite.
    pub fn new(q: f64, u: f64, noise: NoiseCovariance) -> Result<Self, Error> {
        for (name, value) in [("Q", q), ("U", u)] {
            if !value.is_finite() {
                return Err(Error::OutOfDomain {
                    name,
                    value,
                    expected: "a finite number",
                });
            }
        }
        Ok(Self {
            q,
            u,
            noise,
            convention: PhantomData,
        })
    }

    /// Measured Q.
    #[must_use]
    pub const fn q(&self) -> f64 {
        self.q
    }

    /// Measured U.
    #[must_use]
    pub const fn u(&self) -> f64 {
        self.u
    }

    /// Covariance of the noise.
    #[must_use]
    pub const fn noise(&self) -> &NoiseCovariance {
        &self.noise
    }

    /// Q/I and U/I with their covariance, for a measured intensity whose noise is independent of
    /// theirs.
    ///
    /// ```text
    /// Cov(q, u) = (Σ + (q, u)(q, u)ᵀ σ_I²) / I²
    /// ```
    ///
    /// to first order in σ_I/I, which should therefore be small.
    ///
    /// ```
    /// use lastscatter_stokes::Iau;
    /// use lastscatter_stokes::estimation::{AmplitudePrior, LinearMeasurement, NoiseCovariance};
    ///
    /// // Polarised 3 mJy out of 100 ± 1 mJy, with 1 mJy of noise in Q and U: p = (3.0 ± 1.0) %.
    /// let flux = LinearMeasurement::<Iau>::new(3.0, 0.0, NoiseCovariance::isotropic(1.0)?)?;
    /// let fraction = flux.fractional(100.0, 1.0)?;
    /// assert!((fraction.naive() - 0.03).abs() < 1e-16);
    /// assert!((fraction.modified_asymptotic().sigma - 0.01).abs() < 1e-5);
    /// let posterior = fraction.posterior(AmplitudePrior::flat_in_amplitude().up_to(1.0)?)?;
    /// assert!((posterior.amplitude().mean() - 0.028).abs() < 5e-4);
    /// # Ok::<(), lastscatter_stokes::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless `intensity` is positive and `sigma` not negative, both finite.
    pub fn fractional(&self, intensity: f64, sigma: f64) -> Result<Self, Error> {
        if !(intensity > 0.0 && intensity.is_finite()) {
            return Err(Error::OutOfDomain {
                name: "I",
                value: intensity,
                expected: "a positive finite intensity",
            });
        }
        if !(sigma >= 0.0 && sigma.is_finite()) {
            return Err(Error::OutOfDomain {
                name: "sigma of I",
                value: sigma,
                expected: "a finite standard deviation, not negative",
            });
        }
        let (q, u, s) = (self.q / intensity, self.u / intensity, sigma / intensity);
        let scaled = |variance: f64| variance / intensity / intensity;
        Self::new(
            q,
            u,
            NoiseCovariance::new(
                scaled(self.noise.qq()) + (q * s).powi(2),
                scaled(self.noise.uu()) + (u * s).powi(2),
                scaled(self.noise.qu()) + q * u * s * s,
            )?,
        )
    }

    /// Measured polarisation angle ½ atan2(U, Q), in (−90°, 90°]: unbiased for isotropic noise only.
    ///
    /// # Errors
    ///
    /// [`Error::Undefined`] when Q = U = 0.
    pub fn angle(&self) -> Result<Angle, Error> {
        self.direction()?;
        Ok(half_angle(self.u, self.q))
    }

    /// Standard deviation of the measured angle for large signal-to-noise ratio, ½ σ_⊥ / √(Q² +
    /// U²), with σ_⊥ the noise across the measured direction.
    ///
    /// # Errors
    ///
    /// [`Error::Undefined`] when Q = U = 0.
    pub fn angle_sigma(&self) -> Result<Angle, Error> {
        let n = self.direction()?;
        let across = self.noise.variance_along(&Vector2::new(-n.y, n.x)).sqrt();
        Ok(Angle::new::<radian>(0.5 * across / self.naive()))
    }

    /// Distance √(dᵀ Σ⁻¹ d) of d = (Q, U) from no polarisation, in standard deviations.
    #[must_use]
    pub fn signal_to_noise(&self) -> f64 {
        let axes = self.noise.principal_axes();
        let (sin, cos) = axes.direction.sin_cos();
        let along = (cos * self.q + sin * self.u) / axes.major;
        let across = (cos * self.u - sin * self.q) / axes.minor;
        along.hypot(across)
    }

    /// Probability exp(−χ²/2) that noise alone gives a signal-to-noise ratio as large as this one;
    /// exact, since χ² then has two degrees of freedom.
    ///
    /// ```
    /// use lastscatter_stokes::Iau;
    /// use lastscatter_stokes::estimation::{LinearMeasurement, NoiseCovariance};
    ///
    /// let measurement = LinearMeasurement::<Iau>::new(3.84e-6, 0.0, NoiseCovariance::isotropic(1e-6)?)?;
    /// assert!((measurement.signal_to_noise() - 3.84).abs() < 1e-14);
    /// assert!((measurement.null_p_value() - 6.28e-4).abs() < 1e-6);
    /// # Ok::<(), lastscatter_stokes::Error>(())
    /// ```
    #[must_use]
    pub fn null_p_value(&self) -> f64 {
        (-0.5 * self.signal_to_noise().powi(2)).exp()
    }

    /// The posterior distribution of amplitude and angle.
    ///
    /// # Errors
    ///
    /// See [`PolarizationPosterior`].
    pub fn posterior(&self, prior: AmplitudePrior) -> Result<PolarizationPosterior, Error> {
        PolarizationPosterior::new(self.q, self.u, &self.noise, prior)
    }

    /// The same measurement in another convention: U and the covariance of Q and U change sign.
    #[must_use]
    pub fn to_convention<D: Convention>(&self) -> LinearMeasurement<D> {
        let sign = mirror::<C, D>();
        LinearMeasurement {
            q: self.q,
            u: sign * self.u,
            noise: self.noise.mirrored(sign),
            convention: PhantomData,
        }
    }

    /// Unit vector of (Q, U).
    pub(super) fn direction(&self) -> Result<Vector2<f64>, Error> {
        let p = self.naive();
        if p > 0.0 {
            Ok(Vector2::new(self.q / p, self.u / p))
        } else {
            Err(Error::Undefined {
                what: "polarisation angle",
                why: "Q and U vanish",
            })
        }
    }
}
