//! The ensemble sampler.

mod moves;
mod options;
mod sampler;
mod state;
mod step;

pub use moves::Move;
pub use options::EnsembleOptions;
pub use sampler::EnsembleSampler;
pub use state::EnsembleState;
