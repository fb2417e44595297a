//! The wavenumbers at which perturbations are evolved.

use lastscatter_cosmology::Thermodynamics;
use lastscatter_numerics::Lanes;

use crate::{Accuracy, Error};

/// Wavenumbers that advance in lockstep.
pub(crate) const LANES: usize = 8;

/// The first [`LANES`] wavenumbers as a pack, and its extremes.
pub(crate) fn pack(k: &[f64]) -> (Lanes<LANES>, [f64; 2]) {
    (
        Lanes::new(std::array::from_fn(|i| k[i])),
        [k[0], k[LANES - 1]],
    )
}

/// Writes a number of each lane at `place` of its row of length `row`.
#[inline(always)]
pub(crate) fn scatter(out: &mut [f64], row: usize, place: usize, values: Lanes<LANES>) {
    for (lane, value) in values.to_array().into_iter().enumerate() {
        out[lane * row + place] = value;
    }
}

/// The lowest wavenumber times the distance to last scattering: below it even the quadrupole sees nothing.
pub(crate) const LOWEST: f64 = 0.04;
/// Below this wavenumber over that of the sound horizon sources are polynomials in k².
const SMOOTH: f64 = 0.1;
/// Up to this, scattering at reionisation matters.
const REIONISED: f64 = 0.4;

/// A grid that starts logarithmic, resolves acoustic oscillations up to `peaks`, and ends logarithmic at `last`; both in Mpc⁻¹. The number is a
/// multiple of [`LANES`].
///
/// # Errors
///
/// [`Error::OutOfDomain`] when there is no room for a grid.
pub(crate) fn wavenumbers(
    history: &Thermodynamics,
    accuracy: &Accuracy,
    peaks: f64,
    last: f64,
) -> Result<Vec<f64>, Error> {
    let acoustic = std::f64::consts::PI / history.last_scattering().sound_horizon_mpc;
    let distance = history.knots().last();
    let low = LOWEST / distance;
    let linear = 1.0 / (accuracy.acoustic_spacing * acoustic);
    let smooth = SMOOTH * acoustic;
    // Light scattered again has streamed from last scattering to reionisation: its quadrupole oscillates with that distance.
    let scattering = history.last_scattering().conformal_time_mpc;
    let reionised = history.reionisation().redshift().map_or(0.0, |z| {
        let streamed = history.background().conformal_time_mpc(z) - scattering;
        streamed.max(0.0) / (accuracy.reionised_spacing * std::f64::consts::PI)
    });
    by_density(low, last, |k| {
        let rise = k / (k + smooth);
        let log = accuracy.wavenumbers_per_efold * (0.4 + 0.6 * rise) / k;
        // Oscillations end smoothly beyond the peaks.
        let again =
            reionised / (1.0 + (k / (REIONISED * acoustic)).powi(4)) * k / (k + 0.2 * smooth);
        log + linear * rise / (1.0 + (k / peaks).powi(8)) + again
    })
}

/// A grid from `low` to `last` of so many wavenumbers per Mpc⁻¹, brought to a multiple of [`LANES`].
///
/// # Errors
///
/// [`Error::OutOfDomain`] when there is no room for a grid.
pub(crate) fn by_density(
    low: f64,
    last: f64,
    density: impl Fn(f64) -> f64,
) -> Result<Vec<f64>, Error> {
    if !(last > 2.0 * low && last.is_finite()) {
        return Err(Error::OutOfDomain {
            name: "largest wavenumber in 1/Mpc",
            value: last,
            expected: "a finite number well above the horizon's",
        });
    }
    // Count in ln k, finely, then invert.
    let steps = 4000;
    let step = (last / low).ln() / f64::from(steps);
    let mut count = vec![0.0];
    for i in 0..steps {
        let k = low * ((f64::from(i) + 0.5) * step).exp();
        count.push(count[count.len() - 1] + density(k) * k * step);
    }
    let total = count[count.len() - 1];
    let number = ((total / LANES as f64).ceil() as usize).max(1) * LANES;
    let mut at = 0;
    let grid = (0..number).map(|i| {
        let wanted = total * i as f64 / (number - 1) as f64;
        while at + 2 < count.len() && count[at + 1] < wanted {
            at += 1;
        }
        let part = ((wanted - count[at]) / (count[at + 1] - count[at])).clamp(0.0, 1.0);
        low * ((at as f64 + part) * step).exp()
    });
    Ok(grid.collect())
}
