//! Runs on disk.

use std::fmt::Write as _;

use super::company::own_tracks;
use super::options::{FastSteps, MetropolisOptions, Proposal};
use super::sampler::MetropolisSampler;
use crate::density::LogDensity;
use crate::error::Error;
use crate::run::{RunFolder, StoredSteps};

impl<'a, D: LogDensity + ?Sized> MetropolisSampler<'a, D> {
    /// A sampler whose chains live in `folder`: begun there, or taken up where they were left.
    ///
    /// Where the folder was opened [in company](RunFolder::open_in_company), the company advances the chains.
    ///
    /// Every step is written as it is taken, and a run that was ended in whatever way gives the chains of
    /// an undisturbed one, bit for bit. A step that cannot be written ends the run with
    /// [`Error::Io`]; what was written before stays whole.
    ///
    /// # Accuracy
    ///
    /// Fifty kills at random moments, a full disk, damaged files: `tests/durable_runs.rs`.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new); [`Error::Io`]; [`Error::ConfigurationChanged`] where the folder holds a run with other settings or
    /// another description, [`Error::Corrupt`] for damaged files, [`Error::DensityChanged`] where the density at
    /// a chain's last point is not what it was.
    pub fn in_folder(
        density: &'a D,
        start: &[Vec<f64>],
        proposal: &Proposal,
        options: MetropolisOptions,
        folder: RunFolder,
    ) -> Result<Self, Error> {
        let company = folder.company().clone();
        let (mut sampler, settings) =
            Self::prepare(density, start, proposal, options, company.clone())?;
        let files = folder.chains(&settings, start.len(), density.dimension())?;
        let mut stored = Vec::new();
        for (track, (file, steps)) in own_tracks(&mut sampler.tracks, &*company).zip(files) {
            track.file = Some(file);
            stored.push(steps);
        }
        let stored = sampler.gather(stored)?;
        for (track, steps) in sampler.tracks.iter_mut().zip(&stored) {
            // A file has no log-density of the start, which is not needed where the chain left it at once.
            if steps.begin_with_a_move() {
                track.sleep();
            }
        }
        sampler.folder = Some(folder);
        sampler.wake()?;
        sampler.replay(stored)?;
        sampler.wake()?;
        Ok(sampler)
    }

    /// Takes the stored steps again, meeting by meeting.
    fn replay(&mut self, mut stored: Vec<StoredSteps>) -> Result<(), Error> {
        loop {
            let boundary = self.boundary();
            for (track, steps) in self.tracks.iter_mut().zip(&mut stored) {
                while track.steps < boundary
                    && let Some(point) = steps.next()
                {
                    track.replay(point);
                }
            }
            if self.steps() < boundary {
                break;
            }
            self.meet()?;
        }
        let beyond = self.tracks.iter().zip(&mut stored);
        let mut damage = beyond.filter_map(|(track, steps)| {
            let (file, _) = track.file.as_ref().zip(steps.next())?;
            Some(file.damage("steps beyond a point where the chains have not met"))
        });
        self.company.settle(damage.next().map_or(Ok(()), Err))
    }
}

/// All that fixes the chains, the density apart, a line each.
pub(super) fn settings<D: LogDensity + ?Sized>(
    options: &MetropolisOptions,
    density: &D,
    start: &[Vec<f64>],
    proposal: &Proposal,
) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &dyn std::fmt::Debug| {
        // Writing into a string cannot fail.
        let _ = writeln!(text, "{name}: {value:?}");
    };
    line("seed", &options.seed);
    line("warm_up", &options.warm_up);
    line("scale", &options.scale);
    match options.fast_steps {
        FastSteps::Oversampled { power } => line("oversampling power", &power),
        FastSteps::Dragged { steps } => line("dragging steps", &steps),
    }
    line("learning", &options.learning);
    for block in density.blocks() {
        line("block", &block);
    }
    match proposal {
        Proposal::Scales(scales) => line("scales", scales),
        Proposal::Covariance(covariance) => line("covariance", &covariance.matrix().as_slice()),
    }
    for point in start {
        line("start", point);
    }
    if let Some(guide) = density.guide() {
        line("steps of the guide", &guide.steps);
    }
    text
}
