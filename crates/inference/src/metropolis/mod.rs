//! The adaptive Metropolis sampler.

mod adaptation;
mod chain;
mod options;
mod sampler;

pub use chain::MetropolisState;
pub use options::{MetropolisOptions, Proposal};
pub use sampler::MetropolisSampler;
