//! What surveys measure of distances.

use lastscatter_constants::codata::SPEED_OF_LIGHT;

/// Sound horizon that the consensus of BOSS DR12 is scaled by, Mpc.
const FIDUCIAL_HORIZON_MPC: f64 = 147.78;

/// Distances to one redshift in units of the sound horizon r_d at the drag epoch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Distances {
    /// D_M/r_d, comoving and transverse.
    pub transverse: f64,
    /// D_H/r_d = c/(H r_d).
    pub radial: f64,
    /// fσ₈, the growth rate times the amplitude, where it is known.
    pub growth: Option<f64>,
}

impl Distances {
    /// D_V/r_d = [z (D_M/r_d)² D_H/r_d]^⅓.
    #[must_use]
    pub fn volume_average(&self, redshift: f64) -> f64 {
        (redshift * self.transverse * self.transverse * self.radial).cbrt()
    }
}

/// A quantity that a survey measures at one redshift.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Observable {
    /// D_M/r_d.
    Transverse,
    /// D_H/r_d.
    Radial,
    /// D_V/r_d.
    VolumeAverage,
    /// D_M (147.78 Mpc/r_d), in Mpc.
    ScaledTransverse,
    /// H (r_d/147.78 Mpc), in km/s/Mpc.
    ScaledHubble,
    /// fσ₈.
    Growth,
}

impl Observable {
    /// Its symbol.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Transverse => "D_M/r_d",
            Self::Radial => "D_H/r_d",
            Self::VolumeAverage => "D_V/r_d",
            Self::ScaledTransverse => "D_M (147.78 Mpc/r_d)",
            Self::ScaledHubble => "H (r_d/147.78 Mpc)",
            Self::Growth => "fσ₈",
        }
    }

    /// Its value, `None` where it is not known.
    #[must_use]
    pub fn of(self, distances: &Distances, redshift: f64) -> Option<f64> {
        match self {
            Self::Transverse => Some(distances.transverse),
            Self::Radial => Some(distances.radial),
            Self::VolumeAverage => Some(distances.volume_average(redshift)),
            Self::ScaledTransverse => Some(distances.transverse * FIDUCIAL_HORIZON_MPC),
            Self::ScaledHubble => {
                let c_km_per_s = 1e-3 * SPEED_OF_LIGHT.si();
                Some(c_km_per_s / (distances.radial * FIDUCIAL_HORIZON_MPC))
            }
            Self::Growth => distances.growth,
        }
    }
}
