//! Nested sampling.

mod clusters;
mod ellipsoid;
mod evidence;
mod explore;
mod insertion;
mod options;
mod region;
mod sampler;
mod state;

pub use evidence::NestedResult;
pub use insertion::InsertionRanks;
pub use options::{Exploration, NestedOptions};
pub use sampler::NestedSampler;
pub use state::NestedState;
