//! The wavenumbers at which gravitational waves are evolved.

use std::f64::consts::PI;

use super::TensorAccuracy;
use crate::{
    Error,
    wavenumbers::{LOWEST, by_density},
};

/// A grid that starts logarithmic and ends linear, with the phase of the wave at last scattering, at `last` in Mpc⁻¹.
///
/// # Errors
///
/// [`Error::OutOfDomain`] when there is no room for a grid.
pub(super) fn wavenumbers(
    accuracy: &TensorAccuracy,
    [scattering, today]: [f64; 2],
    last: f64,
) -> Result<Vec<f64>, Error> {
    let linear = scattering / (accuracy.wavenumber_spacing * PI);
    // Below the horizon sources are polynomials in k².
    let horizon = 2.0 / today;
    by_density(LOWEST / today, last, |k| {
        let entered = k / (k + horizon);
        let log = accuracy.wavenumbers_per_efold * (0.3 + 0.7 * entered) / k;
        log.hypot(linear * entered)
    })
}
