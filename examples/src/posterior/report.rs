//! What came out, in words and tables.

use std::fmt::Write;

use lastscatter::analysis::validation::Goodness;
use lastscatter::analysis::{BestFit, Model, Sampled};
use lastscatter::inference::{Chains, ResultTable, diagnostics};

use crate::Failure;

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
    pub(super) fn comparison(&self, chains: &Chains) -> Result<String, Failure> {
        let mut text = "| parameter | this run | reference | difference [σ] | σ / reference's |\n\
                        | --- | --- | --- | --- | --- |\n"
            .to_owned();
        let table = ResultTable::new(chains)?;
        for (name, value, sigma) in &self.values {
            let Some(row) = table.rows().iter().find(|row| row.name == *name) else {
                continue;
            };
            let own = row.standard_deviation;
            let reference = match sigma {
                Some(sigma) => format!("{value} ± {sigma}"),
                None => format!("{value:.6}"),
            };
            let ratio = sigma.map_or("–".to_owned(), |sigma| format!("{:.2}", own / sigma));
            writeln!(
                text,
                "| `{name}` | {:.6} ± {own:.6} | {reference} | {:+.2} | {ratio} |",
                row.mean,
                (row.mean - value) / sigma.unwrap_or(own),
            )?;
        }
        Ok(text)
    }
}

/// How the chains fared.
pub(super) fn convergence(sampled: &Sampled, dimension: usize) -> Result<String, Failure> {
    let chains = &sampled.chains;
    let mut text = String::new();
    let steps: f64 = chains.chains().iter().map(|c| c.total_weight()).sum();
    let columns = (0..dimension).map(|i| Ok(chains.draws(i)?));
    let mut least = f64::INFINITY;
    for draws in columns.collect::<Result<Vec<_>, Failure>>()? {
        let shortest = draws.iter().map(Vec::len).min().unwrap_or(0);
        let draws: Vec<&[f64]> = draws.iter().map(|d| &d[d.len() - shortest..]).collect();
        least = least.min(diagnostics::ess_bulk(&draws)?);
    }
    writeln!(
        text,
        "{} chains, {steps} steps after the warm-up, acceptance {:.2}; R − 1 = {:.4}; effective samples of the worst parameter: {least:.0}.",
        chains.chains().len(),
        sampled.acceptance,
        diagnostics::r_minus_1_of_means(chains)?,
    )?;
    if let Some(error) = sampled.expansion {
        writeln!(
            text,
            "\nSpectra were expanded to second order. The solver, asked at {} points of the posterior, finds its density to differ by {:.1} %: \
             no mean is off by more than {:.3} of its standard deviation.",
            error.points,
            100.0 * error.ratio_sigma,
            error.ratio_sigma
        )?;
    }
    Ok(text)
}

/// The best fit and the curvature there.
pub(super) fn best_fit(model: &Model, best: &BestFit) -> Result<String, Failure> {
    let mut text =
        "| parameter | best fit | σ from the curvature |\n| --- | --- | --- |\n".to_owned();
    let sigma = best.covariance.standard_deviations();
    let posterior = model.posterior()?;
    for ((info, value), sigma) in posterior.info().iter().zip(&best.theta).zip(sigma) {
        writeln!(text, "| `{}` | {value:.7} | {sigma:.2e} |", info.name)?;
    }
    for (info, value) in Model::derived_info()
        .iter()
        .zip(model.derived(&best.theta)?)
    {
        writeln!(text, "| `{}` | {value:.5} | |", info.name)?;
    }
    let ln_prior = posterior.ln_prior(&best.theta)?;
    writeln!(
        text,
        "\nln L = {:.4}, ln prior = {ln_prior:.4}; {} of {} searches ended here.",
        best.ln_posterior - ln_prior,
        best.searches.1,
        best.searches.0
    )?;
    Ok(text)
}

/// χ² of each part.
pub(super) fn goodness(parts: &[Goodness]) -> Result<String, Failure> {
    let mut text =
        "| data | χ² or −2 ln L | data points | PTE |\n| --- | --- | --- | --- |\n".to_owned();
    for part in parts {
        let probability = match part.probability_to_exceed {
            Some(probability) => format!("{probability:.3}"),
            None => "–".to_owned(),
        };
        let Goodness {
            name,
            chi_squared,
            count,
            ..
        } = part;
        writeln!(
            text,
            "| {name} | {chi_squared:.2} | {count} | {probability} |"
        )?;
    }
    text += "\nPTE: the share of predictive draws from the best fit with a larger value; parts are taken with the rest ignored.\n";
    Ok(text)
}
