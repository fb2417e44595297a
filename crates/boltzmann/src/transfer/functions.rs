//! Transfer functions Δ_ℓ(k), and spectra from them.

use std::f64::consts::PI;
use std::sync::{Mutex, PoisonError};

use pulp::Arch;
use rayon::prelude::*;

use super::accuracy::TransferAccuracy;
use super::line_of_sight::{Chunk, Family, LimberScratch, LineOfSight, Scratch, Split, Stream};
use super::multipoles::Multipoles;
use super::product::WAVENUMBERS;
use super::radial::RadialTable;
use super::sources::{Observable, SourceSpline, Sources};
use super::wavenumbers::Wavenumbers;
use crate::Error;

/// Wavenumbers below this over χ_max add nothing at ℓ ≥ 2: j₂² ~ (kχ)⁴/225.
const LOWEST_ARGUMENT: f64 = 0.05;
/// Wavenumbers of one partial sum of a spectrum.
const BATCH: usize = 256;
/// Knots of a spline beyond the last wavenumber asked for.
const MARGIN: usize = 8;

/// Transfer functions of all observables that have sources:
///
/// ```text
/// Δ^X_ℓ(k) = Σ_channels ∫ dτ S(k, τ) R_ℓ(k(τ₀ − τ)),     C_ℓ^XY = 4π ∫ d ln k P(k) Δ^X_ℓ Δ^Y_ℓ
/// ```
///
/// They know no primordial spectrum; any number of spectra cost little once they are there.
#[derive(Debug, Clone)]
pub(crate) struct TransferFunctions {
    multipoles: Multipoles,
    wavenumbers: Wavenumbers,
    observables: Vec<Observable>,
    /// `[k][observable][ℓ]`.
    delta: Vec<f64>,
    limber: Option<LimberTail>,
}

/// The lensing potential alone, on wavenumbers of its own.
#[derive(Debug, Clone)]
struct LimberTail {
    /// Multipoles that the other table has exactly; for these, this one adds wavenumbers beyond that.
    exact: usize,
    /// The last wavenumber of the other table, or none when this grid starts above it.
    seam: usize,
    k_inv_mpc: Vec<f64>,
    log_step: f64,
    /// `[k][ℓ]`.
    delta: Vec<f64>,
}

/// 4π P(k) d ln k at the wavenumbers of some transfer functions.
#[derive(Debug, Clone)]
pub(crate) struct PowerWeights {
    projected: Vec<f64>,
    limber: Vec<f64>,
}

impl PowerWeights {
    /// Whether there is no power at any wavenumber.
    pub(crate) fn vanish(&self) -> bool {
        self.projected
            .iter()
            .chain(&self.limber)
            .all(|w| w.abs() <= 0.0)
    }
}

impl TransferFunctions {
    /// The line-of-sight integral of `sources` for 2 ≤ ℓ ≤ `l_max`, finely sampled up to `l_fine`.
    pub(crate) fn new(
        sources: &Sources,
        l_fine: usize,
        l_max: usize,
        accuracy: &TransferAccuracy,
    ) -> Result<Self, Error> {
        sources.validate()?;
        let multipoles = Multipoles::new(l_fine, l_max, accuracy);
        let k = &sources.k_inv_mpc;
        let distance = sources.distance_mpc[0];
        let low = k[0].max(LOWEST_ARGUMENT / distance);
        let high = accuracy.largest_wavenumber(l_max, distance);
        let high = high.min(sources.damped_inv_mpc).min(k[k.len() - 1]);
        if low >= high {
            return Err(Error::OutOfDomain {
                name: "k (1/Mpc)",
                value: high,
                expected: "sources at wavenumbers of the multipoles",
            });
        }
        let wavenumbers = Wavenumbers::new(low, high, distance, accuracy);
        let table = RadialTable::new(multipoles.sampled(), accuracy.row_spacing, high * distance)?;
        let ln_k: Vec<f64> = k.iter().map(|k| k.ln()).collect();
        let streams = streams(sources, &ln_k, high, multipoles.sampled(), accuracy);
        let line = LineOfSight::new(
            sources,
            streams,
            multipoles.sampled(),
            accuracy.limber_from,
            table,
        );

        let row = line.observables.len() * multipoles.sampled().len();
        let fine = wavenumbers.k_inv_mpc();
        let mut delta = vec![0.0; fine.len() * row];
        let arch = Arch::new();
        let pool = Mutex::new(Vec::<Scratch>::new());
        // The largest wavenumbers have the longest rows: first.
        delta
            .par_chunks_mut(WAVENUMBERS * row)
            .zip(fine.par_chunks(WAVENUMBERS))
            .rev()
            .with_max_len(1)
            .for_each(|(out, k_inv_mpc)| {
                // Rayon's own scratch would be made anew, megabytes of it, for each chunk.
                let idle = || pool.lock().unwrap_or_else(PoisonError::into_inner);
                let taken = idle().pop();
                let mut scratch = taken.unwrap_or_default();
                arch.dispatch(Chunk {
                    line: &line,
                    k_inv_mpc,
                    scratch: &mut scratch,
                    out,
                });
                idle().push(scratch);
            });
        let limber = LimberTail::new(&line, accuracy, high, k[k.len() - 1]);
        let observables = line.observables.clone();
        Ok(Self {
            multipoles,
            wavenumbers,
            observables,
            delta,
            limber,
        })
    }

    /// Weights of a primordial spectrum, given by wavenumber in Mpc⁻¹.
    pub(crate) fn weights(&self, power: impl Fn(f64) -> f64) -> PowerWeights {
        let fine = &self.wavenumbers;
        let projected = fine.k_inv_mpc().iter().zip(fine.weight());
        let limber = self.limber.as_ref().map_or_else(Vec::new, |tail| {
            let weight = |&k: &f64| 4.0 * PI * tail.log_step * power(k);
            tail.k_inv_mpc.iter().map(weight).collect()
        });
        PowerWeights {
            projected: projected.map(|(&k, w)| 4.0 * PI * w * power(k)).collect(),
            limber,
        }
    }

    /// All wavenumbers at which [`Self::weights`] asks for the power, in Mpc⁻¹.
    pub(crate) fn asked_inv_mpc(&self) -> impl Iterator<Item = &f64> {
        let limber = self.limber.iter().flat_map(|tail| &tail.k_inv_mpc);
        self.k_inv_mpc().iter().chain(limber)
    }

    /// C_ℓ^XY for ℓ = 0, …, ℓ_max, zero below 2, with Y from `other` of the same grids; none when one of the two has no sources.
    pub(crate) fn cross_spectrum(
        &self,
        other: &Self,
        x: Observable,
        y: Observable,
        weights: &PowerWeights,
    ) -> Option<Vec<f64>> {
        let columns = self.multipoles.sampled().len();
        let row = self.observables.len() * columns;
        let place = |o| self.observables.iter().position(|&other| other == o);
        let (at_x, at_y) = (place(x)? * columns, place(y)? * columns);
        let partial: Vec<Vec<f64>> = self
            .delta
            .par_chunks(BATCH * row)
            .zip(other.delta.par_chunks(BATCH * row))
            .zip(weights.projected.par_chunks(BATCH))
            .map(|((a, b), weights)| {
                let mut sums = vec![0.0; columns];
                let rows = a.chunks_exact(row).zip(b.chunks_exact(row));
                for ((a, b), w) in rows.zip(weights) {
                    let (x, y) = (&a[at_x..at_x + columns], &b[at_y..at_y + columns]);
                    for (sum, (x, y)) in sums.iter_mut().zip(x.iter().zip(y)) {
                        *sum += w * x * y;
                    }
                }
                sums
            })
            .collect();
        let mut sampled = vec![0.0; columns];
        for part in partial {
            for (sum, part) in sampled.iter_mut().zip(part) {
                *sum += part;
            }
        }
        let lensing = i32::from(x == Observable::Potential) + i32::from(y == Observable::Potential);
        if let (2, Some(tail), Some(others)) = (lensing, &self.limber, &other.limber) {
            tail.add_to(others, &mut sampled, &weights.limber);
        }
        Some(self.multipoles.interpolate(&sampled, 2 + lensing))
    }

    /// [`Self::cross_spectrum`] with itself.
    #[cfg(test)]
    pub(crate) fn spectrum(
        &self,
        x: Observable,
        y: Observable,
        weights: &PowerWeights,
    ) -> Option<Vec<f64>> {
        self.cross_spectrum(self, x, y, weights)
    }

    /// Wavenumbers of the table, in Mpc⁻¹.
    pub(crate) fn k_inv_mpc(&self) -> &[f64] {
        self.wavenumbers.k_inv_mpc()
    }

    /// Sampled multipoles.
    pub(crate) fn multipoles(&self) -> &[usize] {
        self.multipoles.sampled()
    }

    /// From a spectrum of the lensing potential at the sampled multipoles to one at all.
    pub(crate) fn interpolated_potential(&self, sampled: &[f64]) -> Vec<f64> {
        self.multipoles.interpolate(sampled, 4)
    }

    /// Δ_ℓ at the `index`-th wavenumber and all sampled multipoles.
    #[cfg(test)]
    pub(crate) fn transfer(&self, observable: Observable, index: usize) -> Option<&[f64]> {
        let columns = self.multipoles.sampled().len();
        let place = self.observables.iter().position(|&o| o == observable)?;
        let start = (index * self.observables.len() + place) * columns;
        self.delta.get(start..start + columns)
    }
}

impl LimberTail {
    /// From `seam` (a wavenumber of this grid) up to `last`, and down to where the lowest multipole needs it.
    fn new(
        line: &LineOfSight<'_>,
        accuracy: &TransferAccuracy,
        seam: f64,
        last: f64,
    ) -> Option<Self> {
        let is_potential = |stream: &&Stream<'_>| stream.observable == Observable::Potential;
        let stream = line.streams.iter().find(is_potential)?;
        let exact = line
            .multipoles
            .partition_point(|&l| l <= accuracy.limber_from);
        let step = accuracy.limber_log_step;
        let lowest = *line.multipoles.get(exact).unwrap_or(&2) as f64 / line.distance_mpc[0];
        let below = ((seam / lowest).ln() / step).ceil().max(0.0) as usize;
        let above = ((last / seam).ln() / step).floor().max(0.0) as usize;
        let k_inv_mpc: Vec<f64> = (0..=below + above)
            .map(|i| (seam * (step * (i as f64 - below as f64)).exp()).min(last))
            .collect();
        let columns = line.multipoles.len();
        let mut delta = vec![0.0; k_inv_mpc.len() * columns];
        delta.par_chunks_mut(columns).zip(&k_inv_mpc).for_each_init(
            LimberScratch::default,
            |scratch, (out, &k)| {
                line.limber_into(stream, k, Split::All, scratch, out);
            },
        );
        Some(Self {
            exact,
            seam: below,
            k_inv_mpc,
            log_step: step,
            delta,
        })
    }

    /// All of the integral above the exact multipoles, that beyond the seam below.
    fn add_to(&self, other: &Self, sampled: &mut [f64], weights: &[f64]) {
        sampled[self.exact..].fill(0.0);
        let columns = sampled.len();
        let rows = self
            .delta
            .chunks_exact(columns)
            .zip(other.delta.chunks_exact(columns));
        for (i, ((a, b), &w)) in rows.zip(weights).enumerate() {
            let first = if i < self.seam { self.exact } else { 0 };
            let half = if i == self.seam { 0.5 } else { 1.0 };
            for (l, (sum, (a, b))) in sampled
                .iter_mut()
                .zip(a.iter().zip(b))
                .enumerate()
                .skip(first)
            {
                let w = if l < self.exact { half * w } else { w };
                *sum += w * a * b;
            }
        }
    }
}

/// Channels gathered by observable and family; splines reach as far as their observable does.
fn streams<'a>(
    sources: &'a Sources,
    ln_k: &'a [f64],
    high: f64,
    multipoles: &[usize],
    accuracy: &TransferAccuracy,
) -> Vec<Stream<'a>> {
    let nodes = sources.distance_mpc.len();
    let within = sources.k_inv_mpc.partition_point(|&k| k <= high);
    let near = (within + MARGIN).min(ln_k.len());
    let splines: Vec<SourceSpline<'a>> = sources
        .channels
        .par_iter()
        .map(|channel| {
            let knots = match channel.observable {
                Observable::Potential => ln_k.len(),
                _ => near,
            };
            SourceSpline::new(&ln_k[..knots], &channel.values, nodes)
        })
        .collect();
    let mut streams: Vec<Stream<'a>> = Vec::new();
    for (channel, spline) in sources.channels.iter().zip(splines) {
        let family = Family::from(channel.radial);
        let entry = (channel.radial, spline);
        let same = |s: &&mut Stream<'a>| s.observable == channel.observable && s.family == family;
        if let Some(stream) = streams.iter_mut().find(same) {
            stream.derivatives |= channel.radial.has_derivatives();
            stream.channels.push(entry);
        } else {
            let potential = channel.observable == Observable::Potential;
            streams.push(Stream {
                observable: channel.observable,
                family,
                ln_k: if potential { ln_k } else { &ln_k[..near] },
                channels: vec![entry],
                limber_scale_mpc: if potential {
                    accuracy.limber_scale_mpc
                } else {
                    0.0
                },
                factors: multipoles.iter().map(|&l| family.factor(l)).collect(),
                derivatives: channel.radial.has_derivatives(),
            });
        }
    }
    // Streams that end early come last.
    streams.sort_by(|a, b| a.limber_scale_mpc.total_cmp(&b.limber_scale_mpc));
    streams
}
