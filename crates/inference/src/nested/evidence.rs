//! Evidence and posterior from the points that died.

use std::path::{Path, PathBuf};

use rand::RngExt;
use rand_distr::StandardNormal;
use rayon::prelude::*;
use serde::Serialize;

use super::insertion::InsertionRanks;
use super::state::{NestedState, Point};
use crate::chains::{Chain, Chains};
use crate::density::LogDensity;
use crate::error::Error;
use crate::getdist;
use crate::posterior::Posterior;
use crate::rng::stream;
use crate::run::write_atomically;

/// Volumes drawn for the error of ln Z.
const SIMULATIONS: u64 = 400;
/// Keeps these draws apart from those of the sampler.
const PURPOSE: u64 = 0x766f_6c75_6d65_7321;

/// What a run of nested sampling found.
///
/// ```text
/// Z = Σᵢ Lᵢ (Xᵢ₋₁ − Xᵢ),   ln Xᵢ = ln Xᵢ₋₁ − 1/nᵢ,   pᵢ = Lᵢ (Xᵢ₋₁ − Xᵢ)/Z,   H = Σᵢ pᵢ ln(Lᵢ/Z)
/// ```
///
/// over the points in the order of their likelihood, nᵢ of them alive when the i-th died; the last live points share
/// what is left of the volume evenly. `skilling2006`, `higson2019` for a changing number.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct NestedResult {
    /// ln Z = ln ∫ L π dθ, with the constants that the likelihood carries.
    pub ln_evidence: f64,
    /// Standard deviation of ln Z over 400 simulated sequences of volumes, ln(Xᵢ/Xᵢ₋₁) = ln(u)/nᵢ with u uniform.
    pub ln_evidence_error: f64,
    /// √(H/n), with n the mean number of live points: the same by Skilling's argument.
    pub ln_evidence_error_by_information: f64,
    /// H, the Kullback–Leibler divergence from prior to posterior in nats.
    pub information: f64,
    /// The posterior: one chain of weighted points by ascending likelihood, the largest weight one.
    pub chains: Chains,
    /// (Σ p)²/Σ p².
    pub effective_samples: f64,
    /// Whether the search was fair.
    pub insertion_ranks: InsertionRanks,
    /// Evaluations of the likelihood.
    pub evaluations: u64,
}

/// What `root.evidence` holds.
#[derive(Serialize)]
struct Record {
    ln_evidence: f64,
    ln_evidence_error: f64,
    ln_evidence_error_by_information: f64,
    information: f64,
    effective_samples: f64,
    evaluations: u64,
    insertion_ranks_p_value: f64,
    insertion_ranks_p_value_of_blocks: f64,
}

impl NestedResult {
    /// Writes the weighted samples for [GetDist](crate::getdist::write), and beside them `root.evidence`: ln Z, its errors and
    /// what else is known of the run, as TOML.
    ///
    /// # Errors
    ///
    /// As [`getdist::write`](crate::getdist::write).
    ///
    /// # Examples
    ///
    /// ```
    /// # use lastscatter_inference::{Density, NestedOptions, NestedSampler, Parameter, Posterior, Prior, getdist, quiet};
    /// # let parameter = Parameter::new("x", "x", Prior::uniform(-1.0, 1.0)?)?;
    /// # let posterior = Posterior::new(vec![parameter], Density::new(1, |t| -50.0 * t[0] * t[0]))?;
    /// # let folder = tempfile::tempdir()?;
    /// # let root = folder.path().join("run");
    /// let mut sampler = NestedSampler::new(&posterior, NestedOptions::default())?;
    /// let _ = sampler.run(quiet)?;
    /// let result = sampler.result()?;
    /// result.write(&root)?;
    /// assert_eq!(getdist::read(&root)?, result.chains);
    /// let text = std::fs::read_to_string(root.with_extension("evidence"))?;
    /// assert!(text.starts_with("ln_evidence = -"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write(&self, root: impl AsRef<Path>) -> Result<(), Error> {
        let record = Record {
            ln_evidence: self.ln_evidence,
            ln_evidence_error: self.ln_evidence_error,
            ln_evidence_error_by_information: self.ln_evidence_error_by_information,
            information: self.information,
            effective_samples: self.effective_samples,
            evaluations: self.evaluations,
            insertion_ranks_p_value: self.insertion_ranks.p_value,
            insertion_ranks_p_value_of_blocks: self.insertion_ranks.p_value_of_blocks,
        };
        let mut path = root.as_ref().as_os_str().to_owned();
        path.push(".evidence");
        let path = PathBuf::from(path);
        let text = toml::to_string(&record).map_err(|e| Error::Format {
            path: path.clone(),
            source: e.into(),
        })?;
        getdist::write(root.as_ref(), &self.chains)?;
        write_atomically(&path, text.as_bytes())
    }
}

impl NestedState {
    /// The points in order, the dead ones first.
    fn points(&self) -> impl ExactSizeIterator<Item = &Point> + Clone {
        let count = self.dead.len() + self.live.len();
        (0..count).map(|i| match self.dead.get(i) {
            Some(dead) => &dead.point,
            None => &self.live[i - self.dead.len()],
        })
    }

    /// Numbers of live points at each death, those of the final ones included.
    fn live_counts(&self) -> impl Iterator<Item = f64> {
        let dead = self.dead.iter().map(|d| f64::from(d.live));
        dead.chain((1..=self.live.len()).rev().map(|n| n as f64))
    }

    /// ln X₀, mean and variance: the share of the prior where the likelihood is not zero.
    pub(super) fn support(&self) -> (f64, f64) {
        let live = self.insertion_start() as u64;
        let terms = (live + 1)..=(live + self.zeros);
        terms.fold((0.0, 0.0), |(mean, variance), k| {
            let k = k as f64;
            (mean - 1.0 / k, variance + 1.0 / (k * k))
        })
    }

    /// Live points at the start.
    fn insertion_start(&self) -> usize {
        self.dead
            .first()
            .map_or(self.live.len(), |d| d.live as usize)
    }

    /// ln (Xᵢ₋₁ − Xᵢ) of each point, at the mean of ln X.
    fn ln_shells(&self) -> Vec<f64> {
        let mut ln_volume = self.support().0;
        let dead = self.dead.iter().map(|d| {
            let shrinkage = -1.0 / f64::from(d.live);
            let shell = ln_volume + (-shrinkage.exp_m1()).ln();
            ln_volume += shrinkage;
            shell
        });
        let mut shells: Vec<f64> = dead.collect();
        let last = ln_volume - (self.live.len() as f64).ln();
        shells.resize(shells.len() + self.live.len(), last);
        shells
    }

    /// ln Z with volumes drawn from their distribution.
    fn simulated(&self, index: u64, sum: &mut LnSum) -> f64 {
        let mut rng = stream(self.seed ^ PURPOSE, index);
        let (mean, variance) = self.support();
        let z: f64 = rng.sample(StandardNormal);
        let mut ln_volume = (mean + variance.sqrt() * z).min(0.0);
        *sum = LnSum::default();
        let last = self.points().len() - 1;
        for (i, (point, live)) in self.points().zip(self.live_counts()).enumerate() {
            let u = 1.0 - rng.random::<f64>();
            let shrinkage = u.ln() / live;
            let part = if i == last {
                0.0
            } else {
                (-shrinkage.exp_m1()).max(f64::MIN_POSITIVE).ln()
            };
            sum.add(point.ln_likelihood + ln_volume + part);
            ln_volume += shrinkage;
        }
        sum.ln()
    }

    pub(super) fn result<L: LogDensity>(
        &self,
        posterior: &Posterior<L>,
    ) -> Result<NestedResult, Error> {
        let shells = self.ln_shells();
        let ln_weights = || {
            let pairs = self.points().zip(&shells);
            pairs.map(|(point, shell)| point.ln_likelihood + shell)
        };
        let mut sum = LnSum::default();
        ln_weights().for_each(|w| sum.add(w));
        let ln_evidence = sum.ln();
        let (mut information, mut squared) = (0.0, 0.0);
        for (point, weight) in self.points().zip(ln_weights()) {
            let p = (weight - ln_evidence).exp();
            information += p * (point.ln_likelihood - ln_evidence);
            squared += p * p;
        }
        let evidences: Vec<f64> = (0..SIMULATIONS)
            .into_par_iter()
            .map(|index| self.simulated(index, &mut LnSum::default()))
            .collect();
        let mean = evidences.iter().sum::<f64>() / SIMULATIONS as f64;
        let variance = evidences
            .iter()
            .map(|e| (e - mean) * (e - mean))
            .sum::<f64>();
        let mean_live = match self.dead.len() {
            0 => self.live.len() as f64,
            deaths => {
                let folds: f64 = self.dead.iter().map(|d| 1.0 / f64::from(d.live)).sum();
                deaths as f64 / folds
            }
        };
        Ok(NestedResult {
            ln_evidence,
            ln_evidence_error: (variance / (SIMULATIONS - 1) as f64).sqrt(),
            ln_evidence_error_by_information: (information.max(0.0) / mean_live).sqrt(),
            information,
            chains: self.chains(posterior, ln_weights().collect())?,
            effective_samples: 1.0 / squared,
            insertion_ranks: InsertionRanks::new(&self.insertion_ranks, self.insertion_start()),
            evaluations: self.evaluations,
        })
    }

    fn chains<L: LogDensity>(
        &self,
        posterior: &Posterior<L>,
        ln_weights: Vec<f64>,
    ) -> Result<Chains, Error> {
        let largest = ln_weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut samples = Vec::with_capacity(ln_weights.len() * self.dimension);
        let mut ln_density = Vec::with_capacity(ln_weights.len());
        for point in self.points() {
            let theta = posterior.prior_quantile(&point.cube)?;
            ln_density.push(point.ln_likelihood + posterior.ln_prior(&theta)?);
            samples.extend(theta);
        }
        let weights = ln_weights.iter().map(|w| (w - largest).exp()).collect();
        let chain = Chain::new(self.dimension, samples, weights, ln_density)?;
        Chains::new(posterior.info(), vec![chain])
    }
}

/// ln Σ exp, term by term.
#[derive(Debug, Clone, Copy)]
pub(super) struct LnSum {
    largest: f64,
    scaled: f64,
}

impl Default for LnSum {
    fn default() -> Self {
        Self {
            largest: f64::NEG_INFINITY,
            scaled: 0.0,
        }
    }
}

impl LnSum {
    pub(super) fn add(&mut self, term: f64) {
        if term > self.largest {
            self.scaled = self.scaled * (self.largest - term).exp() + 1.0;
            self.largest = term;
        } else if term > f64::NEG_INFINITY {
            self.scaled += (term - self.largest).exp();
        }
    }

    pub(super) fn ln(&self) -> f64 {
        self.largest + self.scaled.ln()
    }
}
