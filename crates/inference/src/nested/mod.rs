//! Nested sampling.

mod clusters;
mod ellipsoid;
mod evidence;
mod explore;
mod generation;
mod insertion;
mod options;
mod progress;
mod region;
mod sampler;
mod state;
mod storage;

pub use evidence::NestedResult;
pub use insertion::InsertionRanks;
pub use options::{Exploration, NestedOptions};
pub use progress::NestedProgress;
pub use sampler::NestedSampler;
pub use state::NestedState;
