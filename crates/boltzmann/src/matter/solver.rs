//! From a thermal history to the growth of structure.

use std::sync::Arc;

use lastscatter_cosmology::{Densities, Thermodynamics};
use lastscatter_numerics::{ode::Work, spline::Knots};
use pulp::Arch;
use rayon::prelude::*;

use super::{
    contrasts::{Pack, VALUES},
    transfer::{MatterTransfer, Mode, Slice},
};
use crate::{
    Accuracy, Error, Gauge, InitialCondition,
    hierarchy::Streaming,
    initial::Composition,
    momenta::Momenta,
    scalar::Evolution,
    solver::{bounded, distinct},
    timeline::Timeline,
    wavenumbers::{LANES, by_density},
};

/// The lowest wavenumber in Mpc⁻¹.
const LOWEST: f64 = 1e-5;
pub(super) const LARGEST: f64 = 200.0;
const EARLIEST: f64 = 1e4;

/// What is to be solved for the matter power spectrum, and how accurately.
///
/// # Examples
///
/// ```
/// use lastscatter_boltzmann::MatterSolver;
/// use lastscatter_cosmology::{Parameters, Thermodynamics};
/// use lastscatter_primordial::{PowerLaw};
///
/// let history = Thermodynamics::new(&Parameters::planck2018())?;
/// let solver = MatterSolver { largest_wavenumber_inv_mpc: 2.0, ..MatterSolver::new(&[0.0]) };
/// let transfer = solver.solve(&history)?;
/// let primordial = PowerLaw::planck2018();
/// let power = transfer.power(&primordial);
///
/// let sigma8 = power.sigma8(0.0)?;
/// assert!((sigma8 - 0.811).abs() < 0.002, "{sigma8}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct MatterSolver {
    /// Redshifts to be solved for, in any order, 0 to 10⁴. Between them δ/a is interpolated in ln a by values and exact slopes.
    pub redshifts: Vec<f64>,
    /// The largest wavenumber, 0.01 to 200 Mpc⁻¹.
    pub largest_wavenumber_inv_mpc: f64,
    /// Numerical settings; of wavenumbers `wavenumbers_per_efold` and `acoustic_spacing` are used.
    pub accuracy: Accuracy,
    /// How perturbations begin: one mode, or those of a mixture.
    pub initial: Vec<InitialCondition>,
    /// Coordinates in which perturbations are followed; results do not depend on them.
    pub gauge: Gauge,
}

impl MatterSolver {
    /// Adiabatic perturbations up to 7 Mpc⁻¹ (10 h/Mpc), at [`Accuracy::standard`] but for hierarchies and momenta.
    ///
    /// While neutrinos weigh, what the end of a hierarchy reflects stays in the growth of matter: a part of 260/ℓ² of P at 10 h/Mpc in
    /// per cent. Once radiation streams short hierarchies of massive neutrinos do.
    ///
    /// # Accuracy
    ///
    /// 10⁻³ of P up to 10 h/Mpc, 10⁻⁴ of σ₈ (`golden_matter.rs`).
    #[must_use]
    pub fn new(redshifts: &[f64]) -> Self {
        let mut accuracy = Accuracy::standard();
        accuracy.multipole.intensity = 24;
        accuracy.multipole.massless = 100;
        accuracy.multipole.massive = 80;
        accuracy.multipole.late_massive = 12;
        accuracy.massive_streaming = 60.0;
        accuracy.momenta = 5;
        Self {
            redshifts: redshifts.to_vec(),
            largest_wavenumber_inv_mpc: 7.0,
            accuracy,
            initial: vec![InitialCondition::Adiabatic],
            gauge: Gauge::Synchronous,
        }
    }

    /// Evolves perturbations through a thermal history.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] for settings that make no sense; [`Error::Curved`] for a universe that is not flat;
    /// [`Error::Perturbations`], with the place, when an integration fails.
    pub fn solve(&self, history: &Thermodynamics) -> Result<MatterTransfer, Error> {
        let universe = history.background();
        let omega_k = universe.parameters().omega_k;
        if omega_k.abs() > 0.0 {
            return Err(Error::Curved { omega_k });
        }
        distinct(&self.initial)?;
        self.accuracy.validate()?;
        let redshifts = self.descending_redshifts()?;
        let k = self.wavenumbers(history)?;
        let sizes = [k.len(), redshifts.len(), VALUES, self.initial.len()];
        bounded("wavenumbers × redshifts × contrasts", &sizes)?;
        let momenta = Momenta::new(universe, self.accuracy.momenta)?;
        let timeline = Timeline::new(history, momenta);
        let times: Vec<f64> = redshifts
            .iter()
            .map(|&z| universe.conformal_time_mpc(z).min(timeline.today))
            .collect();
        let slices: Vec<Slice> = redshifts
            .iter()
            .map(|&z| Slice::new(z, universe.densities(z)))
            .collect();
        let knots = Arc::new(Knots::new(k.iter().map(|k| k.ln()).collect())?);
        let mut work = Work::default();
        let mut modes = Vec::with_capacity(self.initial.len());
        for &mode in &self.initial {
            let mut raw = self.contrasts(history, &timeline, &times, &k, mode, &mut work)?;
            for (slice, row) in raw.chunks_mut(VALUES).enumerate() {
                let slice = &slices[slice % slices.len()];
                neutrino_contrast(row, &slice.densities, slice.redshift);
            }
            modes.push(Mode::new(mode, &knots, slices.len(), &k, &raw)?);
        }
        Ok(MatterTransfer {
            universe: universe.clone(),
            hubble_100: universe.parameters().h0_km_s_mpc / 100.0,
            omega_m: universe.omega_m(),
            k_inv_mpc: k,
            slices,
            modes,
            work,
        })
    }

    fn descending_redshifts(&self) -> Result<Vec<f64>, Error> {
        let mut redshifts = self.redshifts.clone();
        if let Some(&value) = redshifts.iter().find(|z| !(0.0..=EARLIEST).contains(*z)) {
            return Err(Error::OutOfDomain {
                name: "redshift of matter power",
                value,
                expected: "0 to 10000",
            });
        }
        redshifts.sort_by(|a, b| b.total_cmp(a));
        redshifts.dedup_by(|a, b| a.to_bits() == b.to_bits());
        if redshifts.is_empty() {
            return Err(Error::OutOfDomain {
                name: "number of redshifts of matter power",
                value: 0.0,
                expected: "at least one",
            });
        }
        Ok(redshifts)
    }

    /// A grid that is logarithmic but over the acoustic oscillations, which are as dense as damping lets them be seen.
    fn wavenumbers(&self, history: &Thermodynamics) -> Result<Vec<f64>, Error> {
        let last = self.largest_wavenumber_inv_mpc;
        if !(0.01..=LARGEST).contains(&last) {
            return Err(Error::OutOfDomain {
                name: "largest wavenumber in 1/Mpc",
                value: last,
                expected: "0.01 to 200",
            });
        }
        let acoustic = std::f64::consts::PI / history.drag_epoch().sound_horizon_mpc;
        let linear = 0.6 / (self.accuracy.acoustic_spacing * acoustic);
        let log = self.accuracy.wavenumbers_per_efold;
        by_density(LOWEST, last, |k| {
            let phase = k / acoustic;
            let rise = phase * phase / (0.25 + phase * phase);
            (0.4 * log + 0.6 * log * phase / (0.1 + phase)) / k
                + linear * rise / (1.0 + (phase / 12.0).powi(4))
        })
    }

    /// Rows of [`VALUES`], for all times of a wavenumber after another.
    fn contrasts(
        &self,
        history: &Thermodynamics,
        timeline: &Timeline,
        times: &[f64],
        k: &[f64],
        mode: InitialCondition,
        work: &mut Work,
    ) -> Result<Vec<f64>, Error> {
        let evolution = Evolution {
            timeline,
            accuracy: &self.accuracy,
            gauge: self.gauge,
            mode,
            composition: &Composition::new(history.background()),
            streaming: &Streaming::scalar(self.accuracy.multipole.largest()),
            scattering: history.last_scattering().conformal_time_mpc,
        };
        let row = times.len() * VALUES;
        let mut out = vec![0.0; k.len() * row];
        // The largest wavenumbers take longest: first.
        let packs = out
            .par_chunks_mut(LANES * row)
            .zip(k.par_chunks(LANES))
            .rev()
            .with_max_len(1)
            .map(|(out, k)| {
                Arch::new().dispatch(Pack {
                    evolution: &evolution,
                    times,
                    k,
                    out,
                })
            })
            .collect::<Result<Vec<Work>, Error>>()?;
        for pack in packs {
            *work += pack;
        }
        Ok(out)
    }
}

/// Turns 4πGa²δρ of massive neutrinos, and its derivative with ln a, into their contrast and its.
fn neutrino_contrast(row: &mut [f64], densities: &Densities, redshift: f64) {
    let scale_factor = 1.0 / (1.0 + redshift);
    let density = 1.5 * scale_factor * scale_factor * densities.massive_neutrinos;
    if density > 0.0 {
        let triple_w = densities.massive_neutrinos_triple_pressure / densities.massive_neutrinos;
        row[4] /= density;
        row[5] = row[5] / density + row[4] * (1.0 + triple_w);
    }
}
