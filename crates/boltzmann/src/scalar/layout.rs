//! Where each variable lives in the state.

use crate::{accuracy::Multipole, hierarchy::Multipoles, momenta::Momenta};

/// How photons are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Photons {
    /// One fluid with baryons, but for a small slip: δ and θ only.
    TightlyCoupled,
    /// Intensity and polarisation hierarchies, but for a small slip of their dipole against baryons.
    Slipping,
    /// Intensity and polarisation hierarchies.
    Hierarchy,
    /// Solved from the metric: they stream freely, and what they carry averages out.
    Streaming,
}

impl Photons {
    /// Whether multipoles from the quadrupole on are followed.
    pub(super) const fn resolved(self) -> bool {
        matches!(self, Self::Slipping | Self::Hierarchy)
    }
}

/// How massless neutrinos are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MasslessNeutrinos {
    /// Their hierarchy.
    Hierarchy,
    /// δ, θ and σ as of a viscous fluid.
    Fluid,
    /// Solved from the metric.
    Streaming,
}

/// How massive neutrinos are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MassiveNeutrinos {
    /// The hierarchy of each momentum.
    Momenta,
    /// δ, θ and σ of each species, as of a viscous fluid.
    Fluid,
    /// Solved from the metric: they cross a wavelength many times while potentials change.
    Streaming,
}

/// Approximations in force over a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Regime {
    pub photons: Photons,
    pub neutrinos: MasslessNeutrinos,
    pub massive: MassiveNeutrinos,
}

/// Indices into the state of one regime.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    pub regime: Regime,
    /// η in the synchronous gauge, φ in the Newtonian one.
    pub metric: usize,
    pub cold_density: usize,
    pub baryon_density: usize,
    pub baryon_velocity: usize,
    /// θ of cold dark matter; in the synchronous gauge it stays zero.
    pub cold_velocity: usize,
    /// Γ of dark energy.
    pub dark_energy: Option<usize>,
    /// Empty (lmax 0) where photons stream.
    pub intensity: Multipoles,
    /// Present in the hierarchy only.
    pub polarisation: Multipoles,
    pub massless: Multipoles,
    /// The first of the massive momenta, or fluids, which follow one another.
    pub massive: Multipoles,
    /// How many.
    pub bins: usize,
    pub len: usize,
}

impl Layout {
    pub(super) fn new(
        regime: Regime,
        multipole: Multipole,
        momenta: &Momenta,
        dark_energy: bool,
    ) -> Self {
        let mut len = 5;
        let dark_energy = dark_energy.then(|| {
            len += 1;
            len - 1
        });
        let mut take = |lmax: Option<usize>, copies: usize| {
            let run = Multipoles {
                start: len,
                lmax: lmax.unwrap_or(0),
            };
            len += lmax.map_or(0, |lmax| (lmax + 1) * copies);
            run
        };
        let intensity = take(
            match regime.photons {
                Photons::TightlyCoupled => Some(1),
                Photons::Slipping | Photons::Hierarchy => Some(multipole.intensity),
                Photons::Streaming => None,
            },
            1,
        );
        let polarisation = take(
            regime.photons.resolved().then_some(multipole.polarisation),
            1,
        );
        let massless = take(
            match regime.neutrinos {
                MasslessNeutrinos::Hierarchy => Some(multipole.massless),
                MasslessNeutrinos::Fluid => Some(2),
                MasslessNeutrinos::Streaming => None,
            },
            1,
        );
        let (bins, lmax) = match regime.massive {
            MassiveNeutrinos::Momenta => (momenta.bins.len(), multipole.massive),
            MassiveNeutrinos::Fluid => (momenta.species(), 2),
            MassiveNeutrinos::Streaming => (0, 0),
        };
        let massive = take((bins > 0).then_some(lmax), bins);
        Self {
            regime,
            metric: 0,
            cold_density: 1,
            baryon_density: 2,
            baryon_velocity: 3,
            cold_velocity: 4,
            dark_energy,
            intensity,
            polarisation,
            massless,
            massive,
            bins,
            len,
        }
    }

    /// The multipoles of a massive bin.
    pub(super) const fn bin(&self, index: usize) -> Multipoles {
        Multipoles {
            start: self.massive.start + index * (self.massive.lmax + 1),
            lmax: self.massive.lmax,
        }
    }

    /// The variables that the metric and the sources read.
    #[inline(always)]
    pub(super) fn seen(&self) -> impl Iterator<Item = usize> + use<> {
        let first = |run: Multipoles| run.start..run.start + run.lmax.min(2) + 1;
        let Self { massive, bins, .. } = *self;
        let present = |run: Multipoles, is: bool| if is { first(run) } else { 0..0 };
        let streaming = self.regime.photons == Photons::Streaming;
        (0..5)
            .chain(self.dark_energy)
            .chain(present(self.intensity, !streaming))
            .chain(present(self.polarisation, self.regime.photons.resolved()))
            .chain(present(
                self.massless,
                self.regime.neutrinos != MasslessNeutrinos::Streaming,
            ))
            .chain((0..bins).flat_map(move |bin| {
                let start = massive.start + bin * (massive.lmax + 1);
                start..start + 3
            }))
    }
}
