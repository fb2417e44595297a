//! The No-U-Turn Sampler.

mod adaptation;
mod chain;
mod metric;
mod options;
mod sampler;
mod tree;

pub use chain::NutsState;
pub use options::{MassMatrix, NutsOptions};
pub use sampler::NutsSampler;
