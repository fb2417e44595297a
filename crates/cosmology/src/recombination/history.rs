//! The solved history of ionisation.

use std::sync::Arc;

use lastscatter_numerics::spline::{Boundary, CubicSpline, Knots};

use super::saha;
use crate::{Background, Error};

/// The state of the gas at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fractions {
    /// Electrons per hydrogen nucleus, x_e.
    pub electrons: f64,
    /// Ionised fraction of hydrogen.
    pub hydrogen: f64,
    /// Fraction of helium that is ionised at least once.
    pub helium: f64,
    /// Fraction of helium that is ionised twice.
    pub helium_second: f64,
    /// Temperature of matter, T_m in K.
    pub matter_temperature_k: f64,
}

/// Ionisation and temperature from the plasma until today, without reionisation.
///
/// Before its first point it is in equilibrium: Saha's, at the temperature of radiation.
#[derive(Debug, Clone)]
pub struct RecombinationHistory {
    hydrogen: CubicSpline,
    helium: CubicSpline,
    /// T_m/T_γ.
    temperature: CubicSpline,
    helium_per_hydrogen: f64,
    hydrogen_today_inv_m3: f64,
    t_cmb_k: f64,
}

impl RecombinationHistory {
    /// The history through points (ln a, [ionised fraction of hydrogen, fraction of helium at least once ionised, T_m/T_γ]), ascending
    /// to ln a = 0. The second ionisation of helium follows from equilibrium.
    ///
    /// # Errors
    ///
    /// [`Error::Numerics`] with fewer than four points, or when they do not ascend or are not finite;
    /// [`Error::OutOfDomain`] when they do not end today.
    pub fn new(universe: &Background, points: &[(f64, [f64; 3])]) -> Result<Self, Error> {
        let end = points.last().map_or(f64::NAN, |point| point.0);
        if end.is_nan() || end.abs() > 0.0 {
            return Err(Error::OutOfDomain {
                name: "last ln a of a history",
                value: end,
                expected: "0, today",
            });
        }
        let knots = Arc::new(Knots::new(points.iter().map(|p| p.0).collect())?);
        let column = |i: usize| {
            let values = points.iter().map(|p| p.1[i]).collect();
            CubicSpline::on(Arc::clone(&knots), values, Boundary::NotAKnot)
        };
        Ok(Self {
            hydrogen: column(0)?,
            helium: column(1)?,
            temperature: column(2)?,
            helium_per_hydrogen: universe.helium_per_hydrogen(),
            hydrogen_today_inv_m3: universe.hydrogen_density_today_inv_m3(),
            t_cmb_k: universe.parameters().t_cmb_k,
        })
    }

    /// The state at a redshift of 0 or more; NaN below.
    #[must_use]
    pub fn fractions(&self, redshift: f64) -> Fractions {
        self.at(redshift.ln_1p())
    }

    /// The state at −ln a.
    pub(crate) fn at(&self, log: f64) -> Fractions {
        let f = self.helium_per_hydrogen;
        let radiation_k = self.t_cmb_k * log.exp();
        let density = self.hydrogen_today_inv_m3 * (3.0 * log).exp();
        if -log < self.hydrogen.knots().first() {
            let [atoms, helium_atoms, helium_second] = saha::neutral(radiation_k, density, f);
            let (hydrogen, helium) = (1.0 - atoms, 1.0 - helium_atoms);
            return Fractions {
                electrons: hydrogen + f * (helium + helium_second),
                hydrogen,
                helium,
                helium_second,
                matter_temperature_k: radiation_k,
            };
        }
        let Some(place) = self.hydrogen.knots().locate(-log) else {
            return Fractions {
                electrons: f64::NAN,
                hydrogen: f64::NAN,
                helium: f64::NAN,
                helium_second: f64::NAN,
                matter_temperature_k: f64::NAN,
            };
        };
        let hydrogen = self.hydrogen.value_at(place);
        let helium = self.helium.value_at(place);
        let helium_second = saha::second_helium(radiation_k, density, f);
        Fractions {
            electrons: hydrogen + f * (helium + helium_second),
            hydrogen,
            helium,
            helium_second,
            matter_temperature_k: radiation_k * self.temperature.value_at(place),
        }
    }
}
