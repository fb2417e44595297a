//! The species whose clumping can be asked for.

use lastscatter_cosmology::Densities;

/// A species, or a sum of them weighted by density.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Species {
    /// Everything that is dust today: cold dark matter, baryons and massive neutrinos. What lenses.
    #[default]
    Total,
    /// Cold dark matter and baryons, without neutrinos. What haloes and galaxies form of.
    ColdDarkMatterAndBaryons,
    /// Cold dark matter.
    ColdDarkMatter,
    /// Baryons.
    Baryons,
    /// Massive neutrinos; zero where there are none.
    MassiveNeutrinos,
    /// Photons. On scales that they stream across their contrast is an average over oscillations.
    Photons,
    /// Massless neutrinos, likewise.
    MasslessNeutrinos,
}

/// Species that are followed one by one.
pub(super) const SINGLE: usize = 5;

/// Shares of the single species in a sum at one redshift, and their derivatives with ln a.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shares {
    pub weights: [f64; SINGLE],
    pub slopes: [f64; SINGLE],
}

impl Species {
    /// What each single species adds to this one: cold dark matter, baryons, massive neutrinos, photons, massless neutrinos.
    pub(super) fn shares(self, densities: &Densities) -> Shares {
        let (cold, baryons) = (densities.cold_dark_matter, densities.baryons);
        let massive = densities.massive_neutrinos;
        let mut weights = [0.0; SINGLE];
        let mut slopes = [0.0; SINGLE];
        match self {
            Self::Total => {
                let total = densities.matter();
                weights[..3].copy_from_slice(&[cold / total, baryons / total, massive / total]);
                // Neutrinos thin out faster than dust by their pressure.
                let faster = densities.massive_neutrinos_triple_pressure / total;
                slopes[..2].copy_from_slice(&[weights[0] * faster, weights[1] * faster]);
                slopes[2] = -faster * (1.0 - weights[2]);
            }
            Self::ColdDarkMatterAndBaryons => {
                weights[0] = cold / (cold + baryons);
                weights[1] = baryons / (cold + baryons);
            }
            Self::ColdDarkMatter => weights[0] = 1.0,
            Self::Baryons => weights[1] = 1.0,
            Self::MassiveNeutrinos => weights[2] = 1.0,
            Self::Photons => weights[3] = 1.0,
            Self::MasslessNeutrinos => weights[4] = 1.0,
        }
        Shares { weights, slopes }
    }
}
