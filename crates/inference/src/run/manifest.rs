//! The record of a run.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::folder::write_atomically;
use crate::error::{Error, io_error};

/// A data set that went into a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestInput {
    /// The file, or what stands for it.
    pub source: String,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
}

/// What made a set of results: program, versions, seed, data, settings, and what came out.
///
/// # Examples
///
/// ```
/// use lastscatter_inference::run::Manifest;
///
/// let mut manifest = Manifest::new("planck", "0.1.0");
/// manifest.seed = Some(7);
/// manifest.settings.insert("chains".into(), "4".into());
/// manifest.input("beams", b"1 2 3");
/// let text = manifest.to_toml()?;
/// assert!(text.contains("seed = 7"));
/// assert_eq!(Manifest::from_toml(&text)?, manifest);
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The program.
    pub program: String,
    /// Its version.
    pub version: String,
    /// Version of this crate.
    pub inference_version: String,
    /// Processor and operating system.
    pub target: String,
    /// Revision of the source, if the program knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// Seed of all random numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Data.
    #[serde(default)]
    pub inputs: Vec<ManifestInput>,
    /// Settings by name.
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
    /// Results by name.
    #[serde(default)]
    pub results: BTreeMap<String, String>,
    /// SHA-256 of the files that came out, by name.
    #[serde(default)]
    pub outputs: BTreeMap<String, String>,
}

impl Manifest {
    /// A record of `program`.
    pub fn new(program: impl Into<String>, version: impl Into<String>) -> Self {
        Self {
            program: program.into(),
            version: version.into(),
            inference_version: env!("CARGO_PKG_VERSION").to_owned(),
            target: format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS),
            revision: None,
            seed: None,
            inputs: Vec::new(),
            settings: BTreeMap::new(),
            results: BTreeMap::new(),
            outputs: BTreeMap::new(),
        }
    }

    /// Records data and their checksum.
    pub fn input(&mut self, source: impl Into<String>, contents: &[u8]) {
        self.inputs.push(ManifestInput {
            source: source.into(),
            sha256: sha256(contents),
        });
    }

    /// Records the files of `folder` as they are now with their checksums, the manifest itself apart.
    ///
    /// # Errors
    ///
    /// [`Error::Io`].
    pub fn outputs_in(&mut self, folder: impl AsRef<Path>) -> Result<(), Error> {
        let folder = folder.as_ref();
        for entry in folder.read_dir().map_err(io_error(folder))? {
            let path = entry.map_err(io_error(folder))?.path();
            let Some(name) = path.file_name().and_then(|n| n.to_str()) else {
                continue;
            };
            if path.is_file() && name != FILE {
                let contents = fs::read(&path).map_err(io_error(&path))?;
                self.outputs.insert(name.to_owned(), sha256(&contents));
            }
        }
        Ok(())
    }

    /// As TOML.
    ///
    /// # Errors
    ///
    /// [`Error::Manifest`] for what the writer refuses.
    pub fn to_toml(&self) -> Result<String, Error> {
        toml::to_string_pretty(self).map_err(|e| Error::Manifest {
            reason: e.to_string(),
        })
    }

    /// From TOML.
    ///
    /// # Errors
    ///
    /// [`Error::Manifest`].
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        toml::from_str(text).map_err(|e| Error::Manifest {
            reason: e.to_string(),
        })
    }

    /// Writes `manifest.toml` into `folder`.
    ///
    /// # Errors
    ///
    /// [`Error::Io`], and as [`to_toml`](Self::to_toml).
    pub fn write(&self, folder: impl AsRef<Path>) -> Result<(), Error> {
        write_atomically(&folder.as_ref().join(FILE), self.to_toml()?.as_bytes())
    }
}

const FILE: &str = "manifest.toml";

fn sha256(contents: &[u8]) -> String {
    let digest = Sha256::digest(contents);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksum_is_the_published_function() {
        // FIPS 180-2's example.
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(b"abc"), expected);
    }

    #[test]
    fn outputs_are_those_of_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.txt"), "abc").unwrap();
        let mut manifest = Manifest::new("p", "1");
        manifest.seed = Some(u64::MAX);
        for _ in 0..2 {
            manifest.outputs_in(folder.path()).unwrap();
            manifest.write(folder.path()).unwrap();
        }
        let names: Vec<_> = manifest.outputs.keys().collect();
        assert_eq!(names, ["a.txt"]);
        let text = fs::read_to_string(folder.path().join(FILE)).unwrap();
        assert_eq!(Manifest::from_toml(&text).unwrap(), manifest);
        assert!(Manifest::from_toml("program = 3").is_err());
    }
}
