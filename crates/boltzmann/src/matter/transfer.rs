//! Transfer functions of matter: contrasts per unit of the initial perturbation.

use std::sync::Arc;

use lastscatter_cosmology::{Background, Densities};
use lastscatter_numerics::{
    ode::Work,
    spline::{Boundary, CubicSpline, Knots, Location},
};

use super::{
    contrasts::VALUES,
    power::MatterPower,
    species::{SINGLE, Shares, Species},
};
use crate::{Error, InitialCondition, PrimordialSpectra};

/// Growth of structure in one universe: all of it that no primordial spectrum changes. Immutable, and safe to share between threads.
#[derive(Debug, Clone)]
pub struct MatterTransfer {
    pub(super) universe: Background,
    pub(super) hubble_100: f64,
    pub(super) omega_m: f64,
    pub(super) k_inv_mpc: Vec<f64>,
    /// From the earliest on.
    pub(super) slices: Vec<Slice>,
    pub(super) modes: Vec<Mode>,
    pub(super) work: Work,
}

/// A redshift that was solved for.
#[derive(Debug, Clone)]
pub(super) struct Slice {
    pub redshift: f64,
    ln_a: f64,
    pub densities: Densities,
}

impl Slice {
    pub(super) fn new(redshift: f64, densities: Densities) -> Self {
        Self {
            redshift,
            ln_a: -redshift.ln_1p(),
            densities,
        }
    }
}

/// Splines over ln k for each slice, species after species: δ and dδ/dln a, times a function of k that flattens them.
#[derive(Debug, Clone)]
pub(super) struct Mode {
    pub initial: InitialCondition,
    splines: Vec<CubicSpline>,
}

/// Near the horizon's at equality, where the transfer function bends: δ falls from ∝ k² to ∝ ln k.
const BEND_INV_MPC: f64 = 0.02;

fn flattening(k: f64) -> f64 {
    let x = k / BEND_INV_MPC;
    1.0 / (x * x) + 1.0
}

impl Mode {
    pub(super) fn new(
        initial: InitialCondition,
        knots: &Arc<Knots>,
        slices: usize,
        k: &[f64],
        raw: &[f64],
    ) -> Result<Self, Error> {
        let row = slices * VALUES;
        let splines = (0..row)
            .map(|column| {
                let flat = k.iter().zip(raw.chunks(row));
                let flat = flat.map(|(&k, row)| row[column] * flattening(k)).collect();
                CubicSpline::on(Arc::clone(knots), flat, Boundary::NotAKnot)
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { initial, splines })
    }

    /// δ and dδ/dln a of a sum of species at a slice.
    fn at_slice(&self, slice: usize, shares: &Shares, place: Location) -> [f64; 2] {
        let mut sum = [0.0; 2];
        for species in 0..SINGLE {
            let (weight, slope) = (shares.weights[species], shares.slopes[species]);
            if weight > 0.0 {
                let first = slice * VALUES + 2 * species;
                let value = self.splines[first].value_at(place);
                sum[0] += weight * value;
                sum[1] += weight * self.splines[first + 1].value_at(place) + slope * value;
            }
        }
        sum
    }
}

/// A redshift between two slices, or at one of them, for one sum of species: what all wavenumbers share.
#[derive(Debug, Clone)]
pub(super) struct Instant {
    parts: [Part; 2],
}

/// A slice with the weights of its δ and dδ/dln a in δ and in dδ/dln a.
#[derive(Debug, Clone, Copy)]
struct Part {
    slice: usize,
    shares: Shares,
    value: [f64; 2],
    slope: [f64; 2],
}

impl MatterTransfer {
    /// Wavenumbers that were solved for, in Mpc⁻¹.
    #[must_use]
    pub fn k_inv_mpc(&self) -> &[f64] {
        &self.k_inv_mpc
    }

    /// Redshifts that were solved for, from the highest to the lowest.
    #[must_use]
    pub fn redshifts(&self) -> Vec<f64> {
        self.slices.iter().map(|slice| slice.redshift).collect()
    }

    /// Work that the perturbations took.
    #[must_use]
    pub const fn work(&self) -> Work {
        self.work
    }

    /// δ(k, z) of a species per unit of the initial perturbation of one mode, ℛ for adiabatic ones, as an observer at rest with cold dark
    /// matter sees it (synchronous gauge); negative for adiabatic modes in the sign of `ma1995`. Wavenumber in Mpc⁻¹.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] for a wavenumber or a redshift outside those solved for; [`Error::NotSolved`] for another mode.
    pub fn contrast(
        &self,
        initial: InitialCondition,
        species: Species,
        k_inv_mpc: f64,
        redshift: f64,
    ) -> Result<f64, Error> {
        let mode = self.modes.iter().find(|mode| mode.initial == initial);
        let mode = mode.ok_or(Error::NotSolved {
            what: "this initial condition",
            setting: "MatterSolver::initial",
        })?;
        let instant = self.instant(species, redshift)?;
        let place = self.locate(k_inv_mpc)?;
        Ok(self.contrast_at(mode, &instant, place, k_inv_mpc)[0])
    }

    /// Power spectra for a primordial spectrum, of total matter unless asked otherwise.
    pub fn power<'a, P: PrimordialSpectra>(&'a self, primordial: &'a P) -> MatterPower<'a, P> {
        MatterPower {
            transfer: self,
            primordial,
            species: Species::Total,
        }
    }

    pub(super) fn locate(&self, k_inv_mpc: f64) -> Result<Location, Error> {
        let (first, last) = (self.k_inv_mpc[0], self.k_inv_mpc[self.k_inv_mpc.len() - 1]);
        let wrong = Error::OutOfRange {
            name: "wavenumber of matter power in 1/Mpc",
            value: k_inv_mpc,
            low: first,
            high: last,
        };
        if !(k_inv_mpc >= first && k_inv_mpc <= last) {
            return Err(wrong);
        }
        let spline = self.modes.first().and_then(|mode| mode.splines.first());
        let knots = spline.ok_or_else(|| wrong.clone())?.knots();
        let ln_k = k_inv_mpc.ln().clamp(knots.first(), knots.last());
        knots.locate(ln_k).ok_or(wrong)
    }

    pub(super) fn instant(&self, species: Species, redshift: f64) -> Result<Instant, Error> {
        let (first, last) = (&self.slices[0], &self.slices[self.slices.len() - 1]);
        if !(redshift >= last.redshift && redshift <= first.redshift) {
            return Err(Error::OutOfRange {
                name: "redshift of matter power",
                value: redshift,
                low: last.redshift,
                high: first.redshift,
            });
        }
        let part = |slice: usize, value, slope| Part {
            slice,
            shares: species.shares(&self.slices[slice].densities),
            value,
            slope,
        };
        let after = self.slices.partition_point(|s| s.redshift > redshift);
        if after == 0 {
            let alone = part(0, [1.0, 0.0], [0.0, 1.0]);
            return Ok(Instant {
                parts: [alone, part(0, [0.0; 2], [0.0; 2])],
            });
        }
        // Hermite's cubic of δ/a in ln a.
        let before = after - 1;
        let (start, end) = (self.slices[before].ln_a, self.slices[after].ln_a);
        let (width, ln_a) = (end - start, -redshift.ln_1p());
        let t = (ln_a - start) / width;
        let s = 1.0 - t;
        let bump = 6.0 * t * s / width;
        let weigh = |slice: usize, grown: f64, [of, slope]: [f64; 2], [of_, slope_]: [f64; 2]| {
            let value = [of - slope, slope].map(|v| v * grown);
            let change = [of_ - slope_, slope_].map(|v| v * grown);
            part(slice, value, [value[0] + change[0], value[1] + change[1]])
        };
        Ok(Instant {
            parts: [
                weigh(
                    before,
                    (ln_a - start).exp(),
                    [s * s * (1.0 + 2.0 * t), width * t * s * s],
                    [-bump, s * (1.0 - 3.0 * t)],
                ),
                weigh(
                    after,
                    (ln_a - end).exp(),
                    [t * t * (1.0 + 2.0 * s), -width * t * t * s],
                    [bump, t * (1.0 - 3.0 * s)],
                ),
            ],
        })
    }

    /// δ and dδ/dln a of a mode.
    pub(super) fn contrast_at(
        &self,
        mode: &Mode,
        instant: &Instant,
        place: Location,
        k: f64,
    ) -> [f64; 2] {
        let mut sum = [0.0; 2];
        for part in &instant.parts {
            let [value, slope] = mode.at_slice(part.slice, &part.shares, place);
            sum[0] += part.value[0] * value + part.value[1] * slope;
            sum[1] += part.slope[0] * value + part.slope[1] * slope;
        }
        let inverse = 1.0 / flattening(k);
        sum.map(|v| v * inverse)
    }
}
