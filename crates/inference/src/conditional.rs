//! A density with one parameter held.

use crate::density::{LogDensity, LogDensityGradient};
use crate::error::{DensityError, Error};
use crate::require::require_length;

/// A density over all parameters but one, which has a fixed value.
///
/// # Examples
///
/// ```
/// use lastscatter_inference::{Conditional, Density, LogDensity};
///
/// let density = Conditional::new(Density::new(2, |t| t[0] - 10.0 * t[1]), 0, 3.0)?;
/// assert_eq!(density.ln_density(&[1.0])?, -7.0);
/// assert_eq!(density.full(&[1.0])?, [3.0, 1.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conditional<D> {
    density: D,
    index: usize,
    value: f64,
}

impl<D: LogDensity> Conditional<D> {
    /// `density` with the parameter `index` at `value`.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] for an index that is not there.
    pub fn new(density: D, index: usize, value: f64) -> Result<Self, Error> {
        if index >= density.dimension() {
            return Err(Error::OutOfDomain {
                name: "index of a parameter",
                value: index as f64,
                expected: "below the dimension",
            });
        }
        Ok(Self {
            density,
            index,
            value,
        })
    }

    /// All parameters, from all but the held one.
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] for a wrong length.
    pub fn full(&self, rest: &[f64]) -> Result<Vec<f64>, Error> {
        require_length("theta", rest.len(), self.dimension())?;
        let mut theta = rest.to_vec();
        theta.insert(self.index, self.value);
        Ok(theta)
    }
}

impl<D: LogDensity> LogDensity for Conditional<D> {
    fn dimension(&self) -> usize {
        self.density.dimension() - 1
    }

    fn ln_density(&self, rest: &[f64]) -> Result<f64, DensityError> {
        self.density.ln_density(&self.full(rest)?)
    }
}

impl<D: LogDensityGradient> LogDensityGradient for Conditional<D> {
    fn ln_density_and_gradient(
        &self,
        rest: &[f64],
        gradient: &mut [f64],
    ) -> Result<f64, DensityError> {
        require_length("gradient", gradient.len(), self.dimension())?;
        let mut whole = vec![0.0; rest.len() + 1];
        let value = self
            .density
            .ln_density_and_gradient(&self.full(rest)?, &mut whole)?;
        whole.remove(self.index);
        gradient.copy_from_slice(&whole);
        Ok(value)
    }
}
