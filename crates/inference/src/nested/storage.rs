//! Runs on disk.

use super::options::NestedOptions;
use super::sampler::NestedSampler;
use super::state::{Births, Point};
use crate::density::LogDensity;
use crate::error::Error;
use crate::posterior::Posterior;
use crate::run::{ChainFile, RunFolder};

impl<'a, L: LogDensity> NestedSampler<'a, L> {
    /// A sampler whose run lives in `folder`: begun there, or taken up where it was left.
    ///
    /// Every generation is written as soon as its points are found, and a run that was ended in whatever way gives what an
    /// undisturbed one gives, bit for bit: at most the searches of the generation under way are done again. A generation
    /// that cannot be written ends the run with [`Error::Io`]; what was written before stays whole.
    ///
    /// # Accuracy
    ///
    /// Twenty kills at random moments, a full disk, damaged files: `tests/durable_nested.rs`.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new); [`Error::Io`]; [`Error::ConfigurationChanged`] where the folder holds a run with other settings,
    /// priors or description, [`Error::Corrupt`] for damaged files, [`Error::DensityChanged`] where the
    /// likelihood of the last point is not what it was.
    pub fn in_folder(
        posterior: &'a Posterior<L>,
        options: NestedOptions,
        folder: RunFolder,
    ) -> Result<Self, Error> {
        let settings = settings(posterior, &options);
        let mut sampler = Self::unborn(posterior, options)?;
        let dimension = posterior.dimension();
        let (file, mut found) = folder.generations(&settings, dimension)?;
        let mut last = None;
        while let Some(contents) = found.next_contents() {
            let births = read(contents, dimension);
            last = births.points.last().cloned().or(last);
            sampler.replay(births, &file)?;
        }
        if let Some(point) = last {
            sampler.require_same_likelihood(&point)?;
        }
        sampler.stored = Some((file, folder));
        sampler.draw_prior()?;
        Ok(sampler)
    }

    fn replay(&mut self, births: Births, file: &ChainFile) -> Result<(), Error> {
        if self.lacks_live_points() {
            self.add_prior_draws(births);
            return Ok(());
        }
        if self.is_finished() || births.points.len() > self.options.live_points {
            return Err(file.damage("more generations than the run has"));
        }
        self.repeat(births);
        Ok(())
    }

    fn require_same_likelihood(&self, point: &Point) -> Result<(), Error> {
        // As for chains: far above rounding, far below what matters.
        const TOLERANCE: f64 = 1e-3;
        let found = super::explore::ln_likelihood(self.posterior, &point.cube)?;
        let expected = point.ln_likelihood;
        let same = found.total_cmp(&expected).is_eq()
            || (found - expected).abs() <= TOLERANCE * (1.0 + 1e-6 * expected.abs());
        if same {
            return Ok(());
        }
        Err(Error::DensityChanged {
            theta: self.posterior.prior_quantile(&point.cube)?,
            found,
            expected,
        })
    }

    /// Writes births before they count.
    pub(super) fn save(&mut self, births: &Births) -> Result<(), Error> {
        let Some((file, _)) = &mut self.stored else {
            return Ok(());
        };
        file.append_contents(|out| {
            out.extend_from_slice(&births.evaluations.to_le_bytes());
            for point in &births.points {
                for value in std::iter::once(&point.ln_likelihood).chain(&point.cube) {
                    out.extend_from_slice(&value.to_le_bytes());
                }
            }
        })
    }

    pub(super) fn sync(&self) -> Result<(), Error> {
        self.stored.as_ref().map_or(Ok(()), |(file, _)| file.sync())
    }
}

fn read(contents: &[u8], dimension: usize) -> Births {
    let words = contents.as_chunks().0;
    let points = words[1..].chunks_exact(dimension + 1).map(|numbers| Point {
        ln_likelihood: f64::from_le_bytes(numbers[0]),
        cube: numbers[1..]
            .iter()
            .map(|x| f64::from_le_bytes(*x))
            .collect(),
    });
    Births {
        evaluations: u64::from_le_bytes(words[0]),
        points: points.collect(),
    }
}

/// All that fixes the run, the likelihood apart, a line each.
fn settings<L: LogDensity>(posterior: &Posterior<L>, options: &NestedOptions) -> String {
    let NestedOptions {
        seed,
        live_points,
        batch,
        exploration,
        remaining,
        execution: _,
    } = options;
    let mut text = format!(
        "nested sampling\nseed: {seed}\nlive points: {live_points}\nbatch: {batch}\nexploration: {exploration:?}\nremaining: {remaining:?}\n"
    );
    for parameter in posterior.parameters() {
        text += &format!("parameter: {parameter:?}\n");
    }
    text
}
