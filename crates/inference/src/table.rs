//! Results as tables for papers and web pages.

use crate::chains::{Chains, Interval};
use crate::digits::significant;
use crate::error::Error;

/// One parameter's results.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ResultRow {
    /// Name.
    pub name: String,
    /// LaTeX label without dollar signs.
    pub label: String,
    /// Posterior mean.
    pub mean: f64,
    /// Posterior standard deviation.
    pub standard_deviation: f64,
    /// Equal-tailed interval of 68.27 % probability.
    pub interval_68: Interval,
    /// Equal-tailed interval of 95 % probability.
    pub interval_95: Interval,
    /// The value in the sample of highest density.
    pub best_fit: f64,
}

/// Mean, standard deviation, limits and best fit of each parameter, from weighted samples of any kind;
/// [`Summary`](crate::diagnostics::Summary) has the diagnostics of Markov chains.
///
/// # Examples
///
/// ```
/// use lastscatter_inference::{Chain, Chains, ParameterInfo, ResultTable};
///
/// let chain = Chain::new(1, vec![0.1, 0.2, 0.3], vec![1.0, 2.0, 1.0], vec![-1.0, 0.0, -1.0])?;
/// let chains = Chains::new(vec![ParameterInfo::new("omega", r"\omega")], vec![chain])?;
/// let table = ResultTable::new(&chains)?;
/// assert!(table.markdown().contains("| `omega` | 0.2000 ± 0.0707 | 0.1000 … 0.3000 |"));
/// assert!(table.latex().contains(r"$\omega$ & $0.2000 \pm 0.0707$ &"));
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ResultTable {
    rows: Vec<ResultRow>,
}

impl ResultTable {
    /// A row for each column of the chains.
    ///
    /// # Errors
    ///
    /// As [`Marginal::interval`](crate::Marginal::interval).
    pub fn new(chains: &Chains) -> Result<Self, Error> {
        let merged = chains.merged();
        let moments = chains.mean().into_iter().zip(chains.standard_deviation());
        let rows = chains.marginals().zip(moments).zip(merged.best());
        let rows = rows.map(
            |(((info, marginal), (mean, standard_deviation)), best_fit)| {
                Ok(ResultRow {
                    name: info.name.clone(),
                    label: info.label.clone(),
                    mean,
                    standard_deviation,
                    interval_68: marginal.interval(0.682_689_492_137_085_9)?,
                    interval_95: marginal.interval(0.95)?,
                    best_fit: *best_fit,
                })
            },
        );
        Ok(Self {
            rows: rows.collect::<Result<_, Error>>()?,
        })
    }

    /// The rows, in the order of the columns.
    #[must_use]
    pub fn rows(&self) -> &[ResultRow] {
        &self.rows
    }

    /// As a table in Markdown, with the parameters' names.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut text = String::from(
            "| parameter | mean ± σ | 68 % limits | 95 % limits | best fit |\n\
             | --- | --- | --- | --- | --- |\n",
        );
        for row in &self.rows {
            let n = |x: f64| significant(x, row.standard_deviation);
            let interval = |i: Interval| format!("{} … {}", n(i.lower), n(i.upper));
            text += &format!(
                "| `{}` | {} ± {} | {} | {} | {} |\n",
                row.name,
                n(row.mean),
                n(row.standard_deviation),
                interval(row.interval_68),
                interval(row.interval_95),
                n(row.best_fit),
            );
        }
        text
    }

    /// As a `tabular` environment in LaTeX, with the parameters' labels.
    #[must_use]
    pub fn latex(&self) -> String {
        let mut text = String::from(
            "\\begin{tabular}{lcccc}\n\\hline\n\
             Parameter & Mean $\\pm\\,\\sigma$ & 68\\% limits & 95\\% limits & Best fit \\\\\n\\hline\n",
        );
        for row in &self.rows {
            let n = |x: f64| latex_number(&significant(x, row.standard_deviation));
            let interval = |i: Interval| format!("$[{},\\, {}]$", n(i.lower), n(i.upper));
            let label = if row.label.is_empty() {
                format!("\\mathrm{{{}}}", row.name.replace('_', "\\_"))
            } else {
                row.label.clone()
            };
            text += &format!(
                "${label}$ & ${} \\pm {}$ & {} & {} & ${}$ \\\\\n",
                n(row.mean),
                n(row.standard_deviation),
                interval(row.interval_68),
                interval(row.interval_95),
                n(row.best_fit),
            );
        }
        text + "\\hline\n\\end{tabular}\n"
    }
}

/// 1.2e-9 as 1.2\times10^{-9}.
fn latex_number(number: &str) -> String {
    match number.split_once('e') {
        Some((mantissa, exponent)) => format!("{mantissa}\\times10^{{{exponent}}}"),
        None => number.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Chain, ParameterInfo};

    #[test]
    fn tiny_and_unlabelled_parameters_are_typeset() {
        let samples = vec![2.0e-9, 1.0, 2.1e-9, 2.0, 2.2e-9, 3.0];
        // Importance weights: the last sample counts for nothing.
        let chain = Chain::new(2, samples, vec![0.5, 0.5, 0.0], vec![-2.0, -1.0, -3.0]).unwrap();
        let infos = vec![
            ParameterInfo::new("A_s", "A_{\\rm s}"),
            ParameterInfo::new("a_b", ""),
        ];
        let table = ResultTable::new(&Chains::new(infos, vec![chain]).unwrap()).unwrap();
        let latex = table.latex();
        assert!(
            latex.contains("$A_{\\rm s}$ & $2.0500\\times10^{-9} \\pm 5.00\\times10^{-11}$"),
            "{latex}"
        );
        assert!(
            latex.contains("$\\mathrm{a\\_b}$ & $1.500 \\pm 0.500$ & $[1.000,\\, 2.000]$"),
            "{latex}"
        );
        assert!(
            latex
                .lines()
                .all(|l| !l.contains('&') || l.matches('&').count() == 4)
        );
        assert!(
            table
                .markdown()
                .lines()
                .all(|l| l.matches('|').count() == 6)
        );
        assert!((table.rows()[1].best_fit - 2.0).abs() < 1e-15);
    }
}
