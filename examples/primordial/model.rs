//! A model, solved.

use std::time::Instant;

use lastscatter::primordial::description::Solved;
use lastscatter::primordial::{Observables, PrimordialSpectra};
use lastscatter_examples::{Failure, ModelFile};

/// Where tilts are taken, in Mpc⁻¹.
pub(crate) const PIVOT_INV_MPC: f64 = 0.05;

/// Which wavenumbers, and how well.
pub(crate) struct Settings {
    pub(crate) range_inv_mpc: [f64; 2],
    count: usize,
    tolerance: f64,
}

/// A solved model.
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) spectra: Solved,
    /// At the pivot.
    pub(crate) shape: Observables,
    /// Wall time of the solution.
    pub(crate) seconds: f64,
}

#[derive(Debug, thiserror::Error)]
enum SettingsError {
    #[error(
        "--k-min {low} --k-max {high}: expected wavenumbers in 1/Mpc below and above {PIVOT_INV_MPC}, where tilts are taken"
    )]
    Range { low: f64, high: f64 },
    #[error("--tolerance {value:?}: expected {:?} to {:?}", TOLERANCES[0], TOLERANCES[1])]
    Tolerance { value: f64 },
    #[error("{path}: no tilts at {PIVOT_INV_MPC} / Mpc: {source}")]
    Pivot {
        path: String,
        source: lastscatter::primordial::Error,
    },
}

/// What interpolation can do and what figures need.
const TOLERANCES: [f64; 2] = [1e-12, 1e-2];

impl Settings {
    pub(crate) fn new(range: [f64; 2], count: usize, tolerance: f64) -> Result<Self, Failure> {
        let [low, high] = range;
        if !(low > 0.0 && low < PIVOT_INV_MPC && high > PIVOT_INV_MPC && high.is_finite()) {
            return Err(SettingsError::Range { low, high }.into());
        }
        if !(TOLERANCES[0]..=TOLERANCES[1]).contains(&tolerance) {
            return Err(SettingsError::Tolerance { value: tolerance }.into());
        }
        Ok(Self {
            range_inv_mpc: range,
            count,
            tolerance,
        })
    }

    /// What the spectra have of the range.
    pub(crate) fn covered(&self, spectra: &Solved) -> [f64; 2] {
        let [low, high] = self.range_inv_mpc;
        let [first, last] = spectra.range_inv_mpc();
        [low.max(first), high.min(last)]
    }

    /// Wavenumbers even in ln k, of those that the spectra cover.
    pub(crate) fn wavenumbers(&self, spectra: &Solved) -> impl Iterator<Item = f64> + use<> {
        let [low, high] = self.range_inv_mpc;
        let [first, last] = self.covered(spectra);
        let step = (high / low).ln() / (self.count - 1) as f64;
        (0..self.count)
            .map(move |i| (low * (step * i as f64).exp()).clamp(low, high))
            .filter(move |k| *k >= first && *k <= last)
    }
}

impl Named {
    pub(crate) fn solve(file: &ModelFile, settings: &Settings) -> Result<Self, Failure> {
        let begin = Instant::now();
        let spectra = file.solve(settings.range_inv_mpc, settings.tolerance)?;
        let seconds = begin.elapsed().as_secs_f64();
        let shape = spectra.observables(PIVOT_INV_MPC);
        Ok(Self {
            name: file.name.clone(),
            title: file.title.clone(),
            shape: shape.map_err(|source| SettingsError::Pivot {
                path: file.path.clone(),
                source,
            })?,
            spectra,
            seconds,
        })
    }
}
