//! Energy that something exotic puts into the gas.

/// What becomes of injected energy, per hydrogen nucleus, in eV s⁻¹.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Deposition {
    /// Into ionisations of hydrogen.
    pub ionisation_ev_per_s: f64,
    /// Into excitations of hydrogen to n = 2.
    pub excitation_ev_per_s: f64,
    /// Into heat.
    pub heating_ev_per_s: f64,
}

/// A source of energy: annihilating or decaying particles, evaporating black holes.
///
/// # Examples
///
/// Particles that annihilate with p_ann = f⟨σv⟩/m, a third of the energy into each channel:
///
/// ```
/// use lastscatter_cosmology::{Background, Parameters};
/// use lastscatter_cosmology::recombination::{Deposition, EnergyInjection, Recfast, Recombination};
///
/// struct Annihilation;
///
/// impl EnergyInjection for Annihilation {
///     fn deposition(&self, redshift: f64, _x_e: f64) -> Deposition {
///         let third = 1e-24 * (1.0 + redshift).powi(3);
///         Deposition {
///             ionisation_ev_per_s: third,
///             excitation_ev_per_s: third,
///             heating_ev_per_s: third,
///         }
///     }
/// }
///
/// let universe = Background::new(&Parameters::planck2018())?;
/// let plain = Recfast::planck().history(&universe)?;
/// let heated = Recfast::planck().with_injection(Annihilation).history(&universe)?;
/// assert!(heated.fractions(200.0).electrons > 1.5 * plain.fractions(200.0).electrons);
/// # Ok::<(), lastscatter_cosmology::Error>(())
/// ```
pub trait EnergyInjection: Send + Sync {
    /// What is deposited at a redshift in gas with `x_e` electrons per hydrogen nucleus.
    fn deposition(&self, redshift: f64, x_e: f64) -> Deposition;
}

/// The standard history: nothing is injected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NoInjection;

impl EnergyInjection for NoInjection {
    fn deposition(&self, _redshift: f64, _x_e: f64) -> Deposition {
        Deposition::default()
    }
}
