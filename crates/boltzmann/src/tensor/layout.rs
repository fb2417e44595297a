//! Which approximations hold, and where each variable lives in the state.

use super::TensorAccuracy;
use crate::hierarchy::Multipoles;

/// What is followed beside the wave itself, over a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Regime {
    /// Photons' hierarchies; otherwise their quadrupole is expanded in the time between scatterings.
    pub photons: bool,
    /// Neutrinos' hierarchies; otherwise they have no stress.
    pub neutrinos: bool,
}

/// h.
pub(super) const WAVE: usize = 0;
/// h′/k.
pub(super) const SPEED: usize = 1;

/// Indices into the state of one regime; runs that are not followed are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    pub intensity: Option<Multipoles>,
    pub polarisation: Option<Multipoles>,
    pub massless: Option<Multipoles>,
    /// The first of the massive bins, which follow one another.
    massive: Option<Multipoles>,
    bins: usize,
    pub len: usize,
}

impl Layout {
    pub(super) fn new(regime: Regime, accuracy: &TensorAccuracy, bins: usize) -> Self {
        let mut len = 2;
        let mut take = |present: bool, lmax: usize, copies: usize| {
            let start = len;
            present.then(|| {
                len += (lmax + 1) * copies;
                Multipoles { start, lmax }
            })
        };
        let intensity = take(regime.photons, accuracy.intensity, 1);
        let polarisation = take(regime.photons, accuracy.polarisation, 1);
        let massless = take(regime.neutrinos, accuracy.massless, 1);
        let massive = take(regime.neutrinos && bins > 0, accuracy.massive, bins);
        Self {
            intensity,
            polarisation,
            massless,
            massive,
            bins,
            len,
        }
    }

    /// The massive bins that are followed.
    #[inline(always)]
    pub(super) fn massive(&self) -> impl Iterator<Item = Multipoles> + use<> {
        let count = if self.massive.is_some() { self.bins } else { 0 };
        let run = self.massive.unwrap_or(Multipoles { start: 0, lmax: 0 });
        (0..count).map(move |bin| Multipoles {
            start: run.start + bin * (run.lmax + 1),
            lmax: run.lmax,
        })
    }

    /// All hierarchies.
    #[inline(always)]
    pub(super) fn runs(&self) -> impl Iterator<Item = Multipoles> + use<> {
        let single = [self.intensity, self.polarisation, self.massless];
        single.into_iter().flatten().chain(self.massive())
    }

    /// The variables that sources and stress read.
    #[inline(always)]
    pub(super) fn seen(&self) -> impl Iterator<Item = usize> + use<> {
        let first = |run: Multipoles| run.start..run.start + 5;
        (0..2).chain(self.runs().flat_map(first))
    }
}
