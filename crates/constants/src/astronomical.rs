//! Astronomical units and measured parameters.
//!
//! IAU resolutions fix the astronomical unit (2012 B2), the parsec (2015 B2) and the nominal solar
//! and planetary values (2015 B3) exactly. The nominal values are conversion factors, not
//! measurements: GM of the Sun is known far better than its mass, which inherits u(G).
//!
//! # References
//!
//! `iau2012b2`, `iau2015b2`, `iau2015b3` (table 1), `fixsen2009`.

use std::f64::consts::PI;

use uom::si::f64::{Frequency, Length, Mass, MassDensity, Power, ThermodynamicTemperature, Time};
use uom::si::{ISQ, Quantity, SI};
use uom::typenum::{N2, P3, Z0};

use crate::Constant;
use crate::codata::{GRAVITATION, SPEED_OF_LIGHT};
use crate::propagation::{Input, Propagated};

/// Dimension of a standard gravitational parameter GM, m³ s⁻².
pub type GravitationalParameter = Quantity<ISQ<P3, Z0, N2, Z0, Z0, Z0, Z0>, SI<f64>, f64>;

/// Astronomical unit, au.
pub const ASTRONOMICAL_UNIT: Constant<Length> = Constant::exact(149_597_870_700.0);
/// Parsec, pc = (648 000/π) au.
pub const PARSEC: Constant<Length> = Constant::exact(648_000.0 / PI * ASTRONOMICAL_UNIT.si());
/// Megaparsec, Mpc: the solver's unit of length.
pub const MEGAPARSEC: Constant<Length> = Constant::exact(1e6 * PARSEC.si());
/// Julian year, 365.25 d.
pub const JULIAN_YEAR: Constant<Time> = Constant::exact(365.25 * 86_400.0);
/// Light-year: what light travels in a Julian year.
pub const LIGHT_YEAR: Constant<Length> = Constant::exact(SPEED_OF_LIGHT.si() * JULIAN_YEAR.si());

/// Nominal solar mass parameter, (GM)_☉ᴺ.
pub const SOLAR_GM: Constant<GravitationalParameter> = Constant::exact(1.327_124_4e20);
/// Nominal terrestrial mass parameter, (GM)_♁ᴺ.
pub const EARTH_GM: Constant<GravitationalParameter> = Constant::exact(3.986_004e14);
/// Nominal Jovian mass parameter, (GM)_♃ᴺ.
pub const JUPITER_GM: Constant<GravitationalParameter> = Constant::exact(1.266_865_3e17);
/// Solar mass, M_☉ = (GM)_☉ᴺ/G, with the uncertainty of G.
pub const SOLAR_MASS: Constant<Mass> = Constant::new(SOLAR_GM.number().over(GRAVITATION.number()));
/// Nominal solar radius, R_☉ᴺ.
pub const SOLAR_RADIUS: Constant<Length> = Constant::exact(6.957e8);
/// Nominal solar luminosity, L_☉ᴺ.
pub const SOLAR_LUMINOSITY: Constant<Power> = Constant::exact(3.828e26);
/// Nominal solar effective temperature.
pub const SOLAR_EFFECTIVE_TEMPERATURE: Constant<ThermodynamicTemperature> =
    Constant::exact(5_772.0);

/// Hubble rate of 100 km s⁻¹ Mpc⁻¹; H₀ is h times this.
pub const HUNDRED_KM_PER_S_PER_MPC: Constant<Frequency> = Constant::exact(1e5 / MEGAPARSEC.si());
/// Critical density for h = 1, 3H²/(8πG); multiply by h².
pub const CRITICAL_DENSITY: Constant<MassDensity> = Constant::new(
    Propagated::exact(
        3.0 / (8.0 * PI) * HUNDRED_KM_PER_S_PER_MPC.si() * HUNDRED_KM_PER_S_PER_MPC.si(),
    )
    .over(GRAVITATION.number()),
);
/// Temperature of the cosmic microwave background, T₀ = 2.725 48(57) K (`fixsen2009`).
pub const CMB_TEMPERATURE: Constant<ThermodynamicTemperature> = Constant::new(
    Propagated::measured(2.725_48, 0.000_57, Input::CmbTemperature),
);
