//! What a user may choose.

use super::moves::Move;
use crate::error::Error;
use crate::progress::Execution;
use crate::require::{require_at_least, require_positive};

/// Choices of an [`EnsembleSampler`](super::EnsembleSampler).
///
/// ```
/// use lastscatter_inference::{EnsembleOptions, Move};
///
/// let options = EnsembleOptions {
///     seed: 7,
///     moves: vec![(Move::stretch(), 0.5), (Move::DifferentialEvolution, 0.5)],
///     ..EnsembleOptions::default()
/// };
/// assert_eq!(options.thin, 1);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct EnsembleOptions {
    /// Seed of all random streams. Default 0.
    pub seed: u64,
    /// Keep every `thin`-th step. Default 1.
    pub thin: usize,
    /// Moves with their relative frequencies; each walker chooses anew at each step. Default:
    /// differential evolution, and snooker one time in four.
    pub moves: Vec<(Move, f64)>,
    /// Threads for the density. Default automatic.
    pub execution: Execution,
}

impl Default for EnsembleOptions {
    fn default() -> Self {
        Self {
            seed: 0,
            thin: 1,
            moves: vec![(Move::DifferentialEvolution, 0.75), (Move::Snooker, 0.25)],
            execution: Execution::default(),
        }
    }
}

impl EnsembleOptions {
    pub(super) fn validate(&self) -> Result<(), Error> {
        if self.thin == 0 {
            return Err(Error::OutOfDomain {
                name: "thin",
                value: 0.0,
                expected: "1 or more",
            });
        }
        require_at_least("moves", self.moves.len(), 1)?;
        for (kind, frequency) in &self.moves {
            require_positive("frequency of a move", *frequency)?;
            kind.validate()?;
        }
        Ok(())
    }
}
