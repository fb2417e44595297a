//! How a long run is watched, stopped and spread over threads.

use std::fmt;
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

impl Phase {
    const fn name(self) -> &'static str {
        match self {
            Self::WarmUp => "warm-up",
            Self::Sampling => "sampling",
        }
    }
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
    /// R − 1 of the means when the chains were last compared, if they were.
    pub r_minus_1: Option<f64>,
    /// Effective sample size of the worst parameter at that time, if it was found.
    pub effective_samples: Option<f64>,
}

impl Progress {
    /// The state as a line of JSON, for a log that programs follow; what is not known is `null`.
    ///
    /// ```
    /// # use lastscatter_inference::{Convergence, Density, MetropolisOptions, MetropolisSampler, Proposal, scatter};
    /// use std::{io::Write, ops::ControlFlow};
    /// # let density = Density::new(1, |t| -0.5 * t[0] * t[0]);
    /// # let start = scatter(&[0.0], &[1.0], 4, 1)?;
    /// # let guess = Proposal::Scales(vec![1.0]);
    /// # let mut sampler = MetropolisSampler::new(&density, &start, &guess, MetropolisOptions::default())?;
    /// let mut log = Vec::new(); // a file, say
    /// let _ = sampler.converge(&Convergence::default(), |progress| {
    ///     match writeln!(log, "{}", progress.json()) {
    ///         Ok(()) => ControlFlow::Continue(()),
    ///         Err(_) => ControlFlow::Break(()),
    ///     }
    /// })?;
    /// assert!(log.starts_with(br#"{"phase":"warm-up","step":"#));
    /// # Ok::<(), lastscatter_inference::Error>(())
    /// ```
    #[must_use]
    pub fn json(&self) -> String {
        let number = |x: Option<f64>| match x.filter(|x| x.is_finite()) {
            Some(x) => format!("{x:e}"),
            None => "null".into(),
        };
        format!(
            r#"{{"phase":"{}","step":{},"steps":{},"acceptance":{},"best_ln_density":{},"r_minus_1":{},"effective_samples":{}}}"#,
            self.phase.name(),
            self.step,
            self.steps,
            number(Some(self.acceptance)),
            number(Some(self.best_ln_density)),
            number(self.r_minus_1),
            number(self.effective_samples),
        )
    }
}

/// A line for people.
impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (phase, step, steps) = (self.phase.name(), self.step, self.steps);
        write!(
            f,
            "{phase} {step}/{steps}, acceptance {:.2}",
            self.acceptance
        )?;
        if let Some(r) = self.r_minus_1 {
            write!(f, ", R-1 {r:.3}")?;
        }
        if let Some(size) = self.effective_samples {
            write!(f, ", ESS {size:.0}")?;
        }
        Ok(())
    }
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
pub fn quiet<P>(_: &P) -> ControlFlow<()> {
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
