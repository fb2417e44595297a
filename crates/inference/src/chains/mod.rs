//! Weighted samples and what is read off them.

mod chain;
mod marginal;

use nalgebra::DMatrix;

pub use chain::{BurnIn, Chain};
pub use marginal::{Interval, Marginal};

use crate::error::Error;
use crate::parameter::{ParameterInfo, require_distinct, require_name};
use crate::require::{require_at_least, require_length};

/// Chains over the same parameters.
///
/// # Examples
///
/// ```
/// use lastscatter_inference::{Chain, Chains, ParameterInfo};
///
/// let chain = Chain::new(1, vec![1.0, 2.0, 4.0], vec![2.0, 1.0, 1.0], vec![0.0; 3])?;
/// let chains = Chains::new(vec![ParameterInfo::new("mu", r"\mu")], vec![chain])?;
/// assert_eq!(chains.mean(), [2.0]);
/// assert_eq!(chains.marginal("mu")?.upper_limit(0.75)?, 2.0);
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Chains {
    parameters: Vec<ParameterInfo>,
    chains: Vec<Chain>,
}

impl Chains {
    /// One or more chains with their parameters, in the order of the columns.
    ///
    /// # Errors
    ///
    /// [`Error::TooFew`] for no chain; [`Error::Dimension`] unless each has one column a parameter;
    /// [`Error::InvalidName`] for a name that chain files cannot carry, or one that is there twice.
    pub fn new(parameters: Vec<ParameterInfo>, chains: Vec<Chain>) -> Result<Self, Error> {
        require_at_least("chains", chains.len(), 1)?;
        for chain in &chains {
            require_length("list of parameters", parameters.len(), chain.dimension())?;
        }
        for parameter in &parameters {
            require_name(&parameter.name)?;
        }
        require_distinct(parameters.iter().map(|p| p.name.as_str()))?;
        Ok(Self { parameters, chains })
    }

    /// The parameters, in the order of the columns.
    #[must_use]
    pub fn parameters(&self) -> &[ParameterInfo] {
        &self.parameters
    }

    /// The chains.
    #[must_use]
    pub fn chains(&self) -> &[Chain] {
        &self.chains
    }

    /// The column of the parameter `name`.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownParameter`].
    pub fn index(&self, name: &str) -> Result<usize, Error> {
        self.parameters
            .iter()
            .position(|p| p.name == name)
            .ok_or_else(|| Error::UnknownParameter { name: name.into() })
    }

    /// All samples in one chain, in order.
    #[must_use]
    pub fn merged(&self) -> Chain {
        Chain::concatenation(&self.chains)
    }

    /// The chains without their beginnings.
    ///
    /// # Errors
    ///
    /// As [`Chain::without_burn_in`].
    pub fn without_burn_in(&self, burn_in: BurnIn) -> Result<Self, Error> {
        self.each(|chain| chain.without_burn_in(burn_in))
    }

    /// Every `every`-th step of each chain.
    ///
    /// # Errors
    ///
    /// As [`Chain::thinned`].
    pub fn thinned(&self, every: usize) -> Result<Self, Error> {
        self.each(|chain| chain.thinned(every))
    }

    fn each(&self, edit: impl Fn(&Chain) -> Result<Chain, Error>) -> Result<Self, Error> {
        Ok(Self {
            parameters: self.parameters.clone(),
            chains: self.chains.iter().map(edit).collect::<Result<_, _>>()?,
        })
    }

    /// The draws of column `parameter` chain by chain, each repeated as often as it was visited:
    /// the form that [`diagnostics`](crate::diagnostics) take.
    ///
    /// # Errors
    ///
    /// As [`Chain::draws`].
    pub fn draws(&self, parameter: usize) -> Result<Vec<Vec<f64>>, Error> {
        self.chains.iter().map(|c| c.draws(parameter)).collect()
    }

    /// The one-dimensional posterior of the parameter `name`.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownParameter`].
    pub fn marginal(&self, name: &str) -> Result<Marginal, Error> {
        Ok(self.column_marginal(self.index(name)?))
    }

    /// The parameters with their one-dimensional posteriors.
    pub fn marginals(&self) -> impl Iterator<Item = (&ParameterInfo, Marginal)> {
        self.parameters
            .iter()
            .enumerate()
            .map(|(i, p)| (p, self.column_marginal(i)))
    }

    pub(crate) fn column_marginal(&self, column: usize) -> Marginal {
        Marginal::sorted(
            self.weighted_rows()
                .map(|(row, weight)| (row[column], weight))
                .collect(),
        )
    }

    /// Weighted mean of each parameter over all chains.
    #[must_use]
    pub fn mean(&self) -> Vec<f64> {
        let mut mean = vec![0.0; self.parameters.len()];
        let mut total = 0.0;
        for (row, weight) in self.weighted_rows().filter(|(_, w)| *w > 0.0) {
            total += weight;
            for (m, x) in mean.iter_mut().zip(row) {
                *m += (x - *m) * (weight / total);
            }
        }
        mean
    }

    /// Weighted covariance over all chains,
    ///
    /// ```text
    /// C = Σ w (θ − ⟨θ⟩)(θ − ⟨θ⟩)ᵀ / Σ w,
    /// ```
    ///
    /// normalised as GetDist does: neither scaling nor repeating the weights changes it.
    #[must_use]
    pub fn covariance(&self) -> DMatrix<f64> {
        let mean = self.mean();
        let n = mean.len();
        let mut covariance = DMatrix::zeros(n, n);
        let mut total = 0.0;
        for (row, weight) in self.weighted_rows() {
            total += weight;
            for i in 0..n {
                for j in 0..=i {
                    covariance[(i, j)] += weight * (row[i] - mean[i]) * (row[j] - mean[j]);
                }
            }
        }
        covariance.fill_upper_triangle_with_lower_triangle();
        covariance / total
    }

    /// Square roots of the diagonal of [`covariance`](Self::covariance).
    #[must_use]
    pub fn standard_deviation(&self) -> Vec<f64> {
        let covariance = self.covariance();
        covariance.diagonal().iter().map(|v| v.sqrt()).collect()
    }

    fn weighted_rows(&self) -> impl Iterator<Item = (&[f64], f64)> {
        self.chains
            .iter()
            .flat_map(|c| c.rows().zip(c.weights().iter().copied()))
    }
}
