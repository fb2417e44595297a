//! Options that every example has.

use std::path::PathBuf;

/// Where the results go.
#[derive(Debug, Clone, clap::Args)]
pub struct OutputOptions {
    /// Folder for the results [default: out/NAME-OF-THE-EXAMPLE]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

impl OutputOptions {
    /// The folder for the results of the example called `name`.
    #[must_use]
    pub fn folder(&self, name: &str) -> PathBuf {
        self.out
            .clone()
            .unwrap_or_else(|| PathBuf::from("out").join(name))
    }
}

/// Where the results go, and how they are drawn.
#[derive(Debug, Clone, clap::Args)]
pub struct RunOptions {
    #[command(flatten)]
    output: OutputOptions,

    /// Seed of all random numbers; the same seed gives the same results
    #[arg(
        long,
        value_name = "N",
        allow_hyphen_values = true,
        default_value_t = 1
    )]
    pub seed: u64,

    /// A short run, for a first look or a test
    #[arg(long)]
    pub quick: bool,
}

impl RunOptions {
    /// The folder for the results of the example called `name`.
    #[must_use]
    pub fn folder(&self, name: &str) -> PathBuf {
        self.output.folder(name)
    }
}
