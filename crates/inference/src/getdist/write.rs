//! Writing chain files.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::{numbered_files, with_suffix};
use crate::chains::{Chain, Chains};
use crate::error::{Error, io_error};
use crate::parameter::{ParameterInfo, ParameterRole};

/// Writes `chains` as `root_1.txt`, …, `root.paramnames` and `root.ranges`.
///
/// Every file is complete before the first takes its final name, so that a failure leaves the files
/// of an earlier run as they were. Files `root_N.txt` of an earlier run with more chains are
/// removed: GetDist would read them with the new ones.
///
/// # Accuracy
///
/// [`read`](super::read) gives back the same bits: test `round_trip_is_exact` of `tests/getdist.rs`.
///
/// # Errors
///
/// [`Error::Io`]; [`Error::InvalidName`] for a label that the format cannot carry (a line break,
/// `#`, `!`, or white space around it).
///
/// # Examples
///
/// ```
/// use lastscatter_inference::{Chain, Chains, ParameterInfo, getdist};
///
/// let folder = tempfile::tempdir()?;
/// let chain = Chain::new(1, vec![0.1, 0.3], vec![2.0, 1.0], vec![-0.5, -1.5])?;
/// let chains = Chains::new(vec![ParameterInfo::new("mu", r"\mu")], vec![chain])?;
/// getdist::write(folder.path().join("firas"), &chains)?;
/// assert_eq!(getdist::read(folder.path().join("firas"))?, chains);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write(root: impl AsRef<Path>, chains: &Chains) -> Result<(), Error> {
    let root = root.as_ref();
    let mut files = vec![
        (
            with_suffix(root, ".paramnames"),
            names(chains.parameters())?,
        ),
        (with_suffix(root, ".ranges"), ranges(chains.parameters())),
    ];
    for (i, chain) in chains.chains().iter().enumerate() {
        files.push((with_suffix(root, &format!("_{}.txt", i + 1)), rows(chain)));
    }
    let result = replace(&files);
    for (path, _) in &files {
        // Gone already where all went well.
        let _ = fs::remove_file(temporary(path));
    }
    result?;
    for (_, path) in numbered_files(root, '_')?.into_iter().filter(|(_, path)| {
        files
            .iter()
            .all(|(kept, _)| kept.file_name() != path.file_name())
    }) {
        fs::remove_file(&path).map_err(io_error(&path))?;
    }
    Ok(())
}

fn replace(files: &[(PathBuf, String)]) -> Result<(), Error> {
    for (path, text) in files {
        let temporary = temporary(path);
        let mut file = File::create(&temporary).map_err(io_error(&temporary))?;
        file.write_all(text.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(io_error(&temporary))?;
    }
    for (path, _) in files {
        fs::rename(temporary(path), path).map_err(io_error(path))?;
    }
    Ok(())
}

/// The name under which a file is written: its extension is none that readers look for.
fn temporary(path: &Path) -> PathBuf {
    with_suffix(path, &format!(".{}.part", std::process::id()))
}

fn names(parameters: &[ParameterInfo]) -> Result<String, Error> {
    let mut text = String::new();
    for parameter in parameters {
        let label = &parameter.label;
        if label.contains(['\n', '\r', '#', '!']) || label.trim() != label {
            return Err(Error::InvalidName {
                name: label.clone(),
                expected: "a label on one line without '#' or '!' and with no space around it",
            });
        }
        let mark = match parameter.role {
            ParameterRole::Sampled => "",
            ParameterRole::Derived => "*",
        };
        // Writing into a string cannot fail.
        let _ = writeln!(text, "{}{mark}\t{label}", parameter.name);
    }
    Ok(text)
}

fn ranges(parameters: &[ParameterInfo]) -> String {
    let bound = |b: Option<f64>| b.map_or_else(|| "N".into(), |b| format!("{b:e}"));
    parameters
        .iter()
        .map(|p| format!("{}\t{}\t{}\n", p.name, bound(p.lower), bound(p.upper)))
        .collect()
}

fn rows(chain: &Chain) -> String {
    let mut text = String::new();
    for (i, row) in chain.rows().enumerate() {
        let weight = chain.weights()[i];
        let minus_ln_density = -chain.ln_density()[i];
        let _ = if weight.fract() == 0.0 && weight < 1e15 {
            write!(text, "{weight}")
        } else {
            write!(text, "{weight:e}")
        };
        let _ = write!(text, " {minus_ln_density:e}");
        for value in row {
            let _ = write!(text, " {value:e}");
        }
        text.push('\n');
    }
    text
}
