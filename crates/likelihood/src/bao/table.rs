//! Likelihoods tabulated over one or two distances.

use crate::Error;
use crate::table::Table;

/// ln L, at most 0, over a rectangular grid in one or two dimensions.
///
/// Between the nodes it is a cubic through the four nearest of each dimension.
#[derive(Debug, Clone)]
pub(super) struct Tabulated {
    axes: Vec<Vec<f64>>,
    /// The last axis runs fastest.
    ln_likelihood: Vec<f64>,
}

/// Nodes of a cubic.
const NODES: usize = 4;

impl Tabulated {
    /// From the numbers of `table`, ln L up to a constant.
    pub(super) fn new(
        table: &Table,
        axes: Vec<Vec<f64>>,
        mut ln_likelihood: Vec<f64>,
    ) -> Result<Self, Error> {
        for axis in &axes {
            let increasing = axis.windows(2).all(|pair| pair[0] < pair[1]);
            if !increasing || axis.len() < NODES {
                let line = table.rows[0].line;
                return Err(table.error(line, "distances that do not increase", "a grid"));
            }
        }
        let largest = ln_likelihood.iter().copied().fold(f64::MIN, f64::max);
        for ln in &mut ln_likelihood {
            *ln -= largest;
        }
        Ok(Self {
            axes,
            ln_likelihood,
        })
    }

    /// Lowest and highest value of each axis.
    pub(super) fn ranges(&self) -> impl Iterator<Item = [f64; 2]> {
        self.axes.iter().map(|axis| [axis[0], axis[axis.len() - 1]])
    }

    /// ln L at a point inside.
    pub(super) fn at(&self, point: &[f64]) -> f64 {
        let cubics: Vec<_> = (self.axes.iter().zip(point))
            .map(|(axis, &x)| cubic(axis, x))
            .collect();
        self.sum(&cubics, 0, 0)
    }

    fn sum(&self, cubics: &[(usize, [f64; NODES])], axis: usize, offset: usize) -> f64 {
        let Some((first, weights)) = cubics.get(axis) else {
            return self.ln_likelihood[offset];
        };
        let offset = offset * self.axes[axis].len() + first;
        let term = |(i, weight): (usize, &f64)| weight * self.sum(cubics, axis + 1, offset + i);
        weights.iter().enumerate().map(term).sum()
    }

    /// Mean and standard deviation of each distance, under the likelihood as a density on the grid.
    pub(super) fn moments(&self) -> Vec<(f64, f64)> {
        let mut stride = self.ln_likelihood.len();
        let mut moments = Vec::with_capacity(self.axes.len());
        for axis in &self.axes {
            stride /= axis.len();
            let x = |i: usize| axis[i / stride % axis.len()];
            let mean_of = |f: &dyn Fn(f64) -> f64| {
                let (mut total, mut sum) = (0.0, 0.0);
                for (i, ln) in self.ln_likelihood.iter().enumerate() {
                    total += ln.exp();
                    sum += ln.exp() * f(x(i));
                }
                sum / total
            };
            let mean = mean_of(&|x| x);
            moments.push((mean, mean_of(&|x| (x - mean).powi(2)).sqrt()));
        }
        moments
    }
}

/// The first of four nodes about `x` and their Lagrange weights.
fn cubic(axis: &[f64], x: f64) -> (usize, [f64; NODES]) {
    let above = axis.partition_point(|&node| node <= x);
    let first = above.saturating_sub(2).min(axis.len() - NODES);
    let nodes = &axis[first..first + NODES];
    let weight = |i: usize| {
        let others = (0..NODES).filter(|&j| j != i);
        others
            .map(|j| (x - nodes[j]) / (nodes[i] - nodes[j]))
            .product()
    };
    (first, std::array::from_fn(weight))
}
