//! Variance of matter in spheres: σ(R), σ₈, S₈, fσ₈.

use super::{
    power::{MatterPower, finite},
    solver::LARGEST,
};
use crate::{Error, PrimordialSpectra};

/// Wavenumbers per e-fold of the integral.
const PER_EFOLD: f64 = 80.0;
/// Below this k_max R the variance would miss more than 10⁻⁴ of itself.
const LEAST_PHASE: f64 = 15.0;
const SMALLEST_RADIUS: f64 = 0.1;
const LARGEST_RADIUS: f64 = 1e4;

impl<P: PrimordialSpectra> MatterPower<'_, P> {
    /// σ(R, z), the standard deviation of the contrast averaged over spheres of radius R in Mpc.
    ///
    /// ```text
    /// σ²(R) = ∫ dln k k³P/2π² W²(kR),   W(x) = 3 (sin x − x cos x)/x³
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Self::at`]; [`Error::OutOfRange`] for a largest wavenumber below 15/R, which says how far to solve, and for a radius that is not
    /// between 0.1 and 10⁴ Mpc.
    pub fn sigma(&self, radius_mpc: f64, redshift: f64) -> Result<f64, Error> {
        let [variance, _] = self.variance(radius_mpc, redshift)?;
        finite("sigma(R)", variance.sqrt())
    }

    /// σ₈(z): [`Self::sigma`] in spheres of 8 Mpc/h.
    ///
    /// # Errors
    ///
    /// As [`Self::sigma`].
    pub fn sigma8(&self, redshift: f64) -> Result<f64, Error> {
        self.sigma(8.0 / self.transfer.hubble_100, redshift)
    }

    /// S₈ = σ₈ √(Ω_m/0.3) today.
    ///
    /// # Errors
    ///
    /// As [`Self::sigma`]; redshift zero must be among those solved for.
    pub fn s8(&self) -> Result<f64, Error> {
        Ok(self.sigma8(0.0)? * (self.transfer.omega_m / 0.3).sqrt())
    }

    /// fσ₈(z) = dσ₈/dln a.
    ///
    /// Some codes instead report what surveys of redshift-space distortions measure, the velocity of matter times its contrast over σ₈.
    /// By continuity this is the same, but for neutrinos: with velocities of cold dark matter it is larger by the share of neutrinos in
    /// matter, and is that of [`Species::ColdDarkMatter`](crate::Species::ColdDarkMatter) here.
    ///
    /// # Errors
    ///
    /// As [`Self::sigma`], and [`Error::OutOfDomain`] where there is no power that could grow.
    pub fn growth_rate_sigma8(&self, redshift: f64) -> Result<f64, Error> {
        let [variance, slope] = self.variance(8.0 / self.transfer.hubble_100, redshift)?;
        finite("growth rate of sigma8", 0.5 * slope / variance.sqrt())
    }

    /// σ² and its derivative with ln a.
    fn variance(&self, radius: f64, redshift: f64) -> Result<[f64; 2], Error> {
        let k = self.transfer.k_inv_mpc();
        let (first, last) = (k[0], k[k.len() - 1]);
        let refused = |name, value, low, high| {
            Err(Error::OutOfRange {
                name,
                value,
                low,
                high,
            })
        };
        if !(SMALLEST_RADIUS..=LARGEST_RADIUS).contains(&radius) {
            let name = "radius of spheres in Mpc";
            return refused(name, radius, SMALLEST_RADIUS, LARGEST_RADIUS);
        }
        if radius * last < LEAST_PHASE {
            let name = "largest wavenumber solved for in 1/Mpc, with spheres of this radius,";
            return refused(name, last, LEAST_PHASE / radius, LARGEST);
        }
        let instant = self.transfer.instant(self.species, redshift)?;
        // Beyond this nothing is left: W² < 10⁻⁷.
        let last = last.min(100.0 / radius);
        let count = (((last / first).ln() * PER_EFOLD).ceil() as usize).next_multiple_of(2);
        let step = (last / first).ln() / count as f64;
        let mut sum = [0.0; 2];
        for i in 0..=count {
            let k = (first * (step * i as f64).exp()).clamp(first, last);
            let place = self.transfer.locate(k)?;
            let simpson = match i {
                0 => 1.0,
                _ if i == count => 1.0,
                _ if i % 2 == 1 => 4.0,
                _ => 2.0,
            };
            let weight = simpson * step / 3.0 * top_hat(k * radius).powi(2);
            let [power, slope] = self.dimensionless(&instant, place, k)?;
            sum[0] += weight * power;
            sum[1] += weight * slope;
        }
        Ok(sum)
    }
}

/// The Fourier transform of a sphere.
fn top_hat(x: f64) -> f64 {
    if x < 0.1 {
        let x2 = x * x;
        return 1.0 - x2 / 10.0 * (1.0 - x2 / 28.0);
    }
    3.0 * (x.sin() - x * x.cos()) / x.powi(3)
}
