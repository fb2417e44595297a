//! The matter power spectrum: how clumped the universe has become.

mod contrasts;
mod halofit;
mod power;
mod solver;
mod species;
mod transfer;
mod variance;

pub(crate) use halofit::{Contents, Halofit};
pub use power::MatterPower;
pub use solver::MatterSolver;
pub use species::Species;
pub use transfer::MatterTransfer;
