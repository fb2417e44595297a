//! Epochs and scales of the acoustic oscillations.

use std::sync::Arc;

use lastscatter_numerics::{
    roots::brent,
    spline::{Boundary, CubicSpline, Knots},
};

use crate::{Background, Error};

/// A moment of decoupling.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Epoch {
    /// Redshift.
    pub redshift: f64,
    /// Conformal time, Mpc.
    pub conformal_time_mpc: f64,
    /// Comoving sound horizon, Mpc.
    pub sound_horizon_mpc: f64,
}

impl Epoch {
    /// Where an optical depth, given at ascending ln a and falling to zero today, is one.
    pub(super) fn of_unit_depth(
        universe: &Background,
        ln_a: &[f64],
        depth: &[f64],
    ) -> Result<Self, Error> {
        /// Points on either side that a spline needs to forget its ends.
        const AROUND: usize = 20;
        let below = depth.partition_point(|&depth| depth > 1.0);
        let window = below.saturating_sub(AROUND)..(below + AROUND).min(depth.len());
        let (x, y) = (ln_a[window.clone()].to_vec(), depth[window].to_vec());
        let spline = CubicSpline::new(x, y, Boundary::NotAKnot)?;
        let (first, last) = (spline.knots().first(), spline.knots().last());
        let ln_a = brent(|x| spline.value(x) - 1.0, first, last, 1e-13)?;
        let redshift = (-ln_a).exp_m1();
        Ok(Self {
            redshift,
            conformal_time_mpc: universe.conformal_time_mpc(redshift),
            sound_horizon_mpc: universe.sound_horizon_mpc(redshift),
        })
    }
}

/// ∫ from each knot to the last one.
pub(super) fn until_end(knots: &Arc<Knots>, integrand: Vec<f64>) -> Result<Vec<f64>, Error> {
    let spline = CubicSpline::on(Arc::clone(knots), integrand, Boundary::NotAKnot)?;
    let mut sums: Vec<f64> = std::iter::once(0.0)
        .chain(spline.interval_integrals().rev())
        .scan(0.0, |sum, piece| {
            *sum += piece;
            Some(*sum)
        })
        .collect();
    sums.reverse();
    Ok(sums)
}

/// k_D⁻² per unit of ln a, where `opacity` is κ′ and `rate` aH, both in Mpc⁻¹.
///
/// ```text
/// k_D⁻² = ∫ dτ/κ′ [R² + 16(1+R)/15]/[6(1+R)²]
/// ```
pub(super) fn diffusion(opacity: f64, rate: f64, loading: f64) -> f64 {
    let sum = 1.0 + loading;
    (loading * loading + 16.0 / 15.0 * sum) / (6.0 * sum * sum * opacity * rate)
}
