//! From a model to a report: best fit, samples, and whether to believe them.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use lastscatter::analysis::report::Report;
use lastscatter::analysis::validation::{
    Deviance, Evidence, Goodness, GoodnessOptions, NormalPosterior, PosteriorPredictive,
    PriorChange, PriorEdge, PriorSensitivity, goodness,
};
use lastscatter::analysis::{BestFit, Expansion, Model, RunFile, Sampled, Spectra};
use lastscatter::inference::{Chains, Company, ResultTable, getdist, parquet};

use super::{corner, figures, report, spectra};
use crate::{Bars, Failure, Manifest, Output};

/// Points of the posterior that predictions are made at.
const POINTS: usize = 500;

/// What is to be found.
#[derive(Debug, Clone)]
pub enum Task {
    /// Samples; chains of the solver live in this folder, and are shared by this company.
    Posterior(PathBuf, Arc<dyn Company>),
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
    /// How many parameters the data measure.
    pub measured: f64,
    /// How well it fits.
    pub goodness: Vec<Goodness>,
    /// What the samples say of themselves.
    pub validation: Option<Validation>,
}

/// Whether to believe the samples.
#[derive(Debug)]
pub struct Validation {
    /// What the posterior would have given.
    pub predictive: PosteriorPredictive,
    /// −2 ln L over the posterior.
    pub deviance: Deviance,
    /// From the chains, where they allow it.
    pub evidence: Option<Evidence>,
    /// Other priors.
    pub priors: Vec<PriorSensitivity>,
    /// Edges of priors.
    pub edges: Vec<PriorEdge>,
}

impl Validation {
    fn new(run: &RunFile, model: &Model, best: &BestFit, chains: &Chains) -> Result<Self, Failure> {
        let expansion = Expansion::new(model, &best.theta, &best.covariance)?;
        let posterior = model.posterior()?;
        let parameters = posterior.parameters();
        let sky = |theta: &[f64]| expansion.sky(theta);
        let changes = PriorChange::usual(chains, parameters)?.into_iter();
        let sensitivity = |change| PriorSensitivity::new(chains, parameters, change);
        Ok(Self {
            predictive: PosteriorPredictive::new(model, chains, sky, POINTS, run.sampler.seed)?,
            // Of the spectra that the chains have.
            deviance: match run.sampler.spectra {
                Spectra::Expansion => Deviance::new(chains, &model.posterior_of(&expansion)?)?,
                _ => Deviance::new(chains, &posterior)?,
            },
            evidence: Evidence::from_chains(chains).ok(),
            priors: changes.map(sensitivity).collect::<Result<_, _>>()?,
            edges: PriorEdge::of_chains(chains),
        })
    }
}

impl Analysis {
    /// Climbs to the summit, samples what is to be sampled, and judges it.
    ///
    /// # Errors
    ///
    /// What the solver, the sampler or the folder fail with.
    pub fn new(run: &RunFile, model: &Model, task: &Task, bars: &Bars) -> Result<Self, Failure> {
        let restarts = match task {
            Task::BestFit(restarts) => *restarts,
            _ => 0,
        };
        let seed = run.sampler.seed;
        let best = BestFit::new(model, &model.start(), restarts, seed)?;
        let sampled = match task {
            Task::Posterior(folder, company) => {
                let bar = bars.add("posterior");
                let watch = |progress: &_| bar.watch(progress);
                let company = Arc::clone(company);
                Some(Sampled::new(run, model, &best, folder, company, watch)?)
            }
            Task::BestFit(_) => None,
        };
        if let Task::Posterior(_, company) = task
            && company.rank() > 0
        {
            // All have the same chains; one judges them.
            return Ok(Self {
                goodness: Vec::new(),
                validation: None,
                measured: f64::NAN,
                sampled,
                best,
            });
        }
        let posterior = model.posterior()?;
        let names = posterior.info().into_iter().map(|info| info.name);
        let priors: Vec<_> = posterior.parameters().iter().map(|p| *p.prior()).collect();
        let covariance = best.covariance.clone();
        let normal = NormalPosterior::new(names.collect(), best.theta.clone(), covariance)?;
        let measured = normal.measured_parameters(&priors)?;
        let options = GoodnessOptions {
            seed,
            fitted: measured,
            ..GoodnessOptions::default()
        };
        let validation = sampled
            .as_ref()
            .map(|sampled| Validation::new(run, model, &best, &sampled.chains));
        Ok(Self {
            goodness: goodness(model, &best.sky, &best.theta, &options)?,
            validation: validation.transpose()?,
            measured,
            sampled,
            best,
        })
    }

    /// The report; chains (`name_1.txt` and so on), tables and figures go to `output`, numbers to `manifest`. `beside` is what the posterior is
    /// compared with.
    ///
    /// # Errors
    ///
    /// What cannot be written or drawn.
    pub fn report(
        &self,
        title: &str,
        name: &str,
        model: &Model,
        beside: Option<&report::Reference>,
        output: &Output,
        manifest: &mut Manifest,
    ) -> Result<Report, Failure> {
        let mut report = Report::new(title);
        let best = &self.best;
        if let Some(sampled) = &self.sampled {
            let chains = &sampled.chains;
            let table = ResultTable::new(chains)?;
            report.heading("Posterior");
            report::posterior(&mut report, &table);
            report.paragraph(report::convergence(sampled, model.start().len())?);
            report.figure(corner(chains, &best.theta, &best.covariance, output)?);
            if let Some(reference) = beside {
                report.subheading(format!("Beside {}", reference.name));
                report.table(reference.comparison(&table));
            }
            fs::write(output.path("parameters.tex"), table.latex())?;
            getdist::write(output.path(name), chains)?;
            parquet::write(output.path(&format!("{name}.parquet")), chains)?;
            for row in table.rows() {
                manifest.result(&format!("{}.mean", row.name), row.mean);
                manifest.result(&format!("{}.sigma", row.name), row.standard_deviation);
            }
        }
        report.heading("Best fit");
        report::best_fit(&mut report, model, best)?;
        report.heading("Goodness of fit");
        report::goodness(&mut report, &self.goodness, self.measured);
        for part in &self.goodness {
            manifest.result(&format!("{}.chi_squared", part.name), part.chi_squared);
        }
        let predictive = self.validation.as_ref().map(|v| &v.predictive);
        if let Some(predictive) = predictive {
            report.heading("Posterior predictive checks");
            report::predictive(&mut report, predictive);
        } else {
            report.heading("Spectra and residuals");
        }
        let drawn = match predictive {
            Some(predictive) => figures::predicted(predictive, &best.sky, output)?,
            None => spectra(model, &best.sky, &best.theta, output)?,
        };
        drawn.into_iter().for_each(|figure| report.figure(figure));
        report.heading("For comparison with other models");
        report::criteria(&mut report, model, self)?;
        if let (Some(validation), Some(sampled)) = (&self.validation, &self.sampled) {
            report.heading("Sensitivity to priors");
            report::priors(&mut report, validation, &sampled.chains)?;
        }
        Ok(report)
    }
}
