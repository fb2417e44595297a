//! Ionisation equilibrium.

use std::f64::consts::PI;

use lastscatter_constants::codata::{BOLTZMANN, ELECTRON_MASS, PLANCK, SPEED_OF_LIGHT};

use super::atomic::{H_IONISATION, HE_IONISATION, HE2_IONISATION};

/// hc/k in m K: temperature of a wave number.
pub(super) const KELVIN_METRE: f64 = PLANCK.si() * SPEED_OF_LIGHT.si() / BOLTZMANN.si();

/// Quantum concentration of electrons in m⁻³.
///
/// ```text
/// (2π m_e k T/h²)^{3/2}
/// ```
pub(super) fn quantum_concentration(temperature_k: f64) -> f64 {
    const PER_KELVIN: f64 =
        2.0 * PI * ELECTRON_MASS.si() / PLANCK.si() * (BOLTZMANN.si() / PLANCK.si());
    let inverse_area = PER_KELVIN * temperature_k;
    inverse_area * inverse_area.sqrt()
}

/// Neutral fractions of hydrogen and of helium, and the fraction of helium that is ionised twice, in equilibrium.
///
/// ```text
/// x_e x_{i+1}/x_i = (2π m_e k T/h²)^{3/2} (2g_{i+1}/g_i) e^{−χ_i/kT}/n_H
/// ```
pub(super) fn neutral(temperature_k: f64, hydrogen_inv_m3: f64, helium: f64) -> [f64; 3] {
    // Beyond this the neutral parts are below 1e-12 in any universe that the parameters allow.
    if temperature_k > 1e5 {
        return [0.0, 0.0, 1.0];
    }
    let concentration = quantum_concentration(temperature_k) / hydrogen_inv_m3;
    let ratio = |weight: f64, wave_number: f64| {
        weight * concentration * (-KELVIN_METRE * wave_number / temperature_k).exp()
    };
    // Statistical weights with the electron's two spins: p 1 of H 2, He⁺ 2 of He 1, α 1 of He⁺ 2.
    let hydrogen = ratio(1.0, H_IONISATION);
    let first = ratio(4.0, HE_IONISATION);
    let both = first * ratio(1.0, HE2_IONISATION);
    let solved = |x_e: f64| {
        let all = (x_e + first) * x_e + both;
        [x_e / (hydrogen + x_e), x_e * x_e / all, both / all]
    };
    // Electrons fall with x_e: bisection cannot fail.
    let (mut low, mut high) = (0.0, 1.0 + 2.0 * helium);
    for _ in 0..60 {
        let x_e = 0.5 * (low + high);
        let [atoms, helium_atoms, twice] = solved(x_e);
        if 1.0 - atoms + helium * (1.0 - helium_atoms + twice) > x_e {
            low = x_e;
        } else {
            high = x_e;
        }
    }
    solved(0.5 * (low + high))
}

/// Fraction of once ionised helium that is ionised again, with hydrogen and helium otherwise ionised.
pub(super) fn second_helium(temperature_k: f64, hydrogen_inv_m3: f64, helium: f64) -> f64 {
    let concentration = quantum_concentration(temperature_k) / hydrogen_inv_m3;
    let s = concentration * (-KELVIN_METRE * HE2_IONISATION / temperature_k).exp();
    // x (1 + f + f x) = s (1 − x), in the form without cancellation.
    let b = 1.0 + helium + s;
    2.0 * s / (b + (b * b + 4.0 * helium * s).sqrt())
}
