//! Where an ensemble stands: all that its future depends on.

use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;

use super::options::EnsembleOptions;
use crate::density::LogDensity;
use crate::error::Error;
use crate::progress::Execution;
use crate::require::require_at_least;
use crate::rng::stream;
use crate::start::{require_full_rank, require_points, starting_value};

/// One walker's share, its position apart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Walker {
    pub(super) rng: Xoshiro256PlusPlus,
    pub(super) ln_density: f64,
    pub(super) accepted: u64,
}

/// A snapshot of an [`EnsembleSampler`](super::EnsembleSampler): positions, log-densities and random
/// streams. A sampler [resumed](super::EnsembleSampler::resume) from it goes on with the same bits.
#[derive(Debug, Clone, PartialEq)]
pub struct EnsembleState {
    pub(super) dimension: usize,
    pub(super) seed: u64,
    /// Steps since the start, the phase of thinning.
    pub(super) steps: u64,
    /// Steps since the acceptance counts were last set to zero.
    pub(super) counted: u64,
    pub(super) positions: Vec<f64>,
    pub(super) walkers: Vec<Walker>,
}

impl EnsembleState {
    pub(super) fn start<D: LogDensity + ?Sized>(
        density: &D,
        points: &[Vec<f64>],
        options: &EnsembleOptions,
    ) -> Result<Self, Error> {
        let dimension = density.dimension();
        require_at_least("parameters", dimension, 1)?;
        require_at_least("walkers", points.len(), (2 * dimension).max(4))?;
        require_points(points, dimension)?;
        let positions = points.concat();
        require_full_rank(&positions, dimension)?;
        let value = |theta: &[f64]| starting_value(density, theta);
        let values: Vec<_> = match options.execution {
            Execution::Serial => positions.chunks_exact(dimension).map(value).collect(),
            Execution::Automatic | Execution::Parallel => positions
                .par_chunks_exact(dimension)
                .with_max_len(1)
                .map(value)
                .collect(),
        };
        let walkers = values
            .into_iter()
            .zip(0..)
            .map(|(ln_density, index)| {
                Ok(Walker {
                    rng: stream(options.seed, index),
                    ln_density: ln_density?,
                    accepted: 0,
                })
            })
            .collect::<Result<_, Error>>()?;
        Ok(Self {
            dimension,
            seed: options.seed,
            steps: 0,
            counted: 0,
            positions,
            walkers,
        })
    }

    /// Steps since the start.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// The walkers' positions.
    pub fn positions(&self) -> impl ExactSizeIterator<Item = &[f64]> {
        self.positions.chunks_exact(self.dimension)
    }
}
