//! Densities, priors, optimisers, samplers, convergence diagnostics and chains on disk.

mod density;
mod error;
mod parameter;
mod progress;
mod rng;

pub use density::{LogDensity, LogDensityGradient};
pub use error::{BoxedError, DensityError, Error};
pub use parameter::{ParameterInfo, ParameterRole};
pub use progress::{Execution, Outcome, Phase, Progress, quiet};
pub use rng::stream;
