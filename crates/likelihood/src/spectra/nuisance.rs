//! Parameters that belong to the data.

use lastscatter_inference::{Parameter, Prior};

use crate::Error;

/// A parameter of the data, not of the universe: its name, label and prior, and where to begin.
///
/// Likelihoods that share a parameter give it the same name.
#[derive(Debug, Clone, PartialEq)]
pub struct Nuisance {
    parameter: Parameter,
    default: f64,
    scale: f64,
}

impl Nuisance {
    /// This parameter, best guessed at `default`, known to about `scale`.
    ///
    /// # Errors
    ///
    /// [`Error::Inference`] unless the prior allows `default` and `scale` is positive.
    pub fn new(parameter: Parameter, default: f64, scale: f64) -> Result<Self, Error> {
        let out_of_domain = |name, value, expected| lastscatter_inference::Error::OutOfDomain {
            name,
            value,
            expected,
        };
        if !parameter.prior().contains(default) {
            return Err(out_of_domain("default", default, "a value that the prior allows").into());
        }
        if !(scale > 0.0 && scale.is_finite()) {
            return Err(out_of_domain("scale", scale, "a positive finite number").into());
        }
        Ok(Self {
            parameter,
            default,
            scale,
        })
    }

    /// A calibration of Gaussian prior 1 ± `sigma`.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new) and [`Parameter::new`].
    pub fn calibration(name: &str, label: &str, sigma: f64) -> Result<Self, Error> {
        let prior = Prior::normal(1.0, sigma)?;
        Self::new(Parameter::new(name, label, prior)?, 1.0, sigma)
    }

    /// Planck's map calibration `A_planck`, 1 ± 0.0025: theory spectra are divided by its square.
    ///
    /// # Panics
    ///
    /// Never: name and prior are valid.
    #[must_use]
    pub fn planck_calibration() -> Self {
        Self::calibration("A_planck", r"A_\mathrm{Planck}", 0.0025).expect("valid")
    }

    /// Name, label and prior.
    #[must_use]
    pub const fn parameter(&self) -> &Parameter {
        &self.parameter
    }

    /// Key in run files and chains.
    #[must_use]
    pub fn name(&self) -> &str {
        self.parameter.name()
    }

    /// The value to begin with, or to hold the parameter at.
    #[must_use]
    pub const fn default(&self) -> f64 {
        self.default
    }

    /// The width to begin with, of a proposal or a starting cloud.
    #[must_use]
    pub const fn scale(&self) -> f64 {
        self.scale
    }
}
