//! The affine-invariant ensemble sampler.

mod moves;
mod options;
mod sampler;
mod state;

pub use moves::Move;
pub use options::EnsembleOptions;
pub use sampler::EnsembleSampler;
pub use state::EnsembleState;
