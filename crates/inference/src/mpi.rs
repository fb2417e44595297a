//! The processes that `mpirun` starts, as a [`Company`].
//!
//! The feature `mpi` wants an MPI-3.1 with `mpicc`, and libclang, which reads its headers; on Debian 12
//!
//! ```text
//! apt-get install openmpi-bin libopenmpi-dev libclang-dev
//! RAYON_NUM_THREADS=1 mpirun -n 4 target/release/examples/chains_mpi FOLDER
//! ```
//!
//! Processes of one machine share its cores: as many processes as chains, and threads to each that together fill
//! the machine.
//!
//! A process that dies takes the others with it: `mpirun` ends them, and each chain's file keeps what was
//! appended. The same command, or one with another number of processes, goes on from there.

use std::fmt;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use mpi::Threading;
use mpi::datatype::PartitionMut;
use mpi::environment::Universe;
use mpi::request::{self, Request, Scope};
use mpi::topology::SimpleCommunicator;
use mpi::traits::{Communicator, CommunicatorCollectives};

use crate::company::Company;
use crate::error::Error;

/// Most bytes that all processes together send at once: MPI counts them with 32 bits.
const MOST: usize = 1 << 30;

/// Between two looks at whether the others have come.
const LONGEST_PAUSE: Duration = Duration::from_micros(200);

/// All processes of this start of `mpirun`; one where it was started without.
///
/// # Accuracy
///
/// The bits of a run alone, by four processes of which one is killed, over and over: `tests/mpi.rs`.
///
/// # Examples
///
/// ```no_run
/// use lastscatter_inference::{Convergence, Density, MetropolisOptions, MetropolisSampler};
/// use lastscatter_inference::{Company, ParameterInfo, Proposal, getdist, mpi::World, quiet};
/// use lastscatter_inference::{run::RunFolder, scatter};
/// use std::sync::Arc;
///
/// let world = Arc::new(World::new()?);
/// let density = Density::new(1, |t| -0.5 * t[0] * t[0]);
/// let (start, guess) = (scatter(&[0.0], &[1.0], 4, 1)?, Proposal::Scales(vec![1.0]));
/// let folder = RunFolder::open_in_company("out", "unit normal", world.clone())?;
/// let options = MetropolisOptions::default();
/// let mut sampler = MetropolisSampler::in_folder(&density, &start, &guess, options, folder)?;
/// let _ = sampler.converge(&Convergence::default(), quiet)?;
/// if world.rank() == 0 {
///     getdist::write("out/x", &sampler.chains(vec![ParameterInfo::new("x", "x")])?)?;
/// }
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
pub struct World {
    rank: usize,
    size: usize,
    /// MPI ends with it. Held while MPI is spoken to: one thread at a time may.
    universe: Mutex<Universe>,
}

impl World {
    /// Starts MPI.
    ///
    /// # Errors
    ///
    /// [`Error::Communication`] where MPI runs in this process already, or cannot serve a process of several threads.
    pub fn new() -> Result<Self, Error> {
        let refuse = |why: &str| Error::Communication { source: why.into() };
        let (universe, threading) = mpi::initialize_with_threading(Threading::Serialized)
            .ok_or_else(|| refuse("MPI runs in this process already"))?;
        if threading < Threading::Serialized {
            return Err(refuse("this MPI serves no process of several threads"));
        }
        let world = universe.world();
        Ok(Self {
            rank: world.rank() as usize,
            size: world.size() as usize,
            universe: Mutex::new(universe),
        })
    }
}

impl Company for World {
    fn rank(&self) -> usize {
        self.rank
    }

    fn size(&self) -> usize {
        self.size
    }

    fn all_gather(&self, own: Vec<u8>) -> Result<Vec<Vec<u8>>, Error> {
        let universe = self.universe.lock().map_err(|_| Error::Communication {
            source: "a thread panicked while it spoke to MPI".into(),
        })?;
        let world = universe.world();
        let (length, mut lengths) = (own.len() as u64, vec![0_u64; self.size]);
        request::scope(|scope| {
            wait(world.immediate_all_gather_into(scope, &length, &mut lengths[..]));
        });
        let lengths: Vec<usize> = lengths.iter().map(|n| *n as usize).collect();
        let mut all: Vec<Vec<u8>> = lengths.iter().map(|n| Vec::with_capacity(*n)).collect();
        let stretch = MOST / self.size;
        let most = lengths.iter().max().copied().unwrap_or_default();
        for begin in (0..most).step_by(stretch) {
            let part = |n: &usize| n.saturating_sub(begin).min(stretch);
            let counts: Vec<i32> = lengths.iter().map(|n| part(n) as i32).collect();
            let ends = counts.iter().scan(0, |end, n| {
                *end += n;
                Some(*end)
            });
            let ends: Vec<i32> = ends.collect();
            let begins: Vec<i32> = ends.iter().zip(&counts).map(|(end, n)| end - n).collect();
            let mut bytes = vec![0_u8; lengths.iter().map(part).sum()];
            let sent = &own[begin.min(own.len())..][..part(&own.len())];
            let mut parts = PartitionMut::new(&mut bytes[..], counts, &begins[..]);
            request::scope(|scope| {
                wait(world.immediate_all_gather_varcount_into(scope, sent, &mut parts));
            });
            for ((whole, begin), end) in all.iter_mut().zip(begins).zip(ends) {
                whole.extend_from_slice(&bytes[begin as usize..end as usize]);
            }
        }
        Ok(all)
    }
}

/// Waits for the others. Whoever waits within MPI keeps a core busy, which chains could use.
fn wait<'a, D: ?Sized, S: Scope<'a>>(mut request: Request<'a, D, S>) {
    let mut pause = Duration::from_micros(1);
    while let Err(pending) = request.test() {
        request = pending;
        thread::sleep(pause);
        pause = (2 * pause).min(LONGEST_PAUSE);
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "process {} of {}", self.rank, self.size)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // The others would wait for this process for ever.
        if thread::panicking() {
            SimpleCommunicator::world().abort(1);
        }
    }
}
