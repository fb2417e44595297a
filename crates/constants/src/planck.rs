//! Planck units: the scales at which ħ, c, G and k together are one.
//!
//! Uncertain only through G. The reduced units replace G by 8πG.

use uom::si::f64::{Energy, Length, Mass, MassDensity, ThermodynamicTemperature, Time};

use crate::Constant;
use crate::codata::{BOLTZMANN, GRAVITATION, REDUCED_PLANCK, SPEED_OF_LIGHT};
use crate::propagation::Propagated;

const C: f64 = SPEED_OF_LIGHT.si();
const HBAR: f64 = REDUCED_PLANCK.si();
const G: Propagated = GRAVITATION.number();
const M_P: Propagated = Propagated::exact(HBAR * C).over(G).sqrt();

/// Planck mass, m_P = (ħc/G)^½.
pub const MASS: Constant<Mass> = Constant::new(M_P);
/// Reduced Planck mass, M_P = (ħc/8πG)^½, as inflation uses it.
pub const REDUCED_MASS: Constant<Mass> = Constant::new(
    Propagated::exact(HBAR * C)
        .over(G.scale(8.0 * std::f64::consts::PI))
        .sqrt(),
);
/// Planck energy, E_P = m_P c².
pub const ENERGY: Constant<Energy> = Constant::new(M_P.scale(C * C));
/// Planck length, l_P = (ħG/c³)^½.
pub const LENGTH: Constant<Length> = Constant::new(Propagated::exact(HBAR / C).over(M_P));
/// Planck time, t_P = l_P/c.
pub const TIME: Constant<Time> = Constant::new(LENGTH.number().scale(1.0 / C));
/// Planck temperature, T_P = m_P c²/k.
pub const TEMPERATURE: Constant<ThermodynamicTemperature> =
    Constant::new(M_P.scale(C * C / BOLTZMANN.si()));
/// Planck density, ρ_P = c⁵/(ħG²).
pub const DENSITY: Constant<MassDensity> =
    Constant::new(Propagated::exact(C * C * C * C * C / HBAR).over(G.powi(2)));
