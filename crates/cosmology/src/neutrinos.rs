//! Which neutrinos there are.

use crate::{Error, error::within};

/// A species of massive neutrinos with a relativistic Fermi–Dirac distribution, as it was when they decoupled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MassiveNeutrino {
    /// Mass, m in eV.
    pub mass_ev: f64,
    /// Number of such species, each with its antiparticle: 1 for one mass eigenstate.
    pub degeneracy: f64,
    /// Temperature over that of photons today, T_ν/T_γ.
    pub temperature_ratio: f64,
}

impl MassiveNeutrino {
    /// What the species adds to N_eff while it is relativistic.
    ///
    /// ```text
    /// ΔN_eff = g (T_ν/T_γ)⁴ (11/4)^{4/3}
    /// ```
    #[must_use]
    pub fn effective_number(&self) -> f64 {
        self.degeneracy * self.temperature_ratio.powi(4) * (11.0_f64 / 4.0).powf(4.0 / 3.0)
    }
}

/// The neutrinos, or whatever else is dark and was relativistic: N_eff in all, some of it massive.
///
/// # Examples
///
/// ```
/// use lastscatter_cosmology::Neutrinos;
///
/// let neutrinos = Neutrinos::thermal(3.044, &[0.06]);
/// assert!((neutrinos.massless_number() - 3.044 * 2.0 / 3.0).abs() < 1e-12);
/// assert!((neutrinos.massive[0].temperature_ratio - 0.71637).abs() < 1e-5);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Neutrinos {
    /// Effective number of relativistic species early on, N_eff: massive ones included.
    pub n_eff: f64,
    /// The massive species; what they leave of N_eff is massless.
    pub massive: Vec<MassiveNeutrino>,
}

impl Neutrinos {
    /// N_eff of massless neutrinos.
    #[must_use]
    pub const fn massless(n_eff: f64) -> Self {
        Self {
            n_eff,
            massive: Vec::new(),
        }
    }

    /// Thermal species with the given masses, each with a third of N_eff; the rest is massless.
    ///
    /// ```text
    /// T_ν/T_γ = (4/11)^{1/3} (N_eff/3)^{1/4}
    /// ```
    #[must_use]
    pub fn thermal(n_eff: f64, masses_ev: &[f64]) -> Self {
        let temperature_ratio = (4.0_f64 / 11.0).cbrt() * (n_eff / 3.0).powf(0.25);
        let massive = masses_ev.iter().map(|&mass_ev| MassiveNeutrino {
            mass_ev,
            degeneracy: 1.0,
            temperature_ratio,
        });
        Self {
            n_eff,
            massive: massive.collect(),
        }
    }

    /// The part of N_eff without mass; rounding below 1e-9 counts as none.
    #[must_use]
    pub fn massless_number(&self) -> f64 {
        let massive: f64 = self
            .massive
            .iter()
            .map(MassiveNeutrino::effective_number)
            .sum();
        let rest = self.n_eff - massive;
        if rest.abs() < 1e-9 { 0.0 } else { rest }
    }

    pub(crate) fn validate(&self) -> Result<(), Error> {
        within("N_eff", self.n_eff, [0.0, 30.0])?;
        for species in &self.massive {
            within("neutrino mass in eV", species.mass_ev, [0.0, 1e3])?;
            within("neutrino degeneracy", species.degeneracy, [0.0, 30.0])?;
            within("T_nu/T_gamma", species.temperature_ratio, [1e-3, 3.0])?;
        }
        let rest = self.massless_number();
        if rest < 0.0 {
            return Err(Error::OutOfDomain {
                name: "N_eff left to massless neutrinos",
                value: rest,
                expected: "massive species that make up no more than N_eff",
            });
        }
        Ok(())
    }
}
