//! A model with its name, read and solved.

use std::fs;
use std::path::Path;
use std::time::Instant;

use lastscatter::primordial::PrimordialSpectra;
use lastscatter::primordial::description::{Description, Solved};
use lastscatter_examples::Failure;

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
    /// Wall time of the solution.
    pub(crate) seconds: f64,
}

#[derive(Debug, thiserror::Error)]
enum ModelError {
    #[error("{file}: {source}")]
    Read {
        file: String,
        source: std::io::Error,
    },
    #[error("{file}: {source}")]
    Model {
        file: String,
        source: lastscatter::primordial::Error,
    },
    #[error(
        "wavenumbers from {low} to {high} / Mpc: expected a range that includes {PIVOT_INV_MPC} / Mpc"
    )]
    Range { low: f64, high: f64 },
}

impl Settings {
    pub(crate) fn new(range: [f64; 2], count: usize, tolerance: f64) -> Result<Self, Failure> {
        let [low, high] = range;
        if !(low > 0.0 && low < PIVOT_INV_MPC && high > PIVOT_INV_MPC && high.is_finite()) {
            return Err(ModelError::Range { low, high }.into());
        }
        Ok(Self {
            range_inv_mpc: range,
            count,
            tolerance,
        })
    }

    /// Wavenumbers even in ln k, of those that the spectra cover.
    pub(crate) fn wavenumbers(&self, spectra: &Solved) -> impl Iterator<Item = f64> + use<> {
        let [low, high] = self.range_inv_mpc;
        let [first, last] = spectra.range_inv_mpc();
        let step = (high / low).ln() / (self.count - 1) as f64;
        (0..self.count)
            .map(move |i| (low * (step * i as f64).exp()).clamp(low, high))
            .filter(move |k| *k >= first && *k <= last)
    }
}

impl Named {
    /// The model of a file, with the file's text.
    pub(crate) fn read(path: &Path, settings: &Settings) -> Result<(Self, String), Failure> {
        let file = path.display().to_string();
        let text = fs::read_to_string(path).map_err(|source| ModelError::Read {
            file: file.clone(),
            source,
        })?;
        let name = path
            .file_stem()
            .map_or("model".into(), |s| s.to_string_lossy());
        let model = Self::solve(&file, &name, &name, &text, settings)?;
        Ok((model, text))
    }

    /// A description, solved.
    pub(crate) fn solve(
        file: &str,
        name: &str,
        title: &str,
        text: &str,
        settings: &Settings,
    ) -> Result<Self, Failure> {
        let begin = Instant::now();
        let solved = Description::from_toml(text)
            .and_then(|model| model.solve(settings.range_inv_mpc, settings.tolerance));
        Ok(Self {
            name: name.to_owned(),
            title: title.to_owned(),
            spectra: solved.map_err(|source| ModelError::Model {
                file: file.to_owned(),
                source,
            })?,
            seconds: begin.elapsed().as_secs_f64(),
        })
    }
}
