//! Escape of helium's photons: redshifting and absorption by hydrogen.

use std::f64::consts::PI;

use lastscatter_constants::codata::{ALPHA_PARTICLE_MASS, BOLTZMANN, ELECTRON_MASS};

use super::equations::Gas;
use crate::recombination::atomic;

/// A line of helium to the ground state.
pub(super) struct Line {
    pub(super) wave_number: f64,
    decay: f64,
    hydrogen_cross_section: f64,
    /// Factor and exponent of the absorption by hydrogen.
    absorption: [f64; 2],
    /// Share of the absorption's channel.
    share: f64,
}

impl Line {
    /// 2¹p–1¹s, with the exponent of its absorption.
    pub(super) const fn singlet(exponent: f64) -> Self {
        Self {
            wave_number: atomic::HE_2P_SINGLET,
            decay: atomic::HE_A_SINGLET,
            hydrogen_cross_section: atomic::SIGMA_H_SINGLET,
            absorption: [0.36, exponent],
            share: 1.0,
        }
    }

    /// 2³p–1¹s.
    pub(super) const TRIPLET: Self = Self {
        wave_number: atomic::HE_2P_TRIPLET,
        decay: atomic::HE_A_TRIPLET,
        hydrogen_cross_section: atomic::SIGMA_H_TRIPLET,
        absorption: [0.66, 0.9],
        // One in three of the 2³p levels decays.
        share: 1.0 / 3.0,
    };

    /// Decay rate of the upper level that leaves the ground state populated: photons that escape by redshifting, and those that
    /// hydrogen absorbs.
    pub(super) fn effective_decay(&self, gas: &Gas, helium: f64, ground: f64) -> f64 {
        let Self {
            wave_number, decay, ..
        } = *self;
        let depth = 3.0 * decay * helium * gas.density * ground
            / (8.0 * PI * gas.hubble * wave_number.powi(3));
        let escape = if depth > 1e-8 {
            -(-depth).exp_m1() / depth
        } else {
            1.0
        };
        let mass = ALPHA_PARTICLE_MASS.si() + 2.0 * ELECTRON_MASS.si();
        let speed = (2.0 * BOLTZMANN.si() * gas.temperature / mass).sqrt();
        // Both densities hold n_H, and ν²Δν = c²ν̃³v.
        let ratio = 3.0 * decay * helium * ground
            / (8.0
                * PI
                * PI.sqrt()
                * self.hydrogen_cross_section
                * wave_number.powi(3)
                * speed
                * gas.neutral_hydrogen);
        let [factor, exponent] = self.absorption;
        let absorbed = self.share / (1.0 + factor * ratio.powf(exponent));
        decay * (escape + absorbed)
    }
}
