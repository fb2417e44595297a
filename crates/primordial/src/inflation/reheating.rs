//! When the pivot scale left the horizon.

use std::f64::consts::PI;

use lastscatter_constants::{astronomical, codata, planck};
use serde::{Deserialize, Serialize};

use crate::{Error, error::within};

/// When the pivot scale left the horizon.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Pivot {
    /// So many e-folds before the end of inflation: N_*.
    EFolds(f64),
    /// As follows from what came after inflation.
    Reheating(Reheating),
}

/// From the end of inflation to today: an expansion with one equation of state until everything is thermal, and the conservation of
/// entropy from then on.
///
/// ```text
/// k = a_* H_* = H_* e^(−N_*) e^(−N_re) (43/11 g_s)^(1/3) T_0/T_re
/// π²/30 g T_re⁴ = ρ_re = ρ_end e^(−3(1 + w) N_re)
/// ```
///
/// # References
///
/// `liddle2003`; `martin2010`; `cook2015`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Reheating {
    /// The mean equation of state w before the universe is thermal, −1/3 to 1.
    pub equation_of_state: f64,
    /// How long that takes.
    pub duration: ReheatingDuration,
    /// Relativistic degrees of freedom of the energy then, g; 106.75 in the standard model at high temperature.
    pub energy_degrees_of_freedom: f64,
    /// Those of the entropy, g_s.
    pub entropy_degrees_of_freedom: f64,
    /// The temperature of the microwave background today in K.
    pub temperature_today_k: f64,
}

/// How long the universe takes to become thermal.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ReheatingDuration {
    /// No time at all.
    Instantaneous,
    /// So many e-folds, N_re.
    EFolds(f64),
    /// Until it has this temperature T_re, in GeV.
    TemperatureGev(f64),
}

impl Reheating {
    /// Thermal at once, with the particles of the standard model.
    #[must_use]
    pub const fn instantaneous() -> Self {
        Self {
            equation_of_state: 0.0,
            duration: ReheatingDuration::Instantaneous,
            energy_degrees_of_freedom: 106.75,
            entropy_degrees_of_freedom: 106.75,
            temperature_today_k: astronomical::CMB_TEMPERATURE.si(),
        }
    }

    /// Like matter, as in the oscillations about a quadratic minimum, until a temperature in GeV.
    #[must_use]
    pub const fn matter_like(temperature_gev: f64) -> Self {
        Self {
            duration: ReheatingDuration::TemperatureGev(temperature_gev),
            ..Self::instantaneous()
        }
    }

    pub(crate) fn validate(&self) -> Result<(), Error> {
        within("w of reheating", self.equation_of_state, [-1.0 / 3.0, 1.0])?;
        within("g of reheating", self.energy_degrees_of_freedom, [1.0, 1e5])?;
        within(
            "g_s of reheating",
            self.entropy_degrees_of_freedom,
            [1.0, 1e5],
        )?;
        within("T_0 in K", self.temperature_today_k, [0.1, 100.0])?;
        match self.duration {
            ReheatingDuration::Instantaneous => {}
            ReheatingDuration::EFolds(n) => {
                within("N_re", n, [0.0, 200.0])?;
            }
            ReheatingDuration::TemperatureGev(t) => {
                within("T_re in GeV", t, [1e-6, 1e19])?;
            }
        }
        Ok(())
    }

    /// E-folds N_re from the end of inflation, with the energy density ρ_end in M_P⁴, until the universe is thermal.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] for a temperature that the energy at the end of inflation does not reach.
    pub fn e_folds(&self, density_at_end: f64) -> Result<f64, Error> {
        let exponent = 3.0 * (1.0 + self.equation_of_state);
        match self.duration {
            ReheatingDuration::Instantaneous => Ok(0.0),
            ReheatingDuration::EFolds(n) => Ok(n),
            ReheatingDuration::TemperatureGev(t) => {
                let highest = self.temperature(density_at_end) * reduced_planck_gev();
                within("T_re in GeV", t, [0.0, highest])?;
                Ok(4.0 * (highest / t).ln() / exponent)
            }
        }
    }

    /// ln(k/Mpc⁻¹) of a scale that left the horizon when H was `hubble`, `e_folds` before the end; reduced Planck units.
    pub(crate) fn ln_k_inv_mpc(
        &self,
        e_folds: f64,
        hubble: f64,
        density_at_end: f64,
    ) -> Result<f64, Error> {
        let reheating = self.e_folds(density_at_end)?;
        let thermal = density_at_end * (-3.0 * (1.0 + self.equation_of_state) * reheating).exp();
        let today = codata::BOLTZMANN.si() * self.temperature_today_k / reduced_planck_j();
        let cooled = (43.0 / 11.0 / self.entropy_degrees_of_freedom).cbrt() * today
            / self.temperature(thermal);
        // H/c of M_P in 1/Mpc.
        let wavenumber = reduced_planck_j() * astronomical::MEGAPARSEC.si()
            / (codata::REDUCED_PLANCK.si() * codata::SPEED_OF_LIGHT.si());
        Ok((hubble * cooled * wavenumber).ln() - e_folds - reheating)
    }

    /// T in M_P of a density in M_P⁴.
    fn temperature(&self, density: f64) -> f64 {
        (30.0 * density / (PI * PI * self.energy_degrees_of_freedom))
            .sqrt()
            .sqrt()
    }
}

fn reduced_planck_j() -> f64 {
    planck::REDUCED_MASS.si() * codata::SPEED_OF_LIGHT.si().powi(2)
}

fn reduced_planck_gev() -> f64 {
    reduced_planck_j() / codata::ELECTRON_VOLT.si() / 1e9
}
