//! Whether the chains agree.

use super::options::Convergence;
use super::sampler::MetropolisSampler;
use crate::density::LogDensity;
use crate::diagnostics::{ess_bulk, r_minus_1_of_limits, r_minus_1_of_means};
use crate::error::Error;
use crate::parameter::ParameterInfo;

/// How well the chains agree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judgement {
    pub(super) means: f64,
    pub(super) effective_samples: Option<f64>,
}

impl<D: LogDensity + ?Sized> MetropolisSampler<'_, D> {
    /// Whether the chains have just met, and have grown by a tenth since the last judgement.
    pub(super) fn is_time_to_judge(&self) -> bool {
        let mut time = 1;
        while time < self.meetings {
            time += (time / 10).max(1);
        }
        time == self.meetings && self.tracks.iter().all(|t| t.steps == self.met_at)
    }

    pub(super) fn agree(&mut self, until: &Convergence) -> Result<bool, Error> {
        let dimension = self.density.dimension();
        let infos = (0..dimension).map(|i| ParameterInfo::new(i.to_string(), ""));
        let chains = match self.chains(infos.collect()) {
            Ok(chains) => chains,
            // Discarded by the user.
            Err(Error::TooFew { .. }) => return Ok(false),
            Err(error) => return Err(error),
        };
        let Ok(means) = r_minus_1_of_means(&chains) else {
            return Ok(false);
        };
        let sizes = (0..dimension).map(|i| ess_bulk(&spaced(&chains.draws(i)?)));
        let smallest = sizes.reduce(|a, b| Ok(a?.min(b?)));
        self.latest = Some(Judgement {
            means,
            effective_samples: smallest.and_then(Result::ok),
        });
        Ok(means < until.means && r_minus_1_of_limits(&chains, 0.95)? < until.limits)
    }

    pub(super) fn exhausted(&self, until: &Convergence) -> Error {
        Error::NotConverged {
            what: "R − 1 of the chains",
            iterations: self.sampled(),
            residual: self.latest.map_or(f64::INFINITY, |j| j.means),
            tolerance: until.means,
            theta: self.tracks[0].position.clone(),
        }
    }
}

/// At most about a thousand draws of each chain, evenly spaced: enough for the effective sample size, whose
/// cost grows with the draws and with their correlation.
fn spaced(draws: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let every = draws.iter().map(Vec::len).min().unwrap_or_default() / 1000 + 1;
    let few = |chain: &Vec<f64>| chain.iter().step_by(every).copied().collect();
    draws.iter().map(few).collect()
}
