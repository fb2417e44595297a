//! Photon intensity and polarisation.

use lastscatter_numerics::Real;

use super::{einstein::Situation, equations::Equations};

impl<R: Real> Equations<'_, R> {
    /// Photon intensity (`ma1995`, equation 63).
    #[inline(always)]
    pub(super) fn intensity(&self, here: &Situation<R>, inverse_tau: f64, y: &[R], dy: &mut [R]) {
        let run = self.layout.intensity.start..self.layout.intensity.end();
        let theta = y[self.layout.baryon_velocity];
        let (f, df) = (&y[run.clone()], &mut dy[run]);
        let (k, drive, opacity) = (self.k, &here.metric.drive, here.moment.opacity);
        df[0] = -(k * f[1]) - drive.continuity * (4.0 / 3.0);
        df[1] = k * (f[0] - f[2] * 2.0) * (1.0 / 3.0)
            + (drive.euler + opacity * (theta - here.photon_velocity))
                * self.inverse_k
                * (4.0 / 3.0);
        df[2] = k * (f[1] * 0.4 - f[3] * 0.6)
            + drive.shear * (8.0 / 15.0)
            + opacity * (here.polarisation * 0.1 - f[2]);
        self.streaming.stream(3, k, opacity, inverse_tau, f, df);
    }

    /// Photon polarisation (`ma1995`, equation 64).
    #[inline(always)]
    pub(super) fn polarisation(
        &self,
        here: &Situation<R>,
        inverse_tau: f64,
        y: &[R],
        dy: &mut [R],
    ) {
        let run = self.layout.polarisation.start..self.layout.polarisation.end();
        let (g, dg) = (&y[run.clone()], &mut dy[run]);
        let (k, opacity) = (self.k, here.moment.opacity);
        dg[0] = opacity * (here.polarisation * 0.5 - g[0]) - k * g[1];
        dg[1] = k * (g[0] - g[2] * 2.0) * (1.0 / 3.0) - opacity * g[1];
        dg[2] = k * (g[1] * 0.4 - g[3] * 0.6) + opacity * (here.polarisation * 0.1 - g[2]);
        self.streaming.stream(3, k, opacity, inverse_tau, g, dg);
    }
}
