//! Where the data sets lie.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::Error;
use crate::table::read;

/// SHA-256 and path of every published file that is read, as `sha256sum` writes them.
const PUBLISHED: &str = include_str!("../data/SHA256SUMS");

/// Environment variable that names the data folder.
const VARIABLE: &str = "LASTSCATTER_DATA";

/// Whether files must be the published ones to the last byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Checksums {
    /// A file whose SHA-256 is known must have it.
    #[default]
    Published,
    /// Any file of the right form will do: simulated data, say.
    Unchecked,
}

/// A folder of data sets in their published formats, one sub-folder each.
///
/// ```no_run
/// use lastscatter_likelihood::DataFolder;
///
/// let folder = DataFolder::find(None)?; // from LASTSCATTER_DATA
/// # Ok::<(), lastscatter_likelihood::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFolder {
    root: PathBuf,
    checksums: Checksums,
}

impl DataFolder {
    /// The folder at `root`.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`] unless it is one.
    pub fn new(root: impl Into<PathBuf>) -> Result<Self, Error> {
        let root = root.into();
        if root.is_dir() {
            return Ok(Self {
                root,
                checksums: Checksums::default(),
            });
        }
        let what = if root.exists() {
            "not a folder"
        } else {
            "missing"
        };
        Err(Error::Folder {
            found: format!("{} is {what}", root.display()),
            expected: "a folder with one sub-folder for each data set".to_owned(),
        })
    }

    /// The folder `given` (by `--data`, say), else the one that the environment variable `LASTSCATTER_DATA` names.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`] when neither is there.
    pub fn find(given: Option<&Path>) -> Result<Self, Error> {
        match (given, std::env::var_os(VARIABLE)) {
            (Some(given), _) => Self::new(given),
            (None, Some(root)) => Self::new(root),
            (None, None) => Err(Error::Folder {
                found: format!("none given and {VARIABLE} not set"),
                expected: "the path of a folder with one sub-folder for each data set".to_owned(),
            }),
        }
    }

    /// The same folder, its files held to this standard.
    #[must_use]
    pub fn with_checksums(self, checksums: Checksums) -> Self {
        Self { checksums, ..self }
    }

    /// Its path.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The path of a file in it, given relative to the root with `/`.
    #[must_use]
    pub fn path(&self, relative: &str) -> PathBuf {
        relative
            .split('/')
            .fold(self.root.clone(), |path, part| path.join(part))
    }

    /// The bytes of a file, checked against its published SHA-256 where there is one.
    pub(crate) fn bytes(&self, relative: &str) -> Result<File, Error> {
        let path = self.path(relative);
        let folder = path.parent().unwrap_or(&self.root);
        if !folder.is_dir() {
            return Err(Error::Folder {
                found: format!("{} has no folder {}", self.root.display(), folder.display()),
                expected: format!("{relative} in it"),
            });
        }
        let bytes = read(&path)?;
        if self.checksums == Checksums::Published {
            check(&path, relative, &bytes)?;
        }
        Ok(File { path, bytes })
    }
}

/// A file that was read.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) path: PathBuf,
    pub(crate) bytes: Vec<u8>,
}

fn check(path: &Path, relative: &str, bytes: &[u8]) -> Result<(), Error> {
    let mut published = PUBLISHED.lines().filter_map(|line| line.split_once("  "));
    let Some((expected, _)) = published.find(|(_, name)| *name == relative) else {
        return Ok(());
    };
    let found = sha256(bytes);
    if found == expected {
        return Ok(());
    }
    Err(Error::Checksum {
        path: path.to_owned(),
        found,
        expected: expected.to_owned(),
    })
}

/// SHA-256 in hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
