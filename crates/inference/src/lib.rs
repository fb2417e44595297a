//! Densities, priors, optimisers, samplers, convergence diagnostics and chains on disk.

mod density;
mod error;
mod parameter;

pub use density::{LogDensity, LogDensityGradient};
pub use error::{BoxedError, DensityError, Error};
pub use parameter::ParameterInfo;
