//! Chains on disk in GetDist's text format.
//!
//! A set of chains with the root `out/firas` is the files
//!
//! ```text
//! out/firas_1.txt, out/firas_2.txt, …   weight  −ln p  θ_1  θ_2 …   one row a sample
//! out/firas.paramnames                  name  label                 name* where derived
//! out/firas.ranges                      name  lower  upper          N for no bound
//! ```
//!
//! as GetDist, CosmoMC and Cobaya exchange them. Numbers are written in the shortest form that
//! reads back to the same bits.

mod read;
mod write;

use std::path::{Path, PathBuf};

pub use read::read;
pub use write::write;

use crate::error::{Error, io_error};

/// `root` with `suffix` behind its last component.
fn with_suffix(root: &Path, suffix: &str) -> PathBuf {
    let mut path = root.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

/// The chain files `root<separator>N.txt` that exist, in the order of their numbers.
fn numbered_files(root: &Path, separator: char) -> Result<Vec<(u64, PathBuf)>, Error> {
    let folder = match root.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let Some(name) = root.file_name().and_then(|n| n.to_str()) else {
        return Ok(Vec::new());
    };
    let mut files = Vec::new();
    for entry in folder.read_dir().map_err(io_error(folder))? {
        let path = entry.map_err(io_error(folder))?.path();
        let number = path
            .file_name()
            .and_then(|file| file.to_str())
            .and_then(|file| file.strip_prefix(name)?.strip_prefix(separator))
            .and_then(|rest| rest.strip_suffix(".txt"))
            .filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
            .and_then(|digits| digits.parse().ok());
        if let Some(number) = number {
            files.push((number, path));
        }
    }
    files.sort_unstable();
    Ok(files)
}
