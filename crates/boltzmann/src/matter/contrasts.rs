//! A pack of wavenumbers from the beginning to the last redshift wanted.

use lastscatter_numerics::{Lanes, ode::Work};
use pulp::NullaryFnOnce;

use super::species::SINGLE;
use crate::{
    Error,
    scalar::{Contrasts, Evolution},
    wavenumbers::{LANES, pack, scatter},
};

/// Numbers per wavenumber and time: δ and dδ/dln a of each species.
pub(super) const VALUES: usize = 2 * SINGLE;

/// A pack of wavenumbers, compiled for the machine at hand: `out` has a row of `times.len()` × [`VALUES`] for each.
pub(super) struct Pack<'a> {
    pub evolution: &'a Evolution<'a>,
    pub times: &'a [f64],
    pub k: &'a [f64],
    pub out: &'a mut [f64],
}

impl NullaryFnOnce for Pack<'_> {
    type Output = Result<Work, Error>;

    #[inline(always)]
    fn call(self) -> Self::Output {
        let Self {
            evolution,
            times,
            k,
            out,
        } = self;
        let (lanes, range) = pack(k);
        let row = times.len() * VALUES;
        let show = |time: usize, seen: Contrasts<Lanes<LANES>>| {
            let Contrasts {
                cold,
                baryons,
                massive,
                photons,
                massless,
            } = seen;
            let species = [cold, baryons, massive, photons, massless];
            for (i, value) in species.into_iter().flatten().enumerate() {
                scatter(out, row, time * VALUES + i, value);
            }
        };
        evolution
            .contrasts(lanes, range, times, show)
            .map_err(|source| Error::Perturbations {
                k_inv_mpc: k[0],
                source,
            })
    }
}
