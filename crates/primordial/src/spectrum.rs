//! Spectra that are solved at a few wavenumbers and known at all.

use std::f64::consts::PI;

use lastscatter_numerics::{Real, Taylor};
use rayon::prelude::*;

use crate::{Error, Model, Observables, Powers, PrimordialSpectra};

/// Wavenumbers of a panel: Chebyshev nodes in ln k.
const NODES: usize = 16;

/// Panels are not halved below this width in ln k.
const NARROWEST: f64 = 1e-3;

/// The spectra of a [`Model`] over a range of wavenumbers: Chebyshev series of the logarithms of P_ℛ, P_R and P_L in panels of ln k, which are
/// halved until their last coefficients fall below the tolerance.
#[derive(Debug, Clone)]
pub struct Spectrum {
    range_inv_mpc: [f64; 2],
    panels: Vec<Panel>,
    solved: usize,
}

#[derive(Debug, Clone)]
struct Panel {
    ln_k: [f64; 2],
    series: [Series; 3],
}

/// The logarithm of a power, or of nothing.
#[derive(Debug, Clone)]
enum Series {
    Nothing,
    Logarithm([f64; NODES]),
}

impl Spectrum {
    /// The spectra of `model` from the first to the second wavenumber in Mpc⁻¹, to a relative `tolerance` beyond that of the model.
    ///
    /// # Errors
    ///
    /// [`Error::OutsideSpectrum`] for a range beyond that of the model; [`Error::OutOfDomain`] for a tolerance or range that makes no
    /// sense; [`Error::NotResolved`] when the spectrum has features too fine; those of the model.
    pub fn new(
        model: &(impl Model + ?Sized),
        range_inv_mpc: [f64; 2],
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
        let possible = model.range_inv_mpc();
        for k_inv_mpc in range_inv_mpc {
            if !(k_inv_mpc >= possible[0] && k_inv_mpc <= possible[1]) {
                return Err(Error::OutsideSpectrum {
                    k_inv_mpc,
                    range_inv_mpc: possible,
                });
            }
        }
        let ends = [low.ln(), high.ln()];
        let width = (NODES as f64 / 4.0 * model.resolution()).max(NARROWEST);
        let count = ((ends[1] - ends[0]) / width).ceil().max(1.0) as usize;
        let edge = |i: usize| ends[0] + (ends[1] - ends[0]) * i as f64 / count as f64;
        let mut open: Vec<[f64; 2]> = (0..count).map(|i| [edge(i), edge(i + 1)]).collect();
        let mut panels = Vec::new();
        let mut solved = 0;
        while !open.is_empty() {
            solved += NODES * open.len();
            let found: Vec<(Panel, f64)> = open
                .par_iter()
                .map(|&ln_k| Panel::new(model, ln_k, range_inv_mpc))
                .collect::<Result<_, Error>>()?;
            let mut halves = Vec::new();
            for (panel, error) in found {
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

    /// The powers at a wavenumber in Mpc⁻¹.
    ///
    /// # Errors
    ///
    /// [`Error::OutsideSpectrum`].
    pub fn powers(&self, k_inv_mpc: f64) -> Result<Powers, Error> {
        let [low, high] = self.range_inv_mpc;
        if !(k_inv_mpc >= low && k_inv_mpc <= high) {
            return Err(Error::OutsideSpectrum {
                k_inv_mpc,
                range_inv_mpc: self.range_inv_mpc,
            });
        }
        let [scalar, tensor_right, tensor_left] = self.values(k_inv_mpc);
        Ok(Powers {
            scalar,
            tensor_right,
            tensor_left,
        })
    }

    /// Tilts, runnings and the tensor-to-scalar ratio at a wavenumber in Mpc⁻¹, from the derivatives of the series.
    ///
    /// # Accuracy
    ///
    /// An error t of the series becomes one of about 10 t in n_s, 100 t in its running and 1000 t in the running of the running in the middle of a panel
    /// some e-folds wide.
    ///
    /// # Errors
    ///
    /// [`Error::OutsideSpectrum`].
    pub fn observables(&self, k_inv_mpc: f64) -> Result<Observables, Error> {
        let powers = self.powers(k_inv_mpc)?;
        let (panel, x) = self.place(k_inv_mpc);
        // dx/dln k.
        let per = 2.0 / (panel.ln_k[1] - panel.ln_k[0]);
        let x = Taylor::<4>::new([x, per, 0.0, 0.0]);
        let slopes = |series: &Series| {
            let logarithm = series.logarithm(x);
            [1, 2, 3].map(|order| logarithm.map_or(f64::NAN, |l| l.derivative(order)))
        };
        let [scalar, right, left] = panel.series.each_ref().map(slopes);
        let share = |power: f64, slope: f64| if power > 0.0 { power * slope } else { 0.0 };
        Ok(Observables {
            scalar: powers.scalar,
            tensor: powers.tensor(),
            n_s: 1.0 + scalar[0],
            running: scalar[1],
            running_of_running: scalar[2],
            r: powers.tensor() / powers.scalar,
            n_t: (share(powers.tensor_right, right[0]) + share(powers.tensor_left, left[0]))
                / powers.tensor(),
        })
    }

    /// How many wavenumbers were solved.
    #[must_use]
    pub const fn solved(&self) -> usize {
        self.solved
    }

    /// P_ℛ, P_R and P_L; NaN outside the range.
    fn values(&self, k_inv_mpc: f64) -> [f64; 3] {
        let [low, high] = self.range_inv_mpc;
        if !(k_inv_mpc >= low && k_inv_mpc <= high) {
            return [f64::NAN; 3];
        }
        let (panel, x) = self.place(k_inv_mpc);
        panel
            .series
            .each_ref()
            .map(|series| series.logarithm(x).map_or(0.0, f64::exp))
    }

    /// The panel of a wavenumber and where in it, from −1 to 1.
    fn place(&self, k_inv_mpc: f64) -> (&Panel, f64) {
        let ln_k = k_inv_mpc.ln();
        let after = self.panels.partition_point(|panel| panel.ln_k[0] <= ln_k);
        let panel = &self.panels[after.saturating_sub(1)];
        let [from, to] = panel.ln_k;
        let x = (2.0 * ln_k - from - to) / (to - from);
        (panel, x.clamp(-1.0, 1.0))
    }
}

impl PrimordialSpectra for Spectrum {
    fn scalar(&self, k_inv_mpc: f64) -> f64 {
        self.values(k_inv_mpc)[0]
    }

    fn tensor(&self, k_inv_mpc: f64) -> f64 {
        let [_, right, left] = self.values(k_inv_mpc);
        right + left
    }

    fn chirality(&self, k_inv_mpc: f64) -> f64 {
        let [scalar, tensor_right, tensor_left] = self.values(k_inv_mpc);
        Powers {
            scalar,
            tensor_right,
            tensor_left,
        }
        .chirality()
    }

    fn range_inv_mpc(&self) -> [f64; 2] {
        self.range_inv_mpc
    }
}

impl Panel {
    /// A panel and its largest error in the logarithms.
    fn new(
        model: &(impl Model + ?Sized),
        ln_k: [f64; 2],
        range_inv_mpc: [f64; 2],
    ) -> Result<(Self, f64), Error> {
        let [middle, half] = [0.5 * (ln_k[0] + ln_k[1]), 0.5 * (ln_k[1] - ln_k[0])];
        let mut samples = [[0.0; NODES]; 3];
        for node in 0..NODES {
            let k = (middle + half * angle(node).cos()).exp();
            let k = k.clamp(range_inv_mpc[0], range_inv_mpc[1]);
            let powers = model.powers(k)?;
            let values = [powers.scalar, powers.tensor_right, powers.tensor_left];
            for (samples, value) in samples.iter_mut().zip(values) {
                if !(value >= 0.0 && value.is_finite()) {
                    return Err(Error::OutOfDomain {
                        name: "primordial power",
                        value,
                        expected: "a finite number, not negative",
                    });
                }
                samples[node] = value;
            }
        }
        let series = samples.map(Series::new);
        let error = series.iter().map(Series::error).fold(0.0, f64::max);
        Ok((Self { ln_k, series }, error))
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
                let last = &coefficients[NODES - 3..];
                last.iter().fold(0.0, |largest, c| largest.max(c.abs()))
            }
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
