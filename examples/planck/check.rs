//! ln L once, part by part.

use std::path::Path;
use std::time::Instant;

use lastscatter::analysis::{Model, Sky};
use lastscatter::inference::{LogDensity, Memory};
use lastscatter_examples::{Failure, TextTable, say};

/// Prints parameters, χ² of each data set and its parts, ln L and the priors, where the parameters begin.
/// With `spectra` the data are compared with what stands in that file instead of what is computed.
pub(crate) fn check(model: &Model, spectra: Option<&Path>) -> Result<(), Failure> {
    let theta = model.start();
    let posterior = model.posterior()?;
    let sky = match spectra {
        Some(path) => Sky::read(path)?,
        None => model.sky(&theta)?,
    };

    let mut parameters = TextTable::new(["parameter", "value"]);
    for (info, value) in posterior.info().iter().zip(&theta) {
        parameters.row([info.name.clone(), format!("{value:.7}")]);
    }
    for (info, value) in Model::derived_info().iter().zip(model.derived(&theta)?) {
        parameters.row([info.name.clone(), format!("{value:.5}")]);
    }
    let mut parts = TextTable::new(["data", "χ² or −2 ln L", "data points"]);
    let mut total = 0.0;
    for set in model.chi_squared(&sky, &theta)? {
        let chi_squared = set.chi_squared;
        total += chi_squared.total;
        let row = |name: String, value: f64, count: usize| {
            [name, format!("{value:.4}"), count.to_string()]
        };
        parts.row(row(set.name, chi_squared.total, chi_squared.count));
        for part in chi_squared
            .parts
            .iter()
            .filter(|_| chi_squared.parts.len() > 1)
        {
            let name = format!("  {} alone", part.name);
            parts.row(row(name, part.chi_squared, part.count));
        }
    }
    parts.row(["total".to_owned(), format!("{total:.4}")]);
    say(format_args!("{parameters}\n{parts}\n"))?;
    if spectra.is_some() {
        return Ok(());
    }
    let mut memory = Memory::default();
    let mut ln_posterior = 0.0;
    let mut seconds = Vec::new();
    for block in 0..posterior.blocks().len() {
        let begin = Instant::now();
        ln_posterior = posterior.ln_density_reusing(&theta, block, &mut memory)?;
        seconds.push(format!("{:.4}", begin.elapsed().as_secs_f64()));
    }
    let ln_prior = posterior.ln_prior(&theta)?;
    say(format_args!(
        "ln L = {:.5}, ln prior = {ln_prior:.5}; block by block in {} s\n",
        ln_posterior - ln_prior,
        seconds.join(", ")
    ))
}
