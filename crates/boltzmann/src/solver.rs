//! From a thermal history to transfer functions.

use lastscatter_cosmology::Thermodynamics;
use lastscatter_numerics::{Lanes, ode::Work};
use pulp::{Arch, NullaryFnOnce};
use rayon::prelude::*;

use crate::{
    Accuracy, Components, Error, Gauge, InitialCondition,
    hierarchy::Streaming,
    initial::Composition,
    momenta::Momenta,
    nodes::Nodes,
    scalar::{Evolution, ScalarSources},
    timeline::Timeline,
    transfer::{Channel, Observable, PowerWeights, Radial, Sources, TransferFunctions},
    wavenumbers::{LANES, wavenumbers},
};

/// What is to be solved, and how accurately.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Solver {
    /// The highest multipole wanted, of lensed spectra too.
    pub lmax: usize,
    /// Numerical settings.
    pub accuracy: Accuracy,
    /// How perturbations begin.
    pub initial: InitialCondition,
    /// Which sources of temperature are kept.
    pub components: Components,
    /// Coordinates of the perturbations.
    pub gauge: Gauge,
}

/// Transfer functions: all that does not depend on primordial spectra.
#[derive(Debug)]
pub struct Solution {
    transfer: TransferFunctions,
    /// Work.
    pub work: Work,
}

impl Solver {
    /// Solves.
    ///
    /// # Errors
    ///
    /// TODO
    pub fn solve(&self, history: &Thermodynamics) -> Result<Solution, Error> {
        let universe = history.background();
        let omega_k = universe.parameters().omega_k;
        if omega_k.abs() > 0.0 {
            return Err(Error::Curved { omega_k });
        }
        let trace = std::env::var("TRACE").is_ok();
        let t0 = std::time::Instant::now();
        let accuracy = &self.accuracy;
        let momenta = Momenta::new(universe, accuracy.momenta)?;
        let timeline = Timeline::new(history, momenta);
        let nodes = Nodes::new(history, accuracy);
        let multipole = accuracy.multipole;
        let lmax = [
            multipole.intensity,
            multipole.polarisation,
            multipole.massless,
            multipole.massive,
        ];
        let streaming = Streaming::scalar(lmax.into_iter().fold(0, usize::max));
        let composition = Composition::new(universe);
        let evolution = Evolution {
            timeline: &timeline,
            nodes: &nodes,
            accuracy,
            components: self.components,
            gauge: self.gauge,
            mode: self.initial,
            composition: &composition,
            streaming: &streaming,
            scattering: history.last_scattering().conformal_time_mpc,
        };
        let distance = nodes.all[0].distance;
        let l_unlensed = self.lmax + accuracy.lensing_margin;
        let peaks = (accuracy.transfer.wavenumber_reach * l_unlensed as f64 + 200.0) / distance;
        let k = wavenumbers(history, accuracy, peaks, accuracy.largest_wavenumber.max(1.2 * peaks))?;
        if trace { #[allow(clippy::print_stderr)] { eprintln!("setup {:?}; {} k {} nodes", t0.elapsed(), k.len(), nodes.all.len()); } }

        let row = nodes.all.len();
        let mut channels: [Vec<f64>; 5] = std::array::from_fn(|_| vec![0.0; k.len() * row]);
        let [a, b, c, d, e] = &mut channels;
        let rows = a
            .par_chunks_mut(LANES * row)
            .zip(b.par_chunks_mut(LANES * row))
            .zip(c.par_chunks_mut(LANES * row))
            .zip(d.par_chunks_mut(LANES * row))
            .zip(e.par_chunks_mut(LANES * row))
            .zip(k.par_chunks(LANES));
        let work = rows
            .rev()
            .with_max_len(1)
            .map(|(((((a, b), c), d), e), k)| {
                let job = Pack {
                    evolution: &evolution,
                    k,
                    row,
                    out: [a, b, c, d, e],
                };
                Arch::new().dispatch(job)
            })
            .collect::<Result<Vec<Work>, Error>>()?;
        if trace { #[allow(clippy::print_stderr)] { eprintln!("perturbations {:?}", t0.elapsed()); } }
        let mut total = Work::default();
        for work in work {
            total.steps += work.steps;
            total.rejected += work.rejected;
            total.evaluations += work.evaluations;
        }
        let [monopole, dipole, quadrupole, polarisation, potential] = channels;
        let channel = |radial, observable, values| Channel {
            radial,
            observable,
            values,
        };
        let sources = Sources {
            k_inv_mpc: k,
            distance_mpc: nodes.all.iter().map(|n| n.distance).collect(),
            weight_mpc: nodes.all.iter().map(|n| n.weight).collect(),
            channels: vec![
                channel(Radial::Monopole, Observable::Temperature, monopole),
                channel(Radial::Dipole, Observable::Temperature, dipole),
                channel(Radial::Quadrupole, Observable::Temperature, quadrupole),
                channel(Radial::Polarisation, Observable::E, polarisation),
                channel(Radial::Monopole, Observable::Potential, potential),
            ],
        };
        let transfer = TransferFunctions::new(&sources, l_unlensed, &accuracy.transfer)?;
        if trace { #[allow(clippy::print_stderr)] { eprintln!("transfer {:?}", t0.elapsed()); } }
        Ok(Solution {
            transfer,
            work: total,
        })
    }
}

impl Solution {
    /// Raw.
    pub fn raw(&self, power: impl Fn(f64) -> f64) -> [Vec<f64>; 6] {
        use Observable::{E, Potential, Temperature as T};
        let weights: PowerWeights = self.transfer.weights(power);
        [(T, T), (E, E), (T, E), (Potential, Potential), (T, Potential), (E, Potential)]
            .map(|(x, y)| self.transfer.spectrum(x, y, &weights).unwrap_or_default())
    }
}

/// A pack of wavenumbers, compiled for the machine at hand.
struct Pack<'a> {
    evolution: &'a Evolution<'a>,
    k: &'a [f64],
    row: usize,
    out: [&'a mut [f64]; 5],
}

impl NullaryFnOnce for Pack<'_> {
    type Output = Result<Work, Error>;

    #[inline(always)]
    fn call(self) -> Self::Output {
        let Self {
            evolution,
            k,
            row,
            out: [a, b, c, d, e],
        } = self;
        let lanes = Lanes::new(std::array::from_fn::<f64, LANES, _>(|i| k[i]));
        let range = [k[0], k[LANES - 1]];
        let show = |node: usize, sources: ScalarSources<Lanes<LANES>>| {
            let mut put = |out: &mut [f64], values: Lanes<LANES>| {
                for (lane, value) in values.to_array().into_iter().enumerate() {
                    out[lane * row + node] = value;
                }
            };
            put(a, sources.monopole);
            put(b, sources.dipole);
            put(c, sources.quadrupole);
            put(d, sources.polarisation);
            put(e, sources.potential);
        };
        evolution
            .run(lanes, range, show)
            .map_err(|source| Error::Perturbations {
                k_inv_mpc: k[0],
                source,
            })
    }
}
