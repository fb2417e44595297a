//! Densities of the species.

/// Densities of all species at one time, each as 8πGρ/3 in Mpc⁻², so that they add up to H².
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Densities {
    /// Photons.
    pub photons: f64,
    /// Baryons and electrons.
    pub baryons: f64,
    /// Cold dark matter.
    pub cold_dark_matter: f64,
    /// Massless neutrinos.
    pub massless_neutrinos: f64,
    /// Massive neutrinos, all together.
    pub massive_neutrinos: f64,
    /// Three times the pressure of massive neutrinos: their density while they are relativistic.
    pub massive_neutrinos_triple_pressure: f64,
    /// Dark energy.
    pub dark_energy: f64,
    /// Curvature, −K/a²: what closes H², negative in a closed universe.
    pub curvature: f64,
}

impl Densities {
    /// H² in Mpc⁻².
    #[must_use]
    pub fn total(&self) -> f64 {
        self.photons
            + self.baryons
            + self.cold_dark_matter
            + self.massless_neutrinos
            + self.massive_neutrinos
            + self.dark_energy
            + self.curvature
    }

    /// Everything that is or becomes dust, massive neutrinos included.
    #[must_use]
    pub fn matter(&self) -> f64 {
        self.baryons + self.cold_dark_matter + self.massive_neutrinos
    }

    /// Three times the pressure of photons and neutrinos.
    #[must_use]
    pub fn radiation(&self) -> f64 {
        self.photons + self.massless_neutrinos + self.massive_neutrinos_triple_pressure
    }
}
