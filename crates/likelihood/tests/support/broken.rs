//! Files to be broken, and what readers make of them.

use std::fs;
use std::path::{Path, PathBuf};

use lastscatter_likelihood::spectra::{SpectraLikelihood, Theory};
use lastscatter_likelihood::{Checksums, DataFolder, Error};
use proptest::prelude::*;

use super::{best_fit, data};

/// A copy of some sub-folders, to be broken.
pub struct Copy {
    root: tempfile::TempDir,
}

impl Copy {
    pub fn of(folder: &DataFolder, names: &[&str]) -> Self {
        let root = tempfile::tempdir().expect("a temporary folder");
        for name in names {
            copy(&folder.root().join(name), &root.path().join(name));
        }
        Self { root }
    }

    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.path().join(relative)
    }

    pub fn folder(&self, checksums: Checksums) -> DataFolder {
        let folder = DataFolder::new(self.root.path()).expect("a folder");
        folder.with_checksums(checksums)
    }

    /// Changes a file while `read` reads, unchecked.
    pub fn with<T>(
        &self,
        relative: &str,
        change: impl FnOnce(Vec<u8>) -> Vec<u8>,
        read: impl FnOnce(&DataFolder) -> T,
    ) -> T {
        let path = self.path(relative);
        let before = fs::read(&path).expect("a file");
        fs::write(&path, change(before.clone())).expect("written");
        let result = read(&self.folder(Checksums::Unchecked));
        fs::write(&path, before).expect("written");
        result
    }

    /// The same for a text file's lines.
    pub fn with_text<T>(
        &self,
        relative: &str,
        change: impl FnOnce(&str) -> String,
        read: impl FnOnce(&DataFolder) -> T,
    ) -> T {
        let change = |bytes| change(&String::from_utf8(bytes).expect("text")).into_bytes();
        self.with(relative, change, read)
    }
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            // Not `fs::copy`: published files may be read-only.
            let bytes = fs::read(entry.path()).expect("a file");
            fs::write(target, bytes).expect("written");
        }
    }
}

pub fn record<T>(result: Result<T, Error>) -> (usize, String, String) {
    match result.err() {
        Some(Error::Record {
            offset,
            found,
            expected,
            ..
        }) => (offset, found, expected),
        other => panic!("{other:?}"),
    }
}

pub fn line<T>(result: Result<T, Error>) -> (usize, String, String) {
    match result.err() {
        Some(Error::Data {
            line,
            found,
            expected,
            ..
        }) => (line, found, expected),
        other => panic!("{other:?}"),
    }
}

/// One change of a file.
#[derive(Debug, Clone)]
pub enum Mutation {
    Byte(u8),
    Cut,
    Insert(Vec<u8>),
    Remove(usize),
    DoubleTail,
}

pub fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        any::<u8>().prop_map(Mutation::Byte),
        prop::sample::select(b"0123456789.-+eE \n#=,".to_vec()).prop_map(Mutation::Byte),
        Just(Mutation::Cut),
        "[0-9eE. \n=a-z-]{1,20}".prop_map(|s| Mutation::Insert(s.into_bytes())),
        (1..200_usize).prop_map(Mutation::Remove),
        Just(Mutation::DoubleTail),
    ]
}

pub fn mutated(mut bytes: Vec<u8>, place: f64, mutation: Mutation) -> Vec<u8> {
    let at = ((bytes.len() as f64 * place) as usize).min(bytes.len().saturating_sub(1));
    match mutation {
        Mutation::Byte(byte) => bytes[at] = byte,
        Mutation::Cut => bytes.truncate(at),
        Mutation::Insert(new) => drop(bytes.splice(at..at, new)),
        Mutation::Remove(count) => drop(bytes.drain(at..(at + count).min(bytes.len()))),
        Mutation::DoubleTail => bytes.extend_from_within(at..),
    }
    bytes
}

pub type Read = fn(&DataFolder) -> Result<Box<dyn SpectraLikelihood>, Error>;

/// Breaks one of `files` in each case (a hundred times as many with `LASTSCATTER_SLOW=1`) and reads; whatever can be read gives a finite ln L or an error.
pub fn fuzz(cases: u32, names: &[&str], files: &[(String, Read)]) {
    let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    fuzz_values(cases, names, &paths, |file, folder, theory| {
        let likelihood = files[file].1(folder)?;
        let defaults: Vec<f64> = likelihood.nuisance().iter().map(|n| n.default()).collect();
        likelihood.ln_likelihood(theory, &defaults)
    });
}

/// The same for any number that comes of the file of an index.
pub fn fuzz_values(
    cases: u32,
    names: &[&str],
    paths: &[&str],
    value: impl Fn(usize, &DataFolder, &Theory<'_>) -> Result<f64, Error>,
) {
    let Some(folder) = data() else { return };
    let copy = Copy::of(&folder, names);
    let universe = best_fit(&folder, 6400);
    let theory = Theory::new(&universe.lensed).with_phi_phi(&universe.phi_phi);
    let strategy = (0..paths.len(), 0.0..1.0, mutation());
    let slow = std::env::var_os("LASTSCATTER_SLOW").is_some();
    let config = ProptestConfig {
        cases: if slow { 100 * cases } else { cases },
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |((file, place, mutation) in strategy)| {
        let change = |bytes| mutated(bytes, place, mutation);
        let value = copy.with(paths[file], change, |folder| value(file, folder, &theory));
        if let Ok(ln_likelihood) = value {
            prop_assert!(!ln_likelihood.is_nan());
        }
    });
}
