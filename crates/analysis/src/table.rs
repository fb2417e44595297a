//! Curves that are dear to compute, as functions of a few parameters.

use std::ops::Range;

use rayon::prelude::*;

use crate::Error;

/// Curves over a grid of parameters, by cubics through four nodes along each.
///
/// A grid's spacing is halved along an axis until, on the line through the middle of all others, what lies between nodes is known to the
/// tolerance. Where a curve cannot be computed for a reason that a sampler may pass over, the table has a hole.
#[derive(Debug)]
pub(crate) struct CurveTable {
    axes: Vec<Axis>,
    /// Curves in the order of the axes, the last running fastest.
    curves: Vec<Option<Vec<f64>>>,
}

#[derive(Debug, Clone)]
struct Axis {
    range: Range<f64>,
    intervals: usize,
}

/// The nodes of a cubic.
const POINTS: usize = 4;

/// Intervals at first and at most.
const FEWEST: usize = 4;
const MOST: usize = 128;

impl Axis {
    fn node(&self, i: f64) -> f64 {
        self.range.start + (self.range.end - self.range.start) * i / self.intervals as f64
    }

    /// The first of four nodes and their weights.
    fn stencil(&self, x: f64) -> (usize, [f64; POINTS]) {
        let width = self.range.end - self.range.start;
        let place = (x - self.range.start) / width * self.intervals as f64;
        let last = self.intervals + 1 - POINTS;
        let first = ((place.floor() as usize).saturating_sub(1)).min(last);
        let t = place - first as f64;
        let weights = std::array::from_fn(|a| {
            let others = (0..POINTS).filter(|&b| b != a);
            others.fold(1.0, |product, b| {
                product * (t - b as f64) / (a as f64 - b as f64)
            })
        });
        (first, weights)
    }
}

impl CurveTable {
    /// A table of what `curve` says over these ranges.
    ///
    /// # Errors
    ///
    /// What `curve` fails with, unless it is recoverable.
    pub(crate) fn new<F>(ranges: &[[f64; 2]], tolerance: f64, curve: F) -> Result<Self, Error>
    where
        F: Fn(&[f64]) -> Result<Vec<f64>, Error> + Sync,
    {
        let axes = ranges.iter().map(|&[low, high]| Axis {
            range: low..high,
            intervals: FEWEST,
        });
        let mut axes: Vec<Axis> = axes.collect();
        let at = |points: Vec<Vec<f64>>| -> Result<Vec<Option<Vec<f64>>>, Error> {
            let curves = points.par_iter().with_max_len(1).map(|x| match curve(x) {
                Ok(found) => Ok(Some(found)),
                Err(error) if error.is_recoverable() => Ok(None),
                Err(error) => Err(error),
            });
            curves.collect()
        };
        let middle: Vec<f64> = ranges
            .iter()
            .map(|[low, high]| 0.5 * (low + high))
            .collect();
        for k in 0..axes.len() {
            let on_line = |axis: &Axis, places: &[f64]| {
                let points = places.iter().map(|&i| {
                    let mut x = middle.clone();
                    x[k] = axis.node(i);
                    x
                });
                at(points.collect())
            };
            let all: Vec<f64> = (0..=FEWEST).map(|i| i as f64).collect();
            let mut nodes = on_line(&axes[k], &all)?;
            while axes[k].intervals < MOST {
                let between: Vec<f64> = (0..axes[k].intervals).map(|i| i as f64 + 0.5).collect();
                let halfway = on_line(&axes[k], &between)?;
                let line = Self {
                    axes: vec![axes[k].clone()],
                    curves: nodes.clone(),
                };
                let error = between.iter().zip(&halfway).map(|(&i, exact)| {
                    let guess = line.curve(&[axes[k].node(i)]);
                    let pairs = guess.iter().flatten().zip(exact.iter().flatten());
                    pairs.fold(0.0, |largest: f64, (a, b)| largest.max((a - b).abs()))
                });
                if error.fold(0.0, f64::max) <= tolerance {
                    break;
                }
                let mut finer = Vec::with_capacity(2 * nodes.len() - 1);
                let mut halfway = halfway.into_iter();
                for node in nodes {
                    finer.push(node);
                    finer.extend(halfway.next());
                }
                nodes = finer;
                axes[k].intervals *= 2;
            }
        }
        let points = axes.iter().fold(vec![Vec::new()], |points, axis| {
            let longer = points.iter().flat_map(|x: &Vec<f64>| {
                (0..=axis.intervals).map(move |i| {
                    let mut x = x.clone();
                    x.push(axis.node(i as f64));
                    x
                })
            });
            longer.collect()
        });
        let curves = at(points)?;
        Ok(Self { axes, curves })
    }

    /// How many curves were computed for the grid.
    pub(crate) const fn len(&self) -> usize {
        self.curves.len()
    }

    /// The curve at a point of the ranges; none beside a hole.
    pub(crate) fn curve(&self, x: &[f64]) -> Option<Vec<f64>> {
        let stencils: Vec<_> = self
            .axes
            .iter()
            .zip(x)
            .map(|(a, &x)| a.stencil(x))
            .collect();
        let mut sum: Vec<f64> = Vec::new();
        for corner in 0..POINTS.pow(stencils.len() as u32) {
            let (mut place, mut weight, mut rest) = (0, 1.0, corner);
            for ((first, weights), axis) in stencils.iter().zip(&self.axes) {
                let i = rest % POINTS;
                rest /= POINTS;
                place = place * (axis.intervals + 1) + first + i;
                weight *= weights[i];
            }
            let curve = self.curves[place].as_ref()?;
            sum.resize(curve.len(), 0.0);
            for (sum, value) in sum.iter_mut().zip(curve) {
                *sum += weight * value;
            }
        }
        Some(sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cubics_are_exact_and_waves_are_resolved() {
        let curve = |x: &[f64]| Ok(vec![x[0].powi(3) * x[1], (5.0 * x[1]).sin()]);
        let table = CurveTable::new(&[[-1.0, 1.0], [2.0, 4.0]], 1e-4, curve).expect("a table");
        assert_eq!(table.axes[0].intervals, FEWEST);
        assert!(table.axes[1].intervals > FEWEST && table.axes[1].intervals < MOST);
        for x in [[-1.0, 2.0], [0.3, 2.71], [1.0, 4.0], [-0.99, 3.99]] {
            let found = table.curve(&x).expect("no hole");
            let exact = curve(&x).expect("a curve");
            assert!((found[0] - exact[0]).abs() < 1e-12 && (found[1] - exact[1]).abs() < 1e-4);
        }
    }

    #[test]
    fn holes_stay_holes() {
        let curve = |x: &[f64]| match x[0] {
            x if x < 0.2 => {
                let (field, epsilon) = (x, 2.0);
                Err(lastscatter_primordial::Error::NoInflation { field, epsilon }.into())
            }
            x => Ok(vec![x]),
        };
        let table = CurveTable::new(&[[0.0, 1.0]], 1e-4, curve).expect("a table");
        assert!(table.curve(&[0.1]).is_none());
        assert!((table.curve(&[0.9]).expect("no hole")[0] - 0.9).abs() < 1e-12);
    }
}
