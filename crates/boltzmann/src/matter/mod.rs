//! The linear matter power spectrum: how clumped the universe has become.

mod contrasts;
mod power;
mod solver;
mod species;
mod transfer;
mod variance;

pub use power::MatterPower;
pub use solver::MatterSolver;
pub use species::Species;
pub use transfer::MatterTransfer;
