//! From plasma to atoms: electrons and the temperature of matter, before any star shone.

mod atomic;
mod history;
mod injection;
mod recfast;
mod saha;

pub use history::{Fractions, RecombinationHistory};
pub use injection::{Deposition, EnergyInjection, NoInjection};
pub use recfast::{Gaussian, Recfast};

use crate::{Background, Error};

/// A way to compute recombination.
pub trait Recombination: Send + Sync {
    /// The history of ionisation in `universe`.
    ///
    /// # Errors
    ///
    /// A numerical failure, with the place.
    fn history(&self, universe: &Background) -> Result<RecombinationHistory, Error>;
}
