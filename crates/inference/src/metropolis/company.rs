//! What the processes of a company tell each other of a run.

use rayon::prelude::*;

use super::chain::Track;
use super::sampler::MetropolisSampler;
use crate::company::{Company, garbled, put, take};
use crate::density::LogDensity;
use crate::error::Error;
use crate::progress::{Execution, Outcome};
use crate::run::{StoredSteps, fnv1a};

impl<D: LogDensity + ?Sized> MetropolisSampler<'_, D> {
    /// Tells the companions what the own chains have done, follows theirs, and returns the failure that all return.
    pub(super) fn share(&mut self, outcome: Result<(), Error>) -> Result<(), Error> {
        if self.company.size() == 1 {
            return outcome;
        }
        let mut own = Vec::new();
        for track in own_tracks(&mut self.tracks, &*self.company) {
            own.extend_from_slice(&track.ln_density.to_le_bytes());
            put(&mut own, track.news.as_deref().unwrap_or_default());
            track.news = Some(Vec::new());
        }
        let heard = self.company.exchange(outcome, own)?;
        for (rank, message) in heard.news.iter().enumerate() {
            if rank == self.company.rank() {
                continue;
            }
            let mut rest = message.as_slice();
            for track in tracks_of(rank, &mut self.tracks, &*self.company) {
                let (ln_density, tail) = rest.split_first_chunk().ok_or_else(garbled)?;
                rest = tail;
                let steps = StoredSteps::new(take(&mut rest)?.to_vec());
                track.follow(f64::from_le_bytes(*ln_density), steps);
            }
        }
        heard.outcome
    }

    /// The stored steps of all chains, where `own` are those of this process.
    pub(super) fn gather(&self, own: Vec<StoredSteps>) -> Result<Vec<StoredSteps>, Error> {
        if self.company.size() == 1 {
            return Ok(own);
        }
        let mut message = Vec::new();
        for steps in own {
            put(&mut message, &steps.into_bytes());
        }
        let heard = self.company.exchange(Ok(()), message)?;
        heard.outcome?;
        let mut told: Vec<&[u8]> = heard.news.iter().map(Vec::as_slice).collect();
        let size = told.len();
        let chains = 0..self.tracks.len();
        chains
            .map(|chain| Ok(StoredSteps::new(take(&mut told[chain % size])?.to_vec())))
            .collect()
    }

    /// What all do next, where this process would do `own`: one that breaks off is followed, and otherwise all are
    /// of one mind since they know the same.
    pub(super) fn concur(
        &self,
        own: Result<Option<Outcome>, Error>,
    ) -> Result<Option<Outcome>, Error> {
        const CANCELLED: u8 = 2;
        if self.company.size() == 1 {
            return own;
        }
        let code = match own {
            Ok(Some(Outcome::Finished)) => 1,
            Ok(Some(Outcome::Cancelled)) => CANCELLED,
            Ok(None) | Err(_) => 0,
        };
        let knowledge = self.knowledge().to_le_bytes();
        let mind = [&[code], knowledge.as_slice()].concat();
        let heard = self.company.exchange(own.map(drop), mind)?;
        heard.outcome?;
        let mut minds = heard.news;
        let cancelled = minds.iter().any(|mind| mind[0] == CANCELLED);
        if cancelled {
            minds.iter_mut().for_each(|mind| mind[0] = CANCELLED);
        }
        let mine = &minds[self.company.rank()];
        if let Some(rank) = minds.iter().position(|mind| mind != mine) {
            return Err(Error::Companion {
                rank,
                reason:
                    "another state of the run: not the same calls, or machines that round otherwise"
                        .into(),
            });
        }
        Ok(match mine[0] {
            0 => None,
            CANCELLED => Some(Outcome::Cancelled),
            _ => Some(Outcome::Finished),
        })
    }

    /// A checksum of what the next steps and decisions depend on.
    fn knowledge(&self) -> u64 {
        let counts = [self.steps(), self.boundary(), self.sampled(), self.meetings];
        let bytes: Vec<u8> = (counts.iter().flat_map(|n| n.to_le_bytes()))
            .chain(self.factor.iter().flat_map(|x| x.to_le_bytes()))
            .collect();
        fnv1a(&bytes)
    }
}

/// The chains that the process `rank` advances.
fn tracks_of<'a>(
    rank: usize,
    tracks: &'a mut [Track],
    company: &dyn Company,
) -> impl Iterator<Item = &'a mut Track> {
    tracks.iter_mut().skip(rank).step_by(company.size())
}

/// The chains that this process advances.
pub(super) fn own_tracks<'a>(
    tracks: &'a mut [Track],
    company: &dyn Company,
) -> impl Iterator<Item = &'a mut Track> {
    tracks_of(company.rank(), tracks, company)
}

/// Works on every chain of this process, and returns the first failure.
pub(super) fn each(
    tracks: &mut [Track],
    company: &dyn Company,
    execution: Execution,
    work: impl Fn(&mut Track) + Send + Sync,
) -> Result<(), Error> {
    let mut own: Vec<&mut Track> = own_tracks(tracks, company).collect();
    match execution {
        Execution::Serial => own.iter_mut().for_each(|track| work(track)),
        Execution::Automatic | Execution::Parallel => {
            let chains = own.par_iter_mut().with_max_len(1);
            chains.for_each(|track| work(track));
        }
    }
    let mut failures = own.iter_mut().filter_map(|t| t.failure.take());
    let first = failures.next();
    // Empties the other slots too.
    failures.for_each(drop);
    first.map_or(Ok(()), Err)
}
