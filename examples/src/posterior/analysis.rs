//! From a model to a report: samples, best fit, goodness of fit and figures.

use std::fs;
use std::path::PathBuf;

use lastscatter::analysis::validation::{Goodness, goodness};
use lastscatter::analysis::{BestFit, Model, RunFile, Sampled};
use lastscatter::inference::{ResultTable, getdist};

use super::{corner, report, spectra};
use crate::{Bars, Failure, Manifest, Output};

/// Predictive draws for each PTE.
const DRAWS: u64 = 1000;

/// What is to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// Samples; chains of the solver live in this folder.
    Posterior(PathBuf),
    /// The best fit alone, with so many searches from elsewhere.
    BestFit(usize),
}

/// What was found.
#[derive(Debug)]
pub struct Analysis {
    /// Samples, where they were asked for.
    pub sampled: Option<Sampled>,
    /// The best fit.
    pub best: BestFit,
    /// How well it fits.
    pub goodness: Vec<Goodness>,
}

impl Analysis {
    /// Climbs to the summit, and samples what is to be sampled.
    ///
    /// # Errors
    ///
    /// What the solver, the sampler or the folder fail with.
    pub fn new(run: &RunFile, model: &Model, task: &Task) -> Result<Self, Failure> {
        let restarts = match task {
            Task::BestFit(restarts) => *restarts,
            _ => 0,
        };
        let seed = run.sampler.seed;
        let best = BestFit::new(model, &model.start(), restarts, seed)?;
        let sampled = match task {
            Task::Posterior(folder) => {
                let bars = Bars::default();
                let bar = bars.add("posterior");
                let watch = |progress: &_| bar.watch(progress);
                Some(Sampled::new(run, model, &best, folder, watch)?)
            }
            Task::BestFit(_) => None,
        };
        let goodness = goodness(model, &best.sky, &best.theta, DRAWS, seed)?;
        Ok(Self {
            sampled,
            best,
            goodness,
        })
    }

    /// The report, in Markdown; chains (`name_1.txt` and so on), tables and figures go to `output`, numbers to `manifest`. `beside` is what the
    /// posterior is compared with.
    ///
    /// # Errors
    ///
    /// What cannot be written or drawn.
    pub fn save(
        &self,
        name: &str,
        model: &Model,
        beside: Option<&report::Reference>,
        output: &Output,
        manifest: &mut Manifest,
    ) -> Result<String, Failure> {
        let mut text = String::new();
        if let Some(sampled) = &self.sampled {
            let chains = &sampled.chains;
            let table = ResultTable::new(chains)?;
            text += &format!("## Posterior\n\n{}\n", table.markdown());
            text += &report::convergence(sampled, model.start().len())?;
            if let Some(reference) = beside {
                let comparison = reference.comparison(chains)?;
                text += &format!("\n### Beside {}\n\n{comparison}", reference.name);
            }
            fs::write(output.path("parameters.tex"), table.latex())?;
            getdist::write(output.path(name), chains)?;
            for row in table.rows() {
                manifest.result(&format!("{}.mean", row.name), row.mean);
                manifest.result(&format!("{}.sigma", row.name), row.standard_deviation);
            }
        }
        text += &format!(
            "\n## Best fit\n\n{}\n",
            report::best_fit(model, &self.best)?
        );
        text += &report::goodness(&self.goodness)?;
        for part in &self.goodness {
            manifest.result(&format!("{}.chi_squared", part.name), part.chi_squared);
        }
        text += "\n## Figures\n\n";
        let BestFit {
            theta,
            sky,
            covariance,
            ..
        } = &self.best;
        if let Some(sampled) = &self.sampled {
            let title = "Posterior, and the curvature at the best fit (dashed)";
            corner(title, &sampled.chains, theta, covariance, output)?;
            text += "![posterior](posterior.png)\n";
        }
        for name in spectra(model, sky, theta, output)? {
            text += &format!("![{name}]({name}.png)\n");
        }
        Ok(text)
    }
}
