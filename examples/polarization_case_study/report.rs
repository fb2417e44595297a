//! What the measurement says, in words and tables.

use std::fmt::Write;

use lastscatter::constants::uom::si::angle::degree;
use lastscatter::stokes::estimation::{AmplitudePrior, IntervalKind, RiceDistribution};
use lastscatter_examples::{Failure, TextTable};

use crate::{Case, unit};

/// Means further apart than this many Monte Carlo errors cannot both be right.
const TOLERANCE: f64 = 5.0;

pub(crate) fn text(cases: &[Case], p_max: f64) -> Result<String, Failure> {
    let mut out = String::new();
    let Some(first) = cases.first() else {
        return Ok(out);
    };
    let m = &first.measurement;
    let unit = unit(m);
    writeln!(
        out,
        "Measured: Q = {:.2}, U = {:.2}, σ_Q = {:.2}, σ_U = {:.2} (all in {unit:e} of I, IAU convention)\n\
         Prior: flat in the amplitude p ≥ 0 and in the angle.\n",
        m.q() / unit,
        m.u() / unit,
        m.noise().qq().sqrt() / unit,
        m.noise().uu().sqrt() / unit
    )?;
    let mut table = TextTable::new(
        std::iter::once(format!("polarised intensity p [{unit:e}]"))
            .chain(cases.iter().map(|c| c.title.clone())),
    );
    let mut row = |label: &str, cell: &dyn Fn(&Case) -> Result<String, Failure>| {
        let cells = cases.iter().map(cell).collect::<Result<Vec<_>, _>>()?;
        table.row(std::iter::once(label.to_owned()).chain(cells));
        Ok::<(), Failure>(())
    };
    let number = |v: f64| format!("{:.3}", v / unit);
    let range = |low: f64, high: f64| format!("[{low:.2}, {high:.2}]");
    row("signal-to-noise ratio", &|c| {
        Ok(format!("{:.2}", c.measurement.signal_to_noise()))
    })?;
    row("p-value of no polarisation", &|c| {
        Ok(match c.measurement.null_p_value() {
            0.0 => "< 1e-300".to_owned(),
            p => format!("{p:.1e}"),
        })
    })?;
    row("naive √(Q²+U²)", &|c| Ok(number(c.measurement.naive())))?;
    row("modified asymptotic", &|c| {
        let estimate = c.measurement.modified_asymptotic();
        Ok(format!(
            "{} ± {}",
            number(estimate.value),
            number(estimate.sigma)
        ))
    })?;
    row("posterior mean ± sd", &|c| {
        let p = c.posterior.amplitude();
        Ok(format!(
            "{} ± {}",
            number(p.mean()),
            number(p.standard_deviation())
        ))
    })?;
    row("posterior median", &|c| {
        Ok(number(c.posterior.amplitude().median()))
    })?;
    row("posterior mode", &|c| {
        Ok(number(c.posterior.amplitude().mode()))
    })?;
    for (label, kind) in [
        ("95%, highest density", IntervalKind::HighestDensity),
        ("95%, equal tails", IntervalKind::EqualTailed),
    ] {
        row(label, &|c| {
            let interval = c.posterior.amplitude().interval(kind, 0.95)?;
            Ok(range(interval.lower / unit, interval.upper / unit))
        })?;
    }
    let label = format!("ln Bayes factor, 0 < p < {p_max:e} : 0");
    let bounded = AmplitudePrior::flat_in_amplitude().up_to(p_max)?;
    row(&label, &|c| {
        if c.measurement.naive() > p_max {
            return Ok("measured above".to_owned());
        }
        let posterior = c.measurement.posterior(bounded)?;
        Ok(format!("{:.2}", posterior.ln_bayes_factor()?))
    })?;
    row("angle ψ: mean, 95% [°]", &|c| {
        let angle = c.posterior.angle();
        let interval = angle.interval(IntervalKind::HighestDensity, 0.95)?;
        let (low, high) = (
            interval.lower.get::<degree>(),
            interval.upper.get::<degree>(),
        );
        let mean = match angle.mean() {
            // Adding zero turns -0 into 0.
            Ok(mean) => format!(
                "{:.2}",
                (mean.get::<degree>() * 100.0).round() / 100.0 + 0.0
            ),
            Err(_) => "undefined".to_owned(),
        };
        Ok(format!("{mean} {}", range(low, high)))
    })?;
    row("mean p by Markov chain", &|c| {
        Ok(format!(
            "{} ± {}",
            number(c.sampled.amplitude_mean),
            number(c.sampled.amplitude_error)
        ))
    })?;
    writeln!(out, "{table}")?;
    out += &bias(first)?;
    Ok(out)
}

/// The classical trap, from Rice's distribution.
fn bias(case: &Case) -> Result<String, Failure> {
    let sigma = case
        .measurement
        .noise()
        .qq()
        .max(case.measurement.noise().uu())
        .sqrt();
    let mut table = TextTable::new(["true p/σ", "mean of the naive p/σ", "bias/σ"]);
    for ratio in [0.0, 0.5, 1.0, 2.0, 3.84, 10.0] {
        let rice = RiceDistribution::new(ratio * sigma, sigma)?;
        table.row([
            format!("{ratio}"),
            format!("{:.3}", rice.mean() / sigma),
            format!("{:.3}", rice.bias() / sigma),
        ]);
    }
    Ok(format!(
        "  Why not √(Q²+U²): it cannot be negative, so noise alone makes it positive. Exactly, for\n  \
         equal independent errors σ = {sigma:.2e}:\n\n{table}\n"
    ))
}

/// Fails where the chain and the quadrature disagree.
pub(crate) fn verdict(cases: &[Case]) -> Result<(), Failure> {
    for case in cases {
        let exact = case.posterior.amplitude().mean();
        let miss = (case.sampled.amplitude_mean - exact).abs() / case.sampled.amplitude_error;
        if miss > TOLERANCE || case.sampled.r_hat > 1.05 {
            return Err(format!(
                "{}: the chain's mean is {miss:.1} Monte Carlo errors from the integrated one (at \
                 most {TOLERANCE} expected), R̂ = {:.3}",
                case.title, case.sampled.r_hat
            )
            .into());
        }
    }
    Ok(())
}
