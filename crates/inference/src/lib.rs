//! Densities, priors, optimisers, samplers, convergence diagnostics and chains on disk.

mod chains;
mod density;
mod error;
pub mod getdist;
mod parameter;
mod progress;
mod rng;

pub use chains::{BurnIn, Chain, Chains, Interval, Marginal};
pub use density::{LogDensity, LogDensityGradient};
pub use error::{BoxedError, DensityError, Error};
pub use parameter::{ParameterInfo, ParameterRole};
pub use progress::{Execution, Outcome, Phase, Progress, quiet};
pub use rng::stream;
