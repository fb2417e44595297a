//! A bar for long runs.

use std::ops::ControlFlow;

use indicatif::{ProgressBar, ProgressStyle};
use lastscatter::inference::{Outcome, Progress};

use crate::Failure;

/// A progress bar on standard error, silent where that is not a terminal.
#[derive(Debug)]
pub struct Bar(ProgressBar);

impl Bar {
    /// A bar with a caption.
    #[must_use]
    pub fn new(caption: &str) -> Self {
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{prefix} {wide_bar} {percent}% {msg}") {
            bar.set_style(style);
        }
        bar.set_prefix(caption.to_owned());
        Self(bar)
    }

    /// The callback that a sampler takes.
    pub fn watch(&self, progress: &Progress) -> ControlFlow<()> {
        self.0.set_length(progress.steps as u64);
        self.0.set_position(progress.step as u64);
        self.0
            .set_message(format!("acceptance {:.2}", progress.acceptance));
        ControlFlow::Continue(())
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// Fails where a run was broken off.
///
/// # Errors
///
/// [`Failure`] for [`Outcome::Cancelled`].
pub fn finished(outcome: Outcome) -> Result<(), Failure> {
    match outcome {
        Outcome::Finished => Ok(()),
        Outcome::Cancelled => Err("the run was cancelled".into()),
    }
}
