//! One chain: rows of parameters, how long each was visited, and its log-density.

use crate::error::Error;
use crate::require::{require_at_least, require_finite, require_length};

/// How much of a chain's beginning to drop.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum BurnIn {
    /// This fraction of the total weight, rounded down to whole steps.
    Fraction(f64),
    /// This many steps.
    Steps(usize),
}

/// Samples in the order in which they were drawn, each with a weight (the number of steps spent
/// there, or an importance weight) and its log-density.
///
/// A chain has at least one sample, finite samples, non-negative weights with a positive sum, and
/// no NaN among its log-densities.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    dimension: usize,
    samples: Vec<f64>,
    weights: Vec<f64>,
    ln_density: Vec<f64>,
}

impl Chain {
    /// A chain from row-major `samples` with `dimension` columns.
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] where lengths differ, [`Error::TooFew`] where nothing is there, [`Error::NonFiniteEntry`] and
    /// [`Error::OutOfDomain`] where a number breaks the rules above.
    pub fn new(
        dimension: usize,
        samples: Vec<f64>,
        weights: Vec<f64>,
        ln_density: Vec<f64>,
    ) -> Result<Self, Error> {
        require_at_least("columns of a chain", dimension, 1)?;
        require_at_least("rows of a chain", weights.len(), 1)?;
        require_length("samples", samples.len(), dimension * weights.len())?;
        require_length("ln_density", ln_density.len(), weights.len())?;
        require_finite("samples", &samples)?;
        require_finite("weights", &weights)?;
        if let Some(&value) = weights.iter().find(|w| **w < 0.0) {
            return Err(Error::OutOfDomain {
                name: "weight",
                value,
                expected: "zero or more",
            });
        }
        let total: f64 = weights.iter().sum();
        if !(total > 0.0 && total.is_finite()) {
            return Err(Error::OutOfDomain {
                name: "sum of weights",
                value: total,
                expected: "a positive, finite number",
            });
        }
        if let Some(value) = ln_density.iter().find(|v| v.is_nan()) {
            return Err(Error::OutOfDomain {
                name: "ln_density",
                value: *value,
                expected: "a number",
            });
        }
        Ok(Self {
            dimension,
            samples,
            weights,
            ln_density,
        })
    }

    /// Number of columns.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// Number of rows, at least one.
    #[expect(clippy::len_without_is_empty, reason = "a chain is never empty")]
    #[must_use]
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    /// Row `i`.
    ///
    /// # Panics
    ///
    /// If `i` is not below [`len`](Self::len).
    #[must_use]
    pub fn row(&self, i: usize) -> &[f64] {
        &self.samples[i * self.dimension..(i + 1) * self.dimension]
    }

    /// The rows in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f64]> {
        self.samples.chunks_exact(self.dimension)
    }

    /// The rows one after the other.
    #[must_use]
    pub fn samples(&self) -> &[f64] {
        &self.samples
    }

    /// Weight of each row.
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Log-density of each row, up to the density's constant.
    #[must_use]
    pub fn ln_density(&self) -> &[f64] {
        &self.ln_density
    }

    /// Sum of the weights: the number of steps where weights are multiplicities.
    #[must_use]
    pub fn total_weight(&self) -> f64 {
        self.weights.iter().sum()
    }

    /// The row of highest log-density.
    #[must_use]
    pub fn best(&self) -> &[f64] {
        let mut best = 0;
        for i in 1..self.len() {
            if self.ln_density[i] > self.ln_density[best] {
                best = i;
            }
        }
        self.row(best)
    }

    /// Column `parameter`, each row repeated by its multiplicity.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] for a column that is not there, or where a weight is no whole number: importance
    /// weights have no order in time.
    pub fn draws(&self, parameter: usize) -> Result<Vec<f64>, Error> {
        if parameter >= self.dimension {
            return Err(Error::OutOfDomain {
                name: "column",
                value: parameter as f64,
                expected: "below the number of columns",
            });
        }
        let counts = self.multiplicities()?;
        Ok(self
            .rows()
            .zip(counts)
            .flat_map(|(row, count)| std::iter::repeat_n(row[parameter], count))
            .collect())
    }

    /// The chain without its beginning; a row astride the border keeps what is left of its weight.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] where nothing would be left, or for a fraction outside [0, 1).
    pub fn without_burn_in(&self, burn_in: BurnIn) -> Result<Self, Error> {
        let total = self.total_weight();
        let drop = match burn_in {
            BurnIn::Fraction(f) if (0.0..1.0).contains(&f) => (f * total).floor(),
            BurnIn::Fraction(value) => {
                return Err(Error::OutOfDomain {
                    name: "burn-in fraction",
                    value,
                    expected: "0 or more, below 1",
                });
            }
            BurnIn::Steps(steps) => steps as f64,
        };
        if drop >= total {
            return Err(Error::OutOfDomain {
                name: "burn-in steps",
                value: drop,
                expected: "fewer than the chain has",
            });
        }
        let mut first = 0;
        let mut passed = 0.0;
        while passed + self.weights[first] <= drop {
            passed += self.weights[first];
            first += 1;
        }
        let mut weights = self.weights[first..].to_vec();
        weights[0] -= drop - passed;
        Self::new(
            self.dimension,
            self.samples[first * self.dimension..].to_vec(),
            weights,
            self.ln_density[first..].to_vec(),
        )
    }

    /// Steps 0, `every`, 2 `every`, … of the chain.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] for `every` = 0 or where a weight is no whole number.
    pub fn thinned(&self, every: usize) -> Result<Self, Error> {
        if every == 0 {
            return Err(Error::OutOfDomain {
                name: "thinning",
                value: 0.0,
                expected: "1 or more",
            });
        }
        let mut thinned = Self {
            dimension: self.dimension,
            samples: Vec::new(),
            weights: Vec::new(),
            ln_density: Vec::new(),
        };
        let mut step = 0;
        for (i, count) in self.multiplicities()?.into_iter().enumerate() {
            let kept = (step + count).div_ceil(every) - step.div_ceil(every);
            step += count;
            if kept > 0 {
                thinned.push(self.row(i), kept as f64, self.ln_density[i]);
            }
        }
        Ok(thinned)
    }

    fn push(&mut self, row: &[f64], weight: f64, ln_density: f64) {
        self.samples.extend_from_slice(row);
        self.weights.push(weight);
        self.ln_density.push(ln_density);
    }

    fn multiplicities(&self) -> Result<Vec<usize>, Error> {
        // Above this a count is a mistake, and repeating a row so often would exhaust memory.
        const LARGEST: f64 = (1_u64 << 32) as f64;
        self.weights
            .iter()
            .map(|&w| {
                if w <= LARGEST && w.fract() == 0.0 {
                    Ok(w as usize)
                } else {
                    Err(Error::OutOfDomain {
                        name: "weight",
                        value: w,
                        expected: "a whole number of steps",
                    })
                }
            })
            .collect()
    }

    /// The rows of `chains` (not empty, of one dimension) one after the other.
    pub(super) fn concatenation(chains: &[Self]) -> Self {
        let gather = |f: fn(&Self) -> &[f64]| chains.iter().flat_map(f).copied().collect();
        Self {
            dimension: chains[0].dimension,
            samples: gather(Self::samples),
            weights: gather(Self::weights),
            ln_density: gather(Self::ln_density),
        }
    }
}
