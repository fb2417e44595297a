//! Positive functions of the wavenumber, interpolated with known error.

use std::f64::consts::PI;

use lastscatter_numerics::{Real, Taylor};
use rayon::prelude::*;

use crate::{Error, error::inside};

/// Wavenumbers of a panel: Chebyshev nodes in ln k.
const NODES: usize = 16;

/// Where else in a panel its series is compared with the functions, in units of π/NODES of the angle: the nodes lie at half-integers. Ringing too fast
/// for the nodes may look smooth there.
const CHECKS: [f64; 3] = [3.0, 7.0, 12.0];

/// Panels are not halved below this width in ln k.
const NARROWEST: f64 = 1e-3;

/// Chebyshev series of the logarithms of `W` functions in panels of ln k, which are halved until their last coefficients and their
/// errors at three more wavenumbers fall below the tolerance.
#[derive(Debug, Clone)]
pub(crate) struct Panels<const W: usize> {
    range_inv_mpc: [f64; 2],
    panels: Vec<Panel<W>>,
    solved: usize,
}

#[derive(Debug, Clone)]
struct Panel<const W: usize> {
    ln_k: [f64; 2],
    series: [Series; W],
}

/// The logarithm of a power, or of nothing.
#[derive(Debug, Clone)]
enum Series {
    Nothing,
    Logarithm([f64; NODES]),
}

impl<const W: usize> Panels<W> {
    /// `values` from the first to the second wavenumber in Mpc⁻¹, out of those `possible`; `resolution` is the width in ln k at which features
    /// show.
    pub(crate) fn new(
        values: impl Fn(f64) -> Result<[f64; W], Error> + Sync,
        range_inv_mpc: [f64; 2],
        possible: [f64; 2],
        resolution: f64,
        tolerance: f64,
    ) -> Result<Self, Error> {
        let [low, high] = range_inv_mpc;
        if !(low > 0.0 && high > low && high.is_finite()) {
            return Err(Error::OutOfDomain {
                name: "width of the range of wavenumbers in 1/Mpc",
                value: high - low,
                expected: "two ascending positive wavenumbers",
            });
        }
        if !(tolerance > 0.0 && tolerance < 1.0) {
            return Err(Error::OutOfDomain {
                name: "tolerance of a spectrum",
                value: tolerance,
                expected: "between 0 and 1",
            });
        }
        for k_inv_mpc in range_inv_mpc {
            inside(k_inv_mpc, possible)?;
        }
        let ends = [low.ln(), high.ln()];
        let width = (NODES as f64 / 4.0 * resolution).max(NARROWEST);
        let count = ((ends[1] - ends[0]) / width).ceil().max(1.0) as usize;
        let edge = |i: usize| ends[0] + (ends[1] - ends[0]) * i as f64 / count as f64;
        let mut open: Vec<[f64; 2]> = (0..count).map(|i| [edge(i), edge(i + 1)]).collect();
        let mut panels = Vec::new();
        let mut solved = 0;
        while !open.is_empty() {
            let found: Vec<(Panel<W>, f64, usize)> = open
                .par_iter()
                .map(|&ln_k| Panel::new(&values, ln_k, range_inv_mpc, tolerance))
                .collect::<Result<_, Error>>()?;
            let mut halves = Vec::new();
            for (panel, error, count) in found {
                solved += count;
                let [low, high] = panel.ln_k;
                if error <= tolerance {
                    panels.push(panel);
                } else if 0.5 * (high - low) < NARROWEST {
                    return Err(Error::NotResolved {
                        k_inv_mpc: (0.5 * (low + high)).exp(),
                        error,
                        tolerance,
                    });
                } else {
                    let middle = 0.5 * (low + high);
                    halves.extend([[low, middle], [middle, high]]);
                }
            }
            open = halves;
        }
        panels.sort_by(|a, b| a.ln_k[0].total_cmp(&b.ln_k[0]));
        Ok(Self {
            range_inv_mpc,
            panels,
            solved,
        })
    }

    /// `values` in one panel about a wavenumber in Mpc⁻¹, at most `width` wide in ln k, within those `possible`, and as narrow as it takes.
    pub(crate) fn near(
        values: impl Fn(f64) -> Result<[f64; W], Error>,
        k_inv_mpc: f64,
        width: f64,
        possible: [f64; 2],
        tolerance: f64,
    ) -> Result<Self, Error> {
        let mut half = 0.5 * width;
        loop {
            let low = (k_inv_mpc * (-half).exp()).max(possible[0]);
            let high = (k_inv_mpc * half.exp()).min(possible[1]);
            let (panel, error, solved) =
                Panel::new(&values, [low.ln(), high.ln()], [low, high], tolerance)?;
            if error <= tolerance {
                return Ok(Self {
                    range_inv_mpc: [low, high],
                    panels: vec![panel],
                    solved,
                });
            }
            half *= 0.5;
            if 2.0 * half < NARROWEST {
                return Err(Error::NotResolved {
                    k_inv_mpc,
                    error,
                    tolerance,
                });
            }
        }
    }

    pub(crate) const fn range_inv_mpc(&self) -> [f64; 2] {
        self.range_inv_mpc
    }

    /// How many wavenumbers were solved.
    pub(crate) const fn solved(&self) -> usize {
        self.solved
    }

    /// The functions at a wavenumber of the range.
    pub(crate) fn checked(&self, k_inv_mpc: f64) -> Result<[f64; W], Error> {
        inside(k_inv_mpc, self.range_inv_mpc).map(|k| self.values(k))
    }

    /// The functions; NaN outside the range.
    pub(crate) fn values(&self, k_inv_mpc: f64) -> [f64; W] {
        let [low, high] = self.range_inv_mpc;
        if !(k_inv_mpc >= low && k_inv_mpc <= high) {
            return [f64::NAN; W];
        }
        let (panel, x) = self.place(k_inv_mpc);
        panel
            .series
            .each_ref()
            .map(|series| series.logarithm(x).map_or(0.0, f64::exp))
    }

    /// The first three derivatives with ln k of the functions' logarithms at a wavenumber of the range; NaN for a function that is zero.
    pub(crate) fn slopes(&self, k_inv_mpc: f64) -> [[f64; 3]; W] {
        let (panel, x) = self.place(k_inv_mpc);
        // dx/dln k.
        let per = 2.0 / (panel.ln_k[1] - panel.ln_k[0]);
        let x = Taylor::<4>::new([x, per, 0.0, 0.0]);
        panel.series.each_ref().map(|series| {
            let logarithm = series.logarithm(x);
            [1, 2, 3].map(|order| logarithm.map_or(f64::NAN, |l| l.derivative(order)))
        })
    }

    /// The panel of a wavenumber and where in it, from −1 to 1.
    fn place(&self, k_inv_mpc: f64) -> (&Panel<W>, f64) {
        let ln_k = k_inv_mpc.ln();
        let after = self.panels.partition_point(|panel| panel.ln_k[0] <= ln_k);
        let panel = &self.panels[after.saturating_sub(1)];
        let [from, to] = panel.ln_k;
        let x = (2.0 * ln_k - from - to) / (to - from);
        (panel, x.clamp(-1.0, 1.0))
    }
}

impl<const W: usize> Panel<W> {
    /// A panel, its largest error in the logarithms, and how many wavenumbers were solved.
    fn new(
        values: &impl Fn(f64) -> Result<[f64; W], Error>,
        ln_k: [f64; 2],
        range_inv_mpc: [f64; 2],
        tolerance: f64,
    ) -> Result<(Self, f64, usize), Error> {
        let [middle, half] = [0.5 * (ln_k[0] + ln_k[1]), 0.5 * (ln_k[1] - ln_k[0])];
        let sample = |x: f64| {
            let k = (middle + half * x).exp();
            let found = values(k.clamp(range_inv_mpc[0], range_inv_mpc[1]))?;
            match found.iter().find(|v| !(**v >= 0.0 && v.is_finite())) {
                None => Ok(found),
                Some(&value) => Err(Error::OutOfDomain {
                    name: "primordial power",
                    value,
                    expected: "a finite number, not negative",
                }),
            }
        };
        let mut samples = [[0.0; NODES]; W];
        for node in 0..NODES {
            for (samples, value) in samples.iter_mut().zip(sample(angle(node).cos())?) {
                samples[node] = value;
            }
        }
        let series = samples.map(Series::new);
        let mut error = series.iter().map(Series::error).fold(0.0, f64::max);
        let mut solved = NODES;
        for place in CHECKS {
            if error > tolerance {
                break;
            }
            let x = (PI * place / NODES as f64).cos();
            solved += 1;
            for (series, value) in series.iter().zip(sample(x)?) {
                error = error.max(series.difference(x, value));
            }
        }
        Ok((Self { ln_k, series }, error, solved))
    }
}

impl Series {
    fn new(samples: [f64; NODES]) -> Self {
        if samples.iter().all(|&power| power == 0.0) {
            return Self::Nothing;
        }
        // A zero among powers has no logarithm: the panel is halved until it can not be mended.
        let logarithms = samples.map(|power| power.max(f64::MIN_POSITIVE).ln());
        Self::Logarithm(std::array::from_fn(|order| {
            let sum: f64 = (0..NODES)
                .map(|node| logarithms[node] * (order as f64 * angle(node)).cos())
                .sum();
            sum * if order == 0 { 1.0 } else { 2.0 } / NODES as f64
        }))
    }

    /// The size of the last coefficients.
    fn error(&self) -> f64 {
        match self {
            Self::Nothing => 0.0,
            Self::Logarithm(coefficients) => {
                // What follows them is of their size.
                coefficients[NODES - 4..].iter().map(|c| c.abs()).sum()
            }
        }
    }

    /// How far the logarithm is from that of a value.
    fn difference(&self, x: f64, value: f64) -> f64 {
        match self.logarithm(x) {
            None if value == 0.0 => 0.0,
            None => f64::INFINITY,
            Some(logarithm) => (logarithm - value.max(f64::MIN_POSITIVE).ln()).abs(),
        }
    }

    /// The logarithm, if there is anything to take it of.
    fn logarithm<R: Real>(&self, x: R) -> Option<R> {
        let Self::Logarithm(coefficients) = self else {
            return None;
        };
        // Clenshaw's recurrence.
        let [mut next, mut after] = [R::ZERO; 2];
        for &c in coefficients[1..].iter().rev() {
            [next, after] = [x * next * 2.0 - after + c, next];
        }
        Some(x * next - after + coefficients[0])
    }
}

/// The angle whose cosine is a node.
fn angle(node: usize) -> f64 {
    PI * (node as f64 + 0.5) / NODES as f64
}
