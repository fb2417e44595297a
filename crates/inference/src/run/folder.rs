//! The folder of a run.

use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::chain_file::{ChainFile, StoredSteps};
use super::record::fnv1a;
use crate::error::{Error, io_error};

/// How long to wait for a lock before it counts as another run's.
const PATIENCE: [Duration; 10] = [Duration::from_millis(20); 10];

/// A folder that one run writes into, locked while this value lives. The lock ends with the process,
/// however that ends.
///
/// # Examples
///
/// A run that is broken off and taken up again:
///
/// ```
/// use lastscatter_inference::{Density, MetropolisOptions, MetropolisSampler, Proposal};
/// use lastscatter_inference::{quiet, run::RunFolder, scatter};
///
/// let density = Density::new(1, |t| -0.5 * t[0] * t[0]);
/// let (start, guess) = (scatter(&[0.0], &[1.0], 4, 1)?, Proposal::Scales(vec![1.0]));
/// let total_weight = |steps| {
///     let folder = RunFolder::open("target/doc-run", "unit normal, 2026-11")?;
///     let options = MetropolisOptions::default();
///     let mut sampler = MetropolisSampler::in_folder(&density, &start, &guess, options, folder)?;
///     let _ = sampler.run_to(steps, quiet)?;
///     let info = lastscatter_inference::ParameterInfo::new("x", "x");
///     Ok::<f64, lastscatter_inference::Error>(sampler.chains(vec![info])?.merged().total_weight())
/// };
/// # let _ = std::fs::remove_dir_all("target/doc-run");
/// assert_eq!(total_weight(1000)?, 4000.0);
/// assert_eq!(total_weight(1500)?, 6000.0); // only 500 new steps
/// # std::fs::remove_dir_all("target/doc-run")?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct RunFolder {
    path: PathBuf,
    description: String,
    _lock: File,
}

const CONFIGURATION: &str = "configuration.txt";

impl RunFolder {
    /// The folder `path`, made where it is missing, for a run of the density that `description` describes.
    ///
    /// A sampler cannot see what a density is made of: put into the description what changes its values
    /// (data with their checksums, settings), so that samples of different posteriors never mix.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] where the folder cannot be made or written, [`Error::Locked`] where another process runs here.
    pub fn open(path: impl AsRef<Path>, description: impl Into<String>) -> Result<Self, Error> {
        let path = path.as_ref().to_path_buf();
        fs::create_dir_all(&path).map_err(io_error(&path))?;
        let lock_path = path.join("lock");
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock_path)
            .map_err(io_error(&lock_path))?;
        // A process that is being started holds the lock of its parent for a moment.
        let mut patience = PATIENCE.into_iter();
        loop {
            match (lock.try_lock(), patience.next()) {
                (Ok(()), _) => break,
                (Err(TryLockError::WouldBlock), Some(wait)) => thread::sleep(wait),
                (Err(TryLockError::WouldBlock), None) => return Err(Error::Locked { path }),
                (Err(TryLockError::Error(source)), _) => {
                    return Err(Error::Io {
                        path: lock_path,
                        source,
                    });
                }
            }
        }
        Ok(Self {
            path,
            description: description.into(),
            _lock: lock,
        })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The chains' files and what stands in them. `settings` are the sampler's share of the configuration.
    pub(crate) fn chains(
        &self,
        settings: &str,
        count: usize,
        dimension: usize,
    ) -> Result<Vec<(ChainFile, StoredSteps)>, Error> {
        let fingerprint = self.fingerprint(settings)?;
        let allowed = |length| length == 0 || length == 8 * (dimension + 1);
        (1..=count)
            .map(|number| {
                let path = self.path.join(format!("chain_{number}.bin"));
                ChainFile::open(path, fingerprint, allowed)
            })
            .collect()
    }

    /// The file of a run of nested sampling and what stands in it.
    pub(crate) fn generations(
        &self,
        settings: &str,
        dimension: usize,
    ) -> Result<(ChainFile, StoredSteps), Error> {
        let fingerprint = self.fingerprint(settings)?;
        let allowed =
            |length: usize| length >= 8 && (length - 8).is_multiple_of(8 * (dimension + 1));
        ChainFile::open(self.path.join("nested.bin"), fingerprint, allowed)
    }

    /// Writes or compares the configuration, and hashes it.
    fn fingerprint(&self, settings: &str) -> Result<u64, Error> {
        let configuration = self.configuration(settings);
        self.agree(&configuration)?;
        Ok(fnv1a(configuration.as_bytes()))
    }

    fn configuration(&self, settings: &str) -> String {
        let description: String = self
            .description
            .lines()
            .map(|line| format!("description: {line}\n"))
            .collect();
        description + settings
    }

    /// Writes the configuration, or compares it with what is there.
    fn agree(&self, configuration: &str) -> Result<(), Error> {
        let path = self.path.join(CONFIGURATION);
        let there = match fs::read_to_string(&path) {
            Ok(there) => there,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return write_atomically(&path, configuration);
            }
            Err(source) => return Err(Error::Io { path, source }),
        };
        if there == configuration {
            return Ok(());
        }
        let (mut old, mut new) = (there.lines(), configuration.lines());
        loop {
            let (expected, found) = (old.next(), new.next());
            if expected != found || expected.is_none() {
                return Err(Error::ConfigurationChanged {
                    path,
                    found: found.unwrap_or("nothing").to_owned(),
                    expected: expected.unwrap_or("nothing").to_owned(),
                });
            }
        }
    }
}

/// Either the whole text stands there afterwards or what stood there before.
pub(crate) fn write_atomically(path: &Path, text: &str) -> Result<(), Error> {
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(".part");
    let temporary = PathBuf::from(temporary);
    let write = || {
        let mut file = File::create(&temporary)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    if let Err(source) = write() {
        let _ = fs::remove_file(&temporary);
        return Err(Error::Io {
            path: temporary,
            source,
        });
    }
    fs::rename(&temporary, path).map_err(io_error(path))
}
