//! How an example speaks, and how it ends when it cannot go on: one message, a non-zero status.

use std::error::Error;
use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

use crate::progress::{INTERRUPTED_STATUS, interrupted, stop_on_signals};

/// Any error that ends an example.
pub struct Failure(Box<dyn Error + Send + Sync>);

impl<E: Into<Box<dyn Error + Send + Sync>>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Failure {
    /// The message and, after colons, the causes that it does not already name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = self.0.to_string();
        let mut source = self.0.source();
        while let Some(cause) = source {
            let cause_text = cause.to_string();
            if !text.contains(&cause_text) {
                text = format!("{text}: {cause_text}");
            }
            source = cause.source();
        }
        f.write_str(&text)
    }
}

/// Runs an example's body and turns its failure into a message and an exit status.
pub fn run(body: impl FnOnce() -> Result<(), Failure>) -> ExitCode {
    stop_on_signals();
    match body() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Nobody is left to tell if standard error is closed.
            let _ = writeln!(io::stderr(), "error: {failure}");
            if interrupted() {
                ExitCode::from(INTERRUPTED_STATUS)
            } else {
                ExitCode::FAILURE
            }
        }
    }
}

/// Prints to standard output; a reader that has gone away is no error.
///
/// # Errors
///
/// [`Failure`] where the output cannot be written for another reason.
pub fn say(text: impl fmt::Display) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match write!(out, "{text}").and_then(|()| out.flush()) {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
            Err(format!("standard output: {e}").into())
        }
        _ => Ok(()),
    }
}
