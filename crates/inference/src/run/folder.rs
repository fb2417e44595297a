//! The folder of a run.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::chain_file::{ChainFile, StoredSteps};
use super::lock::lock;
use super::record::fnv1a;
use crate::company::{Alone, Company};
use crate::error::{Error, io_error};

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
    company: Arc<dyn Company>,
    /// Of the first process.
    _lock: Option<File>,
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
        Self::open_in_company(path, description, Arc::new(Alone))
    }

    /// The same for processes that work on the run together: the first locks the folder, and each writes the files of
    /// its own chains.
    ///
    /// A run may go on in another company than it was begun in, or alone: its chains stay the same. All need the same
    /// folder then, on a disk that they share.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open), and those of a [`Company`].
    pub fn open_in_company(
        path: impl AsRef<Path>,
        description: impl Into<String>,
        company: Arc<dyn Company>,
    ) -> Result<Self, Error> {
        let (path, description) = (path.as_ref().to_path_buf(), description.into());
        let locked = || {
            fs::create_dir_all(&path).map_err(io_error(&path))?;
            if company.rank() > 0 {
                return Ok(None);
            }
            let lock_path = path.join("lock");
            let file = File::options()
                .create(true)
                .truncate(false)
                .write(true)
                .open(&lock_path)
                .map_err(io_error(&lock_path))?;
            lock(&file, &lock_path)?;
            Ok(Some(file))
        };
        let lock = company.settle(locked())?;
        company.require_same("description of the run", description.as_bytes())?;
        Ok(Self {
            path,
            description,
            company,
            _lock: lock,
        })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Those who write here.
    pub(crate) fn company(&self) -> &Arc<dyn Company> {
        &self.company
    }

    /// The files of this process's chains and what stands in them. `settings` are the sampler's share of the
    /// configuration.
    pub(crate) fn chains(
        &self,
        settings: &str,
        count: usize,
        dimension: usize,
    ) -> Result<Vec<(ChainFile, StoredSteps)>, Error> {
        let fingerprint = self.fingerprint(settings)?;
        let allowed = |length| length == 0 || length == 8 * (dimension + 1);
        let files = (0..count).filter(|chain| self.company.owns(*chain));
        let open = |chain| {
            let path = self.path.join(format!("chain_{}.bin", chain + 1));
            ChainFile::open(path, fingerprint, allowed)
        };
        self.company.settle(files.map(open).collect())
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
        self.company.settle(match self.company.rank() {
            0 => self.agree(&configuration),
            _ => Ok(()),
        })?;
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
                return write_atomically(&path, configuration.as_bytes());
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

/// Either all the contents stand there afterwards or what stood there before.
pub(crate) fn write_atomically(path: &Path, contents: &[u8]) -> Result<(), Error> {
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(".part");
    let temporary = PathBuf::from(temporary);
    let write = || {
        let mut file = File::create(&temporary)?;
        file.write_all(contents)?;
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
