//! The file of one chain.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use super::lock::lock;
use super::record::{Found, append_record, next_record};
use crate::error::{Error, io_error};

const FORMAT: &[u8; 16] = b"lastscatter/run1";

/// A file that only grows.
#[derive(Debug)]
pub(crate) struct ChainFile {
    path: PathBuf,
    file: File,
    /// Bytes of whole records.
    length: u64,
    buffer: Vec<u8>,
}

impl ChainFile {
    /// The file and the steps in it, each of a length that is `allowed`. An incomplete record at its end is cut off.
    pub(super) fn open(
        path: PathBuf,
        fingerprint: u64,
        allowed: impl Fn(usize) -> bool,
    ) -> Result<(Self, StoredSteps), Error> {
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(io_error(&path))?;
        lock(&file, &path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(io_error(&path))?;
        let mut header = Vec::new();
        append_record(&mut header, |out| {
            out.extend_from_slice(FORMAT);
            out.extend_from_slice(&fingerprint.to_le_bytes());
        });
        let mut chain = Self {
            path,
            file,
            length: 0,
            buffer: Vec::new(),
        };
        loop {
            let damage = |what| Error::Corrupt {
                path: chain.path.clone(),
                offset: chain.length,
                what,
            };
            let rest = &bytes[chain.length as usize..];
            let (contents, whole) = match next_record(rest) {
                Found::Record(contents, whole) => (contents, whole),
                Found::End => break,
                Found::Damage => return Err(damage("a damaged record")),
            };
            if chain.length == 0 {
                if rest[..whole] != header {
                    return Err(damage("the header of another run"));
                }
            } else if !allowed(contents.len()) {
                return Err(damage("a record of another form"));
            }
            chain.length += whole as u64;
        }
        chain.cut()?;
        // What a killed process wrote may not be on the disk yet, and the run is about to go on from it.
        chain.sync()?;
        bytes.truncate(chain.length as usize);
        let steps = bytes.split_off(header.len().min(bytes.len()));
        if chain.length == 0 {
            chain.write(&header)?;
        }
        Ok((chain, StoredSteps::new(steps)))
    }

    /// Appends [a step](append_step). Where that fails the file is as before.
    pub(crate) fn append(&mut self, point: Option<(f64, &[f64])>) -> Result<(), Error> {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        append_step(&mut buffer, point);
        let outcome = self.write(&buffer);
        self.buffer = buffer;
        outcome
    }

    /// Appends a record of what `contents` writes. Where that fails the file is as before.
    pub(crate) fn append_contents(
        &mut self,
        contents: impl FnOnce(&mut Vec<u8>),
    ) -> Result<(), Error> {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        append_record(&mut buffer, contents);
        let outcome = self.write(&buffer);
        self.buffer = buffer;
        outcome
    }

    /// Has the disk keep what was written, even if the power fails.
    pub(crate) fn sync(&self) -> Result<(), Error> {
        self.file.sync_data().map_err(io_error(&self.path))
    }

    pub(crate) fn damage(&self, what: &'static str) -> Error {
        Error::Corrupt {
            path: self.path.clone(),
            offset: self.length,
            what,
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if let Err(source) = self.file.write_all(bytes) {
            // If this fails too, the next opening cuts the incomplete record off.
            let _ = self.cut();
            return Err(Error::Io {
                path: self.path.clone(),
                source,
            });
        }
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Ends the file after the last whole record.
    fn cut(&mut self) -> Result<(), Error> {
        self.file
            .set_len(self.length)
            .and_then(|()| self.file.seek(SeekFrom::Start(self.length)))
            .map(drop)
            .map_err(io_error(&self.path))
    }
}

/// Appends the record of a step: ln p and θ of the new point, nothing where the chain stayed.
pub(crate) fn append_step(out: &mut Vec<u8>, point: Option<(f64, &[f64])>) {
    append_record(out, |out| {
        if let Some((ln_density, theta)) = point {
            out.extend_from_slice(&ln_density.to_le_bytes());
            for value in theta {
                out.extend_from_slice(&value.to_le_bytes());
            }
        }
    });
}

/// Steps in order: ln p and θ of each new point, nothing where the chain stayed.
#[derive(Debug)]
pub(crate) struct StoredSteps {
    /// Whole records.
    bytes: Vec<u8>,
    at: usize,
}

impl StoredSteps {
    /// The steps in whole records.
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, at: 0 }
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Whether the chain left its start with its first step.
    pub(crate) fn begin_with_a_move(&self) -> bool {
        matches!(next_record(&self.bytes[self.at..]), Found::Record(contents, _) if !contents.is_empty())
    }
}

impl StoredSteps {
    /// What the next record holds.
    pub(crate) fn next_contents(&mut self) -> Option<&[u8]> {
        let Found::Record(contents, whole) = next_record(&self.bytes[self.at..]) else {
            return None;
        };
        self.at += whole;
        Some(contents)
    }
}

impl Iterator for StoredSteps {
    type Item = Option<(f64, Vec<f64>)>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut values = self
            .next_contents()?
            .as_chunks()
            .0
            .iter()
            .map(|bytes| f64::from_le_bytes(*bytes));
        Some(
            values
                .next()
                .map(|ln_density| (ln_density, values.collect())),
        )
    }
}
