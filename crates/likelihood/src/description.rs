//! CosmoMC's `.dataset` descriptions of binned spectra.

use std::collections::BTreeMap;
use std::path::PathBuf;

use lastscatter_stokes::spectra::Pair;

use crate::Error;
use crate::folder::DataFolder;
use crate::table::data_error;

/// Files may include one another this deep.
const DEPTH: usize = 8;
/// More bins or multipoles than any such data set has.
pub(crate) const MANY: usize = 100_000;

/// One value, and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) value: String,
    path: PathBuf,
    line: usize,
}

impl Entry {
    pub(crate) fn error(&self, found: impl Into<String>, expected: impl Into<String>) -> Error {
        data_error(&self.path, self.line, found, expected)
    }
}

/// Keys and values, those of included files overridden.
#[derive(Debug)]
pub(crate) struct Description {
    folder: String,
    path: PathBuf,
    keys: &'static [&'static str],
    entries: BTreeMap<String, Entry>,
}

impl Description {
    /// Reads one that has these keys and no others; of a key with an index, `key[index]` or `key(index)`, the part
    /// before it counts.
    pub(crate) fn read(
        folder: &DataFolder,
        relative: &str,
        keys: &'static [&'static str],
    ) -> Result<Self, Error> {
        let (parent, _) = relative.rsplit_once('/').unwrap_or(("", relative));
        let mut description = Self {
            folder: parent.to_owned(),
            path: folder.path(relative),
            keys,
            entries: BTreeMap::new(),
        };
        description.include(folder, relative, DEPTH)?;
        Ok(description)
    }

    pub(crate) fn relative(&self, name: &str) -> String {
        format!("{}/{name}", self.folder)
    }

    fn include(&mut self, folder: &DataFolder, relative: &str, depth: usize) -> Result<(), Error> {
        let file = folder.bytes(relative)?;
        let text = str::from_utf8(&file.bytes)
            .map_err(|_| data_error(&file.path, 1, "bytes that are not UTF-8", "plain text"))?;
        let (mut includes, mut own) = (Vec::new(), BTreeMap::new());
        for (line, content) in (1..).zip(text.lines()) {
            let content = content.split('#').next().unwrap_or("").trim();
            let error =
                |expected: &str| data_error(&file.path, line, format!("{content:?}"), expected);
            if content.is_empty() {
                continue;
            }
            if let Some(name) = content.strip_prefix("DEFAULT(") {
                let name = name
                    .strip_suffix(')')
                    .ok_or_else(|| error("DEFAULT(file)"))?;
                if depth == 0 {
                    return Err(error("files that do not include one another for ever"));
                }
                includes.push(self.relative(plain(name).ok_or_else(|| error("a file's name"))?));
                continue;
            }
            let (key, value) = content
                .split_once('=')
                .ok_or_else(|| error("key = value"))?;
            let key = key.trim();
            let base = key.split(['[', '(']).next().unwrap_or(key).trim_end();
            if !self.keys.contains(&base) {
                let nearest = nearest(self.keys, key);
                let expected = format!("one of the known keys, {nearest} perhaps");
                return Err(data_error(
                    &file.path,
                    line,
                    format!("the key {key:?}"),
                    expected,
                ));
            }
            let entry = Entry {
                value: value.trim().to_owned(),
                path: file.path.clone(),
                line,
            };
            if own.insert(key.to_owned(), entry).is_some() {
                return Err(error("each key once"));
            }
        }
        for include in includes {
            self.include(folder, &include, depth - 1)?;
        }
        self.entries.append(&mut own);
        Ok(())
    }

    /// The value of a key that is there and not empty.
    pub(crate) fn optional(&self, key: &str) -> Option<&Entry> {
        self.entries
            .get(key)
            .filter(|entry| !entry.value.is_empty())
    }

    pub(crate) fn required(&self, key: &str) -> Result<&Entry, Error> {
        self.optional(key)
            .ok_or_else(|| data_error(&self.path, 1, format!("no {key}"), format!("{key} = …")))
    }

    /// Fails unless the key has one of these values.
    pub(crate) fn require(&self, key: &str, accepted: &[&str]) -> Result<(), Error> {
        let entry = self.required(key)?;
        if accepted.contains(&entry.value.as_str()) {
            return Ok(());
        }
        let expected = format!("{key} = {}", accepted.join(" or "));
        Err(entry.error(format!("{key} = {}", entry.value), expected))
    }

    pub(crate) fn number(&self, key: &str, low: usize, high: usize) -> Result<usize, Error> {
        let entry = self.required(key)?;
        let number = entry.value.parse().ok();
        number.filter(|n| (low..=high).contains(n)).ok_or_else(|| {
            let expected = format!("a whole number of {low} to {high}");
            entry.error(format!("{key} = {}", entry.value), expected)
        })
    }

    /// A file's path relative to the data folder.
    pub(crate) fn file(&self, key: &str) -> Result<String, Error> {
        let entry = self.required(key)?;
        let name = plain(&entry.value);
        let name = name.ok_or_else(|| entry.error(format!("{:?}", entry.value), "a file below"))?;
        Ok(self.relative(name))
    }

    /// The path of each bin's window.
    pub(crate) fn window_file(&self, key: &str, bin: usize) -> Result<String, Error> {
        let name = self.file(key)?;
        if name.contains("%u") {
            return Ok(name.replace("%u", &bin.to_string()));
        }
        let entry = self.required(key)?;
        Err(entry.error(format!("{:?}", entry.value), "a name with %u for the bin"))
    }

    /// Which spectra the columns of a window are of.
    pub(crate) fn pairs(&self, key: &str) -> Result<Vec<Pair>, Error> {
        let entry = self.required(key)?;
        let allowed = [Pair::TT, Pair::EE, Pair::TE, Pair::BB, Pair::PhiPhi];
        let pair = |name: &str| {
            let pair = name.parse().ok().filter(|pair| allowed.contains(pair));
            pair.ok_or_else(|| entry.error(format!("{name:?}"), "TT, EE, TE, BB or PP"))
        };
        entry.value.split_whitespace().map(pair).collect()
    }
}

/// A relative path that stays below its folder.
fn plain(name: &str) -> Option<&str> {
    let name = name.trim();
    let safe = |part: &str| !part.is_empty() && part != ".." && !part.contains(['\\', ':', '\0']);
    name.split('/').all(safe).then_some(name)
}

/// The known key with the longest common beginning.
fn nearest(keys: &[&'static str], key: &str) -> &'static str {
    let common = |known: &str| {
        known
            .bytes()
            .zip(key.bytes())
            .take_while(|(a, b)| a == b)
            .count()
    };
    keys.iter()
        .copied()
        .max_by_key(|known| common(known))
        .unwrap_or("nbins")
}
