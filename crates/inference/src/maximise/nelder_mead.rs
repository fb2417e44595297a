//! The simplex method of Nelder and Mead.

use super::{Maximum, MaximumStop, require_search, rounding};
use crate::density::{LogDensity, checked_value};
use crate::error::Error;
use crate::require::require_positive;
use crate::start::require_density;

/// Maximises ln p without derivatives, by a simplex that reflects, expands, contracts and shrinks.
///
/// The coefficients depend on the dimension n, which keeps the simplex from collapsing in many
/// dimensions:
///
/// ```text
/// reflection 1,   expansion 1 + 2/n,   contraction 3/4 − 1/2n,   shrinkage 1 − 1/n   (n ≥ 2)
/// ```
///
/// It finds maxima of functions with kinks, noise or hard edges where L-BFGS fails, at a cost that grows
/// steeply beyond ten parameters.
///
/// # References
///
/// `gao2012`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NelderMead {
    /// Spread of ln p over the simplex that counts as none. Default 1e-12: in a Gaussian the maximum
    /// is then good to about 1e-6 standard deviations. The rounding of ln p is the least that is asked for.
    pub value_tolerance: f64,
    /// Size of the simplex relative to the first one that counts as a point. Default 1e-4.
    pub size_tolerance: f64,
    /// Most evaluations. Default 20 000.
    pub max_evaluations: usize,
}

impl Default for NelderMead {
    fn default() -> Self {
        Self {
            value_tolerance: 1e-12,
            size_tolerance: 1e-4,
            max_evaluations: 20_000,
        }
    }
}

/// First edge relative to a parameter's start (or absolute, from zero).
const FIRST_EDGE: f64 = 0.05;

impl NelderMead {
    /// The maximum reached from `start`, with first edges of 5 % of each parameter (0.05 where it is zero).
    ///
    /// # Errors
    ///
    /// As [`maximise_scaled`](Self::maximise_scaled).
    pub fn maximise<D: LogDensity>(&self, density: &D, start: &[f64]) -> Result<Maximum, Error> {
        let edge = |&t: &f64| FIRST_EDGE * if t == 0.0 { 1.0 } else { t.abs() };
        let scales: Vec<f64> = start.iter().map(edge).collect();
        self.maximise_scaled(density, start, &scales)
    }

    /// The maximum reached from `start`; `scales` are the first edges, best about one standard deviation long.
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] and [`Error::NonFiniteEntry`] for a bad start, [`Error::OutOfDomain`] for bad scales or
    /// options, [`Error::NonFinite`] where ln p is NaN or +∞, [`Error::OutsideSupport`] where it is −∞ at the start, [`Error::Density`] for a fatal
    /// failure, [`Error::NotConverged`] with the spread of ln p as residual.
    pub fn maximise_scaled<D: LogDensity>(
        &self,
        density: &D,
        start: &[f64],
        scales: &[f64],
    ) -> Result<Maximum, Error> {
        require_positive("value_tolerance", self.value_tolerance)?;
        require_positive("size_tolerance", self.size_tolerance)?;
        require_search(density, start, scales)?;
        let first = Vertex::new(density, start.to_vec())?;
        require_density(first.value, start)?;
        let mut simplex = Simplex::new(density, first, scales)?;
        let mut iterations = 0;
        loop {
            simplex.sort();
            let spread = simplex.spread();
            let best = &simplex.vertices[0];
            if spread <= self.value_tolerance.max(rounding(best.value))
                && simplex.size() <= self.size_tolerance
            {
                return Ok(Maximum {
                    theta: best.theta.clone(),
                    ln_density: best.value,
                    iterations,
                    evaluations: simplex.evaluations,
                    stop: MaximumStop::Simplex,
                });
            }
            if simplex.evaluations >= self.max_evaluations {
                return Err(Error::NotConverged {
                    what: "Nelder–Mead",
                    iterations,
                    residual: spread,
                    tolerance: self.value_tolerance,
                    theta: best.theta.clone(),
                });
            }
            simplex.step()?;
            iterations += 1;
        }
    }
}

#[derive(Debug, Clone)]
struct Vertex {
    theta: Vec<f64>,
    value: f64,
}

impl Vertex {
    fn new<D: LogDensity>(density: &D, theta: Vec<f64>) -> Result<Self, Error> {
        let value = checked_value(density, &theta)?;
        Ok(Self { theta, value })
    }
}

struct Simplex<'a, D> {
    density: &'a D,
    scales: &'a [f64],
    /// Best first once sorted.
    vertices: Vec<Vertex>,
    evaluations: usize,
}

impl<'a, D: LogDensity> Simplex<'a, D> {
    fn new(density: &'a D, first: Vertex, scales: &'a [f64]) -> Result<Self, Error> {
        let mut vertices = vec![first];
        for (k, scale) in scales.iter().enumerate() {
            let mut theta = vertices[0].theta.clone();
            theta[k] += scale;
            vertices.push(Vertex::new(density, theta)?);
        }
        Ok(Self {
            density,
            scales,
            evaluations: vertices.len(),
            vertices,
        })
    }

    fn sort(&mut self) {
        self.vertices.sort_by(|a, b| b.value.total_cmp(&a.value));
    }

    fn spread(&self) -> f64 {
        self.vertices[0].value - self.vertices[self.vertices.len() - 1].value
    }

    fn size(&self) -> f64 {
        let best = &self.vertices[0].theta;
        self.vertices[1..]
            .iter()
            .flat_map(|v| v.theta.iter().zip(best).zip(self.scales))
            .map(|((t, b), s)| (t - b).abs() / s)
            .fold(0.0, f64::max)
    }

    /// c + factor (c − worst), with c the centroid of all others.
    fn reflected(&mut self, centroid: &[f64], factor: f64) -> Result<Vertex, Error> {
        let worst = &self.vertices[self.vertices.len() - 1].theta;
        let theta = centroid
            .iter()
            .zip(worst)
            .map(|(c, w)| c + factor * (c - w));
        self.evaluations += 1;
        Vertex::new(self.density, theta.collect())
    }

    /// One move of the sorted simplex.
    fn step(&mut self) -> Result<(), Error> {
        let dimension = self.scales.len();
        let n = dimension.max(2) as f64;
        let contraction = 0.75 - 0.5 / n;
        let centroid: Vec<f64> = (0..dimension)
            .map(|k| {
                let sum: f64 = self.vertices[..dimension].iter().map(|v| v.theta[k]).sum();
                sum / dimension as f64
            })
            .collect();
        let best = self.vertices[0].value;
        let second_worst = self.vertices[dimension - 1].value;
        let worst = self.vertices[dimension].value;

        let reflected = self.reflected(&centroid, 1.0)?;
        let replacement = if reflected.value > best {
            let expanded = self.reflected(&centroid, 1.0 + 2.0 / n)?;
            Some(if expanded.value > reflected.value {
                expanded
            } else {
                reflected
            })
        } else if reflected.value > second_worst {
            Some(reflected)
        } else if reflected.value > worst {
            let contracted = self.reflected(&centroid, contraction)?;
            (contracted.value >= reflected.value).then_some(contracted)
        } else {
            let contracted = self.reflected(&centroid, -contraction)?;
            (contracted.value > worst).then_some(contracted)
        };
        match replacement {
            Some(vertex) => self.vertices[dimension] = vertex,
            None => self.shrink(1.0 - 1.0 / n)?,
        }
        Ok(())
    }

    fn shrink(&mut self, factor: f64) -> Result<(), Error> {
        let (best, others) = self.vertices.split_at_mut(1);
        for vertex in others {
            let pairs = best[0].theta.iter().zip(&vertex.theta);
            let theta = pairs.map(|(b, t)| b + factor * (t - b)).collect();
            *vertex = Vertex::new(self.density, theta)?;
            self.evaluations += 1;
        }
        Ok(())
    }
}
