//! Neutrinos, massless and massive: free streaming, and viscous fluids.

use lastscatter_numerics::Real;

use super::{
    einstein::Situation,
    equations::Equations,
    metric::{Drive, Gauge, Metric},
};
use crate::hierarchy::Multipoles;

impl<R: Real> Equations<'_, R> {
    /// Neutrinos of one velocity (`ma1995`, equations 49, 51, 56 and 58, in the variables of the momentum bins).
    #[inline(always)]
    pub(super) fn free(
        &self,
        rate: R,
        velocity: R,
        drive: &Drive<R>,
        inverse_tau: f64,
        f: &[R],
        df: &mut [R],
    ) {
        df[0] = -(rate * f[1]) - drive.continuity * (4.0 / 3.0);
        df[1] = rate * (f[0] - f[2] * 2.0) * (1.0 / 3.0);
        if self.gauge == Gauge::Newtonian {
            df[1] += drive.euler * self.inverse_k / velocity * (4.0 / 3.0);
        }
        df[2] = rate * (f[1] * 0.4 - f[3] * 0.6) + drive.shear * (8.0 / 15.0);
        self.streaming.stream(3, rate, R::ZERO, inverse_tau, f, df);
    }

    /// Massless neutrinos as a viscous fluid, in the form of `blas2011`, equation 3.13, that suits the synchronous gauge.
    ///
    /// ```text
    /// σ′ = ⅔ (θ + h′/2) − 3σ/τ
    /// ```
    #[inline(always)]
    pub(super) fn massless_fluid(
        &self,
        metric: &Metric<R>,
        inverse_tau: f64,
        y: &[R],
        dy: &mut [R],
    ) {
        let run = self.layout.massless.start;
        let (k, drive) = (self.k, &metric.drive);
        let f = &y[run..][..3];
        let df = &mut dy[run..][..3];
        df[0] = -(k * f[1]) - drive.continuity * (4.0 / 3.0);
        df[1] = k * (f[0] - f[2] * 2.0) * (1.0 / 3.0) + drive.euler * self.inverse_k * (4.0 / 3.0);
        df[2] = k * f[1] + metric.h_prime * (2.0 / 3.0) - f[2] * (3.0 * inverse_tau);
    }

    /// Massive neutrinos as viscous fluids (`lesgourgues2011`, section 3), with the shear k²α of `ma1995`, equation 50, as the drive of σ in both gauges.
    ///
    /// ```text
    /// δ′ = −(1+w)(θ + continuity) − 3ℋ(c_g² − w)δ
    /// θ′ = −ℋ(1 − 3c_g²)θ + c_g²/(1+w) k²δ − k²σ + euler
    /// σ′ = −3[1/τ + ℋ(⅔ − c_g² − p̃/3p)]σ + 8/3 c_v²/(1+w) (θ + shear),   c_g² = w/3(1+w) (5 − p̃/p),   c_v² = 3w c_g²
    /// ```
    #[inline(always)]
    pub(super) fn viscous(&self, here: &Situation<R>, inverse_tau: f64, y: &[R], dy: &mut [R]) {
        let (hubble, drive) = (here.moment.hubble, &here.metric.drive);
        for (species, relic) in self.relics.iter().enumerate() {
            let run = self.layout.bin(species);
            let [density, velocity, sigma] = viscous(y, run);
            let w = relic.pressure / relic.density;
            let ratio = relic.pseudo_pressure / relic.pressure;
            let inverse = R::from(1.0) / (w + 1.0);
            let sound = w * inverse * (R::from(5.0) - ratio) * (1.0 / 3.0);
            let viscosity = w * sound * 3.0;
            let dy = &mut dy[run.start..][..3];
            dy[0] =
                -((w + 1.0) * (velocity + drive.continuity)) - hubble * (sound - w) * density * 3.0;
            dy[1] = hubble * velocity * (sound * 3.0 + -1.0)
                + self.k2 * (sound * inverse * density - sigma)
                + drive.euler;
            let decay =
                R::from(inverse_tau) + hubble * (R::from(2.0 / 3.0) - sound - ratio * (1.0 / 3.0));
            dy[2] =
                viscosity * inverse * (velocity + drive.shear) * (8.0 / 3.0) - decay * sigma * 3.0;
        }
    }
}

/// δ, θ and σ of a fluid.
#[inline(always)]
pub(super) fn viscous<R: Real>(y: &[R], run: Multipoles) -> [R; 3] {
    [y[run.start], y[run.start + 1], y[run.start + 2]]
}
