//! Processes that work on one run together.

use std::fmt;

use crate::error::Error;

/// The processes that advance the chains of one run together, on one machine or many.
///
/// Chain i belongs to the process of rank i modulo the size, which alone evaluates the density for it and writes
/// its file. Each process hears of every step of all chains and follows them, so that all have learnt
/// the same proposal, judge the same convergence, and hold the chains of a run of one process, bit
/// for bit.
///
/// All make the same calls in the same order: open the same folder, build the same sampler of the same density, run it
/// alike. What one fails with, all fail with: itself with the error, the others with [`Error::Companion`]. What
/// one's callback breaks off, all break off.
///
/// Machines of one company are alike. Where a mathematical library rounds otherwise on one of them, what the
/// processes learn differs; they notice and stop with [`Error::Companion`].
///
/// # Accuracy
///
/// The bits of a run alone, with one process to seven, failing or broken off in between: `tests/company.rs`.
/// Killed processes of MPI: `tests/mpi.rs`.
///
/// # Examples
///
/// Two threads as a company; `mpi::World` (feature `mpi`) is one of processes.
///
/// ```
/// use lastscatter_inference::{Company, Density, Error, MetropolisOptions, MetropolisSampler};
/// use lastscatter_inference::{ParameterInfo, Proposal, quiet, scatter};
/// use std::sync::{Arc, Mutex, mpsc};
///
/// #[derive(Debug)]
/// struct Pair(usize, Mutex<(mpsc::Sender<Vec<u8>>, mpsc::Receiver<Vec<u8>>)>);
///
/// impl Company for Pair {
///     fn rank(&self) -> usize {
///         self.0
///     }
///     fn size(&self) -> usize {
///         2
///     }
///     fn all_gather(&self, own: Vec<u8>) -> Result<Vec<Vec<u8>>, Error> {
///         let gone = |e| Error::Communication { source: e };
///         let ends = self.1.lock().map_err(|_| gone("a thread panicked".into()))?;
///         ends.0.send(own.clone()).map_err(|e| gone(e.into()))?;
///         let other = ends.1.recv().map_err(|e| gone(e.into()))?;
///         Ok(if self.0 == 0 { vec![own, other] } else { vec![other, own] })
///     }
/// }
///
/// let run = |company: Arc<dyn Company>| {
///     let density = Density::new(1, |t| -0.5 * t[0] * t[0]);
///     let (start, guess) = (scatter(&[0.0], &[1.0], 4, 1)?, Proposal::Scales(vec![1.0]));
///     let options = MetropolisOptions::default();
///     let mut sampler = MetropolisSampler::in_company(&density, &start, &guess, options, company)?;
///     let _ = sampler.run(1000, quiet)?;
///     sampler.chains(vec![ParameterInfo::new("x", "x")])
/// };
/// let ((to_b, from_a), (to_a, from_b)) = (mpsc::channel(), mpsc::channel());
/// let [a, b] = std::thread::scope(|scope| {
///     let a = scope.spawn(|| run(Arc::new(Pair(0, Mutex::new((to_b, from_b))))));
///     let b = scope.spawn(|| run(Arc::new(Pair(1, Mutex::new((to_a, from_a))))));
///     [a, b].map(|thread| thread.join().expect("no panic"))
/// });
/// assert_eq!(a?, b?);
/// # Ok::<(), Error>(())
/// ```
pub trait Company: fmt::Debug + Send + Sync {
    /// The number of this process, from 0.
    fn rank(&self) -> usize;

    /// How many processes there are.
    fn size(&self) -> usize;

    /// Hands `own` to all, and hands back what each gave, by rank.
    ///
    /// # Errors
    ///
    /// [`Error::Communication`] where a process is gone or out of reach.
    fn all_gather(&self, own: Vec<u8>) -> Result<Vec<Vec<u8>>, Error>;
}

/// The company of one process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Alone;

impl Company for Alone {
    fn rank(&self) -> usize {
        0
    }

    fn size(&self) -> usize {
        1
    }

    fn all_gather(&self, own: Vec<u8>) -> Result<Vec<Vec<u8>>, Error> {
        Ok(vec![own])
    }
}

/// What all processes have told.
#[derive(Debug)]
pub(crate) struct Heard {
    /// By rank.
    pub(crate) news: Vec<Vec<u8>>,
    /// What all return: the own failure, or else the first of another.
    pub(crate) outcome: Result<(), Error>,
}

impl dyn Company {
    /// Whether this process advances `chain`.
    pub(crate) fn owns(&self, chain: usize) -> bool {
        chain % self.size() == self.rank()
    }

    /// Tells all what came of a piece of work, and hears it of all.
    pub(crate) fn exchange(
        &self,
        outcome: Result<(), Error>,
        news: Vec<u8>,
    ) -> Result<Heard, Error> {
        if self.size() == 1 {
            let news = vec![news];
            return Ok(Heard { news, outcome });
        }
        let mut own = Vec::new();
        put(
            &mut own,
            &outcome
                .as_ref()
                .map_or_else(ToString::to_string, |()| String::new())
                .into_bytes(),
        );
        own.push(u8::from(outcome.is_err()));
        own.extend(news);
        let mut common = outcome;
        let mut all = Vec::new();
        for (rank, message) in self.all_gather(own)?.into_iter().enumerate() {
            let mut rest = message.as_slice();
            let reason = take(&mut rest)?;
            let (failed, news) = rest.split_first().ok_or_else(garbled)?;
            if *failed != 0 && common.is_ok() {
                common = Err(Error::Companion {
                    rank,
                    reason: String::from_utf8_lossy(reason).into_owned(),
                });
            }
            all.push(news.to_vec());
        }
        if all.len() != self.size() {
            return Err(garbled());
        }
        Ok(Heard {
            news: all,
            outcome: common,
        })
    }

    /// The outcome if it is well with all.
    pub(crate) fn settle<T>(&self, outcome: Result<T, Error>) -> Result<T, Error> {
        let (value, outcome) = match outcome {
            Ok(value) => (Some(value), Ok(())),
            Err(error) => (None, Err(error)),
        };
        self.exchange(outcome, Vec::new())?.outcome?;
        value.ok_or_else(garbled)
    }

    /// Fails unless all say the same.
    pub(crate) fn require_same(&self, what: &'static str, value: &[u8]) -> Result<(), Error> {
        let heard = self.exchange(Ok(()), value.to_vec())?;
        heard.outcome?;
        match heard.news.iter().position(|other| other != value) {
            None => Ok(()),
            Some(rank) => Err(Error::Companion {
                rank,
                reason: format!("another {what} than process {}", self.rank()),
            }),
        }
    }
}

/// Appends `bytes` with their length.
pub(crate) fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
    out.extend_from_slice(bytes);
}

/// Takes from `rest` what was put there.
pub(crate) fn take<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], Error> {
    let (length, tail) = rest.split_first_chunk().ok_or_else(garbled)?;
    let length = u64::from_le_bytes(*length) as usize;
    let (bytes, tail) = tail.split_at_checked(length).ok_or_else(garbled)?;
    *rest = tail;
    Ok(bytes)
}

pub(crate) fn garbled() -> Error {
    Error::Communication {
        source: "a message has another form than was sent".into(),
    }
}
