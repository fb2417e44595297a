//! Maxima of log-densities.
//!
//! Every method here *maximises* ln p. A point that the density rejects, or outside its support, counts as
//! ln p = −∞ and is stepped back from; a fatal error ends the search, and so does NaN.

mod adam;
mod lbfgs;
mod line_search;
mod nelder_mead;
mod parabola;
mod restarts;

pub use adam::Adam;
pub use lbfgs::Lbfgs;
pub use nelder_mead::NelderMead;
pub use parabola::{NewtonAscent, Parabola};
pub use restarts::{Optimiser, Restarts};

use crate::density::LogDensity;
use crate::error::Error;
use crate::require::{require_at_least, require_finite, require_length, require_positive};

/// Why a search for a maximum stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MaximumStop {
    /// The gradient vanishes within the tolerance.
    Gradient,
    /// The simplex has shrunk to a point within the tolerances.
    Simplex,
    /// What could still be gained is less than the rounding of ln p.
    Precision,
}

/// A maximum of a log-density.
#[derive(Debug, Clone, PartialEq)]
pub struct Maximum {
    /// Where.
    pub theta: Vec<f64>,
    /// ln p there.
    pub ln_density: f64,
    /// Iterations spent.
    pub iterations: usize,
    /// Evaluations of the density, with or without gradient.
    pub evaluations: usize,
    /// Why the search stopped.
    pub stop: MaximumStop,
}

/// Checks a start and its scales.
fn require_search<D: LogDensity + ?Sized>(
    density: &D,
    start: &[f64],
    scales: &[f64],
) -> Result<(), Error> {
    require_at_least("parameters", density.dimension(), 1)?;
    require_length("start", start.len(), density.dimension())?;
    require_length("scales", scales.len(), density.dimension())?;
    require_finite("start", start)?;
    scales
        .iter()
        .try_for_each(|&scale| require_positive("scale", scale))
}

/// Gain in ln p that drowns in its rounding.
fn rounding(ln_density: f64) -> f64 {
    4.0 * f64::EPSILON * ln_density.abs()
}
