//! What made a set of results.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{Failure, Output, say};

/// A data set that went into a run: the file, or what stands for it, and the SHA-256 of its bytes.
#[derive(Debug, Clone, Serialize)]
struct Input {
    source: String,
    sha256: String,
}

/// The record of a run: what ran, on which data, with which settings, and what came out.
#[derive(Debug, Clone, Serialize)]
pub struct Manifest {
    program: String,
    version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<&'static str>,
    target: String,
    build: &'static str,
    started_unix_s: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
    threads: usize,
    command_line: Vec<String>,
    inputs: Vec<Input>,
    settings: BTreeMap<String, toml::Value>,
    results: BTreeMap<String, toml::Value>,
    outputs: BTreeMap<String, String>,
}

impl Manifest {
    /// A record of the run of `program` that begins now.
    #[must_use]
    pub fn new(program: &str) -> Self {
        let started = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or_default();
        Self {
            program: program.to_owned(),
            version: env!("CARGO_PKG_VERSION"),
            revision: option_env!("LASTSCATTER_REVISION"),
            target: format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS),
            build: if cfg!(debug_assertions) {
                "debug"
            } else {
                "release"
            },
            started_unix_s: started.as_secs(),
            seed: None,
            threads: rayon::current_num_threads(),
            command_line: std::env::args().skip(1).collect(),
            inputs: Vec::new(),
            settings: BTreeMap::new(),
            results: BTreeMap::new(),
            outputs: BTreeMap::new(),
        }
    }

    /// The same with the seed of its random numbers.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self {
            seed: Some(seed),
            ..self
        }
    }

    /// Records a data set.
    pub fn input(&mut self, source: impl Into<String>, sha256: impl Into<String>) {
        self.inputs.push(Input {
            source: source.into(),
            sha256: sha256.into(),
        });
    }

    /// Records a data set that is one file.
    pub fn input_file(&mut self, path: &Path, contents: &[u8]) {
        self.input(path.display().to_string(), checksum(contents));
    }

    /// Records a setting.
    pub fn setting(&mut self, name: &str, value: impl Into<toml::Value>) {
        self.settings.insert(name.to_owned(), value.into());
    }

    /// Records a result.
    pub fn result(&mut self, name: &str, value: impl Into<toml::Value>) {
        self.results.insert(name.to_owned(), value.into());
    }

    /// Names and values of what a reader of the results may ask first.
    #[must_use]
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let mut facts = vec![
            ("program", format!("{} {}", self.program, self.version)),
            ("revision", self.revision.unwrap_or("unknown").to_owned()),
            ("target", format!("{}, {} build", self.target, self.build)),
            ("threads", self.threads.to_string()),
            ("arguments", self.command_line.join(" ")),
        ];
        facts.extend(self.seed.map(|seed| ("seed", seed.to_string())));
        let inputs = self.inputs.iter();
        facts.extend(inputs.map(|i| ("input", format!("{}, SHA-256 {}", i.source, i.sha256))));
        facts
    }

    /// Writes `manifest.toml` with the checksums of all files written before, lets the results appear,
    /// and says where.
    ///
    /// # Errors
    ///
    /// [`Failure`] when a file cannot be read, written or moved.
    pub fn conclude(mut self, output: Output) -> Result<(), Failure> {
        for name in output.files()? {
            let contents = fs::read(output.path(&name))?;
            self.outputs.insert(name, checksum(&contents));
        }
        fs::write(output.path("manifest.toml"), toml::to_string_pretty(&self)?)?;
        let folder = output.finish()?;
        say(format_args!("Results: {}\n", folder.display()))
    }
}

fn checksum(contents: &[u8]) -> String {
    let digest = Sha256::digest(contents);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
