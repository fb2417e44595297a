//! The adaptive Metropolis sampler.

mod chain;
mod company;
mod judgement;
mod learning;
mod options;
mod proposal;
mod sampler;
mod storage;

pub use options::{Convergence, FastSteps, Learning, MetropolisOptions, Proposal};
pub use sampler::MetropolisSampler;
