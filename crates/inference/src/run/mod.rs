//! Runs that outlive their process.
//!
//! A [`RunFolder`] handed to [`MetropolisSampler::in_folder`](crate::MetropolisSampler::in_folder) or
//! [`NestedSampler::in_folder`](crate::NestedSampler::in_folder) holds
//!
//! ```text
//! configuration.txt      what fixes the chains: a changed one is refused
//! chain_1.bin, …         the steps of each chain, appended as they come
//! nested.bin             or the points of each generation, appended as they are found
//! lock                   held by the process that writes here
//! ```
//!
//! Of several processes in [company](crate::Company) each writes the files of its own chains, and locks them; the first holds `lock`.
//!
//! A chain file is a sequence of records: length u32, its complement u32, the contents, their checksum u64 (FNV-1a), all
//! little-endian. The first record names the format and the configuration; each other one is a
//! step, with ln p and θ of the point that it led to (f64), or empty where the chain stayed; or a generation, with its
//! evaluations (u64) and for each point ln L and its place in the unit cube (f64).
//!
//! A record that was cut short at the end of a file is dropped, and its steps are taken again: with the same
//! random numbers, since those follow from seed, chain and step. What the proposal has learnt
//! is learnt again from the same steps. So a run that was killed goes on with the same bits.

mod chain_file;
mod folder;
mod lock;
mod manifest;
mod record;

pub(crate) use chain_file::{ChainFile, StoredSteps, append_step};
pub use folder::RunFolder;
pub(crate) use folder::write_atomically;
pub use manifest::{Manifest, ManifestInput};
pub(crate) use record::fnv1a;
