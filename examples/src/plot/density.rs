//! Smooth densities of samples, for figures.

use std::ops::Range;

/// A density on a grid over two ranges, with the levels that hold given shares of it.
pub(super) struct Density2 {
    cells: usize,
    values: Vec<f64>,
}

impl Density2 {
    /// Counts samples and smooths them with a Gaussian of their own shape, of Silverman's width.
    ///
    /// Smoothing happens along the principal axes of the samples: along the plot's axes it would
    /// fatten a narrow, tilted region.
    pub(super) fn new(
        x: &[f64],
        y: &[f64],
        ranges: (&Range<f64>, &Range<f64>),
        cells: usize,
    ) -> Self {
        let whitening = Whitening::new(x, y);
        let frame = -WHITE_HALF_WIDTH..WHITE_HALF_WIDTH;
        let mut counts = vec![0.0; cells * cells];
        for (&a, &b) in x.iter().zip(y) {
            let (u, v) = whitening.apply(a, b);
            if let (Some(i), Some(j)) = (cell(u, &frame, cells), cell(v, &frame, cells)) {
                counts[j * cells + i] += 1.0;
            }
        }
        // Silverman's rule in two dimensions; neighbouring samples of a chain are not independent.
        let bandwidth = (x.len() as f64 / 20.0).max(10.0).powf(-1.0 / 6.0);
        let white = smooth_grid(
            &counts,
            cells,
            &kernel(bandwidth * cells as f64 / width(&frame)),
        );
        let at = |u: f64, v: f64| {
            let place = |w: f64| (w - frame.start) / width(&frame) * cells as f64 - 0.5;
            bilinear(&white, cells, place(u), place(v))
        };
        let centre =
            |r: &Range<f64>, k: usize| r.start + width(r) * (k as f64 + 0.5) / cells as f64;
        let mut values = Vec::with_capacity(cells * cells);
        for j in 0..cells {
            for i in 0..cells {
                let (u, v) = whitening.apply(centre(ranges.0, i), centre(ranges.1, j));
                values.push(at(u, v));
            }
        }
        Self { cells, values }
    }

    /// The level above which a share of the density lies.
    pub(super) fn level(&self, share: f64) -> f64 {
        let mut sorted = self.values.clone();
        sorted.sort_by(|a, b| b.total_cmp(a));
        let total: f64 = sorted.iter().sum();
        let mut sum = 0.0;
        for value in sorted {
            sum += value;
            if sum >= share * total {
                return value;
            }
        }
        0.0
    }

    /// Where row `j` rises above a level and falls below it again, in cells from the left edge.
    pub(super) fn runs(&self, j: usize, level: f64) -> Vec<Range<f64>> {
        let row = &self.values[j * self.cells..][..self.cells];
        let mut runs = Vec::new();
        let mut start = (row[0] >= level).then_some(0.5);
        for i in 1..self.cells {
            let (before, after) = (row[i - 1], row[i]);
            let crossing = || i as f64 - 0.5 + (level - before) / (after - before);
            match start {
                None if after >= level => start = Some(crossing()),
                Some(from) if after < level => {
                    runs.push(from..crossing());
                    start = None;
                }
                _ => {}
            }
        }
        runs.extend(start.map(|from| from..self.cells as f64 - 0.5));
        runs
    }
}

/// Half the width of the grid on which whitened samples are smoothed.
const WHITE_HALF_WIDTH: f64 = 6.0;

/// A linear map to coordinates of unit variance without correlation.
struct Whitening {
    mean: (f64, f64),
    sigma: (f64, f64),
    rho: f64,
}

impl Whitening {
    fn new(x: &[f64], y: &[f64]) -> Self {
        let n = x.len().max(2) as f64;
        let mean = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
        let sigma = (spread(x), spread(y));
        let products = x.iter().zip(y).map(|(a, b)| (a - mean.0) * (b - mean.1));
        let rho = products.sum::<f64>() / ((n - 1.0) * sigma.0 * sigma.1);
        Self {
            mean,
            sigma,
            rho: rho.clamp(-0.9999, 0.9999),
        }
    }

    fn apply(&self, x: f64, y: f64) -> (f64, f64) {
        let u = (x - self.mean.0) / self.sigma.0;
        let v = (y - self.mean.1) / self.sigma.1;
        (u, (v - self.rho * u) / (1.0 - self.rho * self.rho).sqrt())
    }
}

fn smooth_grid(counts: &[f64], cells: usize, kernel: &[f64]) -> Vec<f64> {
    let mut rows = vec![0.0; cells * cells];
    for j in 0..cells {
        smooth(
            &counts[j * cells..][..cells],
            kernel,
            &mut rows[j * cells..][..cells],
        );
    }
    let (mut column, mut smoothed) = (vec![0.0; cells], vec![0.0; cells]);
    let mut values = vec![0.0; cells * cells];
    for i in 0..cells {
        for j in 0..cells {
            column[j] = rows[j * cells + i];
        }
        smooth(&column, kernel, &mut smoothed);
        for j in 0..cells {
            values[j * cells + i] = smoothed[j];
        }
    }
    values
}

/// The value between grid points; zero beyond them.
fn bilinear(values: &[f64], cells: usize, i: f64, j: f64) -> f64 {
    let last = (cells - 1) as f64;
    if !(0.0..last).contains(&i) || !(0.0..last).contains(&j) {
        return 0.0;
    }
    let (a, b) = (i.fract(), j.fract());
    let corner = j as usize * cells + i as usize;
    let along = |k: usize| (1.0 - a) * values[k] + a * values[k + 1];
    (1.0 - b) * along(corner) + b * along(corner + cells)
}

/// A smoothed histogram of samples, its peak scaled to one: (x, density).
pub(super) fn density1(x: &[f64], range: &Range<f64>, cells: usize) -> Vec<(f64, f64)> {
    let mut counts = vec![0.0; cells];
    for i in x.iter().filter_map(|&a| cell(a, range, cells)) {
        counts[i] += 1.0;
    }
    let factor = 1.06 * (x.len() as f64 / 20.0).max(10.0).powf(-0.2);
    let mut smoothed = vec![0.0; cells];
    let kernel = kernel(factor * spread(x) * cells as f64 / width(range));
    smooth(&counts, &kernel, &mut smoothed);
    let peak = smoothed.iter().fold(f64::MIN_POSITIVE, |a, b| a.max(*b));
    let centre = |i| range.start + width(range) * (i as f64 + 0.5) / cells as f64;
    (0..cells)
        .map(|i| (centre(i), smoothed[i] / peak))
        .collect()
}

fn width(range: &Range<f64>) -> f64 {
    range.end - range.start
}

fn cell(x: f64, range: &Range<f64>, cells: usize) -> Option<usize> {
    let place = (x - range.start) / width(range);
    (0.0..1.0)
        .contains(&place)
        .then(|| ((place * cells as f64) as usize).min(cells - 1))
}

fn spread(x: &[f64]) -> f64 {
    let n = x.len().max(2) as f64;
    let mean = x.iter().sum::<f64>() / n;
    (x.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt()
}

/// A normalised Gaussian of a width in cells, cut at 3σ.
fn kernel(sigma: f64) -> Vec<f64> {
    let sigma = sigma.max(0.5);
    let half = (3.0 * sigma).ceil() as i32;
    let weights: Vec<f64> = (-half..=half)
        .map(|k| (-0.5 * (f64::from(k) / sigma).powi(2)).exp())
        .collect();
    let total: f64 = weights.iter().sum();
    weights.iter().map(|w| w / total).collect()
}

fn smooth(input: &[f64], kernel: &[f64], out: &mut [f64]) {
    let half = kernel.len() / 2;
    for (i, o) in out.iter_mut().enumerate() {
        *o = kernel
            .iter()
            .enumerate()
            .filter_map(|(k, w)| Some(w * input.get((i + k).checked_sub(half)?)?))
            .sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_of_a_tilted_gaussian_have_their_area() {
        // Quasi-random normal pairs with correlation 0.95.
        let pairs = (0..20_000).map(|i| {
            let radius = (-2.0 * ((f64::from(i) + 0.5) / 20_000.0).ln()).sqrt();
            let (s, c) = (f64::from(i) * 2.399_963).sin_cos();
            (radius * c, radius * (0.95 * c + 0.3125f64.mul_add(s, 0.0)))
        });
        let (x, y): (Vec<f64>, Vec<f64>) = pairs.unzip();
        let range = -4.0..4.0;
        let density = Density2::new(&x, &y, (&range, &range), 128);
        let level = density.level(0.683);
        let cells: f64 = (0..128)
            .flat_map(|j| density.runs(j, level))
            .map(|r| r.end - r.start)
            .sum();
        let area = cells * (8.0f64 / 128.0).powi(2);
        // π r² √(1 − ρ²) with r² = −2 ln 0.317; smoothing by Silverman's width adds a tenth.
        let exact = std::f64::consts::PI * -2.0 * 0.317f64.ln() * (1.0f64 - 0.95 * 0.95).sqrt();
        assert!((area / exact - 1.0).abs() < 0.15, "{area} against {exact}");
    }

    #[test]
    fn peak_is_one() {
        let x: Vec<f64> = (0..500)
            .map(|i| (f64::from(i) * 0.618_034).fract())
            .collect();
        let curve = density1(&x, &(-1.0..2.0), 90);
        let peak = curve.iter().fold(0.0f64, |a, p| a.max(p.1));
        assert!((peak - 1.0).abs() < 1e-12);
    }
}
