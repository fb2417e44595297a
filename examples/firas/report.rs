//! What the fits say, in words and tables.

use std::fmt::Write;

use lastscatter::likelihood::firas::{Component, CovarianceForm, FirasData, reference_temperature};
use lastscatter_examples::{Failure, TextTable};

use crate::analysis::Analysis;
use crate::labels::Label;

/// Error of the published temperature, which absolute calibration dominates, in K (`fixsen2009`).
const CALIBRATION_K: f64 = 0.000_6;
/// Means and widths further than this many Monte Carlo errors from the exact ones are wrong: by chance
/// in two of a million runs, for the 48 numbers compared.
const TOLERANCE: f64 = 5.5;

pub(crate) fn text(data: &FirasData, analyses: &[Analysis]) -> Result<String, Failure> {
    let mut out = String::new();
    let table = data
        .path()
        .map_or("Fixsen et al. 1996, table 4".to_owned(), |p| {
            p.display().to_string()
        });
    let errors = data
        .covariance_file()
        .map_or("independent".to_owned(), |file| {
            let form = match file.form {
                CovarianceForm::Correlation => "the correlations",
                CovarianceForm::Covariance => "the covariance",
            };
            format!("with {form} of {}", file.path.display())
        });
    writeln!(
        out,
        "COBE/FIRAS monopole: {} points ({table}), errors {errors}\n",
        data.len()
    )?;
    out += &fits(analyses);
    out.push('\n');
    out += &limits(analyses)?;
    out.push('\n');
    out += WHY;
    out.push('\n');
    out += &checks(analyses);
    Ok(out)
}

fn fits(analyses: &[Analysis]) -> String {
    let mut table = TextTable::new([
        "model",
        "parameter",
        "least squares",
        "Metropolis",
        "ensemble",
        "χ²/dof",
        "PTE",
    ]);
    for analysis in analyses {
        let sigma = analysis.fit.standard_errors();
        for (i, component) in analysis.likelihood.components().iter().enumerate() {
            let label = Label::of(*component);
            let pair = |value: f64, error: f64| {
                let digits = if *component == Component::Galaxy {
                    3
                } else {
                    2
                };
                format!(
                    "{:.digits$} ± {:.digits$}",
                    value / label.unit,
                    error / label.unit
                )
            };
            let sampled = |summary: &lastscatter::inference::diagnostics::Summary| {
                let row = &summary.parameters()[i];
                pair(row.mean, row.standard_deviation)
            };
            let (chi_squared, pte) = if i == 0 {
                let dof = analysis.fit.degrees_of_freedom();
                (
                    format!("{:.2}/{dof}", analysis.fit.chi_squared),
                    format!("{:.2}", analysis.pte),
                )
            } else {
                Default::default()
            };
            table.row([
                if i == 0 {
                    analysis.name.to_owned()
                } else {
                    String::new()
                },
                label.heading(),
                pair(analysis.fit.theta[i], sigma[i]),
                sampled(&analysis.metropolis),
                sampled(&analysis.ensemble),
                chi_squared,
                pte,
            ]);
        }
    }
    table.to_string()
}

fn limits(analyses: &[Analysis]) -> Result<String, Failure> {
    let mut table = TextTable::new(["", "here (statistical)", "published"]);
    let base = &analyses[0];
    let shift = base.fit.theta[0] * 1e-6;
    let sigma = base.fit.standard_errors()[0] * 1e-6;
    table.row([
        "T₀ [K]".to_owned(),
        format!(
            "{:.6} ± {sigma:.6} (± {CALIBRATION_K} with calibration)",
            reference_temperature().value + shift
        ),
        "2.7255 ± 0.0006".to_owned(),
    ]);
    let rows = [
        (Component::ChemicalPotential, "|μ|, 95%", "< 9e-5"),
        (Component::ComptonY, "|y|, 95%", "< 1.5e-5"),
    ];
    for (component, label, published) in rows {
        let mut found = Vec::new();
        for analysis in analyses
            .iter()
            .filter(|a| a.likelihood.components().contains(&component))
        {
            let limit = analysis
                .chains
                .marginal(&component.parameter().name)?
                .absolute_limit(0.95)?;
            found.push(format!("< {limit:.1e} ({})", analysis.name));
        }
        table.row([label.to_owned(), found.join(", "), published.to_owned()]);
    }
    let raw = base
        .likelihood
        .chi_squared(&vec![0.0; base.fit.theta.len()])?;
    Ok(format!("{table}\n  χ² before any fit: {raw:.2}\n"))
}

const WHY: &str = "  Why these errors and limits differ from the published ones: here they come from the scatter of
  the points alone.
  - T₀: the absolute calibration of the thermometers dominates, seventy times the statistical error.
    It acts as a shift of δT and leaves μ and y as they are. The residuals are relative to 2.725 K;
    2.7255 K is the later average of all measurements, within the calibration error.
  - μ and y: the published limits also allow for systematic errors that depend on frequency, of the
    calibration and of the Galaxy, whose template here correlates with y (-0.63) and μ (-0.32).
  - μ is nearly a change of temperature (correlation 0.95), which the fit of δT allows for. Fitted
    together, μ and y mimic each other (-0.84) and each is 1.8 times as uncertain.
";

fn checks(analyses: &[Analysis]) -> String {
    let mut table = TextTable::new([
        "model",
        "R̂ − 1",
        "ESS",
        "means",
        "widths",
        "means (ens.)",
        "widths (ens.)",
        "predictive p",
    ]);
    for analysis in analyses {
        let rows = analysis.metropolis.parameters();
        let r_hat = rows.iter().map(|r| r.r_hat).fold(0.0, f64::max);
        let ess = rows
            .iter()
            .map(|r| r.ess_bulk)
            .fold(f64::INFINITY, f64::min);
        table.row([
            analysis.name.to_owned(),
            format!("{:.4}", r_hat - 1.0),
            format!("{ess:.0}"),
            format!("{:.1}", analysis.worst_mean(&analysis.metropolis)),
            format!("{:.1}", analysis.worst_width(&analysis.metropolis)),
            format!("{:.1}", analysis.worst_mean(&analysis.ensemble)),
            format!("{:.1}", analysis.worst_width(&analysis.ensemble)),
            format!("{:.3}", analysis.predictive_p),
        ]);
    }
    format!(
        "{table}\n  Means and widths: largest distance from least squares, in Monte Carlo errors. \
         Predictive p: probability\n  that data drawn from the posterior fit worse than the real \
         ones; near 0 or 1 the model or the errors are wrong.\n\n"
    )
}

/// Fails where a sampler disagrees with least squares, which is exact for this linear model.
pub(crate) fn verdict(analyses: &[Analysis]) -> Result<(), Failure> {
    for analysis in analyses {
        for (sampler, summary) in [
            ("Metropolis", &analysis.metropolis),
            ("ensemble", &analysis.ensemble),
        ] {
            let worst = analysis
                .worst_mean(summary)
                .max(analysis.worst_width(summary));
            if worst > TOLERANCE {
                return Err(format!(
                    "model {}: the {sampler} sampler is {worst:.1} Monte Carlo errors from least \
                     squares, expected at most {TOLERANCE}",
                    analysis.name
                )
                .into());
            }
        }
    }
    Ok(())
}
