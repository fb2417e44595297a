//! Constants in the crate's system: lengths and times in Mpc with c = 1.

use lastscatter_constants::{
    astronomical::{CRITICAL_DENSITY, JULIAN_YEAR, MEGAPARSEC},
    codata::{BOLTZMANN, ELECTRON_VOLT, RADIATION, SPEED_OF_LIGHT},
};

/// Metres in a megaparsec.
pub(crate) const MPC_M: f64 = MEGAPARSEC.si();
/// c in km/s: H in km s⁻¹ Mpc⁻¹ over H in Mpc⁻¹.
pub(crate) const C_KM_S: f64 = SPEED_OF_LIGHT.si() / 1e3;
/// c in m/s.
pub(crate) const C_M_S: f64 = SPEED_OF_LIGHT.si();
/// Gyr in the time that light takes for a megaparsec.
pub(crate) const GYR_PER_MPC: f64 = MPC_M / (SPEED_OF_LIGHT.si() * JULIAN_YEAR.si() * 1e9);
/// Ω_γh² at 1 K: aT⁴/c² over the critical density for h = 1.
pub(crate) const OMEGA_PHOTON_H2_PER_K4: f64 =
    RADIATION.si() / (C_M_S * C_M_S) / CRITICAL_DENSITY.si();
/// Critical density for h = 1 in kg m⁻³.
pub(crate) const CRITICAL_DENSITY_KG_M3: f64 = CRITICAL_DENSITY.si();
/// (100 km s⁻¹ Mpc⁻¹)² in Mpc⁻²: 8πGρ/3 of a density with Ωh² = 1.
pub(crate) const DENSITY_PER_OMEGA_H2: f64 = (100.0 / C_KM_S) * (100.0 / C_KM_S);
/// Kelvin per eV.
pub(crate) const KELVIN_PER_EV: f64 = ELECTRON_VOLT.si() / BOLTZMANN.si();
