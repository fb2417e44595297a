//! The table that one looks at after a run.

use std::fmt;

use super::{ess_bulk, ess_tail, mcse_mean, mcse_sd, r_hat};
use crate::chains::{Chains, Interval};
use crate::digits::significant;
use crate::error::Error;

/// One parameter's row of a [`Summary`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ParameterSummary {
    /// The parameter's name.
    pub name: String,
    /// Posterior mean.
    pub mean: f64,
    /// Monte Carlo standard error of the mean.
    pub mcse_mean: f64,
    /// Posterior standard deviation.
    pub standard_deviation: f64,
    /// Monte Carlo standard error of the standard deviation.
    pub mcse_standard_deviation: f64,
    /// Posterior median.
    pub median: f64,
    /// Equal-tailed interval of 68% probability.
    pub interval_68: Interval,
    /// Equal-tailed interval of 95% probability.
    pub interval_95: Interval,
    /// Rank-normalised split R̂.
    pub r_hat: f64,
    /// Effective sample size of the bulk.
    pub ess_bulk: f64,
    /// Effective sample size of the tails.
    pub ess_tail: f64,
}

/// Moments, intervals and diagnostics of each parameter. `Display` gives an aligned table.
///
/// # Examples
///
/// ```
/// use lastscatter_inference::{Chain, Chains, ParameterInfo, diagnostics::Summary, stream};
/// use rand::RngExt;
///
/// let chain = |index| {
///     let mut rng = stream(1, index);
///     let draws = (0..1000).map(|_| rng.random::<f64>()).collect();
///     Chain::new(1, draws, vec![1.0; 1000], vec![0.0; 1000])
/// };
/// let chains = Chains::new(vec![ParameterInfo::new("u", "u")], vec![chain(0)?, chain(1)?])?;
/// let summary = Summary::new(&chains)?;
/// assert!((summary.parameters()[0].mean - 0.5).abs() < 0.03);
/// assert!(summary.to_string().lines().next().is_some_and(|header| header.contains("ESS bulk")));
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    parameters: Vec<ParameterSummary>,
}

impl Summary {
    /// The summary of chains whose weights are numbers of steps.
    ///
    /// Of chains of different length the beginnings of the longer are left out of the diagnostics.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] naming the parameter that has no diagnostics, for too short or constant
    /// chains or importance weights.
    pub fn new(chains: &Chains) -> Result<Self, Error> {
        let moments = chains.mean().into_iter().zip(chains.standard_deviation());
        let parameters = moments
            .enumerate()
            .map(|(column, moments)| {
                row(chains, column, moments).map_err(|source| Error::Parameter {
                    name: chains.parameters()[column].name.clone(),
                    source: Box::new(source),
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { parameters })
    }

    /// The rows, in the order of the chains' columns.
    #[must_use]
    pub fn parameters(&self) -> &[ParameterSummary] {
        &self.parameters
    }
}

fn row(
    chains: &Chains,
    column: usize,
    (mean, standard_deviation): (f64, f64),
) -> Result<ParameterSummary, Error> {
    let draws = chains.draws(column)?;
    let shortest = draws.iter().map(Vec::len).min().unwrap_or_default();
    let draws: Vec<&[f64]> = draws.iter().map(|d| &d[d.len() - shortest..]).collect();
    let marginal = chains.column_marginal(column);
    Ok(ParameterSummary {
        name: chains.parameters()[column].name.clone(),
        mean,
        mcse_mean: mcse_mean(&draws)?,
        mcse_standard_deviation: mcse_sd(&draws)?,
        standard_deviation,
        median: marginal.median(),
        interval_68: marginal.interval(0.682_689_492_137_085_9)?,
        interval_95: marginal.interval(0.95)?,
        r_hat: r_hat(&draws)?,
        ess_bulk: ess_bulk(&draws)?,
        ess_tail: ess_tail(&draws)?,
    })
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const HEADER: [&str; 12] = [
            "parameter",
            "mean",
            "MCSE",
            "sd",
            "median",
            "16%",
            "84%",
            "2.5%",
            "97.5%",
            "R-hat",
            "ESS bulk",
            "ESS tail",
        ];
        let mut rows = vec![HEADER.map(String::from).to_vec()];
        for p in &self.parameters {
            let number = |x: f64| significant(x, p.standard_deviation);
            rows.push(vec![
                p.name.clone(),
                number(p.mean),
                significant(p.mcse_mean, p.mcse_mean),
                number(p.standard_deviation),
                number(p.median),
                number(p.interval_68.lower),
                number(p.interval_68.upper),
                number(p.interval_95.lower),
                number(p.interval_95.upper),
                format!("{:.4}", p.r_hat),
                format!("{:.0}", p.ess_bulk),
                format!("{:.0}", p.ess_tail),
            ]);
        }
        let width = |column: usize| rows.iter().map(|r| r[column].chars().count()).max();
        let widths: Vec<usize> = (0..HEADER.len()).filter_map(width).collect();
        for row in rows {
            write!(f, "{:<width$}", row[0], width = widths[0])?;
            for (cell, width) in row.iter().zip(&widths).skip(1) {
                write!(f, "  {cell:>width$}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
