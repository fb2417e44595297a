//! How a long run is watched, stopped and spread over threads.

use std::hint::black_box;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use crate::density::LogDensity;

/// Where the log-density is evaluated. The numbers are the same bits in every case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Execution {
    /// As the density deserves: independent chains run side by side; an ensemble, whose walkers meet
    /// twice a step, times an evaluation first and uses threads where one costs over 20 µs.
    #[default]
    Automatic,
    /// On the calling thread.
    Serial,
    /// On rayon's ambient pool.
    Parallel,
}

/// Threads meet in about 50 µs a step; walkers that cost less than this each are faster alone.
const WORTH_A_THREAD: Duration = Duration::from_micros(20);

impl Execution {
    /// Serial or parallel, by the least time of a few evaluations at `theta`.
    pub(crate) fn resolved<D: LogDensity + ?Sized>(self, density: &D, theta: &[f64]) -> Self {
        if self != Self::Automatic {
            return self;
        }
        // The first call may fill caches; a cheap density is asked again.
        for _ in 0..3 {
            let start = Instant::now();
            // What the density says here is known; only its cost matters.
            let _ = black_box(density.ln_density(theta));
            let elapsed = start.elapsed();
            if elapsed < WORTH_A_THREAD {
                return Self::Serial;
            }
            if elapsed > 10 * WORTH_A_THREAD {
                break;
            }
        }
        Self::Parallel
    }
}

/// What part of a run is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// The proposal is still adapting; nothing is stored.
    WarmUp,
    /// Samples are stored.
    Sampling,
}

/// The state of a run, handed to its callback.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    /// The part of the run.
    pub phase: Phase,
    /// Steps done in this part of this call.
    pub step: usize,
    /// Steps asked for in this part of this call.
    pub steps: usize,
    /// Accepted proposals over all proposals, since the start or the last `discard`.
    pub acceptance: f64,
    /// Largest log-density among the present points.
    pub best_ln_density: f64,
}

/// How a run ended when nothing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Outcome {
    /// All steps were done.
    Finished,
    /// The callback broke off; what was done is kept, and a further `run` goes on from there.
    Cancelled,
}

/// The callback that watches nothing.
///
/// ```
/// # use lastscatter_inference::{Density, EnsembleOptions, EnsembleSampler, Error, Outcome, quiet, scatter};
/// # let density = Density::new(1, |t| -0.5 * t[0] * t[0]);
/// let start = scatter(&[0.0], &[1.0], 8, 1)?;
/// let mut sampler = EnsembleSampler::new(&density, &start, EnsembleOptions::default())?;
/// assert_eq!(sampler.run(100, quiet)?, Outcome::Finished);
/// # Ok::<(), Error>(())
/// ```
pub fn quiet(_: &Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Density;

    #[test]
    fn threads_are_used_for_densities_that_are_worth_them() {
        let cheap = Density::new(1, |t| -0.5 * t[0] * t[0]);
        let costly = Density::new(1, |t| {
            std::thread::sleep(Duration::from_millis(1));
            -0.5 * t[0] * t[0]
        });
        assert_eq!(
            Execution::Automatic.resolved(&cheap, &[0.0]),
            Execution::Serial
        );
        assert_eq!(
            Execution::Automatic.resolved(&costly, &[0.0]),
            Execution::Parallel
        );
        assert_eq!(
            Execution::Parallel.resolved(&cheap, &[0.0]),
            Execution::Parallel
        );
    }
}
