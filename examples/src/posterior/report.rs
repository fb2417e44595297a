//! What came out, in words and tables.

use std::fs;

use lastscatter::analysis::report::{Report, Table};
use lastscatter::analysis::validation::{
    Chance, Evidence, Goodness, InformationCriteria, PosteriorPredictive, PriorEdge,
};
use lastscatter::analysis::{BestFit, Model, Sampled};
use lastscatter::inference::{Chains, Interval, ResultTable, diagnostics};

use super::Analysis;
use super::analysis::Validation;
use crate::{Failure, Manifest, Output};

/// What a posterior is compared with.
#[derive(Debug, Clone)]
pub struct Reference {
    /// What it is.
    pub name: String,
    /// Names and values, with their standard deviations where they have any.
    pub values: Vec<(String, f64, Option<f64>)>,
}

impl Reference {
    /// The posterior beside it. Without standard deviations of its own, differences are in those of the posterior.
    pub(super) fn comparison(&self, posterior: &ResultTable) -> Table {
        let mut table = Table::new([
            "parameter",
            "this run",
            "reference",
            "difference [σ]",
            "σ / reference's",
        ]);
        for (name, value, sigma) in &self.values {
            let Some(row) = posterior.rows().iter().find(|row| row.name == *name) else {
                continue;
            };
            let own = row.standard_deviation;
            table.row([
                code(name),
                with_error(row.mean, own),
                match sigma {
                    Some(sigma) => format!("{value} ± {sigma}"),
                    None => digits(*value, own),
                },
                format!("{:+.2}", (row.mean - value) / sigma.unwrap_or(own)),
                sigma.map_or("–".to_owned(), |sigma| format!("{:.2}", own / sigma)),
            ]);
        }
        table
    }
}

/// Ends a report with what made it, and writes it as `report.md` and `report.html`; returns the former.
///
/// # Errors
///
/// What cannot be written.
pub fn conclude(
    mut report: Report,
    model: &Model,
    manifest: &Manifest,
    run_file: &str,
    output: &Output,
) -> Result<String, Failure> {
    report.heading("The run");
    let mut table = Table::new(["what", "value"]);
    for (name, value) in manifest.facts() {
        table.row([name.to_owned(), code(&value)]);
    }
    for set in model.data() {
        table.row(["data set".to_owned(), set.name().to_owned()]);
    }
    report.table(table);
    report.paragraph("The run file, with all that it left unsaid:");
    report.listing(run_file);
    fs::write(output.path("report.html"), report.html())?;
    let text = report.markdown();
    fs::write(output.path("report.md"), &text)?;
    Ok(text)
}

fn code(name: &str) -> String {
    format!("`{name}`")
}

/// A number to three digits of its uncertainty.
fn digits(value: f64, sigma: f64) -> String {
    let decimals = (2.0 - sigma.log10().floor()).clamp(0.0, 15.0) as usize;
    format!("{value:.decimals$}")
}

fn with_error(value: f64, sigma: f64) -> String {
    format!("{} ± {}", digits(value, sigma), digits(sigma, sigma))
}

/// Means and limits.
pub(super) fn posterior(report: &mut Report, results: &ResultTable) {
    let mut table = Table::new([
        "parameter",
        "mean ± σ",
        "68 % limits",
        "95 % limits",
        "best sample",
    ]);
    for row in results.rows() {
        let n = |x| digits(x, row.standard_deviation);
        let interval = |i: Interval| format!("{} … {}", n(i.lower), n(i.upper));
        table.row([
            code(&row.name),
            with_error(row.mean, row.standard_deviation),
            interval(row.interval_68),
            interval(row.interval_95),
            n(row.best_fit),
        ]);
    }
    report.table(table);
}

/// Effective samples of the worst parameter.
fn effective_samples(chains: &Chains, dimension: usize) -> Result<f64, Failure> {
    let mut least = f64::INFINITY;
    for i in 0..dimension {
        let draws = chains.draws(i)?;
        let shortest = draws.iter().map(Vec::len).min().unwrap_or(0);
        let draws: Vec<&[f64]> = draws.iter().map(|d| &d[d.len() - shortest..]).collect();
        least = least.min(diagnostics::ess_bulk(&draws)?);
    }
    Ok(least)
}

/// How the chains fared.
pub(super) fn convergence(sampled: &Sampled, dimension: usize) -> Result<String, Failure> {
    let chains = &sampled.chains;
    let steps: f64 = chains.chains().iter().map(|c| c.total_weight()).sum();
    let mut text = format!(
        "{} chains, {steps} steps after the warm-up, acceptance {:.2}; R − 1 = {:.4}; effective samples of the worst parameter: {:.0}.",
        chains.chains().len(),
        sampled.acceptance,
        sampled.r_minus_1,
        effective_samples(chains, dimension)?,
    );
    if let Some(error) = sampled.expansion {
        text += &format!(
            " Spectra were expanded to second order. The solver, asked at {} points of the posterior, finds its density to differ by {:.1} %: \
             no mean is off by more than {:.3} of its standard deviation.",
            error.points,
            100.0 * error.ratio_sigma,
            error.ratio_sigma
        );
    }
    Ok(text)
}

/// The best fit and the curvature there.
pub(super) fn best_fit(report: &mut Report, model: &Model, best: &BestFit) -> Result<(), Failure> {
    let mut table = Table::new(["parameter", "best fit", "σ from the curvature"]);
    let sigmas = best.covariance.standard_deviations();
    let posterior = model.posterior()?;
    for ((info, value), sigma) in posterior.info().iter().zip(&best.theta).zip(sigmas) {
        table.row([
            code(&info.name),
            digits(*value, 0.1 * sigma),
            digits(sigma, sigma),
        ]);
    }
    for (info, value) in Model::derived_info()
        .iter()
        .zip(model.derived(&best.theta)?)
    {
        table.row([code(&info.name), format!("{value:.5}")]);
    }
    report.table(table);
    let ln_prior = posterior.ln_prior(&best.theta)?;
    report.paragraph(format!(
        "ln L = {:.4}, ln prior = {ln_prior:.4}; {} of {} searches ended here.",
        best.ln_posterior - ln_prior,
        best.searches.1,
        best.searches.0
    ));
    Ok(())
}

/// χ² of data sets, parts and ranges.
pub(super) fn goodness(report: &mut Report, parts: &[Goodness], measured: f64) {
    let headings = [
        "data",
        "χ² or −2 ln L",
        "data points",
        "degrees of freedom",
        "PTE",
    ];
    let row = |part: &Goodness| {
        let freedom = part.degrees_of_freedom;
        let decimals = usize::from(freedom.fract() != 0.0);
        [
            part.name.clone(),
            format!("{:.2}", part.chi_squared),
            part.count.to_string(),
            format!("{freedom:.decimals$}"),
            chance(part.chance),
        ]
    };
    let mut sets = Table::new(headings);
    let mut ranges = Table::new(headings);
    for part in parts {
        match part.multipoles {
            Some(_) => ranges.row(row(part)),
            None => sets.row(row(part)),
        }
    }
    report.table(sets);
    report.paragraph(format!(
        "PTE: how often chance gives a larger value. Where errors are Gaussian it is that of the χ² distribution; elsewhere, marked by an asterisk, \
         it is the share of data drawn from the best fit. Parts are taken with the rest ignored. The data measure {measured:.1} parameters, by how much \
         narrower the posterior is than the priors; these are taken from the degrees of freedom of all data together."
    ));
    if !ranges.is_empty() {
        report.subheading("By multipole");
        report.table(ranges);
    }
}

fn chance(chance: Chance) -> String {
    match chance {
        Chance::Exact(probability) if probability < 5e-4 => format!("{probability:.1e}"),
        Chance::Exact(probability) => format!("{probability:.3}"),
        Chance::Drawn(probability, draws) if probability * (draws as f64) < 0.5 => {
            format!("< {:.3} *", 1.0 / draws as f64)
        }
        Chance::Drawn(probability, _) => format!("{probability:.3} *"),
        _ => "–".to_owned(),
    }
}

/// What the posterior would have given.
pub(super) fn predictive(report: &mut Report, predictive: &PosteriorPredictive) {
    let mut table = Table::new([
        "data",
        "data points",
        "mean χ² or −2 ln L",
        "predictive p",
        "outside 95 % of replicas",
    ]);
    for check in &predictive.checks {
        let of_set = predictive.data.iter().find(|(name, _)| *name == check.name);
        let outside = of_set.and_then(|(_, data)| {
            let flags = data.iter().map(|datum| {
                let (interval, _) = datum.replicated?;
                let observed = datum.residual.observed;
                Some(usize::from(
                    observed < interval.lower || observed > interval.upper,
                ))
            });
            let outside = flags.sum::<Option<usize>>()?;
            Some(format!("{outside} of {}", data.len()))
        });
        let none = || "–".to_owned();
        table.row([
            check.name.clone(),
            check.count.to_string(),
            format!("{:.2}", check.mean_chi_squared),
            check
                .probability
                .map_or_else(none, |probability| format!("{probability:.3}")),
            outside.unwrap_or_else(none),
        ]);
    }
    report.table(table);
    report.paragraph(format!(
        "At {} points of the posterior, spectra expanded about the best fit. Predictive p: how often data drawn at such a point have a larger χ² than \
         the real ones; a small one is significant, and it lies nearer ½ than a PTE would. Of the data themselves 5 % should lie outside the central \
         95 % of replicas.",
        predictive.points
    ));
}

/// What other models of the same data are held against.
pub(super) fn criteria(
    report: &mut Report,
    model: &Model,
    analysis: &Analysis,
) -> Result<(), Failure> {
    let best = &analysis.best;
    let posterior = model.posterior()?;
    let mut data = 0;
    for set in model.chi_squared(&best.sky, &best.theta)? {
        data += set.chi_squared.count;
    }
    let criteria = InformationCriteria {
        ln_likelihood: best.ln_posterior - posterior.ln_prior(&best.theta)?,
        parameters: best.theta.len(),
        data,
    };
    let mut table = Table::new(["quantity", "value"]);
    let mut row = |name: &str, value: String| table.row([name.to_owned(), value]);
    row(
        "−2 ln L at the best fit",
        format!("{:.2}", -2.0 * criteria.ln_likelihood),
    );
    row("parameters", criteria.parameters.to_string());
    row("data points", data.to_string());
    row("AIC", format!("{:.2}", criteria.aic()));
    row("BIC", format!("{:.2}", criteria.bic()));
    if let Some(validation) = &analysis.validation {
        let deviance = validation.deviance;
        row("DIC", format!("{:.2}", deviance.dic()));
        row(
            "effective parameters, ⟨D⟩ − D(⟨θ⟩)",
            format!("{:.2}", deviance.effective_parameters()),
        );
        row(
            "effective parameters, ½ var D",
            format!("{:.2}", deviance.dimensionality()),
        );
    }
    let evidence = |evidence: Evidence| match evidence.error {
        Some(error) => format!("{:.2} ± {error:.2}", evidence.ln_evidence),
        None => format!("{:.2}", evidence.ln_evidence),
    };
    row(
        "ln Z, by Laplace's approximation",
        evidence(Evidence::laplace(best)),
    );
    if let Some(found) = analysis.validation.as_ref().and_then(|v| v.evidence) {
        row("ln Z, from the chains", evidence(found));
    }
    report.table(table);
    report.paragraph(
        "Up to constants that all models of these data share. D is −2 ln L over the posterior; ln Z has the normalised priors in it.",
    );
    Ok(())
}

/// What other priors would have given.
pub(super) fn priors(
    report: &mut Report,
    validation: &Validation,
    chains: &Chains,
) -> Result<(), Failure> {
    let mut table = Table::new([
        "prior of",
        "instead",
        "its shift [σ]",
        "its width",
        "largest shift [σ]",
        "samples left",
        "Δ ln Z",
    ]);
    for found in &validation.priors {
        let own = chains.index(&found.change.parameter)?;
        let (column, shift) = found.largest_shift();
        let largest = &chains.parameters()[column].name;
        table.row([
            code(&found.change.parameter),
            found.change.description.clone(),
            format!("{:+.3}", found.shifts[own]),
            format!("{:.3}", found.widths[own]),
            if shift.abs() < 5e-4 {
                "–".to_owned()
            } else {
                format!("{} {shift:+.3}", code(largest))
            },
            format!("{:.0} %", 100.0 * found.efficiency),
            format!("{:+.2}", found.ln_evidence_ratio),
        ]);
    }
    if !table.is_empty() {
        report.table(table);
        report.paragraph(
            "The samples weighed anew: by how much the mean of the parameter moves and its width changes, which mean moves most, and what is left of \
             the effective samples.",
        );
    }
    let cut: Vec<&PriorEdge> = validation.edges.iter().filter(|edge| edge.cuts()).collect();
    for edge in &cut {
        report.paragraph(format!(
            "The prior of {} cuts the posterior at {}: the density there is {:.2} of the highest.",
            code(&edge.parameter),
            edge.edge,
            edge.density
        ));
    }
    let nearest = (validation.edges.iter()).min_by(|a, b| a.distance.total_cmp(&b.distance));
    if let (true, Some(edge)) = (cut.is_empty(), nearest) {
        report.paragraph(format!(
            "No prior cuts the posterior. The nearest edge is that of {} at {}, {:.1} standard deviations from the mean.",
            code(&edge.parameter),
            edge.edge,
            edge.distance
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_that_they_deserve() {
        assert_eq!(with_error(0.022_368_21, 0.000_148_9), "0.022368 ± 0.000149");
        assert_eq!(with_error(67.271, 0.6), "67.271 ± 0.600");
        assert_eq!(digits(1234.6, 250.0), "1235");
    }
}
