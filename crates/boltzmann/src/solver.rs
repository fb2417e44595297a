//! From a thermal history to transfer functions.

use std::cell::Cell;

use lastscatter_cosmology::Thermodynamics;
use lastscatter_numerics::{Lanes, ode::Work};
use pulp::{Arch, NullaryFnOnce};
use rayon::prelude::*;

use crate::{
    Accuracy, Components, Error, Gauge, InitialCondition, PrimordialSpectra, Spectra,
    hierarchy::Streaming,
    initial::Composition,
    momenta::Momenta,
    nodes::Nodes,
    nonlinear::{LateUniverse, NonLinear},
    primordial::{correlation, tensor as tensor_power},
    scalar::{Evolution, ScalarSources},
    spectra::Raw,
    tensor::TensorTransfer,
    timeline::Timeline,
    transfer::{Channel, Observable, Radial, Sources, TransferFunctions},
    wavenumbers::{LANES, pack, scatter, wavenumbers},
};

/// Multipoles beyond the last one wanted that are as accurate as it; further ones only lens.
const FINE_MARGIN: usize = 250;

/// The multipole up to which the largest wavenumber of the settings serves the lensing potential.
const NEAR_MULTIPOLE: f64 = 2500.0;

/// Wavenumbers up to this part of ℓ_max/χ are never negligible.
const SEEN_BEYOND: f64 = 1.35;

/// What is to be solved, and how accurately.
///
/// # Examples
///
/// ```
/// use lastscatter_boltzmann::{Accuracy, Solver};
/// use lastscatter_cosmology::{Parameters, Thermodynamics};
/// use lastscatter_primordial::{PowerLaw};
///
/// let history = Thermodynamics::new(&Parameters::planck2018())?;
/// let solver = Solver { accuracy: Accuracy::fast(), ..Solver::new(600) };
/// let spectra = solver.solve(&history)?.spectra(&PowerLaw::planck2018())?;
///
/// let tt = spectra.unlensed()?.in_microkelvin_squared(2.7255)?.tt().to_dl();
/// let peak = tt.get(220).unwrap();
/// assert!((peak - 5731.0).abs() < 20.0, "{peak}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Solver {
    /// The highest multipole wanted, of lensed spectra too: 2 to 10 000.
    pub lmax: usize,
    /// Numerical settings.
    pub accuracy: Accuracy,
    /// How perturbations begin: one mode, or those of a mixture.
    pub initial: Vec<InitialCondition>,
    /// Which sources of temperature are kept.
    pub components: Components,
    /// Whether gravitational waves are followed.
    pub tensors: Tensors,
    /// Coordinates of scalar perturbations.
    pub gauge: Gauge,
    /// How matter that lenses has grown.
    pub nonlinear: NonLinear,
}

/// Whether gravitational waves are followed beside scalar perturbations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tensors {
    /// Scalars alone.
    #[default]
    Absent,
    /// Gravitational waves too.
    Included,
}

/// Transfer functions: all of a universe that no primordial spectrum changes. Immutable, and safe to share between threads.
#[derive(Debug, Clone)]
pub struct Solution {
    lmax: usize,
    lensing: crate::lensing::Accuracy,
    modes: Vec<(InitialCondition, TransferFunctions)>,
    late: Option<LateUniverse>,
    tensor: Option<TensorTransfer>,
    work: Work,
}

impl Solver {
    /// Adiabatic scalar perturbations to `lmax`, at standard accuracy.
    #[must_use]
    pub fn new(lmax: usize) -> Self {
        Self {
            lmax,
            accuracy: Accuracy::standard(),
            initial: vec![InitialCondition::Adiabatic],
            components: Components::ALL,
            tensors: Tensors::Absent,
            gauge: Gauge::Synchronous,
            nonlinear: NonLinear::Linear,
        }
    }

    /// Evolves perturbations through a thermal history and projects them on the sky.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] for settings that make no sense; [`Error::Curved`] for a universe that is not flat;
    /// [`Error::Perturbations`], with the place, when an integration fails.
    pub fn solve(&self, history: &Thermodynamics) -> Result<Solution, Error> {
        const LARGEST: usize = 10_000;
        let universe = history.background();
        let omega_k = universe.parameters().omega_k;
        if omega_k.abs() > 0.0 {
            return Err(Error::Curved { omega_k });
        }
        if self.lmax < 2 || self.lmax > LARGEST {
            return Err(Error::OutOfDomain {
                name: "lmax",
                value: self.lmax as f64,
                expected: "2 to 10000",
            });
        }
        distinct(&self.initial)?;
        self.accuracy.validate()?;
        let momenta = Momenta::new(universe, self.accuracy.momenta)?;
        let timeline = Timeline::new(history, momenta);
        let nodes = Nodes::new(history, self.accuracy.node_spacing_mpc);
        let mut work = Work::default();
        let mut modes = Vec::with_capacity(self.initial.len());
        let mut late = None;
        for &mode in &self.initial {
            let sources = self.scalar_sources(history, &timeline, &nodes, mode, &mut work)?;
            let lmax = self.lmax + self.accuracy.lensing_margin;
            let transfer = TransferFunctions::new(
                &sources,
                self.lmax + FINE_MARGIN,
                lmax,
                &self.accuracy.transfer,
            )?;
            modes.push((mode, transfer));
            if self.nonlinear == NonLinear::Halofit {
                let all = match &mut late {
                    Some(all) => all,
                    None => late.insert(LateUniverse::new(
                        universe,
                        &nodes,
                        &sources.k_inv_mpc,
                        self.accuracy.transfer.nonlinear_slices,
                    )?),
                };
                all.push(sources.potential(), nodes.all.len());
            }
        }
        let tensor = match self.tensors {
            Tensors::Absent => None,
            Tensors::Included => {
                let (tensor, part) =
                    TensorTransfer::new(history, &timeline, &self.accuracy, self.lmax)?;
                work += part;
                Some(tensor)
            }
        };
        Ok(Solution {
            lmax: self.lmax,
            lensing: self.accuracy.lensing,
            modes,
            late,
            tensor,
            work,
        })
    }

    /// The sources of one mode at all wavenumbers.
    fn scalar_sources(
        &self,
        history: &Thermodynamics,
        timeline: &Timeline,
        nodes: &Nodes,
        mode: InitialCondition,
        work: &mut Work,
    ) -> Result<Sources, Error> {
        let accuracy = &self.accuracy;
        let streaming = Streaming::scalar(accuracy.multipole.largest());
        let composition = Composition::new(history.background());
        let evolution = Evolution {
            timeline,
            accuracy,
            gauge: self.gauge,
            mode,
            composition: &composition,
            streaming: &streaming,
            scattering: history.last_scattering().conformal_time_mpc,
        };
        let distance = nodes.all[0].distance;
        let lmax = self.lmax + accuracy.lensing_margin;
        // What is left beyond damping still matters where it is all that a multipole sees.
        let seen = SEEN_BEYOND * self.lmax as f64 / distance;
        let damped = (accuracy.damping_reach * history.damping_wavenumber_inv_mpc()).max(seen);
        let peaks = accuracy
            .transfer
            .largest_wavenumber(lmax, distance)
            .min(damped);
        // Small angles see small structures nearby.
        let near = (self.lmax as f64 / NEAR_MULTIPOLE).max(1.0);
        let last = (near * accuracy.largest_wavenumber).max(1.2 * peaks);
        let k = wavenumbers(history, accuracy, peaks, last)?;

        let row = nodes.all.len();
        bounded("wavenumbers × times × channels", &[k.len(), row, 5])?;
        let mut channels: [Vec<f64>; 5] = std::array::from_fn(|_| vec![0.0; k.len() * row]);
        let [a, b, c, d, e] = &mut channels;
        let rows = a
            .par_chunks_mut(LANES * row)
            .zip(b.par_chunks_mut(LANES * row))
            .zip(c.par_chunks_mut(LANES * row))
            .zip(d.par_chunks_mut(LANES * row))
            .zip(e.par_chunks_mut(LANES * row))
            .zip(k.par_chunks(LANES));
        // The largest wavenumbers take longest: first.
        let packs = rows
            .rev()
            .with_max_len(1)
            .map(|(((((a, b), c), d), e), k)| {
                let job = Pack {
                    evolution: &evolution,
                    nodes,
                    components: &self.components,
                    k,
                    row,
                    out: [a, b, c, d, e],
                };
                Arch::new().dispatch(job)
            })
            .collect::<Result<Vec<Work>, Error>>()?;
        for pack in packs {
            *work += pack;
        }
        let [monopole, dipole, quadrupole, polarisation, potential] = channels;
        let channel = |radial, observable, values| Channel {
            radial,
            observable,
            values,
        };
        Ok(Sources {
            k_inv_mpc: k,
            damped_inv_mpc: damped,
            distance_mpc: nodes.all.iter().map(|n| n.distance).collect(),
            weight_mpc: nodes.all.iter().map(|n| n.weight).collect(),
            channels: vec![
                channel(Radial::Monopole, Observable::Temperature, monopole),
                channel(Radial::Dipole, Observable::Temperature, dipole),
                channel(Radial::Quadrupole, Observable::Temperature, quadrupole),
                channel(Radial::Polarisation, Observable::E, polarisation),
                channel(Radial::Monopole, Observable::Potential, potential),
            ],
        })
    }
}

/// Refuses a mixture without modes, or with one twice.
pub(crate) fn distinct(initial: &[InitialCondition]) -> Result<(), Error> {
    let repeated = (1..initial.len()).any(|i| initial[..i].contains(&initial[i]));
    if initial.is_empty() || repeated {
        return Err(Error::OutOfDomain {
            name: "number of initial conditions",
            value: initial.len() as f64,
            expected: "one at least, each but once",
        });
    }
    Ok(())
}

/// Refuses tables of more than 2 GiB before memory is asked for.
pub(crate) fn bounded(name: &'static str, sizes: &[usize]) -> Result<(), Error> {
    let value: f64 = sizes.iter().map(|&size| size as f64).product();
    if value > f64::from(1_u32 << 28) {
        return Err(Error::OutOfDomain {
            name,
            value,
            expected: "no more than 2^28, coarser settings",
        });
    }
    Ok(())
}

impl Solution {
    /// The highest multipole.
    #[must_use]
    pub const fn lmax(&self) -> usize {
        self.lmax
    }

    /// Work that the perturbations took.
    #[must_use]
    pub const fn work(&self) -> Work {
        self.work
    }

    /// The smallest and the largest wavenumber in Mpc⁻¹ at which a primordial spectrum is asked.
    #[must_use]
    pub fn range_inv_mpc(&self) -> [f64; 2] {
        let scalar = self.modes.iter().flat_map(|(_, mode)| mode.asked_inv_mpc());
        let tensor = self.tensor.iter().flat_map(TensorTransfer::k_inv_mpc);
        let late = self.late.iter().flat_map(LateUniverse::asked_inv_mpc);
        scalar
            .chain(tensor)
            .copied()
            .chain(late)
            .fold([f64::INFINITY, 0.0], |[low, high], k| {
                [low.min(k), high.max(k)]
            })
    }

    /// Spectra of the sky for a primordial spectrum.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] when the primordial spectrum is not finite or, where it must not be, negative; [`Error::Correlation`] when two
    /// modes of a mixture cannot be correlated like that; [`Error::Primordial`] when it does not cover the [range](Self::range_inv_mpc).
    pub fn spectra(&self, primordial: &impl PrimordialSpectra) -> Result<Spectra, Error> {
        use Observable::{E, Potential, Temperature as T};
        let mut scalar = Raw::default();
        for (i, (a, from)) in self.modes.iter().enumerate() {
            for (j, (b, to)) in self.modes.iter().enumerate() {
                let refused = Cell::new(None);
                let weights = from.weights(|k| {
                    correlation(primordial, [*a, *b], k).unwrap_or_else(|error| {
                        refused.set(Some(error));
                        f64::NAN
                    })
                });
                if let Some(error) = refused.take() {
                    return Err(error);
                }
                let add = |sum: &mut Vec<f64>, x, y| {
                    let mut part = from.cross_spectrum(to, x, y, &weights).unwrap_or_default();
                    if i == j && x == y {
                        // Between multipoles a spline may undershoot where there is next to no power.
                        for power in part.iter_mut().filter(|power| **power < 0.0) {
                            *power = 0.0;
                        }
                    }
                    if sum.is_empty() {
                        *sum = part;
                    } else {
                        for (sum, part) in sum.iter_mut().zip(part) {
                            *sum += part;
                        }
                    }
                };
                if i != j && weights.vanish() {
                    continue;
                }
                add(&mut scalar.tt, T, T);
                add(&mut scalar.ee, E, E);
                add(&mut scalar.te, T, E);
                add(&mut scalar.phi_phi, Potential, Potential);
                add(&mut scalar.t_phi, T, Potential);
                add(&mut scalar.e_phi, E, Potential);
            }
        }
        if let Some(late) = &self.late {
            let mode = |i: usize| self.modes[i].0;
            let first = &self.modes[0].1;
            let added = late.added(first.multipoles(), |[a, b], k| {
                correlation(primordial, [mode(a), mode(b)], k)
            })?;
            let added = first.interpolated_potential(&added);
            for (sum, added) in scalar.phi_phi.iter_mut().zip(added) {
                *sum += added;
            }
        }
        let tensor = match &self.tensor {
            Some(tensor) => Ok(tensor.spectra(primordial)?.unwrap_or_default()),
            None if self.any_tensor_power(primordial)? => Err(Error::NotSolved {
                what: "the spectrum of gravitational waves",
                setting: "Tensors::Included",
            }),
            None => Ok(Raw::default()),
        };
        Ok(Spectra {
            lmax: self.lmax,
            scalar,
            tensor,
            lensing: self.lensing,
        })
    }

    fn any_tensor_power(&self, primordial: &impl PrimordialSpectra) -> Result<bool, Error> {
        let mut any = false;
        for &k in self.modes.iter().flat_map(|(_, mode)| mode.asked_inv_mpc()) {
            any |= tensor_power(primordial, k)?[0] > 0.0;
        }
        Ok(any)
    }
}

/// A pack of wavenumbers, compiled for the machine at hand.
struct Pack<'a> {
    evolution: &'a Evolution<'a>,
    nodes: &'a Nodes,
    components: &'a Components,
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
            nodes,
            components,
            k,
            row,
            out: [a, b, c, d, e],
        } = self;
        let (lanes, range) = pack(k);
        let show = |node: usize, sources: ScalarSources<Lanes<LANES>>| {
            scatter(a, row, node, sources.monopole);
            scatter(b, row, node, sources.dipole);
            scatter(c, row, node, sources.quadrupole);
            scatter(d, row, node, sources.polarisation);
            scatter(e, row, node, sources.potential);
        };
        evolution
            .run(lanes, range, nodes, components, show)
            .map_err(|source| Error::Perturbations {
                k_inv_mpc: k[0],
                source,
            })
    }
}
