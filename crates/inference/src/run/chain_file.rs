//! The file of one chain.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use super::record::{Found, Visits, append_record, next_record};
use crate::error::{Error, io_error};

const FORMAT: &[u8; 16] = b"lastscatter/run1";

/// A file that only grows.
#[derive(Debug)]
pub(crate) struct ChainFile {
    path: PathBuf,
    file: File,
    dimension: usize,
    save_every: usize,
    /// Bytes of whole records.
    length: u64,
    buffer: Vec<u8>,
}

impl ChainFile {
    /// The file and the steps in it. An incomplete record at its end is cut off.
    pub(super) fn open(
        path: PathBuf,
        fingerprint: u64,
        dimension: usize,
        save_every: usize,
    ) -> Result<(Self, Vec<Visits>), Error> {
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(io_error(&path))?;
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
            dimension,
            save_every,
            length: 0,
            buffer: Vec::new(),
        };
        let mut visits = Vec::new();
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
            if chain.length > 0 {
                let decoded = Visits::decode(dimension, contents);
                visits.push(decoded.ok_or_else(|| damage("a record of another form"))?);
            } else if rest[..whole] != header {
                return Err(damage("the header of another run"));
            }
            chain.length += whole as u64;
        }
        chain.cut()?;
        if chain.length == 0 {
            chain.write(&header)?;
        }
        Ok((chain, visits))
    }

    /// Whether a record ends after `steps` steps: at every `save_every`-th and where the chains meet.
    pub(crate) fn is_due(&self, steps: usize, goal: usize) -> bool {
        steps.is_multiple_of(self.save_every) || steps == goal
    }

    /// Appends a record. Where that fails the file is as before.
    pub(crate) fn append(&mut self, visits: &Visits) -> Result<(), Error> {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        append_record(&mut buffer, |out| visits.encode(self.dimension, out));
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
