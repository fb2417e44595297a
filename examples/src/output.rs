//! An output folder that appears whole or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// Results on their way: files are written into a hidden folder beside or inside the target and moved
/// to their places by [`finish`](Self::finish). Dropping it unfinished leaves the target as it was.
#[derive(Debug)]
pub struct Output {
    target: PathBuf,
    staging: TempDir,
}

/// A failure to write results, with the folder concerned.
#[derive(Debug, thiserror::Error)]
#[error("{}: results cannot be written: {source}", folder.display())]
pub struct OutputError {
    folder: PathBuf,
    source: io::Error,
}

impl Output {
    /// Prepares to write into the folder `target`, which need not exist.
    ///
    /// # Errors
    ///
    /// [`OutputError`] when the folder's parent cannot be made or written to.
    pub fn new(target: impl Into<PathBuf>) -> Result<Self, OutputError> {
        let target = target.into();
        let failed = |source| OutputError {
            folder: target.clone(),
            source,
        };
        if target.exists() && !target.is_dir() {
            return Err(failed(io::ErrorKind::NotADirectory.into()));
        }
        // Inside a folder that is there already, which shows at once whether it can be written.
        let parent = match target.parent() {
            _ if target.is_dir() => target.as_path(),
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        fs::create_dir_all(parent).map_err(failed)?;
        let staging = tempfile::Builder::new()
            .prefix(".lastscatter-")
            .tempdir_in(parent)
            .map_err(failed)?;
        Ok(Self { target, staging })
    }

    /// Where a file is to be written now; it will stand under the target in the end.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.staging.path().join(name)
    }

    /// Names of the files written so far, sorted.
    ///
    /// # Errors
    ///
    /// [`OutputError`] when the folder cannot be listed.
    pub fn files(&self) -> Result<Vec<String>, OutputError> {
        let listed = || -> io::Result<Vec<String>> {
            let mut names = Vec::new();
            for entry in fs::read_dir(self.staging.path())? {
                names.push(entry?.file_name().to_string_lossy().into_owned());
            }
            names.sort();
            Ok(names)
        };
        listed().map_err(|source| self.failed(source))
    }

    /// Moves the results to the target, replacing files of the same names and no others.
    ///
    /// # Errors
    ///
    /// [`OutputError`] when a file cannot be moved.
    pub fn finish(self) -> Result<PathBuf, OutputError> {
        let moved = || -> io::Result<()> {
            fs::create_dir_all(&self.target)?;
            for name in fs::read_dir(self.staging.path())? {
                let name = name?;
                fs::rename(name.path(), self.target.join(name.file_name()))?;
            }
            Ok(())
        };
        moved().map_err(|source| self.failed(source))?;
        Ok(self.target)
    }

    fn failed(&self, source: io::Error) -> OutputError {
        OutputError {
            folder: self.target.clone(),
            source,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn appears_whole_or_not_at_all() {
        let base = tempfile::tempdir().unwrap();
        let target = base.path().join("deep").join("results");
        let dropped = Output::new(&target).unwrap();
        fs::write(dropped.path("a.txt"), "half").unwrap();
        drop(dropped);
        assert!(!target.exists());
        let entries = fs::read_dir(base.path().join("deep")).unwrap().count();
        assert_eq!(entries, 0, "nothing is left beside the target either");

        fs::create_dir_all(&target).unwrap();
        fs::write(target.join("kept.txt"), "older").unwrap();
        let finished = Output::new(&target).unwrap();
        fs::write(finished.path("a.txt"), "whole").unwrap();
        assert_eq!(finished.files().unwrap(), ["a.txt"]);
        finished.finish().unwrap();
        assert_eq!(fs::read_to_string(target.join("a.txt")).unwrap(), "whole");
        assert_eq!(
            fs::read_to_string(target.join("kept.txt")).unwrap(),
            "older"
        );
    }

    #[test]
    fn a_file_in_the_way_is_an_error() {
        let base = tempfile::tempdir().unwrap();
        let target = base.path().join("taken");
        fs::write(&target, "").unwrap();
        assert!(Output::new(&target).is_err());
    }
}
