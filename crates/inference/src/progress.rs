//! How a long run is watched, stopped and spread over threads.

use std::ops::ControlFlow;

/// Where the log-density is evaluated. The numbers are the same bits either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Execution {
    /// On the calling thread: best for densities that cost less than some ten microseconds, the
    /// time that threads take to meet.
    Serial,
    /// On rayon's ambient pool.
    #[default]
    Parallel,
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
/// # use lastscatter_inference::{EnsembleOptions, EnsembleSampler, Error, LogDensity, DensityError, quiet, scatter};
/// # struct Normal;
/// # impl LogDensity for Normal {
/// #     fn dimension(&self) -> usize { 1 }
/// #     fn ln_density(&self, x: &[f64]) -> Result<f64, DensityError> { Ok(-0.5 * x[0] * x[0]) }
/// # }
/// let start = scatter(&[0.0], &[1.0], 8, 1)?;
/// let mut sampler = EnsembleSampler::new(&Normal, &start, EnsembleOptions::default())?;
/// let outcome = sampler.run(100, quiet)?;
/// # let _ = outcome;
/// # Ok::<(), Error>(())
/// ```
pub fn quiet(_: &Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}
