//! Bars for long runs, and their end by a signal.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use lastscatter::inference::{NestedProgress, Outcome, Progress};

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
        // Nobody is left to tell if standard error is closed.
        let _ = writeln!(
            io::stderr(),
            "ending with this step; once more to end at once"
        );
    });
}

/// The exit status of a program that a signal ended.
pub(crate) const INTERRUPTED_STATUS: u8 = 130;

/// Whether a signal to stop has come.
pub(crate) fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// How a run is to be followed.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct ProgressOptions {
    /// No progress bars
    #[arg(long)]
    quiet: bool,

    /// Progress as lines of JSON on standard error, for programs
    #[arg(long, conflicts_with = "quiet")]
    json: bool,
}

/// Progress on standard error: bars one below the other, which are silent where that is not a terminal, or lines of JSON.
#[derive(Debug, Default)]
pub struct Bars {
    bars: MultiProgress,
    json: bool,
}

/// The progress of one run.
#[derive(Debug)]
pub struct Bar {
    bar: ProgressBar,
    json: bool,
}

impl Bars {
    /// As the options say.
    #[must_use]
    pub fn new(options: ProgressOptions) -> Self {
        let target = if options.quiet || options.json {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        Self {
            bars: MultiProgress::with_draw_target(target),
            json: options.json,
        }
    }

    /// A bar with a caption.
    #[must_use]
    pub fn add(&self, caption: &str) -> Bar {
        let bar = self.bars.add(ProgressBar::new(0));
        if let Ok(style) = ProgressStyle::with_template("{prefix} {wide_bar} {percent}% {msg}") {
            bar.set_style(style);
        }
        bar.set_prefix(caption.to_owned());
        Bar {
            bar,
            json: self.json,
        }
    }
}

impl Bar {
    /// The callback that a sampler takes.
    pub fn watch(&self, progress: &Progress) -> ControlFlow<()> {
        if self.json {
            // Nobody is left to tell if standard error is closed.
            let _ = writeln!(io::stderr(), "{}", progress.json());
        }
        self.bar.set_length(progress.steps as u64);
        self.bar.set_position(progress.step as u64);
        let mut message = format!("acceptance {:.2}", progress.acceptance);
        if let Some(r_minus_1) = progress.r_minus_1 {
            message += &format!(", R − 1 = {r_minus_1:.4}");
        }
        self.bar.set_message(message);
        unless_interrupted()
    }

    /// The callback that nested sampling takes.
    pub fn watch_nested(&self, progress: &NestedProgress) -> ControlFlow<()> {
        if self.json {
            let _ = writeln!(io::stderr(), "{}", progress.json());
        }
        // The evidence that is left falls about exponentially.
        let done = (progress.remaining.ln() / progress.until.ln()).clamp(0.0, 1.0);
        self.bar.set_length(100);
        self.bar.set_position((100.0 * done) as u64);
        self.bar
            .set_message(format!("ln Z = {:.2}", progress.ln_evidence));
        unless_interrupted()
    }
}

fn unless_interrupted() -> ControlFlow<()> {
    if interrupted() {
        ControlFlow::Break(())
    } else {
        ControlFlow::Continue(())
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
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
