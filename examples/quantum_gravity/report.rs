//! What was found, in tables and plain words.

use std::f64::consts::TAU;
use std::fmt::Write;

use lastscatter::analysis::{BestFit, PriorEntry};
use lastscatter::inference::Covariance;
use lastscatter::primordial::description::Description;
use lastscatter_examples::Failure;

use crate::outcome::Outcome;

pub(crate) fn report(outcomes: &[Outcome<'_>], best: &BestFit) -> Result<String, Failure> {
    let mut text = "# Five beginnings and Planck's spectra\n\n".to_owned();
    text += &comparison(outcomes)?;
    text += &best_fits(outcomes)?;
    text += &own_parameters(outcomes)?;
    text += &verdicts(outcomes)?;
    text += &trust(outcomes, best)?;
    text += "\n## Figures\n\n![primordial spectra](primordial.png)\n![TT](residuals_tt.png)\n";
    Ok(text)
}

fn comparison(outcomes: &[Outcome<'_>]) -> Result<String, Failure> {
    let mut text = "## Comparison\n\n\
        | model | parameters | χ² | Δχ² | ln Z | ln B |\n| --- | --- | --- | --- | --- | --- |\n"
        .to_owned();
    let base = &outcomes[0];
    for outcome in outcomes {
        let (ln_z, error) = outcome.ln_evidence();
        let (base_z, base_error) = base.ln_evidence();
        let against = if outcome.candidate.name == base.candidate.name {
            "0".to_owned()
        } else {
            format!("{:+.2} ± {:.2}", ln_z - base_z, error.hypot(base_error))
        };
        writeln!(
            text,
            "| {} | {} | {:.2} | {:+.2} | {ln_z:.2} ± {error:.2} | {against} |",
            outcome.candidate.title,
            outcome.theta.len(),
            outcome.chi_squared(),
            outcome.chi_squared() - base.chi_squared(),
        )?;
    }
    text += "\nχ² is that of the solver at the best fit, Δχ² and ln B are relative to the power law; positive ln B favours the model over it.\n";
    Ok(text)
}

fn best_fits(outcomes: &[Outcome<'_>]) -> Result<String, Failure> {
    let names = outcomes[0].parts.iter().map(|part| part.name.as_str());
    let names: Vec<&str> = names.collect();
    let mut text = format!("\n## Best fits\n\n| model | {} |\n", names.join(" | "));
    writeln!(text, "| --- |{}", " --- |".repeat(names.len()))?;
    for outcome in outcomes {
        let values = outcome.parts.iter();
        let values = values.map(|part| format!("{:.2}", part.chi_squared.total));
        let values: Vec<String> = values.collect();
        writeln!(
            text,
            "| {} | {} |",
            outcome.candidate.title,
            values.join(" | ")
        )?;
    }
    Ok(text)
}

fn own_parameters(outcomes: &[Outcome<'_>]) -> Result<String, Failure> {
    let mut text = "\n## Parameters of the models' own\n\n\
        | model | parameter | prior | best fit | mean ± σ | 95 % |\n| --- | --- | --- | --- | --- | --- |\n"
        .to_owned();
    for outcome in outcomes {
        let chains = &outcome.nested.chains;
        let (mean, sigma) = (chains.mean(), chains.standard_deviation());
        for name in outcome.candidate.own {
            let i = chains.index(name)?;
            let interval = chains.marginal(name)?.interval(0.95)?;
            writeln!(
                text,
                "| {} | `{name}` | {} | {:.4} | {:.4} ± {:.4} | {:.4} to {:.4} |",
                outcome.candidate.title,
                described(outcome, name)?,
                outcome.theta[i],
                mean[i],
                sigma[i],
                interval.lower,
                interval.upper,
            )?;
        }
    }
    Ok(text)
}

/// A prior in words.
fn described(outcome: &Outcome<'_>, name: &str) -> Result<String, Failure> {
    let run = outcome.candidate.run()?;
    let entry = run.parameters.iter().find(|entry| entry.name == name);
    Ok(match entry.map(|entry| entry.prior) {
        Some(PriorEntry::Uniform([low, high])) => format!("{low} to {high:.4}"),
        Some(PriorEntry::LogUniform([low, high])) => format!("{low} to {high}, flat in ln"),
        Some(PriorEntry::Normal([mean, sigma])) => format!("{mean} ± {sigma}"),
        None => "–".to_owned(),
    })
}

/// What ln B is worth: above 1 a hint, above 2.5 moderate, above 5 strong, as is usual in cosmology.
fn worth(ln_b: f64) -> &'static str {
    match ln_b.abs() {
        b if b < 1.0 => "nothing to choose between the two",
        b if b < 2.5 => "a hint",
        b if b < 5.0 => "moderate",
        _ => "strong",
    }
}

fn verdicts(outcomes: &[Outcome<'_>]) -> Result<String, Failure> {
    let mut text = "\n## In words\n\n".to_owned();
    let base = &outcomes[0];
    for outcome in &outcomes[1..] {
        let title = outcome.candidate.title;
        let ln_b = outcome.ln_evidence().0 - base.ln_evidence().0;
        let delta = outcome.chi_squared() - base.chi_squared();
        let more = outcome.theta.len() as i64 - base.theta.len() as i64;
        let side = if ln_b > 0.0 { title } else { "the power law" };
        let odds = match worth(ln_b) {
            even if ln_b.abs() < 1.0 => even.to_owned(),
            size => format!("{size}, for {side}"),
        };
        writeln!(
            text,
            "- **{title}**: Δχ² = {delta:+.1} with {more:+} parameters; evidence: {odds}."
        )?;
    }
    for outcome in outcomes {
        text += &bounce(outcome)?;
    }
    text += "\nWhat a Bayes factor says depends on the priors, which stand with their reasons in the run files. A range that the likelihood \
        leaves empty costs ln(whole/allowed): a power law whose tilt had been expected twice as near to one would gain ln 2 = 0.7 on all \
        others, and models whose own parameter has a range in which nothing is seen of it approach the model without it from below as that \
        range grows. Limits on parameters depend on their priors where the data do not bound them on both sides. The priors of the late \
        universe and of the amplitude are the same for all models, much wider than the posteriors, and cancel.\n";
    Ok(text)
}

/// What a limit on the field at the bounce says of the bounce's scale; nothing for other models.
fn bounce(outcome: &Outcome<'_>) -> Result<String, Failure> {
    const FIELD: &str = "field_at_bounce";
    if !outcome.candidate.own.contains(&FIELD) {
        return Ok(String::new());
    }
    let limit = outcome.nested.chains.marginal(FIELD)?.lower_limit(0.95)?;
    let mut table = outcome.candidate.run()?.primordial;
    table.insert(FIELD.to_owned(), limit.into());
    let Description::LoopQuantumCosmology(model) = Description::from_toml(&table.to_string())?
    else {
        return Ok(String::new());
    };
    let k = model.solve()?.k_lqc_inv_mpc();
    Ok(format!(
        "- The bounce of **{}** may be no nearer than φ_B > {limit:.3} at 95 %: k_LQC < {k:.1e} / Mpc for the amplitude of the run file. The \
         limit is one of the prior's too, which ends where the bounce has long been out of sight.\n",
        outcome.candidate.title
    ))
}

/// How far to trust the numbers.
fn trust(outcomes: &[Outcome<'_>], best: &BestFit) -> Result<String, Failure> {
    let mut text = "\n## Accuracy\n\n\
        Spectra are those of a response to the primordial spectrum about the power law's best fit; ln Z is that of nested sampling with these, \
        put right by what the solver says at points of the posterior.\n\n\
        | model | ln Z by the response | solver's − response's | points | σ of the ratio of likelihoods | ln L at the best fit, solver's − \
        response's | information [nats] | insertion ranks p | evaluations | s |\n\
        | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
        .to_owned();
    for outcome in outcomes {
        let nested = &outcome.nested;
        writeln!(
            text,
            "| {} | {:.2} ± {:.2} | {:+.3} | {} | {:.3} | {:+.3} | {:.1} | {:.2} | {} | {:.0} |",
            outcome.candidate.title,
            nested.ln_evidence,
            nested.ln_evidence_error,
            outcome.solver.ln_evidence_ratio,
            outcome.checks,
            outcome.ratio_sigma(),
            -outcome.surplus,
            nested.information,
            nested.insertion_ranks.p_value,
            nested.evaluations,
            outcome.seconds,
        )?;
    }
    let base = &outcomes[0];
    let gaussian = |covariance: &Covariance| {
        let n = covariance.dimension() as f64;
        best.ln_posterior + 0.5 * (n * TAU.ln() + covariance.ln_determinant())
    };
    let of_samples = Covariance::new(base.nested.chains.covariance())?;
    writeln!(
        text,
        "\nThe power law's posterior is nearly normal. Were it so, ln Z would be {:.2} by the curvature at the solver's best fit, and {:.2} by the \
        covariance of the samples.",
        gaussian(&best.covariance),
        gaussian(&of_samples),
    )?;
    Ok(text)
}
