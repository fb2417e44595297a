//! An ellipsoid around some points.

use nalgebra::{Cholesky, DMatrix};
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;
use serde::{Deserialize, Serialize};
use statrs::function::gamma::ln_gamma;

/// The set |A⁻¹(x − c)|² ≤ r², A Aᵀ the covariance of the points that made it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Ellipsoid {
    pub(super) centre: Vec<f64>,
    /// A, lower triangular, row by row.
    axes: Vec<f64>,
    /// r²; without enlargement that of the outermost point.
    squared_radius: f64,
    /// Share of the live points.
    pub(super) share: f64,
    ln_unit_volume: f64,
}

impl Ellipsoid {
    /// Around `points`, each counted `counts` times; nothing where they span no volume.
    pub(super) fn around(points: &[&[f64]], counts: &[f64], share: f64) -> Option<Self> {
        let dimension = points.first()?.len();
        let total: f64 = counts.iter().sum();
        let mut centre = vec![0.0; dimension];
        for (point, count) in points.iter().zip(counts) {
            for (c, x) in centre.iter_mut().zip(*point) {
                *c += count * x / total;
            }
        }
        let mut covariance = DMatrix::zeros(dimension, dimension);
        for (point, count) in points.iter().zip(counts) {
            for i in 0..dimension {
                let first = count * (point[i] - centre[i]) / total;
                for j in 0..=i {
                    covariance[(i, j)] += first * (point[j] - centre[j]);
                }
            }
        }
        covariance.fill_upper_triangle_with_lower_triangle();
        Self::of_covariance(centre, covariance, share).map(|mut ellipsoid| {
            let seen = points.iter().zip(counts).filter(|(_, c)| **c > 0.0);
            ellipsoid.squared_radius =
                seen.fold(0.0, |r: f64, (p, _)| r.max(ellipsoid.distance(p)));
            ellipsoid
        })
    }

    pub(super) fn of_covariance(
        centre: Vec<f64>,
        covariance: DMatrix<f64>,
        share: f64,
    ) -> Option<Self> {
        let dimension = centre.len();
        let widths: Vec<f64> = covariance.diagonal().iter().map(|v| v.sqrt()).collect();
        // A spread at the level of rounding is none.
        let flat = |(w, c): (&f64, &f64)| w.is_nan() || *w <= 4.0 * f64::EPSILON * c.abs();
        if widths.iter().zip(&centre).any(flat) {
            return None;
        }
        let correlation = DMatrix::from_fn(dimension, dimension, |i, j| {
            covariance[(i, j)] / (widths[i] * widths[j])
        });
        let factor = Cholesky::new(correlation)?.unpack();
        if factor.diagonal().iter().any(|l| *l < 1e-7) {
            return None;
        }
        let axes = (0..dimension)
            .flat_map(|i| (0..dimension).map(move |j| (i, j)))
            .map(|(i, j)| widths[i] * factor[(i, j)]);
        let axes: Vec<f64> = axes.collect();
        let ln_determinant: f64 = (0..dimension).map(|i| axes[i * (dimension + 1)].ln()).sum();
        let half = 0.5 * dimension as f64;
        Some(Self {
            ln_unit_volume: ln_determinant + half * std::f64::consts::PI.ln()
                - ln_gamma(half + 1.0),
            centre,
            axes,
            squared_radius: 1.0,
            share,
        })
    }

    /// |A⁻¹(x − c)|².
    pub(super) fn distance(&self, x: &[f64]) -> f64 {
        let dimension = self.centre.len();
        let mut whitened = [0.0; 32];
        let mut heap;
        let whitened = if dimension <= 32 {
            &mut whitened[..dimension]
        } else {
            heap = vec![0.0; dimension];
            &mut heap[..]
        };
        let mut squared = 0.0;
        for i in 0..dimension {
            let row = &self.axes[i * dimension..][..=i];
            let before: f64 = row[..i].iter().zip(&*whitened).map(|(a, w)| a * w).sum();
            whitened[i] = (x[i] - self.centre[i] - before) / row[i];
            squared += whitened[i] * whitened[i];
        }
        squared
    }

    /// A⁻¹(x − c).
    pub(super) fn whitened(&self, x: &[f64]) -> Vec<f64> {
        let dimension = self.centre.len();
        let mut whitened = vec![0.0; dimension];
        for i in 0..dimension {
            let row = &self.axes[i * dimension..][..=i];
            let before: f64 = row[..i].iter().zip(&whitened).map(|(a, w)| a * w).sum();
            whitened[i] = (x[i] - self.centre[i] - before) / row[i];
        }
        whitened
    }

    /// |A⁻¹(x − c)|²/r²: at most one inside.
    pub(super) fn depth(&self, x: &[f64]) -> f64 {
        self.distance(x) / self.squared_radius
    }

    /// A v.
    pub(super) fn direction(&self, v: &[f64], out: &mut [f64]) {
        let dimension = self.centre.len();
        for (i, o) in out.iter_mut().enumerate() {
            let row = &self.axes[i * dimension..][..=i];
            *o = row.iter().zip(v).map(|(a, v)| a * v).sum();
        }
    }

    pub(super) fn ln_volume(&self) -> f64 {
        self.ln_unit_volume + 0.5 * self.centre.len() as f64 * self.squared_radius.ln()
    }

    /// Multiplies r².
    pub(super) fn enlarge(&mut self, factor: f64) {
        self.squared_radius *= factor;
    }

    /// Makes the volume at least e^`ln_volume`.
    pub(super) fn grow_to(&mut self, ln_volume: f64) {
        let missing = ln_volume - self.ln_volume();
        if missing > 0.0 {
            self.squared_radius *= (2.0 * missing / self.centre.len() as f64).exp();
        }
    }

    /// A point inside, all equally likely.
    pub(super) fn draw<R: Rng>(&self, rng: &mut R, out: &mut [f64]) {
        let dimension = self.centre.len();
        let normal: Vec<f64> = (0..dimension).map(|_| rng.sample(StandardNormal)).collect();
        let length = normal.iter().map(|z: &f64| z * z).sum::<f64>().sqrt();
        let u: f64 = rng.random();
        let radius = self.squared_radius.sqrt() * u.powf(1.0 / dimension as f64) / length;
        self.direction(&normal, out);
        for (o, c) in out.iter_mut().zip(&self.centre) {
            *o = c + radius * *o;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::stream;

    #[test]
    fn draws_are_uniform_and_the_volume_is_right() {
        let covariance = DMatrix::from_row_slice(2, 2, &[4.0, 1.0, 1.0, 1.0]);
        let mut ellipsoid = Ellipsoid::of_covariance(vec![1.0, 2.0], covariance, 1.0).unwrap();
        ellipsoid.enlarge(4.0);
        // 4π √det.
        let volume = 4.0 * std::f64::consts::PI * 3f64.sqrt();
        assert!((ellipsoid.ln_volume() - volume.ln()).abs() < 1e-13);
        ellipsoid.grow_to((2.0 * volume).ln());
        assert!((ellipsoid.ln_volume() - (2.0 * volume).ln()).abs() < 1e-13);
        let mut rng = stream(1, 0);
        let mut x = [0.0; 2];
        let inner = (0..10_000).filter(|_| {
            ellipsoid.draw(&mut rng, &mut x);
            let depth = ellipsoid.depth(&x);
            assert!(depth <= 1.0 + 1e-12);
            depth < 0.5
        });
        // Half of the area; five binomial standard deviations.
        assert!((inner.count() as f64 - 5000.0).abs() < 250.0);
    }

    #[test]
    fn the_outermost_point_lies_on_the_surface() {
        let points: Vec<Vec<f64>> = (0..20)
            .map(|i| vec![f64::from(i), f64::from(i * i % 7), f64::from(i * 3 % 5)])
            .collect();
        let views: Vec<&[f64]> = points.iter().map(Vec::as_slice).collect();
        let ellipsoid = Ellipsoid::around(&views, &[1.0; 20], 1.0).unwrap();
        let deepest = views.iter().map(|p| ellipsoid.depth(p)).fold(0.0, f64::max);
        assert!((deepest - 1.0).abs() < 1e-12);
        let white: f64 = ellipsoid.whitened(&points[3]).iter().map(|w| w * w).sum();
        assert!((white / ellipsoid.distance(&points[3]) - 1.0).abs() < 1e-12);
        assert!(Ellipsoid::around(&views[..2], &[1.0; 2], 1.0).is_none());
    }
}
