//! Bars for long runs, and their end by a signal.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use lastscatter::inference::{Outcome, Progress};

use crate::Failure;

/// Set by the first signal to stop.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Lets the first signal to stop end the runs that a [`Bar`] watches, and the second the program.
pub(crate) fn stop_on_signals() {
    // Without a handler a signal still ends the program, only less tidily.
    let _ = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(INTERRUPTED_STATUS));
        }
    });
}

/// The exit status of a program that a signal ended.
pub(crate) const INTERRUPTED_STATUS: u8 = 130;

/// Whether a signal to stop has come.
pub(crate) fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// Progress bars on standard error, one below the other; silent where that is not a terminal.
#[derive(Debug, Default)]
pub struct Bars(MultiProgress);

/// The progress bar of one run.
#[derive(Debug)]
pub struct Bar(ProgressBar);

impl Bars {
    /// A bar with a caption.
    #[must_use]
    pub fn add(&self, caption: &str) -> Bar {
        let bar = self.0.add(ProgressBar::new(0));
        if let Ok(style) = ProgressStyle::with_template("{prefix} {wide_bar} {percent}% {msg}") {
            bar.set_style(style);
        }
        bar.set_prefix(caption.to_owned());
        Bar(bar)
    }
}

impl Bar {
    /// The callback that a sampler takes.
    pub fn watch(&self, progress: &Progress) -> ControlFlow<()> {
        self.0.set_length(progress.steps as u64);
        self.0.set_position(progress.step as u64);
        self.0
            .set_message(format!("acceptance {:.2}", progress.acceptance));
        if interrupted() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
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
        Outcome::Cancelled => Err("interrupted; nothing was written".into()),
    }
}
