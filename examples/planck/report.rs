//! What came out, in words and tables.

use std::fmt::Write;

use lastscatter::inference::{Chains, ResultTable, diagnostics};
use lastscatter_examples::Failure;
use lastscatter_examples::cosmology::{BestFit, Goodness, Model, TaylorError};

/// Means and standard deviations of TT,TE,EE+lowE: `planck2020vi`, table 2; asymmetric widths are averaged.
const PUBLISHED: [(&str, f64, f64); 7] = [
    ("omega_b_h2", 0.022_36, 0.000_15),
    ("omega_c_h2", 0.1202, 0.0014),
    ("theta_mc_100", 1.040_90, 0.000_31),
    ("tau", 0.0544, 0.007_55),
    ("ln_1e10_a_s", 3.045, 0.016),
    ("n_s", 0.9649, 0.0044),
    ("H0", 67.27, 0.60),
];

/// The posterior beside the published one, for the built-in run.
pub(crate) fn comparison(chains: &Chains) -> Result<String, Failure> {
    let mut text = "| parameter | this run | Planck 2018 VI | difference [σ] | σ / published |\n\
                    | --- | --- | --- | --- | --- |\n"
        .to_owned();
    let table = ResultTable::new(chains)?;
    for (name, mean, sigma) in PUBLISHED {
        let Some(row) = table.rows().iter().find(|row| row.name == name) else {
            continue;
        };
        writeln!(
            text,
            "| `{name}` | {:.5} ± {:.5} | {mean} ± {sigma} | {:+.2} | {:.2} |",
            row.mean,
            row.standard_deviation,
            (row.mean - mean) / sigma,
            row.standard_deviation / sigma,
        )?;
    }
    Ok(text)
}

/// How the chains fared.
pub(crate) fn convergence(
    chains: &Chains,
    sampled: usize,
    taylor: Option<TaylorError>,
) -> Result<String, Failure> {
    let mut text = String::new();
    let steps: f64 = chains.chains().iter().map(|c| c.total_weight()).sum();
    let columns = (0..sampled).map(|i| Ok(chains.draws(i)?));
    let mut least = f64::INFINITY;
    for draws in columns.collect::<Result<Vec<_>, Failure>>()? {
        let shortest = draws.iter().map(Vec::len).min().unwrap_or(0);
        let draws: Vec<&[f64]> = draws.iter().map(|d| &d[d.len() - shortest..]).collect();
        least = least.min(diagnostics::ess_bulk(&draws)?);
    }
    writeln!(
        text,
        "{} chains, {steps} steps after the warm-up; R − 1 = {:.4}; effective samples of the worst parameter: {least:.0}.",
        chains.chains().len(),
        diagnostics::r_minus_1_of_means(chains)?,
    )?;
    if let Some(error) = taylor {
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
pub(crate) fn best_fit(model: &Model, best: &BestFit) -> Result<String, Failure> {
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
pub(crate) fn goodness(parts: &[Goodness]) -> Result<String, Failure> {
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
