//! What the chains teach the proposal, and when the warm-up is over.

use super::judgement::Judgement;
use super::sampler::MetropolisSampler;
use crate::chains::BurnIn;
use crate::covariance::Covariance;
use crate::density::LogDensity;
use crate::diagnostics::Dispersion;
use crate::error::Error;

impl<D: LogDensity + ?Sized> MetropolisSampler<'_, D> {
    /// Replaces the covariance, and ends the warm-up where the chains agree or have learnt long enough.
    pub(super) fn learn(&mut self) -> Result<(), Error> {
        let dimension = self.density.dimension();
        let halves = self
            .tracks
            .iter()
            .map(|t| t.stored(dimension)?.without_burn_in(BurnIn::Fraction(0.5)));
        let mut agree = false;
        // Chains that do not span the space yet have nothing to teach.
        if let Ok(found) = Dispersion::new(&halves.collect::<Result<Vec<_>, _>>()?) {
            self.latest = Some(Judgement {
                means: found.r_minus_1,
                effective_samples: None,
            });
            agree = found.r_minus_1 < self.options.learning.until;
            self.adopt(found);
        }
        if agree || self.met_at >= self.options.warm_up {
            self.begin_sampling();
        }
        Ok(())
    }

    /// Whenever the chains have doubled while steps are left to warm up: where the samples have another shape than
    /// the proposal, learns theirs and begins anew. Chains can agree on the little that they have seen.
    pub(super) fn relearn(&mut self) {
        if self.met_at < 2 * self.judged_at || self.met_at >= self.options.warm_up {
            return;
        }
        self.judged_at = self.met_at;
        let dimension = self.density.dimension();
        let stored = self.tracks.iter().map(|t| t.stored(dimension));
        if let Ok(chains) = stored.collect::<Result<Vec<_>, _>>()
            && let Ok(found) = Dispersion::new(&chains)
            && differs(&self.covariance, &found.within)
        {
            self.adopt(found);
            self.begin_sampling();
        }
    }

    fn adopt(&mut self, found: Dispersion) {
        if found.r_minus_1 <= self.options.learning.from
            && let Ok(factor) = self.plan.factor(&found.within)
        {
            (self.covariance, self.factor) = (found.within, factor);
        }
    }

    fn begin_sampling(&mut self) {
        self.warm = Some(self.met_at);
        self.judged_at = self.met_at;
        self.meetings = 0;
        self.latest = None;
        self.discard();
    }
}

/// Whether some linear combination of the parameters has variances further apart than a factor of two.
fn differs(a: &Covariance, b: &Covariance) -> bool {
    let mut relative = b.cholesky_factor();
    for mut column in relative.column_iter_mut() {
        if a.whiten(column.as_mut_slice()).is_err() {
            return true;
        }
    }
    let ratios = (&relative * relative.transpose()).symmetric_eigenvalues();
    ratios.max() > 2.0 || ratios.min() < 0.5
}
