//! The distribution of one parameter.

use crate::error::Error;
use crate::require::require_probability;

/// An interval of one parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

/// The one-dimensional posterior of a parameter, from weighted samples.
///
/// Quantiles invert the empirical distribution function,
///
/// ```text
/// q(p) = min { x : Σ_{θ ≤ x} w ≥ p Σ w },
/// ```
///
/// the definition that neither scaling the weights nor writing a row twice changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Marginal {
    values: Vec<f64>,
    cumulative: Vec<f64>,
}

impl Marginal {
    /// From (value, weight) pairs: finite values, weights ≥ 0 with a positive sum.
    pub(crate) fn sorted(mut pairs: Vec<(f64, f64)>) -> Self {
        pairs.retain(|(_, w)| *w > 0.0);
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut total = 0.0;
        let cumulative = pairs
            .iter()
            .map(|(_, w)| {
                total += w;
                total
            })
            .collect();
        Self {
            values: pairs.into_iter().map(|(v, _)| v).collect(),
            cumulative,
        }
    }

    /// The value below or at which lies the probability `p`.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] for `p` outside [0, 1].
    pub fn quantile(&self, p: f64) -> Result<f64, Error> {
        require_probability("probability", p)?;
        let last = self.values.len() - 1;
        let target = p * self.cumulative[last];
        let i = self.cumulative.partition_point(|c| *c < target);
        Ok(self.values[i.min(last)])
    }

    /// The quantile of probability ½.
    #[must_use]
    pub fn median(&self) -> f64 {
        let half = 0.5 * self.cumulative[self.values.len() - 1];
        self.values[self.cumulative.partition_point(|c| *c < half)]
    }

    /// The interval that holds the probability `mass` with equal tails on both sides.
    ///
    /// # Errors
    ///
    /// As [`quantile`](Self::quantile).
    pub fn interval(&self, mass: f64) -> Result<Interval, Error> {
        require_probability("probability", mass)?;
        let tail = 0.5 * (1.0 - mass);
        Ok(Interval {
            lower: self.quantile(tail)?,
            upper: self.quantile(1.0 - tail)?,
        })
    }

    /// The value below which lies the probability `mass`: "θ < limit at 95%".
    ///
    /// # Errors
    ///
    /// As [`quantile`](Self::quantile).
    pub fn upper_limit(&self, mass: f64) -> Result<f64, Error> {
        self.quantile(mass)
    }

    /// The value above which lies the probability `mass`: "θ > limit at 95%".
    ///
    /// # Errors
    ///
    /// As [`quantile`](Self::quantile).
    pub fn lower_limit(&self, mass: f64) -> Result<f64, Error> {
        self.quantile(1.0 - mass)
    }

    /// The bound on |θ| that holds the probability `mass`: "|μ| < limit at 95%".
    ///
    /// # Errors
    ///
    /// As [`quantile`](Self::quantile).
    pub fn absolute_limit(&self, mass: f64) -> Result<f64, Error> {
        let mut before = 0.0;
        let folded = self
            .values
            .iter()
            .zip(&self.cumulative)
            .map(|(value, cumulative)| {
                let weight = cumulative - before;
                before = *cumulative;
                (value.abs(), weight)
            })
            .collect();
        Self::sorted(folded).quantile(mass)
    }
}
